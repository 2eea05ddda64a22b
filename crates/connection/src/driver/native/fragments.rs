//! Counts the frames of each message, by reading the heads of frames alone.

/// The longest head of a frame, in bytes: two, eight for a length, four for a mask (RFC 6455, section 5.2).
const MAX_HEAD: usize = 14;

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
}

impl Fragments {
    /// Reads on. `told` is given the number of frames of each text or binary message, with the head of its last one.
    pub(super) fn hear(&mut self, mut bytes: &[u8], mut told: impl FnMut(u32)) {
        while !bytes.is_empty() {
            if self.left > 0 {
                let length = usize::try_from(self.left).unwrap_or(usize::MAX);
                let skipped = length.min(bytes.len());
                self.left -= skipped as u64;
                bytes = &bytes[skipped..];
                continue;
            }
            self.head[self.have] = bytes[0];
            self.have += 1;
            bytes = &bytes[1..];
            if let Some(length) = payload_length(&self.head[..self.have]) {
                self.have = 0;
                self.left = length;
                if let Some(frames) = self.count() {
                    told(frames);
                }
            }
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
