//! How a connection stands, as a person sees it: with a dot, a word and what can be done next.

use connection::{Cause, Phase};
use egui::{Color32, Pos2, Stroke, Ui};
use session::{Ending, RecordedEvent, Severity};
use web_time::Instant;

use crate::kit::theme::Palette;

/// Radius of the dot, in points.
const RADIUS: f32 = 4.0;
/// Width of the line of a ring.
const RING: f32 = 1.5;

/// How a connection stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// There was none yet, or none was found where the program looked by itself.
    Idle,
    /// It begins when the system's keyring has told the secrets that it needs.
    AwaitsKeyring,
    /// It is being made.
    Connecting,
    /// Both sides may send.
    Open,
    /// The next attempt begins by itself.
    Waiting {
        /// When the next attempt begins.
        until: Instant,
    },
    /// The last attempt failed.
    Failed,
    /// It was closed as it should be.
    Closed,
    /// It was not.
    ClosedAbnormally {
        /// The close code; 1006 if there was no close frame (RFC 6455, section 7.1.5).
        code: u16,
    },
}

/// The code that stands for a connection without a close frame.
const NO_FRAME: u16 = 1006;

impl Standing {
    /// How a connection stands in this phase, after this ending.
    pub fn new(phase: Phase, ending: Option<&Ending>) -> Self {
        match phase {
            Phase::Connecting { .. } => Self::Connecting,
            Phase::Open { .. } => Self::Open,
            Phase::Waiting { until, .. } => Self::Waiting { until },
            Phase::Idle => ending.map_or(Self::Idle, |ending| Self::ended(&ending.event)),
        }
    }

    fn ended(event: &RecordedEvent) -> Self {
        match event {
            RecordedEvent::Failed { .. } => Self::Failed,
            RecordedEvent::Lost { cause, .. } => Self::ClosedAbnormally {
                code: match cause {
                    Cause::InvalidText | Cause::InvalidUtf8 | Cause::Inflate => 1007,
                    Cause::MessageTooLarge => 1009,
                    Cause::Frame(_) | Cause::ProtocolViolation | Cause::CloseFrame { .. } => 1002,
                    _ => NO_FRAME,
                },
            },
            RecordedEvent::ClosedByUs { .. } => Self::Closed,
            RecordedEvent::ClosedByPeer { frame } => {
                let code = frame.as_ref().and_then(|frame| frame.code);
                match code.filter(|_| event.severity() != Severity::Quiet) {
                    Some(code) => Self::ClosedAbnormally { code },
                    None => Self::Closed,
                }
            }
            _ => Self::Idle,
        }
    }

    /// The colour of its dot and its word.
    pub fn colour(self, palette: &Palette) -> Color32 {
        match self {
            Self::Idle | Self::Closed => palette.muted,
            Self::AwaitsKeyring
            | Self::Connecting
            | Self::Waiting { .. }
            | Self::ClosedAbnormally { .. } => palette.warning,
            Self::Open => palette.received,
            Self::Failed => palette.error,
        }
    }

    /// Paints its dot: a ring where there is nothing, filled otherwise.
    pub fn paint_dot(self, ui: &Ui, middle: Pos2) {
        let colour = self.colour(&Palette::of(ui));
        if matches!(self, Self::Idle | Self::Closed) {
            let ring = Stroke::new(RING, colour);
            ui.painter()
                .circle_stroke(middle, RADIUS - RING / 2.0, ring);
        } else {
            ui.painter().circle_filled(middle, RADIUS, colour);
        }
    }
}

#[cfg(test)]
mod tests {
    use connection::CloseFrame;
    use message_log::Timestamp;

    use super::*;

    #[test]
    fn every_ending_has_its_standing() {
        #[track_caller]
        fn check(event: RecordedEvent, expected: Standing) {
            let ending = Ending {
                event,
                number: None,
                open_us: None,
                at: Timestamp::default(),
            };
            assert_eq!(Standing::new(Phase::Idle, Some(&ending)), expected);
        }
        let frame = |code| {
            let reason = String::new();
            Some(CloseFrame { code, reason })
        };
        let by_peer = |code| RecordedEvent::ClosedByPeer { frame: frame(code) };
        let abnormal = |code| Standing::ClosedAbnormally { code };
        let (address, detail) = (String::new(), String::new());
        assert_eq!(Standing::new(Phase::Idle, None), Standing::Idle);
        check(
            RecordedEvent::ClosedByPeer { frame: None },
            Standing::Closed,
        );
        check(by_peer(None), Standing::Closed);
        check(by_peer(Some(1001)), Standing::Closed);
        check(by_peer(Some(1008)), abnormal(1008));
        check(by_peer(Some(4000)), abnormal(4000));
        for code in [1000, 1011, 4001] {
            let by_us = RecordedEvent::ClosedByUs {
                frame: frame(Some(code)),
            };
            check(by_us, Standing::Closed);
        }
        let lost = |cause| RecordedEvent::Lost {
            cause,
            detail: String::new(),
        };
        check(lost(Cause::Dropped), abnormal(1006));
        check(lost(Cause::MessageTooLarge), abnormal(1009));
        let failed = RecordedEvent::Failed {
            address: address.clone(),
            cause: Cause::Refused,
            detail: detail.clone(),
        };
        check(failed, Standing::Failed);
        check(
            RecordedEvent::NothingThere { address, detail },
            Standing::Idle,
        );
    }
}
