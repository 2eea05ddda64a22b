//! The columns of the list of frames, and their header.

use egui::accesskit::Role;
use egui::{Align2, FontId, Rangef, Rect, Sense, Ui};

use super::texts::Text;
use crate::kit::columns;
use crate::kit::icon::Icon;
use crate::kit::language::Language;
use crate::kit::list_row::{PADDING, Side};
use crate::kit::theme::{Palette, type_size};

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// The number of a frame.
    Number,
    /// Which way it went.
    Direction,
    /// When it was recorded.
    Time,
    /// What it is.
    Opcode,
    /// Which bits of its head are set.
    Flags,
    /// The length of its payload.
    Length,
    /// The message that it belongs to.
    Message,
    /// The beginning of its payload.
    Payload,
}

impl Column {
    pub(super) const ALL: [Self; 8] = [
        Self::Number,
        Self::Direction,
        Self::Time,
        Self::Opcode,
        Self::Flags,
        Self::Length,
        Self::Message,
        Self::Payload,
    ];

    /// Those that go first where there is no room for all.
    const SPARE: [Self; 5] = [
        Self::Message,
        Self::Number,
        Self::Time,
        Self::Length,
        Self::Flags,
    ];

    /// Its width, in points. What is left is for the payload.
    const fn width(self) -> f32 {
        match self {
            Self::Number => 60.0,
            Self::Direction => 28.0,
            Self::Time => 110.0,
            Self::Opcode => 104.0,
            Self::Flags => 120.0,
            Self::Length => 72.0,
            Self::Message => 76.0,
            Self::Payload => 0.0,
        }
    }

    const fn index(self) -> usize {
        self as usize
    }

    /// At which edge its texts stand.
    pub(super) const fn side(self) -> Side {
        match self {
            Self::Number | Self::Length | Self::Message => Side::Right,
            _ => Side::Left,
        }
    }
}

/// The payload has at least so much room, in points, or other columns go.
const LEAST_PAYLOAD: f32 = 120.0;
/// Width of the time on a phone, in points: to the second.
const NARROW_TIME: f32 = 80.0;

/// Where the columns are that have room.
pub(super) struct Columns {
    places: [Option<Rangef>; Column::ALL.len()],
}

impl Columns {
    pub(super) fn new(all: Rangef, is_narrow: bool) -> Self {
        let widths = Column::ALL.map(|column| match column {
            Column::Time if is_narrow => NARROW_TIME,
            Column::Number | Column::Flags | Column::Length | Column::Message if is_narrow => 0.0,
            column => column.width(),
        });
        let places = columns::place(
            all,
            widths,
            &Column::SPARE.map(Column::index),
            LEAST_PAYLOAD,
        );
        Self { places }
    }

    /// Where a column is; `None` if there is no room for it.
    pub(super) fn place(&self, column: Column) -> Option<Rangef> {
        self.places[column as usize]
    }
}

/// The header above the rows.
pub struct Header {
    /// The language to speak.
    pub language: Language,
}

impl Header {
    /// Shows the header in all of `ui`.
    pub fn show(&self, ui: &Ui) {
        let area = ui.max_rect();
        let columns = Columns::new(area.x_range(), false);
        for column in Column::ALL {
            if let Some(place) = columns.place(column) {
                self.caption(ui, Rect::from_x_y_ranges(place, area.y_range()), column);
            }
        }
    }

    fn caption(&self, ui: &Ui, place: Rect, column: Column) {
        let name = match column {
            Column::Number => Text::Number,
            Column::Direction => Text::Direction,
            Column::Time => Text::Time,
            Column::Opcode => Text::Opcode,
            Column::Flags => Text::Flags,
            Column::Length => Text::Length,
            Column::Message => Text::Message,
            Column::Payload => Text::Payload,
        };
        let name = name.say(self.language);
        let (text, size) = match column {
            Column::Number => ("#", type_size::SMALL),
            Column::Direction => (Icon::BothWays.glyph(), type_size::BODY),
            _ => (&*name, type_size::SMALL),
        };
        let (align, at) = match column.side() {
            _ if column == Column::Direction => (Align2::CENTER_CENTER, place.center()),
            Side::Right => (Align2::RIGHT_CENTER, place.right_center() - PADDING),
            Side::Left => (Align2::LEFT_CENTER, place.left_center() + PADDING),
        };
        let painter = ui.painter().with_clip_rect(place.intersect(ui.clip_rect()));
        let muted = Palette::of(ui).muted;
        painter.text(at, align, text, FontId::proportional(size), muted);
        let id = ui.make_persistent_id(("frame-caption", column as u8));
        let response = ui.interact(place, id, Sense::hover());
        response.ctx.accesskit_node_builder(id, |node| {
            node.set_role(Role::ColumnHeader);
            node.set_label(&*name);
            node.set_column_index(column as usize);
        });
        if matches!(column, Column::Number | Column::Direction) {
            response.on_hover_text(name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_go_where_the_payload_would_have_no_room() {
        use Column as C;
        #[track_caller]
        fn check(width: f32, is_narrow: bool, expected: &[Column]) {
            let columns = Columns::new(Rangef::new(0.0, width), is_narrow);
            let shown = C::ALL.into_iter();
            let shown: Vec<_> = shown
                .filter(|column| columns.place(*column).is_some())
                .collect();
            assert_eq!(shown, expected, "at {width}");
            let payload = columns.place(C::Payload).unwrap();
            assert!(
                payload.span() >= LEAST_PAYLOAD || width < 340.0,
                "at {width}"
            );
        }
        check(690.0, false, &C::ALL);
        let least = [C::Direction, C::Opcode, C::Payload];
        let with_flags = [C::Direction, C::Opcode, C::Flags, C::Payload];
        check(380.0, false, &with_flags);
        check(260.0, false, &least);
        check(0.0, false, &least);
        check(360.0, true, &[C::Direction, C::Time, C::Opcode, C::Payload]);
    }
}
