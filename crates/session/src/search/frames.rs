//! Looks for frames.

use std::ops::Range;

use message_log::{Direction, Message, PageView, Seq};
use parking_lot::Mutex;
use wire::{FrameHead, Opcode};

use super::work::{Found, SearchWork, Step, Work};
use crate::frame_query::FrameFilter;
use crate::recorder::{Recorder, SharedRecorder};

/// RSV1, which says that a message is compressed (RFC 7692, section 6).
const COMPRESSED: u8 = 4;

/// Looks for frames.
pub(crate) struct FrameJob {
    filter: FrameFilter,
    recorder: SharedRecorder,
    scan: Mutex<Scan>,
    found: Mutex<Found>,
}

/// Where it is. Frames are looked at in their order.
struct Scan {
    next: Seq,
    /// Whether the message that is under way is compressed: of what was sent, and of what was received.
    is_compressed: [bool; 2],
    /// Where the frames of the message are that is looked for, once that is known.
    place: Option<(Direction, Range<Seq>)>,
}

impl FrameJob {
    /// Looks for frames, from the oldest on.
    pub(crate) fn new(filter: FrameFilter, recorder: SharedRecorder) -> Self {
        Self {
            filter,
            recorder,
            scan: Mutex::new(Scan {
                next: Seq::FIRST,
                is_compressed: [false; 2],
                place: None,
            }),
            found: Found::nothing(),
        }
    }

    /// There is nothing to look at before `next`.
    fn skip_to(&self, next: Seq, oldest: Seq) -> Step {
        let mut found = self.found.lock();
        found.matches.drop_before(oldest);
        let is_new = found.next != next;
        found.next = next;
        if is_new { Step::Last } else { Step::Nothing }
    }

    /// Whether there is something to look for: where a message is looked for it has to be there.
    fn is_begun(&self, scan: &mut Scan, recorder: &Recorder) -> bool {
        let Some(number) = self.filter.message() else {
            return true;
        };
        if scan.place.is_none() {
            scan.place = place_of(recorder, number);
            if let Some((_, place)) = &scan.place {
                scan.next = place.start;
            }
        }
        let place = scan.place.as_ref();
        place.is_some_and(|(_, place)| scan.next < place.end)
    }

    fn is_match(&self, scan: &mut Scan, frame: &Message<'_>, faults: &[Seq]) -> bool {
        let is_compressed = scan.is_compressed(frame);
        let is_of_message = match &scan.place {
            None => true,
            Some((direction, place)) => {
                *direction == frame.direction && place.contains(&frame.seq) && is_data(frame)
            }
        };
        let is_broken = faults.binary_search(&frame.seq).is_ok();
        is_of_message && self.filter.is_match(frame, is_compressed, is_broken)
    }
}

impl Work for FrameJob {
    fn step(&self) -> Step {
        let mut scan = self.scan.lock();
        let (kept, page, faults) = {
            let recorder = self.recorder.read();
            let frames = &recorder.frames;
            let kept = frames.log().kept();
            if !self.is_begun(&mut scan, &recorder) {
                drop(recorder);
                return self.skip_to(kept.end, kept.start);
            }
            let page = frames.log().page_from(scan.next);
            let faults = page.as_ref().map(|page| frames.broken(page.seqs()));
            (kept, page, faults.unwrap_or_default())
        };
        let Some(page) = page else {
            self.found.lock().matches.drop_before(kept.start);
            return Step::Nothing;
        };
        let matches = self.look_at(&mut scan, &page, &faults);
        let mut found = self.found.lock();
        matches.into_iter().for_each(|seq| found.matches.push(seq));
        found.matches.drop_before(kept.start);
        found.next = scan.next;
        if scan.next >= kept.end {
            Step::Last
        } else {
            Step::More
        }
    }
}

impl SearchWork for FrameJob {
    fn found(&self) -> &Mutex<Found> {
        &self.found
    }
}

impl FrameJob {
    fn look_at(&self, scan: &mut Scan, page: &PageView, faults: &[Seq]) -> Vec<Seq> {
        let next = scan.next;
        let frames = page.messages_from(next);
        let matches = frames.filter(|frame| self.is_match(scan, frame, faults));
        let matches = matches.map(|frame| frame.seq).collect();
        scan.next = page.seqs().end;
        matches
    }
}

impl Scan {
    /// Whether a frame is a part of what was compressed: the first frame of a message says so.
    fn is_compressed(&mut self, frame: &Message<'_>) -> bool {
        let Some((head, _)) = FrameHead::parse(frame.payload) else {
            return false;
        };
        if head.opcode.is_control() {
            return false;
        }
        let is_compressed =
            &mut self.is_compressed[usize::from(frame.direction != Direction::Sent)];
        if head.opcode != Opcode::Continuation {
            *is_compressed = head.reserved & COMPRESSED != 0;
        }
        *is_compressed
    }
}

fn is_data(frame: &Message<'_>) -> bool {
    FrameHead::parse(frame.payload).is_some_and(|(head, _)| !head.opcode.is_control())
}

/// Where the frames of the message with this number are, if that is known.
fn place_of(recorder: &Recorder, number: u64) -> Option<(Direction, Range<Seq>)> {
    let seq = recorder.log.numbered(number)?;
    let direction = recorder.log.get(seq)?.direction;
    let on_wire = recorder.frames.of(direction, seq)?;
    Some((direction, on_wire.range()))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use connection::{Event, LentFrame, LentMessage};
    use message_log::Timestamp;
    use message_log::search::Directions;
    use parking_lot::RwLock;

    use super::*;
    use crate::frame_query::{FrameKind, FrameQuery};

    fn words(opcode: Opcode) -> String {
        format!("{opcode:?}").to_lowercase()
    }

    fn told(recorder: &SharedRecorder, is_sent: bool, message: Option<u64>, bytes: &[u8]) {
        let frame = LentFrame {
            is_sent,
            bytes: bytes.into(),
            message,
        };
        let event = Event::Frame(frame);
        recorder.write().record(event, Timestamp::from_micros(1));
    }

    fn received(recorder: &SharedRecorder, text: &str) {
        let event = Event::Received(LentMessage::Text(text.into()));
        recorder.write().record(event, Timestamp::from_micros(2));
    }

    fn recorder() -> SharedRecorder {
        Arc::new(RwLock::new(Recorder::new(1 << 20)))
    }

    /// What is found until there is nothing to look at.
    fn found(job: &FrameJob) -> Vec<u64> {
        while job.step() != Step::Nothing {}
        let found = job.found.lock();
        let matches = (0..found.matches.len()).filter_map(|index| found.matches.nth(index));
        matches.map(Seq::get).collect()
    }

    #[test]
    fn frames_are_found_by_what_their_rows_show() {
        let recorder = recorder();
        let first = recorder.read().frames.log().kept().end.get();
        for (is_sent, message, bytes) in [
            // A text with a mask: "hi\n".
            (true, Some(0), &b"\x81\x83\x01\x02\x03\x04\x69\x6b\x09"[..]),
            (false, Some(0), b"\x02\x02\xde\xad"),
            (false, None, b"\x89\x02\x02\xff"),
            (false, Some(0), b"\x80\x02\xbe\xef"),
            // Compressed, and it has "hi" by chance.
            (false, Some(1), b"\xc1\x02hi"),
            (false, None, b"\x88\x06\x03\xeahigh"),
            // It continues nothing.
            (false, Some(2), b"\x80\x01x"),
        ] {
            told(&recorder, is_sent, message, bytes);
        }
        #[track_caller]
        fn check(recorder: &SharedRecorder, first: u64, query: FrameQuery, expected: &[u64]) {
            let filter = query.filter(words);
            let job = FrameJob::new(filter, Arc::clone(recorder));
            let found = found(&job);
            let found: Vec<_> = found.iter().map(|seq| seq - first).collect();
            assert_eq!(found, expected, "{query:?}");
        }
        let text = |text: &str| FrameQuery {
            text: text.to_owned(),
            ..FrameQuery::default()
        };
        let regex = |text: &str| FrameQuery {
            text: text.to_owned(),
            is_regex: true,
            ..FrameQuery::default()
        };
        let of_kind = |kind| FrameQuery {
            kind,
            ..FrameQuery::default()
        };
        let way = |direction| FrameQuery {
            directions: Directions::from_iter([direction]),
            ..FrameQuery::default()
        };
        for (query, expected) in [
            (text(""), &[0, 1, 2, 3, 4, 5, 6][..]),
            (text("hi"), &[0, 5]),
            (text("HI"), &[]),
            (text("hi\\n"), &[0]),
            (text("ping"), &[2]),
            (text("continuation"), &[3, 6]),
            (text("de ad"), &[1]),
            (text("DEAD"), &[1]),
            (text("6869"), &[0, 4, 5]),
            // Across two frames it is no part of either.
            (text("adbe"), &[]),
            (text("d"), &[]),
            (text("1002"), &[5]),
            (text("#99"), &[]),
            (regex("^p.ng$"), &[2]),
            (regex("dead"), &[]),
            (of_kind(FrameKind::Control), &[2, 5]),
            (of_kind(FrameKind::Fragments), &[1, 3, 6]),
            // Compression was not agreed on.
            (of_kind(FrameKind::Broken), &[4, 6]),
            (way(Direction::Sent), &[0]),
        ] {
            check(&recorder, first, query, expected);
        }
        let both = FrameQuery {
            kind: FrameKind::Broken,
            ..text("continuation")
        };
        check(&recorder, first, both, &[6]);
    }

    #[test]
    fn frames_of_a_message_are_found_when_it_comes() {
        let recorder = recorder();
        told(&recorder, false, Some(0), b"\x81\x01a");
        received(&recorder, "a");
        let query = FrameQuery {
            text: " #2 ".to_owned(),
            ..FrameQuery::default()
        };
        let job = FrameJob::new(query.filter(words), Arc::clone(&recorder));
        assert_eq!(job.step(), Step::Last, "the window is told once");
        assert!(found(&job).is_empty());
        told(&recorder, false, Some(1), b"\x01\x01a");
        told(&recorder, false, None, b"\x89\x00");
        assert!(found(&job).is_empty());
        told(&recorder, false, Some(1), b"\x80\x01b");
        received(&recorder, "ab");
        let log_end = recorder.read().frames.log().kept().end.get();
        assert_eq!(found(&job), [log_end - 3, log_end - 1]);
        // What comes later belongs to others.
        told(&recorder, false, Some(2), b"\x81\x01c");
        received(&recorder, "c");
        assert_eq!(found(&job), [log_end - 3, log_end - 1]);
        assert_eq!(job.step(), Step::Nothing);
    }
}
