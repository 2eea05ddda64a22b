//! Headers and subprotocols, and what the handshake sets by itself.

use connection::{Endpoint, Part, ShownPart, Subprotocol, is_secret_name, split_scheme};
use egui::{Frame, Label, Margin, RichText, Ui};

use super::super::form::{
    HeaderLine, Login, MAX_LINES, OptionsForm, PairFault, Problem, split_pair,
};
use super::super::table::{Edit, Line, Table};
use super::super::texts::Text as T;
use super::fields::{Fields, Typed};
use super::{Page, paste};
use crate::IN_BROWSER;
use crate::kit::cut_label::cut_label;
use crate::kit::icon::Icon;
use crate::kit::language::Language;
use crate::kit::theme::{Palette, data, sizes, strong};

/// How far what is set automatically stands in, in points.
const INDENT: i8 = 22;

pub(super) fn show(page: &mut Page<'_>, fields: &Fields, ui: &mut Ui) {
    if IN_BROWSER {
        fields.remark(ui, T::HiddenInBrowser);
    } else {
        headers(page, fields, ui);
        if page.state.paste.is_some() {
            return;
        }
    }
    let is_wrong = page.form.read_subprotocols().is_err();
    let typed = Typed::new(T::Subprotocols, &mut page.form.subprotocols, is_wrong);
    fields.text(ui, typed.hint("chat, json"));
    fields.remark(ui, T::SubprotocolsHint);
    if !IN_BROWSER {
        automatic(page, fields, ui);
    }
}

fn headers(page: &mut Page<'_>, fields: &Fields, ui: &mut Ui) {
    let is_full = page.form.headers.len() >= MAX_LINES;
    let fault_of = |line: &str| {
        let full = is_full.then_some(PairFault::NoRoom);
        split_pair(line).err().or(full)
    };
    let texts = (T::Headers, T::PasteHeadersHint);
    if let Some(text) = paste::show(page, fields, ui, texts, fault_of) {
        take_many(page, &text);
    }
    if page.state.paste.is_some() {
        return;
    }
    let line = |line: &HeaderLine| Line {
        is_on: !line.is_off,
        name: ShownPart::text(&line.name),
        value: ShownPart::text(&line.value),
        is_secret: is_secret_name(&line.name) && !line.value.is_empty(),
        is_wrong: line.read().is_err(),
    };
    let lines: Vec<_> = page.form.headers.iter().map(line).collect();
    let table = Table {
        language: page.language,
        salt: "headers",
        lines: &lines,
        title: T::Headers,
        hint: T::AddHeader,
        state: &mut page.state.headers,
    };
    for edit in table.show(ui) {
        apply(page, edit);
    }
    fields.remark(ui, T::HeadersHint);
}

fn apply(page: &mut Page<'_>, edit: Edit) {
    let headers = &mut page.form.headers;
    match edit {
        Edit::Add(part, text) => {
            headers.push(HeaderLine::default());
            let last = headers.len() - 1;
            apply(page, Edit::Text(last, part, ShownPart::text(text)));
        }
        Edit::Text(line, part, text) => {
            if let Some(line) = headers.get_mut(line) {
                match part {
                    Part::Name => line.name = text.text,
                    Part::Value => line.value = text.text,
                }
            }
        }
        Edit::Switch(line) => {
            if let Some(line) = headers.get_mut(line) {
                line.is_off = !line.is_off;
            }
        }
        Edit::Remove(line) | Edit::Left(line) => {
            if line < headers.len() {
                headers.remove(line);
            }
        }
        Edit::Paste(text) => take_many(page, &text),
    }
}

/// What could not be read stays in the field.
fn take_many(page: &mut Page<'_>, text: &str) {
    let mut others = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        match split_pair(line) {
            Ok((name, value)) if page.form.headers.len() < MAX_LINES => {
                page.form.take_header(name, value);
            }
            _ => others.push(line),
        }
    }
    page.state.paste = (!others.is_empty()).then(|| others.join("\n"));
}

/// What is sent besides, to be read only.
fn automatic(page: &mut Page<'_>, fields: &Fields, ui: &mut Ui) {
    let lines = automatic_headers(page.form, page.address, page.language);
    ui.add_space(8.0);
    let palette = Palette::of(ui);
    let is_hidden = &mut page.state.hides_automatic;
    ui.horizontal(|ui| {
        let icon = if *is_hidden { Icon::Right } else { Icon::Down };
        let caption = (
            icon.text().size(14.0).color(palette.muted),
            strong(fields.say(T::Automatic)),
        );
        let button = egui::Button::new(caption).frame(false);
        let response = ui.add(button);
        crate::kit::button::name(&response, &fields.say(T::Automatic));
        if response.clicked() {
            *is_hidden = !*is_hidden;
        }
        let count = RichText::new(lines.len().to_string()).small();
        ui.label(count.color(palette.muted));
    });
    if *is_hidden {
        return;
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let indent = Margin {
        left: INDENT,
        ..Margin::ZERO
    };
    Frame::NONE.inner_margin(indent).show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        for line in lines {
            let text = RichText::new(&line).font(data()).color(palette.muted);
            let text = text.line_height(Some(sizes::LINE));
            cut_label(ui, Label::new(text), &line, "");
        }
    });
}

/// The rest of the request, as `Full` sends it.
fn automatic_headers(form: &OptionsForm, address: &str, language: Language) -> Vec<String> {
    let is_own = |name: &str| {
        let mut lines = form.headers.iter().filter(|line| !line.is_off);
        lines.any(|line| line.name.trim().eq_ignore_ascii_case(name))
    };
    let endpoint = Endpoint::parse(address).ok();
    let host = endpoint.filter(|_| !is_own("host"));
    let host = host.map(|endpoint| {
        let origin = endpoint.origin();
        let host = split_scheme(&origin).map_or("", |(_, host)| host);
        format!("Host: {host}")
    });
    let fixed = [
        "Connection: Upgrade".to_owned(),
        "Upgrade: websocket".to_owned(),
        "Sec-WebSocket-Version: 13".to_owned(),
        format!("Sec-WebSocket-Key: {}", T::RandomKey.say(language)),
    ];
    let extensions = form.compression.read();
    let extensions = extensions.map(|offer| format!("Sec-WebSocket-Extensions: {offer}"));
    let names = form.read_subprotocols().unwrap_or_default();
    let names: Vec<_> = names.iter().map(Subprotocol::shown).collect();
    let names =
        (!names.is_empty()).then(|| format!("Sec-WebSocket-Protocol: {}", names.join(", ")));
    let login = match (form.login, form.read_login()) {
        // What lies in the keyring is sent as well.
        (login, Err(Problem::NoUser | Problem::NoToken)) if form.credentials.is_unread() => {
            Some(login)
        }
        (login, Ok(Some(_))) => Some(login),
        (_, Ok(None) | Err(_)) => None,
    };
    let scheme = login.and_then(|login| match login {
        Login::None => None,
        Login::Basic => Some("Basic"),
        Login::Bearer => Some("Bearer"),
    });
    let login = scheme.map(|scheme| format!("Authorization: {scheme} •••"));
    host.into_iter()
        .chain(fixed)
        .chain(extensions)
        .chain(names)
        .chain(login)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_login_is_listed_only_where_it_is_sent() {
        #[track_caller]
        fn check(form: OptionsForm, expected: Option<&str>) {
            let lines = automatic_headers(&form, "ws://a.b/", Language::English);
            let listed = lines.iter().find(|line| line.starts_with("Authorization"));
            assert_eq!(listed.map(String::as_str), expected);
            let sent = form.read_login().ok().flatten();
            assert_eq!(listed.is_some(), sent.is_some());
        }
        let filled = |login| OptionsForm {
            login,
            user: "ada".to_owned(),
            password: "s3cret".to_owned(),
            token: "t0ken".to_owned(),
            ..OptionsForm::default()
        };
        check(filled(Login::None), None);
        check(filled(Login::Basic), Some("Authorization: Basic •••"));
        check(filled(Login::Bearer), Some("Authorization: Bearer •••"));
        // Switched off after it was chosen: what was typed stays in the form.
        let mut form = filled(Login::Bearer);
        form.login = Login::None;
        check(form, None);
        let own = |is_off| {
            let line = HeaderLine::new("authorization", "Bearer x");
            let headers = vec![HeaderLine { is_off, ..line }];
            OptionsForm {
                headers,
                ..filled(Login::Basic)
            }
        };
        check(own(true), Some("Authorization: Basic •••"));
        // Neither is sent until one of them is taken away.
        check(own(false), None);
        check(OptionsForm::default(), None);
    }
}
