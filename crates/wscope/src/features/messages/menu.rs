//! What can be done with a row: the menu that opens on it.

use egui::containers::menu::SubMenuButton;
use egui::{Button, Rect, Response, Ui};
use message_log::Kind;

use super::command::Command as List;
use super::form::Form;
use super::texts::Text as T;
use crate::kit::button::{command_button, styled_button};
use crate::kit::command::Usable;
use crate::kit::language::Language;
use crate::kit::row_menu::row_menu;

/// The row for which the menu was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    /// The row that it was opened on.
    pub(super) seq: u64,
    /// What it is.
    pub(super) kind: Kind,
    /// Whether rows are folded into it.
    pub(super) is_fold: bool,
    /// How many rows are selected with it.
    pub(super) selected: u64,
    /// The row to compare it with: the other one that is selected, or the one that was selected before.
    pub(super) other: Option<u64>,
}

/// What the menu needs to know.
pub(super) struct Menu<'a> {
    pub(super) language: Language,
    /// Whether messages can be sent now.
    pub(super) can_send: &'a Usable,
}

impl Menu<'_> {
    /// Opens the menu if the pointer or a key asks for it, and shows it while it is open. `lead` is where the row is on which
    /// keys act, and `asked` tells of the row when the menu opens.
    pub(super) fn show(
        &self,
        ui: &Ui,
        list: &Response,
        lead: Option<Rect>,
        is_clicked: bool,
        asked: impl FnOnce() -> Option<Asked>,
        commands: &mut Vec<List>,
    ) {
        row_menu(ui, list, lead, is_clicked, asked, |ui, asked| {
            self.items(ui, asked, commands);
            // These lead elsewhere.
            let leads_away =
                |chosen: &List| matches!(chosen, List::Edit(_) | List::Save(_) | List::Export(_));
            commands.iter().any(leads_away)
        });
    }

    fn items(&self, ui: &mut Ui, asked: Asked, commands: &mut Vec<List>) {
        let Asked { seq, .. } = asked;
        let language = self.language;
        let mut item = |ui: &mut Ui, command, usable| {
            command_button(ui, language, command, usable, commands);
        };
        item(ui, List::Copy(Form::Text), Ok(()));
        let copy_as = T::CopyAs.say(language).into_owned();
        SubMenuButton::new(copy_as).ui(ui, |ui| {
            for form in Form::ALL {
                let caption = Button::new(form_text(form).say(language));
                styled_button(ui, language, List::Copy(form), caption, Ok(()), commands);
            }
        });
        ui.separator();
        let mut item = |ui: &mut Ui, command, usable| {
            command_button(ui, language, command, usable, commands);
        };
        let one = self.one_message(asked);
        let resend = one.clone().and_then(|()| self.can_send.clone());
        item(ui, List::Resend(seq), resend);
        let edit = match asked.kind {
            Kind::Ping | Kind::Pong => Err(T::NotEdited.say(language)),
            _ => one,
        };
        item(ui, List::Edit(seq), edit);
        let compare = match asked.other {
            Some(_) => Ok(()),
            None => Err(T::NothingToCompare.say(language)),
        };
        let held = asked.other.unwrap_or(seq);
        item(ui, List::Compare { held, shown: seq }, compare);
        ui.separator();
        if asked.selected > 1 {
            item(ui, List::Export(Form::Text), Ok(()));
            item(ui, List::Export(Form::Json), Ok(()));
        } else {
            item(ui, List::Save(seq), Ok(()));
        }
        item(ui, List::FilterLike(seq), Ok(()));
        if asked.is_fold {
            item(ui, List::ToggleFold(seq), Ok(()));
        }
    }

    /// Whether it is one message, or why what is done with one cannot be done.
    fn one_message(&self, asked: Asked) -> Usable {
        if asked.selected > 1 {
            Err(T::OneRowOnly.say(self.language))
        } else if asked.kind == Kind::Event {
            Err(T::EventsAreNotSent.say(self.language))
        } else {
            Ok(())
        }
    }
}

fn form_text(form: Form) -> T<'static> {
    match form {
        Form::Text => T::AsText,
        Form::Hex => T::AsHex,
        Form::Base64 => T::AsBase64,
        Form::Json => T::AsJson,
    }
}
