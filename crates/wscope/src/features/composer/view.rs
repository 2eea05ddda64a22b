//! The composer as a whole: the kinds, the field, the button and the line below. Each has its place before anything is shown.

use egui::{Button, CornerRadius, Layout, Rect, RichText, Stroke, TextStyle, Ui, UiBuilder};
use payload::typed::{Form, Malformed};

use super::command::Command;
use super::compose::{Compose, SavedDraft};
use super::texts::Text;
use crate::kit::button::{name, styled_button};
use crate::kit::command::Usable;
use crate::kit::field::steady;
use crate::kit::icon::{ICON_SIZE, Icon};
use crate::kit::language::Language;
use crate::kit::segments::{Segment, segments, segments_width};
use crate::kit::tab_id::TabId;
use crate::kit::theme::{Palette, medium, sizes, type_size};
use crate::kit::tool_row::{menu, text_width};

/// Space around the row, in points.
const PADDING: f32 = 8.0;
/// How far the line below the row reaches into the space around the row.
const HINT_OVERLAP: f32 = 4.0;
/// Height of the field for JSON: four lines.
const JSON: f32 = 88.0;
/// Height of the field and the button on a phone: two whole lines have room.
const NARROW: f32 = 44.0;
/// Height of the field and the button in a presentation.
const PRESENTED: f32 = 48.0;
/// Space beside the field in a presentation.
const PRESENTED_MARGIN: f32 = 24.0;
/// Width of the part of the button that opens the menu.
const MENU: f32 = 32.0;
/// Space around the menu of kinds, where they stand in the field.
const INSET: f32 = 4.0;
/// Space between the line before the menu and its words, beside the padding of those.
const GAP: f32 = 2.0;
/// Width of that menu, where it is no line of small words.
const KINDS: f32 = 86.0;
/// Space beside the words of a menu in the field.
const MENU_PADDING: f32 = 6.0;
/// Below this width the kinds are a menu in the field.
const COMPACT: f32 = 640.0;

/// Below this width the button says in few words what it does: the field has the room.
const ROOMY: f32 = 960.0;

/// How much room there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// For all of it.
    Wide,
    /// The kinds are a menu in the field.
    Compact,
    /// On a phone.
    Narrow,
    /// For a field and a button that are read from far away.
    Presented,
    /// The same on a phone.
    PresentedNarrow,
}

impl Room {
    /// What this width is enough for.
    pub fn new(width: f32, is_narrow: bool, presents: bool) -> Self {
        match (presents, is_narrow) {
            (true, false) => Self::Presented,
            (true, true) => Self::PresentedNarrow,
            (_, true) => Self::Narrow,
            _ if width < COMPACT => Self::Compact,
            _ => Self::Wide,
        }
    }

    pub(super) fn is_narrow(self) -> bool {
        self == Self::Narrow
    }

    pub(super) fn is_presented(self) -> bool {
        matches!(self, Self::Presented | Self::PresentedNarrow)
    }

    pub(super) fn is_wide(self) -> bool {
        self == Self::Wide
    }
}

/// How high the field is until the person makes it higher, in points.
/// `control` is how high a control is.
pub fn field_height(form: Form, room: Room, control: f32) -> f32 {
    match (room, form) {
        (Room::Presented | Room::PresentedNarrow, _) => PRESENTED,
        (Room::Wide | Room::Compact, Form::Json) => JSON,
        (Room::Narrow, _) => NARROW,
        _ => sizes::PRIMARY.max(control),
    }
}

/// Something that helps in the first minutes, until the person has seen it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tip {
    /// What the button does, and where to see more.
    Usage,
    /// Where the handshake and the frames are explained: after the first answer.
    FirstAnswer {
        /// Whether the message came back as it was sent.
        is_echo: bool,
    },
}

/// What the composer needs to know.
pub struct Composer<'a> {
    /// The tab that it belongs to.
    pub tab: TabId,
    /// The language to speak.
    pub language: Language,
    /// What is about to be sent.
    pub compose: &'a mut Compose,
    /// What is kept under a name.
    pub saved: &'a [SavedDraft],
    /// Whether it can be sent, or why not.
    pub usable: Usable,
    /// How much room there is.
    pub room: Room,
    /// How high the line for hints is, in points, if there is one.
    pub hint: Option<f32>,
    /// What the hint line tells where nothing is more urgent.
    pub tip: Option<Tip>,
    /// What leads through the messages of a scenario, if one was chosen.
    pub step: Option<&'a dyn Fn(&mut Ui)>,
    /// A button with the messages of the protocol that is spoken, if that is known and has any.
    pub forms: Option<&'a dyn Fn(&mut Ui)>,
    /// Into which file everything is written, in a few words and in more, if that is not told anywhere else.
    pub recording: Option<(String, String)>,
    /// What stands in the hint line while it has nothing to tell.
    pub quiet: Option<&'a dyn Fn(&mut Ui)>,
}

impl Composer<'_> {
    /// Shows the composer in the whole of `ui`.
    pub fn show(mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        self.compose.hold_long_text();
        let flaw = self.compose.flaw().cloned();
        let usable = match &flaw {
            Some(flaw) if self.usable.is_ok() => Err(self.flaw_words(flaw).into()),
            _ => self.usable.clone(),
        };
        let beside = if self.room == Room::Presented {
            PRESENTED_MARGIN
        } else {
            PADDING
        };
        let area = ui.max_rect().shrink2(egui::vec2(beside, PADDING));
        let below = self.hint.map_or(0.0, |hint| hint - HINT_OVERLAP);
        let row = area.with_max_y((area.bottom() - below).max(area.top()));
        let kinds = self.kinds();
        let left = if self.room.is_wide() {
            let width = segments_width(ui, &kinds);
            let place = row.with_max_x(row.left() + width);
            self.choose_kind(ui, place, &kinds);
            place.right() + PADDING
        } else {
            row.left()
        };
        let says_all = area.width() >= ROOMY;
        let send = row.with_min_x(row.right() - self.send_width(says_all));
        let height = send
            .height()
            .min(field_height(Form::Text, self.room, sizes::control(ui)));
        let send = send.with_max_y(send.top() + height);
        let field = row.with_min_x(left).with_max_x(send.left() - PADDING);
        if self.room == Room::Compact || self.room.is_narrow() {
            self.field(ui, field, commands);
            self.kind_in_field(ui, field, usable.clone(), commands);
        } else {
            self.field(ui, field, commands);
            if let Some(forms) = self.forms.filter(|_| self.room.is_wide()) {
                in_field(ui, field, KINDS, forms);
            }
        }
        steady(ui, "send", |ui| {
            self.send_buttons(ui, (send, says_all), usable, commands);
        });
        if let Some(height) = self.hint {
            let hint = area
                .with_min_y(row.bottom())
                .with_max_y(row.bottom() + height);
            self.hint_line(ui, hint, flaw.as_ref(), commands);
        }
    }

    pub(super) fn say(&self, text: Text<'_>) -> String {
        text.say(self.language).into_owned()
    }

    /// Whether nothing was typed yet.
    pub(super) fn awaits_text(&self) -> bool {
        self.compose.attachment.is_none() && self.compose.draft.text.trim().is_empty()
    }

    /// What is wrong with what was typed, or that something has to be.
    pub(super) fn flaw_words(&self, flaw: &Malformed) -> String {
        self.say(match self.awaits_text() {
            true => Text::TypeJson,
            false => Text::Malformed(flaw),
        })
    }

    fn kinds(&self) -> [Segment<Form>; 4] {
        Form::ALL.map(|form| Segment {
            value: form,
            icon: None,
            name: self.say(Text::FormNamed(form)).into(),
        })
    }

    fn choose_kind(&mut self, ui: &mut Ui, place: Rect, kinds: &[Segment<Form>]) {
        let title = self.say(Text::Form);
        let current = self.compose.draft.form;
        ui.scope_builder(UiBuilder::new().id_salt("kinds").max_rect(place), |ui| {
            let chosen = segments(ui, "form", &title, sizes::primary(ui), current, kinds);
            if let Some(form) = chosen {
                self.compose.draft.form = form;
            }
        });
    }

    /// The kind as a menu in the field; on a phone with all else that the menu of the button has.
    fn kind_in_field(
        &mut self,
        ui: &mut Ui,
        field: Rect,
        usable: Usable,
        commands: &mut Vec<Command>,
    ) {
        let caption = self.kind_caption();
        let width = self.menu_in_field(ui);
        in_field(ui, field, width, |ui| {
            if self.room.is_narrow() {
                let text = RichText::new(caption).small().color(Palette::of(ui).muted);
                let button = Button::new(text).frame_when_inactive(false);
                self.menu_button(ui, button, usable, commands);
                return;
            }
            let title = self.say(Text::Form);
            ui.visuals_mut().override_text_color = Some(Palette::of(ui).muted);
            menu(ui, &caption, &title, |ui| {
                for form in Form::ALL {
                    let text = self.say(Text::FormNamed(form));
                    if ui
                        .selectable_value(&mut self.compose.draft.form, form, text)
                        .clicked()
                    {
                        ui.close();
                    }
                }
            });
        });
    }

    fn kind_caption(&self) -> String {
        let kind = self.say(Text::FormNamed(self.compose.draft.form));
        format!("{kind} {}", Icon::Down.glyph())
    }

    /// How much room the text of the field leaves for a menu at its end, in points.
    pub(super) fn menu_in_field(&self, ui: &Ui) -> f32 {
        match self.room {
            // Every letter counts here.
            Room::Narrow => {
                let words = text_width(ui, &self.kind_caption(), TextStyle::Small);
                (words + 2.0 * MENU_PADDING).max(sizes::target(ui)) + INSET + GAP
            }
            Room::Compact => KINDS,
            Room::Wide if self.forms.is_some() => KINDS,
            Room::Wide | Room::Presented | Room::PresentedNarrow => 0.0,
        }
    }

    /// How wide the button is, with its menu: the same in every state. It may say all that it does, or only how it is called.
    fn send_width(&self, says_all: bool) -> f32 {
        match (self.room, self.language) {
            (Room::Presented, _) => 176.0,
            (Room::PresentedNarrow, _) => 112.0,
            (Room::Narrow, _) => 104.0,
            (_, Language::English) if says_all => 184.0,
            (_, Language::SimplifiedChinese | Language::English) => 148.0,
        }
    }

    fn send_buttons(
        &mut self,
        ui: &mut Ui,
        (place, says_all): (Rect, bool),
        usable: Usable,
        commands: &mut Vec<Command>,
    ) {
        let has_menu = matches!(self.room, Room::Wide | Room::Compact);
        let menu = MENU.max(sizes::target(ui));
        let menu = if has_menu { menu } else { 0.0 };
        let (main, more) = place.split_left_right_at_x(place.right() - menu);
        let palette = Palette::of(ui);
        let is_primary = usable.is_ok();
        // Disabled, it has colours of its own.
        ui.visuals_mut().disabled_alpha = 1.0;
        let (colour, fill, edge) = if is_primary {
            (palette.on_accent, palette.accent, Stroke::NONE)
        } else {
            let edge = Stroke::new(1.0, palette.line);
            (palette.muted, palette.surface, edge)
        };
        let radius = sizes::RADIUS;
        let mut corners = CornerRadius::same(radius);
        if has_menu {
            (corners.ne, corners.se) = (0, 0);
        }
        let button = Button::new(self.caption(colour, says_all))
            .fill(fill)
            .stroke(edge);
        let button = fill_place(button, main, corners);
        in_place(ui, "main", main, |ui| {
            ui.spacing_mut().button_padding.x = 4.0;
            let usable = usable.clone();
            let send = styled_button(ui, self.language, Command::Send, button, usable, commands);
            // Without the sign of the key.
            name(&send, &Text::Send.say(self.language));
        });
        if has_menu {
            corners = CornerRadius::same(radius);
            (corners.nw, corners.sw) = (0, 0);
            let down = Icon::Down.text().color(colour);
            let button = Button::new(down).fill(fill).stroke(edge);
            let button = fill_place(button, more, corners);
            in_place(ui, "more", more, |ui| {
                ui.spacing_mut().button_padding.x = 4.0;
                self.menu_button(ui, button, usable, commands);
            });
            let line = Stroke::new(1.0, colour.gamma_multiply(0.35));
            ui.painter()
                .vline(more.left(), place.y_range().shrink(8.0), line);
        }
    }

    /// What stands on the button.
    fn caption(&self, colour: egui::Color32, says_all: bool) -> egui::WidgetText {
        let (size, whole) = match self.room {
            Room::Presented | Room::PresentedNarrow => (type_size::PRESENTED, false),
            Room::Narrow => (type_size::PRIMARY, false),
            Room::Wide | Room::Compact => (type_size::PRIMARY, true),
        };
        let short = Text::Send.say(Language::SimplifiedChinese);
        if !whole {
            return RichText::new(short).font(medium(size)).color(colour).into();
        }
        let text = if says_all {
            Text::Send.say(self.language)
        } else {
            short
        };
        let mut job = egui::text::LayoutJob::default();
        let format = |font| egui::TextFormat {
            valign: egui::Align::Center,
            ..egui::TextFormat::simple(font, colour)
        };
        job.append(&text, 0.0, format(medium(size)));
        let icon = egui::FontId::proportional(ICON_SIZE);
        // Not the sign of the Enter key, which begins a new line.
        job.append(Icon::Sent.glyph(), 8.0, format(icon));
        job.into()
    }
}

/// A menu at the end of the field.
fn in_field(ui: &mut Ui, field: Rect, width: f32, add: impl FnOnce(&mut Ui)) {
    let palette = Palette::of(ui);
    // A control that is as high as the field fills it.
    let inset = ((field.height() - sizes::control(ui)) / 2.0).clamp(0.0, INSET);
    let place = field.shrink2(egui::vec2(INSET, inset));
    let place = place.with_min_x(field.right() - width);
    let line = Stroke::new(1.0, palette.line);
    let height = place.y_range().shrink(4.0);
    ui.painter().vline(place.left(), height, line);
    let builder = UiBuilder::new().id_salt("kind").max_rect(place);
    let layout = Layout::right_to_left(egui::Align::Center);
    ui.scope_builder(builder.layout(layout), |ui| {
        ui.shrink_clip_rect(place);
        ui.spacing_mut().button_padding.x = MENU_PADDING;
        add(ui);
    });
}

/// A widget that fills its place.
fn in_place(ui: &mut Ui, salt: &str, place: Rect, add: impl FnOnce(&mut Ui)) {
    let layout = Layout::centered_and_justified(egui::Direction::LeftToRight);
    let builder = UiBuilder::new()
        .id_salt(salt)
        .max_rect(place)
        .layout(layout);
    ui.scope_builder(builder, add);
}

/// A button that fills its place, with round corners on these sides.
fn fill_place(button: Button<'_>, place: Rect, corners: CornerRadius) -> Button<'_> {
    button.corner_radius(corners).min_size(place.size())
}
