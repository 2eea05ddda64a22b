//! When everything is recorded that can be known of a connection.

use connection::Cause;
use serde::{Deserialize, Serialize};
use session::RecordedEvent;

/// For which connections the details are recorded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RecordDetails {
    /// For those that need another transport than ewebsock, and for those that are asked for with details.
    #[default]
    WhenNeeded,
    /// For every connection.
    Always,
}

/// Whether more would be known of this ending, had the details been recorded.
pub fn is_unexplained(event: &RecordedEvent) -> bool {
    // A browser tells no more in either case.
    if crate::IN_BROWSER {
        return false;
    }
    match event {
        RecordedEvent::ClosedByPeer { frame } => frame.is_none(),
        RecordedEvent::Lost { cause, .. } | RecordedEvent::Failed { cause, .. } => matches!(
            cause,
            Cause::InvalidUtf8
                | Cause::ProtocolViolation
                | Cause::Frame(_)
                | Cause::NotWebSocket
                | Cause::WrongAccept
                | Cause::Reply(_)
                | Cause::Subprotocol
                | Cause::Other
        ),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ending_without_a_reason_is_unexplained() {
        #[track_caller]
        fn check(event: &RecordedEvent, expected: bool) {
            assert_eq!(is_unexplained(event), expected, "{event:?}");
        }
        let lost = |cause| RecordedEvent::Lost {
            cause,
            detail: String::new(),
        };
        let failed = |cause| RecordedEvent::Failed {
            address: String::new(),
            cause,
            detail: String::new(),
        };
        check(&RecordedEvent::ClosedByPeer { frame: None }, true);
        check(&RecordedEvent::ClosedByUs { frame: None }, false);
        check(&lost(Cause::InvalidUtf8), true);
        check(&lost(Cause::Dropped), false);
        check(&failed(Cause::NotWebSocket), true);
        check(&failed(Cause::Refused), false);
        check(&failed(Cause::HttpStatus(404)), false);
        check(&RecordedEvent::Opened, false);
    }
}
