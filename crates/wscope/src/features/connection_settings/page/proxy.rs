//! What stands between this side and the server.

use egui::Ui;

use super::super::form::{Problem, ProxyChoice};
use super::super::texts::Text as T;
use super::Page;
use super::fields::{Fields, Typed};

pub(super) fn show(page: &mut Page<'_>, fields: &Fields, ui: &mut Ui) {
    let form = &mut *page.form;
    let all = [
        (ProxyChoice::None, T::ProxyNone),
        (ProxyChoice::Environment, T::ProxyEnvironment),
        (ProxyChoice::At, T::ProxyAt),
    ];
    fields.choice(ui, T::Proxy, &mut form.proxy, &all);
    let is_wrong = matches!(form.read_proxy(), Err(Problem::Proxy(_)));
    Fields::gap(ui);
    ui.add_enabled_ui(form.proxy == ProxyChoice::At, |ui| {
        let typed = Typed::new(T::ProxyAddress, &mut form.proxy_address, is_wrong);
        fields.text(ui, typed.hint("http://localhost:8080"));
    });
    fields.remark(ui, T::ProxyHint);
}
