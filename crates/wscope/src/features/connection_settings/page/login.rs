//! As whom to connect.

use egui::{RadioButton, Ui};

use super::super::form::{Login, Problem};
use super::super::texts::Text as T;
use super::Page;
use super::fields::{Fields, Typed};

pub(super) fn show(page: &mut Page<'_>, fields: &Fields, ui: &mut Ui) {
    let form = &mut *page.form;
    let all = [
        (Login::None, T::LoginNone),
        (Login::Basic, T::LoginBasic),
        (Login::Bearer, T::LoginBearer),
    ];
    fields.choice(ui, T::Login, &mut form.login, &all);
    let problem = form.read_login().err();
    let is_shown = &mut page.state.shows_secret;
    match form.login {
        Login::None => {}
        Login::Basic => {
            let is_wrong = problem == Some(Problem::User);
            fields.text(ui, Typed::new(T::User, &mut form.user, is_wrong));
            let typed = Typed::new(T::Password, &mut form.password, false);
            fields.secret(ui, typed, is_shown);
        }
        Login::Bearer => {
            let is_wrong = problem == Some(Problem::Token);
            let typed = Typed::new(T::Token, &mut form.token, is_wrong);
            let field = fields.secret(ui, typed, is_shown);
            // For a moment after it has opened the page takes no input.
            if field.enabled() && std::mem::take(&mut page.state.wants_token) {
                field.request_focus();
            }
        }
    }
    fields.heading(ui, T::Secrets);
    let keep = &mut form.credentials.keep;
    for offered in keep.offered(page.has_keyring) {
        let button = RadioButton::new(*keep == offered, offered.say(page.language));
        if ui.add(button).clicked() {
            *keep = offered;
        }
    }
    fields.remark(ui, T::KeepSecretsHint);
}
