//! The status line: what was counted, and at the right what is known of the connection.

use std::path::{Path, PathBuf};

use connection::KeyLog;
use egui::{Button, Color32, FontId, Label, Rect, Response, RichText, Sense, TextStyle, Ui, Vec2};
use message_log::{Counters, Direction};
use payload::visible::{text_preview, visible};
use session::{Link, Second};

use crate::features::connection_settings;
use crate::kit::button::{command_button, styled_button};
use crate::kit::command::Command as _;
use crate::kit::cut_label::cut_label;
use crate::kit::format::{count, duration, size};
use crate::kit::icon::Icon;
use crate::kit::language::Language;
use crate::kit::standing::Standing;
use crate::kit::tab_id::TabId;
use crate::kit::theme::{Palette, sizes, type_size};
use crate::kit::tool_row::{ToolRow, button_width, text_width};
use crate::shell::command::Command;
use crate::shell::notice::Notice;
use crate::shell::texts::Text;

/// How much of the line a notice takes at most.
const NOTICE_SHARE: f32 = 0.5;
/// The same of one that says why something was not done, with its button: the reason stands at its end. One that is longer is told over
/// the window.
pub(super) const BAD_SHARE: f32 = 0.8;
/// How many seconds the sparkline shows.
pub(super) const SECONDS_SHOWN: usize = 10;
/// Width of the bar of a second, with the space beside it, in points.
const BAR: f32 = 4.0;
/// A rate that has as many digits as most, in messages a second.
const USUAL_RATE: u64 = 888;
/// Height of the sparkline.
const SPARK: f32 = 12.0;

/// What the status line tells.
pub(crate) struct StatusBar<'a> {
    /// The language to speak.
    pub(crate) language: Language,
    /// What was recorded, kept and dropped.
    pub(crate) counters: Counters,
    /// Bytes in memory.
    pub(crate) bytes_kept: u64,
    /// Bytes that may be in memory.
    pub(crate) budget: u64,
    /// The last minute, oldest second first.
    pub(crate) minute: &'a [Second],
    /// How many rows came since the list was paused, if it is.
    pub(crate) held_back: Option<u64>,
    /// Whether the certificate of the server is not checked.
    pub(crate) trusts_anyone: bool,
    /// The tab, if it sends by itself and does not show that anywhere else.
    pub(crate) sends_unseen: Option<TabId>,
    /// Where this program's own echo server listens, if it started one.
    pub(crate) built_in_server: Option<&'a str>,
    /// Into which file everything is written, and how large it is, in bytes.
    pub(crate) recording: Option<(PathBuf, u64)>,
    /// The file whose rows the list shows, if what comes now is not written to it.
    pub(crate) not_written: Option<&'a str>,
    /// What is known of the connection.
    pub(crate) link: Link,
    /// What was done just now, or why not.
    pub(crate) notice: Option<&'a Notice>,
    /// Whether the chart of the last minute is shown.
    pub(crate) shows_chart: bool,
}

/// The row and what its parts emit.
type Row<'r> = ToolRow<'r, Vec<Command>>;

/// How wide the last seconds are, in points.
fn spark_width(ui: &Ui) -> f32 {
    (BAR * SECONDS_SHOWN as f32).max(sizes::target(ui))
}

impl StatusBar<'_> {
    /// Shows the line. It is one row high, whatever there is to say: a notice takes the room of what matters less.
    pub(crate) fn show(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        ui.spacing_mut().item_spacing.x = 12.0;
        ui.spacing_mut().interact_size.y = ui.available_height();
        ui.spacing_mut().button_padding.y = 0.0;
        let mut row = ToolRow::new("status-row");
        self.counts(ui, &mut row);
        self.warnings(ui, &mut row);
        self.recording(ui, &mut row);
        row.fill("space", 0.0, |_, _| {});
        self.key_log(ui, &mut row);
        match self.notice {
            Some(notice) => {
                let most = match notice.is_bad {
                    true => ui.available_width() * BAD_SHARE - self.offer_width(ui, notice),
                    false => ui.available_width() * NOTICE_SHARE,
                };
                let width = notice.width(ui).min(most);
                row.pin("notice", width, |ui, _| notice.show(ui));
                self.offer(ui, &mut row, notice);
            }
            None => self.connection(ui, &mut row),
        }
        row.show(ui, self.language, commands);
    }

    fn say(&self, text: Text<'_>) -> String {
        text.say(self.language).into_owned()
    }

    /// What was sent and received, how fast, and how much.
    fn counts<'r>(&'r self, ui: &Ui, row: &mut Row<'r>) {
        let palette = Palette::of(ui);
        let width = |text: &str| text_width(ui, text, TextStyle::Small);
        for (salt, direction, icon, colour) in [
            ("sent", Direction::Sent, Icon::Sent, palette.sent),
            (
                "received",
                Direction::Received,
                Icon::Received,
                palette.received,
            ),
        ] {
            let counts = self.counters.of(direction);
            let number = count(counts.messages);
            let words = match direction {
                Direction::Sent => Text::StatusSent(counts),
                _ => Text::StatusReceived(counts),
            };
            let words = self.say(words);
            row.pin(salt, width(&number) + 16.0, move |ui, _| {
                arrow_and_number(ui, icon, colour, &number, &words);
            });
        }
        let second = self.minute.last();
        let rate = second.map_or(0, |second| second.messages);
        let rate = self.say(Text::StatusRate(rate));
        let spark = spark_width(ui);
        // What stands behind it keeps its place while the rate has up to three digits.
        let room = width(&self.say(Text::StatusRate(USUAL_RATE))).max(width(&rate));
        row.add("rate", room + 8.0 + spark, move |ui, commands| {
            ui.spacing_mut().item_spacing.x = 8.0;
            let right = ui.max_rect().right();
            quiet(ui, &rate);
            let rest = right - spark - ui.cursor().left();
            ui.add_space(rest.max(0.0));
            self.spark(ui, commands);
        });
        let bytes = size(payload_bytes(&self.counters));
        row.add("bytes", width(&bytes), move |ui, _| {
            let (kept, budget) = (&size(self.bytes_kept), &size(self.budget));
            let memory = self.say(Text::StatusBytes { kept, budget });
            quiet(ui, &bytes).on_hover_text(memory);
        });
    }

    /// The last seconds as bars; it opens the chart of the last minute.
    fn spark(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let chart = Command::ShowChart(!self.shows_chart);
        let size = egui::vec2(spark_width(ui), ui.available_height());
        let (area, response) = ui.allocate_exact_size(size, Sense::click());
        let from = self.minute.len().saturating_sub(SECONDS_SHOWN);
        let shown = &self.minute[from..];
        let most = shown.iter().map(|second| second.messages).max();
        let most = most.unwrap_or_default().max(1) as f32;
        let palette = Palette::of(ui);
        let colour = if response.hovered() || self.shows_chart {
            palette.text
        } else {
            palette.muted
        };
        let floor = area.center().y + SPARK / 2.0;
        for (index, second) in shown.iter().enumerate() {
            let height = (SPARK * second.messages as f32 / most).max(1.0);
            let left = area.left() + BAR * index as f32;
            let corner = egui::pos2(left, floor - height);
            let bar = Rect::from_min_size(corner, egui::vec2(BAR - 1.0, height));
            ui.painter().rect_filled(bar, 0.0, colour);
        }
        if let Some(about) = chart.about(self.language) {
            response.ctx.accesskit_node_builder(response.id, |node| {
                node.set_role(egui::accesskit::Role::Button);
                node.set_label(&*about.text);
            });
            if response.on_hover_text(about.tooltip).clicked() {
                commands.push(chart);
            }
        }
    }

    /// What must not be overlooked.
    fn warnings<'r>(&'r self, ui: &Ui, row: &mut Row<'r>) {
        let palette = Palette::of(ui);
        // Events are no messages.
        let ways = [Direction::Sent, Direction::Received].map(|way| self.counters.of(way));
        let dropped: u64 = ways.iter().map(|counts| counts.dropped_messages).sum();
        if dropped > 0 {
            let text = self.say(Text::StatusDropped(dropped));
            let tooltip = self.say(Text::StatusDroppedTooltip);
            label(ui, row, "dropped", text, palette.warning, tooltip);
        }
        if let Some(held_back) = self.held_back {
            let text = self.say(Text::Paused { held_back });
            label(ui, row, "held-back", text, palette.warning, String::new());
        }
        if self.trusts_anyone {
            let text = format!(
                " {} ",
                connection_settings::Text::Unverified.say(self.language)
            );
            let width = text_width(ui, &text, TextStyle::Small);
            let text = RichText::new(text).small().color(palette.error);
            let text = text.background_color(palette.error_ground);
            row.pin("unverified", width, |ui, _| {
                ui.add(Label::new(text).truncate());
            });
        }
        if let Some(tab) = self.sends_unseen {
            let text = self.say(Text::SendsUnseen);
            label(
                ui,
                row,
                "sends-unseen",
                text,
                palette.warning,
                String::new(),
            );
            let text = self.say(Text::StopSending);
            let padding = 2.0 * ui.spacing().button_padding.x;
            let width = text_width(ui, &text, TextStyle::Small) + padding;
            row.pin("stop-sending", width, move |ui, commands| {
                let button = Button::new(RichText::new(text).small()).small();
                let stop = Command::StopSending(tab);
                styled_button(ui, self.language, stop, button, Ok(()), commands);
            });
        }
    }

    /// Into which file everything is written, or that it is not.
    fn recording<'r>(&'r self, ui: &Ui, row: &mut Row<'r>) {
        if let Some(path) = self.not_written {
            let (text, tooltip) = not_written_words(path, self.language);
            let colour = Palette::of(ui).warning;
            // It is told at the other end just now.
            if self.notice.is_none_or(|notice| notice.text != text) {
                label(ui, row, "not-written", text, colour, tooltip);
            }
        }
        let Some((path, bytes)) = &self.recording else {
            return;
        };
        let (text, tooltip) = recording_words(path, *bytes, self.language);
        let colour = Palette::of(ui).error;
        label(ui, row, "recording", text, colour, tooltip);
    }

    /// Whether what is encrypted can be decrypted with a file, or could not be made so.
    fn key_log<'r>(&'r self, ui: &Ui, row: &mut Row<'r>) {
        let Some(KeyLog { file, fault }) = &self.link.key_log else {
            return;
        };
        let file = &visible(file);
        let (text, tooltip) = match fault {
            None => (Text::KeysLogged, Text::KeysLoggedTooltip { file }),
            Some(why) => (
                Text::KeysNotLogged,
                Text::KeysNotLoggedTooltip { file, why },
            ),
        };
        let (text, tooltip) = (self.say(text), self.say(tooltip));
        let width = text_width(ui, &text, TextStyle::Small);
        let colour = Palette::of(ui).warning;
        row.pin("key-log", width, move |ui, _| {
            let shown = RichText::new(&text).small().color(colour);
            let label = cut_label(ui, Label::new(shown).selectable(false), &text, &tooltip);
            // Which file it is must not need a pointer.
            label.ctx.accesskit_node_builder(label.id, |node| {
                let words = format!("{text}: {tooltip}");
                node.set_label(&*words);
                node.set_value(words);
            });
        });
    }

    /// How the connection is encrypted and how far away the server is, or that it is that of this program.
    fn connection<'r>(&'r self, ui: &Ui, row: &mut Row<'r>) {
        let mut known = Vec::new();
        if let Some(version) = &self.link.tls {
            known.push(visible(&version.replace("TLSv1_", "TLS 1.")));
        }
        if let Some(micros) = self.link.round_trip_us {
            let round_trip = self.language.pick("往返", "round trip");
            known.push(format!("{round_trip} {}", duration(micros)));
        }
        if !known.is_empty() {
            let known = known.join(" · ");
            let width = text_width(ui, &known, TextStyle::Small);
            row.add("link", width, move |ui, _| drop(quiet(ui, &known)));
        }
        if let Some(url) = self.built_in_server {
            let host = url.split_once("://").map_or(url, |(_, host)| host);
            let url = host.trim_end_matches('/');
            let text = self.say(Text::BuiltInServer { url });
            let tooltip = self.say(Text::BuiltInServerTooltip);
            let width = text_width(ui, &text, TextStyle::Small) + 16.0;
            row.add("built-in-server", width, move |ui, _| {
                ui.spacing_mut().item_spacing.x = 8.0;
                let size = Vec2::new(8.0, ui.available_height());
                let (dot, _) = ui.allocate_exact_size(size, Sense::hover());
                Standing::Open.paint_dot(ui, dot.center());
                quiet(ui, &text).on_hover_text(tooltip);
            });
        }
    }

    fn offer_width(&self, ui: &Ui, notice: &Notice) -> f32 {
        let about = notice
            .offer
            .as_ref()
            .and_then(|offer| offer.about(self.language));
        about.map_or(0.0, |about| button_width(ui, &about.text))
    }

    /// What can be done instead of what a notice says was not.
    fn offer<'r>(&'r self, ui: &Ui, row: &mut Row<'r>, notice: &'r Notice) {
        let Some(offer) = &notice.offer else {
            return;
        };
        let width = self.offer_width(ui, notice);
        row.pin("offer", width, |ui, commands| {
            command_button(ui, self.language, offer.clone(), Ok(()), commands);
        });
    }
}

/// Into which file everything is written and how large that is; and its whole path.
pub(super) fn recording_words(path: &Path, bytes: u64, language: Language) -> (String, String) {
    let name = &file_name(path);
    let size = &size(bytes);
    let path = &visible(&path.display().to_string());
    let texts = [
        Text::Recording { name, size },
        Text::RecordingTooltip { path },
    ];
    texts.map(|text| text.say(language).into_owned()).into()
}

/// That new rows are not written to the file whose rows the list shows; and what that means.
pub(super) fn not_written_words(path: &str, language: Language) -> (String, String) {
    let name = &file_name(Path::new(path));
    let path = &visible(path);
    let texts = [Text::NotWritten { name }, Text::NotWrittenTooltip { path }];
    texts.map(|text| text.say(language).into_owned()).into()
}

/// The name of a file, as it may be shown.
fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    text_preview(name.to_string_lossy().as_bytes(), &[]).text
}

/// How many bytes went both ways, without what events take in memory.
pub(super) fn payload_bytes(counters: &Counters) -> u64 {
    counters.of(Direction::Sent).bytes + counters.of(Direction::Received).bytes
}

/// An arrow and how many messages went that way; `words` say it to a screen reader.
pub(super) fn arrow_and_number(
    ui: &mut Ui,
    icon: Icon,
    colour: Color32,
    number: &str,
    words: &str,
) {
    ui.spacing_mut().item_spacing.x = 2.0;
    let font = FontId::proportional(type_size::BODY);
    let arrow = RichText::new(icon.glyph()).font(font).color(colour);
    let arrow = ui.add(Label::new(arrow).selectable(false));
    // A label is what it shows, which is a sign.
    arrow.ctx.accesskit_node_builder(arrow.id, |node| {
        node.set_label(words);
        node.set_value(words);
    });
    quiet(ui, number).on_hover_text(words);
}

/// A small text in the colour of what is secondary.
pub(super) fn quiet(ui: &mut Ui, text: &str) -> Response {
    let colour = Palette::of(ui).muted;
    ui.add(Label::new(RichText::new(text).small().color(colour)).selectable(false))
}

/// A text that goes into the menu where the row has no room for it.
fn label(
    ui: &Ui,
    row: &mut Row<'_>,
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
