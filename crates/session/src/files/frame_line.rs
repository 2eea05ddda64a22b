//! One line of a file: a frame as it was on the wire.

use std::collections::VecDeque;
use std::io::{self, Write};

use message_log::{Direction, Timestamp};
use serde::Serialize;
use wire::{FrameHead, MAX_KEPT_PAYLOAD};

use super::fault::LineFault;
use super::fields::Fields;
use super::left_out::LeftOut;
use super::obeyed::ForTerminals;
use super::parts::{Payload, base64, direction_name};

/// What a line of a frame has as its kind.
pub(super) const FRAME: &str = "frame";

/// Fields of its own.
const MESSAGE: &str = "message";
const HAND_MADE: &str = "hand_made";

/// The most bytes of a frame: the longest head (RFC 6455, section 5.2), and of its payload what is kept.
const MAX_BYTES: usize = 14 + MAX_KEPT_PAYLOAD;

/// What a file has of a frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileFrame {
    /// When it was read or written.
    pub at: Timestamp,
    /// Which way it went: sent or received.
    pub direction: Direction,
    /// Its head, and of its payload at most [`MAX_KEPT_PAYLOAD`].
    pub bytes: Vec<u8>,
    /// The text or binary message that it is the last frame of, if that is known: how many messages and events of the file stand
    /// between the two.
    pub message: Option<u64>,
    /// Whether it is no control frame and belongs to no message, because a person had put it together.
    pub is_hand_made: bool,
    /// What this version does not know of it, to be written again.
    pub unknown: Fields,
}

impl FileFrame {
    /// Writes it as a line, behind the message or event with this number.
    pub(crate) fn write(&self, out: &mut impl Write, last: Option<u64>) -> io::Result<()> {
        let behind = last.zip(self.message);
        let line = Line {
            time: self.at.as_micros(),
            direction: direction_name(self.direction),
            kind: FRAME,
            base64: Some(&self.bytes),
            message: behind.and_then(|(last, behind)| last.checked_sub(behind)),
            hand_made: self.is_hand_made,
            unknown: &self.unknown,
        };
        let mut serializer = serde_json::Serializer::with_formatter(&mut *out, ForTerminals);
        line.serialize(&mut serializer)?;
        out.write_all(b"\n")
    }
}

/// What is written. The order of the fields is that of the output.
#[derive(Serialize)]
struct Line<'a> {
    time: u64,
    direction: &'static str,
    kind: &'static str,
    #[serde(serialize_with = "base64")]
    base64: Option<&'a [u8]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<u64>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    hand_made: bool,
    #[serde(flatten)]
    unknown: &'a Fields,
}

/// A frame that was read, which names its message by the number in the file.
#[derive(Debug)]
pub(super) struct ReadFrame {
    pub(super) frame: FileFrame,
    pub(super) number: Option<u64>,
    /// What is not kept of what this version does not know.
    pub(super) left_out: LeftOut,
}

impl ReadFrame {
    /// What these fields of a line say.
    pub(super) fn new(
        at: Timestamp,
        direction: Direction,
        base64: &str,
        mut unknown: Fields,
    ) -> Result<Self, LineFault> {
        let bytes = Payload::from_base64(base64)?;
        if bytes.len() > MAX_BYTES || FrameHead::parse(&bytes).is_none() {
            return Err(LineFault::Frame);
        }
        let number = unknown.get(MESSAGE).and_then(serde_json::Value::as_u64);
        if number.is_some() {
            unknown.remove(MESSAGE);
        }
        let is_hand_made = unknown.get(HAND_MADE).and_then(serde_json::Value::as_bool);
        if is_hand_made.is_some() {
            unknown.remove(HAND_MADE);
        }
        Ok(Self {
            frame: FileFrame {
                at,
                direction,
                bytes,
                message: None,
                is_hand_made: is_hand_made.unwrap_or_default(),
                unknown,
            },
            number,
            left_out: LeftOut::default(),
        })
    }

    /// The same, with the place of its message.
    pub(super) fn placed(self, numbers: &Numbers) -> FileFrame {
        FileFrame {
            message: self.number.and_then(|number| numbers.behind(number)),
            ..self.frame
        }
    }
}

/// The most runs of consecutive numbers that are remembered: a recording has one, and a file from which lines were taken out has one
/// more for each gap. Frames name messages that stand shortly before them.
const MAX_RUNS: usize = 1024;

/// Which numbers the messages and events of a file have.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    /// How many messages and events were read.
    entries: u64,
    /// Where consecutive numbers begin: the number, and how many entries were before it.
    runs: VecDeque<(u64, u64)>,
}

impl Numbers {
    /// A message or an event was read.
    pub(super) fn note(&mut self, number: Option<u64>) {
        let last = self.runs.back();
        let expected = last.map(|(number, before)| number.saturating_add(self.entries - before));
        if let Some(number) = number
            && expected != Some(number)
        {
            // They grow: a file in which they do not is another one from here on.
            if expected.is_some_and(|expected| number < expected) {
                self.runs.clear();
            }
            if self.runs.len() == MAX_RUNS {
                self.runs.pop_front();
            }
            self.runs.push_back((number, self.entries));
        }
        self.entries += 1;
    }

    /// How many entries were read after the one with this number.
    fn behind(&self, number: u64) -> Option<u64> {
        let after = self.runs.partition_point(|(first, _)| *first <= number);
        let (first, before) = self.runs.get(after.checked_sub(1)?)?;
        let entry = before.checked_add(number - first)?;
        let end = self
            .runs
            .get(after)
            .map_or(self.entries, |(_, before)| *before);
        (entry < end).then(|| self.entries - entry - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_found_by_its_number() {
        #[track_caller]
        fn check(numbers: &[Option<u64>], number: u64, expected: Option<u64>) {
            let mut read = Numbers::default();
            numbers.iter().for_each(|number| read.note(*number));
            assert_eq!(read.behind(number), expected, "{numbers:?} {number}");
        }
        let all = [1, 2, 3].map(Some);
        check(&[], 1, None);
        check(&all, 3, Some(0));
        check(&all, 1, Some(2));
        check(&all, 0, None);
        check(&all, 4, None);
        // Lines were taken out.
        let some = [4, 5, 9, 10, 20].map(Some);
        check(&some, 5, Some(3));
        check(&some, 6, None);
        check(&some, 10, Some(1));
        check(&some, u64::MAX, None);
        // Some have no number, and two files were put together.
        check(&[None, Some(1), Some(2)], 1, Some(1));
        check(&[Some(7), Some(8), Some(1), Some(2)], 8, None);
        check(&[Some(7), Some(8), Some(1), Some(2)], 1, Some(1));
        check(&[Some(u64::MAX), None, None], u64::MAX, Some(2));
    }
}
