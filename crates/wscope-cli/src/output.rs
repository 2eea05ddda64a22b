//! Standard output, on a thread of its own: what is recorded, in the format that is asked for.

use std::io::{self, BufWriter, Write};
use std::time::Instant;

use connection::Step;
use message_log::Kind;
use session::conversation::Heard;
use session::files::{write_decoded_line, write_line};
use session::{FollowedFrame, Follower, LogMessage, RecordedEvent, Unread};

use crate::decoding::Decoder;
use crate::frames;
use crate::limits::BATCH_BYTES;
use crate::lines::{write_as_line, write_shown};
use crate::plan::Format;
use crate::progress::{Passed, Progress};
use crate::recording::Recording;
use crate::screen::Screen;
use crate::telling::{complain, remark};

/// Where everything that is recorded is written to.
pub(crate) struct Output<W> {
    /// Standard output.
    pub(crate) out: W,
    pub(crate) format: Format,
    /// Whether frames are written in place of messages.
    pub(crate) shows_frames: bool,
    /// What decodes messages, if they are to be.
    pub(crate) decoder: Option<Decoder>,
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
        let mut passed = Passed::default();
        let mut writer = Writer {
            out: &mut out,
            format: self.format,
            shows_frames: self.shows_frames,
            decoder: self.decoder,
            left: self.most_received.unwrap_or(u64::MAX),
        };
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
            let written = writer.write(&unread, &mut passed);
            passed.end = Some(unread.end());
            passed.has_all = writer.left == 0;
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

/// Writes what is read of the record.
struct Writer<'a, W> {
    out: &'a mut W,
    format: Format,
    shows_frames: bool,
    decoder: Option<Decoder>,
    /// How many messages that came may still be written.
    left: u64,
}

impl<W: Write> Writer<'_, W> {
    /// Writes what is there, counts it, and flushes: the next message may come much later.
    fn write(&mut self, unread: &Unread, passed: &mut Passed) -> io::Result<()> {
        let now = Instant::now();
        for one in unread.passed() {
            let message = match one {
                session::Passed::Recorded(message) => message,
                session::Passed::Frame(frame) => {
                    self.write_frame(frame)?;
                    continue;
                }
            };
            passed.count(&message, now);
            let said = match &mut self.decoder {
                Some(decoder) => decoder.next(&message),
                None => (None, None),
            };
            let is_received = is_received(&message);
            // Its frames were written.
            let is_left_out = self.shows_frames && message.kind != Kind::Event;
            if !is_left_out && (!is_received || self.left > 0) {
                self.write_one(&message, said.0.as_ref())?;
            }
            self.left -= u64::from(is_received && self.left > 0);
            if let Some(remark) = said.1 {
                self.remark(&remark)?;
            }
        }
        self.out.flush()
    }

    /// Tells of the decoding: among what is shown on a terminal that is typed on, else on standard error.
    fn remark(&mut self, text: &str) -> io::Result<()> {
        match self.screen() {
            Some(screen) => screen.note(self.out, format_args!("{text}")),
            None => {
                remark(text);
                Ok(())
            }
        }
    }

    fn screen(&self) -> Option<Screen> {
        match self.format {
            Format::Screen {
                tells_steps,
                tells_round_trips,
                has_colors,
            } => Some(Screen {
                tells_steps,
                tells_round_trips,
                has_colors,
            }),
            Format::Json { .. } | Format::Lines | Format::Shown | Format::Bytes => None,
        }
    }

    fn write_frame(&mut self, frame: &FollowedFrame) -> io::Result<()> {
        match self.format {
            Format::Json { .. } => frames::write_json(self.out, frame),
            Format::Lines | Format::Shown | Format::Bytes | Format::Screen { .. } => {
                frames::write_line(self.out, frame)
            }
        }
    }

    /// Writes a message or an event: in JSON with what it says, else what it says, if it says anything by itself.
    fn write_one(&mut self, message: &LogMessage<'_>, said: Option<&Heard>) -> io::Result<()> {
        let words = said.and_then(Heard::words).map(String::into_bytes);
        let payload = words.as_deref().unwrap_or(message.payload);
        match self.format {
            Format::Json { tells_steps } if tells_steps || !is_step(message) => {
                let number = Some(message.seq.get());
                match said {
                    Some(said) => {
                        let said = said.told();
                        write_decoded_line(self.out, message, number, None, Some(&said))
                    }
                    None => write_line(self.out, message, number, None),
                }
            }
            Format::Lines if is_received(message) => write_as_line(self.out, payload),
            Format::Shown if is_received(message) => write_shown(self.out, payload),
            Format::Bytes if is_received(message) => self.out.write_all(message.payload),
            Format::Screen { .. } => match (self.screen(), words) {
                (Some(screen), Some(words)) if is_received(message) => {
                    screen.decoded(self.out, &words)
                }
                (Some(screen), _) => screen.write(self.out, message),
                (None, _) => Ok(()),
            },
            Format::Json { .. } | Format::Lines | Format::Shown | Format::Bytes => Ok(()),
        }
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
