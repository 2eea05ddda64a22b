//! Failures of a proxy.

use std::io;

use connection::{Cause, Failure, ProxyFault};

/// A failure with this fault.
pub(super) fn failure(fault: ProxyFault, detail: impl Into<String>) -> Failure {
    Failure {
        cause: Cause::Proxy(fault),
        detail: detail.into(),
    }
}

/// How a connection to a proxy ended in the middle.
pub(super) fn broken_off(error: &io::Error) -> Failure {
    failure(ProxyFault::Dropped, error.to_string())
}
