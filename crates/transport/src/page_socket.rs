//! What a browser tells of its own socket.

use connection::{Agreement, Cause, CloseFrame, Failure};
use web_sys::{CloseEvent, WebSocket};

/// The close code that stands for: there was no close frame (RFC 6455, section 7.1.5).
const NO_CLOSE_FRAME: u16 = 1006;

/// The close code that stands for: the close frame was empty (RFC 6455, section 7.1.5).
const NO_CLOSE_CODE: u16 = 1005;

/// What the browser says of an open socket: it hides the handshake itself.
pub(crate) fn agreement_of(socket: &WebSocket) -> Agreement {
    Agreement {
        address: socket.url(),
        subprotocol: socket.protocol(),
        extensions: socket.extensions(),
    }
}

/// What the browser says of the end of a socket.
pub(crate) fn ending_of(event: &CloseEvent) -> Result<CloseFrame, Failure> {
    if event.was_clean() {
        return Ok(CloseFrame {
            code: (event.code() != NO_CLOSE_CODE).then(|| event.code()),
            reason: event.reason(),
        });
    }
    let cause = match event.code() {
        NO_CLOSE_FRAME => Cause::Dropped,
        _ => Cause::Other,
    };
    let detail = format!("close code {}: {}", event.code(), event.reason());
    Err(Failure { cause, detail })
}
