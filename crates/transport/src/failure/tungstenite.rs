//! What the errors of sockets and of tungstenite 0.30 mean.

use std::io;

use connection::{Cause, Failure, FrameFault};
use tokio_tungstenite::tungstenite;

use super::kind::{ONE_BYTE, cause_of_kind, is_too_many_files};
use super::tls;

/// A failure from what a socket says of it.
pub(crate) fn from_io(error: &io::Error) -> Failure {
    let detail = match is_too_many_files(error) {
        true => format!("no more files and sockets can be opened here: {error}"),
        false => error.to_string(),
    };
    Failure {
        cause: tls::told_later(error).unwrap_or(cause_of_kind(error.kind())),
        detail,
    }
}

/// A failure from what tungstenite 0.30 says of it.
pub(crate) fn from_error(error: &tungstenite::Error) -> Failure {
    use tungstenite::Error;
    use tungstenite::error::{CapacityError, ProtocolError};
    let cause = match error {
        // Errors of rustls come as `io::Error`; a peer that just ends is no fault of the encryption.
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
fn broken_rule(error: &tungstenite::error::ProtocolError) -> Cause {
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
