//! What all transports call the same.

use std::io;

use connection::{Cause, CloseFault};

/// What tungstenite calls an invalid close sequence.
pub(super) const ONE_BYTE: Cause = Cause::CloseFrame {
    code: None,
    fault: CloseFault::OneByte,
};

/// What an error of a socket means.
pub(super) fn cause_of_kind(kind: io::ErrorKind) -> Cause {
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
