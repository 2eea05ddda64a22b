//! What comes, on a thread of its own: written, recorded, and compared with the recording.

use std::io::{self, BufWriter, Write};
use std::sync::Arc;
use std::time::Instant;

use message_log::{Direction, Kind, Seq};
use parking_lot::Mutex;
use payload::diff::Side;
use session::files::{FileError, write_line};
use session::replay::{Act, RecordedAct};
use session::{Follower, LogMessage, Unread};

use crate::difference;
use crate::limits::BATCH_BYTES;
use crate::recorded::Feed;
use crate::recording::Recording;
use crate::telling::complain;

/// What the head of a control frame has, in bytes, and what TLS adds to it: as much as both have at most.
const CONTROL_OVERHEAD: u64 = 40;

/// What has come, as the threads share it.
#[derive(Clone, Default)]
pub(super) struct Shared(Arc<Mutex<Heard>>);

/// What has come.
#[derive(Debug, Default)]
pub(super) struct Heard {
    /// Everything before this was looked at.
    pub(super) end: Option<Seq>,
    /// Text and binary messages that were sent.
    pub(super) sent: u64,
    /// Text and binary messages that came.
    pub(super) received: u64,
    /// When one of them was sent or came last.
    pub(super) last: Option<Instant>,
    /// How many bytes control frames had, about.
    pub(super) control_bytes: u64,
    /// The first message that is not what was recorded, in words.
    pub(super) mismatch: Option<String>,
    /// The first message that did not come, in words.
    pub(super) missing: Option<String>,
    /// Why no more is written.
    pub(super) failure: Option<io::Error>,
    /// Why no more of the recording could be read.
    pub(super) file_failure: Option<FileError>,
    /// Whether something was not recorded in the file.
    pub(super) is_unrecorded: bool,
    /// Set by a signal.
    pub(super) is_interrupted: bool,
}

impl Shared {
    pub(super) fn update<R>(&self, change: impl FnOnce(&mut Heard) -> R) -> R {
        change(&mut self.0.lock())
    }
}

impl Heard {
    /// Whether nothing more is to be done.
    pub(super) fn is_decided(&self) -> bool {
        self.is_interrupted || self.mismatch.is_some() || self.failure.is_some()
    }
}

type Out = Box<dyn Write + Send>;

/// Looks at everything that is recorded.
pub(super) struct Listener {
    out: Option<BufWriter<Out>>,
    recording: Option<Recording>,
    /// The messages that are to come.
    expected: Option<Feed>,
    received: u64,
}

impl Listener {
    pub(super) fn new(
        out: Option<Out>,
        recording: Option<Recording>,
        expected: Option<Feed>,
    ) -> Self {
        Self {
            out: out.map(|out| BufWriter::with_capacity(BATCH_BYTES, out)),
            recording,
            expected,
            received: 0,
        }
    }

    /// Until the session is gone. `wake` is called whenever something was looked at.
    pub(super) fn listen(mut self, mut follower: Follower, shared: &Shared, wake: impl Fn()) {
        while let Some(unread) = follower.read() {
            self.record(&unread, shared);
            let written = self.write(&unread);
            let mismatch = unread.messages().find_map(|message| self.compare(&message));
            if mismatch.is_some() {
                self.expected = None;
            }
            let now = Instant::now();
            shared.update(|heard| {
                unread
                    .messages()
                    .for_each(|message| heard.count(&message, now));
                heard.end = Some(unread.end());
                if heard.mismatch.is_none() {
                    heard.mismatch = mismatch;
                }
                if let Err(error) = written {
                    heard.failure = Some(error);
                }
            });
            wake();
        }
        let missing = self.missing();
        shared.update(|heard| {
            heard.missing = missing;
            heard.file_failure = self.expected.as_ref().and_then(Feed::take_failure);
        });
    }

    fn record(&mut self, unread: &Unread, shared: &Shared) {
        let recorded = self.recording.as_mut().map(|one| one.write(unread));
        if let Some(Err(error)) = recorded {
            // At once: it may last for hours.
            complain(&error.to_string());
            self.recording = None;
            shared.update(|heard| heard.is_unrecorded = true);
        }
    }

    fn write(&mut self, unread: &Unread) -> io::Result<()> {
        let Some(out) = &mut self.out else {
            return Ok(());
        };
        let written = unread
            .messages()
            .try_for_each(|message| write_line(out, &message, Some(message.seq.get()), None))
            .and_then(|()| out.flush());
        if written.is_err() {
            // What is left in the buffer cannot be written either.
            drop(self.out.take().map(BufWriter::into_parts));
        }
        written
    }

    /// What a message is instead of what was recorded.
    fn compare(&mut self, message: &LogMessage<'_>) -> Option<String> {
        if message.direction != Direction::Received || !message.kind.is_data() {
            return None;
        }
        self.received += 1;
        let expected = self.expected.as_mut()?;
        let came = (message.kind, message.payload);
        let Some(recorded) = expected.next().and_then(message_of) else {
            // A file that could not be read on says nothing of it.
            let is_whole = expected.take_failure().is_none();
            return is_whole.then(|| unexpected(self.received, came));
        };
        let was = side(recorded.0, &recorded.1);
        let is = side(came.0, came.1);
        (!was.says_the_same_as(&is)).then(|| different(self.received, recorded.0, was, came.0, is))
    }

    /// What did not come.
    fn missing(&mut self) -> Option<String> {
        let (kind, payload) = self.expected.as_mut()?.next().and_then(message_of)?;
        let mut text = format!(
            "message {} did not come; recorded was {}",
            self.received + 1,
            name(kind)
        );
        for line in whole(side(kind, &payload)) {
            text.push_str("\n- ");
            text.push_str(&line);
        }
        Some(text)
    }
}

impl Heard {
    fn count(&mut self, message: &LogMessage<'_>, now: Instant) {
        if !message.kind.is_data() {
            if message.direction != Direction::Local {
                self.control_bytes += message.payload.len() as u64 + CONTROL_OVERHEAD;
            }
            return;
        }
        self.last = Some(now);
        match message.direction {
            Direction::Sent => self.sent += 1,
            Direction::Received => self.received += 1,
            Direction::Local => {}
        }
    }
}

fn message_of(act: RecordedAct) -> Option<(Kind, Vec<u8>)> {
    match act.act {
        Act::Message { kind, payload, .. } => Some((kind, payload)),
        Act::Opened | Act::Closed { .. } | Act::Lost => None,
    }
}

fn side(kind: Kind, bytes: &[u8]) -> Side<'_> {
    Side {
        bytes,
        is_text: kind == Kind::Text,
    }
}

fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Binary => "a binary message",
        _ => "a text message",
    }
}

/// A message alone, in lines.
fn whole(side: Side<'_>) -> Vec<String> {
    let nothing = Side { bytes: b"", ..side };
    let lines = difference::lines(side, nothing).into_iter();
    let own = lines.filter_map(|line| line.strip_prefix("- ").map(str::to_owned));
    own.collect()
}

fn unexpected(number: u64, (kind, payload): (Kind, &[u8])) -> String {
    let mut text = format!(
        "message {number} is more than was recorded: it is {}",
        name(kind)
    );
    for line in whole(side(kind, payload)) {
        text.push_str("\n+ ");
        text.push_str(&line);
    }
    text
}

fn different(number: u64, was_kind: Kind, was: Side<'_>, is_kind: Kind, is: Side<'_>) -> String {
    let kinds = match was_kind == is_kind {
        true => String::new(),
        false => format!(": recorded was {}, {} came", name(was_kind), name(is_kind)),
    };
    let mut text = format!("message {number} is not what was recorded (- recorded, + came){kinds}");
    for line in difference::lines(was, is) {
        text.push('\n');
        text.push_str(&line);
    }
    text
}
