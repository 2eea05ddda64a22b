//! The server's side of the opening handshake (RFC 6455, section 4.2). Its `Origin` is judged in `origin.rs`.
//!
//! The request is judged here and not by tungstenite, which looks at the first line of a header only and compares it as a
//! whole: each of these headers may come as several lines, and `Connection` and `Upgrade` are lists.

use axum::body::Body;
use axum::http::header::{
    CONNECTION, HeaderName, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION, UPGRADE,
};
use axum::http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, Version};
use wire::handshake::{Mistake, accept_key, list_contains};

use crate::refusal::Refusal;

/// Whether a request means to be a handshake, sound or not: the answer to a
/// handshake with a mistake should name the mistake, and not be a page.
pub(crate) fn is_asked_for(headers: &HeaderMap) -> bool {
    headers.contains_key(SEC_WEBSOCKET_KEY)
        || headers.contains_key(SEC_WEBSOCKET_VERSION)
        || contains(headers, UPGRADE, "websocket")
}

/// The answer to a handshake: status 101, or what is wrong with it.
pub(crate) fn accept<B: hyper::body::Body>(
    request: &Request<B>,
) -> Result<Response<Body>, Refusal> {
    let key = judge(request)?;
    let accept = HeaderValue::try_from(accept_key(key)).map_err(Refusal::internal)?;
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
    headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(SEC_WEBSOCKET_ACCEPT, accept);
    Ok(response)
}

/// The key of a sound handshake (RFC 6455, section 4.2.1), or what is wrong with it.
fn judge<B: hyper::body::Body>(request: &Request<B>) -> Result<&[u8], Refusal> {
    let lines = |name| {
        let lines = request.headers().get_all(name).iter();
        lines.map(HeaderValue::as_bytes)
    };
    let handshake = wire::handshake::Request {
        is_get: request.method() == Method::GET,
        is_http_1_1: request.version() >= Version::HTTP_11,
        has_body: !request.body().is_end_stream(),
        lines,
    };
    handshake.judge().map_err(refusal)
}

fn refusal(mistake: Mistake) -> Refusal {
    let status = StatusCode::from_u16(mistake.status).unwrap_or(StatusCode::BAD_REQUEST);
    let refusal = Refusal::new(
        status,
        format!("Not a WebSocket handshake: {}.", mistake.words),
    );
    match status {
        StatusCode::METHOD_NOT_ALLOWED => refusal.allowing("GET"),
        _ => refusal,
    }
}

/// Whether a list, which may come as several lines, has this element in any case (RFC 9110, section 5.6.1).
fn contains(headers: &HeaderMap, name: HeaderName, element: &str) -> bool {
    let mut lines = headers.get_all(name).iter();
    lines.any(|line| list_contains(line.as_bytes(), element))
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::{Request, StatusCode};

    use super::{Refusal, accept, is_asked_for};

    /// The header lines of a sound handshake.
    const SOUND: [(&str, &str); 4] = [
        ("connection", "keep-alive, Upgrade"),
        ("upgrade", "WebSocket"),
        ("sec-websocket-version", "13"),
        ("sec-websocket-key", KEY),
    ];

    const KEY: &str = "dGhlIHNhbXBsZSBub25jZQ==";

    /// A sound handshake with the lines of some headers replaced: those of a name are taken away, and the given ones are
    /// put there, if there are any.
    #[track_caller]
    fn check(changed: &str, lines: &[&str], expected: u16) {
        let kept = SOUND.iter().filter(|(name, _)| *name != changed);
        let put = lines.iter().map(|line| (changed, *line));
        let mut request = Request::get("/any/path");
        for (name, value) in kept.copied().chain(put) {
            request = request.header(name, value);
        }
        let request = request.body(Body::empty()).expect("a request");
        assert!(is_asked_for(request.headers()), "{changed}: {lines:?}");
        let answer = accept(&request);
        let reason = answer.as_ref().map_or_else(Refusal::reason, |_| "");
        if expected == 400 {
            assert!(
                reason.to_lowercase().contains(changed),
                "{changed}: {reason}"
            );
        }
        let status = answer.map_or_else(|refusal| refusal.status(), |ok| ok.status());
        assert_eq!(status, expected, "{changed}: {lines:?}");
    }

    #[test]
    fn connection_and_upgrade_are_lists_of_any_number_of_lines_in_any_case() {
        for lines in [
            &["Upgrade"][..],
            &["UPGRADE"],
            &["upgrade\t,\tkeep-alive"],
            &["keep-alive,\tUpgrade"],
            &["keep-alive", "Upgrade"],
            &["Upgrade", "keep-alive"],
            &["Upgrade", "Upgrade"],
            &["Upgrade, Upgrade"],
            &[",, upgrade ,"],
            &["", "upgrade"],
            &["close, te, upgrade"],
        ] {
            check("connection", lines, 101);
        }
        for lines in [
            &[][..],
            &[""],
            &["close"],
            &["upgraded"],
            &["keep-alive upgrade"],
            &["\"upgrade\""],
            &["upgrade;q=1"],
        ] {
            check("connection", lines, 426);
        }
        for lines in [
            &["websocket"][..],
            &["WEBSOCKET"],
            &["websocket, websocket"],
            &["websocket", "websocket"],
            &["h2c", "WebSocket"],
            &["h2c,\twebsocket"],
            &["\twebsocket\t,h2c"],
            &[", websocket,"],
        ] {
            check("upgrade", lines, 101);
        }
        for lines in [
            &[][..],
            &["h2c"],
            &["web socket"],
            &["websocket/13"],
            &["websockets"],
            &["websocket;h2c"],
        ] {
            check("upgrade", lines, 426);
        }
    }

    #[test]
    fn the_version_is_13_and_said_once() {
        for (lines, expected) in [
            (&["13"][..], 101),
            (&[], 426),
            (&[""], 426),
            (&["8"], 426),
            (&["013"], 426),
            (&["13.0"], 426),
            (&["thirteen"], 426),
            (&["13, 8"], 400),
            (&["8, 13"], 400),
            (&["13,"], 400),
            (&["13", "13"], 400),
            (&["13", "8"], 400),
        ] {
            check("sec-websocket-version", lines, expected);
        }
    }

    #[test]
    fn the_key_is_16_bytes_in_base64_and_said_once() {
        for (lines, expected) in [
            (&[KEY][..], 101),
            (&["AAAAAAAAAAAAAAAAAAAAAA=="], 101),
            (&["+/+/+/+/+/+/+/+/+/+/+w=="], 101),
            (&[], 400),
            (&[""], 400),
            (&["short"], 400),
            (&["dGhlIHNhbXBsZSBub25jZQ"], 400),
            (&["dGhlIHNhbXBsZSBub25jZQ=a"], 400),
            (&["dGhlIHNhbXBsZSBub25jZSE="], 400),
            (&["dGhlIHNhbXBsZSBub25jZSEh"], 400),
            (&["dGhlIHNhbXBsZSBub25j_-=="], 400),
            (&["dGhlIHNhbXBsZSBub25jZQ==, x"], 400),
            (&[KEY, KEY], 400),
            (&[KEY, "AAAAAAAAAAAAAAAAAAAAAA=="], 400),
        ] {
            check("sec-websocket-key", lines, expected);
        }
    }

    #[test]
    fn offers_may_be_anything_that_follows_the_grammar() {
        for lines in [
            &["chat"][..],
            &["chat, superchat", "\tmqtt\t,,"],
            &["", ","],
        ] {
            check("sec-websocket-protocol", lines, 101);
        }
        for (lines, expected) in [
            (
                &["permessage-deflate; client_max_window_bits", "x"][..],
                101,
            ),
            (&["a;b=\"c\"\t,\td"], 101),
            (&["permessage-deflate;"], 400),
            (&["permessage-deflate", "a b"], 400),
        ] {
            check("sec-websocket-extensions", lines, expected);
        }
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
