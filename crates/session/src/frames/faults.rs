//! Which frames break the rules, each in its place among the others.

use std::collections::VecDeque;
use std::ops::Range;

use super::bounded::push_bounded;
use message_log::Seq;
use wire::{CloseFault, FrameFault, FrameHead, FrameTracker, Opcode, Rules, apply_mask};

/// The most frames of which it is known that they break a rule, 16 bytes each. A connection ends with the first that comes in, and
/// of those that are sent somebody made each by hand.
const MAX_FAULTS: usize = 1 << 16;

/// Which rule a frame breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// What its head says, where it stands.
    Head(FrameFault),
    /// What a close frame carries.
    Close(CloseFault),
}

/// The frames of a session that break a rule.
#[derive(Debug, Default)]
pub(super) struct Faults(VecDeque<(Seq, Fault)>);

impl Faults {
    pub(super) fn push(&mut self, seq: Seq, fault: Fault) {
        push_bounded(&mut self.0, (seq, fault), MAX_FAULTS);
    }

    pub(super) fn of(&self, frame: Seq) -> Option<Fault> {
        let index = self.0.binary_search_by_key(&frame, |(seq, _)| *seq).ok()?;
        Some(self.0[index].1)
    }

    /// Those of these frames that break a rule, in order.
    pub(super) fn within(&self, frames: Range<Seq>) -> Vec<Seq> {
        let index = |seq: Seq| self.0.partition_point(|(known, _)| *known < seq);
        let found = self.0.range(index(frames.start)..index(frames.end));
        found.map(|(seq, _)| *seq).collect()
    }
}

/// What the frames of one direction were so far, as far as the rules depend on it.
#[derive(Debug, Default)]
pub(super) struct Place {
    is_within_message: bool,
    /// The index of the next text or binary message, counted as transports do.
    message: u64,
}

impl Place {
    /// The rule that a frame breaks, if it breaks one. `message` is its index, of a frame that was not made by hand.
    pub(super) fn judge(
        &mut self,
        rules: Rules,
        bytes: &[u8],
        message: Option<u64>,
    ) -> Option<Fault> {
        let (head, size) = FrameHead::parse(bytes)?;
        let is_data = !head.opcode.is_control();
        if message.is_some_and(|message| message != self.message) {
            // Not all frames before it were told: it stands as well as it can.
            self.is_within_message = head.opcode == Opcode::Continuation;
        }
        let fault = rules.fault(&head, size, self.is_within_message);
        if is_data {
            self.is_within_message = !head.is_final;
            if let Some(message) = message {
                self.message = message + u64::from(head.is_final);
            }
        }
        fault
            .map(Fault::Head)
            .or_else(|| close_fault(&head, &bytes[size..]).map(Fault::Close))
    }
}

fn close_fault(head: &FrameHead, payload: &[u8]) -> Option<CloseFault> {
    if head.opcode != Opcode::Close {
        return None;
    }
    let mut payload = payload.to_vec();
    apply_mask(&mut payload, head.mask.unwrap_or_default());
    let unmasked = FrameHead {
        mask: None,
        ..*head
    };
    let mut tracker = FrameTracker::default();
    tracker.observe(&wire::frame(&unmasked, &payload), |_| {});
    tracker.close()?.fault()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_breaks_rules_in_its_place() {
        /// Frames from a server, each with the index of its message.
        #[track_caller]
        fn check(frames: &[(&[u8], Option<u64>)], expected: &[Option<Fault>]) {
            let mut place = Place::default();
            let rules = Rules::default();
            let faults = frames.iter();
            let faults = faults.map(|(bytes, message)| place.judge(rules, bytes, *message));
            assert_eq!(faults.collect::<Vec<_>>(), expected, "{frames:x?}");
        }
        let head = |fault| Some(Fault::Head(fault));
        let close = |fault| Some(Fault::Close(fault));
        check(
            &[(b"\x81\x01a", Some(0)), (b"\x81\x01a", Some(1))],
            &[None; 2],
        );
        let nothing = head(FrameFault::NothingToContinue);
        check(&[(b"\x80\x01a", Some(0))], &[nothing]);
        // A ping may stand between fragments, another message may not.
        check(
            &[
                (b"\x01\x01a", Some(0)),
                (b"\x89\x00", None),
                (b"\x00\x01a", Some(0)),
                (b"\x81\x01a", Some(0)),
                (b"\x80\x01a", Some(1)),
            ],
            &[None, None, None, head(FrameFault::Unfinished), nothing],
        );
        // The frames before it were not recorded.
        check(
            &[(b"\x80\x01a", Some(7)), (b"\x80\x01a", Some(8))],
            &[None, nothing],
        );
        check(
            &[(b"\x01\x01a", Some(7)), (b"\x81\x01a", Some(9))],
            &[None; 2],
        );
        // Made by hand, in fragments, before an ordinary message.
        check(
            &[
                (b"\x01\x01a", None),
                (b"\x80\x01a", None),
                (b"\x81\x01a", Some(0)),
            ],
            &[None; 3],
        );
        check(
            &[(b"\xc1\x01a", Some(0))],
            &[head(FrameFault::ReservedBits)],
        );
        check(&[(b"\x8b\x00", None)], &[head(FrameFault::Opcode(11))]);
        check(
            &[(b"\x09\x00", None)],
            &[head(FrameFault::FragmentedControl)],
        );
        check(&[(b"\x88\x01\x03", None)], &[close(CloseFault::OneByte)]);
        check(&[(b"\x88\x02\x03\xed", None)], &[close(CloseFault::Code)]);
        check(&[(b"\x88\x02\x03\xe8", None)], &[None]);
    }

    #[test]
    fn of_a_client_the_mask_is_asked_for_and_taken_off() {
        let mut place = Place::default();
        let rules = Rules {
            is_from_client: true,
            allows_compression: true,
        };
        let mut judge = |bytes: &[u8]| place.judge(rules, bytes, None);
        assert_eq!(judge(b"\xc1\x81\0\0\0\0a"), None);
        let unmasked = Some(Fault::Head(FrameFault::NotMasked));
        assert_eq!(judge(b"\x81\x01a"), unmasked);
        // 1000, masked.
        assert_eq!(judge(b"\x88\x82\x01\x02\x03\x04\x02\xea"), None);
    }

    #[test]
    fn what_is_known_of_them_is_bounded() {
        let mut faults = Faults::default();
        let fault = Fault::Close(CloseFault::Code);
        let all = MAX_FAULTS as u64 + 2;
        (1..=all).for_each(|seq| faults.push(Seq::new(seq), fault));
        assert_eq!(faults.of(Seq::new(2)), None);
        assert_eq!(faults.of(Seq::new(3)), Some(fault));
        let some = faults.within(Seq::new(1)..Seq::new(5));
        assert_eq!(some, [3, 4].map(Seq::new));
    }
}
