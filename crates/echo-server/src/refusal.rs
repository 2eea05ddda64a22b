//! The answer to a request that gets neither a WebSocket nor a page: the reason, in plain text.

use axum::body::Body;
use axum::http::header::InvalidHeaderValue;
use axum::http::header::{
    ALLOW, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, SEC_WEBSOCKET_VERSION, UPGRADE,
    WWW_AUTHENTICATE, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderValue, Response, StatusCode};
use scenario::PathError;
use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::handshake::server::write_response;
use tracing::debug;

use crate::limits;

/// An HTTP response after which the connection is closed.
#[derive(Debug)]
pub(crate) struct Refusal {
    status: StatusCode,
    /// The methods that would be answered instead.
    allow: Option<&'static str>,
    /// Why, in a sentence.
    reason: String,
    /// Whether the path asks for a refusal.
    is_requested: bool,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, reason: String) -> Self {
        Self {
            status,
            allow: None,
            reason,
            is_requested: false,
        }
    }

    /// A refusal for a client that shows no token, or a wrong one.
    pub(crate) fn no_token() -> Self {
        let reason = "A token is needed: Authorization: Bearer TOKEN, or ?token=TOKEN.";
        Self::new(StatusCode::UNAUTHORIZED, reason.to_owned())
    }

    /// What this server meant to answer cannot be written.
    #[expect(clippy::needless_pass_by_value, reason = "for map_err")]
    pub(crate) fn internal(error: InvalidHeaderValue) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, error.to_string())
    }

    /// A refusal for a client that asks for one.
    pub(crate) fn requested(status: StatusCode) -> Self {
        Self {
            is_requested: true,
            ..Self::new(status, "Refused, as the path asks.".to_owned())
        }
    }

    /// The same, naming the methods that would be answered.
    pub(crate) fn allowing(self, methods: &'static str) -> Self {
        Self {
            allow: Some(methods),
            ..self
        }
    }

    #[cfg(test)]
    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }

    pub(crate) fn reason(&self) -> &str {
        &self.reason
    }

    /// Why, in a word: one of a few, to be counted by.
    pub(crate) fn cause(&self) -> &'static str {
        match self.status {
            _ if self.is_requested => "wished",
            StatusCode::SERVICE_UNAVAILABLE => "connections",
            StatusCode::TOO_MANY_REQUESTS => "address",
            StatusCode::REQUEST_TIMEOUT => "timeout",
            StatusCode::FORBIDDEN => "origin",
            StatusCode::UNAUTHORIZED => "token",
            StatusCode::NOT_FOUND => "path",
            StatusCode::METHOD_NOT_ALLOWED | StatusCode::NOT_IMPLEMENTED => "method",
            StatusCode::UPGRADE_REQUIRED => "upgrade",
            _ => "request",
        }
    }

    /// The answer to a request.
    pub(crate) fn into_response(self) -> Response<Body> {
        let body = self.body();
        self.head(&body).map(|()| Body::from(body))
    }

    /// Writes the answer to a peer whose request has not been read, within a bound.
    pub(crate) async fn write(&self, stream: &mut (impl AsyncWrite + Unpin)) {
        let response = match self.to_bytes() {
            Ok(response) => response,
            Err(error) => {
                debug!(%error, "the refusal could not be written down");
                return;
            }
        };
        match timeout(limits::CLOSE_TIMEOUT, stream.write_all(&response)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => debug!(%error, "the refusal could not be sent"),
            Err(_) => debug!("the peer did not take the refusal in time"),
        }
    }

    /// The whole response, as it is sent.
    fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        let body = self.body();
        let mut bytes = Vec::new();
        write_response(&mut bytes, &self.head(&body))?;
        bytes.extend(body.as_bytes());
        Ok(bytes)
    }

    fn head(&self, body: &str) -> Response<()> {
        let mut response = Response::new(());
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("text/plain; charset=utf-8"),
        );
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        headers.insert(CONTENT_LENGTH, body.len().into());
        if let Some(methods) = self.allow {
            headers.insert(ALLOW, HeaderValue::from_static(methods));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            // RFC 9110, section 15.5.2.
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if self.status == StatusCode::UPGRADE_REQUIRED {
            // RFC 9110, section 15.5.22, and RFC 6455, section 4.4.
            headers.insert(CONNECTION, HeaderValue::from_static("close, upgrade"));
            headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
            headers.insert(SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"));
        }
        response
    }

    fn body(&self) -> String {
        format!(
            "This is a WebSocket echo server: it sends every message back.\n\
             {}\n\
             Connect with a WebSocket client, at ws:// and this host and port.\n",
            self.reason
        )
    }
}

impl From<PathError> for Refusal {
    fn from(error: PathError) -> Self {
        let status = match error {
            PathError::Unknown { .. } => StatusCode::NOT_FOUND,
            PathError::Malformed { .. } => StatusCode::BAD_REQUEST,
        };
        Self::new(
            status,
            format!("{error}. GET /scenarios lists what there is."),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{Refusal, StatusCode};

    #[test]
    fn what_is_written_by_hand_is_a_whole_response() {
        let refusal = Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "No room.".to_owned());
        let bytes = refusal.to_bytes().expect("a response");
        let response = String::from_utf8(bytes).expect("text");
        let (head, body) = response.split_once("\r\n\r\n").expect("a head and a body");
        assert!(head.starts_with("HTTP/1.1 503 Service Unavailable\r\n"));
        assert!(head.contains(&format!("content-length: {}", body.len())));
        assert!(body.contains("\nNo room.\n"));
    }
}
