//! What can be done with a frame: the menu that opens on its row.

use egui::Ui;
use message_log::Seq;
use session::{Session, is_cut};
use wire::FrameHead;

use super::command::Command;
use super::texts::Text;
use crate::kit::button::command_button;
use crate::kit::command::Usable;
use crate::kit::language::Language;

/// The frame for which the menu was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    /// How many rows are selected with it.
    selected: u64,
    /// The message that it belongs to, if that is in the list.
    message: Option<u64>,
    /// Whether all of its payload is there.
    is_whole: bool,
}

impl Asked {
    /// Of a frame; `None` if it is gone.
    pub(super) fn of(session: &Session, seq: u64, selected: u64) -> Option<Self> {
        let seq = Seq::new(seq);
        let (message, is_whole) = session.with_frames(|frames| {
            let frame = frames.log().get(seq)?;
            let (head, size) = FrameHead::parse(frame.payload)?;
            let belonging = frames.belonging(frame.direction, seq, &head);
            let is_whole = !is_cut(&head, frame.payload.len().saturating_sub(size));
            Some((belonging.message, is_whole))
        })?;
        let is_listed = |message: &Seq| session.with_log(|log| log.get(*message).is_some());
        Some(Self {
            selected,
            message: message.filter(is_listed).map(Seq::get),
            is_whole,
        })
    }

    /// Shows what can be done. Says whether what was chosen leads elsewhere.
    pub(super) fn items(
        self,
        ui: &mut Ui,
        language: Language,
        commands: &mut Vec<Command>,
    ) -> bool {
        let mut item = |ui: &mut Ui, command, usable| {
            command_button(ui, language, command, usable, commands);
        };
        item(ui, Command::Copy, Ok(()));
        ui.separator();
        let one: Usable = if self.selected > 1 {
            Err(Text::OneFrameOnly.say(language))
        } else {
            Ok(())
        };
        let whole = if self.is_whole {
            Ok(())
        } else {
            Err(Text::NotWhole.say(language))
        };
        item(ui, Command::SendAgain, one.clone().and(whole));
        let listed = match self.message {
            Some(_) => Ok(()),
            None => Err(Text::NoMessage.say(language)),
        };
        let message = self.message.unwrap_or_default();
        item(ui, Command::ShowMessage(message), one.and(listed));
        let leads_away =
            |chosen: &Command| matches!(chosen, Command::SendAgain | Command::ShowMessage(_));
        commands.iter().any(leads_away)
    }
}
