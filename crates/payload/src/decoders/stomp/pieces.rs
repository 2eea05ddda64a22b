//! Which messages are pieces of one frame: the protocol is a stream of bytes, and some clients send long frames in pieces.

use super::frame::{content_length, may_begin_with};
use crate::decoders::payload::{Payload, Sender};
use crate::decoders::{Joined, Joiner, MAX_JOINED};

/// A head is looked at up to so many bytes; servers allow less (section "Size Limits").
const MAX_HEAD: usize = 64 << 10;

/// What each side is in the middle of.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    client: Side,
    server: Side,
}

#[derive(Debug, Default)]
struct Side {
    state: State,
    /// How many messages the current one consists of.
    pieces: usize,
}

/// Where in a frame a message ended.
#[derive(Debug, Default)]
enum State {
    /// Between frames.
    #[default]
    Between,
    /// In the command or the headers, of which this was read.
    Head(Vec<u8>),
    /// In a body of which so many bytes are missing with its NUL.
    Counted(usize),
    /// In a body that ends with the first NUL.
    UpToNul,
}

impl Joiner for Pieces {
    fn next(&mut self, message: &Payload<'_>) -> Joined {
        let side = match message.sender {
            Sender::Client => &mut self.client,
            Sender::Server => &mut self.server,
        };
        if side.pieces == MAX_JOINED {
            *side = Side::default();
        }
        side.state = std::mem::take(&mut side.state).after(message.bytes);
        let is_whole = matches!(side.state, State::Between);
        let joined = match (side.pieces > 0, is_whole) {
            (false, true) => Joined::Alone,
            (false, false) => Joined::Begins,
            (true, false) => Joined::Continues,
            (true, true) => Joined::Ends,
        };
        side.pieces = if is_whole { 0 } else { side.pieces + 1 };
        joined
    }
}

impl State {
    fn after(mut self, mut bytes: &[u8]) -> Self {
        while !bytes.is_empty() {
            (self, bytes) = self.step(bytes);
        }
        self
    }

    /// What comes next after some of the bytes, and the rest of them.
    fn step(self, bytes: &[u8]) -> (Self, &[u8]) {
        match self {
            Self::Between => {
                let start = bytes.iter().position(|it| !matches!(it, b'\n' | b'\r'));
                let rest = &bytes[start.unwrap_or(bytes.len())..];
                if !rest.is_empty() && may_begin_with(rest) {
                    (Self::Head(Vec::new()), rest)
                } else {
                    // Something else, which nothing belongs to.
                    (Self::Between, &[])
                }
            }
            Self::Head(mut head) => {
                let known = head.len();
                let room = MAX_HEAD.saturating_sub(known).min(bytes.len());
                head.extend_from_slice(&bytes[..room]);
                match head_end(&head, known) {
                    Some(end) => (Self::body(&head[..end]), &bytes[end - known..]),
                    None if head.len() == MAX_HEAD => (Self::Between, &[]),
                    None => (Self::Head(head), &[]),
                }
            }
            Self::Counted(missing) => {
                let taken = missing.min(bytes.len());
                let state = match missing - taken {
                    0 => Self::Between,
                    missing => Self::Counted(missing),
                };
                (state, &bytes[taken..])
            }
            Self::UpToNul => match bytes.iter().position(|byte| *byte == 0) {
                Some(nul) => (Self::Between, &bytes[nul + 1..]),
                None => (Self::UpToNul, &[]),
            },
        }
    }

    /// How the body ends that follows a head.
    fn body(head: &[u8]) -> Self {
        let mut lines = head.split(|byte| *byte == b'\n');
        let length = lines.find_map(|line| line.strip_prefix(b"content-length:"));
        let length = length.and_then(|value| content_length(str::from_utf8(value).ok()?));
        match length.and_then(|length| length.checked_add(1)) {
            Some(missing) => Self::Counted(missing),
            None => Self::UpToNul,
        }
    }
}

/// Where a head ends of which nothing before `known` was its end: after the first empty line.
fn head_end(head: &[u8], known: usize) -> Option<usize> {
    // The empty line may have begun in the piece before, with up to two characters.
    let from = known.saturating_sub(2);
    let ends = (from..head.len()).filter(|at| head[*at] == b'\n');
    ends.map(|at| at + 1).find(|end| {
        let line = &head[..end - 1];
        line.ends_with(b"\n") || line.ends_with(b"\n\r")
    })
}
