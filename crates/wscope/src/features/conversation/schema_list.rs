//! The schemas of messages: which kinds there are, what departs from them, and both as documents.

use std::borrow::Cow;

use egui::accesskit::Role;
use egui::{Align, Label, Layout, RichText, ScrollArea, Sense, Ui, UiBuilder};
use message_log::{Direction, Seq};
use payload::schema::Difference;
use session::schemas::{Learned, Learning, MessageKind};

use super::command::{Command, Document};
use super::texts::Text;
use crate::kit::button::command_button;
use crate::kit::cut_label::{is_cut, tooltip, without_tooltip};
use crate::kit::decoder_words::kind_of_messages;
use crate::kit::empty_state::{Height, empty_state};
use crate::kit::icon::Icon;
use crate::kit::language::Language;
use crate::kit::theme::{Palette, type_size};

/// Height of a row, in points: two lines.
const ROW: f32 = 44.0;

/// What is shown of the schemas.
#[derive(Default)]
pub(super) struct KnownSchemas {
    kinds: Vec<Kind>,
    departed: Vec<Departed>,
    /// Whether a kind has a schema.
    has_schema: bool,
    /// The first message that was not looked at.
    next: Option<Seq>,
}

struct Kind {
    title: String,
    is_decoded: bool,
    direction: Direction,
    messages: u64,
    not_json: u64,
    too_deep: u64,
}

struct Departed {
    seq: Seq,
    title: String,
    is_decoded: bool,
    path: String,
    difference: Difference,
}

impl KnownSchemas {
    /// Asks what was learned; leaves all as it is while that is busy.
    pub(super) fn refresh(&mut self, learning: &Learning) {
        if !self.is_old(learning) {
            return;
        }
        if let Some(known) = learning.try_look(Self::of) {
            *self = known;
        }
    }

    /// Whether more was learned since, or something is being learned.
    pub(super) fn is_old(&self, learning: &Learning) -> bool {
        let is_old = |learned: &Learned| self.next != Some(learned.next);
        learning.try_look(is_old).unwrap_or(true)
    }

    fn of(learned: &Learned) -> Self {
        let kinds = learned.schemas.kinds();
        let departed = learned.departed.iter().map(|departed| Departed {
            seq: departed.seq,
            title: kinds[departed.kind].name.clone(),
            is_decoded: kinds[departed.kind].protocol.is_some(),
            path: departed.departure.path.clone(),
            difference: departed.departure.difference,
        });
        Self {
            departed: departed.collect(),
            has_schema: kinds.iter().any(|kind| kind.schema().texts() > 0),
            kinds: listed(kinds),
            next: Some(learned.next),
        }
    }
}

/// The kinds as they are listed: those that differ by their address or protocol alone would be rows with the same words.
fn listed(kinds: &[MessageKind]) -> Vec<Kind> {
    let mut listed: Vec<Kind> = Vec::new();
    for kind in kinds {
        let is_alike = |other: &&mut Kind| {
            other.title == kind.name
                && other.direction == kind.direction
                && other.is_decoded == kind.protocol.is_some()
        };
        if let Some(other) = listed.iter_mut().find(is_alike) {
            other.messages += kind.messages;
            other.not_json += kind.not_json;
            other.too_deep += kind.too_deep;
        } else {
            listed.push(Kind {
                title: kind.name.clone(),
                is_decoded: kind.protocol.is_some(),
                direction: kind.direction,
                messages: kind.messages,
                not_json: kind.not_json,
                too_deep: kind.too_deep,
            });
        }
    }
    listed
}

/// The list of kinds of messages, below it what departs.
pub(super) struct SchemaList<'a> {
    pub(super) language: Language,
    pub(super) known: &'a KnownSchemas,
}

impl SchemaList<'_> {
    /// Shows it in the room that is left.
    pub(super) fn show(self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let (language, known) = (self.language, self.known);
        ui.horizontal_wrapped(|ui| {
            let usable = match known.has_schema {
                true => Ok(()),
                false => Err(Text::NoSchemas.say(language)),
            };
            for document in [Document::JsonSchema, Document::AsyncApi] {
                let command = Command::SaveSchemas(document);
                command_button(ui, language, command, usable.clone(), commands);
            }
        });
        ui.add_space(4.0);
        if known.kinds.is_empty() {
            empty_state(ui, Height::Top, &Text::NoGroups.say(language), "", |_| {});
            return;
        }
        let rows = known.kinds.len() + known.departed.len();
        ScrollArea::vertical()
            .id_salt("schemas")
            .auto_shrink(false)
            .show_rows(ui, ROW, rows, |ui, rows| {
                for row in rows {
                    // What departs comes first: it is what a person looks for.
                    match known.departed.get(row) {
                        Some(departed) => self.departed(ui, departed, commands),
                        None => self.kind(ui, &known.kinds[row - known.departed.len()]),
                    }
                }
            });
    }

    fn kind(&self, ui: &mut Ui, kind: &Kind) {
        let palette = Palette::of(ui);
        let (icon, colour) = match kind.direction {
            Direction::Sent => (Icon::Sent, palette.sent),
            Direction::Received | Direction::Local => (Icon::Received, palette.received),
        };
        let title = self.title(kind.is_decoded, &kind.title);
        let amount = Text::Learned {
            messages: kind.messages,
            not_json: kind.not_json,
            too_deep: kind.too_deep,
        };
        let amount = amount.say(self.language);
        row(ui, icon.text().color(colour), &title, &amount, None);
    }

    fn title<'a>(&self, is_decoded: bool, title: &'a str) -> Cow<'a, str> {
        match title {
            "" => Text::Unnamed.say(self.language),
            _ if is_decoded => kind_of_messages(title, self.language).into(),
            _ => title.into(),
        }
    }

    fn departed(&self, ui: &mut Ui, departed: &Departed, commands: &mut Vec<Command>) {
        let palette = Palette::of(ui);
        let text = Text::Departed {
            path: &departed.path,
            difference: departed.difference,
        };
        let title = text.say(self.language);
        let kind = self.title(departed.is_decoded, &departed.title);
        let icon = Icon::Alert.text().color(palette.warning);
        let leads_to = Text::ToMessage.say(self.language);
        if row(ui, icon, &title, &kind, Some(&leads_to)) {
            commands.push(Command::ShowRow(departed.seq.get()));
        }
    }
}

/// A row of two lines. Says whether it was clicked, if that leads somewhere.
fn row(ui: &mut Ui, icon: RichText, title: &str, below: &str, leads_to: Option<&str>) -> bool {
    let size = egui::vec2(ui.available_width(), ROW);
    let (sense, role) = match leads_to {
        Some(_) => (Sense::click(), Role::Button),
        None => (Sense::hover(), Role::ListItem),
    };
    let (place, response) = ui.allocate_exact_size(size, sense);
    response.ctx.accesskit_node_builder(response.id, |node| {
        node.set_role(role);
        node.set_label(format!("{title}: {below}"));
    });
    let palette = Palette::of(ui);
    if leads_to.is_some() && (response.hovered() || response.has_focus()) {
        ui.painter().rect_filled(place, 4.0, palette.hover);
    }
    let layout = Layout::left_to_right(Align::Center);
    let mut ui = ui.new_child(UiBuilder::new().max_rect(place).layout(layout));
    ui.label(icon);
    let cut = ui.with_layout(Layout::top_down(Align::Min), |ui| {
        ui.add_space(4.0);
        let label = ui.add(without_tooltip(Label::new(title)));
        let small = RichText::new(below).size(type_size::SMALL);
        let below = ui.add(without_tooltip(Label::new(small.color(palette.muted))));
        is_cut(&label) || is_cut(&below)
    });
    let tooltip = tooltip(
        cut.inner,
        &format!("{title}\n{below}"),
        leads_to.unwrap_or_default(),
    );
    let response = match tooltip.is_empty() {
        true => response,
        false => response.on_hover_text(tooltip),
    };
    leads_to.is_some() && response.clicked()
}
