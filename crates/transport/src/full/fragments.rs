//! Reads the heads of frames: counts the frames of each message, keeps the first close frame, and finds the first head that
//! breaks the rules.

use connection::{Cause, CloseFault, FrameFault, is_close_code};

/// The longest head of a frame, in bytes: two, eight for a length, four for a mask (RFC 6455, section 5.2).
const MAX_HEAD: usize = 14;

/// As many bytes a control frame carries at most (RFC 6455, section 5.5).
const MAX_CONTROL: usize = 125;

const CONTINUATION: u8 = 0;
const CLOSE: u8 = 8;

/// A frame whose head breaks the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Broken {
    pub(super) fault: FrameFault,
    /// What it says of the length of its payload.
    pub(super) length: u64,
}

/// A close frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SeenClose {
    is_final: bool,
    length: u64,
    /// As far as it has come in, and as far as a control frame may go.
    payload: Vec<u8>,
    /// The messages that were complete before it.
    pub(super) messages_before: u64,
    /// Whether it stands between the fragments of a message.
    pub(super) is_within_message: bool,
}

impl SeenClose {
    pub(super) fn code(&self) -> Option<u16> {
        let code = self.payload.first_chunk::<2>();
        code.map(|code| u16::from_be_bytes(*code))
    }

    /// Its reason, as it is on the wire.
    pub(super) fn reason(&self) -> &[u8] {
        self.payload.get(2..).unwrap_or_default()
    }

    /// What is wrong with it, if anything is.
    pub(super) fn fault(&self) -> Option<Cause> {
        let code = self.code();
        let fault = if !self.is_final {
            CloseFault::Fragmented
        } else if self.length > MAX_CONTROL as u64 {
            CloseFault::Long
        } else if self.length == 1 {
            CloseFault::OneByte
        } else if code.is_some_and(|code| !is_close_code(code)) {
            CloseFault::Code
        } else if self.has_wrong_reason() {
            CloseFault::Reason
        } else {
            return None;
        };
        Some(Cause::CloseFrame { code, fault })
    }

    /// Whether all of its reason is there, and is not UTF-8.
    pub(super) fn has_wrong_reason(&self) -> bool {
        let is_whole = self.payload.len() as u64 == self.length;
        is_whole && str::from_utf8(self.reason()).is_err()
    }

    fn keep(&mut self, payload: &[u8]) {
        let room = MAX_CONTROL - self.payload.len();
        self.payload
            .extend_from_slice(&payload[..payload.len().min(room)]);
    }
}

/// Follows a stream of frames, in whatever pieces it comes. Payloads are skipped by their length.
#[derive(Default)]
pub(super) struct Fragments {
    head: [u8; MAX_HEAD],
    /// So much of the head has come in.
    have: usize,
    /// So much of a payload is still to come.
    left: u64,
    /// The frames of the message that is under way.
    frames: u32,
    /// Whether its last frame is still to come.
    is_within_message: bool,
    /// The messages whose last frame has come in.
    messages: u64,
    /// The first close frame.
    close: Option<SeenClose>,
    /// Whether its payload is what comes in.
    is_in_close: bool,
    /// The first frame whose head breaks the rules. What follows it is not looked at.
    broken: Option<Broken>,
}

impl Fragments {
    /// Reads on. `told` is given the number of frames of each text or binary message, with the head of its last one.
    pub(super) fn hear(&mut self, mut bytes: &[u8], mut told: impl FnMut(u32)) {
        while !bytes.is_empty() {
            if self.left > 0 {
                let length = usize::try_from(self.left).unwrap_or(usize::MAX);
                let skipped = length.min(bytes.len());
                self.keep_close(&bytes[..skipped]);
                self.left -= skipped as u64;
                bytes = &bytes[skipped..];
                continue;
            }
            self.head[self.have] = bytes[0];
            self.have += 1;
            bytes = &bytes[1..];
            if let Some(length) = payload_length(&self.head[..self.have]) {
                self.judge(length);
                self.have = 0;
                self.left = length;
                if let Some(frames) = self.count() {
                    told(frames);
                }
            }
        }
    }

    /// The first close frame that came in.
    pub(super) fn close(&self) -> Option<&SeenClose> {
        self.close.as_ref()
    }

    /// The first frame whose head breaks the rules.
    pub(super) fn broken(&self) -> Option<Broken> {
        self.broken
    }

    fn keep_close(&mut self, payload: &[u8]) {
        if let Some(close) = self.close.as_mut().filter(|_| self.is_in_close) {
            close.keep(payload);
        }
    }

    /// Looks at the head of a frame with a payload of this length, in the order in which tungstenite does.
    fn judge(&mut self, length: u64) {
        let (first, second) = (self.head[0], self.head[1]);
        let (is_final, opcode) = (first & 0x80 != 0, first & 0x0f);
        let is_control = opcode & 0x08 != 0;
        self.is_in_close = opcode == CLOSE && self.close.is_none() && self.broken.is_none();
        if self.is_in_close {
            self.close = Some(SeenClose {
                is_final,
                length,
                payload: Vec::new(),
                messages_before: self.messages,
                is_within_message: self.is_within_message,
            });
        }
        let fault = if !matches!(opcode, 0..=2 | 8..=10) {
            Some(FrameFault::Opcode(opcode))
        } else if first & 0x70 != 0 {
            Some(FrameFault::ReservedBits)
        } else if second & 0x80 != 0 {
            Some(FrameFault::Masked)
        } else {
            match opcode {
                _ if is_control && !is_final => Some(FrameFault::FragmentedControl),
                _ if is_control && length > MAX_CONTROL as u64 => Some(FrameFault::LongControl),
                _ if is_control => None,
                CONTINUATION if !self.is_within_message => Some(FrameFault::NothingToContinue),
                CONTINUATION => None,
                _ if self.is_within_message => Some(FrameFault::Unfinished),
                _ => None,
            }
        };
        let broken = fault.map(|fault| Broken { fault, length });
        self.broken = self.broken.or(broken);
        if !is_control {
            self.is_within_message = !is_final;
            self.messages += u64::from(is_final);
        }
    }

    /// Takes the frame with this head into account. A message that is complete has so many.
    fn count(&mut self) -> Option<u32> {
        let is_control = self.head[0] & 0x08 != 0;
        if is_control {
            // It may stand between the frames of a message.
            return None;
        }
        let is_first = self.head[0] & 0x0f != 0;
        self.frames = if is_first {
            1
        } else {
            self.frames.saturating_add(1)
        };
        let is_last = self.head[0] & 0x80 != 0;
        is_last.then_some(self.frames)
    }
}

/// The length of the payload, once the head is complete. The last byte of the head is one that was not there before.
fn payload_length(head: &[u8]) -> Option<u64> {
    let [_, second, rest @ ..] = head else {
        return None;
    };
    let mask = if second & 0x80 == 0 { 0 } else { 4 };
    let (size, short) = match second & 0x7f {
        126 => (2, None),
        127 => (8, None),
        length => (0, Some(u64::from(length))),
    };
    let bytes = rest.get(..size)?;
    rest.get(..size + mask)?;
    Some(short.unwrap_or_else(|| {
        bytes
            .iter()
            .fold(0, |length, byte| length << 8 | u64::from(*byte))
    }))
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
            bytes.push(self.opcode | if self.is_last { 0x80 } else { 0 });
            let mask = if self.is_masked { 0x80 } else { 0 };
            match self.length {
                length @ 0..=125 => bytes.push(length as u8 | mask),
                length @ 126..=0xffff => {
                    bytes.push(126 | mask);
                    bytes.extend_from_slice(&(length as u16).to_be_bytes());
                }
                length => {
                    bytes.push(127 | mask);
                    bytes.extend_from_slice(&(length as u64).to_be_bytes());
                }
            }
            if self.is_masked {
                bytes.extend_from_slice(&[0xff; 4]);
            }
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
    fn check(bytes: &[u8], broken: Option<FrameFault>, close: Option<Cause>) {
        for size in [1, 2, 3, bytes.len()] {
            let mut reader = Fragments::default();
            bytes
                .chunks(size)
                .for_each(|piece| reader.hear(piece, drop));
            let found = reader.broken().map(|broken| broken.fault);
            assert_eq!(found, broken, "{bytes:x?}");
            let fault = reader.close().and_then(SeenClose::fault);
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
        let broken = |code, fault| Some(Cause::CloseFrame { code, fault });
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
            let (mut reader, mut counted) = (Fragments::default(), Vec::new());
            let mut rest = bytes.as_slice();
            for piece in pieces.iter().cycle() {
                if rest.is_empty() {
                    break;
                }
                let (now, later) = rest.split_at((*piece).min(rest.len()));
                reader.hear(now, |count| counted.push(count));
                rest = later;
            }
            let sent: Vec<u32> = messages.iter().map(|message| message.len() as u32).collect();
            prop_assert_eq!(counted, sent);
            prop_assert_eq!((reader.have, reader.left), (0, 0));
            prop_assert_eq!(reader.broken().is_some(), is_masked && !messages.is_empty());
        }

        #[test]
        fn bytes_that_are_no_frames_do_no_harm(bytes: Vec<u8>) {
            let mut whole = Vec::new();
            Fragments::default().hear(&bytes, |count| whole.push(count));
            let (mut reader, mut counted) = (Fragments::default(), Vec::new());
            bytes.iter().for_each(|byte| reader.hear(&[*byte], |count| counted.push(count)));
            prop_assert_eq!(counted, whole);
        }
    }
}
