//! The server's side of the opening handshake (RFC 6455, section 4.2). Its `Origin` is judged in `origin.rs`.
//!
//! The request is judged here and not by tungstenite, which looks at the first line of a header only and compares it as a
//! whole: each of these headers may come as several lines, and `Connection` and `Upgrade` are lists.

use axum::body::Body;
use axum::http::header::{
    CONNECTION, HeaderName, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_EXTENSIONS, SEC_WEBSOCKET_KEY,
    SEC_WEBSOCKET_VERSION, UPGRADE,
};
use axum::http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, Version};
use wire::handshake::{accept_key, is_extension_list, is_key, list_contains};

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
    let accept = HeaderValue::try_from(accept_key(key.as_bytes())).map_err(Refusal::internal)?;
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
    headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(SEC_WEBSOCKET_ACCEPT, accept);
    Ok(response)
}

/// The key of a sound handshake (RFC 6455, section 4.2.1), or what is wrong with it.
fn judge<B: hyper::body::Body>(request: &Request<B>) -> Result<&HeaderValue, Refusal> {
    let headers = request.headers();
    let bad = |mistake| named(StatusCode::BAD_REQUEST, mistake);
    let upgrade = |mistake| named(StatusCode::UPGRADE_REQUIRED, mistake);
    if request.method() != Method::GET {
        let refusal = named(StatusCode::METHOD_NOT_ALLOWED, "its method is not GET");
        return Err(refusal.allowing("GET"));
    }
    if request.version() < Version::HTTP_11 {
        return Err(bad("it is older than HTTP/1.1"));
    }
    if !contains(headers, CONNECTION, "upgrade") {
        return Err(upgrade("no Connection header contains upgrade"));
    }
    if !contains(headers, UPGRADE, "websocket") {
        return Err(upgrade("no Upgrade header contains websocket"));
    }
    // Neither is a list (sections 4.3, 11.3.1 and 11.3.5).
    let version = only(headers, &SEC_WEBSOCKET_VERSION)
        .map_err(|Several| bad("there is more than one Sec-WebSocket-Version"))?;
    match version.map(HeaderValue::as_bytes) {
        Some(b"13") => {}
        Some(version) if version.contains(&b',') => {
            return Err(bad("Sec-WebSocket-Version says more than one version"));
        }
        _ => return Err(upgrade("Sec-WebSocket-Version is not 13")),
    }
    let key = only(headers, &SEC_WEBSOCKET_KEY)
        .map_err(|Several| bad("there is more than one Sec-WebSocket-Key"))?
        .ok_or_else(|| bad("there is no Sec-WebSocket-Key"))?;
    if !is_key(key.as_bytes()) {
        return Err(bad("Sec-WebSocket-Key is not 16 bytes in Base64"));
    }
    let mut offers = headers.get_all(SEC_WEBSOCKET_EXTENSIONS).iter();
    if !offers.all(|offer| is_extension_list(offer.as_bytes())) {
        return Err(bad("Sec-WebSocket-Extensions is not a list of extensions"));
    }
    if !request.body().is_end_stream() {
        // Its bytes would stand where the first frame has to.
        return Err(bad("the request has a body"));
    }
    Ok(key)
}

/// Whether a list, which may come as several lines, has this element in any case (RFC 9110, section 5.6.1).
fn contains(headers: &HeaderMap, name: HeaderName, element: &str) -> bool {
    let mut lines = headers.get_all(name).iter();
    lines.any(|line| list_contains(line.as_bytes(), element))
}

/// A header comes as several lines that must not.
struct Several;

/// The value of a header that must not come as several lines.
fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a HeaderValue>, Several> {
    let mut lines = headers.get_all(name).iter();
    let first = lines.next();
    match lines.next() {
        Some(_) => Err(Several),
        None => Ok(first),
    }
}

fn named(status: StatusCode, mistake: &str) -> Refusal {
    Refusal::new(status, format!("Not a WebSocket handshake: {mistake}."))
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
