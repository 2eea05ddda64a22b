//! The line below the field: what is wrong, why nothing can be sent, or a hint. It is always there, and never wraps.

use egui::{
    Align, Button, Color32, Label, Layout, Rect, RichText, Sense, TextStyle, Ui, UiBuilder,
};
use payload::typed::{Form, Malformed};

use super::command::Command;
use super::texts::Text;
use super::view::{Composer, Tip};
use crate::kit::button::{icon_style, name, styled_button};
use crate::kit::command::Command as _;
use crate::kit::cut_label::cut_label;
use crate::kit::field::{MAX_TYPED, is_being_typed};
use crate::kit::format::size;
use crate::kit::icon::Icon;
use crate::kit::key_cap::{caps_width, key_caps};
use crate::kit::shortcut::keys_of;
use crate::kit::theme::{Palette, type_size};
use crate::kit::tool_row::{button_width, text_width};

/// Space between the parts of the line, in points.
const GAP: f32 = 8.0;
/// Width of the dot that says that everything is recorded.
const DOT: f32 = 8.0;

/// What the line tells.
enum Told {
    Sentence(Icon, Color32, String),
    Step,
    Tip(Tip),
    Nothing,
}

impl Composer<'_> {
    /// Shows the line in its place.
    pub(super) fn hint_line(
        &mut self,
        ui: &mut Ui,
        place: Rect,
        flaw: Option<&Malformed>,
        commands: &mut Vec<Command>,
    ) {
        let right = self.right_width(ui);
        let left = place.with_max_x((place.right() - right - GAP).max(place.left()));
        let told = self.told(ui, flaw);
        let quiet = self.quiet;
        in_place(ui, "hint", left, |ui| match told {
            Told::Sentence(icon, colour, sentence) => {
                ui.label(icon.text().size(type_size::BODY).color(colour));
                let text = RichText::new(&sentence).small().color(colour);
                cut_label(ui, Label::new(text), &sentence, "");
            }
            Told::Step => {
                if let Some(step) = self.step {
                    step(ui);
                }
            }
            Told::Tip(tip) => self.tip(ui, tip, commands),
            Told::Nothing => {
                if let Some(quiet) = quiet {
                    quiet(ui);
                }
            }
        });
        let right = place.with_min_x(place.right() - right);
        in_place(ui, "hint-right", right, |ui| self.right(ui, commands));
    }

    /// What matters most now.
    fn told(&self, ui: &Ui, flaw: Option<&Malformed>) -> Told {
        let palette = Palette::of(ui);
        let text = &self.compose.draft.text;
        let is_typed = is_being_typed(ui.ctx(), self.field_id());
        // Bytes bound characters from above, and are known without counting.
        let is_full = text.len() >= MAX_TYPED && text.chars().count() >= MAX_TYPED;
        if is_full && self.compose.attachment.is_none() {
            let text = Text::ComposerIsFull { limit: MAX_TYPED };
            let note = text.say(self.language).into_owned();
            return Told::Sentence(Icon::Alert, palette.warning, note);
        }
        if let Some(flaw) = flaw.filter(|_| !is_typed) {
            let note = self.flaw_words(flaw);
            return match self.awaits_text() {
                true => Told::Sentence(Icon::Info, palette.muted, note),
                false => Told::Sentence(Icon::Failed, palette.error, note),
            };
        }
        if let Err(why) = &self.usable {
            return Told::Sentence(Icon::Info, palette.muted, why.clone().into_owned());
        }
        if self.step.is_some() {
            return Told::Step;
        }
        if self.room.is_narrow() {
            return Told::Nothing;
        }
        if let Some(tip) = self.tip {
            return Told::Tip(tip);
        }
        let is_json = self.compose.draft.form == Form::Json && self.compose.attachment.is_none();
        if is_json && flaw.is_none() {
            let note = Text::ValidJson.say(self.language).into_owned();
            return Told::Sentence(Icon::Check, palette.muted, note);
        }
        Told::Nothing
    }

    fn tip(&self, ui: &mut Ui, tip: Tip, commands: &mut Vec<Command>) {
        let palette = Palette::of(ui);
        let muted = palette.muted;
        ui.label(Icon::Hint.text().size(type_size::BODY).color(muted));
        let text = match tip {
            Tip::Usage => Text::Usage,
            Tip::FirstAnswer { is_echo: true } => Text::FirstEcho,
            Tip::FirstAnswer { is_echo: false } => Text::FirstAnswer,
        };
        let explains = matches!(tip, Tip::FirstAnswer { .. });
        let text = text.say(self.language);
        let link = Text::HowItWorks.say(self.language);
        let mut needed = 28.0;
        if explains {
            needed += text_width(ui, &link, TextStyle::Small) + 24.0;
        }
        let room = (ui.available_width() - needed).max(0.0);
        let width = text_width(ui, &text, TextStyle::Small).min(room);
        let label = Label::new(RichText::new(&*text).small().color(muted));
        ui.scope(|ui| {
            ui.set_max_width(width);
            cut_label(ui, label, &text, "");
        });
        if explains {
            let text = RichText::new(link).small().color(palette.sent);
            let button = Button::new(text).frame_when_inactive(false);
            let explain = Command::ExplainProtocol;
            styled_button(ui, self.language, explain, button, Ok(()), commands);
        }
        let close = icon_style(ui, Icon::Close.text().size(type_size::BODY).color(muted));
        let dismiss = Command::DismissTip;
        styled_button(ui, self.language, dismiss, close, Ok(()), commands);
    }

    /// How much is sent, by which keys, and what is sent again and again.
    fn right(&mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let palette = Palette::of(ui);
        if self.compose.repeat.is_some() {
            let text = RichText::new(self.repeated()).small();
            ui.label(text.color(palette.warning));
            let text = RichText::new(self.say(Text::Stop)).small();
            let stop = Command::StopRepeat;
            styled_button(ui, self.language, stop, Button::new(text), Ok(()), commands);
        }
        if let Some((words, more)) = &self.recording {
            let height = ui.available_height();
            let (place, dot) = ui.allocate_exact_size(egui::vec2(DOT, height), Sense::hover());
            ui.painter()
                .circle_filled(place.center(), DOT / 2.0, palette.error);
            name(&dot, words);
            dot.on_hover_text(format!("{words}\n{more}"));
            let text = RichText::new(self.say(Text::Recording)).small();
            ui.label(text.color(palette.error));
        }
        let muted = |text: String| RichText::new(text).small().color(palette.muted);
        if let Some(bytes) = self.bytes() {
            ui.label(muted(bytes));
        }
        if let Some(keys) = self.keys(ui) {
            key_caps(ui, &keys);
            ui.label(muted(Text::SendKey.say(self.language).into_owned()));
        }
    }

    /// How wide that is, in points.
    fn right_width(&mut self, ui: &Ui) -> f32 {
        let small = |text: &str| text_width(ui, text, TextStyle::Small) + GAP;
        let mut width = 0.0;
        if self.compose.repeat.is_some() {
            width += small(&self.repeated());
            width += button_width(ui, &self.say(Text::Stop)) + GAP;
        }
        if self.recording.is_some() {
            width += DOT + GAP + small(&self.say(Text::Recording));
        }
        if let Some(bytes) = self.bytes() {
            width += small(&bytes);
        }
        if let Some(keys) = self.keys(ui) {
            width += caps_width(ui, &keys) + GAP + small(&Text::SendKey.say(self.language));
        }
        (width - GAP).max(0.0)
    }

    fn bytes(&mut self) -> Option<String> {
        let bytes = self.compose.bytes()?;
        Some(size(bytes as u64))
    }

    /// The keys that send, where there is room to say so and it would be of use.
    fn keys(&self, ui: &Ui) -> Option<Vec<String>> {
        if self.usable.is_err() || !self.room.is_wide() {
            return None;
        }
        let about = Command::Send.about(self.language)?;
        Some(keys_of(ui.ctx(), &about.shortcut?))
    }

    /// How often it was sent so far.
    fn repeated(&self) -> String {
        let Some(repeat) = &self.compose.repeat else {
            return String::new();
        };
        let sent = u64::from(repeat.sent());
        let text = match repeat.left() {
            Some(left) => {
                let all = sent + u64::from(left);
                self.say(Text::SentOf { sent, all })
            }
            None => self.say(Text::SentSoFar { sent }),
        };
        if self.usable.is_err() {
            format!("{text} · {}", self.say(Text::Waits))
        } else {
            text
        }
    }
}

/// A row in a place of its own, with ids of its own, of which nothing is painted outside.
fn in_place(ui: &mut Ui, salt: &str, place: Rect, add: impl FnOnce(&mut Ui)) {
    let id = ui.make_persistent_id(salt);
    ui.interact(place, id, Sense::hover());
    let layout = Layout::left_to_right(Align::Center);
    let builder = UiBuilder::new().scope_id(id).max_rect(place).layout(layout);
    let mut row = ui.new_child(builder);
    row.shrink_clip_rect(place);
    row.spacing_mut().item_spacing.x = GAP;
    row.spacing_mut().interact_size.y = place.height();
    row.spacing_mut().button_padding.y = 2.0;
    add(&mut row);
}
