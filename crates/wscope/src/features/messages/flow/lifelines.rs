//! Where the two sides stand in the diagram.

use egui::Rangef;

/// Height of a row, in points: a line of text over its arrow.
pub(in super::super) const FLOW_ROW: f32 = 36.0;
/// The same where it is presented.
pub(in super::super) const PRESENTED_FLOW_ROW: f32 = 56.0;

/// Width of the times at the left, in points.
const TIMES: f32 = 104.0;
/// The same on a narrow window, where they are short.
const NARROW_TIMES: f32 = 72.0;
/// The same in large type.
const PRESENTED_TIMES: f32 = 150.0;
/// Space between the times, or the edge, and a side.
const SIDE: f32 = 40.0;
/// The same on a narrow window.
const NARROW_SIDE: f32 = 24.0;

/// Where the two sides stand, from left to right.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in super::super) struct Lifelines {
    /// Where times are written.
    pub(in super::super) times: Rangef,
    /// Where the client is.
    pub(in super::super) client: f32,
    /// Where the server is.
    pub(in super::super) server: f32,
}

impl Lifelines {
    /// In so much room.
    pub(in super::super) fn new(all: Rangef, is_narrow: bool, presents: bool) -> Self {
        let (times, side) = match (is_narrow, presents) {
            (_, true) => (PRESENTED_TIMES, SIDE),
            (true, false) => (NARROW_TIMES, NARROW_SIDE),
            (false, false) => (TIMES, SIDE),
        };
        let times = Rangef::new(all.min, all.min + times);
        let client = times.max + side;
        Self {
            times,
            client,
            server: (all.max - side).max(client),
        }
    }

    /// Between the two.
    pub(in super::super) fn between(&self) -> Rangef {
        Rangef::new(self.client, self.server)
    }
}
