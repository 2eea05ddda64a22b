//! Frames as they are on the wire (RFC 6455, section 5.2), made once and taken apart as cheaply as can be.

use wire::deflate::{Deflater, Inflater, MAX_WINDOW_BITS};
use wire::{FrameHead, Opcode, frame};

use crate::common;
use crate::load::Traffic;

/// Any key does, except 0: with that one there would be nothing to unmask.
const MASK: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];

/// The first reserved bit: the message is compressed (RFC 7692, section 6).
const COMPRESSED: u8 = 0b100;

/// Bytes that are decompressed at a time.
const INFLATED_PIECE: usize = 64 << 10;

/// What a connection sends in one go: several masked frames, each with a payload of its own.
pub(crate) struct Burst {
    /// The frames, ready to be written.
    bytes: Vec<u8>,
    /// What has to come back, one payload after the other.
    payloads: Vec<u8>,
    traffic: Traffic,
}

impl Burst {
    pub(crate) fn new(traffic: Traffic) -> common::Result<Self> {
        let size = traffic.in_flight * traffic.payload;
        let payloads: Vec<u8> = match traffic.is_compressed {
            true => records(size),
            false => noise(size),
        };
        // Each message alone, as any client may do: so the same bytes can be sent again and again.
        let mut deflater = Deflater::new(MAX_WINDOW_BITS, false).filter(|_| traffic.is_compressed);
        let mut bytes = Vec::new();
        for payload in payloads.chunks(traffic.payload) {
            let mut sent = Vec::new();
            match &mut deflater {
                Some(deflater) => deflater.deflate(payload, true, &mut sent)?,
                None => sent.extend_from_slice(payload),
            }
            let head = FrameHead {
                mask: Some(MASK),
                reserved: if deflater.is_some() { COMPRESSED } else { 0 },
                ..FrameHead::whole(Opcode::Binary, sent.len() as u64)
            };
            bytes.extend(frame(&head, &sent));
        }
        Ok(Self {
            bytes,
            payloads,
            traffic,
        })
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// Bytes without a pattern, so that nothing gets lost or moved unnoticed. The same ones each time.
fn noise(count: usize) -> Vec<u8> {
    let mut state: u32 = 0x9e37_79b9;
    let next = || {
        // Xorshift: good enough to tell messages apart.
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state.to_le_bytes()[0]
    };
    std::iter::repeat_with(next).take(count).collect()
}

/// JSON as applications send it, of which each record is a little different.
fn records(count: usize) -> Vec<u8> {
    let record = |number: usize| {
        let (price, volume) = (number * 7919 % 100_003, number * 104_729 % 999_983);
        format!(
            "{{\"id\":{number},\"symbol\":\"WSC\",\"price\":{price},\"volume\":{volume},\"side\":\"buy\"}},\n"
        )
    };
    (0..)
        .flat_map(|number| record(number).into_bytes())
        .take(count)
        .collect()
}

/// What is wrong with an answer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// A frame that no server may send, or that ends the connection.
    Frame { first: u8, second: u8 },
    /// An answer that is not as long as the question.
    Length { expected: usize, received: usize },
    /// An answer that is another than the question.
    Payload,
}

impl std::error::Error for Fault {}

impl std::fmt::Display for Fault {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Frame { first, second } => {
                write!(
                    formatter,
                    "a frame that begins {first:02x} {second:02x} came back"
                )
            }
            Self::Length { expected, received } => write!(
                formatter,
                "{received} bytes or more came back for {expected} bytes"
            ),
            Self::Payload => formatter.write_str("another payload came back than was sent"),
        }
    }
}

/// How far the answers to the bursts of one connection have come.
#[derive(Default)]
pub(crate) struct Replies {
    /// The part of a header that has come.
    header: [u8; FrameHead::MAX_SIZE],
    header_length: usize,
    /// Bytes of the frame's payload that are still to come.
    frame_left: usize,
    /// Whether the frame is a ping or a pong, and no part of an answer.
    is_control: bool,
    is_final: bool,
    /// Bytes of the message that have come.
    received: usize,
    /// Messages of the burst that have come whole.
    messages: usize,
    /// For answers that are compressed.
    inflater: Option<Inflater>,
    /// What the answer under way has decompressed to, while it is looked into.
    inflated: Vec<u8>,
}

impl Replies {
    pub(crate) fn new(traffic: Traffic) -> Self {
        Self {
            // Large enough for any server, with what earlier answers have said.
            inflater: traffic
                .is_compressed
                .then(|| Inflater::new(MAX_WINDOW_BITS, true)),
            ..Self::default()
        }
    }

    /// Takes what was read, and returns how many messages it completed. Payloads are compared if `thorough`; their
    /// lengths always are, but for those that are compressed: of these only the bytes on the wire are looked at, from the
    /// first call without `thorough` on.
    pub(crate) fn take(
        &mut self,
        burst: &Burst,
        bytes: &[u8],
        thorough: bool,
    ) -> Result<usize, Fault> {
        let mut rest = bytes;
        let mut completed = 0;
        while let Some((&byte, after)) = rest.split_first() {
            if self.frame_left > 0 {
                let (payload, after) = rest.split_at(self.frame_left.min(rest.len()));
                self.take_payload(burst, payload, thorough)?;
                rest = after;
            } else {
                rest = after;
                if !self.take_header(byte)? {
                    continue;
                }
            }
            if self.frame_left == 0 && !self.is_control && self.is_final {
                self.end_message(burst, thorough)?;
                completed += 1;
            }
        }
        Ok(completed)
    }

    /// Whether every message of the burst is back, and none of the next.
    pub(crate) fn is_burst_complete(&self) -> bool {
        self.messages == 0 && self.received == 0
    }

    /// Takes one byte of a header. Returns whether it was the last.
    fn take_header(&mut self, byte: u8) -> Result<bool, Fault> {
        self.header[self.header_length] = byte;
        self.header_length += 1;
        let Some((head, _)) = FrameHead::parse(&self.header[..self.header_length]) else {
            return Ok(false);
        };
        self.header_length = 0;
        self.is_final = head.is_final;
        self.is_control = head.opcode.is_control();
        let is_expected = matches!(
            head.opcode,
            Opcode::Continuation | Opcode::Binary | Opcode::Ping | Opcode::Pong
        );
        let is_first = head.opcode == Opcode::Binary;
        let reserved = if is_first && self.inflater.is_some() {
            COMPRESSED
        } else {
            0
        };
        if !is_expected || head.reserved != reserved || head.mask.is_some() {
            let [first, second, ..] = self.header;
            return Err(Fault::Frame { first, second });
        }
        self.frame_left = usize::try_from(head.length).unwrap_or(usize::MAX);
        Ok(true)
    }

    fn take_payload(&mut self, burst: &Burst, payload: &[u8], thorough: bool) -> Result<(), Fault> {
        self.frame_left -= payload.len();
        if self.is_control {
            return Ok(());
        }
        if self.inflater.is_some() {
            self.received += payload.len();
            return match thorough {
                true => self.inflate(payload, false),
                false => Ok(()),
            };
        }
        let expected = burst.traffic.payload;
        let from = self.received;
        self.received += payload.len();
        if self.received > expected {
            return Err(Fault::Length {
                expected,
                received: self.received,
            });
        }
        let start = self.messages * expected + from;
        if thorough && burst.payloads.get(start..start + payload.len()) != Some(payload) {
            return Err(Fault::Payload);
        }
        Ok(())
    }

    /// Decompresses on, and compares at the end of the message.
    fn inflate(&mut self, bytes: &[u8], is_last: bool) -> Result<(), Fault> {
        let Some(inflater) = &mut self.inflater else {
            return Ok(());
        };
        let mut rest = bytes;
        loop {
            self.inflated.reserve(INFLATED_PIECE);
            let inflated = inflater
                .inflate(rest, is_last, &mut self.inflated)
                .map_err(|_| Fault::Payload)?;
            rest = &rest[inflated.read..];
            let has_room = self.inflated.len() < self.inflated.capacity();
            if inflated.is_done || !is_last && rest.is_empty() && has_room {
                return Ok(());
            }
        }
    }

    /// The end of a compressed message.
    fn compare_inflated(&mut self, burst: &Burst) -> Result<(), Fault> {
        self.inflate(&[], true)?;
        let expected = burst.traffic.payload;
        let start = self.messages * expected;
        let is_same = burst.payloads.get(start..start + expected) == Some(&*self.inflated);
        self.inflated.clear();
        is_same.then_some(()).ok_or(Fault::Payload)
    }

    fn end_message(&mut self, burst: &Burst, thorough: bool) -> Result<(), Fault> {
        let Traffic {
            payload, in_flight, ..
        } = burst.traffic;
        if self.inflater.is_some() {
            if thorough {
                self.compare_inflated(burst)?;
            }
        } else if self.received != payload {
            return Err(Fault::Length {
                expected: payload,
                received: self.received,
            });
        }
        self.received = 0;
        self.messages = (self.messages + 1) % in_flight;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{
        Burst, COMPRESSED, Deflater, Fault, FrameHead, MASK, Opcode, Replies, Traffic, frame,
    };

    fn burst(in_flight: usize, payload: usize) -> Burst {
        Burst::new(Traffic {
            connections: 1,
            in_flight,
            payload,
            is_compressed: false,
        })
        .expect("a burst")
    }

    #[test]
    fn compressed_answers_are_decompressed_and_compared() {
        let traffic = Traffic {
            connections: 1,
            in_flight: 3,
            payload: 1000,
            is_compressed: true,
        };
        let burst = Burst::new(traffic).expect("a burst");
        assert!(burst.bytes().len() < 3 * 500);
        let mut deflater = Deflater::new(15, true).expect("a window");
        for (round, is_right) in [(0, true), (1, true), (2, false)] {
            let mut replies = Vec::new();
            for payload in burst.payloads.chunks(1000) {
                let mut payload = payload.to_vec();
                payload[7] ^= u8::from(!is_right);
                let mut sent = Vec::new();
                deflater.deflate(&payload, true, &mut sent).expect("zlib");
                let head = FrameHead {
                    reserved: COMPRESSED,
                    ..FrameHead::whole(Opcode::Binary, sent.len() as u64)
                };
                replies.push(frame(&head, &sent));
            }
            // A context of its own each time: the first round would do for all of them.
            deflater = Deflater::new(15, true).expect("a window");
            let mut reader = Replies::new(traffic);
            let mut completed = Ok(0);
            for piece in replies.concat().chunks(7) {
                completed = completed
                    .and_then(|so_far: usize| Ok(so_far + reader.take(&burst, piece, true)?));
            }
            let expected = if is_right { Ok(3) } else { Err(Fault::Payload) };
            assert_eq!(completed, expected, "{round}");
        }
        // One that is not compressed.
        let plain = Replies::new(traffic).take(&burst, &[0x82, 16], true);
        assert!(plain.is_err());
    }

    /// The burst as an honest server sends it back, each message in frames of at most `frame` bytes.
    fn answers(burst: &Burst, frame: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        for payload in burst.payloads.chunks(burst.traffic.payload) {
            let count = payload.chunks(frame).count();
            for (index, piece) in payload.chunks(frame).enumerate() {
                let kind = if index == 0 { 2 } else { 0 };
                let last = if index + 1 == count { 0x80 } else { 0 };
                bytes.extend([kind | last, 127]);
                bytes.extend((piece.len() as u64).to_be_bytes());
                bytes.extend(piece);
            }
        }
        bytes
    }

    #[test]
    fn a_frame_unmasks_to_its_payload() {
        for (length, header) in [(16, 6), (125, 6), (126, 8), (0xffff, 8), (0x10000, 14)] {
            let burst = burst(1, length);
            let (head, masked) = burst.bytes().split_at(header);
            assert!(head.ends_with(&MASK));
            let unmasked = masked.iter().zip(MASK.iter().cycle()).map(|(a, b)| a ^ b);
            assert!(unmasked.eq(burst.payloads.iter().copied()), "{length}");
        }
    }

    #[test]
    fn answers_count_however_they_are_cut() {
        let burst = burst(3, 500);
        for frame in [500, 200, 1] {
            let bytes = answers(&burst, frame);
            for piece in [1, 7, 500, bytes.len()] {
                let mut replies = Replies::default();
                let mut completed = 0;
                for bytes in bytes.chunks(piece) {
                    completed += replies.take(&burst, bytes, true).expect("no fault");
                }
                assert_eq!(completed, 3, "{frame} {piece}");
                assert!(replies.is_burst_complete(), "{frame} {piece}");
            }
        }
    }

    #[test]
    fn pings_are_no_answers() {
        let burst = burst(1, 16);
        let mut replies = Replies::default();
        let bytes = [&[0x89, 0, 0x89, 2, 1, 2][..], &answers(&burst, 16)].concat();
        assert_eq!(replies.take(&burst, &bytes, true), Ok(1));
    }

    #[track_caller]
    fn check_fault(burst: &Burst, bytes: &[u8], expected: Fault) {
        let result = Replies::default().take(burst, bytes, true);
        assert_eq!(result, Err(expected));
    }

    #[test]
    fn what_is_wrong_is_noticed() {
        let two = burst(2, 16);
        for (first, second) in [(0x88, 2), (0x82, 0x90), (0xc2, 16), (0x81, 16)] {
            let head = [&[first, second][..], &MASK].concat();
            check_fault(&two, &head, Fault::Frame { first, second });
        }
        let long = Fault::Length {
            expected: 16,
            received: 17,
        };
        check_fault(&two, &[&[0x82, 17][..], &[0; 17]].concat(), long);
        let short = Fault::Length {
            expected: 16,
            received: 0,
        };
        check_fault(&two, &[0x82, 0], short);
        let mut swapped = two.payloads.clone();
        swapped.rotate_left(16);
        let bytes = [&[0x82, 16][..], &swapped[..16]].concat();
        check_fault(&two, &bytes, Fault::Payload);
        assert_eq!(Replies::default().take(&two, &bytes, false), Ok(1));
    }
}
