//! How the connection stands: a dot and a word, in a place that keeps its width.

use std::borrow::Cow;
use std::time::Duration;

use egui::accesskit::{Live, Role};
use egui::{Align, Button, FontId, Label, Layout, Rect, RichText, Sense, Ui, UiBuilder};
use web_time::Instant;

use super::command::Command;
use super::texts::{self, Text};
use super::view::AddressRow;
use crate::kit::button::{name, styled_button};
use crate::kit::command::Command as _;
use crate::kit::icon::Icon;
use crate::kit::language::Language;
use crate::kit::standing::Standing;
use crate::kit::theme::{Palette, type_size};

/// Space between the dot and the word, in points.
const GAP: f32 = 6.0;
/// Width of the dot.
const DOT: f32 = 8.0;
/// Space before the dot.
const MARGIN: f32 = 4.0;
/// What of the place the word does not have.
#[cfg(test)]
pub(super) const BESIDE_WORD: f32 = MARGIN + DOT + GAP;

/// The word for how a connection stands, with the rest of a wait in seconds.
pub fn word(standing: Standing, language: Language) -> Cow<'static, str> {
    let rest = match standing {
        Standing::Waiting { until } => until.saturating_duration_since(Instant::now()),
        _ => Duration::ZERO,
    };
    let seconds = rest.as_secs() + u64::from(rest.subsec_nanos() > 0);
    texts::word(standing, seconds, language)
}

/// Shows a dot and a word of this size, as far as there is room.
pub fn dot_and_word(ui: &mut Ui, standing: Standing, language: Language, size: f32) {
    let height = ui.available_height();
    let (dot, _) = ui.allocate_exact_size(egui::vec2(DOT, height), Sense::hover());
    standing.paint_dot(ui, dot.center());
    let text = word(standing, language);
    let colour = standing.colour(&Palette::of(ui));
    let font = FontId::proportional(size);
    let label = Label::new(RichText::new(&*text).font(font).color(colour));
    ui.add(label.truncate());
}

impl AddressRow<'_> {
    /// Shows the state in its place. A wait can be cut short where it is told.
    pub(super) fn state(&self, ui: &mut Ui, place: Rect, commands: &mut Vec<Command>) {
        let layout = Layout::left_to_right(Align::Center);
        let builder = UiBuilder::new().id_salt("state").max_rect(place);
        ui.scope_builder(builder.layout(layout), |ui| {
            ui.shrink_clip_rect(place);
            ui.spacing_mut().item_spacing.x = GAP;
            self.announce(ui, place);
            if let Standing::Waiting { until } = self.standing {
                self.wait(ui, until, commands);
                return;
            }
            ui.add_space(MARGIN);
            let size = if self.presents {
                type_size::PRESENTED
            } else {
                type_size::BODY
            };
            dot_and_word(ui, self.standing, self.language, size);
        });
    }

    /// The one node of the window that speaks when it changes. The seconds of a wait are not told one by one.
    fn announce(&self, ui: &Ui, place: Rect) {
        let text = match self.standing {
            Standing::Waiting { .. } => Text::State(self.phase).say(self.language).into_owned(),
            standing => word(standing, self.language).into_owned(),
        };
        let id = ui.make_persistent_id("status");
        let response = ui.interact(place, id, Sense::hover());
        ui.ctx().accesskit_node_builder(response.id, |node| {
            node.set_role(Role::Status);
            node.set_live(Live::Polite);
            node.set_value(text);
        });
    }

    fn wait(&self, ui: &mut Ui, until: Instant, commands: &mut Vec<Command>) {
        let rest = until.saturating_duration_since(Instant::now());
        let begun = Duration::from_nanos(u64::from(rest.subsec_nanos()));
        // Painted anew when the number changes.
        ui.ctx()
            .request_repaint_after(begun.max(Duration::from_millis(1)));
        let colour = self.standing.colour(&Palette::of(ui));
        let text = word(self.standing, self.language).into_owned();
        let shown = RichText::new(&text).color(colour);
        let icon = Icon::Retry.text().size(14.0).color(colour);
        ui.spacing_mut().button_padding.x = 2.0;
        let button = Button::new((icon, shown))
            .gap(4.0)
            .truncate()
            .frame_when_inactive(false);
        let retry = Command::Retry;
        let response = styled_button(ui, self.language, retry, button, Ok(()), commands);
        if let Some(about) = Command::Retry.about(self.language) {
            name(&response, &about.text);
        }
        // A screen reader reads it with the button, and does not announce every second.
        ui.ctx()
            .accesskit_node_builder(response.id, |node| node.set_value(text));
    }
}
