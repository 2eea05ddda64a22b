//! HTTP through the browser's `fetch`.

use std::pin::pin;
use std::time::Duration;

use super::answer::Answer;
use crate::kit::task::sleep;
use connection::Trust;
use ehttp::Request;
use ehttp::streaming::{Part, fetch_async_streaming};
use futures_util::StreamExt as _;
use futures_util::future::{Either, select};

/// Asks an HTTP server, and reads an answer of at most `max_bytes`. All of it takes at most the time `within`.
///
/// # Errors
/// If there is no answer, or it is too long or too late, in the browser's words.
pub async fn get(url: &str, max_bytes: usize, within: Duration) -> Result<Answer, String> {
    // The one that is dropped reads no further.
    match select(pin!(read(url, max_bytes)), pin!(sleep(within))).await {
        Either::Left((answer, _)) => answer,
        Either::Right(_) => Err(format!("no whole answer within {} s", within.as_secs())),
    }
}

/// The same. Whom to trust is the browser's decision.
///
/// # Errors
/// As above.
pub async fn get_trusting(
    url: &str,
    max_bytes: usize,
    within: Duration,
    _trust: &Trust,
) -> Result<Answer, String> {
    get(url, max_bytes, within).await
}

async fn read(url: &str, max_bytes: usize) -> Result<Answer, String> {
    let mut parts = pin!(fetch_async_streaming(&Request::get(url)).await?);
    let mut answer = Answer::default();
    while let Some(part) = parts.next().await {
        match part? {
            Part::Response(head) => answer.status = head.status,
            // A server of the expected kind does not send so much.
            Part::Chunk(chunk) if answer.bytes.len() + chunk.len() > max_bytes => {
                return Err(format!("the answer has more than {max_bytes} bytes"));
            }
            Part::Chunk(chunk) => answer.bytes.extend(chunk),
        }
    }
    Ok(answer)
}
