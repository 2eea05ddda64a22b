//! The books, in one line.

use connection::Phase;
use egui::{Button, RichText, Ui};
use message_log::{Books, Direction};

use super::styled_button;
use crate::command::Command;
use crate::format::{count, size};
use crate::language::{Language, Text};
use crate::theme::Palette;
use crate::visible::{shortened, visible};

/// How much of an address the line shows, in characters.
const MAX_ADDRESS: usize = 60;

/// A word about the last command.
#[derive(Clone, Debug)]
pub struct Notice {
    /// What to say.
    pub text: String,
    /// Whether the command was not carried out.
    pub is_bad: bool,
}

impl Notice {
    /// It was done.
    pub fn good(text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            text,
            is_bad: false,
        }
    }

    /// It was not.
    pub fn bad(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { text, is_bad: true }
    }

    /// Shows the line.
    pub fn show(&self, ui: &mut Ui) {
        let palette = Palette::of(ui);
        let colour = if self.is_bad {
            palette.bad
        } else {
            palette.good
        };
        // It may quote a path, an address or a peer.
        ui.label(RichText::new(visible(&self.text)).small().color(colour));
    }
}

/// What the status line tells.
pub struct StatusBar<'a> {
    /// The language to speak.
    pub language: Language,
    /// Where the connection is in its life.
    pub phase: Phase,
    /// Where it goes to, or went last.
    pub address: &'a str,
    /// What was recorded, kept and dropped.
    pub books: Books,
    /// Bytes in memory.
    pub bytes_kept: u64,
    /// Bytes that may be in memory.
    pub budget: u64,
    /// Messages in the last whole second.
    pub rate: u64,
    /// Where this program's own echo server listens, if it started one.
    pub built_in_server: Option<&'a str>,
    /// What was done just now, or why not.
    pub notice: Option<&'a Notice>,
    /// Whether the chart of the last minute is shown.
    pub shows_chart: bool,
}

impl StatusBar<'_> {
    /// Shows the line.
    pub fn show(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let palette = Palette::of(ui);
        let say = |text: Text<'_>| self.language.say(text).into_owned();
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 16.0;
            let quiet = |ui: &mut Ui, text: String| {
                ui.label(RichText::new(text).small().color(palette.quiet))
            };
            let (phase, address) = (self.phase, &shortened(self.address, MAX_ADDRESS));
            quiet(ui, say(Text::StatusConnection { phase, address }))
                .on_hover_text(visible(self.address));
            quiet(
                ui,
                say(Text::StatusSent(&count(
                    self.books.of(Direction::Sent).messages,
                ))),
            );
            quiet(
                ui,
                say(Text::StatusReceived(&count(
                    self.books.of(Direction::Received).messages,
                ))),
            );
            let received = self.books.of(Direction::Received);
            let (kept, dropped) = (
                &count(received.kept_messages()),
                &count(received.dropped_messages),
            );
            quiet(ui, say(Text::StatusKept { kept, dropped }))
                .on_hover_text(say(Text::StatusKeptTooltip));
            let (kept, budget) = (&size(self.bytes_kept), &size(self.budget));
            quiet(ui, say(Text::StatusBytes { kept, budget }));
            quiet(ui, say(Text::StatusRate(self.rate)));
            let chart = Command::ShowChart(!self.shows_chart);
            let text = if self.shows_chart {
                Text::HideChart
            } else {
                Text::ShowChart
            };
            let button = Button::new(RichText::new(say(text)).small()).small();
            styled_button(ui, self.language, chart, button, Ok(()), commands);
            let dropped = self.books.total().dropped_messages;
            if dropped > 0 {
                let text = RichText::new(say(Text::StatusDropped(dropped))).small();
                ui.label(text.color(palette.caution))
                    .on_hover_text(say(Text::StatusDroppedTooltip));
            }
            if let Some(url) = self.built_in_server {
                quiet(ui, say(Text::BuiltInServer { url }))
                    .on_hover_text(say(Text::BuiltInServerTooltip));
            }
            if let Some(notice) = self.notice {
                notice.show(ui);
            }
        });
    }
}
