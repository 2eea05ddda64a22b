//! The form, the bits that it makes, and what the server did.

use egui::{Align, Label, Layout, Response, RichText, ScrollArea, TextEdit, TextStyle, Ui};
use payload::typed::Form;
use wire::{LengthForm, PRESETS, RawFrame, Withheld};

use super::command::Command;
use super::state::{Flaw, FrameForm, MaskChoice, Outcome, Verdict};
use super::texts::Text as T;
use crate::kit::button::{command_button, name};
use crate::kit::choice::Choice;
use crate::kit::command::Usable;
use crate::kit::dialog::{confirm_button, focus_when_it_appears};
use crate::kit::event_texts;
use crate::kit::field::{is_entered, note_typing, problem_lines};
use crate::kit::frame_bits::frame_bits;
use crate::kit::frame_fields::fields_of_any;
use crate::kit::language::Language;
use crate::kit::room::follow_focus;
use crate::kit::segments::{Segment, segments};
use crate::kit::theme::{Palette, sizes, strong};
use crate::kit::tool_row::text_width;

/// How wide the form is where there is room, in points.
const WIDTH: f32 = 620.0;
/// What stays free beside and above it, in points: the padding of the dialog, and some of the window.
const MARGINS: egui::Vec2 = egui::vec2(56.0, 64.0);
/// Height of what stays below the fields: what is wrong, the buttons, the switches and what the server did, in points.
const LOWER: f32 = 230.0;
/// With less height for the fields than this, all of it scrolls together.
const LEAST_FIELDS: f32 = 160.0;
/// So many lines have room that tell what the server did.
const OUTCOME_LINES: f32 = 2.0;
/// What the edges of a field and the bar of the scroll area take beside it, in points.
const ROOM: f32 = 32.0;
/// Width of the choice of an opcode.
const OPCODE: f32 = 150.0;
/// Width of the field for a masking key, and for a length: twenty digits hold every length there is.
const NUMBER: f32 = 170.0;
/// The longest key that can be typed, in characters: with whatever stands between its bytes.
const MAX_KEY: usize = 24;
/// The longest length that can be typed, in characters: one more than any has, so that it is said and not cut.
const MAX_LENGTH: usize = 21;
/// The longest payload that can be typed, in characters: what no rule needs more of. Long messages are sent as messages.
const MAX_PAYLOAD: usize = 4096;
/// How opaque the drawing is of what is not in the fields any more.
const OUTDATED: f32 = 0.4;
/// The key with which a frame is drawn that will have a random one: that of the examples in RFC 6455, section 5.7.
const EXAMPLE_KEY: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];

/// What the form shows beside what it owns.
#[derive(Debug)]
pub struct Known {
    /// Whether a frame can be sent, or why not.
    pub usable: Usable,
    /// Whether a new connection, with details, would change that.
    pub helps_to_reconnect: bool,
    /// Whether compression was agreed on.
    pub is_compressed: bool,
    /// Which control frames are held back.
    pub withheld: Withheld,
    /// What the server did since the last frame, and what the standard says of that.
    pub outcome: (Outcome, Option<Verdict>),
}

impl FrameForm {
    /// Shows it.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        language: Language,
        known: &Known,
        commands: &mut Vec<Command>,
    ) {
        let screen = ui.ctx().content_rect().size() - MARGINS;
        let width = WIDTH.min(screen.x);
        ui.set_width(width);
        let mut parts = Parts {
            form: self,
            language,
            label: label_width(ui, language),
            is_typed: false,
            entered: None,
        };
        let fields = screen.y - LOWER;
        let stays = fields >= LEAST_FIELDS;
        let height = if stays { fields } else { screen.y };
        let scrolled = ScrollArea::vertical()
            .max_height(height.max(sizes::control(ui)))
            .auto_shrink(false)
            .show(ui, |ui| {
                ui.set_max_width(width);
                let frame = parts.fields(ui, known.is_compressed);
                if !stays {
                    parts.lower(ui, known, &frame, commands);
                }
                follow_focus(ui);
                frame
            });
        if stays {
            parts.lower(ui, known, &scrolled.inner, commands);
        }
    }
}

/// As wide as the widest label.
fn label_width(ui: &Ui, language: Language) -> f32 {
    let labels = [
        T::Preset,
        T::Opcode,
        T::Bits,
        T::Mask,
        T::Length,
        T::Payload,
    ];
    let widths = labels.map(|label| text_width(ui, &label.say(language), TextStyle::Body));
    widths.into_iter().fold(0.0, f32::max)
}

/// The parts of the form, as they are shown one below the other.
struct Parts<'a> {
    form: &'a mut FrameForm,
    language: Language,
    label: f32,
    /// Whether something is being typed: what is wrong with it is told later.
    is_typed: bool,
    /// The field in which Enter was pressed.
    entered: Option<Response>,
}

impl Parts<'_> {
    fn say(&self, text: T) -> String {
        text.say(self.language).into_owned()
    }

    /// Where everything is filled in; returns what that describes.
    fn fields(&mut self, ui: &mut Ui, is_compressed: bool) -> Result<RawFrame, Flaw> {
        ui.label(RichText::new(self.say(T::Title)).heading());
        self.preset(ui);
        self.rule(ui, is_compressed);
        self.opcode(ui);
        self.bits(ui);
        self.mask(ui);
        self.length(ui);
        self.payload(ui);
        let frame = self.form.frame();
        if let Ok(frame) = &frame {
            self.form.drawn.clone_from(frame);
        }
        self.drawing(ui, frame.is_ok());
        frame
    }

    /// What can be done, and what came of it.
    fn lower(
        &mut self,
        ui: &mut Ui,
        known: &Known,
        frame: &Result<RawFrame, Flaw>,
        commands: &mut Vec<Command>,
    ) {
        self.problem(ui, known, frame.as_ref().err());
        self.buttons(ui, known, frame.is_ok(), commands);
        ui.separator();
        self.withheld(ui, known, commands);
        self.outcome(ui, &known.outcome);
    }

    /// A line of the form. What has no room beside the label goes below it.
    fn line(&mut self, ui: &mut Ui, label: T, content: impl FnOnce(&mut Self, &mut Ui)) {
        let text = self.say(label);
        ui.horizontal_wrapped(|ui| {
            let size = egui::vec2(self.label, sizes::control(ui));
            let beside = Layout::left_to_right(Align::Center);
            ui.allocate_ui_with_layout(size, beside, |ui| {
                ui.set_min_size(size);
                ui.label(text);
            });
            content(self, ui);
        });
    }

    fn preset(&mut self, ui: &mut Ui) {
        self.line(ui, T::Preset, |this, ui| {
            let chosen = this.form.preset;
            let width = ui.available_size_before_wrap().x - ROOM;
            let choice = Choice {
                salt: "frame-preset",
                name: &this.say(T::Preset),
                shown: &this.say(T::PresetName(chosen)),
                width: Some(width),
            };
            let offered = PRESETS.map(|preset| (preset, this.say(T::PresetName(preset))));
            let (response, preset) = choice.show(ui, offered, |preset| *preset == chosen);
            if let Some(preset) = preset {
                this.form.fill(preset);
            }
            focus_when_it_appears(&response);
        });
    }

    /// What the preset is about, as long as it is as it was chosen.
    fn rule(&self, ui: &mut Ui, is_compressed: bool) {
        let preset = self.form.preset;
        let muted = Palette::of(ui).muted;
        if self.form.drawn != preset.frame() {
            ui.label(RichText::new(self.say(T::Changed)).color(muted));
            return;
        }
        let (rfc, section) = preset.rule(is_compressed);
        let rule = T::Rule {
            rfc,
            section,
            expected: preset.expected(is_compressed),
        };
        let before = preset.before().map(|_| T::SentBefore);
        for text in [Some(rule), before].into_iter().flatten() {
            let text = RichText::new(self.say(text)).color(muted);
            ui.add(Label::new(text).wrap());
        }
    }

    fn opcode(&mut self, ui: &mut Ui) {
        self.line(ui, T::Opcode, |this, ui| {
            let chosen = this.form.opcode;
            let choice = Choice {
                salt: "frame-opcode",
                name: &this.say(T::Opcode),
                shown: &this.say(T::OpcodeName(chosen)),
                width: Some(OPCODE),
            };
            let offered = (0..16).map(|opcode| (opcode, this.say(T::OpcodeName(opcode))));
            let (_, opcode) = choice.show(ui, offered, |opcode| *opcode == chosen);
            this.form.opcode = opcode.unwrap_or(chosen);
        });
    }

    fn bits(&mut self, ui: &mut Ui) {
        self.line(ui, T::Bits, |this, ui| {
            ui.checkbox(&mut this.form.is_final, "FIN");
            let bits = ["RSV1", "RSV2", "RSV3"].into_iter();
            for (bit, is_set) in bits.zip(&mut this.form.reserved) {
                ui.checkbox(is_set, bit);
            }
        });
    }

    fn mask(&mut self, ui: &mut Ui) {
        self.line(ui, T::Mask, |this, ui| {
            let choices = [
                (MaskChoice::Random, T::MaskRandom),
                (MaskChoice::Key, T::MaskKey),
                (MaskChoice::Unmasked, T::MaskNone),
            ];
            let current = this.form.mask;
            this.form.mask = this.choose(ui, T::Mask, current, choices);
            let label = this.say(T::Key);
            let edit = TextEdit::singleline(&mut this.form.key)
                .id_salt("frame-key")
                .char_limit(MAX_KEY)
                .hint_text("37 fa 21 3d")
                .desired_width(NUMBER);
            let is_used = this.form.mask == MaskChoice::Key;
            let field = ui.add_enabled(is_used, edit);
            name(&field, &label);
            this.note(&field, Field::Key);
        });
    }

    fn length(&mut self, ui: &mut Ui) {
        self.line(ui, T::Length, |this, ui| {
            let choices = [
                (LengthForm::Shortest, T::Shortest),
                (LengthForm::Bits16, T::Bits16),
                (LengthForm::Bits64, T::Bits64),
            ];
            let current = this.form.form;
            this.form.form = this.choose(ui, T::Length, current, choices);
            let (label, hint) = (this.say(T::Declared), this.say(T::ActualLength));
            let edit = TextEdit::singleline(&mut this.form.declared)
                .id_salt("frame-declared")
                .char_limit(MAX_LENGTH)
                .hint_text(hint)
                .desired_width(NUMBER);
            let field = ui.add(edit);
            name(&field, &label);
            this.note(&field, Field::Declared);
        });
    }

    fn payload(&mut self, ui: &mut Ui) {
        self.line(ui, T::Payload, |this, ui| {
            let choices = [(Form::Text, T::AsText), (Form::Hex, T::AsHex)];
            let current = this.form.payload_form;
            let chosen = this.choose(ui, T::Payload, current, choices);
            if chosen != current {
                this.form.write_payload_as(chosen);
            }
            let label = this.say(T::Payload);
            let edit = TextEdit::singleline(&mut this.form.payload)
                .id_salt("frame-payload")
                .char_limit(MAX_PAYLOAD)
                .desired_width((ui.available_size_before_wrap().x - ROOM).max(OPCODE));
            let field = ui.add(edit);
            name(&field, &label);
            this.note(&field, Field::Payload);
        });
    }

    fn choose<V: Copy + PartialEq, const N: usize>(
        &self,
        ui: &mut Ui,
        title: T,
        current: V,
        choices: [(V, T); N],
    ) -> V {
        let title = self.say(title);
        let choices = choices.map(|(value, text)| Segment {
            value,
            icon: None,
            name: text.say(self.language),
        });
        let salt = format!("frame-{title}");
        let height = sizes::control(ui);
        segments(ui, &salt, &title, height, current, &choices).unwrap_or(current)
    }

    fn note(&mut self, field: &Response, which: Field) {
        let text = match which {
            Field::Key => &self.form.key,
            Field::Declared => &self.form.declared,
            Field::Payload => &self.form.payload,
        };
        self.is_typed |= note_typing(field, text);
        if is_entered(field) {
            self.entered = Some(field.clone());
        }
    }

    /// The head, and the beginning of the payload. Fainter where it is not what the fields say: nothing moves while one types.
    fn drawing(&self, ui: &mut Ui, is_current: bool) {
        let bytes = self.form.drawn.encode(EXAMPLE_KEY);
        // Its head is whole.
        let fields = fields_of_any(&bytes).unwrap_or_default();
        let more = |rest| self.say(T::MoreBytes(rest));
        ui.scope(|ui| {
            if !is_current {
                ui.set_opacity(OUTDATED);
            }
            frame_bits(
                ui,
                self.language,
                &bytes,
                &fields,
                &self.say(T::Drawing),
                more,
            );
        });
    }

    /// Why it cannot be sent.
    fn problem(&self, ui: &mut Ui, known: &Known, flaw: Option<&Flaw>) {
        let flaw = flaw.filter(|_| !self.is_typed);
        let problem = flaw.map(|flaw| match flaw {
            Flaw::Key => T::BadKey,
            Flaw::Declared => T::BadDeclared,
            Flaw::Payload => T::BadPayload,
        });
        let problem = problem.map(|text| self.say(text));
        let why_not = known.usable.as_ref().err();
        let told = problem.or_else(|| why_not.map(ToString::to_string));
        problem_lines(ui, &told.unwrap_or_default());
    }

    fn buttons(&mut self, ui: &mut Ui, known: &Known, is_frame: bool, commands: &mut Vec<Command>) {
        let is_ready = known.usable.is_ok() && is_frame;
        let entered = self.entered.take();
        ui.horizontal_wrapped(|ui| {
            let send = confirm_button(ui, &self.say(T::Send), is_ready);
            let send = send.on_hover_text(self.say(T::SendTooltip));
            if is_ready && (send.clicked() || entered.is_some()) {
                commands.push(Command::Send);
            }
            if known.helps_to_reconnect {
                let again = Command::ReconnectWithDetails;
                command_button(ui, self.language, again, Ok(()), commands);
            }
            command_button(ui, self.language, Command::Close, Ok(()), commands);
        });
        if let Some(field) = entered {
            // The next one is often almost the same, and what is wrong can be mended at once.
            field.request_focus();
        }
    }

    fn withheld(&self, ui: &mut Ui, known: &Known, commands: &mut Vec<Command>) {
        let mut withheld = known.withheld;
        ui.horizontal_wrapped(|ui| {
            if known.usable.is_err() {
                ui.disable();
            }
            for (is_withheld, text, tooltip) in [
                (
                    &mut withheld.pongs,
                    T::WithholdPongs,
                    T::WithholdPongsTooltip,
                ),
                (
                    &mut withheld.closes,
                    T::WithholdCloses,
                    T::WithholdClosesTooltip,
                ),
            ] {
                ui.checkbox(is_withheld, self.say(text))
                    .on_hover_text(self.say(tooltip));
            }
        });
        if withheld != known.withheld {
            commands.push(Command::Withhold(withheld));
        }
    }

    fn outcome(&self, ui: &mut Ui, (outcome, verdict): &(Outcome, Option<Verdict>)) {
        let palette = Palette::of(ui);
        ui.label(strong(self.say(T::Since)));
        let text = match outcome {
            Outcome::NotSent => self.say(T::NotSent),
            Outcome::Open {
                closed: Some(frame),
                ..
            } => self.say(T::ClosedUnanswered(frame.code)),
            Outcome::Open { received: 0, .. } => self.say(T::Waiting),
            Outcome::Open { received, .. } => self.say(T::Received(*received)),
            Outcome::Ended(event) => event_texts::event(event, self.language).into_owned(),
            Outcome::Forgotten => self.say(T::Forgotten),
        };
        // Its place does not depend on it. What is longer scrolls.
        let height = OUTCOME_LINES * ui.text_style_height(&TextStyle::Body);
        let size = egui::vec2(ui.available_width(), height);
        ui.allocate_ui_with_layout(size, Layout::top_down(Align::Min), |ui| {
            ui.set_min_size(size);
            ScrollArea::vertical()
                .id_salt("frame-outcome")
                .auto_shrink(false)
                .show(ui, |ui| ui.add(Label::new(text).wrap()));
        });
        // Its line is there whether it says something or not: nothing moves when it does.
        let (text, colour) = match verdict {
            Some(Verdict::Required) => (self.say(T::AsRequired), palette.muted),
            Some(Verdict::OtherCode(usual)) => (self.say(T::OtherCode(*usual)), palette.muted),
            Some(Verdict::Wrong) => (self.say(T::NotAsRequired), palette.warning),
            None => (String::new(), palette.muted),
        };
        ui.label(RichText::new(text).color(colour));
    }
}

/// A field for typing.
#[derive(Clone, Copy)]
enum Field {
    Key,
    Declared,
    Payload,
}
