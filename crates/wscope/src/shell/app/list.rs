//! The list, and what stands above it.

use egui::{Key, Margin, Panel, Ui};
#[cfg(not(target_arch = "wasm32"))]
use payload::visible::visible;
use session::now;

use crate::features::connection_settings::RecordDetails;
use crate::features::messages::{FlowHeader, Header, MessageList, Toolbar};
use crate::features::traffic;
use crate::kit::room::{line_below, part};
use crate::kit::theme::{MARGIN, Palette};
use crate::shell::app::App;
use crate::shell::command::Command;
use crate::shell::layout::{HEADER, Layout, Place, Wanted};
use crate::shell::pane::{Pane, anchor};
#[cfg(not(target_arch = "wasm32"))]
use crate::shell::texts::Text;

/// The keys that move among rows.
const MOVES: [Key; 6] = [
    Key::ArrowUp,
    Key::ArrowDown,
    Key::PageUp,
    Key::PageDown,
    Key::Home,
    Key::End,
];

/// For how many frames a list is scrolled to the selected row when the inspector opens below it: in the second one the way back to the newest
/// row may stand below it.
const FRAMES_OF_OPENING: u8 = 2;

impl App {
    /// The toolbar, and below it the rows.
    pub(super) fn list_part(&mut self, ui: &mut Ui, layout: &Layout) {
        if let Some(side) = layout.side {
            anchor(ui, Pane::Side, side);
        }
        anchor(ui, Pane::List, layout.list);
        self.keep_selected_in_sight(ui, layout);
        let palette = Palette::of(ui);
        let (tools, rest) = layout
            .list
            .split_top_bottom_at_y(layout.list.top() + layout.toolbar);
        // On a phone the three columns explain themselves; the sides of the diagram do not.
        let is_flow = self.tabs.current().shows_flow();
        let has_header = (!layout.is_narrow || is_flow) && !self.presents;
        let header = if has_header { HEADER } else { 0.0 };
        let (header, list) = rest.split_top_bottom_at_y(rest.top() + header);
        #[cfg(not(target_arch = "wasm32"))]
        {
            self.flow.header = header;
        }
        if !self.presents {
            let margin = Margin::symmetric(MARGIN, 4);
            let with_inspector = Wanted {
                inspector: true,
                ..self.wanted(ui)
            };
            let least = Layout::new(ui.max_rect(), with_inspector).list - margin;
            part(ui, "tools", tools, palette.background, margin, |ui| {
                self.toolbar(ui, least.width());
            });
            line_below(ui, tools);
        }
        if has_header {
            let ground = palette.background;
            part(ui, "header", header, ground, Margin::ZERO, |ui| {
                self.list_header(ui, layout.is_narrow);
            });
            line_below(ui, header);
        }
        part(ui, "list", list, palette.background, Margin::ZERO, |ui| {
            if self.settings.shows_chart {
                Panel::bottom("chart").show(ui, |ui| {
                    let minute = self.tabs.current().session.traffic().last_minute(now());
                    traffic::show(ui, self.language, &minute);
                });
            }
            if self.shows_frames() {
                self.frame_list(ui, layout);
            } else {
                #[cfg(not(target_arch = "wasm32"))]
                self.hidden_rows(ui);
                self.message_list(ui, layout);
            }
        });
    }

    /// When the inspector opens below the list, the row that it is about may be behind it: then the list scrolls to it, once.
    fn keep_selected_in_sight(&mut self, ui: &Ui, layout: &Layout) {
        let is_below = layout.inspector.is_some() && layout.inspector_place == Place::Below;
        let id = ui.scope_id().with("inspector-opens-below");
        let frames = ui.data_mut(|data| {
            // A tab that is looked at anew has its list where it was.
            let first = if is_below { 0 } else { FRAMES_OF_OPENING };
            let left = data.get_temp_mut_or::<u8>(id, first);
            let now = *left;
            *left = match is_below {
                true => left.saturating_sub(1),
                false => FRAMES_OF_OPENING,
            };
            now
        });
        if !is_below || frames == 0 {
            return;
        }
        let tab = self.tabs.current_mut();
        let list = match tab.frames.is_shown() {
            true => tab.frames.list_mut(),
            false => &mut tab.list,
        };
        list.keep_in_sight();
    }

    /// Above the list and the detail pane: it stands where it is when the pane opens, under the pointer that opened it.
    pub(super) fn toolbar(&mut self, ui: &mut Ui, least_width: f32) {
        let shows_frames = self.shows_frames();
        let tab = self.tabs.current_mut();
        let session = &tab.session;
        let kept = session.with_log(session::Log::kept);
        let progress = tab.view.progress(&kept, tab.list.selected());
        let toolbar = Toolbar {
            language: self.language,
            least_width,
            query: &tab.query,
            inspects: self.settings.record_details == RecordDetails::Always,
            can_save: tab.inspector.message().is_some(),
            times: self.settings.times,
            mode: tab.frames.mode(),
            folding: tab.folding(),
            tab: tab.id,
            progress,
            view: &tab.view,
        };
        if shows_frames {
            let room = toolbar.room(ui);
            return self.frames_toolbar(ui, room);
        }
        let mut actions = Vec::new();
        toolbar.show(ui, &mut actions);
        self.commands.extend(actions.into_iter().map(Command::from));
    }

    fn list_header(&mut self, ui: &Ui, is_narrow: bool) {
        if self.shows_frames() {
            return self.frames_header(ui);
        }
        if self.tabs.current().shows_flow() && !self.presents {
            let language = self.language;
            let header = FlowHeader {
                language,
                is_narrow,
            };
            return header.show(ui);
        }
        let header = Header {
            language: self.language,
            widths: self.settings.columns,
            next_number: self.tabs.current().numbers().end,
        };
        let mut commands = Vec::new();
        header.show(ui, &mut commands);
        self.commands
            .extend(commands.into_iter().map(Command::Messages));
    }

    fn message_list(&mut self, ui: &mut Ui, layout: &Layout) {
        let tab = self.tabs.current_mut();
        // After F6 the first key that moves is for the rows.
        let has_pane_focus = ui.memory(|memory| memory.has_focus(Pane::List.id()));
        if has_pane_focus && ui.input(|input| MOVES.iter().any(|key| input.key_pressed(*key))) {
            tab.list.request_focus();
        }
        let standing = tab.standing();
        let session = &tab.session;
        let kept = session.with_log(session::Log::kept);
        let can_send = session.can_send();
        let can_send = can_send.map_err(|error| tab.why_not(error).say(self.language));
        // Of an empty log a filter hides nothing.
        let is_empty = kept.is_empty();
        let is_flow = tab.shows_flow();
        #[cfg(not(target_arch = "wasm32"))]
        let unopened = tab.unopened().map(|(path, why)| {
            let hint = Text::NoListHint {
                path: &visible(path),
                why,
            };
            [Text::NoList, hint].map(|text| text.say(self.language))
        });
        let view = &tab.view;
        let mut actions = Vec::new();
        let mut whole_rows = egui::Rect::NOTHING;
        view.with_rows(kept, |rows| {
            let list = MessageList {
                language: self.language,
                rows,
                is_filtered: view.is_filtered() && !is_empty,
                #[cfg(not(target_arch = "wasm32"))]
                unopened,
                standing,
                widths: self.settings.columns,
                times: self.settings.times,
                is_narrow: layout.is_narrow,
                opens_sheet: layout.inspector_place == Place::Sheet,
                can_send,
                presents: self.presents,
                is_flow,
                pattern: view.pattern(),
                state: &mut tab.list,
                whole_rows: &mut whole_rows,
                conversation: &tab.conversation,
                session,
            };
            list.show(ui, &mut actions);
        });
        #[cfg(not(target_arch = "wasm32"))]
        {
            self.flow.rows = whole_rows;
        }
        self.commands.extend(actions.into_iter().map(Command::from));
    }
}
