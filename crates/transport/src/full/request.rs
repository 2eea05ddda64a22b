//! The request for a WebSocket.

use connection::{Cause, Endpoint, Failure, Options, Subprotocol};
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::handshake::client::{Request, generate_request};
use tokio_tungstenite::tungstenite::http::header::{
    HOST, HeaderName, HeaderValue, ORIGIN, SEC_WEBSOCKET_PROTOCOL,
};

use crate::failure::from_error;

/// The request as it goes out, and the key in it that the server has to answer.
pub(super) fn head(endpoint: &Endpoint, options: &Options) -> Result<(Vec<u8>, String), Failure> {
    let request = request(endpoint, options)?;
    generate_request(request).map_err(|error| from_error(&error))
}

/// The request, with all that was asked for.
fn request(endpoint: &Endpoint, options: &Options) -> Result<Request, Failure> {
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
            headers.insert(name, value);
        } else {
            headers.append(name, value);
        }
    }
    if !options.subprotocols.is_empty() {
        let names: Vec<_> = options
            .subprotocols
            .iter()
            .map(Subprotocol::as_str)
            .collect();
        let value = HeaderValue::from_str(&names.join(", ")).map_err(unsendable)?;
        headers.insert(SEC_WEBSOCKET_PROTOCOL, value);
    }
    Ok(request)
}

fn unsendable(error: impl ToString) -> Failure {
    Failure {
        cause: Cause::Other,
        detail: error.to_string(),
    }
}
