//! One row of fixed height. What does not fit goes into a menu at its end, never onto a second row: a row that wraps
//! would move everything below it, under the pointer.

use egui::containers::menu::{MenuButton, MenuConfig, SubMenuButton, is_in_menu};
use egui::{
    Align, AsIdSalt, IdSalt, Layout, PopupCloseBehavior, Rect, Response, RichText, Sense,
    TextStyle, Ui, UiBuilder, WidgetText,
};

use crate::kit::button::{command_button, name};
use crate::kit::command::{Command, Usable};
use crate::kit::language::Language;
use crate::kit::theme::sign;

/// What a measured text may be wider than its galley says, in points: rounding to pixels.
const SLACK: f32 = 2.0;

/// Room for the sign of a menu within a menu, in points.
const ARROW: f32 = 24.0;

/// What the parts of a row work on.
pub trait Emits {
    /// How many commands they have emitted: a menu closes when there is one more.
    fn emitted(&self) -> usize;
}

impl<C> Emits for Vec<C> {
    fn emitted(&self) -> usize {
        self.len()
    }
}

impl<T, C> Emits for (T, &mut Vec<C>) {
    fn emitted(&self) -> usize {
        self.1.len()
    }
}

/// A row under construction.
pub struct ToolRow<'a, S> {
    salt: &'static str,
    parts: Vec<Part<'a, S>>,
}

struct Part<'a, S> {
    salt: IdSalt,
    width: f32,
    is_pinned: bool,
    takes_rest: bool,
    show: Show<'a, S>,
}

/// Shows a part.
type Show<'a, S> = Box<dyn FnOnce(&mut Ui, &mut S) + 'a>;

impl<'a, S: Emits> ToolRow<'a, S> {
    /// An empty row. `salt` tells it from others in the same place.
    pub fn new(salt: &'static str) -> Self {
        let parts = Vec::new();
        Self { salt, parts }
    }

    /// A part that takes `width` points, or goes into the menu. The ids in it depend on `salt` alone, not on what stands
    /// beside it.
    pub fn add(
        &mut self,
        salt: impl AsIdSalt,
        width: f32,
        show: impl FnOnce(&mut Ui, &mut S) + 'a,
    ) {
        self.push(IdSalt::new(salt), width, false, false, show);
    }

    /// The same, for what must always be seen.
    pub fn pin(
        &mut self,
        salt: impl AsIdSalt,
        width: f32,
        show: impl FnOnce(&mut Ui, &mut S) + 'a,
    ) {
        self.push(IdSalt::new(salt), width, true, false, show);
    }

    /// A part that takes what the others leave, at least `width` points.
    pub fn fill(
        &mut self,
        salt: impl AsIdSalt,
        width: f32,
        show: impl FnOnce(&mut Ui, &mut S) + 'a,
    ) {
        self.push(IdSalt::new(salt), width, true, true, show);
    }

    fn push(
        &mut self,
        salt: IdSalt,
        width: f32,
        is_pinned: bool,
        takes_rest: bool,
        show: impl FnOnce(&mut Ui, &mut S) + 'a,
    ) {
        self.parts.push(Part {
            salt,
            width: width.ceil(),
            is_pinned,
            takes_rest,
            show: Box::new(show),
        });
    }

    /// Shows the row.
    pub fn show(self, ui: &mut Ui, language: Language, state: &mut S) {
        let id = ui.make_persistent_id(self.salt);
        let height = ui.spacing().interact_size.y;
        let size = egui::vec2(ui.available_width(), height);
        let (area, _) = ui.allocate_exact_size(size, Sense::hover());
        let builder = UiBuilder::new().scope_id(id).max_rect(area);
        // A child by itself takes no room: the row is as high as it was allocated, whatever is in it.
        let mut row = ui.new_child(builder);
        self.parts_of(&mut row, area, language, state);
    }

    fn parts_of(self, ui: &mut Ui, area: Rect, language: Language, state: &mut S) {
        let gap = ui.spacing().item_spacing.x;
        let more = button_width(ui, sign::MORE);
        let fits = fitting(&self.parts, area.width(), gap, more);
        let needed = width_of(&self.parts, &fits, gap, more);
        let rest = (area.width() - needed).max(0.0);
        let mut x = area.left();
        let parts = self.parts.into_iter().zip(fits);
        let (shown, hidden): (Vec<_>, Vec<_>) = parts.enumerate().partition(|(_, (_, fits))| *fits);
        let mut menu_at = hidden.first().map(|(index, _)| *index);
        let mut hidden: Vec<_> = hidden.into_iter().map(|(_, (part, _))| part).collect();
        let mut show_menu = |ui: &mut Ui, x: &mut f32, state: &mut S| {
            let hidden = std::mem::take(&mut hidden);
            overflow(ui, place(area, *x, more), hidden, language, state);
            *x += more + gap;
        };
        for (index, (part, _)) in shown {
            // Tab follows the order in which the parts are shown, so the menu comes where the first part in it would be.
            if menu_at.take_if(|at| *at < index).is_some() {
                show_menu(ui, &mut x, state);
            }
            let width = part.width + if part.takes_rest { rest } else { 0.0 };
            let mut child = child(ui, part.salt, place(area, x, width));
            (part.show)(&mut child, state);
            x += width + gap;
        }
        if menu_at.is_some() {
            show_menu(ui, &mut x, state);
        }
    }
}

impl<'a, C: Command + 'a> ToolRow<'a, Vec<C>> {
    /// Adds the button of a command.
    pub fn command(
        &mut self,
        ui: &Ui,
        language: Language,
        salt: &'static str,
        command: C,
        usable: Usable,
    ) {
        let text = command.about(language).map(|about| about.text);
        let width = button_width(ui, &text.unwrap_or_default());
        self.add(salt, width, move |ui, commands| {
            command_button(ui, language, command, usable, commands);
        });
    }
}

/// Which parts fit: from the last one on, those that are not pinned go, until the others have room.
fn fitting<S>(parts: &[Part<'_, S>], width: f32, gap: f32, more: f32) -> Vec<bool> {
    let mut fits = vec![true; parts.len()];
    for index in (0..parts.len()).rev() {
        if width_of(parts, &fits, gap, more) <= width {
            break;
        }
        if !parts[index].is_pinned {
            fits[index] = false;
        }
    }
    fits
}

fn width_of<S>(parts: &[Part<'_, S>], fits: &[bool], gap: f32, more: f32) -> f32 {
    let shown = parts.iter().zip(fits).filter(|(_, fits)| **fits);
    let all = shown.fold(0.0, |sum, (part, _)| sum + part.width + gap);
    let has_menu = fits.iter().any(|fits| !fits);
    let all = if has_menu { all + more + gap } else { all };
    (all - gap).max(0.0)
}

fn place(area: Rect, left: f32, width: f32) -> Rect {
    Rect::from_min_size(
        egui::pos2(left, area.top()),
        egui::vec2(width, area.height()),
    )
}

/// A place of its own, with ids of its own.
fn child(ui: &mut Ui, salt: IdSalt, place: Rect) -> Ui {
    let id = ui.scope_id().with_salt(salt);
    let builder = UiBuilder::new()
        .scope_id(id)
        .max_rect(place)
        .layout(Layout::left_to_right(Align::Center));
    let mut child = ui.new_child(builder);
    child.shrink_clip_rect(place.expand(SLACK));
    child
}

/// The menu of what has no room.
fn overflow<S: Emits>(
    ui: &mut Ui,
    place: Rect,
    hidden: Vec<Part<'_, S>>,
    language: Language,
    state: &mut S,
) {
    let title = language.pick("更多", "More").into_owned();
    let mut at = child(ui, IdSalt::new("more"), place);
    // The same ids as in the row.
    let ids: Vec<_> = hidden
        .iter()
        .map(|part| ui.scope_id().with_salt(part.salt))
        .collect();
    let response = menu(&mut at, sign::MORE, &title, |ui| {
        let before = state.emitted();
        for (part, id) in hidden.into_iter().zip(ids) {
            let size = egui::vec2(part.width + ARROW, ui.spacing().interact_size.y);
            let (place, _) = ui.allocate_exact_size(size, Sense::hover());
            let layout = Layout::left_to_right(Align::Center);
            let builder = UiBuilder::new().scope_id(id).max_rect(place).layout(layout);
            (part.show)(&mut ui.new_child(builder), state);
        }
        if state.emitted() > before {
            ui.close();
        }
    });
    response.on_hover_text(title);
}

/// A button with a menu that stays open while something is typed or ticked in it, in a row or in another menu.
pub fn menu<R>(
    ui: &mut Ui,
    caption: &str,
    title: &str,
    content: impl FnOnce(&mut Ui) -> R,
) -> Response {
    let mut content = Some(content);
    // Called once at most: `FnMut` is what a reference to it can be, and one menu for all takes less of the page's download.
    menu_of(ui, caption, title, &mut |ui| {
        if let Some(content) = content.take() {
            content(ui);
        }
    })
}

fn menu_of(ui: &mut Ui, caption: &str, title: &str, content: &mut dyn FnMut(&mut Ui)) -> Response {
    let config = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let caption = caption.to_owned();
    let response = if is_in_menu(ui) {
        SubMenuButton::new(caption).config(config).ui(ui, content).0
    } else {
        MenuButton::new(caption).config(config).ui(ui, content).0
    };
    name(&response, title);
    response
}

/// How wide a button with this text is, in points.
pub fn button_width(ui: &Ui, text: &str) -> f32 {
    let padding = ui.spacing().button_padding.x;
    text_width(ui, text, TextStyle::Button) + 2.0 * padding
}

/// The same of the widest of several: a button that changes its text keeps its width.
pub fn widest_button<'t>(ui: &Ui, texts: impl IntoIterator<Item = &'t str>) -> f32 {
    let widths = texts.into_iter().map(|text| button_width(ui, text));
    widths.fold(0.0, f32::max)
}

/// How wide a box to tick with this text is, in points.
pub fn checkbox_width(ui: &Ui, text: &str) -> f32 {
    let spacing = ui.spacing();
    let sign = spacing.icon_width + spacing.icon_spacing;
    text_width(ui, text, TextStyle::Button) + sign
}

/// How wide a text is, in points.
pub fn text_width(ui: &Ui, text: &str, style: TextStyle) -> f32 {
    let text = WidgetText::from(RichText::new(text).text_style(style));
    let galley = text.into_galley(
        ui,
        Some(egui::TextWrapMode::Extend),
        f32::INFINITY,
        TextStyle::Body,
    );
    galley.size().x.ceil() + SLACK
}
