//! The geometry of a scroll bar, in `f64`. Knows no egui.

/// A handle that is too short to hit helps nobody: 24 points is the least that WCAG asks of a
/// target.
const MIN_HANDLE_LENGTH: f64 = 24.0;

/// The straight line on which the handle of a scroll bar moves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Track {
    top: f64,
    length: f64,
    pub(crate) handle_length: f64,
}

impl Track {
    /// `shown` is the part of the whole that is visible at once.
    pub(crate) fn new(top: f32, length: f32, shown: f64) -> Self {
        let length = f64::from(length).max(0.0);
        let handle_length = (length * shown).max(MIN_HANDLE_LENGTH).min(length);
        Self {
            top: f64::from(top),
            length,
            handle_length,
        }
    }

    /// Where the handle starts when the list is scrolled to this fraction of the way.
    pub(crate) fn handle_top(self, fraction: f64) -> f64 {
        self.top + fraction * self.travel()
    }

    /// The inverse of [`Track::handle_top`], clamped to the track.
    pub(crate) fn fraction(self, handle_top: f64) -> f64 {
        if self.travel() <= 0.0 {
            return 0.0;
        }
        ((handle_top - self.top) / self.travel()).clamp(0.0, 1.0)
    }

    fn travel(self) -> f64 {
        self.length - self.handle_length
    }
}

#[cfg(test)]
mod tests {
    use super::Track;

    #[test]
    fn the_handle_covers_the_track_exactly() {
        let track = Track::new(100.0, 300.0, 1e-6);
        assert_eq!(track.handle_length, 24.0);
        assert_eq!(track.handle_top(0.0), 100.0);
        assert_eq!(track.handle_top(1.0), 376.0);
        assert_eq!(track.fraction(100.0), 0.0);
        assert_eq!(track.fraction(376.0), 1.0);
        assert_eq!(track.fraction(-1e9), 0.0);
        assert_eq!(
            Track::new(0.0, 10.0, 0.5).fraction(3.0),
            0.0,
            "no room to move"
        );
        assert_eq!(Track::new(0.0, f32::NAN, f64::NAN).fraction(3.0), 0.0);
    }
}
