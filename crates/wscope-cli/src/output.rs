//! Standard output, on a thread of its own: what is recorded, in the format that is asked for.

use std::io::{self, BufWriter, Write};
use std::time::Instant;

use connection::Step;
use message_log::Kind;
use session::files::write_line;
use session::{FollowedFrame, Follower, LogMessage, RecordedEvent, Unread};

use crate::frames;
use crate::limits::BATCH_BYTES;
use crate::lines::{write_as_line, write_shown};
use crate::plan::Format;
use crate::progress::{Passed, Progress};
use crate::recording::Recording;
use crate::screen::Screen;
use crate::telling::complain;

/// Where everything that is recorded is written to.
pub(crate) struct Output<W> {
    /// Standard output.
    pub(crate) out: W,
    pub(crate) format: Format,
    /// Whether frames are written in place of messages.
    pub(crate) shows_frames: bool,
    /// How many messages that came are written at most.
    pub(crate) most_received: Option<u64>,
    /// A file as well.
    pub(crate) recording: Option<Recording>,
}

impl<W: Write> Output<W> {
    /// Writes everything until the session is gone, or until it cannot be written. `wake` is called whenever something was.
    pub(crate) fn write_all(self, mut follower: Follower, progress: &Progress, wake: impl Fn()) {
        let out = Counted {
            out: self.out,
            progress: progress.clone(),
        };
        let mut out = BufWriter::with_capacity(BATCH_BYTES, out);
        let mut recording = self.recording;
        let mut left = self.most_received.unwrap_or(u64::MAX);
        let mut passed = Passed::default();
        while let Some(unread) = follower.read() {
            // First into the file, which is to have all that was seen.
            let recorded = recording.as_mut().map(|recording| recording.write(&unread));
            let unrecorded = recorded.and_then(Result::err);
            if let Some(error) = &unrecorded {
                // At once: a recording may last for hours.
                complain(&error.to_string());
                recording = None;
                passed.is_unrecorded = true;
            }
            let formats = (self.format, self.shows_frames);
            let written = write(&mut out, &unread, formats, &mut left, &mut passed);
            passed.end = Some(unread.end());
            passed.has_all = left == 0;
            let is_over = written.is_err();
            progress.set(&passed, written.err());
            wake();
            if is_over {
                // What is left in the buffer cannot be written either.
                drop(out.into_parts());
                return;
            }
        }
    }
}

/// Tells how much was written.
struct Counted<W> {
    out: W,
    progress: Progress,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.progress.add_written(written);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Writes what is there, counts it, and flushes: the next message may come much later.
fn write(
    out: &mut impl Write,
    unread: &Unread,
    (format, shows_frames): (Format, bool),
    left: &mut u64,
    passed: &mut Passed,
) -> io::Result<()> {
    let now = Instant::now();
    for one in unread.passed() {
        let message = match one {
            session::Passed::Recorded(message) => message,
            session::Passed::Frame(frame) => {
                write_frame(out, frame, format)?;
                continue;
            }
        };
        passed.count(&message, now);
        let is_received = is_received(&message);
        if is_received && *left == 0 {
            continue;
        }
        *left -= u64::from(is_received);
        // Its frames were written.
        if !shows_frames || message.kind == Kind::Event {
            write_one(out, &message, format)?;
        }
    }
    out.flush()
}

fn write_frame(out: &mut impl Write, frame: &FollowedFrame, format: Format) -> io::Result<()> {
    match format {
        Format::Json { .. } => frames::write_json(out, frame),
        Format::Lines | Format::Shown | Format::Bytes | Format::Screen { .. } => {
            frames::write_line(out, frame)
        }
    }
}

fn write_one(out: &mut impl Write, message: &LogMessage<'_>, format: Format) -> io::Result<()> {
    match format {
        Format::Json { tells_steps } if tells_steps || !is_step(message) => {
            write_line(out, message, Some(message.seq.get()), None)
        }
        Format::Lines if is_received(message) => write_as_line(out, message.payload),
        Format::Shown if is_received(message) => write_shown(out, message.payload),
        Format::Bytes if is_received(message) => out.write_all(message.payload),
        Format::Screen {
            tells_steps,
            tells_round_trips,
            has_colors,
        } => Screen {
            tells_steps,
            tells_round_trips,
            has_colors,
        }
        .write(out, message),
        Format::Json { .. } | Format::Lines | Format::Shown | Format::Bytes => Ok(()),
    }
}

/// Whether it is a text or binary message that came.
fn is_received(message: &LogMessage<'_>) -> bool {
    message.direction == message_log::Direction::Received && message.kind.is_data()
}

/// Whether it is a step of the handshake. That the secrets of TLS are written to a file must not be overlooked.
fn is_step(message: &LogMessage<'_>) -> bool {
    matches!(message.event, Some(RecordedEvent::Step(step)) if !matches!(step, Step::Unfinished { .. } | Step::Secured { key_log: Some(_), .. } | Step::RawFrame(_) | Step::Withheld(_) | Step::CloseUnanswered { .. }))
}
