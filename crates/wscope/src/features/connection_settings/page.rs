//! The page on which a connection is set up: sections as tabs, and at its foot what is wrong, or when changes apply.

mod advanced;
mod content;
mod fields;
mod headers;
mod login;
mod parameters;
mod paste;
mod proxy;
mod tls;

use std::cell::Cell;

use connection::Endpoint;
use egui::{
    Align, Button, Frame, Id, Label, Layout, Margin, Rect, RichText, ScrollArea, Ui, UiBuilder,
};

pub use self::content::Page;
use self::fields::Fields;
use super::command::Command;
use super::form::Problem;
use super::state::Section;
use super::texts::Text as T;
use crate::IN_BROWSER;
use crate::kit::field::is_being_typed;
use crate::kit::room::{follow_focus, line_above, line_below, part};
use crate::kit::tabs::{Tab, tabs};
use crate::kit::theme::{Palette, sizes};
use crate::kit::tool_row::widest_button;
use crate::kit::variables::has_variable;

/// Height of the row of tabs, in points.
const TABS: f32 = 36.0;
/// Height of the foot: two lines of what is wrong.
const FOOT: f32 = 52.0;
/// Space around what is in a section.
const MARGIN: i8 = 12;

/// Sections, and what each is called.
const SECTIONS: [(Section, T<'static>); 6] = [
    (Section::Parameters, T::ParametersTab),
    (Section::Headers, T::HeadersTab),
    (Section::Login, T::LoginTab),
    (Section::Tls, T::TlsTab),
    (Section::Proxy, T::ProxyTab),
    (Section::Advanced, T::AdvancedTab),
];

impl Page<'_> {
    /// Shows the page in all the room there is.
    pub fn show(mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let area = ui.available_rect_before_wrap();
        ui.allocate_rect(area, egui::Sense::hover());
        let (strip, rest) = area.split_top_bottom_at_y(area.top() + TABS.max(sizes::target(ui)));
        let (body, foot) = rest.split_top_bottom_at_y(
            (rest.bottom() - FOOT.max(sizes::control(ui) + 16.0)).max(rest.top()),
        );
        let surface = Palette::of(ui).surface;
        let margin = Margin::symmetric(4, 0);
        part(ui, "settings-tabs", strip, surface, margin, |ui| {
            self.tabs(ui);
        });
        line_below(ui, strip);
        let entered = part(ui, "settings-body", body, surface, Margin::ZERO, |ui| {
            self.body(ui, commands)
        });
        let margin = Margin::symmetric(MARGIN, 8);
        part(ui, "settings-foot", foot, surface, margin, |ui| {
            self.foot(ui, entered, commands);
        });
        line_above(ui, foot);
    }

    fn say(&self, text: T<'_>) -> String {
        text.say(self.language).into_owned()
    }

    fn tabs(&mut self, ui: &mut Ui) {
        let is_typing = is_typing(ui);
        let shown: Vec<_> = sections()
            .map(|(section, text)| Tab {
                value: section,
                name: text.say(self.language),
                count: self.count(section),
                fault: self
                    .problem(section)
                    .filter(|_| !is_typing)
                    .map(|problem| self.say(T::Wrong(&problem))),
            })
            .collect();
        let title = self.say(T::Title);
        let current = self.state.section;
        if let Some(section) = tabs(
            ui,
            "sections",
            &title,
            ui.max_rect().height(),
            current,
            &shown,
        ) {
            self.state.turn_to(section);
        }
    }

    /// What is wrong there.
    fn problem(&self, section: Section) -> Option<Problem> {
        let form = &*self.form;
        match section {
            Section::Parameters | Section::Advanced => None,
            Section::Headers => {
                let names = || form.read_subprotocols().err();
                form.read_headers().err().or_else(names)
            }
            // What lies in the keyring is not missing.
            Section::Login if form.credentials.is_unread() => None,
            Section::Login => form.read_login().err(),
            Section::Tls => {
                let identity = || form.read_identity().err();
                form.read_trust().err().or_else(identity)
            }
            Section::Proxy => form.read_proxy().err(),
        }
    }

    /// How much is filled in there.
    fn count(&self, section: Section) -> Option<usize> {
        let form = &*self.form;
        let count = match section {
            Section::Parameters => connection::Parameters::of(self.address).count(),
            Section::Headers => {
                let lines = form.headers.iter();
                lines
                    .filter(|line| !line.is_off && !line.is_empty())
                    .count()
            }
            Section::Login | Section::Tls | Section::Proxy | Section::Advanced => 0,
        };
        (count > 0).then_some(count)
    }

    /// Shows the section. Says in which field Enter was pressed, if what is typed there is for the next connection.
    fn body(&mut self, ui: &mut Ui, commands: &mut Vec<Command>) -> Option<Id> {
        let section = if is_there(self.state.section) {
            self.state.section
        } else {
            Section::Parameters
        };
        let fields = Fields {
            language: self.language,
            entered: Cell::default(),
        };
        ScrollArea::vertical()
            .id_salt(section)
            .auto_shrink(false)
            .show(ui, |ui| {
                let frame = Frame::NONE.inner_margin(Margin::same(MARGIN));
                frame.show(ui, |ui| match section {
                    Section::Parameters => parameters::show(self, &fields, ui),
                    Section::Headers => headers::show(self, &fields, ui),
                    Section::Login => login::show(self, &fields, ui),
                    Section::Tls => tls::show(self, &fields, ui, commands),
                    Section::Proxy => proxy::show(self, &fields, ui),
                    Section::Advanced => advanced::show(self, &fields, ui, commands),
                });
                follow_focus(ui);
            });
        // What a tab is called needs no connection.
        let is_for_connection = section != Section::Advanced;
        fields.entered.get().filter(|_| is_for_connection)
    }

    /// What is wrong, once nothing is being typed, or when changes apply; and the button that applies them, as Enter does in
    /// a field.
    fn foot(&self, ui: &mut Ui, entered: Option<Id>, commands: &mut Vec<Command>) {
        let area = ui.max_rect();
        let captions = [T::ReconnectNow, T::ConnectNow].map(|text| text.say(self.language));
        let width = widest_button(ui, captions.iter().map(|text| &**text)) + 4.0;
        let mut problems = SECTIONS.iter();
        let problem = problems.find_map(|(section, _)| self.problem(*section));
        // What a variable stands for is known when it is connected.
        let is_address = has_variable(self.address) || Endpoint::parse(self.address).is_ok();
        let is_usable = problem.is_none() && is_address;
        let caption = if self.is_connected {
            &captions[0]
        } else {
            &captions[1]
        };
        let height = sizes::control(ui);
        let place = Rect::from_min_size(
            egui::pos2(area.right() - width, area.center().y - height / 2.0),
            egui::vec2(width, height),
        );
        self.verdict(ui, area.with_max_x(place.left() - 8.0), problem.as_ref());
        let button = Button::new(&**caption);
        let again = ui
            .add_enabled_ui(is_usable, |ui| ui.put(place, button))
            .inner;
        if again.clicked() || (entered.is_some() && is_usable) {
            commands.push(Command::ReconnectNow);
        }
        if let Some(field) = entered {
            // Whatever comes of it, it can be mended at once.
            ui.memory_mut(|memory| memory.request_focus(field));
        }
    }

    fn verdict(&self, ui: &mut Ui, place: Rect, problem: Option<&Problem>) {
        let palette = Palette::of(ui);
        let is_typing = is_typing(ui);
        let no_dialog = self.state.has_no_dialog.is_some();
        let text = match problem.filter(|_| !is_typing) {
            Some(problem) => RichText::new(self.say(T::Wrong(problem))).color(palette.error),
            None if no_dialog => RichText::new(self.say(T::NoFileDialog)).color(palette.error),
            None => RichText::new(self.say(T::Hint)).color(palette.muted),
        };
        let whole = text.text().to_owned();
        let layout = Layout::left_to_right(Align::Center);
        let mut child = ui.new_child(UiBuilder::new().max_rect(place).layout(layout));
        child.shrink_clip_rect(place.expand(4.0));
        let label = Label::new(text.small()).wrap();
        child.add(label).on_hover_text(whole);
    }
}

/// Whether something is being typed: what is wrong is told when it is left.
fn is_typing(ui: &Ui) -> bool {
    let focused = ui.memory(egui::Memory::focused);
    focused.is_some_and(|field| is_being_typed(ui.ctx(), field))
}

/// The sections that there are, with what they are called.
pub fn sections() -> impl Iterator<Item = (Section, T<'static>)> {
    SECTIONS
        .into_iter()
        .filter(|(section, _)| is_there(*section))
}

/// In a browser the rest is the browser's own.
fn is_there(section: Section) -> bool {
    let of_browser = matches!(section, Section::Login | Section::Tls | Section::Proxy);
    !(IN_BROWSER && of_browser)
}
