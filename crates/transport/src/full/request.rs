//! The request for a WebSocket.

use connection::{Cause, Endpoint, Failure, HeadLimit, Options, Subprotocol};
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::handshake::client::{Request, generate_request};
use tokio_tungstenite::tungstenite::http::header::{
    HOST, HeaderName, HeaderValue, ORIGIN, SEC_WEBSOCKET_EXTENSIONS, SEC_WEBSOCKET_PROTOCOL,
};

use crate::failure::from_error;

/// The most headers of one's own: more than servers take (Apache 100, Node 2000), so that it can be seen how they refuse, and far
/// less than the map takes that holds them.
const MAX_OWN_HEADERS: usize = 2500;

/// The most bytes of headers of one's own, names and values, and of subprotocols. Servers take 8 to 64 KiB.
const MAX_OWN_BYTES: usize = 256 * 1024;

/// The request as it goes out, and the key in it that the server has to answer.
pub(super) fn head(endpoint: &Endpoint, options: &Options) -> Result<(Vec<u8>, String), Failure> {
    let request = request(endpoint, options)?;
    generate_request(request).map_err(|error| from_error(&error))
}

/// The request, with all that was asked for.
fn request(endpoint: &Endpoint, options: &Options) -> Result<Request, Failure> {
    check_limits(options)?;
    let request = endpoint.expose().into_client_request();
    let mut request = request.map_err(|error| from_error(&error))?;
    let headers = request.headers_mut();
    for header in &options.headers {
        let name = HeaderName::from_bytes(header.name().as_bytes()).map_err(unsendable)?;
        let value = HeaderValue::from_bytes(header.value().as_bytes()).map_err(unsendable)?;
        if name == HOST {
            // It is the one that tungstenite reads, and reads as ASCII.
            value.to_str().map_err(unsendable)?;
        }
        // There is at most one of these.
        if name == HOST || name == ORIGIN {
            headers.try_insert(name, value).map_err(unsendable)?;
        } else {
            headers.try_append(name, value).map_err(unsendable)?;
        }
    }
    if !options.subprotocols.is_empty() {
        let names: Vec<_> = options
            .subprotocols
            .iter()
            .map(Subprotocol::as_str)
            .collect();
        let value = HeaderValue::from_str(&names.join(", ")).map_err(unsendable)?;
        headers
            .try_insert(SEC_WEBSOCKET_PROTOCOL, value)
            .map_err(unsendable)?;
    }
    if let Some(offer) = &options.compression {
        let value = HeaderValue::from_str(&offer.to_string()).map_err(unsendable)?;
        headers
            .try_insert(SEC_WEBSOCKET_EXTENSIONS, value)
            .map_err(unsendable)?;
    }
    Ok(request)
}

/// That what was asked for is within the limits of a request.
fn check_limits(options: &Options) -> Result<(), Failure> {
    let of_headers = options.headers.iter();
    let of_headers = of_headers.map(|header| header.name().len() + header.value().len());
    let of_subprotocols = options.subprotocols.iter().map(|name| name.as_str().len());
    let bytes: usize = of_headers.chain(of_subprotocols).sum();
    let limit = if options.headers.len() > MAX_OWN_HEADERS {
        HeadLimit::Headers(MAX_OWN_HEADERS)
    } else if bytes > MAX_OWN_BYTES {
        HeadLimit::Bytes(MAX_OWN_BYTES)
    } else {
        return Ok(());
    };
    Err(Failure {
        cause: Cause::RequestLimit(limit),
        detail: limit.to_string(),
    })
}

fn unsendable(error: impl ToString) -> Failure {
    Failure {
        cause: Cause::Other,
        detail: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use connection::Header;

    use super::*;

    /// So many headers, each with a value of so many bytes.
    fn with_headers(count: usize, bytes: usize) -> Result<usize, Cause> {
        let value = "v".repeat(bytes);
        let header = |number| Header::new(&format!("X-{number}"), &value).unwrap();
        let options = Options {
            headers: (0..count).map(header).collect(),
            ..Options::default()
        };
        let endpoint = Endpoint::parse("ws://example.org").unwrap();
        let head = head(&endpoint, &options).map_err(|failure| failure.cause);
        head.map(|(bytes, _)| String::from_utf8_lossy(&bytes).matches("\r\nx-").count())
    }

    #[test]
    fn headers_of_ones_own_are_sent_up_to_a_limit() {
        let headers = Err(Cause::RequestLimit(HeadLimit::Headers(MAX_OWN_HEADERS)));
        let bytes = Err(Cause::RequestLimit(HeadLimit::Bytes(MAX_OWN_BYTES)));
        for (count, size, expected) in [
            (1, 1, Ok(1)),
            (MAX_OWN_HEADERS, 1, Ok(MAX_OWN_HEADERS)),
            (MAX_OWN_HEADERS + 1, 1, headers.clone()),
            (30_000, 1, headers.clone()),
            (100_000, 0, headers),
            (1, MAX_OWN_BYTES - 3, Ok(1)),
            (1, MAX_OWN_BYTES, bytes.clone()),
            (1000, MAX_OWN_BYTES / 1000, bytes),
        ] {
            let sent = with_headers(count, size);
            assert_eq!(sent, expected, "{count} of {size}");
        }
    }
}
