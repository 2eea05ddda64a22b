//! The main thread: it does what is due, and waits until it is woken.

use std::thread;
use std::time::Duration;

/// What the main thread does next.
pub(crate) enum Next {
    /// Looks again at once.
    Now,
    /// Waits until it is woken, or for this long.
    Sleep(Option<Duration>),
    /// Closes the connection.
    Close,
    /// The connection has ended.
    Ended,
}

/// Wakes the thread that calls this.
pub(crate) fn waker() -> impl Fn() + Send + Sync + 'static {
    let main = thread::current();
    move || main.unpark()
}

/// Does what is due until it is over. Returns whether the connection is to be closed; otherwise it has ended.
pub(crate) fn until_over(mut step: impl FnMut() -> Next) -> bool {
    loop {
        match step() {
            Next::Now => {}
            Next::Sleep(None) => thread::park(),
            Next::Sleep(Some(time)) => thread::park_timeout(time),
            Next::Close => return true,
            Next::Ended => return false,
        }
    }
}
