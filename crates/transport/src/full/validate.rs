//! Whether a reply opens a WebSocket: the rules of RFC 6455, section 4.1, one after the other.

use connection::{Cause, Endpoint, Failure, Options, ReplyFault, SecretAddress};
use url::Url;
use wire::deflate::{EXTENSION, Offer, Parameters};
use wire::handshake::{accept_key, is_token, split_list};

use super::head::Head;
use super::subprotocol::agreed;

/// The status of a reply that opens.
pub(super) const SWITCHING_PROTOCOLS: u16 = 101;

/// What was agreed upon.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Agreed {
    pub(super) subprotocol: Option<String>,
    pub(super) compression: Option<Parameters>,
}

/// What was agreed upon, if the reply opens a WebSocket.
///
/// # Errors
/// The first rule that it breaks.
pub(super) fn validate(
    head: &Head,
    key: &str,
    endpoint: &Endpoint,
    options: &Options,
) -> Result<Agreed, Failure> {
    if head.status != SWITCHING_PROTOCOLS {
        return Err(refused(head, endpoint));
    }
    // A protocol can be switched to since HTTP/1.1 only (RFC 9110, section 15.2).
    if !head.is_http_1_1 {
        let detail = "the reply 101 is in HTTP/1.0".to_owned();
        return Err(fault(ReplyFault::HttpVersion, detail));
    }
    let is_websocket = |value: &[u8]| value.eq_ignore_ascii_case(b"websocket");
    // Another value beside it would be another protocol that was switched to.
    if !head.contains("Upgrade", "websocket") || !head.list("Upgrade").all(is_websocket) {
        return Err(fault(ReplyFault::Upgrade, shown(head, "Upgrade")));
    }
    if !head.contains("Connection", "upgrade") {
        return Err(fault(ReplyFault::Connection, shown(head, "Connection")));
    }
    check_accept(head, key)?;
    let compression = compression(head, options.compression.as_ref())?;
    let chosen: Vec<_> = head.values("Sec-WebSocket-Protocol").collect();
    Ok(Agreed {
        subprotocol: agreed(&chosen, &options.subprotocols)?,
        compression,
    })
}

/// It has another status than the one that opens.
fn refused(head: &Head, endpoint: &Endpoint) -> Failure {
    let status = head.status;
    let cause = match redirect(head, endpoint) {
        Some(to) => Cause::Redirect { status, to },
        None => Cause::HttpStatus(status),
    };
    Failure {
        cause,
        detail: format!("HTTP status {status}"),
    }
}

/// The address to which it sends, if that is one of a WebSocket server (RFC 9110, sections 10.2.2 and 15.4).
fn redirect(head: &Head, endpoint: &Endpoint) -> Option<SecretAddress> {
    if !matches!(head.status, 300..=303 | 307 | 308) {
        return None;
    }
    let location = std::str::from_utf8(head.values("Location").next()?).ok()?;
    let mut url = Url::parse(endpoint.expose()).ok()?.join(location).ok()?;
    let scheme = match url.scheme() {
        "http" | "ws" => "ws",
        "https" | "wss" => "wss",
        _ => return None,
    };
    url.set_scheme(scheme).ok()?;
    // It names a part of a page, and no WebSocket has one (RFC 6455, section 3).
    url.set_fragment(None);
    let to = Endpoint::parse(url.as_str()).ok()?;
    Some(SecretAddress::new(to.expose()))
}

fn check_accept(head: &Head, key: &str) -> Result<(), Failure> {
    const NAME: &str = "Sec-WebSocket-Accept";
    let expected = accept_key(key.as_bytes());
    let mut values = head.values(NAME);
    let detail = || format!("{}; expected {expected}", shown(head, NAME));
    match (values.next(), values.next()) {
        (None, _) => Err(fault(ReplyFault::NoAccept, detail())),
        (Some(_), Some(_)) => Err(fault(ReplyFault::SeveralAccepts, detail())),
        (Some(value), None) if value.trim_ascii() == expected.as_bytes() => Ok(()),
        (Some(_), None) => Err(Failure {
            cause: Cause::WrongAccept,
            detail: detail(),
        }),
    }
}

/// What was agreed on compression. No other extension is offered, so none may be switched on.
fn compression(head: &Head, offer: Option<&Offer>) -> Result<Option<Parameters>, Failure> {
    const NAME: &str = "Sec-WebSocket-Extensions";
    let is_offered = |name: &str| offer.is_some() && name == EXTENSION;
    let names = head.list(NAME).map(|extension| {
        // Its parameters follow.
        let name = split_list(extension, b';').next().unwrap_or_default();
        String::from_utf8_lossy(name).into_owned()
    });
    let names: Vec<_> = names.filter(|name| !is_offered(name)).collect();
    if names.iter().any(|name| !is_token(name.as_bytes())) {
        return Err(fault(ReplyFault::Malformed, shown(head, NAME)));
    }
    if !names.is_empty() {
        return Err(Failure {
            cause: Cause::Extension {
                names: names.join(", "),
            },
            detail: shown(head, NAME),
        });
    }
    let Some(offer) = offer else {
        return Ok(None);
    };
    let answer: Vec<_> = head.values(NAME).collect();
    offer
        .agreed(&answer.join(&b", "[..]))
        .map_err(|fault| Failure {
            cause: Cause::CompressionAnswer,
            detail: format!("{fault}: {}", shown(head, NAME)),
        })
}

fn fault(fault: ReplyFault, detail: String) -> Failure {
    let cause = Cause::Reply(fault);
    Failure { cause, detail }
}

/// The lines of a header, as they were sent.
fn shown(head: &Head, name: &str) -> String {
    let lines = head.values(name);
    let lines = lines.map(|value| format!("{name}: {}", String::from_utf8_lossy(value)));
    let lines = lines.collect::<Vec<_>>().join("\n");
    if lines.is_empty() {
        format!("there is no header {name}")
    } else {
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::super::head::parse;
    use super::*;

    /// The example of RFC 6455, section 1.3.
    const KEY: &str = "dGhlIHNhbXBsZSBub25jZQ==";
    const ACCEPT: &str = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    fn validated(head: &str) -> Result<Option<Parameters>, Cause> {
        validated_for(head, None)
    }

    fn validated_for(head: &str, compression: Option<Offer>) -> Result<Option<Parameters>, Cause> {
        let endpoint = Endpoint::parse("wss://example.org/chat/room?a=b").unwrap();
        let head = parse(head.as_bytes()).unwrap().unwrap();
        let options = Options {
            compression,
            ..Options::default()
        };
        let agreed = validate(&head, KEY, &endpoint, &options);
        agreed
            .map(|agreed| agreed.compression)
            .map_err(|failure| failure.cause)
    }

    /// A reply that opens, but for one header in place of which there are `lines`.
    fn but_for(name: &str, lines: &str) -> String {
        let accept = format!("Sec-WebSocket-Accept: {ACCEPT}\r\n");
        let right = ["Upgrade: websocket\r\n", "Connection: Upgrade\r\n", &accept];
        let right = right.iter().filter(|line| !line.starts_with(name));
        let right: String = right.copied().collect();
        format!("HTTP/1.1 101 Switching Protocols\r\n{right}{lines}\r\n")
    }

    #[track_caller]
    fn check_opens(name: &str, lines: &str) {
        assert_eq!(validated(&but_for(name, lines)), Ok(None), "{lines}");
    }

    #[track_caller]
    fn check_refused(name: &str, lines: &str, expected: Cause) {
        assert_eq!(validated(&but_for(name, lines)), Err(expected), "{lines}");
    }

    #[test]
    fn connection_and_upgrade_are_lists_that_contain_a_token() {
        check_opens("-", "");
        for lines in [
            "Connection: keep-alive, Upgrade\r\n",
            "connection: UPGRADE, keep-alive\r\n",
            "Connection: keep-alive\r\nConnection: upgrade\r\n",
            "Connection:keep-alive,\tUpgrade\t,x\r\n",
            "Connection: keep-alive,\r\n\tupgrade\r\n",
            "Connection : upgrade\r\n",
        ] {
            check_opens("Connection", lines);
        }
        for lines in [
            "",
            "Connection: close\r\n",
            "Connection: upgraded\r\n",
            "Connection:\r\n",
        ] {
            check_refused("Connection", lines, Cause::Reply(ReplyFault::Connection));
        }
        for lines in [
            "UPGRADE: WebSocket\r\n",
            "Upgrade: websocket, websocket\r\n",
            "Upgrade: \t websocket\t\r\n",
            "Upgrade:\r\nUpgrade: websocket\r\n",
        ] {
            check_opens("Upgrade", lines);
        }
        for lines in [
            "",
            "Upgrade: h2c\r\n",
            "Upgrade: websocket2\r\n",
            "Upgrade: websocket, h2c\r\n",
            "Upgrade: h2c, websocket\r\n",
            "Upgrade: websocket\r\nUpgrade: h2c\r\n",
        ] {
            check_refused("Upgrade", lines, Cause::Reply(ReplyFault::Upgrade));
        }
    }

    #[test]
    fn the_first_line_may_be_written_in_several_ways() {
        let reply = but_for("-", "");
        let (_, rest) = reply.split_once("\r\n").unwrap();
        for first in [
            "HTTP/1.1 101",
            "HTTP/1.1 101 ",
            "HTTP/1.1  101  Yes",
            "\r\nHTTP/1.1 101 Yes",
            "HTTP/1.1 101 切换协议",
        ] {
            assert_eq!(
                validated(&format!("{first}\r\n{rest}")),
                Ok(None),
                "{first}"
            );
        }
    }

    #[test]
    fn the_key_is_answered_once_and_rightly() {
        let name = "Sec-WebSocket-Accept";
        let line = |value: &str| format!("{name}: {value}\r\n");
        check_opens(name, &line(&format!(" {ACCEPT}\t")));
        check_refused(name, "", Cause::Reply(ReplyFault::NoAccept));
        let twice = line(ACCEPT).repeat(2);
        check_refused(name, &twice, Cause::Reply(ReplyFault::SeveralAccepts));
        for wrong in ["", "x", &ACCEPT.to_lowercase(), "\u{e9}"] {
            check_refused(name, &line(wrong), Cause::WrongAccept);
        }
        let old = but_for("-", "").replace("HTTP/1.1", "HTTP/1.0");
        assert_eq!(validated(&old), Err(Cause::Reply(ReplyFault::HttpVersion)));
    }

    #[test]
    fn extensions_that_were_not_offered_are_named() {
        let check = |lines: &str, names: &str| {
            let names = names.to_owned();
            check_refused("-", lines, Cause::Extension { names });
        };
        check(
            "Sec-WebSocket-Extensions: permessage-deflate\r\n",
            "permessage-deflate",
        );
        check(
            "sec-websocket-extensions: a; x=\"1,2;3\", b\r\nSec-WebSocket-Extensions: c;y\r\n",
            "a, b, c",
        );
        for malformed in ["permessage-deflate x", "\u{e9}", ";"] {
            let line = format!("Sec-WebSocket-Extensions: {malformed}\r\n");
            check_refused("-", &line, Cause::Reply(ReplyFault::Malformed));
        }
        check_opens("-", "Sec-WebSocket-Extensions:\r\n");
        check_opens("-", "Sec-WebSocket-Extensions: ,\r\n");
    }

    #[test]
    fn an_offer_of_compression_is_agreed_to_declined_or_answered_wrongly() {
        let check = |lines: &str, expected: Result<Option<&str>, Cause>| {
            let reply = but_for("-", lines);
            let agreed = validated_for(&reply, Some(Offer::OF_BROWSERS));
            let agreed = agreed.map(|agreed| agreed.map(|agreed| agreed.to_string()));
            let expected = expected.map(|agreed| agreed.map(str::to_owned));
            assert_eq!(agreed, expected, "{lines}");
        };
        let line = |value: &str| format!("Sec-WebSocket-Extensions: {value}\r\n");
        let wrong = || Err(Cause::CompressionAnswer);
        check("", Ok(None));
        check(&line(""), Ok(None));
        check(&line("permessage-deflate"), Ok(Some("permessage-deflate")));
        check(
            &line("permessage-deflate; client_max_window_bits=\"9\";server_no_context_takeover"),
            Ok(Some(
                "permessage-deflate; server_no_context_takeover; client_max_window_bits=9",
            )),
        );
        for answer in [
            "permessage-deflate; client_max_window_bits",
            "permessage-deflate; client_max_window_bits=16",
            "permessage-deflate; x",
            "permessage-deflate, permessage-deflate",
            "permessage-deflate;",
        ] {
            check(&line(answer), wrong());
        }
        check(&line("permessage-deflate").repeat(2), wrong());
        let names = "x-webkit-deflate-frame".to_owned();
        check(
            &line("permessage-deflate, x-webkit-deflate-frame"),
            Err(Cause::Extension { names }),
        );
    }

    #[test]
    fn a_redirect_is_resolved_against_the_address() {
        #[track_caller]
        fn check(status: u16, lines: &str, expected: Option<&str>) {
            let reply = format!("HTTP/1.1 {status} Elsewhere\r\n{lines}\r\n");
            let to = expected.map(SecretAddress::new);
            let cause = to.map_or(Cause::HttpStatus(status), |to| Cause::Redirect {
                status,
                to,
            });
            assert_eq!(validated(&reply), Err(cause), "{reply}");
        }
        let check_location = |location: &str, expected: Option<&str>| {
            check(307, &format!("Location: {location}\r\n"), expected);
        };
        check_location("https://other.org/a?b", Some("wss://other.org/a?b"));
        check_location("http://other.org:81", Some("ws://other.org:81/"));
        check_location("ws://other.org/", Some("ws://other.org/"));
        check_location("//other.org/x", Some("wss://other.org/x"));
        check_location("/elsewhere", Some("wss://example.org/elsewhere"));
        check_location("hall?c=d#part", Some("wss://example.org/chat/hall?c=d"));
        check_location("?c", Some("wss://example.org/chat/room?c"));
        check_location("ftp://other.org/", None);
        check_location("https://me:secret@other.org/", None);
        check_location("https://", None);
        check_location("\u{1f600}", Some("wss://example.org/chat/%F0%9F%98%80"));
        check(301, "", None);
        check(304, "Location: /x\r\n", None);
        check(200, "Location: /x\r\n", None);
        check(308, "location: /x\r\n", Some("wss://example.org/x"));
    }
}
