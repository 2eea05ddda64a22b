//! The pages that are tabs like any other: their form stands where the address of a connection does.

use egui::{Align, Label, Layout as Flow, Margin, Rect, RichText, ScrollArea, Ui};

use payload::visible::visible;

use crate::features::protocol::Seen;
use crate::features::{latency, polling};
use crate::kit::button::icon_button;
use crate::kit::icon::Icon;
use crate::kit::page::Page;
use crate::kit::room::{follow_focus, line_above, line_below, part};
use crate::kit::theme::{MARGIN, Palette, strong};
use crate::shell::app::App;
use crate::shell::app::telling::STATUS_MARGIN;
use crate::shell::command::Command;
use crate::shell::layout::Layout;
use crate::shell::page_tab;
use crate::shell::tab::Tab;

impl App {
    /// Shows a page instead of a connection: strip, rail and status stay.
    pub(super) fn page(&mut self, ui: &mut Ui, layout: &Layout, page: Page) {
        let palette = Palette::of(ui);
        let window = ui.max_rect();
        let form = layout.address;
        let foot = layout.status.or(layout.keys);
        let bottom = foot.map_or(window.bottom(), |foot| foot.top());
        let left = layout.side.filter(|_| !layout.is_narrow);
        let left = left.map_or(window.left(), |side| side.right());
        let body = Rect::from_min_max(
            egui::pos2(left, form.bottom()),
            egui::pos2(window.right(), bottom),
        );
        let margin = Margin::same(MARGIN);
        let mut is_told = false;
        part(ui, "page-form", form, palette.surface, margin, |ui| {
            if layout.is_narrow {
                is_told = self.page_head(ui, page);
            } else {
                self.page_form(ui, page, false);
            }
        });
        line_below(ui, form);
        // There is no composer below it.
        let side = layout.side.map(|side| side.with_max_y(bottom));
        self.side_part(ui, &Layout { side, ..*layout });
        let margin = Margin::symmetric(16, 12);
        part(ui, "page-body", body, palette.background, margin, |ui| {
            if layout.is_narrow {
                // On a phone the form is the first thing in the page.
                ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                    self.page_form(ui, page, true);
                    ui.separator();
                    self.page_body(ui, page, true);
                    follow_focus(ui);
                });
            } else {
                self.page_body(ui, page, false);
            }
        });
        let tells_over = self.tells_over(ui, layout.status);
        if tells_over && !is_told && !self.presents {
            self.tell_over(ui, body);
        }
        if let Some(status) = layout.status {
            let margin = Margin::symmetric(STATUS_MARGIN as i8, 0);
            part(ui, "status", status, palette.surface, margin, |ui| {
                self.status_bar(ui, !tells_over);
            });
            line_above(ui, status);
        }
        if let Some(keys) = layout.keys {
            let margin = Margin::symmetric(24, 0);
            part(ui, "keys", keys, palette.surface, margin, |ui| {
                self.keys_line(ui);
            });
        }
    }

    /// On a phone: the way back, and the title.
    /// Says whether it has told what was done just now.
    fn page_head(&mut self, ui: &mut Ui, page: Page) -> bool {
        let language = self.language;
        let mut is_told = false;
        ui.with_layout(Flow::left_to_right(Align::Center), |ui| {
            let back = Command::ClosePage(page);
            icon_button(ui, language, Icon::Back, back, Ok(()), &mut self.commands);
            let title = page_tab::title(page, language);
            ui.label(strong(title).size(14.0));
            if page == Page::Sequences {
                let title = RichText::new(self.sequences.sequence.shown_title(language));
                let title = title.color(Palette::of(ui).muted);
                ui.add(Label::new(title).truncate());
            }
            if let Some(notice) = self
                .notice
                .as_ref()
                .filter(|it| it.fits(ui, language, ui.available_width()))
            {
                is_told = true;
                notice.show_with_offer(ui, language, &mut self.commands);
            }
        });
        is_told
    }

    fn page_form(&mut self, ui: &mut Ui, page: Page, is_narrow: bool) {
        match page {
            Page::Polling => self.polling_part(ui, true),
            Page::Protocol => self.dialogs.protocol().form(ui, self.language),
            Page::Latency => self.latency_part(ui, true),
            Page::Sequences => self.sequence_part(ui, true, is_narrow),
        }
    }

    fn page_body(&mut self, ui: &mut Ui, page: Page, is_narrow: bool) {
        match page {
            Page::Polling => self.polling_part(ui, false),
            Page::Protocol => {
                let session = &self.tabs.current().session;
                let seen = Seen {
                    handshake: session.handshake(),
                    agreement: session.agreement(),
                };
                self.dialogs.protocol().body(ui, self.language, &seen);
            }
            Page::Latency => self.latency_part(ui, false),
            Page::Sequences => self.sequence_part(ui, false, is_narrow),
        }
    }

    /// The form of the latency test, or what came of it.
    fn latency_part(&mut self, ui: &mut Ui, is_form: bool) {
        let tab = self.tabs.current_mut();
        let title = visible(&tab.dialled_shown());
        let can_send = tab.session.can_send();
        let usable = can_send.map_err(|error| tab.why_not(error).say(self.language));
        let probe = tab.session.probe();
        let panel = latency::Panel {
            language: self.language,
            plan: &mut tab.probe_plan,
            probe: probe.as_ref(),
            usable,
        };
        let mut commands = Vec::new();
        if is_form {
            panel.form(ui, &mut commands);
        } else {
            panel.body(ui, &mut commands, RichText::new(title).small());
        }
        let commands = commands.into_iter().map(Command::Latency);
        self.commands.extend(commands);
    }

    /// Whether something goes on in a page, looked at or not.
    pub(super) fn is_running(&self, page: Page) -> bool {
        match page {
            Page::Polling => self.polling.comparison.is_running(),
            Page::Latency => self.tabs.iter().any(Tab::is_probing),
            Page::Protocol => false,
            Page::Sequences => self.sequences.sequence.is_running(),
        }
    }

    /// Closes a page, and what goes on in it.
    pub(super) fn close_page(&mut self, page: Page) {
        self.pages.close(page);
        if page == Page::Polling {
            self.polling.comparison.stop();
        }
        if page == Page::Sequences {
            self.stop_sequence();
        }
    }

    /// Opens a page, or closes it.
    pub(super) fn show_page(&mut self, page: Page, is_shown: bool) {
        if is_shown {
            self.pages.show(page);
        } else {
            self.close_page(page);
        }
    }

    /// Shows the form of the comparison, or what came of it.
    fn polling_part(&mut self, ui: &mut Ui, is_form: bool) {
        let view = polling::ComparisonView {
            language: self.language,
            event_words: crate::kit::event_texts::event,
            is_running: self.polling.comparison.is_running(),
            comparison: &mut self.polling.comparison,
            results: &mut self.polling.area,
            is_entered: false,
        };
        let mut commands = Vec::new();
        if is_form {
            view.form(ui, &mut commands);
        } else {
            view.body(ui, &mut commands);
        }
        let commands = commands.into_iter().map(Command::Polling);
        self.commands.extend(commands);
    }
}
