//! The parts of the window, each given its place and what it shows. Where they are is worked out by [`Layout`].

use std::time::Duration;

use connection::{Phase, Trust};
use egui::{Id, Key, Margin, Ui, UiBuilder};
use session::now;

use crate::features::address::AddressRow;
use crate::features::inspector::Foreign;
use crate::features::{inspector, sidebar};
use crate::kit::field::find_field;
use crate::kit::page::Page;
use crate::kit::room::{Edge, edge, line_above, line_below, part};
use crate::kit::theme::{MARGIN, Palette, sizes};
use crate::shell::app::App;
use crate::shell::app::connection_settings::settings_page;
use crate::shell::app::telling::STATUS_MARGIN;
use crate::shell::banner::Banner;
use crate::shell::command::Command;
use crate::shell::layout::{HEADER, Layout, Place, Wanted};
use crate::shell::main_menu::MainMenu;
use crate::shell::pane::{Pane, anchor};
use crate::shell::status_bar::{SECONDS_SHOWN, StatusBar};
use crate::shell::tab_strip::TabStrip;

/// The narrowest and the widest inspector, in points.
const INSPECTOR_WIDTHS: std::ops::RangeInclusive<f32> = 280.0..=1200.0;
/// How much of the height the inspector below the list may take.
const INSPECTOR_SHARES: std::ops::RangeInclusive<f32> = 0.2..=0.8;

impl App {
    pub(super) fn panels(&mut self, ui: &mut Ui) {
        if self.pages.shown().is_none() {
            self.tabs.current_mut().look();
        }
        let window = ui.max_rect();
        let layout = Layout::new(window, self.wanted(ui));
        let palette = Palette::of(ui);
        let surface = palette.surface;
        if let Some(strip) = layout.strip {
            part(
                ui,
                "strip",
                strip,
                surface,
                Margin::symmetric(MARGIN, 4),
                |ui| self.tab_strip(ui),
            );
        }
        self.sheet = None;
        if layout.is_narrow && layout.sidebar_is_open {
            self.sheet = Some(Pane::Side);
            if let Some(place) = layout.side {
                anchor(ui, Pane::Side, place);
            }
            self.side_part(ui, &layout);
            if is_left_by_escape(ui) && self.dialogs.current().is_none() {
                let close = Command::Sidebar(sidebar::Command::Show(false));
                self.commands.push(close);
            }
            self.tell_over(ui, window);
            return;
        }
        if let Some(page) = self.pages.shown() {
            return self.page(ui, &layout, page);
        }
        // Where the cursor is in a field, and how far a part is scrolled, belongs to the tab.
        let tab = self.tabs.current().id;
        ui.push_id(tab, |ui| {
            if let (Place::Sheet, Some(place)) = (layout.inspector_place, layout.inspector) {
                self.sheet = Some(Pane::Inspector);
                self.inspector_part(ui, &layout);
                return self.tell_over(ui, place);
            }
            let beside = if layout.is_narrow { MARGIN } else { 24 };
            let margin = if self.presents {
                Margin::symmetric(beside, 12)
            } else {
                Margin::same(MARGIN)
            };
            part(ui, "address", layout.address, surface, margin, |ui| {
                self.address_row(ui, &layout);
            });
            line_below(ui, layout.address);
            self.side_part(ui, &layout);
            self.list_part(ui, &layout);
            ui.push_id("banner", |ui| self.banner(ui, &layout));
            self.inspector_part(ui, &layout);
            let is_told = self.composer_part(ui, &layout);
            let tells_over = self.tells_over(ui, layout.status);
            if tells_over && !is_told && !self.presents {
                self.tell_over(ui, layout.list);
            }
            if let Some(keys) = layout.keys {
                let margin = Margin::symmetric(beside, 0);
                part(ui, "keys", keys, surface, margin, |ui| self.keys_line(ui));
            }
            if let Some(status) = layout.status {
                let margin = Margin::symmetric(STATUS_MARGIN as i8, 0);
                part(ui, "status", status, surface, margin, |ui| {
                    self.status_bar(ui, !tells_over);
                });
                line_above(ui, status);
            }
        });
    }

    /// What is open.
    pub(super) fn wanted(&self, ui: &Ui) -> Wanted {
        let window = ui.max_rect();
        Wanted {
            sidebar: self.sidebar_is_open(window),
            inspector: self.tabs.current().inspector.is_open() && self.pages.shown().is_none(),
            inspector_width: self.inspector_width,
            inspector_share: self.inspector_share,
            field: self.field_height(ui),
            presents: self.presents && self.can_present(),
            control: sizes::control(ui),
        }
    }

    /// What is said of one message, beside the list, below it or over all.
    fn inspector_part(&mut self, ui: &mut Ui, layout: &Layout) {
        let since = Id::unique("inspector-since");
        let Some(place) = layout.inspector else {
            ui.data_mut(|data| data.remove::<f64>(since));
            return;
        };
        let surface = Palette::of(ui).surface;
        let is_sheet = layout.inspector_place == Place::Sheet;
        anchor(ui, Pane::Inspector, place);
        part(ui, "inspector", place, surface, Margin::ZERO, |ui| {
            disable_until_settled(ui, since);
            self.inspector(ui, is_sheet);
        });
        if is_left_by_escape(ui) && self.dialogs.current().is_none() {
            let close = Command::Inspector(inspector::Command::Close);
            self.commands.push(close);
        }
        match layout.inspector_place {
            Place::Beside => {
                let width = place.width() + edge(ui, "inspector-edge", place, Edge::Left);
                let (least, most) = INSPECTOR_WIDTHS.into_inner();
                self.inspector_width = width.clamp(least, most);
            }
            Place::Below => {
                let all = layout.list.height() + place.height();
                let height = place.height() + edge(ui, "inspector-edge", place, Edge::Top);
                let (least, most) = INSPECTOR_SHARES.into_inner();
                self.inspector_share = (height / all).clamp(least, most);
            }
            Place::Sheet => {}
        }
    }

    /// How the connection ended, over the toolbar and the header: until the person closes it, looks for something, or
    /// the next attempt begins.
    fn banner(&mut self, ui: &mut Ui, layout: &Layout) {
        let tab = self.tabs.current();
        let Some(ending) = tab.told_ending() else {
            return;
        };
        let find = find_field(tab.id);
        if ui.memory(|memory| memory.has_focus(find)) {
            self.commands.push(Command::CloseBanner);
        }
        let failed = tab.dialled_address();
        let server = self.built_in_server.as_deref();
        let banner = Banner {
            language: self.language,
            ending: &ending,
            lacks_details: tab.has_no_details(),
            lacks_heartbeats: tab.lacks_heartbeats(),
            is_waiting: matches!(tab.phase(), Phase::Waiting { .. }),
            built_in_server: server.filter(|url| !failed.starts_with(url)),
            #[cfg(not(target_arch = "wasm32"))]
            lacks_server: self.lacks_server(failed),
            is_narrow: layout.is_narrow,
            is_folded: tab.is_banner_folded,
        };
        let list = layout.list;
        let place = list.with_max_y(list.top() + layout.toolbar + HEADER);
        let mut commands = Vec::new();
        banner.show(ui, place, &mut commands);
        self.commands.append(&mut commands);
    }

    fn tab_strip(&mut self, ui: &mut Ui) {
        let pages = self.pages.iter();
        let running: Vec<Page> = pages.filter(|page| self.is_running(*page)).collect();
        let strip = TabStrip {
            language: self.language,
            tabs: &self.tabs,
            pages: &self.pages,
            running: &running,
            menu: self.main_menu(false),
        };
        let mut commands = Vec::new();
        strip.show(ui, &mut commands);
        self.commands.append(&mut commands);
    }

    /// The menu of the whole window; with the tabs, where the strip has no room.
    fn main_menu(&self, has_tabs: bool) -> MainMenu<'_> {
        let tab = self.tabs.current();
        let session = &tab.session;
        MainMenu {
            language: self.language,
            theme: self.settings.theme,
            zoom_percent: self.settings.zoom_percent,
            can_ping: session.can_ping(),
            can_close_with: session.can_close_with(),
            is_recording: tab.is_recording(),
            tabs: has_tabs.then_some(&self.tabs),
        }
    }

    fn address_row(&mut self, ui: &mut Ui, layout: &Layout) {
        let variables = self.settings.connections.variables();
        let tab = self.tabs.current_mut();
        let row = AddressRow {
            variables: &variables,
            tab: tab.id,
            language: self.language,
            phase: tab.phase(),
            standing: tab.standing(),
            is_from_file: tab.from_file.is_some(),
            address: &mut tab.address,
            recent: &self.settings.recent_addresses,
            is_secure_page: self.is_secure_page,
            is_narrow: layout.is_narrow,
            presents: self.presents,
        };
        let mut commands = Vec::new();
        let menu = row.show(ui, &mut commands);
        self.commands
            .extend(commands.into_iter().map(Command::from));
        if let Some(place) = menu {
            let builder = UiBuilder::new().id_salt("menu").max_rect(place);
            let centred = egui::Layout::left_to_right(egui::Align::Center);
            let menu = self.main_menu(layout.strip.is_none());
            let mut commands = Vec::new();
            ui.scope_builder(builder.layout(centred), |ui| menu.button(ui, &mut commands));
            self.commands.append(&mut commands);
        }
    }

    pub(super) fn status_bar(&mut self, ui: &mut Ui, tells: bool) {
        let now = now();
        let tab = self.tabs.current();
        let snapshot = tab.session.snapshot();
        let traffic = tab.session.traffic();
        let is_moving = traffic.is_moving(now);
        let minute = traffic.last_minute(now);
        // The rate changes with the next second, also if nothing arrives in it; what is drawn until it is empty.
        let shown = if self.settings.shows_chart {
            minute.len()
        } else {
            SECONDS_SHOWN
        };
        let mut shown = minute.iter().rev().take(shown);
        let has_traffic = shown.any(|second| second.messages > 0);
        if is_moving || has_traffic {
            let rest = 1_000_000 - now.as_micros() % 1_000_000;
            ui.ctx().request_repaint_after(Duration::from_micros(rest));
        }
        let phase = snapshot.phase;
        let dialled = tab.dialled.as_ref();
        let held_back = tab.view.held_back(snapshot.kept.clone());
        let bar = StatusBar {
            language: self.language,
            held_back,
            trusts_anyone: phase != Phase::Idle
                && dialled.is_some_and(|(_, options)| options.trust == Trust::Anyone),
            sends_unseen: (tab.is_probing() && self.pages.shown() != Some(Page::Latency))
                .then_some(tab.id),
            counters: snapshot.counters,
            bytes_kept: snapshot.bytes_kept,
            budget: snapshot.budget,
            minute: &minute,
            built_in_server: self.built_in_server.as_deref(),
            recording: tab.file_recording(),
            not_written: tab.file_not_written(),
            link: tab.session.link(),
            notice: self.notice.as_ref().filter(|_| tells),
            shows_chart: self.settings.shows_chart,
        };
        bar.show(ui, &mut self.commands);
    }

    fn inspector(&mut self, ui: &mut Ui, is_sheet: bool) {
        let mut commands = Vec::new();
        let shows_frame = self.shows_frames();
        let (language, place) = (self.language, ui.max_rect());
        let has_keyring = self.secrets.has_keyring();
        let tab = self.tabs.current_mut();
        let is_asked = tab.inspector.page() == inspector::Page::Connection;
        let connection = is_asked.then(|| tab.connection_facts(language)).flatten();
        if let Some(newest) = connection.as_ref().filter(|facts| facts.is_newest) {
            tab.parameters.poll(newest.record.first);
        }
        let on_wire = tab.message_on_wire();
        let partner = tab.partner();
        let mut frame = inspector::Frame {
            connection: connection.as_ref(),
            parameters: &tab.parameters,
            on_wire,
            partner,
            speaking: tab.speaking(),
            newest: tab.numbers().end.saturating_sub(1),
            language,
            inspector: &mut tab.inspector,
            pattern: tab.view.pattern(),
            shows_frame,
            is_sheet,
        };
        let foreign = frame.show(ui, place, &mut commands);
        let surface = Palette::of(ui).surface;
        match foreign {
            Some((Foreign::Settings, place)) => {
                part(ui, "settings", place, surface, Margin::ZERO, |ui| {
                    settings_page(ui, language, tab, has_keyring, &mut self.commands);
                });
            }
            Some((Foreign::Frame, place)) => self.frame_page(ui, place),
            #[cfg(not(target_arch = "wasm32"))]
            Some((Foreign::Conversation, place)) => self.conversation_page(ui, place),
            #[cfg(target_arch = "wasm32")]
            Some((Foreign::Conversation, _)) => {}
            None => {}
        }
        self.commands
            .extend(commands.into_iter().map(Command::Inspector));
    }
}

/// Whether Escape was pressed, and not for a field or a menu: that one goes first.
fn is_left_by_escape(ui: &Ui) -> bool {
    let context = ui.ctx();
    let is_other = context.text_edit_focused() || context.any_popup_open();
    // What had the key is gone by now. A frame may take several passes.
    let (id, frame) = (Id::unique("escape-is-taken"), context.cumulative_frame_nr());
    let was_other = context.data_mut(|data| {
        let stored: (u64, bool, bool) = data.get_temp(id).unwrap_or_default();
        let before = if stored.0 == frame {
            stored.1
        } else {
            stored.2
        };
        data.insert_temp(id, (frame, before, is_other));
        before
    });
    ui.input(|input| input.key_pressed(Key::Escape)) && !is_other && !was_other
}

/// Takes no click in what has just opened under the pointer: it would be the second of a double click on a row.
fn disable_until_settled(ui: &mut Ui, since: Id) {
    let now = ui.input(|input| input.time);
    let opened = ui.data_mut(|data| *data.get_temp_mut_or(since, now));
    let delay = ui.options(|options| options.input_options.max_double_click_delay);
    let left = opened + delay - now;
    if left > 0.0 {
        // It looks as it will: only clicks are refused.
        ui.visuals_mut().disabled_alpha = 1.0;
        ui.disable();
        ui.ctx()
            .request_repaint_after(Duration::from_secs_f64(left));
    }
}
