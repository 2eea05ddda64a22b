//! In the browser the socket runs by itself: there is nothing to drive. What ewebsock hides of its socket is seen through
//! [`constructor`].

use std::cell::RefCell;
use std::sync::Arc;
use std::time::Duration;

use connection::{Agreement, Cause, Failure, MAX_PENDING_BYTES, Signal};
use web_sys::WebSocket;

use crate::constructor::{self, Ending};
use crate::page_socket::agreement_of;

/// The browser's own event loop, and the socket that it drives.
pub(crate) struct Network {
    socket: RefCell<Option<WebSocket>>,
}

/// Is told how the socket ended.
pub(crate) struct Lease {
    ending: Ending,
}

impl Network {
    pub(crate) fn start() -> Result<(Self, Lease), Failure> {
        let ending = Ending::default();
        constructor::watch(Arc::clone(&ending)).map_err(|error| Failure {
            cause: Cause::Other,
            detail: format!("the system has no thread or socket available: {error:?}"),
        })?;
        let socket = RefCell::default();
        Ok((Self { socket }, Lease { ending }))
    }

    pub(crate) fn within<T>(&self, work: impl FnOnce() -> T) -> T {
        let done = work();
        if let Some(socket) = constructor::take_last() {
            self.socket.replace(Some(socket));
        }
        done
    }

    /// Whether too much waits to be sent already.
    pub(crate) fn is_full(&self) -> bool {
        let socket = self.socket.borrow();
        socket
            .as_ref()
            .is_some_and(|socket| socket.buffered_amount() as usize >= MAX_PENDING_BYTES)
    }

    /// What was agreed on.
    pub(crate) fn agreement(&self) -> Option<Agreement> {
        self.socket.borrow().as_ref().map(agreement_of)
    }

    /// The browser counts by itself.
    #[expect(clippy::unused_self, reason = "the same face as on native")]
    pub(crate) fn note_sent(&self, _bytes: usize) {}

    /// Nothing can be waited for in a page: its sockets are closed by the browser.
    #[expect(clippy::unused_self, reason = "the same face as on native")]
    pub(crate) fn finish(self, _patience: Duration) {}
}

impl Lease {
    /// What the end of the socket means: without a close frame the connection was lost.
    pub(crate) fn closed(&self) -> Signal<'static> {
        match self.ending.lock().take() {
            Some(Ok(frame)) => Signal::Closed(Some(frame)),
            Some(Err(failure)) => Signal::Error(failure),
            None => Signal::Closed(None),
        }
    }

    /// What it means that ewebsock drops the socket: of one that the browser refused to make it tells nothing else.
    pub(crate) fn gone(&self) -> Signal<'static> {
        match self.ending.lock().take() {
            Some(Err(failure)) => Signal::Error(failure),
            Some(Ok(_)) | None => Signal::Gone,
        }
    }
}
