//! What was done just now, or why not, where there is no status line that tells it.

use std::time::Duration;

use egui::{Align, Id, Label, Layout, Rect, Sense, Stroke, StrokeKind, Ui, UiBuilder};
use payload::visible::visible;

use crate::kit::button::{command_button, icon_style, name};
use crate::kit::icon::Icon;
use crate::kit::theme::{Palette, sizes};
use crate::shell::app::App;
use crate::shell::notice::Notice;
use crate::shell::status_bar::BAD_SHARE;
use crate::shell::texts::Text;

/// Space around it, in points.
const AROUND: f32 = 8.0;
/// Space beside the status line.
pub(super) const STATUS_MARGIN: f32 = 12.0;
/// Space around its words.
const PADDING: f32 = 8.0;
/// So many lines of it are shown: a path of usual length has room.
const ROWS: usize = 5;
/// For how long it is told that something was done, in seconds. What was not done is told until it is closed.
const TIME_S: f64 = 8.0;

impl App {
    /// Whether what was done or not is told over the window: there is no status line, or its reason has no room in that.
    pub(super) fn tells_over(&self, ui: &Ui, status: Option<Rect>) -> bool {
        let Some(status) = status else {
            return true;
        };
        let width = (status.width() - 2.0 * STATUS_MARGIN) * BAD_SHARE;
        let notice = self.notice.as_ref().filter(|notice| notice.is_bad);
        notice.is_some_and(|notice| !notice.fits(ui, self.language, width))
    }

    /// Tells it over the lower edge of `part`, until it is closed or something else is told. Nothing moves.
    pub(super) fn tell_over(&mut self, ui: &mut Ui, part: Rect) {
        let id = Id::unique("told-over");
        let Some(notice) = self.notice.clone() else {
            ui.data_mut(|data| data.remove::<(String, f64)>(id));
            return;
        };
        let now = ui.input(|input| input.time);
        let since = ui.data_mut(|data| {
            let told = data.get_temp_mut_or_insert_with(id, || (notice.text.clone(), now));
            if told.0 != notice.text {
                *told = (notice.text.clone(), now);
            }
            told.1
        });
        let passes = !notice.is_bad && notice.offer.is_none();
        let rest = since + TIME_S - now;
        if passes && rest <= 0.0 {
            self.notice = None;
            return;
        }
        if passes {
            ui.ctx()
                .request_repaint_after(Duration::from_secs_f64(rest));
        }
        if self.paint_over(ui, part, &notice) {
            self.notice = None;
        }
    }

    /// Shows it. Says whether it was closed.
    fn paint_over(&mut self, ui: &mut Ui, part: Rect, notice: &Notice) -> bool {
        let (palette, language) = (Palette::of(ui), self.language);
        let colour = match notice.is_bad {
            true => palette.error,
            false => palette.received,
        };
        let control = sizes::control(ui);
        // It may quote a path, an address or a peer.
        let words = visible(&notice.text);
        let width = part.width() - 2.0 * AROUND;
        let room = width - 2.0 * PADDING - control;
        let font = egui::TextStyle::Body.resolve(ui.style());
        let mut job = egui::text::LayoutJob::simple(words.clone(), font, colour, room.max(0.0));
        job.wrap.max_rows = ROWS;
        job.wrap.break_anywhere = true;
        let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
        let text = galley.size().y.max(control);
        let below = match notice.offer {
            Some(_) => control + PADDING,
            None => 0.0,
        };
        let corner = egui::pos2(part.left() + AROUND, part.bottom() - AROUND);
        let height = text + below + 2.0 * PADDING;
        let place = Rect::from_two_pos(corner, corner + egui::vec2(width, -height));
        let id = ui.make_persistent_id("told-over");
        // What is behind it takes no click.
        ui.interact(place, id, Sense::click());
        let (radius, edge) = (sizes::RADIUS, Stroke::new(1.0, palette.field_border));
        ui.painter()
            .rect(place, radius, palette.raised, edge, StrokeKind::Inside);
        let inner = place.shrink(PADDING);
        let line = inner.with_max_y(inner.top() + text);
        let builder = UiBuilder::new().scope_id(id.with("words")).max_rect(line);
        let mut row = ui.new_child(builder.layout(Layout::right_to_left(Align::Min)));
        row.spacing_mut().button_padding.x = 4.0;
        let close = row.add(icon_style(&row, Icon::Close.text().color(palette.muted)));
        let says = Text::CloseBanner.say(language);
        name(&close, &says);
        let is_closed = close.on_hover_text(says).clicked();
        row.with_layout(Layout::left_to_right(Align::Min), |ui| {
            let label = ui.add(Label::new(galley).selectable(false));
            name(&label, &words);
        });
        if let Some(offer) = notice.offer.clone() {
            let line = inner.with_min_y(inner.bottom() - control);
            let builder = UiBuilder::new().scope_id(id.with("offer")).max_rect(line);
            let mut row = ui.new_child(builder.layout(Layout::left_to_right(Align::Center)));
            command_button(&mut row, language, offer, Ok(()), &mut self.commands);
        }
        is_closed
    }
}
