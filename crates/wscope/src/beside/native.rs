//! Threads: what waits there keeps nobody else waiting.

use std::ops::ControlFlow;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ehttp::Request;
use ehttp::streaming::fetch_streaming_blocking;

use super::Answer;
use crate::session::lock;

/// Does something beside the window. `false` if the system has no thread for it.
pub fn spawn(name: &str, work: impl Future<Output = ()> + Send + 'static) -> bool {
    let thread = std::thread::Builder::new().name(name.to_owned());
    thread.spawn(move || pollster::block_on(work)).is_ok()
}

/// Waits.
pub async fn sleep(time: Duration) {
    std::thread::sleep(time);
}

/// Asks an HTTP server, and reads an answer of at most `max_bytes`.
///
/// # Errors
/// When there is none, or a longer one, in the library's words.
pub async fn get(url: &str, max_bytes: usize) -> Result<Answer, String> {
    let result = Arc::new(Mutex::new(Ok(Answer::default())));
    let writer = Arc::clone(&result);
    let read = move |part: ehttp::Result<_>| {
        let mut result = lock(&writer);
        let taken = match (part, &mut *result) {
            (Ok(part), Ok(answer)) => answer.take(part, max_bytes),
            (Err(error), _) => Err(error),
            (Ok(_), Err(_)) => return ControlFlow::Break(()),
        };
        match taken {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                *result = Err(error);
                ControlFlow::Break(())
            }
        }
    };
    fetch_streaming_blocking(Request::get(url), Box::new(read));
    std::mem::replace(&mut *lock(&result), Ok(Answer::default()))
}
