//! The tabs, and at the right what leads to everything else: the palette and the menu.

use egui::accesskit::Role;
use egui::scroll_area::ScrollBarVisibility;
use egui::{
    Align, Align2, Button, Color32, FontId, Id, Layout, Rect, Response, RichText, ScrollArea,
    Sense, Stroke, StrokeKind, Ui, UiBuilder,
};

use crate::kit::button::{command_button, icon_button, name, styled_button};
use crate::kit::command::Command as _;
use crate::kit::icon::Icon;
use crate::kit::key_cap::{caps_width, key_caps};
use crate::kit::language::Language;
use crate::kit::page::{Page, Pages};
use crate::kit::room::follow_focus;
use crate::kit::shortcut::keys_of;
use crate::kit::tab_id::TabId;
use crate::kit::theme::{Palette, TabColour, sizes, type_size};
use crate::kit::tool_row::text_width;
use crate::shell::command::Command;
use crate::shell::main_menu::MainMenu;
use crate::shell::page_tab;
use crate::shell::tab::Tab;
use crate::shell::tabs::Tabs;
use crate::shell::texts::Text;

/// The widest tab, in points.
const MAX_TAB: f32 = 240.0;
/// Space before the dot, and after the sign that closes.
const PADDING: (f32, f32) = (10.0, 4.0);
/// Space between the parts of a tab.
const GAP: f32 = 8.0;
/// Width of the dot.
const DOT: f32 = 8.0;
/// Width of the sign that closes, and of the one that stops.
const CLOSE: f32 = 22.0;
/// The largest number of messages that has room there.
const MOST_UNSEEN: u64 = 99;
/// Width that is left of the shortest title beside the sign that stops.
const LEAST_TITLE: f32 = 16.0;
/// Height of the bar that shows the colour of a tab.
const BAR: f32 = 2.0;
/// Width of the arrow at an edge behind which there are more tabs.
const ARROW: f32 = 12.0;
/// How far from that edge the tabs fade.
const FADE: f32 = 28.0;
/// Below this width the button of the palette has no words.
const NARROW: f32 = 640.0;

/// What the strip needs to know.
pub(crate) struct TabStrip<'a> {
    /// The language to speak.
    pub(crate) language: Language,
    /// The tabs.
    pub(crate) tabs: &'a Tabs,
    /// The pages, which stand after them.
    pub(crate) pages: &'a Pages,
    /// Those in which something goes on.
    pub(crate) running: &'a [Page],
    /// What the menu at the end shows.
    pub(crate) menu: MainMenu<'a>,
}

/// What is looked at.
#[derive(Clone, Copy, PartialEq)]
enum Shown {
    Tab(TabId),
    Page(Page),
}

/// For how many frames a tab that is looked at anew is brought into sight: in the first the strip has not its width yet.
const FRAMES_OF_NEW: u8 = 3;

/// Whether another tab or page was looked at some frames ago, or stands somewhere else in the strip now, or has another room
/// around it. Somebody who scrolls the strip changes none of this.
fn is_new(ui: &Ui, shown: Shown, tab: Rect) -> bool {
    let current = Id::unique("current-tab");
    let start = tab.left() - ui.min_rect().left();
    let place = [start, tab.width(), ui.clip_rect().width()].map(|points| points as i32);
    let shown = (shown, place);
    ui.data_mut(|data| {
        let before = data.get_temp::<((Shown, [i32; 3]), u8)>(current);
        let frames = match before {
            Some((before, frames)) if before == shown => frames.saturating_sub(1),
            _ => FRAMES_OF_NEW,
        };
        data.insert_temp(current, (shown, frames));
        frames > 0
    })
}

impl TabStrip<'_> {
    /// Shows the strip.
    pub(crate) fn show(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let area = ui.max_rect();
        let right = self.right_width(ui, area.width());
        let (left, right) = area.split_left_right_at_x(area.right() - right);
        let layout = Layout::left_to_right(Align::Center);
        let tabs = UiBuilder::new()
            .id_salt("tabs")
            .max_rect(left.with_max_x(left.right() - GAP));
        let shown = ui.scope_builder(tabs.layout(layout), |ui| {
            ui.spacing_mut().item_spacing.x = sizes::GAPS[0];
            // The button behind the tabs stays in sight, however many there are.
            let width = ui.available_width() - sizes::control(ui) - sizes::GAPS[0];
            // A bar would lie over the titles. The wheel scrolls, and those that have no room are in the menu.
            ui.style_mut().always_scroll_the_only_direction = true;
            let area = ScrollArea::horizontal()
                .max_width(width)
                .scroll_bar_visibility(ScrollBarVisibility::AlwaysHidden);
            let shown = area.show(ui, |ui| {
                ui.horizontal(|ui| self.tabs(ui, commands));
                follow_focus(ui);
            });
            fade(
                ui,
                shown.inner_rect,
                shown.state.clamped_offset().x,
                shown.content_size.x,
            );
            self.new_tab_button(ui, commands);
            shown.content_size.x > shown.inner_rect.width()
        });
        let menu = MainMenu {
            tabs: shown.inner.then_some(self.tabs),
            ..self.menu.clone()
        };
        let end = UiBuilder::new().id_salt("end").max_rect(right);
        ui.scope_builder(end.layout(layout), |ui| {
            ui.spacing_mut().item_spacing.x = sizes::GAPS[0];
            self.palette_button(ui, area.width(), commands);
            menu.button(ui, commands);
        });
    }

    fn tabs(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        ui.ctx().accesskit_node_builder(ui.unique_id(), |node| {
            node.set_role(Role::TabList);
            node.set_label(&*Text::Tabs.say(self.language));
        });
        for (index, tab) in self.tabs.iter().enumerate() {
            let is_current = index == self.tabs.position() && self.pages.shown().is_none();
            ui.push_id(tab.id, |ui| self.tab(ui, tab, is_current, commands));
        }
        for page in self.pages.iter() {
            ui.push_id(("page", page as usize), |ui| self.page(ui, page, commands));
        }
    }

    fn new_tab_button(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let usable = if self.tabs.is_full() {
            Err(Text::TooManyTabs {
                limit: self.tabs.iter().len(),
            }
            .say(self.language))
        } else {
            Ok(())
        };
        let new = Command::NewTab;
        icon_button(ui, self.language, Icon::Add, new, usable, commands);
    }

    fn tab(&self, ui: &mut Ui, tab: &Tab, is_current: bool, commands: &mut Vec<Command>) {
        let palette = Palette::of(ui);
        let title = tab.title();
        let unseen = if is_current { 0 } else { tab.unseen() };
        let lead = Lead::Dot(tab);
        let has_stop = tab.sends_by_itself() && !is_current;
        let response = tab_shape(ui, &title, lead, is_current, has_stop);
        name(&response, &Text::TabNamed(&title).say(self.language));
        let response = response.on_hover_text(&title);
        if is_current && is_new(ui, Shown::Tab(tab.id), response.rect) {
            response.scroll_to_me_animation(None, egui::style::ScrollAnimation::none());
        }
        if tab.colour != TabColour::None {
            let bar = response.rect.shrink2(egui::vec2(8.0, 0.0));
            let bar = bar.with_min_y(bar.bottom() - BAR);
            ui.painter().rect_filled(bar, 1.0, tab.colour.shown());
        }
        if response.clicked() {
            commands.push(Command::SelectTab(tab.id));
        }
        if response.middle_clicked() {
            commands.push(Command::AskCloseTab(tab.id));
        }
        response.context_menu(|ui| self.context_menu(ui, tab, commands));
        // The one that is looked at has a key.
        let close = if is_current {
            Command::AskCloseThisTab
        } else {
            Command::AskCloseTab(tab.id)
        };
        close_sign(ui, self.language, response.rect, (close, unseen), commands);
        if has_stop {
            let text = Text::StopSendingOf(&title).say(self.language);
            let icon = Icon::Stop.text().size(14.0).color(palette.warning);
            let place = sign_place(ui, response.rect, 1);
            let button = Button::new(icon).frame_when_inactive(false);
            let stop = sign_at(ui, "stop", place, |ui| ui.add(button));
            name(&stop, &text);
            if stop.on_hover_text(text.into_owned()).clicked() {
                commands.push(Command::StopSending(tab.id));
            }
        }
    }

    fn page(&self, ui: &mut Ui, page: Page, commands: &mut Vec<Command>) {
        let title = page_tab::title(page, self.language);
        let is_current = self.pages.shown() == Some(page);
        let is_running = self.running.contains(&page);
        let lead = if is_running {
            Lead::Running
        } else {
            Lead::Icon(page_tab::icon(page))
        };
        let response = tab_shape(ui, &title, lead, is_current, false);
        name(&response, &Text::TabNamed(&title).say(self.language));
        if is_running {
            let running = Text::PageRuns.say(self.language);
            response
                .ctx
                .accesskit_node_builder(response.id, |node| node.set_description(&*running));
        }
        if is_current && is_new(ui, Shown::Page(page), response.rect) {
            response.scroll_to_me_animation(None, egui::style::ScrollAnimation::none());
        }
        if response.clicked() {
            commands.push(Command::ShowPage(page));
        }
        let close = Command::ClosePage(page);
        if response.middle_clicked() {
            commands.push(close.clone());
        }
        close_sign(ui, self.language, response.rect, (close, 0), commands);
    }

    fn context_menu(&self, ui: &mut Ui, tab: &Tab, commands: &mut Vec<Command>) {
        let before = commands.len();
        command_button(ui, self.language, Command::OpenOptions, Ok(()), commands);
        // Its options, not those of the tab that is looked at.
        if commands.len() > before {
            commands.insert(before, Command::SelectTab(tab.id));
        }
        let close = Command::AskCloseTab(tab.id);
        command_button(ui, self.language, close, Ok(()), commands);
        if commands.len() > before {
            ui.close();
        }
    }

    fn palette_keys(&self, ui: &Ui) -> Vec<String> {
        let about = Command::OpenPalette.about(self.language);
        let keys = about.and_then(|about| about.shortcut);
        keys.map_or_else(Vec::new, |keys| keys_of(ui.ctx(), &keys))
    }

    fn palette_width(&self, ui: &Ui, width: f32) -> f32 {
        if width < NARROW {
            return sizes::control(ui);
        }
        let text = Text::Commands.say(self.language);
        let text = text_width(ui, &text, egui::TextStyle::Button);
        16.0 + 14.0 + GAP + text + GAP + caps_width(ui, &self.palette_keys(ui))
    }

    fn right_width(&self, ui: &Ui, width: f32) -> f32 {
        self.palette_width(ui, width) + sizes::GAPS[0] + sizes::control(ui)
    }

    /// Opens the palette. In a wide window it says so, with its keys.
    fn palette_button(&self, ui: &mut Ui, width: f32, commands: &mut Vec<Command>) {
        let (language, palette) = (self.language, Palette::of(ui));
        let open = Command::OpenPalette;
        if width < NARROW {
            icon_button(ui, language, Icon::Search, open, Ok(()), commands);
            return;
        }
        let size = egui::vec2(self.palette_width(ui, width), sizes::control(ui));
        let button = Button::new("")
            .fill(Color32::TRANSPARENT)
            .stroke(Stroke::new(1.0, palette.line))
            .min_size(size);
        let response = styled_button(ui, language, open, button, Ok(()), commands);
        let inner = response.rect.shrink2(egui::vec2(8.0, 0.0));
        let layout = Layout::left_to_right(Align::Center);
        let mut content = ui.new_child(UiBuilder::new().max_rect(inner).layout(layout));
        content.spacing_mut().item_spacing.x = GAP;
        let muted = |text: RichText| text.color(palette.muted);
        let quiet = |text| egui::Label::new(text).selectable(false);
        content.add(quiet(muted(Icon::Search.text().size(14.0))));
        let text = Text::Commands.say(language).into_owned();
        content.add(quiet(muted(RichText::new(text))));
        let keys = self.palette_keys(&content);
        key_caps(&mut content, &keys);
    }
}

/// Shows at each edge behind which there are more tabs that there are: they fade, and an arrow points to them.
fn fade(ui: &Ui, place: Rect, offset: f32, all: f32) {
    let ground = Palette::of(ui).surface;
    let hidden = [
        (offset, place.left(), 1.0, Icon::Left),
        (
            all - offset - place.width(),
            place.right(),
            -1.0,
            Icon::Right,
        ),
    ];
    for (hidden, edge, inwards, icon) in hidden {
        if hidden < 1.0 {
            continue;
        }
        let (solid, end) = (edge + inwards * ARROW, edge + inwards * FADE);
        let ranges = [(edge, solid, ground), (solid, end, Color32::TRANSPARENT)];
        for (from, to, colour) in ranges {
            let mut mesh = egui::Mesh::default();
            for (x, colour) in [(from, ground), (to, colour)] {
                mesh.colored_vertex(egui::pos2(x, place.top()), colour);
                mesh.colored_vertex(egui::pos2(x, place.bottom()), colour);
            }
            mesh.add_triangle(0, 1, 2);
            mesh.add_triangle(1, 2, 3);
            ui.painter().add(mesh);
        }
        let middle = egui::pos2(edge + inwards * ARROW / 2.0, place.center().y);
        let (font, colour) = (FontId::proportional(type_size::BODY), Palette::of(ui).muted);
        ui.painter()
            .text(middle, Align2::CENTER_CENTER, icon.glyph(), font, colour);
    }
}

/// What a tab begins with.
pub(super) enum Lead<'a> {
    /// How its connection stands.
    Dot(&'a Tab),
    /// What a page is about.
    Icon(Icon),
    /// Something goes on in a page: a dot, as an open connection has one.
    Running,
}

/// The shape of a tab: as wide as its title, up to a limit. What closes it is put over its end, and what stops it before that,
/// over the end of its title: the tabs behind it stay where they are.
fn tab_shape(
    ui: &mut Ui,
    title: &str,
    lead: Lead<'_>,
    is_current: bool,
    has_stop: bool,
) -> Response {
    let palette = Palette::of(ui);
    let colour = if is_current {
        palette.text
    } else {
        palette.muted
    };
    let fixed = PADDING.0 + DOT + GAP + 2.0 + close_width(ui) + PADDING.1;
    let font = FontId::proportional(type_size::BODY);
    let lay_out = |ui: &Ui, width: f32| {
        let (title, font) = (title.to_owned(), font.clone());
        let mut job = egui::text::LayoutJob::simple_singleline(title, font, colour);
        job.wrap = egui::text::TextWrapping::truncate_at_width(width);
        ui.fonts_mut(|fonts| fonts.layout_job(job))
    };
    let mut galley = lay_out(ui, MAX_TAB - fixed);
    // The shortest title has room for what stops it as well.
    let width = galley.size().x.max(close_width(ui) + LEAST_TITLE);
    if has_stop {
        galley = lay_out(ui, width - close_width(ui));
    }
    let size = egui::vec2(fixed + width, sizes::control(ui));
    let (place, response) = ui.allocate_exact_size(size, Sense::click());
    if is_current {
        ui.painter()
            .rect_filled(place, sizes::RADIUS, palette.background);
        let edge = Stroke::new(1.0, palette.line);
        ui.painter()
            .rect_stroke(place, sizes::RADIUS, edge, StrokeKind::Inside);
    } else if response.hovered() {
        ui.painter()
            .rect_filled(place, sizes::RADIUS, palette.hover);
    }
    if response.has_focus() {
        let ring = palette.ring();
        ui.painter()
            .rect_stroke(place, sizes::RADIUS, ring, StrokeKind::Inside);
    }
    let middle = place.left_center() + egui::vec2(PADDING.0 + DOT / 2.0, 0.0);
    match lead {
        Lead::Dot(tab) => tab.standing().paint_dot(ui, middle),
        Lead::Running => {
            ui.painter()
                .circle_filled(middle, DOT / 2.0, palette.received);
        }
        Lead::Icon(icon) => {
            let font = FontId::proportional(14.0);
            let align = Align2::CENTER_CENTER;
            ui.painter()
                .text(middle, align, icon.glyph(), font, palette.muted);
        }
    }
    let text = Align2::LEFT_CENTER.anchor_size(
        place.left_center() + egui::vec2(PADDING.0 + DOT + GAP, 0.0),
        galley.size(),
    );
    ui.painter().galley(text.min, galley, colour);
    response.ctx.accesskit_node_builder(response.id, |node| {
        node.set_role(Role::Tab);
        node.set_selected(is_current);
    });
    response
}

/// How wide the × of a tab is, in points.
fn close_width(ui: &Ui) -> f32 {
    CLOSE.max(sizes::target(ui))
}

/// The × of a tab, over its end. How many messages of it were not seen stands there until the pointer comes, so that the tab
/// does not grow with them; where a finger points, beside it.
fn close_sign(
    ui: &mut Ui,
    language: Language,
    tab: Rect,
    (command, unseen): (Command, u64),
    commands: &mut Vec<Command>,
) {
    let muted = Palette::of(ui).muted;
    let sign = Icon::Close.text().size(14.0).color(muted);
    let place = sign_place(ui, tab, 0);
    let number = match unseen {
        0 => String::new(),
        1..=MOST_UNSEEN => unseen.to_string(),
        _ => format!("{MOST_UNSEEN}+"),
    };
    let number = RichText::new(number).small().color(muted);
    let button = if unseen == 0 || ui.rect_contains_pointer(tab) {
        Button::new(sign)
    } else if close_width(ui) > CLOSE {
        Button::new((number, sign))
    } else {
        Button::new(number)
    };
    let button = button.frame_when_inactive(false);
    sign_at(ui, "close", place, |ui| {
        ui.spacing_mut().icon_spacing = 2.0;
        styled_button(ui, language, command, button, Ok(()), commands);
    });
}

/// Where a sign lies over the end of a tab; the last one has the number 0.
fn sign_place(ui: &Ui, tab: Rect, number: u8) -> Rect {
    let width = close_width(ui);
    let left = tab.right() - PADDING.1 - f32::from(number + 1) * width;
    // The last one goes up to the edge of the tab.
    let right = if number == 0 {
        tab.right() - 1.0
    } else {
        left + width
    };
    let place = tab.shrink2(egui::vec2(0.0, 1.0));
    place.with_min_x(left).with_max_x(right)
}

/// Shows a sign within a tab, which has its room already.
fn sign_at<R>(ui: &mut Ui, salt: &str, place: Rect, add: impl FnOnce(&mut Ui) -> R) -> R {
    let builder = UiBuilder::new().id_salt(salt).max_rect(place);
    let layout = Layout::centered_and_justified(egui::Direction::LeftToRight);
    let mut child = ui.new_child(builder.layout(layout));
    child.spacing_mut().button_padding = egui::Vec2::ZERO;
    add(&mut child)
}
