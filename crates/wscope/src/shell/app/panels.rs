//! How the window is laid out: its parts from top to bottom, each given what it shows.

use crate::command::Command;
use crate::features::latency;
use crate::kit::field::steady;
use crate::kit::room::{Room, place};
use crate::kit::theme::{self, MARGIN, Palette};
use crate::shell::status_bar::StatusBar;
use crate::shell::tab_strip::TabStrip;
use crate::texts::Text;
use crate::ui::address_bar::AddressBar;
use crate::ui::chart;
use crate::ui::composer::Composer;
use crate::ui::message_list::MessageList;
use crate::ui::toolbar::Toolbar;
use connection::{Phase, SendError, Trust};
use egui::{Frame, Id, Panel, RichText, Ui};
use session::now;
use std::time::Duration;

use crate::shell::app::App;

/// How much of the window is below the list, before that is known.
const BELOW_SHARE: f32 = 0.25;
/// What the toolbar and the list keep between them, half each, in points: as much as rows of buttons do.
const SEAM: i8 = 3;
/// Width at which the detail pane goes below the list instead of beside it, in points.
const NARROW: f32 = 720.0;
/// How much of the list's height the detail pane takes where it is below the list, until the person chooses.
const DETAIL_BELOW: f32 = 0.52;
/// How much of its width where it is beside it.
const DETAIL_BESIDE: f32 = 0.4;
/// How often the window looks whether a server that did not read reads again.
const BACKLOG_TIME: Duration = Duration::from_millis(200);

impl App {
    pub(super) fn panels(&mut self, ui: &mut Ui) {
        if self.polling.is_shown {
            return self.polling_view(ui);
        }
        let margin = Frame::side_top_panel(ui.style()).inner_margin(MARGIN);
        if self.tabs.iter().len() > 1 {
            Panel::top("tabs").show(ui, |ui| self.tab_strip(ui));
        }
        // Where the cursor is in a field, and how far a part is scrolled, belongs to the tab.
        ui.push_id(self.tabs.current().id, |ui| {
            Panel::top("address")
                .frame(margin)
                .show(ui, |ui| self.address_bar(ui));
            Panel::top("tools")
                .frame(margin.inner_margin(egui::Margin {
                    bottom: SEAM,
                    ..MARGIN.into()
                }))
                .show_separator_line(false)
                .show(ui, |ui| self.toolbar(ui));
            // What is read first is shown first, so that Tab leads through it in this order.
            let room = Room::above(ui, "below", ui.available_height() * BELOW_SHARE);
            self.list_and_detail(&mut room.child(ui));
            let below = Panel::bottom("below").frame(Frame::NONE);
            let below = below.show(ui, |ui| self.below(ui, margin));
            room.check(ui, below.response.rect);
        });
    }

    /// The list, and beside it or below it the message that was selected in it.
    fn list_and_detail(&mut self, ui: &mut Ui) {
        let frame = Frame::central_panel(ui.style()).inner_margin(egui::Margin {
            top: SEAM,
            ..MARGIN.into()
        });
        let list = egui::CentralPanel::default().frame(frame);
        let since = Id::unique("detail-since");
        if self.tabs.current().detail.is_none() {
            ui.data_mut(|data| data.remove::<f64>(since));
            let all = ui.available_rect_before_wrap();
            list.show(&mut place(ui, all), |ui| self.message_list(ui));
            return;
        }
        let available = ui.available_size();
        let (panel, room) = if available.x < NARROW {
            let height = available.y * DETAIL_BELOW;
            let panel = Panel::bottom("detail-below").default_size(height);
            (panel, Room::above(ui, "detail-below", height))
        } else {
            let width = available.x * DETAIL_BESIDE;
            let panel = Panel::right("detail").default_size(width);
            (panel, Room::beside(ui, "detail", width))
        };
        list.show(&mut room.child(ui), |ui| self.message_list(ui));
        let frame = Frame::side_top_panel(ui.style()).inner_margin(MARGIN);
        let panel = panel.resizable(true).frame(frame);
        let shown = panel.show(ui, |ui| {
            disable_until_settled(ui, since);
            self.detail_pane(ui);
        });
        room.check(ui, shown.response.rect);
    }

    /// What is sent, and how it stands.
    fn below(&mut self, ui: &mut Ui, margin: Frame) {
        ui.spacing_mut().item_spacing.y = 0.0;
        let spacing = theme::SPACING;
        let part = |ui: &mut Ui, salt: &str, frame: Frame, add: &mut dyn FnMut(&mut Ui)| {
            ui.add(egui::Separator::default().spacing(1.0));
            steady(ui, salt, |ui| {
                frame.show(ui, |ui| {
                    ui.spacing_mut().item_spacing = spacing;
                    add(ui);
                });
            });
        };
        if let Some(failure) = self.tabs.current().hidden_failure(self.language) {
            part(ui, "hidden-failure", margin, &mut |ui| {
                self.hidden_failure(ui, &failure);
            });
        }
        if self.tabs.current().shows_probe {
            part(ui, "probe", margin, &mut |ui| self.probe_panel(ui));
        }
        part(ui, "composer", margin, &mut |ui| self.composer(ui));
        let slim = Frame::side_top_panel(ui.style());
        part(ui, "status", slim, &mut |ui| self.status_bar(ui));
    }

    /// A filter hides rows, but not that the connection has failed. Below the list, so that no row moves.
    fn hidden_failure(&mut self, ui: &mut Ui, failure: &str) {
        // The ground of a part is painted where something is.
        ui.set_min_width(ui.available_width());
        ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new(failure).color(Palette::of(ui).bad));
            if ui.button(self.language.say(Text::FilterReset)).clicked() {
                self.commands.push(Command::LookFor(Box::default()));
            }
        });
    }

    fn tab_strip(&mut self, ui: &mut Ui) {
        let strip = TabStrip {
            language: self.language,
            tabs: &self.tabs,
        };
        strip.show(ui, &mut self.commands);
    }

    fn address_bar(&mut self, ui: &mut Ui) {
        let tab = self.tabs.current_mut();
        let bar = AddressBar {
            tab: tab.id,
            language: self.language,
            phase: tab.phase(),
            address: &mut tab.address,
            recent: &self.settings.recent_addresses,
            scenarios: &mut tab.scenarios,
            is_secure_page: self.is_secure_page,
        };
        bar.show(ui, &mut self.commands);
    }

    fn composer(&mut self, ui: &mut Ui) {
        let tab = self.tabs.current_mut();
        let can_send = tab.session.can_send();
        if can_send == Err(SendError::Backlogged) {
            // Nothing tells when the server reads again.
            ui.ctx().request_repaint_after(BACKLOG_TIME);
        }
        let usable = can_send.map_err(|error| self.language.say(tab.why_not(error)));
        let composer = Composer {
            tab: tab.id,
            language: self.language,
            compose: &mut tab.compose,
            saved: &self.settings.drafts,
            usable,
        };
        composer.show(ui, &mut self.commands);
    }

    fn probe_panel(&mut self, ui: &mut Ui) {
        let tab = self.tabs.current_mut();
        let can_send = tab.session.can_send();
        let usable = can_send.map_err(|error| self.language.say(tab.why_not(error)));
        let probe = tab.session.probe();
        let panel = latency::Panel {
            language: self.language,
            plan: &mut tab.probe_plan,
            probe: probe.as_ref(),
            usable,
        };
        let mut commands = Vec::new();
        panel.show(ui, &mut commands);
        self.commands
            .extend(commands.into_iter().map(Command::Latency));
    }

    fn status_bar(&mut self, ui: &mut Ui) {
        let now = now();
        let tab = self.tabs.current();
        let snapshot = tab.session.snapshot();
        let traffic = tab.session.traffic();
        let is_moving = traffic.is_moving(now);
        let minute = traffic.last_minute(now);
        // The rate changes with the next second, also if nothing arrives in it; the chart until it is empty.
        let has_traffic = minute.iter().any(|second| second.messages > 0);
        if is_moving || (self.settings.shows_chart && has_traffic) {
            let rest = 1_000_000 - now.as_micros() % 1_000_000;
            ui.ctx().request_repaint_after(Duration::from_micros(rest));
        }
        if self.settings.shows_chart {
            chart::show(ui, self.language, &minute);
        }
        let rate = minute.last().map_or(0, |second| second.messages);
        let phase = snapshot.phase;
        let dialled = tab.dialled.as_ref();
        let held_back = tab.view.held_back(snapshot.kept.clone());
        let bar = StatusBar {
            language: self.language,
            phase,
            held_back,
            trusts_anyone: phase != Phase::Idle
                && dialled.is_some_and(|(_, options)| options.trust == Trust::Anyone),
            sends_unseen: (tab.is_probing() && !tab.shows_probe).then_some(tab.id),
            address: tab.dialled_address(),
            counters: snapshot.counters,
            bytes_kept: snapshot.bytes_kept,
            budget: snapshot.budget,
            rate,
            built_in_server: self.built_in_server.as_deref(),
            notice: self.notice.as_ref(),
            shows_chart: self.settings.shows_chart,
        };
        bar.show(ui, &mut self.commands);
    }

    fn detail_pane(&mut self, ui: &mut Ui) {
        let tab = self.tabs.current_mut();
        if let Some(detail) = &mut tab.detail {
            let pattern = tab.view.pattern();
            detail.show(ui, self.language, pattern, &mut self.commands);
        }
    }

    /// Above the list and the detail pane: it stands where it is when the pane opens, under the pointer that opened it.
    fn toolbar(&mut self, ui: &mut Ui) {
        let tab = self.tabs.current_mut();
        let session = &tab.session;
        let kept = session.with_log(session::Log::kept);
        let progress = tab.view.progress(&kept);
        let toolbar = Toolbar {
            language: self.language,
            query: &tab.query,
            inspects: tab.form.inspects,
            shows_probe: tab.shows_probe,
            can_ping: session.can_ping(),
            can_close_with: session.can_close_with(),
            tab: tab.id,
            progress,
            view: &tab.view,
        };
        toolbar.show(ui, &mut self.commands);
    }

    fn message_list(&mut self, ui: &mut Ui) {
        let tab = self.tabs.current_mut();
        let session = &tab.session;
        let kept = session.with_log(session::Log::kept);
        // Of an empty log a filter hides nothing.
        let is_empty = kept.is_empty();
        let (view, commands) = (&tab.view, &mut self.commands);
        view.with_rows(kept, |rows| {
            let list = MessageList {
                language: self.language,
                rows,
                is_filtered: view.is_filtered() && !is_empty,
                pattern: view.pattern(),
                state: &mut tab.list,
                session,
            };
            list.show(ui, commands);
        });
    }
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
