//! How the palette is drawn: a field, and below it what was found, over a window that is dimmed.

use egui::accesskit::Role;
use egui::text::LayoutJob;
use egui::{
    Align, Align2, Area, Color32, Event, FontId, Id, Key, Layout, Modifiers, Order, Pos2, Rect,
    Response, RichText, ScrollArea, Sense, Stroke, StrokeKind, TextEdit, TextFormat, TextStyle, Ui,
    UiBuilder,
};

use crate::kit::button::name;
use crate::kit::icon::{ICON_SIZE, Icon};
use crate::kit::key_cap::{caps_width, key_caps};
use crate::kit::language::Language;
use crate::kit::theme::{Palette as Colours, medium, sizes, type_size};
use crate::kit::tool_row::text_width;

use super::entry::{End, Entry, Group};
use super::found::{Found, MAX_RECENT, found};
use super::texts::Text as T;

/// Width, in points, where the window has so much.
const WIDTH: f32 = 600.0;
/// Where it begins, from the top: under the address.
const TOP: f32 = 96.0;
/// The same in a low window.
const LOW_TOP: f32 = 8.0;
/// Below this height a window is low.
const LOW: f32 = 480.0;
/// Height of the field.
const FIELD: f32 = 44.0;
/// Height of a row.
const ROW: f32 = 32.0;
/// Height of a heading.
const HEADING: f32 = 28.0;
/// Height of the foot.
const FOOT: f32 = 32.0;
/// Space beside everything.
const PADDING: f32 = 16.0;
/// Space between the palette and the edges of a small window.
const AROUND: f32 = 8.0;
/// The longest text that is looked for, in characters: longer than any name.
const MAX_QUERY: usize = 200;

/// What became of a frame in which the palette was open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It goes on.
    Open,
    /// It was closed.
    Closed,
    /// This entry was chosen.
    Chosen(usize),
}

/// What is looked for, and what was used last.
#[derive(Debug, Default)]
pub struct Palette {
    query: String,
    /// Which of what was found.
    chosen: usize,
    /// The English words of what was used, newest first.
    recent: Vec<String>,
    /// Whether what is chosen is to be brought into view.
    is_moved: bool,
}

impl Palette {
    /// Begins anew.
    pub fn open(&mut self) {
        self.query.clear();
        self.chosen = 0;
        self.is_moved = true;
    }

    /// Remembers what was chosen.
    fn remember<C>(&mut self, entry: &Entry<C>) {
        self.recent.retain(|words| *words != entry.en);
        self.recent.insert(0, entry.en.clone());
        self.recent.truncate(MAX_RECENT);
    }

    /// Shows it over the window.
    pub fn show<C>(&mut self, ui: &mut Ui, language: Language, entries: &[Entry<C>]) -> Outcome {
        let window = ui.ctx().content_rect();
        let scrim = Self::scrim(ui, window);
        let keys = Keys::take(ui);
        let area = Area::new(Id::unique("palette"))
            .order(Order::Foreground)
            .fixed_pos(place(window).min)
            .constrain(false)
            .show(ui.ctx(), |ui| {
                self.content(ui, language, window, entries, &keys)
            });
        if let Some(index) = area.inner {
            self.remember(&entries[index]);
            return Outcome::Chosen(index);
        }
        if keys.escape || scrim.clicked() {
            return Outcome::Closed;
        }
        Outcome::Open
    }

    /// Dims the window, and takes its clicks.
    fn scrim(ui: &Ui, window: Rect) -> Response {
        let area = Area::new(Id::unique("palette-scrim"))
            .order(Order::Middle)
            .fixed_pos(window.min)
            .constrain(false);
        area.show(ui.ctx(), |ui| {
            let response = ui.allocate_rect(window, Sense::click());
            let dim = Color32::BLACK.gamma_multiply(0.45);
            ui.painter().rect_filled(window, 0.0, dim);
            response
        })
        .inner
    }

    /// Says which entry was chosen.
    fn content<C>(
        &mut self,
        ui: &mut Ui,
        language: Language,
        window: Rect,
        entries: &[Entry<C>],
        keys: &Keys,
    ) -> Option<usize> {
        let colours = Colours::of(ui);
        let mut all = found(entries, &self.query, language, &self.recent);
        let mut whole = place(window);
        let rows: f32 = heights(&all).sum();
        let most = window.bottom() - AROUND - whole.top() - FIELD - FOOT;
        let list = rows.clamp(ROW, most.max(ROW)) + 8.0;
        whole.set_height(FIELD + list + FOOT);
        ui.set_clip_rect(window);
        let shadow = ui.visuals().popup_shadow;
        ui.painter().add(shadow.as_shape(whole, sizes::RADIUS));
        let edge = Stroke::new(1.0, colours.field_border);
        let radius = sizes::RADIUS;
        ui.painter()
            .rect(whole, radius, colours.raised, edge, StrokeKind::Inside);
        ui.interact(whole, ui.scope_id().with("ground"), Sense::click());
        let (field, rest) = whole.split_top_bottom_at_y(whole.top() + FIELD);
        let (list, foot) = rest.split_top_bottom_at_y(rest.bottom() - FOOT);
        if self.field(ui, language, field) {
            self.chosen = 0;
            self.is_moved = true;
            all = found(entries, &self.query, language, &self.recent);
        }
        self.step(keys, all.len());
        let line = Stroke::new(1.0, colours.line);
        ui.painter().hline(whole.x_range(), field.bottom(), line);
        let clicked = self.rows(
            ui,
            language,
            list.shrink2(egui::vec2(1.0, 0.0)),
            entries,
            &all,
        );
        ui.painter().hline(whole.x_range(), foot.top(), line);
        Self::foot(ui, language, foot);
        ui.advance_cursor_after_rect(whole);
        let entered = keys.enter.then(|| all.get(self.chosen)).flatten();
        let chosen = clicked.or(entered.map(|found| found.index));
        // It stays open, and goes on to say why not.
        chosen.filter(|index| entries[*index].why_not().is_none())
    }

    fn step(&mut self, keys: &Keys, count: usize) {
        let before = self.chosen;
        if keys.down && count > 0 {
            self.chosen = (self.chosen + 1) % count;
        }
        if keys.up && count > 0 {
            self.chosen = (self.chosen + count - 1) % count;
        }
        self.is_moved |= self.chosen != before;
        self.chosen = self.chosen.min(count.saturating_sub(1));
    }

    /// Says whether something else is looked for.
    fn field(&mut self, ui: &mut Ui, language: Language, place: Rect) -> bool {
        let colours = Colours::of(ui);
        let icon = place.left_center() + egui::vec2(PADDING, 0.0);
        ui.painter().text(
            icon,
            Align2::LEFT_CENTER,
            Icon::Search.glyph(),
            FontId::proportional(ICON_SIZE),
            colours.muted,
        );
        let escape = ["Esc".to_owned()];
        let width = caps_width(ui, &escape);
        let caps = Rect::from_min_max(
            Pos2::new(place.right() - PADDING - width, place.center().y - 9.0),
            place.right_bottom(),
        );
        caps_at(ui, "escape", caps, &escape);
        let text = place
            .with_min_x(place.left() + PADDING + ICON_SIZE + 12.0)
            .with_max_x(caps.left() - 12.0);
        let id = ui.scope_id().with("field");
        let edit = TextEdit::singleline(&mut self.query)
            .id(id)
            .frame(egui::Frame::NONE)
            .font(FontId::proportional(type_size::PRIMARY))
            .char_limit(MAX_QUERY)
            .align(Align2::LEFT_CENTER)
            .desired_width(text.width())
            .hint_text(RichText::new(T::Hint.say(language)).color(colours.muted));
        let response = ui.put(text, edit);
        name(&response, T::Field.say(language));
        // What is typed is what is looked for, whatever was clicked.
        response.request_focus();
        response.changed()
    }

    /// Says which entry was clicked.
    fn rows<C>(
        &mut self,
        ui: &mut Ui,
        language: Language,
        place: Rect,
        entries: &[Entry<C>],
        all: &[Found],
    ) -> Option<usize> {
        let mut clicked = None;
        let is_moved = std::mem::take(&mut self.is_moved);
        ui.scope_builder(UiBuilder::new().id_salt("rows").max_rect(place), |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let area = ScrollArea::vertical().auto_shrink([false, false]);
            area.show(ui, |ui| {
                if all.is_empty() {
                    let muted = Colours::of(ui).muted;
                    let nothing = RichText::new(T::Nothing.say(language)).color(muted);
                    ui.add_space(8.0);
                    ui.vertical_centered(|ui| ui.label(nothing));
                }
                let mut group = None;
                for (number, found) in all.iter().enumerate() {
                    if group != Some(found.group) {
                        heading(ui, language, found.group);
                        group = Some(found.group);
                    }
                    let is_chosen = number == self.chosen;
                    let response = row(ui, language, &entries[found.index], found, is_chosen);
                    if is_chosen && is_moved {
                        response.scroll_to_me(None);
                    }
                    if response.clicked() {
                        clicked = Some(found.index);
                    }
                }
                ui.add_space(4.0);
            });
        });
        clicked
    }

    fn foot(ui: &mut Ui, language: Language, place: Rect) {
        let muted = Colours::of(ui).muted;
        let small = |text: &str| RichText::new(text).small().color(muted);
        let builder = UiBuilder::new()
            .id_salt("foot")
            .max_rect(place.shrink2(egui::vec2(PADDING, 0.0)))
            .layout(Layout::left_to_right(Align::Center));
        ui.scope_builder(builder, |ui| {
            ui.shrink_clip_rect(place);
            key_caps(ui, &["↑".to_owned(), "↓".to_owned()]);
            ui.label(small(T::Choose.say(language)));
            ui.add_space(8.0);
            key_caps(ui, &["Enter".to_owned()]);
            ui.label(small(T::Run.say(language)));
            // On a phone there is no room for it.
            let languages = T::Languages.say(language);
            if ui.available_width() >= text_width(ui, languages, TextStyle::Small) {
                let right = Layout::right_to_left(Align::Center);
                ui.with_layout(right, |ui| ui.label(small(languages)));
            }
        });
    }
}

/// The keys that the palette takes for itself, before its field does.
struct Keys {
    up: bool,
    down: bool,
    enter: bool,
    escape: bool,
}

impl Keys {
    fn take(ui: &Ui) -> Self {
        ui.input_mut(|input| {
            // Of an input method, Enter and the arrows belong to it.
            let is_composing = input
                .events
                .iter()
                .any(|event| matches!(event, Event::Ime(_)));
            let mut take = |key| !is_composing && input.consume_key(Modifiers::NONE, key);
            Self {
                up: take(Key::ArrowUp),
                down: take(Key::ArrowDown),
                enter: take(Key::Enter),
                escape: take(Key::Escape),
            }
        })
    }
}

fn place(window: Rect) -> Rect {
    let width = WIDTH.min(window.width() - 2.0 * AROUND).max(0.0);
    let top = if window.height() < LOW { LOW_TOP } else { TOP };
    let left = window.center().x - width / 2.0;
    let corner = Pos2::new(left.round(), window.top() + top);
    Rect::from_min_size(corner, egui::vec2(width, FIELD))
}

/// How high each row is, with its heading.
fn heights(all: &[Found]) -> impl Iterator<Item = f32> {
    let mut group = None;
    all.iter().map(move |found| {
        let begins = group.replace(found.group) != Some(found.group);
        if begins { ROW + HEADING } else { ROW }
    })
}

fn heading(ui: &mut Ui, language: Language, group: Group) {
    let size = egui::vec2(ui.available_width(), HEADING);
    let (place, _) = ui.allocate_exact_size(size, Sense::hover());
    let font = FontId::proportional(type_size::SMALL);
    let at = place.left_bottom() + egui::vec2(PADDING, -4.0);
    let title = group.title().say(language);
    let muted = Colours::of(ui).muted;
    ui.painter()
        .text(at, Align2::LEFT_BOTTOM, title, font, muted);
}

fn row<C>(
    ui: &mut Ui,
    language: Language,
    entry: &Entry<C>,
    found: &Found,
    is_chosen: bool,
) -> Response {
    let colours = Colours::of(ui);
    let size = egui::vec2(ui.available_width(), ROW);
    let (whole, _) = ui.allocate_exact_size(size, Sense::hover());
    let place = whole.shrink2(egui::vec2(8.0, 0.0));
    let id = ui.scope_id().with((found.group as u8, found.index));
    let response = ui.interact(place, id, Sense::click());
    let fill = if is_chosen {
        colours.selection
    } else if response.hovered() {
        colours.hover
    } else {
        Color32::TRANSPARENT
    };
    ui.painter().rect_filled(place, sizes::RADIUS, fill);
    let icon = FontId::proportional(ICON_SIZE);
    let at = place.left_center() + egui::vec2(8.0, 0.0);
    ui.painter().text(
        at,
        Align2::LEFT_CENTER,
        entry.icon.glyph(),
        icon,
        colours.muted,
    );
    let right = end(ui, place, &entry.end);
    let mut job = marked_words(language, entry, found, &colours);
    let left = at.x + ICON_SIZE + 12.0;
    job.wrap.max_width = (right - 12.0 - left).max(0.0);
    job.wrap.max_rows = 1;
    job.wrap.break_anywhere = true;
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let text = Pos2::new(left, place.center().y - galley.size().y / 2.0);
    ui.painter().galley(text, galley, colours.text);
    response.ctx.accesskit_node_builder(response.id, |node| {
        node.set_role(Role::ListBoxOption);
        node.set_label(entry.words(language));
        node.set_selected(is_chosen);
        if let Some(why) = entry.why_not() {
            node.set_disabled();
            node.set_description(why);
        }
    });
    match entry.why_not() {
        Some(why) => response.on_hover_text(why),
        None => response,
    }
}

/// What an entry is called, with what was found marked; in the other language too, if that was found.
fn marked_words<C>(
    language: Language,
    entry: &Entry<C>,
    found: &Found,
    colours: &Colours,
) -> LayoutJob {
    let mut job = LayoutJob::default();
    let words = entry.words(language);
    let why_not = entry.why_not();
    let colour = match why_not {
        Some(_) => colours.muted,
        None => colours.text,
    };
    marked(&mut job, colours, colour, words, &found.marked);
    let other = entry.other_words(language);
    if let Some(other) = other.filter(|_| !found.marked_other.is_empty()) {
        marked(&mut job, colours, colours.muted, "   ", &[]);
        marked(&mut job, colours, colours.muted, other, &found.marked_other);
    }
    if let Some(why) = why_not {
        let font = FontId::proportional(type_size::SMALL);
        job.append(why, 12.0, TextFormat::simple(font, colours.muted));
    }
    job
}

/// Shows key caps in a place of their own, so that what follows does not move.
fn caps_at(ui: &mut Ui, salt: impl egui::AsIdSalt, place: Rect, keys: &[String]) {
    let mut child = ui.new_child(UiBuilder::new().id_salt(salt).max_rect(place));
    key_caps(&mut child, keys);
}

/// Shows what stands at the end of a row. Says where it begins.
fn end(ui: &mut Ui, place: Rect, end: &End) -> f32 {
    let right = place.right() - 8.0;
    match end {
        End::WhyNot(_) => right,
        End::Keys(keys) if keys.is_empty() => right,
        End::Keys(keys) => {
            let left = right - caps_width(ui, keys);
            let caps = Rect::from_min_max(
                Pos2::new(left, place.center().y - 9.0),
                Pos2::new(right + 1.0, place.bottom()),
            );
            caps_at(ui, ("keys", place.top() as i32), caps, keys);
            left
        }
        End::Text(text) => {
            let at = Pos2::new(right, place.center().y);
            let font = FontId::proportional(type_size::SMALL);
            let muted = Colours::of(ui).muted;
            let shown = payload::visible::shortened(text, 36);
            let place = ui
                .painter()
                .text(at, Align2::RIGHT_CENTER, shown, font, muted);
            place.left()
        }
    }
}

/// Adds words, with the letters of these numbers marked.
fn marked(job: &mut LayoutJob, colours: &Colours, colour: Color32, words: &str, letters: &[usize]) {
    let usual = TextFormat::simple(FontId::proportional(type_size::BODY), colour);
    let strong = TextFormat::simple(medium(type_size::BODY), colours.sent);
    for (number, letter) in words.chars().enumerate() {
        let format = if letters.contains(&number) {
            &strong
        } else {
            &usual
        };
        let mut bytes = [0; 4];
        job.append(letter.encode_utf8(&mut bytes), 0.0, format.clone());
    }
}
