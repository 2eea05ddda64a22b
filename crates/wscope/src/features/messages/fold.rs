//! The mark before a row into which others are folded: how many there are, and whether they are shown.

use egui::{Align2, FontId, Rangef, Rect, Ui};
use message_log::Kind;
use payload::decoders;
use session::Fold;

use super::texts::Text;
use crate::kit::icon::{ICON_SIZE, Icon};
use crate::kit::language::Language;
use crate::kit::list_row::PADDING;
use crate::kit::theme::{Palette, type_size};

/// Space between the mark and what the row says, in points.
const GAP: f32 = 8.0;
/// Space between the sign and the words.
const INSET: f32 = 2.0;
/// How much of the height of a row the mark takes.
const SHARE: f32 = 0.75;

/// Whether a row is a heartbeat: a message that says so in its protocol, or a control frame.
pub(super) fn is_heartbeat(said: Option<decoders::Kind>, kind: Kind) -> bool {
    said == Some(decoders::Kind::Heartbeat) || matches!(kind, Kind::Ping | Kind::Pong)
}

/// How many rows one row stands for.
pub(super) struct FoldMark {
    words: String,
    is_open: bool,
}

impl FoldMark {
    pub(super) fn new(fold: Fold, is_heartbeat: bool, language: Language) -> Self {
        let text = if is_heartbeat {
            Text::Heartbeats(fold.rows)
        } else {
            Text::Alike(fold.rows)
        };
        Self {
            words: text.say(language).into_owned(),
            is_open: fold.is_open,
        }
    }

    /// Paints it where the data of a row begin. Returns where it is, for clicks.
    pub(super) fn paint(&self, ui: &Ui, row: Rect, place: Rangef) -> Rect {
        let palette = Palette::of(ui);
        let left = place.min + PADDING.x;
        let font = FontId::proportional(type_size::SMALL);
        let words = ui
            .painter()
            .layout_no_wrap(self.words.clone(), font, palette.text);
        let size = egui::vec2(
            ICON_SIZE + 2.0 * INSET + words.size().x + GAP,
            row.height() * SHARE,
        );
        let mark = Rect::from_min_size(egui::pos2(left, row.center().y - size.y / 2.0), size);
        ui.painter().rect_filled(mark, size.y / 2.0, palette.raised);
        let icon = if self.is_open {
            Icon::Down
        } else {
            Icon::Right
        };
        let at = mark.left_center() + egui::vec2(INSET + ICON_SIZE / 2.0, 0.0);
        let sign = FontId::proportional(ICON_SIZE);
        ui.painter()
            .text(at, Align2::CENTER_CENTER, icon.glyph(), sign, palette.muted);
        let top = mark.center().y - words.size().y / 2.0;
        let at = egui::pos2(mark.left() + ICON_SIZE + 2.0 * INSET, top);
        ui.painter().galley(at, words, palette.text);
        mark
    }

    /// What is left of the place of the data.
    pub(super) fn rest(mark: Rect, place: Rangef) -> Rangef {
        Rangef::new((mark.right() - PADDING.x + GAP).min(place.max), place.max)
    }

    /// What a screen reader says of it.
    pub(super) fn words(&self) -> &str {
        &self.words
    }
}
