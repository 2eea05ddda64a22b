//! A frame as it is being described, and what came of the one that was sent last.

use std::fmt::Write as _;

use connection::{CloseFrame, SendError};
use message_log::Seq;
use payload::typed::{Content, Form, parse};
use session::{ConnectionRecord, RecordedEvent, Session};
use wire::{Expected, LengthForm, Masking, Opcode, Preset, RawFrame};

/// The form, as it is filled in.
#[derive(Clone, Debug)]
pub struct FrameForm {
    /// What it was filled in with last.
    pub(super) preset: Preset,
    pub(super) opcode: u8,
    pub(super) is_final: bool,
    /// RSV1, RSV2 and RSV3.
    pub(super) reserved: [bool; 3],
    pub(super) mask: MaskChoice,
    /// The key of [`MaskChoice::Key`], in hexadecimal digits.
    pub(super) key: String,
    pub(super) form: LengthForm,
    /// The length that the head tells; empty for that of the payload.
    pub(super) declared: String,
    /// [`Form::Text`] or [`Form::Hex`].
    pub(super) payload_form: Form,
    pub(super) payload: String,
    /// What was described last: it is drawn while something is being typed that is no frame.
    pub(super) drawn: RawFrame,
    sent: Option<Sent>,
}

/// With what the payload is masked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MaskChoice {
    Random,
    Key,
    Unmasked,
}

/// What is wrong with what was filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    Key,
    Declared,
    Payload,
}

/// The frame that was sent last.
#[derive(Clone, Copy, Debug)]
struct Sent {
    /// The name of its row in the log.
    row: Seq,
    /// How many text and binary messages had been received over the connection before.
    received: u64,
    /// What the server does about it, if it is that of a preset.
    expected: Option<Expected>,
}

/// What the server did since the last frame was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// None was sent.
    NotSent,
    /// The connection is open.
    Open {
        /// So many text and binary messages have come.
        received: u64,
        /// This close frame came, and the answer is withheld.
        closed: Option<CloseFrame>,
    },
    /// The connection ended.
    Ended(RecordedEvent),
    /// What belongs to the connection is no longer known.
    Forgotten,
}

/// What the standard says of what the server did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It requires that.
    Required,
    /// It requires that, and recommends this close code.
    OtherCode(u16),
    /// It requires something else.
    Wrong,
}

impl Default for FrameForm {
    fn default() -> Self {
        let mut form = Self {
            preset: Preset::Sound,
            opcode: 0,
            is_final: true,
            reserved: [false; 3],
            mask: MaskChoice::Random,
            key: String::new(),
            form: LengthForm::Shortest,
            declared: String::new(),
            payload_form: Form::Text,
            payload: String::new(),
            drawn: Preset::Sound.frame(),
            sent: None,
        };
        form.fill(Preset::Sound);
        form
    }
}

impl FrameForm {
    /// Fills everything in as a preset has it.
    pub(super) fn fill(&mut self, preset: Preset) {
        self.preset = preset;
        self.fill_in(&preset.frame());
    }

    /// Fills everything in as this frame has it.
    pub fn fill_in(&mut self, frame: &RawFrame) {
        self.drawn.clone_from(frame);
        // What the server did about another one is not about this.
        self.sent = None;
        self.opcode = frame.opcode.bits();
        self.is_final = frame.is_final;
        self.reserved = [4, 2, 1].map(|bit| frame.reserved & bit != 0);
        self.mask = match frame.masking {
            Masking::Random => MaskChoice::Random,
            Masking::Key(key) => {
                self.key = digits(&key);
                MaskChoice::Key
            }
            Masking::Unmasked => MaskChoice::Unmasked,
        };
        self.form = frame.form;
        self.declared = frame
            .declared
            .map_or_else(String::new, |length| length.to_string());
        let text = std::str::from_utf8(&frame.payload).ok();
        let text = text.filter(|text| !text.contains(char::is_control));
        (self.payload_form, self.payload) = match text {
            Some(text) => (Form::Text, text.to_owned()),
            None => (Form::Hex, digits(&frame.payload)),
        };
    }

    /// The payload is written otherwise, and stays the same where it can be.
    pub(super) fn write_payload_as(&mut self, form: Form) {
        if let Ok(bytes) = self.payload_bytes() {
            match form {
                Form::Hex => self.payload = digits(&bytes),
                _ => {
                    if let Ok(text) = String::from_utf8(bytes) {
                        self.payload = text;
                    }
                }
            }
        }
        self.payload_form = form;
    }

    fn payload_bytes(&self) -> Result<Vec<u8>, Flaw> {
        match parse(&self.payload, self.payload_form) {
            Ok(Content::Text(text)) => Ok(text.into_bytes()),
            Ok(Content::Binary(bytes)) => Ok(bytes),
            Err(_) => Err(Flaw::Payload),
        }
    }

    /// The frame that is described.
    pub(super) fn frame(&self) -> Result<RawFrame, Flaw> {
        let masking = match self.mask {
            MaskChoice::Random => Masking::Random,
            MaskChoice::Unmasked => Masking::Unmasked,
            MaskChoice::Key => match parse(&self.key, Form::Hex) {
                Ok(Content::Binary(key)) => {
                    Masking::Key(key.try_into().map_err(|_wrong_length| Flaw::Key)?)
                }
                _ => return Err(Flaw::Key),
            },
        };
        let declared = match self.declared.trim() {
            "" => None,
            typed => Some(typed.parse().map_err(|_no_number| Flaw::Declared)?),
        };
        let bits = [4, 2, 1].into_iter().zip(self.reserved);
        Ok(RawFrame {
            is_final: self.is_final,
            reserved: bits.map(|(bit, is_set)| if is_set { bit } else { 0 }).sum(),
            opcode: Opcode::from_bits(self.opcode),
            masking,
            declared,
            form: self.form,
            payload: self.payload_bytes()?,
        })
    }

    /// Sends the frame, and before it what its preset needs. What is filled in wrongly is not sent: the form says so.
    ///
    /// # Errors
    /// When it cannot be sent now.
    pub fn send(&mut self, session: &mut Session) -> Result<(), SendError> {
        let Ok(frame) = self.frame() else {
            return Ok(());
        };
        let known = session.with_connection(None, |record| {
            (record.compression().is_some(), data_received(record))
        });
        let (is_compressed, received) = known.unwrap_or_default();
        let is_preset = frame == self.preset.frame();
        let sent = Sent {
            row: session.snapshot().kept.end,
            received,
            expected: is_preset.then(|| self.preset.expected(is_compressed)),
        };
        if let Some(before) = self.preset.before() {
            session.send_frame(before)?;
        }
        session.send_frame(frame)?;
        self.sent = Some(sent);
        Ok(())
    }

    /// What the server did since, and what the standard says of that, if it says something.
    pub fn outcome(&self, session: &Session) -> (Outcome, Option<Verdict>) {
        let Some(sent) = self.sent else {
            return (Outcome::NotSent, None);
        };
        let outcome = session.with_connection(Some(sent.row), |record| match &record.ended {
            Some((_, event)) => Outcome::Ended(event.clone()),
            None => Outcome::Open {
                received: data_received(record).saturating_sub(sent.received),
                closed: record.unanswered_close.clone(),
            },
        });
        let outcome = outcome.unwrap_or(Outcome::Forgotten);
        let verdict = sent
            .expected
            .and_then(|expected| verdict(&outcome, expected));
        (outcome, verdict)
    }
}

/// Pings and pongs say nothing about a frame: they come by themselves.
fn data_received(record: &ConnectionRecord) -> u64 {
    let received = record.received;
    received.messages.saturating_sub(received.control_frames)
}

/// `None` while the server may still do what it has to, and where nothing can be said: it may close a connection for reasons of
/// its own. Whether it says with a close frame that it fails one is left to it, and so is the code (RFC 6455, sections 7.1.7 and
/// 7.4.1).
fn verdict(outcome: &Outcome, expected: Expected) -> Option<Verdict> {
    let code = match outcome {
        Outcome::Ended(RecordedEvent::ClosedByPeer { frame }) => {
            frame.as_ref().and_then(|frame| frame.code)
        }
        Outcome::Open {
            closed: Some(frame),
            ..
        } => frame.code,
        Outcome::Ended(RecordedEvent::Lost { .. }) => {
            return matches!(expected, Expected::Closes(_)).then_some(Verdict::Required);
        }
        Outcome::Open { received: 1.., .. } => {
            return (expected == Expected::Accepts).then_some(Verdict::Required);
        }
        _ => return None,
    };
    match (expected, code) {
        (Expected::Closes(usual) | Expected::MayClose(usual), Some(code)) if code == usual => {
            Some(Verdict::Required)
        }
        (Expected::Closes(usual), _) => Some(Verdict::OtherCode(usual)),
        (Expected::Accepts | Expected::Waits, Some(1002 | 1007)) => Some(Verdict::Wrong),
        _ => None,
    }
}

/// Bytes as hexadecimal digits, two for each, with blanks between them.
fn digits(bytes: &[u8]) -> String {
    let mut digits = String::with_capacity(bytes.len() * 3);
    for byte in bytes {
        if !digits.is_empty() {
            digits.push(' ');
        }
        // A string takes whatever is written.
        write!(digits, "{byte:02x}").ok();
    }
    digits
}

#[cfg(test)]
mod tests {
    use wire::PRESETS;

    use super::*;

    #[test]
    fn what_a_preset_fills_in_is_its_frame() {
        let mut form = FrameForm::default();
        for preset in PRESETS {
            form.fill(preset);
            assert_eq!(form.frame(), Ok(preset.frame()), "{preset:?}");
            for shown in [Form::Hex, Form::Text] {
                if shown == Form::Hex || std::str::from_utf8(&preset.frame().payload).is_ok() {
                    form.write_payload_as(shown);
                    assert_eq!(form.frame(), Ok(preset.frame()), "{preset:?} {shown:?}");
                }
            }
        }
    }

    #[test]
    fn what_is_filled_in_wrongly_is_no_frame() {
        #[track_caller]
        fn check(change: impl FnOnce(&mut FrameForm), expected: Flaw) {
            let mut form = FrameForm::default();
            change(&mut form);
            assert_eq!(form.frame(), Err(expected), "{form:?}");
        }
        for key in ["", "1", "01 02 03", "0102030405", "x"] {
            let change = |form: &mut FrameForm| {
                form.mask = MaskChoice::Key;
                form.key = key.to_owned();
            };
            check(change, Flaw::Key);
        }
        for declared in ["-1", "x", "1.5", "18446744073709551616"] {
            check(|form| form.declared = declared.to_owned(), Flaw::Declared);
        }
        let change = |form: &mut FrameForm| {
            form.payload_form = Form::Hex;
            form.payload = "0".to_owned();
        };
        check(change, Flaw::Payload);
    }

    #[test]
    fn what_the_server_did_is_compared_with_the_standard() {
        use Verdict::{OtherCode, Required, Wrong};
        #[track_caller]
        fn check(outcome: &Outcome, expected: [Option<Verdict>; 4]) {
            let kinds = [
                Expected::Closes(1002),
                Expected::Accepts,
                Expected::Waits,
                Expected::MayClose(1009),
            ];
            let found = kinds.map(|kind| verdict(outcome, kind));
            assert_eq!(found, expected, "{outcome:?}");
        }
        let frame = |code| CloseFrame {
            code,
            reason: String::new(),
        };
        let closed = |code| {
            Outcome::Ended(RecordedEvent::ClosedByPeer {
                frame: Some(frame(code)),
            })
        };
        let open = |received, closed| Outcome::Open { received, closed };
        let other = Some(OtherCode(1002));
        check(
            &closed(Some(1002)),
            [Some(Required), Some(Wrong), Some(Wrong), None],
        );
        check(&closed(Some(1007)), [other, Some(Wrong), Some(Wrong), None]);
        check(&closed(Some(1009)), [other, None, None, Some(Required)]);
        // It had enough, or has not said why.
        check(&closed(Some(1000)), [other, None, None, None]);
        check(&closed(None), [other, None, None, None]);
        check(
            &open(0, Some(frame(Some(1002)))),
            [Some(Required), Some(Wrong), Some(Wrong), None],
        );
        check(&open(0, Some(frame(None))), [other, None, None, None]);
        check(&open(0, None), [None; 4]);
        check(&open(1, None), [None, Some(Required), None, None]);
        check(&Outcome::NotSent, [None; 4]);
        let lost = Outcome::Ended(RecordedEvent::Lost {
            cause: connection::Cause::Dropped,
            detail: String::new(),
        });
        check(&lost, [Some(Required), None, None, None]);
        let by_us = Outcome::Ended(RecordedEvent::ClosedByUs { frame: None });
        check(&by_us, [None; 4]);
        let untold = Outcome::Ended(RecordedEvent::ClosedByPeer { frame: None });
        check(&untold, [other, None, None, None]);
    }
}
