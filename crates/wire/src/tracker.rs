//! Follows the frames that a server sends: counts the frames of each message, keeps the first close frame, and finds the
//! first head that breaks the rules.

use crate::close::{MAX_CONTROL_PAYLOAD, is_close_code};
use crate::fault::{CloseFault, FrameFault};
use crate::head::FrameHead;
use crate::opcode::Opcode;
use crate::rules::Rules;

/// A frame whose head breaks the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BrokenFrame {
    /// Which rule.
    pub fault: FrameFault,
    /// What it says of the length of its payload.
    pub length: u64,
    /// So many bytes came before it.
    pub start: u64,
}

/// A close frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenClose {
    is_final: bool,
    length: u64,
    /// As far as it has come in, and as far as a control frame may go.
    payload: Vec<u8>,
    /// The messages that were complete before it.
    pub messages_before: u64,
    /// The message between whose fragments it stands, if it does.
    pub unfinished: Option<Unfinished>,
}

/// A message of which not everything has come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unfinished {
    /// The frames that have begun.
    pub frames: u32,
    /// The bytes of its payload that have come in.
    pub bytes: u64,
}

impl SeenClose {
    /// Its close code, as far as it has come in.
    pub fn code(&self) -> Option<u16> {
        let code = self.payload.first_chunk::<2>();
        code.map(|code| u16::from_be_bytes(*code))
    }

    /// Its reason, as it is on the wire.
    pub fn reason(&self) -> &[u8] {
        self.payload.get(2..).unwrap_or_default()
    }

    /// What is wrong with it, if anything is.
    pub fn fault(&self) -> Option<CloseFault> {
        if !self.is_final {
            Some(CloseFault::Fragmented)
        } else if self.length > MAX_CONTROL_PAYLOAD as u64 {
            Some(CloseFault::Long)
        } else if self.length == 1 {
            Some(CloseFault::OneByte)
        } else if self.code().is_some_and(|code| !is_close_code(code)) {
            Some(CloseFault::Code)
        } else if self.has_wrong_reason() {
            Some(CloseFault::Reason)
        } else {
            None
        }
    }

    /// Whether all of its reason is there, and is not UTF-8.
    pub fn has_wrong_reason(&self) -> bool {
        let is_whole = self.payload.len() as u64 == self.length;
        is_whole && str::from_utf8(self.reason()).is_err()
    }

    fn keep(&mut self, payload: &[u8]) {
        let room = MAX_CONTROL_PAYLOAD - self.payload.len();
        self.payload
            .extend_from_slice(&payload[..payload.len().min(room)]);
    }
}

/// The size of a head that has neither a mask nor a length of its own, in bytes.
const SHORT_HEAD: usize = 2;

/// Follows what one side sends, in whatever pieces it comes; its rules are those for a server unless it is told others. Payloads
/// are skipped by their length.
#[derive(Clone, Debug, Default)]
pub struct FrameTracker {
    rules: Rules,
    /// What has come in of the next head.
    head: [u8; FrameHead::MAX_SIZE],
    head_size: usize,
    /// So many bytes have come in, up to the end of that.
    read: u64,
    /// So much of a payload is still to come.
    payload_left: u64,
    /// The frames of the message that is under way.
    message_frames: u32,
    /// Whether its last frame is still to come.
    is_within_message: bool,
    /// So much of its payload has come in.
    message_bytes: u64,
    /// Whether the payload that comes in is part of it.
    is_in_message: bool,
    /// The messages whose last frame has come in.
    messages: u64,
    /// The first close frame.
    close: Option<SeenClose>,
    /// Whether its payload is what comes in.
    is_in_close: bool,
    /// The first frame whose head breaks the rules. What follows it is counted as if it were sound.
    broken: Option<BrokenFrame>,
}

impl FrameTracker {
    /// For what is sent after compression was agreed.
    pub fn of_compressed_messages() -> Self {
        Self {
            rules: Rules {
                allows_compression: true,
                ..Rules::default()
            },
            ..Self::default()
        }
    }

    /// Reads on. `on_message` is told of each text or binary message, with the head of its last frame, in how many frames it
    /// comes.
    pub fn observe(&mut self, mut bytes: &[u8], mut on_message: impl FnMut(u32)) {
        while !bytes.is_empty() {
            if let Some(size) = self.pass_whole_message(bytes) {
                on_message(self.message_frames);
                bytes = &bytes[size..];
                continue;
            }
            if self.payload_left > 0 {
                let length = usize::try_from(self.payload_left).unwrap_or(usize::MAX);
                let skipped = length.min(bytes.len());
                self.keep_close(&bytes[..skipped]);
                if self.is_in_message {
                    self.message_bytes = self.message_bytes.saturating_add(skipped as u64);
                }
                self.payload_left -= skipped as u64;
                self.read = self.read.saturating_add(skipped as u64);
                bytes = &bytes[skipped..];
                continue;
            }
            self.head[self.head_size] = bytes[0];
            self.head_size += 1;
            self.read = self.read.saturating_add(1);
            bytes = &bytes[1..];
            if let Some((head, size)) = FrameHead::parse(&self.head[..self.head_size]) {
                self.judge(&head, size);
                self.head_size = 0;
                self.payload_left = head.length;
                if let Some(frames) = self.count(&head) {
                    on_message(frames);
                }
            }
        }
    }

    /// Passes the message that stands whole, and in one frame with a short head, at the beginning of these bytes, if a frame
    /// begins there. A flood consists of such messages, and there is nothing to be judged of them.
    #[inline]
    fn pass_whole_message(&mut self, bytes: &[u8]) -> Option<usize> {
        if self.payload_left > 0 || self.head_size > 0 || self.is_within_message {
            return None;
        }
        let (head, _) = FrameHead::parse(bytes).filter(|(_, size)| *size == SHORT_HEAD)?;
        let size = SHORT_HEAD + head.length as usize;
        let is_message = matches!(head.opcode, Opcode::Text | Opcode::Binary);
        if !(is_message && head.is_final && head.reserved == 0) || size > bytes.len() {
            return None;
        }
        self.message_frames = 1;
        self.message_bytes = head.length;
        self.messages += 1;
        self.read = self.read.saturating_add(size as u64);
        (self.is_in_message, self.is_in_close) = (true, false);
        Some(size)
    }

    /// The first close frame that came in.
    pub fn close(&self) -> Option<&SeenClose> {
        self.close.as_ref()
    }

    /// Where it is: what has come in of the next head, and how much of a payload is still to come.
    pub(crate) fn place(&self) -> (&[u8], u64) {
        (&self.head[..self.head_size], self.payload_left)
    }

    /// The text and binary messages whose last frame has begun.
    pub(crate) fn messages(&self) -> u64 {
        self.messages
    }

    /// How many bytes have come in.
    pub fn read(&self) -> u64 {
        self.read
    }

    /// The first frame whose head breaks the rules.
    pub fn broken(&self) -> Option<BrokenFrame> {
        self.broken
    }

    /// The message of which not everything has come in, as long as no frame has broken the rules.
    pub fn unfinished(&self) -> Option<Unfinished> {
        let is_under_way = self.is_within_message || (self.is_in_message && self.payload_left > 0);
        (is_under_way && self.broken.is_none()).then_some(Unfinished {
            frames: self.message_frames,
            bytes: self.message_bytes,
        })
    }

    fn keep_close(&mut self, payload: &[u8]) {
        if let Some(close) = self.close.as_mut().filter(|_| self.is_in_close) {
            close.keep(payload);
        }
    }

    fn judge(&mut self, head: &FrameHead, size: usize) {
        let is_close = head.opcode == Opcode::Close;
        self.is_in_close = is_close && self.close.is_none() && self.broken.is_none();
        if self.is_in_close {
            self.close = Some(SeenClose {
                is_final: head.is_final,
                length: head.length,
                payload: Vec::new(),
                messages_before: self.messages,
                unfinished: self.unfinished(),
            });
        }
        let fault = self.rules.fault(head, size, self.is_within_message);
        let broken = fault.map(|fault| BrokenFrame {
            fault,
            length: head.length,
            start: self.read.saturating_sub(size as u64),
        });
        self.broken = self.broken.or(broken);
        self.is_in_message = !head.opcode.is_control();
        if self.is_in_message {
            if head.opcode != Opcode::Continuation {
                self.message_bytes = 0;
            }
            self.is_within_message = !head.is_final;
            self.messages += u64::from(head.is_final);
        }
    }

    /// Takes the frame with this head into account. A message that is complete has so many.
    fn count(&mut self, head: &FrameHead) -> Option<u32> {
        if head.opcode.is_control() {
            // It may stand between the frames of a message.
            return None;
        }
        if head.opcode != Opcode::Continuation {
            self.message_frames = 0;
        }
        self.message_frames = self.message_frames.saturating_add(1);
        head.is_final.then_some(self.message_frames)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A frame as a server sends it.
    #[derive(Clone, Debug)]
    struct Frame {
        opcode: u8,
        is_last: bool,
        length: usize,
        is_masked: bool,
    }

    impl Frame {
        fn write(&self, bytes: &mut Vec<u8>) {
            let head = FrameHead {
                is_final: self.is_last,
                mask: self.is_masked.then_some([0xff; 4]),
                ..FrameHead::whole(Opcode::from_bits(self.opcode), self.length as u64)
            };
            bytes.extend_from_slice(&head.encode());
            // What looks like heads is not to be taken for them.
            bytes.resize(bytes.len() + self.length, 0x81);
        }
    }

    /// A message: the frames it comes in, each with the control frames that follow it.
    fn message() -> impl Strategy<Value = Vec<(usize, Vec<u8>)>> {
        let length = prop_oneof![
            8 => 0..300_usize,
            1 => 65_000..66_000_usize,
        ];
        let controls = prop::collection::vec(0..=125_u8, 0..3);
        prop::collection::vec((length, controls), 1..5)
    }

    fn frames(messages: &[Vec<(usize, Vec<u8>)>], is_masked: bool) -> Vec<Frame> {
        let mut frames = Vec::new();
        for message in messages {
            for (index, (length, controls)) in message.iter().enumerate() {
                frames.push(Frame {
                    opcode: if index == 0 { 2 } else { 0 },
                    is_last: index + 1 == message.len(),
                    length: *length,
                    is_masked,
                });
                frames.extend(controls.iter().map(|length| Frame {
                    opcode: 9 + length % 2,
                    is_last: true,
                    length: usize::from(*length),
                    is_masked,
                }));
            }
        }
        frames
    }

    /// What is found in `bytes`, in whatever pieces they come.
    #[track_caller]
    fn check(bytes: &[u8], broken: Option<FrameFault>, close: Option<(Option<u16>, CloseFault)>) {
        for size in [1, 2, 3, bytes.len()] {
            let mut reader = FrameTracker::default();
            bytes
                .chunks(size)
                .for_each(|piece| reader.observe(piece, drop));
            let found = reader.broken().map(|broken| broken.fault);
            assert_eq!(found, broken, "{bytes:x?}");
            let fault = reader
                .close()
                .and_then(|close| Some((close.code(), close.fault()?)));
            assert_eq!(fault, close, "{bytes:x?}");
        }
    }

    #[test]
    fn the_first_head_that_breaks_the_rules_is_found() {
        use FrameFault as Fault;
        check(b"\x81\x01a\x01\x01a\x89\x00\x80\x01b\x82\x00", None, None);
        check(b"\xf1\x00\x83\x00", Some(Fault::ReservedBits), None);
        check(b"\x81\x81\0\0\0\0a", Some(Fault::Masked), None);
        check(b"\x09\x00", Some(Fault::FragmentedControl), None);
        check(b"\x89\x7e\x00\x7e", Some(Fault::LongControl), None);
        for length in [
            &b"\x7e\x00\x00"[..],
            b"\x7e\x00\x7d",
            b"\x7f\0\0\0\0\0\0\0\x05",
            b"\x7f\0\0\0\0\0\0\xff\xff",
        ] {
            for opcode in [0x81, 0x82, 0x02] {
                check(&[&[opcode], length].concat(), Some(Fault::LongLength), None);
            }
        }
        check(b"\x89\x7e\x00\x05", Some(Fault::LongLength), None);
        for high in [0x80, 0xff] {
            let head = [0x82, 0x7f, high, 0, 0, 0, 0, 0, 0, 1];
            check(&head, Some(Fault::HighLength), None);
        }
        for fine in [
            &b"\x82\x7e\x00\x7e"[..],
            b"\x82\x7e\xff\xff",
            b"\x82\x7f\0\0\0\0\0\x01\0\0",
            b"\x82\x7f\x7f\xff\xff\xff\xff\xff\xff\xff",
        ] {
            check(fine, None, None);
        }
        check(b"\x8b\x00", Some(Fault::Opcode(11)), None);
        check(b"\x83\x00", Some(Fault::Opcode(3)), None);
        check(b"\x80\x00", Some(Fault::NothingToContinue), None);
        check(b"\x01\x00\x82\x00", Some(Fault::Unfinished), None);
        check(
            b"\x01\x00\x80\x00\x00\x00",
            Some(Fault::NothingToContinue),
            None,
        );
    }

    #[test]
    fn a_broken_close_frame_is_found() {
        use CloseFault as Fault;
        let broken = |code, fault| Some((code, fault));
        for fine in [
            &b"\x88\x00"[..],
            b"\x88\x02\x03\xe8",
            b"\x81\x01a\x88\x03\x0f\xa0a",
        ] {
            check(fine, None, None);
        }
        check(b"\x88\x01\x03", None, broken(None, Fault::OneByte));
        check(
            b"\x88\x03\x03\xe8\xff",
            None,
            broken(Some(1000), Fault::Reason),
        );
        // Not UTF-8 yet, but not all of it is there.
        check(b"\x88\x04\x03\xe8\xe5", None, None);
        for code in [0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, u16::MAX] {
            let [high, low] = code.to_be_bytes();
            check(&[0x88, 2, high, low], None, broken(Some(code), Fault::Code));
        }
        let long = [&b"\x88\x7e\x00\x7e\x03\xe8"[..], &[b'x'; 124]].concat();
        check(
            &long,
            Some(FrameFault::LongControl),
            broken(Some(1000), Fault::Long),
        );
        check(
            b"\x08\x02\x03\xe9",
            Some(FrameFault::FragmentedControl),
            broken(Some(1001), Fault::Fragmented),
        );
    }

    #[test]
    fn a_message_that_is_under_way_is_known_with_its_size() {
        #[track_caller]
        fn check(bytes: &[u8], expected: Option<(u32, u64)>) {
            let mut tracker = FrameTracker::default();
            bytes
                .iter()
                .for_each(|byte| tracker.observe(&[*byte], |_| ()));
            let found = match tracker.close() {
                Some(close) => close.unfinished,
                None => tracker.unfinished(),
            };
            let found = found.map(|message| (message.frames, message.bytes));
            assert_eq!(found, expected, "{bytes:x?}");
        }
        for whole in [
            &b""[..],
            b"\x81\x01a",
            b"\x01\x01a\x80\x00",
            b"\x82\x00",
            b"\x89\x02a",
            b"\x81",
            b"\x81\x01a\x88\x00",
        ] {
            check(whole, None);
        }
        check(b"\x81\x05ab", Some((1, 2)));
        check(b"\x01\x02ab", Some((1, 2)));
        check(b"\x01\x02ab\x89\x01x\x00\x03c", Some((2, 3)));
        check(b"\x01\x02ab\x00\x01c\x89\x05x", Some((2, 3)));
        check(b"\x82\x01a\x02\x00\x88\x00\x80\x01b", Some((1, 0)));
        // What came before it is finished, and what follows a broken frame means nothing.
        check(b"\x01\x01a\x80\x01b\x82\x02c", Some((1, 1)));
        check(b"\x83\x05a", None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn counts_what_was_sent_in_whatever_pieces_it_comes(
            messages in prop::collection::vec(message(), 0..8),
            is_masked: bool,
            pieces in prop::collection::vec(1..5000_usize, 1..50),
        ) {
            let mut bytes = Vec::new();
            frames(&messages, is_masked).iter().for_each(|frame| frame.write(&mut bytes));
            let (mut reader, mut counted) = (FrameTracker::default(), Vec::new());
            let mut rest = bytes.as_slice();
            for piece in pieces.iter().cycle() {
                if rest.is_empty() {
                    break;
                }
                let (now, later) = rest.split_at((*piece).min(rest.len()));
                reader.observe(now, |count| counted.push(count));
                rest = later;
            }
            let mut bytewise = FrameTracker::default();
            bytes.iter().for_each(|byte| bytewise.observe(&[*byte], drop));
            let state = |seen: &FrameTracker| (seen.read, seen.messages, seen.message_frames, seen.broken);
            prop_assert_eq!(state(&reader), state(&bytewise));
            let sent: Vec<u32> = messages.iter().map(|message| message.len() as u32).collect();
            prop_assert_eq!(counted, sent);
            prop_assert_eq!((reader.head_size, reader.payload_left), (0, 0));
            prop_assert_eq!(reader.broken().is_some(), is_masked && !messages.is_empty());
        }

        #[test]
        fn bytes_that_are_no_frames_do_no_harm(bytes: Vec<u8>) {
            let mut whole = Vec::new();
            FrameTracker::default().observe(&bytes, |message| whole.push(message));
            let (mut reader, mut counted) = (FrameTracker::default(), Vec::new());
            bytes.iter().for_each(|byte| reader.observe(&[*byte], |message| counted.push(message)));
            prop_assert_eq!(counted, whole);
        }
    }
}
