//! Who closed a connection to a client, with which code, and because of which rule.

use std::borrow::Cow;

use connection::MAX_MESSAGE_BYTES;
use payload::visible::shortened;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::error::ProtocolError;
use tokio_tungstenite::tungstenite::protocol::CloseFrame as WireCloseFrame;
use wire::stream::InboundFault;
use wire::{CloseFault, FrameFault};

use super::unfinished::TooMuchUnfinished;
use crate::limits::SHOWN_CHARACTERS;

/// What a client did against the rules, and the code with which it is told (RFC 6455, section 7.4.1).
#[derive(Debug, PartialEq, Eq)]
pub(super) struct BrokenRule {
    pub(super) code: u16,
    /// After the words "the client sent ".
    pub(super) sent: String,
    /// What says that it must not.
    section: Cow<'static, str>,
}

/// Which rule the client broke, if that is what ended the connection.
pub(super) fn broken_rule(error: &Error) -> Option<BrokenRule> {
    match error {
        Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => None,
        Error::Protocol(error) => Some(of_protocol(error)),
        Error::Utf8(_) => Some(BrokenRule {
            code: 1007,
            sent: "a text, or the reason of a close frame, that is not UTF-8".to_owned(),
            section: "RFC 6455, section 8.1".into(),
        }),
        Error::Capacity(_) => Some(BrokenRule {
            code: 1009,
            sent: format!(
                "a message or frame of more than {} MiB, which is the most that is taken",
                MAX_MESSAGE_BYTES >> 20
            ),
            section: "RFC 6455, section 7.4.1".into(),
        }),
        Error::Io(error) if error.get_ref()?.is::<TooMuchUnfinished>() => Some(BrokenRule {
            code: 1009,
            sent: error.to_string(),
            section: "RFC 6455, section 7.4.1".into(),
        }),
        Error::Io(error) => match error.get_ref()?.downcast_ref::<InboundFault>()? {
            InboundFault::Inflate => Some(BrokenRule {
                code: 1007,
                sent: "a message that cannot be decompressed".to_owned(),
                section: "RFC 7692, section 7.2.2".into(),
            }),
            InboundFault::Frame(fault) => Some(of_frame(*fault)),
        },
        _ => None,
    }
}

fn of_protocol(error: &ProtocolError) -> BrokenRule {
    use ProtocolError as E;
    match error {
        E::NonZeroReservedBits => of_frame(FrameFault::ReservedBits),
        E::UnmaskedFrameFromClient => of_frame(FrameFault::NotMasked),
        E::FragmentedControlFrame => of_frame(FrameFault::FragmentedControl),
        E::ControlFrameTooBig => of_frame(FrameFault::LongControl),
        E::UnknownControlFrameType(opcode)
        | E::UnknownDataFrameType(opcode)
        | E::InvalidOpcode(opcode) => of_frame(FrameFault::Opcode(*opcode)),
        E::UnexpectedContinueFrame => of_frame(FrameFault::NothingToContinue),
        E::ExpectedFragment(_) => of_frame(FrameFault::Unfinished),
        E::InvalidCloseSequence => of_close(CloseFault::OneByte),
        E::ReceivedAfterClosing => BrokenRule {
            code: 1002,
            sent: "a frame after its close frame".to_owned(),
            section: "RFC 6455, section 5.5.1".into(),
        },
        // The others are of handshakes, and of what this side sends.
        other => BrokenRule {
            code: 1002,
            sent: format!("what breaks a rule ({other})"),
            section: "RFC 6455".into(),
        },
    }
}

fn of_frame(fault: FrameFault) -> BrokenRule {
    BrokenRule {
        code: 1002,
        sent: format!("a {fault}"),
        section: format!("RFC 6455, section {}", fault.section()).into(),
    }
}

fn of_close(fault: CloseFault) -> BrokenRule {
    BrokenRule {
        code: 1002,
        sent: format!("an invalid close frame: {fault}"),
        section: format!("RFC 6455, section {}", fault.section()).into(),
    }
}

impl BrokenRule {
    /// How the connection ended.
    pub(super) fn words(&self) -> String {
        let Self {
            code,
            sent,
            section,
        } = self;
        format!("closed by this server with code {code}: the client sent {sent} ({section})")
    }
}

/// How the connection ended with this close frame, which the library hands over as that of the client.
pub(super) fn by_client(frame: Option<&WireCloseFrame>) -> String {
    // It puts its own answer in the place of a frame whose code must not be sent, and does not tell which code that was.
    let is_replaced =
        |frame: &WireCloseFrame| u16::from(frame.code) == 1002 && frame.reason == REPLACED;
    match frame {
        Some(frame) if is_replaced(frame) => of_close(CloseFault::Code).words(),
        frame => format!("closed by the client{}", with_code(frame)),
    }
}

/// The reason with which the library (0.30) answers a close frame whose code must not be sent.
const REPLACED: &str = "Protocol violation";

/// With which code and reason it was closed.
pub(super) fn with_code(frame: Option<&WireCloseFrame>) -> String {
    let Some(frame) = frame else {
        return " without a code".to_owned();
    };
    let reason = shortened(&frame.reason, SHOWN_CHARACTERS);
    let code = u16::from(frame.code);
    match reason.is_empty() {
        true => format!(" with code {code}"),
        false => format!(" with code {code}: {reason}"),
    }
}
