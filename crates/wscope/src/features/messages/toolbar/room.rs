//! What of the toolbar has room.

use super::GAP;

/// The widest find field, in points: longer texts are rarely looked for.
const WIDEST_FIND: f32 = 420.0;
/// The find field gets narrower to this before anything goes into the menu.
const NARROW_FIND: f32 = 160.0;

/// Which controls have room beside the find field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Room {
    pub(super) switch: bool,
    pub(super) filter: bool,
    pub(super) pause: bool,
    pub(super) clear: bool,
    /// Width of the find field, in points.
    pub(super) find: f32,
    /// Width of an icon, in points.
    icon: f32,
    /// Width of the switch between messages and frames, in points.
    pub(super) switch_width: f32,
}

impl Room {
    /// First the field shrinks, then the icons go into the menu, and then it shrinks on.
    pub(super) fn new(width: f32, (switch_width, segments): (f32, f32), icon: f32) -> Self {
        let mut room = Self {
            switch: true,
            filter: true,
            pause: true,
            clear: true,
            find: 0.0,
            icon,
            switch_width,
        };
        for hide in [
            |_: &mut Self| {},
            |room: &mut Self| room.pause = false,
            |room: &mut Self| room.switch = false,
            |room: &mut Self| room.filter = false,
            |room: &mut Self| room.clear = false,
        ] {
            hide(&mut room);
            room.find = (width - room.left() - room.right(segments) - GAP).clamp(0.0, WIDEST_FIND);
            if room.find >= NARROW_FIND {
                break;
            }
        }
        room
    }

    /// How wide all is that stands left of the field.
    pub(super) fn left(self) -> f32 {
        if self.switch {
            self.switch_width + GAP
        } else {
            0.0
        }
    }

    /// How wide all is that stands right of the field.
    pub(super) fn right(self, segments: f32) -> f32 {
        let icon = |is_shown| if is_shown { self.icon } else { 0.0 };
        let line = if self.pause { 2.0 * GAP + 1.0 } else { GAP };
        let icons = icon(self.filter) + icon(self.pause) + icon(self.clear) + icon(true);
        segments + line + icons
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::theme::sizes;

    #[test]
    fn the_field_shrinks_before_icons_go_into_the_menu() {
        #[track_caller]
        fn check(width: f32, find: f32, controls: [bool; 4]) {
            let room = Room::new(width, (150.0, 140.0), sizes::CONTROL);
            assert_eq!(room.find, find, "at {width}");
            let shown = [room.pause, room.switch, room.filter, room.clear];
            assert_eq!(shown, controls, "at {width}");
            let all = room.left() + room.find + GAP + room.right(140.0);
            assert!(all <= width || room.find == 0.0, "{all} in {width}");
        }
        check(2544.0, WIDEST_FIND, [true; 4]);
        check(855.0, 420.0, [true; 4]);
        check(595.0, 160.0, [true; 4]);
        check(594.0, 196.0, [false, true, true, true]);
        check(558.0, 160.0, [false, true, true, true]);
        check(557.0, 317.0, [false, false, true, true]);
        check(400.0, 160.0, [false, false, true, true]);
        check(399.0, 187.0, [false, false, false, true]);
        check(371.0, 187.0, [false; 4]);
        check(344.0, 160.0, [false; 4]);
        check(300.0, 116.0, [false; 4]);
        check(100.0, 0.0, [false; 4]);
    }
}
