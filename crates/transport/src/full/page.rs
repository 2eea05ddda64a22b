//! A page of the server at an address, over HTTP and by the way that a connection goes: through the same proxy, with the same trust.

use std::error::Error as _;
use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use connection::{Cause, Endpoint, Failure, Observer, Options, in_bytes, in_seconds};
use hyper::Request;
use hyper::body::{Body as _, Incoming};
use hyper::client::conn::http1::handshake;
use hyper::header::HOST;
use hyper_util::rt::TokioIo;
use tokio::runtime::Builder;
use tokio::time::timeout;

use super::attempt::way;
use super::proxy::proxy_for;
use super::tcp::Duplex;

/// What a server answered to the request for a page, whatever the status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The HTTP status.
    pub status: u16,
    /// What came with it.
    pub bytes: Vec<u8>,
}

/// Asks the server of an address for the page at `path`, which begins with `/`, and waits for at most `max_bytes` of it. All of it,
/// from the search for the host to the last byte, takes at most [`Options::connect_timeout`]. A redirect is not followed: it is a page
/// too.
///
/// # Errors
/// If there is no whole page, or it is too long or too late.
pub fn page(
    endpoint: &Endpoint,
    path: &str,
    options: &Options,
    max_bytes: usize,
) -> Result<Page, Failure> {
    let runtime = Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(other)?;
    let proxy = proxy_for(endpoint, &options.proxy)?;
    let observer = Observer::unheard(endpoint, options);
    let observer = match &proxy {
        Some(proxy) => observer.hiding(proxy),
        None => observer,
    };
    let within = options.connect_timeout;
    let page = runtime.block_on(async {
        let asked = async {
            let stream = way(endpoint, options, proxy.as_ref(), within, &observer).await?;
            ask(TokioIo::new(stream), endpoint, path, max_bytes).await
        };
        let asked = timeout(within, asked).await;
        asked.unwrap_or_else(|_elapsed| Err(late(within)))
    });
    // A search for a host cannot be broken off, and is not waited for.
    runtime.shutdown_background();
    page.map_err(|failure| observer.redacted(failure))
}

async fn ask(
    stream: TokioIo<Box<dyn Duplex>>,
    endpoint: &Endpoint,
    path: &str,
    max_bytes: usize,
) -> Result<Page, Failure> {
    let origin = endpoint.origin();
    let authority = origin
        .split_once("://")
        .map_or("", |(_, authority)| authority);
    let request = Request::get(path).header(HOST, authority);
    let request = request.body(String::new()).map_err(other)?;
    let (mut sender, connection) = handshake(stream).await.map_err(|error| broken(&error))?;
    // How it ends is told to who waits for the answer.
    drop(tokio::spawn(connection));
    let response = sender.send_request(request).await;
    let response = response.map_err(|error| broken(&error))?;
    let status = response.status().as_u16();
    let bytes = read(response.into_body(), max_bytes).await?;
    Ok(Page { status, bytes })
}

async fn read(mut body: Incoming, max_bytes: usize) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        // What is no data are trailers, of which nothing is wanted.
        let Ok(data) = frame.map_err(|error| broken(&error))?.into_data() else {
            continue;
        };
        if bytes.len() + data.len() > max_bytes {
            return Err(other(format!(
                "the response is longer than {}",
                in_bytes(max_bytes as u64)
            )));
        }
        bytes.extend_from_slice(&data);
    }
    Ok(bytes)
}

/// The library tells what it was doing, and beneath it what the stream said.
fn broken(error: &hyper::Error) -> Failure {
    match error.source() {
        Some(source) => other(format!("{error}: {source}")),
        None => other(error),
    }
}

fn late(within: Duration) -> Failure {
    other(format!("no whole response within {}", in_seconds(within)))
}

fn other(detail: impl ToString) -> Failure {
    Failure {
        cause: Cause::Other,
        detail: detail.to_string(),
    }
}
