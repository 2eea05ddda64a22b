//! Work that may call itself very often, or never end.
//!
//! A panic in it is told where panics unwind. Where they end the program (`wsc` as it is handed out), they end it here as well.

use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;

/// The stack for it, in bytes. What is not used of it takes no memory.
const STACK: usize = 512 * 1024 * 1024;

/// Does this on a thread of its own. What takes too long is left alone: it ends with the program.
pub(super) fn run<T: Send + 'static>(
    within: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, String> {
    let (sender, receiver) = sync_channel(1);
    let thread = thread::Builder::new()
        .name("schema".to_owned())
        .stack_size(STACK);
    let started = thread.spawn(move || {
        // Nobody waits any more if it took too long.
        sender.send(work()).ok();
    });
    if let Err(error) = started {
        return Err(format!("there is no thread to check it on: {error}"));
    }
    receiver.recv_timeout(within).map_err(|error| match error {
        RecvTimeoutError::Timeout => {
            format!("it takes longer than {} s", within.as_secs())
        }
        RecvTimeoutError::Disconnected => "the check ended before its end".to_owned(),
    })
}
