//! What of the tools above a list of messages or frames has room.

use egui::{Rect, Ui, UiBuilder};

use crate::kit::icon::ICON_SIZE;
use crate::kit::theme::sizes;

/// Space between groups of buttons, in points.
pub const GAP: f32 = 8.0;
/// Height of the line between groups, in points.
pub const SEPARATOR: f32 = 16.0;
/// The widest find field, in points: longer texts are rarely looked for.
const WIDEST_FIND: f32 = 420.0;
/// The find field gets narrower to this before anything goes into the menu.
const NARROW_FIND: f32 = 160.0;

/// How the switch between messages and frames is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    /// With words.
    Words,
    /// With icons.
    Icons,
    /// As an item of the menu.
    Item,
}

/// Which controls have room beside the find field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Room {
    /// The switch between messages and frames.
    pub switch: Switch,
    /// What else rows have to fulfil.
    pub filter: bool,
    /// Freezing the rows.
    pub pause: bool,
    /// Clearing the list.
    pub clear: bool,
    /// Width of the find field, in points.
    pub find: f32,
    /// Widths that do not depend on the room.
    pub widths: Widths,
}

/// How wide controls are, in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Widths {
    /// The switch between messages and frames, with words.
    pub words: f32,
    /// The same with icons.
    pub icons: f32,
    /// The choice of rows by the way they went.
    pub segments: f32,
    /// An icon.
    pub icon: f32,
}

impl Room {
    /// First the field shrinks, then the words of the switch become icons, others go into the menu, and then it shrinks on. Beside
    /// the widest inspector the switch still has room where a mouse points.
    pub fn new(width: f32, widths: Widths) -> Self {
        let mut room = Self {
            switch: Switch::Words,
            filter: true,
            pause: true,
            clear: true,
            find: 0.0,
            widths,
        };
        for hide in [
            |_: &mut Self| {},
            |room: &mut Self| room.switch = Switch::Icons,
            |room: &mut Self| room.pause = false,
            |room: &mut Self| room.filter = false,
            |room: &mut Self| room.clear = false,
            |room: &mut Self| (room.switch, room.clear) = (Switch::Item, true),
            |room: &mut Self| room.clear = false,
        ] {
            hide(&mut room);
            room.find = (width - room.left() - room.right() - GAP).clamp(0.0, WIDEST_FIND);
            if room.find >= NARROW_FIND {
                break;
            }
        }
        room
    }

    /// How wide the switch is.
    pub fn switch_width(self) -> f32 {
        match self.switch {
            Switch::Words => self.widths.words,
            Switch::Icons => self.widths.icons,
            Switch::Item => 0.0,
        }
    }

    /// How wide all is that stands left of the field.
    pub fn left(self) -> f32 {
        match self.switch {
            Switch::Words | Switch::Icons => self.switch_width() + GAP,
            Switch::Item => 0.0,
        }
    }

    /// How wide all is that stands right of the field.
    pub fn right(self) -> f32 {
        let icon = |is_shown| if is_shown { self.widths.icon } else { 0.0 };
        let line = if self.pause { 2.0 * GAP + 1.0 } else { GAP };
        let icons = icon(self.filter) + icon(self.pause) + icon(self.clear) + icon(true);
        self.widths.segments + line + icons
    }
}

/// Shows something in its place, with ids that depend on no neighbour.
pub fn at(ui: &mut Ui, salt: &str, place: Rect, add: impl FnOnce(&mut Ui)) {
    let id = ui.make_persistent_id(salt);
    let mut child = ui.new_child(UiBuilder::new().scope_id(id).max_rect(place));
    child.spacing_mut().item_spacing.x = 0.0;
    // An icon and its padding are as wide as a button is high.
    child.spacing_mut().button_padding.x = (sizes::control(ui) - ICON_SIZE) / 2.0;
    add(&mut child);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_field_shrinks_before_controls_go_into_the_menu() {
        use Switch::{Icons, Item, Words};
        #[track_caller]
        fn check(width: f32, find: f32, switch: Switch, icons: [bool; 3]) {
            let widths = Widths {
                words: 150.0,
                icons: 64.0,
                segments: 140.0,
                icon: sizes::CONTROL,
            };
            let room = Room::new(width, widths);
            assert_eq!(room.find, find, "at {width}");
            assert_eq!(room.switch, switch, "at {width}");
            assert_eq!([room.pause, room.filter, room.clear], icons, "at {width}");
            let all = room.left() + room.find + GAP + room.right();
            assert!(all <= width || room.find == 0.0, "{all} in {width}");
        }
        check(2544.0, WIDEST_FIND, Words, [true; 3]);
        check(855.0, 420.0, Words, [true; 3]);
        check(595.0, 160.0, Words, [true; 3]);
        check(594.0, 245.0, Icons, [true; 3]);
        check(509.0, 160.0, Icons, [true; 3]);
        check(508.0, 196.0, Icons, [false, true, true]);
        check(472.0, 160.0, Icons, [false, true, true]);
        check(471.0, 187.0, Icons, [false, false, true]);
        check(444.0, 160.0, Icons, [false, false, true]);
        check(443.0, 187.0, Icons, [false; 3]);
        check(416.0, 160.0, Icons, [false; 3]);
        check(415.0, 203.0, Item, [false, false, true]);
        check(372.0, 160.0, Item, [false, false, true]);
        check(371.0, 187.0, Item, [false; 3]);
        check(344.0, 160.0, Item, [false; 3]);
        check(300.0, 116.0, Item, [false; 3]);
        check(100.0, 0.0, Item, [false; 3]);
    }
}
