//! Standard output, on a thread of its own: what is recorded, in the format that is asked for.

use std::io::{self, BufWriter, Write};
use std::time::Instant;

use connection::Step;
use message_log::Kind;
use session::conversation::{Heard, Spoken};
use session::files::{write_decoded_line, write_line};
use session::{FollowedFrame, Follower, LogMessage, ReadOutcome, RecordedEvent, Unread};

use crate::decoding::Decoder;
use crate::frames;
use crate::limits::BATCH_BYTES;
use crate::lines::{write_as_line, write_shown};
use crate::plan::Format;
use crate::progress::{Passed, Progress};
use crate::recording::Recording;
use crate::screen::Screen;
use crate::telling::{complain, remark};
use crate::waiting::Waiting;

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
        let mut writer = Writer {
            out: &mut out,
            format: self.format,
            shows_frames: self.shows_frames,
            decoder: self.decoder,
            left: self.most_received.unwrap_or(u64::MAX),
            recording: self.recording,
            progress: progress.clone(),
            left_out: 0,
        };
        let mut waiting = writer.waits_for_protocol().then(Waiting::new);
        let mut passed = Passed::default();
        loop {
            let outcome = follower.read_until(waiting.as_ref().and_then(Waiting::deadline));
            let is_last = matches!(outcome, ReadOutcome::Over);
            let ready = writer.ready(outcome, &mut waiting, &mut passed);
            writer.know(waiting.as_ref().and_then(Waiting::spoken));
            for unread in ready {
                let written = writer.write(&unread, &mut passed);
                passed.end = Some(unread.end());
                passed.has_all = writer.left == 0;
                let has_failed = written.is_err();
                progress.set(&passed, written.err());
                wake();
                if has_failed {
                    // What is left in the buffer cannot be written either.
                    drop(out.into_parts());
                    return;
                }
            }
            if is_last {
                writer.tell_left_out();
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
    /// A file as well.
    recording: Option<Recording>,
    progress: Progress,
    /// How many messages and frames were left out since nobody waits for them any more.
    left_out: u64,
}

impl<W: Write> Writer<'_, W> {
    /// Writes into the file, if there is one. Says whether that went well.
    fn record(&mut self, unread: &Unread) -> bool {
        let written = self
            .recording
            .as_mut()
            .map_or(Ok(()), |recording| recording.write(unread));
        if let Err(error) = &written {
            // At once: a recording may last for hours.
            complain(&error.to_string());
            self.recording = None;
        }
        written.is_ok()
    }

    /// Records what was read, and returns what of it, and of what waits for the protocol, is to be written now.
    fn ready(
        &mut self,
        outcome: ReadOutcome,
        waiting: &mut Option<Waiting>,
        passed: &mut Passed,
    ) -> Vec<Unread> {
        match outcome {
            ReadOutcome::Unread(unread) => {
                // First into the file, which is to have all that was seen.
                passed.is_unrecorded |= !self.record(&unread);
                match waiting {
                    Some(waiting) => waiting.take(unread),
                    None => vec![unread],
                }
            }
            ReadOutcome::Late | ReadOutcome::Over => {
                waiting.as_mut().map(Waiting::give_up).unwrap_or_default()
            }
        }
    }

    /// Whether the first messages wait until it is known what is spoken. On a screen they are shown at once, and once more when it is.
    fn waits_for_protocol(&self) -> bool {
        let is_screen = matches!(self.format, Format::Screen { .. } | Format::Shown);
        !is_screen && self.decoder.as_ref().is_some_and(Decoder::recognises)
    }

    /// It is known what is spoken.
    fn know(&mut self, spoken: Option<Spoken>) {
        if let (Some(decoder), Some(spoken)) = (&mut self.decoder, spoken) {
            decoder.know(spoken);
        }
    }

    /// Writes what is there, counts it, and flushes: the next message may come much later.
    fn write(&mut self, unread: &Unread, passed: &mut Passed) -> io::Result<()> {
        let now = Instant::now();
        for one in unread.passed() {
            let message = match one {
                session::Passed::Recorded(message) => message,
                session::Passed::Frame(_) if self.progress.leaves_out_rest() => {
                    self.left_out += 1;
                    continue;
                }
                session::Passed::Frame(frame) => {
                    self.write_frame(frame)?;
                    continue;
                }
            };
            passed.count(&message, now);
            if message.kind != Kind::Event && self.progress.leaves_out_rest() {
                self.left_out += u64::from(!self.shows_frames);
                continue;
            }
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
                self.write_late()?;
            }
        }
        self.out.flush()
    }

    fn tell_left_out(&self) {
        let what = if self.shows_frames {
            "frames"
        } else {
            "messages"
        };
        match self.left_out {
            0 => {}
            number => remark(&format!("{number} {what} were not shown any more")),
        }
    }

    /// Shows once more, on a screen, what came before it was known what is spoken: now it can be decoded.
    fn write_late(&mut self) -> io::Result<()> {
        let late = self.decoder.as_ref().map(Decoder::heard_late);
        for words in late.into_iter().flatten() {
            match (self.format, self.screen()) {
                (_, Some(screen)) => screen.decoded(self.out, words.as_bytes())?,
                (Format::Shown, None) => write_shown(self.out, words.as_bytes())?,
                (_, None) => {}
            }
        }
        Ok(())
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
