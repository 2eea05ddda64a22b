//! Standard output: everything that is recorded, on a thread of its own.

use std::io::{self, BufWriter, Write};
use std::time::Instant;

use connection::Step;
use session::files::{is_obeyed, write_line};
use session::{Follower, LogMessage, RecordedEvent, Unread};

use crate::limits::BATCH_BYTES;
use crate::progress::Progress;
use crate::recording::Recording;
use crate::telling::complain;

/// Where everything that is recorded is written to.
pub(crate) struct Output<W> {
    /// Standard output.
    pub(crate) out: W,
    /// Whether the steps of the handshake are written there.
    pub(crate) tells_steps: bool,
    /// A file as well.
    pub(crate) recording: Option<Recording>,
}

impl<W: Write> Output<W> {
    /// Writes everything until the session is gone, or until it cannot be written. `wake` is called whenever something was.
    pub(crate) fn write_all(self, mut follower: Follower, progress: &Progress, wake: impl Fn()) {
        let mut out = BufWriter::with_capacity(BATCH_BYTES, self.out);
        let mut recording = self.recording;
        while let Some(unread) = follower.read() {
            // First into the file, which is to have all that was seen.
            let recorded = recording.as_mut().map(|recording| recording.write(&unread));
            let unrecorded = recorded.and_then(Result::err);
            if let Some(error) = &unrecorded {
                // At once: a recording may last for hours.
                complain(&error.to_string());
                recording = None;
            }
            let written = write(&mut out, &unread, self.tells_steps);
            let now = Instant::now();
            let is_over = written.is_err();
            progress.update(|passed| {
                for message in unread.messages() {
                    passed.count(&message, now);
                }
                passed.end = Some(unread.end());
                passed.failure = written.err();
                passed.is_unrecorded |= unrecorded.is_some();
            });
            wake();
            if is_over {
                // What is left in the buffer cannot be written either.
                drop(out.into_parts());
                return;
            }
        }
    }
}

/// Writes what is there, and flushes: the next message may come much later.
fn write(out: &mut impl Write, unread: &Unread, tells_steps: bool) -> io::Result<()> {
    for message in unread.messages() {
        if tells_steps || !is_step(&message) {
            write_line(out, &message, Some(message.seq.get()), None)?;
        }
    }
    out.flush()
}

/// Whether it is a step of the handshake. That the secrets of TLS are written to a file must not be overlooked.
fn is_step(message: &LogMessage<'_>) -> bool {
    matches!(message.event, Some(RecordedEvent::Step(step)) if !matches!(step, Step::Unfinished { .. } | Step::Secured { key_log: Some(_), .. } | Step::RawFrame(_) | Step::Withheld(_) | Step::CloseUnanswered { .. }))
}

/// JSON in which nothing stands as it is that a terminal obeys: that can only be within strings.
pub(crate) fn for_terminals(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for letter in json.chars() {
        if is_obeyed(letter) {
            text.push_str(&format!("\\u{:04x}", u32::from(letter)));
        } else {
            text.push(letter);
        }
    }
    text
}
