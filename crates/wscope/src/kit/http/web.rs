//! Promises of the browser.

use std::pin::pin;
use std::time::Duration;

use ehttp::Request;
use ehttp::streaming::{Part, fetch_async_streaming};
use futures_util::StreamExt as _;
use futures_util::future::{Either, select};
use js_sys::Promise;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::Answer;

/// Does something beside the window, in turns with it. There is always room for it.
pub fn spawn(_name: &str, work: impl Future<Output = ()> + 'static) -> bool {
    spawn_local(work);
    true
}

/// Waits. Browsers let a hidden page wait for a second at least.
pub async fn sleep(time: Duration) {
    let millis = i32::try_from(time.as_millis()).unwrap_or(i32::MAX);
    let promise = Promise::new(&mut |done, _| {
        if let Some(window) = web_sys::window() {
            // Without a timer the promise is never kept, and nobody asks any more.
            window
                .set_timeout_with_callback_and_timeout_and_arguments_0(&done, millis)
                .ok();
        }
    });
    JsFuture::from(promise).await.ok();
}

/// Asks an HTTP server, and reads an answer of at most `max_bytes`. All of it takes at most the time `within`.
///
/// # Errors
/// When there is none, a longer or a later one, in the browser's words.
pub async fn get(url: &str, max_bytes: usize, within: Duration) -> Result<Answer, String> {
    // The one that is dropped reads no further.
    match select(pin!(read(url, max_bytes)), pin!(sleep(within))).await {
        Either::Left((answer, _)) => answer,
        Either::Right(_) => Err(format!("no whole answer within {} s", within.as_secs())),
    }
}

async fn read(url: &str, max_bytes: usize) -> Result<Answer, String> {
    let mut parts = pin!(fetch_async_streaming(&Request::get(url)).await?);
    let mut answer = Answer::default();
    while let Some(part) = parts.next().await {
        match part? {
            Part::Response(head) => answer.status = head.status,
            // Whoever sends so much is not the server that was expected.
            Part::Chunk(chunk) if answer.bytes.len() + chunk.len() > max_bytes => {
                return Err(format!("the answer has more than {max_bytes} bytes"));
            }
            Part::Chunk(chunk) => answer.bytes.extend(chunk),
        }
    }
    Ok(answer)
}
