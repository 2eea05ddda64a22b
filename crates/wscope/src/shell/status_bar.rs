//! The status line: where the connection is in its life, and what was counted.

use connection::Phase;
use egui::{Button, Color32, Label, RichText, TextStyle, Ui};
use message_log::{Counters, Direction};

use crate::command::Command;
use crate::features::connection_settings;
use crate::kit::button::{command_button, styled_button};
use crate::kit::command::Command as _;
use crate::kit::format::size;
use crate::kit::language::Language;
use crate::kit::tab_id::TabId;
use crate::kit::theme::{Palette, sign};
use crate::kit::tool_row::{ToolRow, button_width, text_width};
use crate::shell::notice::Notice;
use crate::texts::Text;
use payload::visible::{shortened, visible};

/// How much of an address the line shows, in characters.
const MAX_ADDRESS: usize = 60;
/// Room for where the connection is in its life, at least, in points.
const MIN_CONNECTION: f32 = 80.0;
/// How much of the line a notice takes at most.
const NOTICE_SHARE: f32 = 0.5;

/// What the status line tells.
pub struct StatusBar<'a> {
    /// The language to speak.
    pub language: Language,
    /// Where the connection is in its life.
    pub phase: Phase,
    /// Where it goes to, or went last.
    pub address: &'a str,
    /// What was recorded, kept and dropped.
    pub counters: Counters,
    /// Bytes in memory.
    pub bytes_kept: u64,
    /// Bytes that may be in memory.
    pub budget: u64,
    /// Messages in the last whole second.
    pub rate: u64,
    /// How many rows came since the list was paused, if it is.
    pub held_back: Option<u64>,
    /// Whether the certificate of the server is not checked.
    pub trusts_anyone: bool,
    /// The tab, if it sends by itself and does not show that anywhere else.
    pub sends_unseen: Option<TabId>,
    /// Where this program's own echo server listens, if it started one.
    pub built_in_server: Option<&'a str>,
    /// What was done just now, or why not.
    pub notice: Option<&'a Notice>,
    /// Whether the chart of the last minute is shown.
    pub shows_chart: bool,
}

impl StatusBar<'_> {
    /// Shows the line. It is one row high, whatever there is to say: a notice takes the room of what matters less.
    pub fn show(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        ui.spacing_mut().item_spacing.x = 16.0;
        let mut row = ToolRow::new("status-row");
        self.warnings(ui, &mut row);
        self.counts(ui, &mut row);
        if let Some(notice) = self.notice {
            let most = ui.available_width() * NOTICE_SHARE;
            let width = notice.width(ui).min(most);
            row.pin("notice", width, |ui, _| notice.show(ui));
            self.offer(ui, &mut row, notice);
        }
        self.chart(ui, &mut row);
        row.show(ui, self.language, commands);
    }

    fn say(&self, text: Text<'_>) -> String {
        self.language.say(text).into_owned()
    }

    /// What can be done instead of what a notice says was not.
    fn offer<'r>(&'r self, ui: &Ui, row: &mut ToolRow<'r, Vec<Command>>, notice: &'r Notice) {
        let Some(offer) = &notice.offer else {
            return;
        };
        let text = offer.about(self.language).map(|about| about.text);
        let width = button_width(ui, &text.unwrap_or_default());
        row.pin("offer", width, |ui, commands| {
            command_button(ui, self.language, offer.clone(), Ok(()), commands);
        });
    }

    /// What must not be overlooked.
    fn warnings<'r>(&'r self, ui: &Ui, row: &mut ToolRow<'r, Vec<Command>>) {
        let palette = Palette::of(ui);
        if self.trusts_anyone {
            let text = format!(
                " {} ",
                connection_settings::Text::Unverified.say(self.language)
            );
            let width = text_width(ui, &text, TextStyle::Small);
            let text = RichText::new(text).small().strong().color(palette.error);
            let text = text.background_color(palette.error_ground);
            row.pin("unverified", width, |ui, _| {
                ui.add(Label::new(text).truncate());
            });
        }
        if let Some(tab) = self.sends_unseen {
            let text = format!("{} {}", sign::SENDING, self.say(Text::SendsUnseen));
            let width = text_width(ui, &text, TextStyle::Small);
            let text = RichText::new(text).small().color(palette.warning);
            row.add("sends-unseen", width, |ui, _| drop(ui.label(text)));
            let stop = Command::StopSending(tab);
            self.small_button(ui, row, "stop-sending", Text::StopSending, stop);
        }
        if let Some(held_back) = self.held_back {
            let text = self.say(Text::Paused { held_back });
            label(ui, row, "held-back", text, palette.warning, String::new());
        }
    }

    fn counts<'r>(&'r self, ui: &Ui, row: &mut ToolRow<'r, Vec<Command>>) {
        let palette = Palette::of(ui);
        let (phase, address) = (self.phase, &shortened(self.address, MAX_ADDRESS));
        let connection = self.say(Text::StatusConnection { phase, address });
        let connection = RichText::new(connection).small().color(palette.muted);
        row.fill("connection", MIN_CONNECTION, |ui, _| {
            let label = ui.add(Label::new(connection).truncate());
            if !self.address.is_empty() {
                label.on_hover_text(visible(self.address));
            }
        });
        let mut quiet = |salt, text: String, tooltip: String| {
            label(ui, row, salt, text, palette.muted, tooltip);
        };
        let messages = |direction| self.counters.of(direction).messages;
        let sent = self.say(Text::StatusSent(messages(Direction::Sent)));
        quiet("sent", sent, String::new());
        let received = self.say(Text::StatusReceived(messages(Direction::Received)));
        quiet("received", received, String::new());
        let received = self.counters.of(Direction::Received);
        let (kept, dropped) = (received.kept_messages(), received.dropped_messages);
        if dropped > 0 {
            let kept = self.say(Text::StatusKept { kept, dropped });
            quiet("kept", kept, self.say(Text::StatusKeptTooltip));
        }
        let dropped = self.counters.total().dropped_messages;
        if dropped > 0 {
            let text = self.say(Text::StatusDropped(dropped));
            let tooltip = self.say(Text::StatusDroppedTooltip);
            label(ui, row, "dropped", text, palette.warning, tooltip);
        }
        let mut quiet = |salt, text: String, tooltip: String| {
            label(ui, row, salt, text, palette.muted, tooltip);
        };
        let (kept, budget) = (&size(self.bytes_kept), &size(self.budget));
        let bytes = self.say(Text::StatusBytes { kept, budget });
        quiet("bytes", bytes, String::new());
        quiet("rate", self.say(Text::StatusRate(self.rate)), String::new());
        if let Some(url) = self.built_in_server {
            let text = self.say(Text::BuiltInServer { url });
            quiet(
                "built-in-server",
                text,
                self.say(Text::BuiltInServerTooltip),
            );
        }
    }

    fn chart<'r>(&'r self, ui: &Ui, row: &mut ToolRow<'r, Vec<Command>>) {
        let texts = [Text::ShowChart, Text::HideChart].map(|text| self.say(text));
        let width = |text: &String| text_width(ui, text, TextStyle::Small);
        let width = texts.iter().map(width).fold(0.0, f32::max);
        let [show, hide] = texts;
        let text = if self.shows_chart { hide } else { show };
        let padding = 2.0 * ui.spacing().button_padding.x;
        row.pin("chart", width + padding, |ui, commands| {
            let chart = Command::ShowChart(!self.shows_chart);
            let button = Button::new(RichText::new(text).small()).small();
            styled_button(ui, self.language, chart, button, Ok(()), commands);
        });
    }

    fn small_button<'r>(
        &'r self,
        ui: &Ui,
        row: &mut ToolRow<'r, Vec<Command>>,
        salt: &'static str,
        text: Text<'_>,
        command: Command,
    ) {
        let text = self.say(text);
        let padding = 2.0 * ui.spacing().button_padding.x;
        let width = text_width(ui, &text, TextStyle::Small) + padding;
        row.pin(salt, width, |ui, commands| {
            let button = Button::new(RichText::new(text).small()).small();
            styled_button(ui, self.language, command, button, Ok(()), commands);
        });
    }
}

/// A text that goes into the menu where the row has no room for it.
fn label(
    ui: &Ui,
    row: &mut ToolRow<'_, Vec<Command>>,
    salt: &'static str,
    text: String,
    colour: Color32,
    tooltip: String,
) {
    let width = text_width(ui, &text, TextStyle::Small);
    let text = RichText::new(text).small().color(colour);
    row.add(salt, width, move |ui, _| {
        let response = ui.label(text);
        if !tooltip.is_empty() {
            response.on_hover_text(tooltip);
        }
    });
}
