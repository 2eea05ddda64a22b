//! What all transports call the same.

use std::io;

use connection::{Cause, CloseFault};

/// What tungstenite calls an invalid close sequence.
pub(super) const ONE_BYTE: Cause = Cause::CloseFrame {
    code: None,
    fault: CloseFault::OneByte,
};

/// Whether the program, or the system, has as many files and sockets open as it may: EMFILE and ENFILE, of Windows WSAEMFILE. That says
/// nothing of the peer.
#[cfg(all(feature = "full", not(target_arch = "wasm32")))]
pub(crate) fn is_too_many_files(error: &io::Error) -> bool {
    const CODES: &[i32] = if cfg!(windows) { &[10024] } else { &[23, 24] };
    error
        .raw_os_error()
        .is_some_and(|code| CODES.contains(&code))
}

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

#[cfg(all(test, feature = "full", unix))]
mod tests {
    use super::*;

    #[test]
    fn too_many_files_are_no_fault_of_the_peer() {
        for (code, expected) in [(23, true), (24, true), (111, false)] {
            let error = io::Error::from_raw_os_error(code);
            assert_eq!(is_too_many_files(&error), expected, "{error}");
        }
        let failure = super::super::from_io(&io::Error::from_raw_os_error(24));
        assert_eq!(failure.cause, Cause::Other);
        let told = "no more files and sockets can be opened here: ";
        assert!(failure.detail.starts_with(told), "{}", failure.detail);
    }
}
