//! The server's side of the opening handshake (RFC 6455, section 4.2). Any `Origin` is welcome unless
//! there is a list of those that are: an echo has nothing to protect.

use axum::body::Body;
use axum::http::header::{ORIGIN, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION, UPGRADE};
use axum::http::{HeaderMap, HeaderValue, Request, Response, StatusCode};
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::error::ProtocolError;
use tokio_tungstenite::tungstenite::handshake::server::create_response_with_body;

use crate::origin::Origin;
use crate::refusal::Refusal;

/// Whether a request means to be a handshake, sound or not: who gets a part of it wrong is better
/// served with the mistake than with a page.
pub(crate) fn is_asked_for(headers: &HeaderMap) -> bool {
    let names_web_socket = |value: &HeaderValue| {
        value
            .as_bytes()
            .split(|byte| *byte == b',')
            .any(|protocol| protocol.trim_ascii().eq_ignore_ascii_case(b"websocket"))
    };
    headers.contains_key(SEC_WEBSOCKET_KEY)
        || headers.contains_key(SEC_WEBSOCKET_VERSION)
        || headers.get_all(UPGRADE).iter().any(names_web_socket)
}

/// The answer to a handshake: status 101, or what is wrong with it.
pub(crate) fn accept<B: hyper::body::Body>(
    request: &Request<B>,
) -> Result<Response<Body>, Refusal> {
    let response = create_response_with_body(request, Body::empty).map_err(|e| refusal(&e))?;
    if request.body().is_end_stream() {
        Ok(response)
    } else {
        // Its bytes would stand where the first frame has to.
        Err(named(StatusCode::BAD_REQUEST, "the request has a body"))
    }
}

/// Refuses the pages that are not allowed. Who sends no `Origin` is no page, and could send any.
pub(crate) fn check_origin(headers: &HeaderMap, allowed: &[Origin]) -> Result<(), Refusal> {
    let is_allowed = |value: &HeaderValue| allowed.iter().any(|origin| origin.is(value.as_bytes()));
    if allowed.is_empty() || headers.get_all(ORIGIN).iter().all(is_allowed) {
        return Ok(());
    }
    let reason = "Pages from this origin may not open a WebSocket here.".to_owned();
    Err(Refusal::new(StatusCode::FORBIDDEN, reason))
}

fn refusal(error: &Error) -> Refusal {
    match error {
        Error::Protocol(
            ProtocolError::MissingConnectionUpgradeHeader
            | ProtocolError::MissingUpgradeWebSocketHeader
            | ProtocolError::MissingSecWebSocketVersionHeader,
        ) => named(StatusCode::UPGRADE_REQUIRED, error),
        Error::Protocol(ProtocolError::WrongHttpMethod) => {
            named(StatusCode::METHOD_NOT_ALLOWED, error).allowing("GET")
        }
        _ => named(StatusCode::BAD_REQUEST, error),
    }
}

fn named(status: StatusCode, mistake: impl std::fmt::Display) -> Refusal {
    Refusal::new(status, format!("Not a WebSocket handshake: {mistake}."))
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::{Request, StatusCode};

    use super::{accept, is_asked_for};

    /// A sound handshake with some headers replaced; an empty value takes the header away.
    fn check(changes: &[(&str, &str)], expected: u16) {
        let mut builder = Request::get("/any/path");
        let headers = [
            ("connection", "keep-alive, Upgrade"),
            ("upgrade", "WebSocket"),
            ("sec-websocket-version", "13"),
            ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
        ];
        for (name, sound) in headers {
            let change = changes.iter().find(|(changed, _)| *changed == name);
            let value = change.map_or(sound, |(_, value)| value);
            if !value.is_empty() {
                builder = builder.header(name, value);
            }
        }
        let request = builder.body(Body::empty()).expect("a request");
        assert!(is_asked_for(request.headers()), "{changes:?}");
        let status = accept(&request).map_or_else(|refusal| refusal.status(), |ok| ok.status());
        assert_eq!(status, expected, "{changes:?}");
    }

    #[test]
    fn each_mistake_has_its_status() {
        check(&[], 101);
        check(&[("connection", "")], 426);
        check(&[("connection", "close")], 426);
        check(&[("upgrade", "")], 426);
        check(&[("upgrade", "h2c")], 426);
        check(&[("sec-websocket-version", "")], 426);
        check(&[("sec-websocket-version", "8")], 426);
        check(&[("sec-websocket-key", "")], 400);
        check(&[("sec-websocket-key", "short")], 400);
    }

    #[test]
    fn the_answer_proves_that_the_key_was_read() {
        // The example of RFC 6455, section 1.3.
        let request = Request::get("/chat")
            .header("connection", "Upgrade")
            .header("upgrade", "websocket")
            .header("sec-websocket-version", "13")
            .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
            .body(Body::empty())
            .expect("a request");
        let response = accept(&request).expect("a sound handshake");
        assert_eq!(response.status(), StatusCode::SWITCHING_PROTOCOLS);
        assert_eq!(
            response.headers()["sec-websocket-accept"],
            "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
        );
    }

    #[test]
    fn other_methods_versions_and_bodies_are_refused() {
        let request = |builder: axum::http::request::Builder, body: Body| {
            builder
                .header("connection", "Upgrade")
                .header("upgrade", "websocket")
                .header("sec-websocket-version", "13")
                .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
                .body(body)
                .expect("a request")
        };
        let status = |request| accept(&request).expect_err("a mistake").status();
        assert_eq!(status(request(Request::post("/"), Body::empty())), 405);
        let old = Request::get("/").version(axum::http::Version::HTTP_10);
        assert_eq!(status(request(old, Body::empty())), 400);
        assert_eq!(status(request(Request::get("/"), "body".into())), 400);
    }

    #[test]
    fn plain_requests_ask_for_no_web_socket() {
        for (name, value) in [
            ("accept", "text/html"),
            ("upgrade", "h2c"),
            ("connection", "upgrade"),
        ] {
            let request = Request::get("/").header(name, value).body(());
            assert!(!is_asked_for(request.expect("a request").headers()));
        }
    }
}
