//! Where the parts of the window are: a pure function of its size and of what is open. No part is measured before it is
//! placed, so nothing that one part says or shows can move another.

use egui::Rect;

use crate::kit::theme::sizes;

/// Height of the strip of tabs, in points.
const STRIP: f32 = 36.0;
/// Height of the row of the address.
const ADDRESS: f32 = 52.0;
/// The same in a presentation.
const PRESENTED_ADDRESS: f32 = 68.0;
/// Height of the row above the list: find, filter, actions.
const TOOLBAR: f32 = 36.0;
/// Height of the header of the list's columns.
pub const HEADER: f32 = 24.0;
/// Height of the status line.
const STATUS: f32 = 24.0;
/// Height of the line below the composer's field.
const HINT: f32 = 24.0;
/// Space around the composer's field, and around that of the address.
const PADDING: f32 = 8.0;
/// How much of the space below the field the line for hints takes.
const HINT_OVERLAP: f32 = 4.0;
/// Height of the line in a presentation that shows the last key.
const KEYS: f32 = 48.0;
/// Width of the rail of icons that stands where the sidebar is closed.
const RAIL: f32 = 44.0;
/// Width of the sidebar.
pub const SIDEBAR: f32 = 220.0;
/// Width of the inspector beside the list, until the person chooses.
pub const INSPECTOR: f32 = 400.0;
/// How much of the height between address and composer the inspector takes below the list, until the person chooses.
pub const INSPECTOR_BELOW: f32 = 0.5;
/// From this width on the sidebar is open, until the person chooses.
pub const WIDE: f32 = 1280.0;
/// Up to this width the sidebar and the inspector are sheets over the whole window, the strip is in the menu, and the
/// line for hints tells the status: a phone.
pub const NARROW: f32 = 480.0;
/// Below this height the hint goes as well as the strip and the status: a phone on its side, or with its keyboard up.
pub const SHORT: f32 = 400.0;
/// The list is never narrower beside the inspector: its columns and some words have room.
const MIN_LIST_WIDTH: f32 = 480.0;
/// The list is never lower above the inspector: some rows have room.
const MIN_LIST_HEIGHT: f32 = 120.0;
/// Where there is less for the inspector below it, the inspector is a sheet: its tabs and tools alone take 128.
const MIN_INSPECTOR_HEIGHT: f32 = 200.0;
/// The inspector below the list is not lower as long as the list has its least height: what stands around a decoded message takes 216,
/// and some lines of it have room.
const USEFUL_INSPECTOR_HEIGHT: f32 = 320.0;

/// What the places depend on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wanted {
    /// Whether the sidebar is open, not a rail.
    pub sidebar: bool,
    /// Whether the inspector is open.
    pub inspector: bool,
    /// Its width beside the list, in points.
    pub inspector_width: f32,
    /// Its share of the height below the list.
    pub inspector_share: f32,
    /// Height of the composer's field, in points.
    pub field: f32,
    /// Whether it is presented: address, list and composer only.
    pub presents: bool,
    /// How high a control is: rows with controls in them are higher where a finger points.
    pub control: f32,
}

impl Wanted {
    /// Height of a row of controls, which is `usual` where a mouse points.
    fn row(&self, usual: f32) -> f32 {
        usual + (self.control - sizes::CONTROL)
    }

    /// Height of a line with words, and here and there a control.
    fn line(&self, usual: f32) -> f32 {
        if self.control > sizes::CONTROL {
            usual.max(self.control)
        } else {
            usual
        }
    }
}

/// Where the parts are. Those that are not shown are `None`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Layout {
    /// The tabs.
    pub strip: Option<Rect>,
    /// The address, and whether it is connected.
    pub address: Rect,
    /// The rail or the sidebar.
    pub side: Option<Rect>,
    /// Whether that is the whole sidebar.
    pub sidebar_is_open: bool,
    /// The toolbar, the header of the columns and the list.
    pub list: Rect,
    /// Height of the toolbar, in points.
    pub toolbar: f32,
    /// Height of the line for hints, if the composer has one.
    pub hint: Option<f32>,
    /// What is said of one message, of the connection, and how it is set up.
    pub inspector: Option<Rect>,
    /// Where the inspector is.
    pub inspector_place: Place,
    /// What is sent.
    pub composer: Rect,
    /// The line with the last key, in a presentation.
    pub keys: Option<Rect>,
    /// What was counted.
    pub status: Option<Rect>,
    /// Whether it is as narrow as a phone.
    pub is_narrow: bool,
}

/// Where the inspector is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Right of the list.
    Beside,
    /// Below it.
    Below,
    /// Over the whole window.
    Sheet,
}

impl Layout {
    /// Places the parts in `window`.
    pub fn new(window: Rect, wanted: Wanted) -> Self {
        let Wanted { presents, .. } = wanted;
        let is_narrow = window.width() <= NARROW;
        let is_short = window.height() < SHORT;
        let mut rest = window;
        let has_bars = !presents && !is_short && !is_narrow;
        let strip = has_bars.then(|| take_top(&mut rest, wanted.row(STRIP)));
        let address = take_top(
            &mut rest,
            if presents {
                PRESENTED_ADDRESS
            } else {
                ADDRESS.max(wanted.control + 2.0 * PADDING)
            },
        );
        let status = has_bars.then(|| take_bottom(&mut rest, wanted.line(STATUS)));
        let keys = presents.then(|| take_bottom(&mut rest, KEYS));
        let has_hint = !is_short && !presents;
        let hint = has_hint.then(|| wanted.line(HINT));
        let below_field = hint.map_or(0.0, |hint| hint - HINT_OVERLAP);
        let composer = wanted.field + 2.0 * PADDING + below_field;
        let composer = take_bottom(&mut rest, composer);
        let sidebar_is_open = wanted.sidebar && !presents;
        let side = if is_narrow && sidebar_is_open {
            Some(window)
        } else if is_narrow || presents {
            None
        } else {
            let width = if sidebar_is_open { SIDEBAR } else { RAIL };
            Some(take_left(&mut rest, width))
        };
        let place = if is_narrow {
            Place::Sheet
        } else if rest.width() >= MIN_LIST_WIDTH + INSPECTOR {
            Place::Beside
        } else if rest.height() >= MIN_LIST_HEIGHT + MIN_INSPECTOR_HEIGHT {
            Place::Below
        } else {
            Place::Sheet
        };
        let inspector = (wanted.inspector && !presents).then(|| match place {
            Place::Sheet => window,
            Place::Beside => {
                let most = rest.width() - MIN_LIST_WIDTH;
                take_right(&mut rest, wanted.inspector_width.min(most))
            }
            Place::Below => {
                let most = (rest.height() - MIN_LIST_HEIGHT).max(0.0);
                let height = (rest.height() * wanted.inspector_share).round();
                take_bottom(&mut rest, height.max(USEFUL_INSPECTOR_HEIGHT).min(most))
            }
        });
        Self {
            strip,
            address,
            side,
            sidebar_is_open,
            list: rest,
            inspector,
            inspector_place: place,
            composer,
            hint,
            toolbar: if presents { 0.0 } else { wanted.row(TOOLBAR) },
            keys,
            status,
            is_narrow,
        }
    }

    /// The part that covers all others, if one does.
    pub fn sheet(&self) -> Option<Rect> {
        let side = self.side.filter(|_| self.is_narrow);
        side.or(self
            .inspector
            .filter(|_| self.inspector_place == Place::Sheet))
    }
}

/// The sizes that are asked for may be larger than a very small window: then the parts that come last get nothing.
fn take_top(rest: &mut Rect, height: f32) -> Rect {
    let (taken, left) = rest.split_top_bottom_at_y((rest.top() + height).min(rest.bottom()));
    *rest = left;
    taken
}

fn take_bottom(rest: &mut Rect, height: f32) -> Rect {
    let (left, taken) = rest.split_top_bottom_at_y((rest.bottom() - height).max(rest.top()));
    *rest = left;
    taken
}

fn take_left(rest: &mut Rect, width: f32) -> Rect {
    let (taken, left) = rest.split_left_right_at_x((rest.left() + width).min(rest.right()));
    *rest = left;
    taken
}

fn take_right(rest: &mut Rect, width: f32) -> Rect {
    let (left, taken) = rest.split_left_right_at_x((rest.right() - width).max(rest.left()));
    *rest = left;
    taken
}

/// A window with nothing open beside the list.
#[cfg(test)]
const PLAIN: Wanted = Wanted {
    sidebar: false,
    inspector: false,
    inspector_width: INSPECTOR,
    inspector_share: INSPECTOR_BELOW,
    field: sizes::PRIMARY,
    presents: false,
    control: sizes::CONTROL,
};

#[cfg(test)]
mod tests {
    use super::*;

    fn window(width: f32, height: f32) -> Rect {
        Rect::from_min_size(egui::Pos2::ZERO, egui::Vec2::new(width, height))
    }

    #[test]
    fn each_window_has_its_places() {
        #[track_caller]
        fn check(size: (f32, f32), wanted: Wanted, side: f32, list: (f32, f32), place: Place) {
            let layout = Layout::new(window(size.0, size.1), wanted);
            let shown = layout.side.map_or(0.0, |side| side.width());
            assert_eq!(shown, side, "side");
            assert_eq!((layout.list.width(), layout.list.height()), list, "list");
            assert_eq!(layout.inspector_place, place);
        }
        let open = Wanted {
            sidebar: true,
            inspector: true,
            ..PLAIN
        };
        let inspected = Wanted {
            inspector: true,
            ..PLAIN
        };
        // The whole height but 36 + 52 above, and 72 + 24 below.
        check((1440.0, 900.0), open, 220.0, (820.0, 716.0), Place::Beside);
        check((1120.0, 720.0), PLAIN, 44.0, (1076.0, 536.0), Place::Beside);
        check(
            (1120.0, 720.0),
            inspected,
            44.0,
            (676.0, 536.0),
            Place::Beside,
        );
        check(
            (800.0, 720.0),
            inspected,
            44.0,
            (756.0, 216.0),
            Place::Below,
        );
        check((360.0, 640.0), PLAIN, 0.0, (360.0, 516.0), Place::Sheet);
        check((360.0, 640.0), open, 360.0, (360.0, 516.0), Place::Sheet);
        // On its side, and with the keyboard up: rows are still seen.
        check((800.0, 360.0), PLAIN, 44.0, (756.0, 256.0), Place::Sheet);
        check((360.0, 300.0), PLAIN, 0.0, (360.0, 196.0), Place::Sheet);
        let presented = Wanted {
            presents: true,
            field: 48.0,
            ..open
        };
        check(
            (1440.0, 900.0),
            presented,
            0.0,
            (1440.0, 720.0),
            Place::Beside,
        );
    }

    #[test]
    fn the_parts_fill_the_window_and_never_overlap_or_leave_it() {
        let wishes = [false, true].map(|yes| Wanted {
            sidebar: yes,
            inspector: yes,
            ..PLAIN
        });
        for width in (1..2560).step_by(37) {
            for height in (1..1440).step_by(41) {
                let window = window(width as f32, height as f32);
                for wanted in wishes {
                    let layout = Layout::new(window, wanted);
                    if layout.sheet().is_some() {
                        continue;
                    }
                    let parts = [
                        layout.strip,
                        Some(layout.address),
                        layout.side,
                        Some(layout.list),
                        layout.inspector,
                        Some(layout.composer),
                        layout.status,
                    ];
                    let area: f32 = parts.iter().flatten().map(Rect::area).sum();
                    assert!((area - window.area()).abs() < 1.0, "{window:?}: {area}");
                    let inside = |part: &Rect| window.contains_rect(*part);
                    assert!(parts.iter().flatten().all(inside), "{window:?}: {layout:?}");
                }
            }
        }
    }
}
