//! What is explained, and what is typed for it.

use connection::Agreement;
use egui::{Align, Grid, Layout, RichText, ScrollArea, TextEdit, Ui};

use super::proof::Proof;
use super::texts::Text as T;
use crate::kit::button::name;
use crate::kit::frame_bits::{frame_bits, short_name};
use crate::kit::frame_fields::{Field, Opcode, Way, fields_of, frame};
use crate::kit::head_line::HeadLine;
use crate::kit::language::Language;
use crate::kit::segments::{Segment, segments};
use crate::kit::theme::{Palette, sizes, strong};
use payload::visible::shortened;
use session::Handshake;

/// From this width on request and response stand beside each other, in points.
const WIDE: f32 = 720.0;
/// Space between them.
const GUTTER: f32 = 32.0;
/// Space above a heading, and below it.
const HEADING: (f32, f32) = (16.0, 6.0);
/// Space between two lines of a handshake.
const BETWEEN_LINES: f32 = 8.0;
/// The longest message that can be typed, in characters: what comes after the first is more of the same.
const MAX_MESSAGE: usize = 400;
/// How much of a line of the handshake is shown, in characters.
const MAX_LINE: usize = 90;
/// How much of it is told when the pointer rests on it, in characters: what a screen has room for.
const MAX_WHOLE_LINE: usize = 2000;

/// The handshake of the standard (RFC 6455, section 1.2), where none was seen yet.
const EXAMPLE_REQUEST: &str = "GET /chat HTTP/1.1\r\nHost: server.example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
     Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: http://example.com\r\nSec-WebSocket-Protocol: chat, superchat\r\n\
     Sec-WebSocket-Version: 13";
/// And its reply.
const EXAMPLE_REPLY: &str = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
     Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSec-WebSocket-Protocol: chat";
/// The masking key of the examples in RFC 6455, section 5.7. A real one is new for each frame.
const EXAMPLE_KEY: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];

/// What was seen of the connection.
#[derive(Debug, Default)]
pub struct Seen {
    /// The handshake, if it was recorded.
    pub handshake: Option<Handshake>,
    /// What was agreed on, where the handshake is hidden.
    pub agreement: Option<Agreement>,
}

/// What the person types into the dialog.
#[derive(Debug)]
pub struct ProtocolForm {
    shows_frame: bool,
    message: String,
    way: Way,
}

impl Default for ProtocolForm {
    fn default() -> Self {
        Self {
            shows_frame: false,
            message: "Hello".to_owned(),
            way: Way::default(),
        }
    }
}

impl ProtocolForm {
    /// Turns to the frames.
    pub fn show_frame(&mut self) {
        self.shows_frame = true;
    }

    /// Shows what is explained, and what is typed for it.
    pub fn form(&mut self, ui: &mut Ui, language: Language) {
        let page = Page { language };
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            let choices = [(false, T::Handshake), (true, T::Frame)];
            let choices = choices.map(|(value, text)| segment(value, page.say(text)));
            let height = sizes::primary(ui);
            let title = page.say(T::Title);
            if let Some(chosen) = segments(ui, "page", &title, height, self.shows_frame, &choices) {
                self.shows_frame = chosen;
            }
            if !self.shows_frame {
                return;
            }
            let label = page.say(T::Message);
            let edit = TextEdit::singleline(&mut self.message)
                .id_salt("frame-message")
                .char_limit(MAX_MESSAGE)
                .hint_text(label.as_str())
                .margin(egui::vec2(12.0, 9.0))
                .desired_width(220.0);
            name(&ui.add(edit), &label);
            let ways = [(Way::ToServer, T::ToServer), (Way::ToClient, T::ToClient)];
            let ways = ways.map(|(value, text)| segment(value, page.say(text)));
            if let Some(way) = segments(ui, "way", &title, height, self.way, &ways) {
                self.way = way;
            }
        });
    }

    /// Shows the explanation, with what was seen of the connection.
    pub fn body(&mut self, ui: &mut Ui, language: Language, seen: &Seen) {
        let page = Page { language };
        // Lines are wrapped: only the drawing of a frame has a width of its own.
        ScrollArea::new([self.shows_frame, true])
            .id_salt(("protocol", self.shows_frame))
            .auto_shrink(false)
            .show(ui, |ui| {
                // Lines to read stand closer than buttons.
                ui.spacing_mut().interact_size.y = 16.0;
                if self.shows_frame {
                    let message = self.message.as_bytes();
                    let bytes = frame(Opcode::Text, message, self.way, EXAMPLE_KEY);
                    // It was made whole just now.
                    let fields = fields_of(&bytes).unwrap_or_default();
                    let more = |rest| page.say(T::MoreBytes(rest));
                    frame_bits(
                        ui,
                        page.language,
                        &bytes,
                        &fields,
                        &page.say(T::Drawing),
                        more,
                    );
                    ui.add_space(HEADING.0);
                    page.fields(ui, &fields);
                } else {
                    page.handshake(ui, seen);
                }
            });
    }
}

fn segment<T>(value: T, name: String) -> Segment<T> {
    Segment {
        value,
        icon: None,
        name: name.into(),
    }
}

struct Page {
    language: Language,
}

impl Page {
    fn say(&self, text: T<'_>) -> String {
        text.say(self.language).into_owned()
    }

    /// What the text below it is about.
    fn heading(&self, ui: &mut Ui, text: T<'_>) {
        ui.add_space(HEADING.0);
        ui.label(strong(self.say(text)));
        ui.add_space(HEADING.1);
    }

    fn handshake(&self, ui: &mut Ui, seen: &Seen) {
        if let Some(agreement) = &seen.agreement {
            self.agreement(ui, agreement);
        }
        let handshake = seen.handshake.as_ref();
        let (request, reply) = handshake.map_or((EXAMPLE_REQUEST, EXAMPLE_REPLY), |seen| {
            (seen.request.as_str(), seen.reply.as_str())
        });
        let source = if handshake.is_some() {
            T::OwnHandshake
        } else {
            T::ExampleHandshake
        };
        ui.label(RichText::new(self.say(source)).color(Palette::of(ui).muted));
        let width = ui.available_width();
        if width < WIDE {
            self.head(ui, T::Request, request);
            self.head(ui, T::Reply, reply);
        } else {
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = GUTTER;
                for (title, head) in [(T::Request, request), (T::Reply, reply)] {
                    let half = egui::vec2((width - GUTTER) / 2.0, 0.0);
                    ui.allocate_ui_with_layout(half, Layout::top_down(Align::Min), |ui| {
                        ui.set_width(half.x);
                        self.head(ui, title, head);
                    });
                }
            });
        }
        let key = request
            .lines()
            .find_map(|line| value_of(line, "sec-websocket-key"));
        if let Some(key) = key {
            self.proof(ui, &Proof::of(key));
        }
    }

    /// What a browser tells, by the names by which it does.
    fn agreement(&self, ui: &mut Ui, agreement: &Agreement) {
        self.heading(ui, T::Agreement);
        Grid::new("agreement").num_columns(2).show(ui, |ui| {
            for (name, value) in [
                ("url", &agreement.address),
                ("protocol", &agreement.subprotocol),
                ("extensions", &agreement.extensions),
            ] {
                let value = if value.is_empty() {
                    self.say(T::AgreedOnNone)
                } else {
                    shortened(value, MAX_LINE)
                };
                for text in [name, &value] {
                    ui.label(RichText::new(text).monospace().size(12.0));
                }
                ui.end_row();
            }
        });
        ui.add_space(HEADING.0);
    }

    /// A request or a response: each of its lines, and below it what it is for.
    fn head(&self, ui: &mut Ui, title: T<'_>, head: &str) {
        self.heading(ui, title);
        if head.is_empty() {
            ui.label(RichText::new(self.say(T::NoReply)).color(Palette::of(ui).muted));
        }
        ui.scope(|ui| {
            for (line, about) in explained(title, head, self.language) {
                ui.spacing_mut().item_spacing.y = 1.0;
                head_line(ui, line);
                let about = RichText::new(about).small();
                ui.spacing_mut().item_spacing.y = BETWEEN_LINES;
                ui.label(about.color(Palette::of(ui).muted));
            }
        });
    }

    /// How the reply follows from the key.
    fn proof(&self, ui: &mut Ui, proof: &Proof) {
        self.heading(ui, T::Proof);
        for (text, value) in [
            (T::ProofJoined, &proof.joined),
            (T::ProofDigest, &proof.digest),
            (T::ProofAccept, &proof.accept),
        ] {
            ui.horizontal_wrapped(|ui| {
                ui.label(RichText::new(self.say(text)).small());
                ui.label(RichText::new(value).monospace().size(12.0));
            });
        }
    }

    fn fields(&self, ui: &mut Ui, fields: &[Field]) {
        Grid::new("fields")
            .num_columns(3)
            .spacing([16.0, 2.0])
            .show(ui, |ui| {
                for field in fields {
                    let (first, last) = (field.bits.start, field.bits.end.saturating_sub(1));
                    let bits = if first >= last {
                        first.to_string()
                    } else {
                        format!("{first}–{last}")
                    };
                    ui.label(RichText::new(bits).monospace().size(12.0));
                    ui.label(
                        RichText::new(short_name(&field.meaning, self.language))
                            .monospace()
                            .small(),
                    );
                    ui.label(RichText::new(self.say(T::Field(&field.meaning))).small());
                    ui.end_row();
                }
            });
    }
}

/// The lines of a head, each with what it is for.
fn explained<'h>(
    id: T<'_>,
    head: &'h str,
    language: Language,
) -> impl Iterator<Item = (&'h str, &'static str)> {
    let is_reply = matches!(id, T::Reply);
    let lines = head.lines().filter(|line| !line.is_empty());
    lines.enumerate().map(move |(index, line)| {
        let about = HeadLine::of(line, index, is_reply).about(language);
        (line, about)
    })
}

/// A line of a head; the whole of it is the tooltip where it is cut.
fn head_line(ui: &mut Ui, line: &str) {
    let shown = shortened(line, MAX_LINE);
    let whole = shortened(line, MAX_WHOLE_LINE);
    let is_cut = whole != shown;
    let label = ui.label(RichText::new(shown).monospace().size(12.0));
    if is_cut {
        label.on_hover_text(whole);
    }
}

/// The value of a header line with this name, in lower case.
fn value_of<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let (found, value) = line.split_once(':')?;
    found.eq_ignore_ascii_case(name).then(|| value.trim())
}
