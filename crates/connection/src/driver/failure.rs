//! What the errors of libraries mean.

mod text;
#[cfg(not(target_arch = "wasm32"))]
mod tls;

use std::io;

#[cfg(not(target_arch = "wasm32"))]
use tokio_tungstenite::tungstenite;

pub(crate) use self::text::from_text;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use self::tls::{is_authority_as_server, unsecured};
use crate::{Cause, CloseFault, Failure};

/// A failure to begin at all.
pub(crate) fn no_network(error: io::Error) -> Failure {
    Failure {
        cause: Cause::Other,
        detail: format!("the system has no thread or socket left: {error}"),
    }
}

/// A failure from what a socket says of it.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn from_io(error: &io::Error) -> Failure {
    Failure {
        cause: tls::told_later(error).unwrap_or(cause_of_kind(error.kind())),
        detail: error.to_string(),
    }
}

/// A failure from what tungstenite 0.30 says of it.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn from_error(error: &tungstenite::Error) -> Failure {
    use tungstenite::Error;
    use tungstenite::error::{CapacityError, ProtocolError};
    let cause = match error {
        // rustls speaks through `io::Error`; a peer that just ends is no mistake of the encryption.
        Error::Io(error) => tls::told_later(error).unwrap_or(cause_of_kind(error.kind())),
        Error::Tls(_) => Cause::Tls,
        Error::Capacity(CapacityError::MessageTooLong { .. }) => Cause::MessageTooLarge,
        Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => Cause::Dropped,
        Error::Protocol(error) => broken_rule(error),
        Error::Utf8(_) => Cause::InvalidUtf8,
        _ => Cause::Other,
    };
    let detail = error.to_string();
    Failure { cause, detail }
}

/// Which rule about frames was broken.
#[cfg(not(target_arch = "wasm32"))]
fn broken_rule(error: &tungstenite::error::ProtocolError) -> Cause {
    use crate::FrameFault;
    use tungstenite::error::ProtocolError as Error;
    Cause::Frame(match error {
        Error::NonZeroReservedBits => FrameFault::ReservedBits,
        Error::MaskedFrameFromServer => FrameFault::Masked,
        Error::FragmentedControlFrame => FrameFault::FragmentedControl,
        Error::ControlFrameTooBig => FrameFault::LongControl,
        Error::InvalidOpcode(opcode)
        | Error::UnknownControlFrameType(opcode)
        | Error::UnknownDataFrameType(opcode) => FrameFault::Opcode(*opcode),
        Error::UnexpectedContinueFrame => FrameFault::NothingToContinue,
        Error::ExpectedFragment(_) => FrameFault::Unfinished,
        Error::InvalidCloseSequence => return ONE_BYTE,
        _ => return Cause::ProtocolViolation,
    })
}

/// What tungstenite calls an invalid close sequence.
const ONE_BYTE: Cause = Cause::CloseFrame {
    code: None,
    fault: CloseFault::OneByte,
};

/// What an error of a socket means.
fn cause_of_kind(kind: io::ErrorKind) -> Cause {
    use io::ErrorKind as Kind;
    match kind {
        Kind::ConnectionRefused => Cause::Refused,
        Kind::TimedOut => Cause::TimedOut,
        Kind::HostUnreachable | Kind::NetworkUnreachable | Kind::AddrNotAvailable => {
            Cause::Unreachable
        }
        Kind::ConnectionReset
        | Kind::ConnectionAborted
        | Kind::BrokenPipe
        | Kind::UnexpectedEof => Cause::Dropped,
        _ => Cause::Other,
    }
}
