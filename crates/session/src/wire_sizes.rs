//! What messages came to on the wire, where compression was agreed on.

use std::collections::VecDeque;

use connection::Step;
use message_log::{Direction, Seq};
use wire::deflate::Parameters;

/// The most messages whose size on the wire is known, 16 bytes each. Of older ones it is forgotten; what all of them come to is
/// counted on.
const MAX_SIZES: usize = 1 << 20;

/// The most messages that were sent and whose size is not told yet: as many as may wait to be sent, and as are in the buffers
/// below.
const MAX_AWAITED: usize = 1 << 16;

/// What compression has saved on one connection, in one direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Compressed {
    /// The messages that this is about.
    pub messages: u64,
    /// Their payloads, in bytes.
    pub payload: u64,
    /// What these came to on the wire, in bytes, without the heads of frames.
    pub on_wire: u64,
}

/// What was agreed on compression, and what came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Compression {
    /// What was agreed on.
    pub agreed: Parameters,
    /// Of messages that were sent.
    pub sent: Compressed,
    /// Of messages that were received.
    pub received: Compressed,
}

/// The sizes of messages on the wire.
#[derive(Debug, Default)]
pub(crate) struct WireSizes {
    /// By name, in ascending order for each direction.
    sent: VecDeque<(Seq, u64)>,
    received: VecDeque<(Seq, u64)>,
    /// The names of messages that were sent, whose sizes are still to be told, with the sizes of their payloads. A message
    /// that was not kept has no name.
    awaited: VecDeque<(Option<Seq>, u64)>,
    /// Of the connection that there is, if compression was agreed on.
    current: Option<Compression>,
    /// The message that was received last, in the same way.
    last_received: Option<(Option<Seq>, u64)>,
}

impl WireSizes {
    /// An attempt begins: what is still to be told of the connection before will not come.
    pub(crate) fn begin(&mut self) {
        self.awaited.clear();
        self.last_received = None;
        self.current = None;
    }

    /// What came of compression on the connection that there is or was last, if it was agreed on.
    pub(crate) fn compression(&self) -> Option<Compression> {
        self.current
    }

    /// What the payload of a message came to, if that is known, in bytes.
    pub(crate) fn of(&self, direction: Direction, seq: Seq) -> Option<u64> {
        let sizes = match direction {
            Direction::Sent => &self.sent,
            Direction::Received => &self.received,
            Direction::Local => return None,
        };
        let index = sizes.binary_search_by_key(&seq, |(seq, _)| *seq).ok()?;
        Some(sizes[index].1)
    }

    /// A text or binary message was recorded.
    pub(crate) fn record(&mut self, direction: Direction, seq: Option<Seq>, payload: u64) {
        if self.current.is_none() {
            return;
        }
        match direction {
            Direction::Sent if self.awaited.len() < MAX_AWAITED => {
                self.awaited.push_back((seq, payload));
            }
            Direction::Received => self.last_received = Some((seq, payload)),
            Direction::Sent | Direction::Local => {}
        }
    }

    /// Takes in what a transport tells about compression. False if it is about something else.
    pub(crate) fn observe(&mut self, step: &Step) -> bool {
        match step {
            Step::Compression { agreed } => {
                self.current = Some(Compression {
                    agreed: *agreed,
                    sent: Compressed::default(),
                    received: Compressed::default(),
                });
                false
            }
            Step::OnWire { is_sent, bytes } => {
                self.take(*is_sent, *bytes);
                true
            }
            _ => false,
        }
    }

    fn take(&mut self, is_sent: bool, bytes: u64) {
        let Some(current) = &mut self.current else {
            return;
        };
        let (message, total, sizes) = if is_sent {
            let message = self.awaited.pop_front();
            (message, &mut current.sent, &mut self.sent)
        } else {
            let message = self.last_received.take();
            (message, &mut current.received, &mut self.received)
        };
        let Some((seq, payload)) = message else {
            return;
        };
        total.messages += 1;
        total.payload += payload;
        total.on_wire += bytes;
        if let Some(seq) = seq {
            if sizes.len() == MAX_SIZES {
                sizes.pop_front();
            }
            sizes.push_back((seq, bytes));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_belong_to_the_messages_in_their_order() {
        let mut sizes = WireSizes::default();
        let told = |is_sent, bytes| Step::OnWire { is_sent, bytes };
        sizes.record(Direction::Sent, Some(Seq::new(1)), 10);
        assert!(sizes.observe(&told(true, 5)), "nothing was agreed on");
        assert_eq!(sizes.of(Direction::Sent, Seq::new(1)), None);
        let agreed = Parameters::default();
        assert!(!sizes.observe(&Step::Compression { agreed }));
        sizes.record(Direction::Sent, Some(Seq::new(2)), 100);
        sizes.record(Direction::Received, Some(Seq::new(3)), 1000);
        // It was not kept.
        sizes.record(Direction::Sent, None, 200);
        sizes.record(Direction::Sent, Some(Seq::new(5)), 300);
        sizes.observe(&told(false, 77));
        for bytes in [11, 22, 33] {
            sizes.observe(&told(true, bytes));
        }
        // More than there were: hand-made frames, say.
        sizes.observe(&told(true, 44));
        sizes.observe(&told(false, 55));
        for (direction, seq, expected) in [
            (Direction::Sent, 2, Some(11)),
            (Direction::Received, 3, Some(77)),
            (Direction::Sent, 3, None),
            (Direction::Sent, 5, Some(33)),
        ] {
            assert_eq!(sizes.of(direction, Seq::new(seq)), expected, "{seq}");
        }
        let sent = Compressed {
            messages: 3,
            payload: 600,
            on_wire: 66,
        };
        let compression = sizes.compression().unwrap();
        assert_eq!(compression.sent, sent);
        assert_eq!(compression.received.on_wire, 77);
        sizes.begin();
        assert_eq!(sizes.compression(), None);
        assert_eq!(sizes.of(Direction::Sent, Seq::new(5)), Some(33));
    }
}
