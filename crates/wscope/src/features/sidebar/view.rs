//! How the sidebar is drawn: a rail of icons, or the sections below one field that searches all of them.

use egui::style::ScrollAnimation;
use egui::{Align, Layout, Rect, Response, RichText, ScrollArea, TextEdit, Ui, UiBuilder};

use crate::kit::button::{icon_style, name, styled_button};
use crate::kit::icon::Icon;
use crate::kit::language::Language;
use crate::kit::room::{follow_focus, line_above, line_below};
use crate::kit::theme::{Palette, sizes};
use crate::kit::tree::{header_height, section_header};

use super::command::Command;
use super::state::{Choices, MAX_SEARCH, Section, Sidebar};
use super::texts::Text as T;

/// Height of the row with the toggle: that of the toolbar beside it.
const TOP: f32 = 36.0;
/// Height of the foot.
const FOOT: f32 = 36.0;
/// Width and height of an icon in the rail.
const RAIL_ICON: f32 = 32.0;
/// Where the toggle stands, from the left: it is at the same place in the rail and in the sidebar.
const TOGGLE_LEFT: f32 = 8.0;
/// Space below an open section.
const BELOW: f32 = 8.0;

/// The sidebar and what it needs.
pub struct Panel<'a> {
    /// The language to speak.
    pub language: Language,
    /// What the person chose.
    pub choices: &'a Choices,
    /// What is looked for.
    pub state: &'a mut Sidebar,
    /// Whether it covers the window.
    pub is_sheet: bool,
}

/// What the shell shows in the sidebar.
pub trait Content {
    /// The rows of a section that are among what is looked for. Says whether there are any.
    fn section(&mut self, ui: &mut Ui, section: Section, sidebar: &Sidebar) -> bool;
    /// What stands at the end of a section's header; `width` says how much room it has.
    fn header_end(&mut self, ui: &mut Ui, section: Section);
    /// How much room that takes, in points.
    fn header_end_width(&self, ui: &Ui, section: Section) -> f32;
    /// What stands above the foot.
    fn above_foot(&mut self, ui: &mut Ui);
    /// How high that is, in points.
    fn above_foot_height(&self, ui: &Ui) -> f32;
    /// The foot of the rail or of the sidebar.
    fn foot(&mut self, ui: &mut Ui, is_rail: bool);
}

impl Panel<'_> {
    /// Shows the icons.
    pub fn rail(self, ui: &mut Ui, content: &mut impl Content, commands: &mut Vec<Command>) {
        let place = ui.max_rect();
        let (top, rest) = place.split_top_bottom_at_y(place.top() + bar(ui, TOP));
        line_below(ui, top);
        self.toggle(ui, top, Icon::OpenSidebar, Command::Show(true), commands);
        let centre = Layout::top_down(Align::Center);
        let (middle, foot) = rest.split_top_bottom_at_y(rest.bottom() - bar(ui, FOOT) - 4.0);
        let builder = UiBuilder::new()
            .id_salt("rail")
            .max_rect(middle.with_min_y(middle.top() + 8.0));
        ui.scope_builder(builder.layout(centre), |ui| {
            ui.spacing_mut().item_spacing.y = 4.0;
            ui.spacing_mut().button_padding = egui::Vec2::ZERO;
            ui.shrink_clip_rect(middle);
            for section in Section::ALL {
                let command = Command::Open(section);
                let button = icon_style(ui, section.icon().text().color(Palette::of(ui).muted))
                    .min_size(egui::Vec2::splat(RAIL_ICON.max(sizes::target(ui))));
                styled_button(ui, self.language, command, button, Ok(()), commands);
            }
        });
        let builder = UiBuilder::new().id_salt("foot").max_rect(foot);
        ui.scope_builder(builder.layout(centre), |ui| {
            ui.spacing_mut().button_padding = egui::Vec2::ZERO;
            content.foot(ui, true);
        });
    }

    /// Shows the sections.
    pub fn show(self, ui: &mut Ui, content: &mut impl Content, commands: &mut Vec<Command>) {
        let place = ui.max_rect();
        let (top, rest) = place.split_top_bottom_at_y(place.top() + bar(ui, TOP));
        line_below(ui, top);
        let (icon, command) = if self.is_sheet {
            (Icon::Back, Command::Show(false))
        } else {
            (Icon::CloseSidebar, Command::Show(false))
        };
        self.toggle(ui, top, icon, command, commands);
        let field = Rect::from_min_max(
            egui::pos2(
                top.left() + TOGGLE_LEFT + sizes::control(ui) + 4.0,
                top.top() + 4.0,
            ),
            egui::pos2(top.right() - 8.0, top.top() + 4.0 + sizes::control(ui)),
        );
        search_field(ui, field, self.language, &mut self.state.search);
        let (rest, foot) = rest.split_top_bottom_at_y(rest.bottom() - bar(ui, FOOT));
        let height = content.above_foot_height(ui);
        let height = height.min(rest.height() / 2.0);
        let (rest, above) = rest.split_top_bottom_at_y(rest.bottom() - height);
        // In the order in which Tab leads through them.
        inside(ui, "sections", rest, |ui| {
            self.sections(ui, content, commands);
        });
        if height > 0.0 {
            line_above(ui, above);
            inside(ui, "above-foot", above, |ui| content.above_foot(ui));
        }
        line_above(ui, foot);
        inside(ui, "foot", foot, |ui| content.foot(ui, false));
    }

    fn sections(self, ui: &mut Ui, content: &mut impl Content, commands: &mut Vec<Command>) {
        ui.spacing_mut().item_spacing.y = 0.0;
        let area = ScrollArea::vertical().auto_shrink([false, false]);
        area.show(ui, |ui| {
            ui.ctx().accesskit_node_builder(ui.unique_id(), |node| {
                node.set_role(egui::accesskit::Role::Tree);
            });
            let is_searching = !self.state.search.trim().is_empty();
            let mut has_any = false;
            for section in Section::ALL {
                let is_open = is_searching || self.choices.shows(section);
                let header = self.header(ui, section, is_open, content);
                if header.clicked() && !is_searching {
                    commands.push(Command::Fold(section, is_open));
                }
                if is_open {
                    has_any |= ui
                        .push_id(section.title().say(Language::English), |ui| {
                            content.section(ui, section, self.state)
                        })
                        .inner;
                    ui.add_space(BELOW);
                }
            }
            if is_searching && !has_any {
                let text = T::NothingFound.say(self.language);
                let muted = Palette::of(ui).muted;
                ui.vertical_centered(|ui| ui.label(RichText::new(text).color(muted)));
            }
            self.state.wanted = None;
            follow_focus(ui);
        });
    }

    fn header(
        &self,
        ui: &mut Ui,
        section: Section,
        is_open: bool,
        content: &mut impl Content,
    ) -> Response {
        let title = section.title().say(self.language);
        let called = section.name().say(self.language);
        let end = content.header_end_width(ui, section);
        let place = ui.available_rect_before_wrap();
        if section != Section::ALL[0] {
            line_above(ui, place.with_max_y(place.top() + header_height(ui)));
        }
        let salt = section.title().say(Language::English);
        let (response, end) = section_header(ui, salt, (title, called), is_open, end);
        if end.width() > 0.0 {
            let left_to_right = Layout::left_to_right(Align::Center);
            let builder = UiBuilder::new().id_salt((salt, "end"));
            let builder = builder.max_rect(end.with_max_x(end.right() - 4.0));
            ui.scope_builder(builder.layout(left_to_right), |ui| {
                content.header_end(ui, section);
            });
        }
        if self.state.wanted == Some(section) {
            response.scroll_to_me_animation(Some(Align::Min), ScrollAnimation::none());
        }
        response
    }

    fn toggle(
        &self,
        ui: &mut Ui,
        top: Rect,
        icon: Icon,
        command: Command,
        commands: &mut Vec<Command>,
    ) {
        let corner = top.left_top() + egui::vec2(TOGGLE_LEFT, 4.0);
        let place = Rect::from_min_size(corner, egui::Vec2::splat(sizes::control(ui)));
        inside(ui, "toggle", place, |ui| {
            ui.spacing_mut().button_padding = egui::Vec2::ZERO;
            let button = icon_style(ui, icon.text().color(Palette::of(ui).muted));
            ui.centered_and_justified(|ui| {
                styled_button(ui, self.language, command, button, Ok(()), commands);
            });
        });
    }
}

/// The height of a bar with controls, in points: higher where a finger points.
fn bar(ui: &Ui, usual: f32) -> f32 {
    usual + (sizes::control(ui) - sizes::CONTROL)
}

fn inside<R>(ui: &mut Ui, salt: &str, place: Rect, add: impl FnOnce(&mut Ui) -> R) -> R {
    let id = ui.make_persistent_id(salt);
    let builder = UiBuilder::new().scope_id(id).max_rect(place);
    ui.scope_builder(builder, |ui| {
        ui.shrink_clip_rect(place);
        add(ui)
    })
    .inner
}

/// The field that searches all sections.
fn search_field(ui: &mut Ui, place: Rect, language: Language, search: &mut String) {
    inside(ui, "search", place, |ui| {
        let palette = Palette::of(ui);
        let id = ui.make_persistent_id("search-field");
        let edit = TextEdit::singleline(search)
            .id(id)
            .char_limit(MAX_SEARCH)
            .margin(egui::Margin {
                left: 28,
                right: 24,
                top: 5,
                bottom: 5,
            })
            .min_size(place.size())
            .hint_text(RichText::new(T::Search.say(language)).color(palette.muted))
            .desired_width(place.width() - 52.0);
        let response = ui.add(edit);
        name(&response, T::Search.say(language));
        let icon = place.left_center() + egui::vec2(14.0, 0.0);
        ui.painter().text(
            icon,
            egui::Align2::CENTER_CENTER,
            Icon::Search.glyph(),
            egui::FontId::proportional(14.0),
            palette.muted,
        );
        // egui takes the focus away with the same key.
        if response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Escape)) {
            search.clear();
        }
        if !search.is_empty() {
            let size = egui::Vec2::splat(sizes::target(ui).max(20.0));
            let corner = place.right_center() - egui::vec2(size.x + 2.0, size.y / 2.0);
            inside(ui, "clear", Rect::from_min_size(corner, size), |ui| {
                ui.spacing_mut().button_padding = egui::Vec2::ZERO;
                let button = icon_style(ui, Icon::Close.text().size(14.0).color(palette.muted));
                let button = ui.add(button.min_size(size));
                name(&button, T::ClearSearch.say(language));
                if button.on_hover_text(T::ClearSearch.say(language)).clicked() {
                    search.clear();
                }
            });
        }
        response.on_hover_text(T::SearchTooltip.say(language));
    });
}
