//! Where a server asks to go instead.

use connection::Endpoint;
use egui::{RichText, Ui};
use session::RecordedEvent;

use super::MessagePage;
use crate::features::inspector::command::Command;
use crate::features::inspector::texts::Text;
use crate::kit::button::command_button;
use crate::kit::language::Language;
use crate::kit::theme::Palette;

impl MessagePage {
    /// The way to where the server asks to go, and what it means to go there.
    pub(in crate::features::inspector) fn redirect(
        &self,
        ui: &mut Ui,
        language: Language,
        commands: &mut Vec<Command>,
    ) {
        let event = self.message.message().event;
        let Some((from, to)) = event.and_then(RecordedEvent::redirect) else {
            return;
        };
        let (Ok(old), Ok(new)) = (Endpoint::parse(from), Endpoint::parse(to.shown())) else {
            return;
        };
        let (old, new) = (old.origin(), new.origin());
        let caution = |ui: &mut Ui, text: Text<'_>| {
            ui.label(RichText::new(text.say(language)).color(Palette::of(ui).warning));
        };
        if old != new {
            caution(ui, Text::FollowElsewhere { origin: &new });
        }
        if old.starts_with("wss:") && new.starts_with("ws:") {
            caution(ui, Text::FollowUnencrypted);
        }
        let follow = Command::Follow(to.clone());
        command_button(ui, language, follow, Ok(()), commands);
    }
}
