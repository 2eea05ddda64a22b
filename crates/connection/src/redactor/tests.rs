use super::*;
use crate::options::Subprotocol;
use crate::secret_address::SecretAddress;
use crate::text_credentials::credentials_in;

fn endpoint() -> Endpoint {
    Endpoint::parse("ws://example.org/").unwrap()
}

#[track_caller]
fn check_header(line: &str, expected: &str) {
    let head = format!("GET / HTTP/1.1\r\nHost: a\r\n{line}\r\n\r\n");
    let shown = Redactor::default().head(&head);
    let expected = format!("GET / HTTP/1.1\r\nHost: a\r\n{expected}\r\n\r\n");
    assert_eq!(shown, expected);
}

#[test]
fn a_credential_in_a_header_is_masked_by_the_name_of_the_header() {
    check_header("authorization: Bearer s3cret", "authorization: Bearer •••");
    check_header(
        "Proxy-Authorization: Basic x",
        "Proxy-Authorization: Basic •••",
    );
    check_header("Authorization: s3cret", "Authorization: •••");
    check_header("Cookie: id=s3cret; b=s3cret", "Cookie: •••");
    check_header(
        "Set-Cookie: id=s3cret; Path=/; HttpOnly",
        "Set-Cookie: id=•••; Path=/; HttpOnly",
    );
    check_header("Set-Cookie: s3cret", "Set-Cookie: =•••");
    for name in [
        "X-Api-Key",
        "X-Auth-Token",
        "x-access-token",
        "Api-Key",
        "apikey",
        "X-CSRFToken",
        "PRIVATE-TOKEN",
        "X-Amz-Security-Token",
        "Ocp-Apim-Subscription-Key",
        "X-Client-Secret",
        "X-Session",
        "Authentication",
        "accessKey",
        "X-Bearer",
        "X-Passphrase",
        "X-Pass",
        "X-OTP",
        "X-Pin",
        "X-Access-Code",
    ] {
        check_header(&format!("{name}: s3cret"), &format!("{name}: •••"));
    }
    // What goes on in the next line is secret too.
    check_header(
        "X-Api-Key: a\r\n s3cret\r\nA: b",
        "X-Api-Key: •••\r\n •••\r\nA: b",
    );
    for line in [
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
        "WWW-Authenticate: Bearer realm=\"a\"",
        "Origin: https://example.org",
        "Keynote: a",
        "X-Status-Code: 5",
        "X-Passage: a",
        "Content-Encoding: a",
        "X-Pinned: a",
        "no colon",
        "Empty:",
    ] {
        check_header(line, line);
    }
}

#[test]
fn what_is_not_a_header_stays() {
    let reply = "HTTP/1.1 401 No\r\nSet-Cookie: a=b\r\n\r\nAuthorization: told in the page";
    let shown = Redactor::default().head(reply);
    assert_eq!(
        shown,
        "HTTP/1.1 401 No\r\nSet-Cookie: a=•••\r\n\r\nAuthorization: told in the page"
    );
    let bare = "HTTP/1.1 101 Yes\nX-Token: a";
    let shown = Redactor::default().head(bare);
    assert_eq!(shown, "HTTP/1.1 101 Yes\nX-Token: •••");
    assert_eq!(Redactor::default().head(""), "");
}

#[test]
fn a_credential_among_subprotocols_is_masked() {
    #[track_caller]
    fn check(list: &str, expected: &str) {
        check_header(
            &format!("Sec-WebSocket-Protocol: {list}"),
            &format!("Sec-WebSocket-Protocol: {expected}"),
        );
        let names = Subprotocol::parse_list(list).unwrap();
        let shown: Vec<_> = names.iter().map(Subprotocol::shown).collect();
        assert_eq!(shown.join(", "), expected);
        let is_secret = names.iter().any(Subprotocol::is_secret);
        assert_eq!(is_secret, list != expected, "{list}");
        let debug = format!("{names:?}");
        assert!(!debug.contains("s3cret"), "{debug}");
    }
    check(
        "base64url.bearer.authorization.k8s.io.czNjcmV0, base64.binary.k8s.io",
        "base64url.bearer.authorization.k8s.io.•••, base64.binary.k8s.io",
    );
    check("bearer, s3cret", "bearer, •••");
    check(
        "graphql-transport-ws, Bearer, s3cret",
        "graphql-transport-ws, Bearer, •••",
    );
    check("access_token, s3cret, chat", "access_token, •••, chat");
    check("Authorization.s3cret", "Authorization.•••");
    check("token.s3cret, mqtt", "token.•••, mqtt");
    check(
        "realtime, openai-insecure-api-key.sk-s3cret, openai-beta.realtime-v1",
        "realtime, openai-insecure-api-key.•••, openai-beta.realtime-v1",
    );
    check(
        "aws-appsync-event-ws, header-s3cret",
        "aws-appsync-event-ws, header-•••",
    );
    check("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.s3cret", "•••");
    check("app.eyJhbGciOiJIUzI1NiJ9.s3cret", "app.•••");
    check("chat, 9f86d081884c7d659a2feaa0c55ad015", "chat, •••");
    check("550e8400-e29b-41d4-a716-446655440000", "•••");
    for public in [
        "chat, superchat",
        "graphql-ws, graphql-transport-ws",
        "v12.stomp, v11.stomp, v10.stomp",
        "ocpp2.0.1, ocpp1.6",
        "wamp.2.json, wamp.2.msgpack.batched",
        "com.microsoft.minecraft.wsencrypt",
        "actioncable-v1-json, actioncable-unsupported",
        "v4.channel.k8s.io, base64.channel.k8s.io",
        "bearer",
        "token",
        "auth.",
    ] {
        check(public, public);
    }
}

#[test]
fn a_server_that_repeats_a_secret_does_not_give_it_away() {
    let options = Options {
        subprotocols: Subprotocol::parse_list("bearer, s3cret").unwrap(),
        ..Options::default()
    };
    let redactor = Redactor::new(&endpoint(), &options);
    let step = |step| redactor.redact(Signal::Step(step));
    let masked = Some(MASK.to_owned());
    let subprotocol = Some("s3cret".to_owned());
    assert_eq!(
        step(Step::Agreed { subprotocol }),
        Signal::Step(Step::Agreed {
            subprotocol: masked
        })
    );
    let answered = |head: &str| Step::Answered {
        head: head.to_owned(),
        micros: 1,
    };
    assert_eq!(
        step(answered(
            "HTTP/1.1 101 Yes\r\nSec-WebSocket-Protocol: s3cret"
        )),
        Signal::Step(answered("HTTP/1.1 101 Yes\r\nSec-WebSocket-Protocol: •••"))
    );
    let failure = |detail: &str| {
        Signal::Error(Failure {
            cause: Cause::Subprotocol,
            detail: detail.to_owned(),
        })
    };
    let told = redactor.redact(failure("not s3cret, s3cret"));
    assert_eq!(told, failure("not •••, •••"));
}

#[test]
fn a_credential_in_an_address_in_a_header_is_masked() {
    check_header(
        "Location: wss://a/?token=s3cret",
        "Location: wss://a/?token=•••",
    );
    check_header(
        "Link: <https://a/?sig=s3cret>; rel=x, <https://b/#access_token=s3cret>",
        "Link: <https://a/?sig=•••>; rel=x, <https://b/#access_token=•••>",
    );
}

/// What a connection with credentials everywhere tells of a signal.
fn told(signal: Signal<'static>) -> Signal<'static> {
    let header = |line| Header::parse(line).unwrap();
    let options = Options {
        headers: vec![
            header("Authorization: Bearer authorized-s3cret"),
            header("Cookie: a=cookie-s3cret; b=x"),
            header("X-Api-Key: key-s3cret"),
            header("X-Public: public"),
        ],
        subprotocols: Subprotocol::parse_list("bearer, s3cret").unwrap(),
        ..Options::default()
    };
    let endpoint = Endpoint::parse("ws://a/?token=query%20s3cret&room=lounge1&sid=1").unwrap();
    Redactor::new(&endpoint, &options).redact(signal)
}

#[test]
fn whatever_repeats_a_credential_of_the_connection_is_masked() {
    let quoted = "authorized-s3cret key-s3cret cookie-s3cret query s3cret query%20s3cret s3cret";
    let masked = "••• ••• ••• ••• ••• •••";
    let public = "public lounge1 1";
    let page = |text: &str| Step::Answered {
        head: format!("HTTP/1.1 401 No\r\nX-Said: {text}\r\n\r\nNot {text}, {public}"),
        micros: 1,
    };
    assert_eq!(told(Signal::Step(page(quoted))), Signal::Step(page(masked)));
    let failure = |text: &str| {
        Signal::Error(Failure {
            cause: Cause::Other,
            detail: format!("not {text}, {public}"),
        })
    };
    assert_eq!(told(failure(quoted)), failure(masked));
    let close = |text: &str| {
        Signal::Closed(Some(CloseFrame {
            code: Some(1008),
            reason: format!("not {text}, {public}"),
        }))
    };
    assert_eq!(told(close(quoted)), close(masked));
}

#[test]
fn a_failure_quotes_no_credential() {
    #[track_caller]
    fn check(detail: &str, expected: &str) {
        let failure = |detail: &str| {
            Signal::Error(Failure {
                cause: Cause::Other,
                detail: detail.to_owned(),
            })
        };
        assert_eq!(told(failure(detail)), failure(expected));
    }
    check(
        "URL error: Unable to connect to ws://a/?token=another",
        "URL error: Unable to connect to ws://a/?token=•••",
    );
    check(
        "Sec-WebSocket-Protocol: chat\nSec-WebSocket-Protocol: token.another",
        "Sec-WebSocket-Protocol: chat\nSec-WebSocket-Protocol: token.•••",
    );
    check(
        "/home/me/key.pem: it is not in PEM",
        "/home/me/key.pem: it is not in PEM",
    );
}

#[test]
fn the_target_of_a_redirect_does_not_show_a_credential_and_stays_whole() {
    let whole = "ws://b/s3cret?token=another";
    let signal = Signal::Error(Failure {
        cause: Cause::Redirect {
            status: 307,
            to: SecretAddress::new(whole),
        },
        detail: String::new(),
    });
    let Signal::Error(failure) = told(signal) else {
        panic!("it is no longer an error");
    };
    let Cause::Redirect { to, .. } = failure.cause else {
        panic!("it is no longer a redirect");
    };
    assert_eq!(to.shown(), "ws://b/•••?token=•••");
    assert_eq!(to.expose(), Some(whole));
}

#[test]
fn what_was_agreed_on_shows_no_credential() {
    let agreement = |address: &str, subprotocol: &str| Agreement {
        address: address.to_owned(),
        subprotocol: subprotocol.to_owned(),
        extensions: String::new(),
    };
    let redacted =
        Redactor::default().redact_agreement(agreement("ws://a/?token=s3cret", "token.s3cret"));
    assert_eq!(redacted, agreement("ws://a/?token=•••", "token.•••"));
}

/// All that can be told with a text of a peer in it.
fn everywhere(text: &str) -> Vec<Signal<'static>> {
    let text = text.to_owned();
    let head = |head: String| Signal::Step(Step::Answered { head, micros: 1 });
    let failure = |cause, detail| Signal::Error(Failure { cause, detail });
    let names = text.clone();
    vec![
        head(format!("HTTP/1.1 401 {text}\r\nA: b")),
        head(text.clone()),
        head(format!("220 mail\r\n{text}\r\n")),
        head(format!("HTTP/1.1 401 No\r\nA: b\r\n {text}\r\n\t{text}")),
        head(format!(
            "HTTP/1.1 401 No\r\n{text}\r\n{text}: a\r\nA: {text}"
        )),
        head(format!("HTTP/1.1 401 No\r\n\r\n<p>{text}</p>")),
        Signal::Step(Step::Interim {
            head: format!("HTTP/1.1 103 {text}"),
            micros: 1,
        }),
        Signal::Step(Step::Agreed {
            subprotocol: Some(format!("chat, {text}")),
        }),
        failure(Cause::Extension { names }, String::new()),
        failure(
            Cause::Other,
            format!("a\n{text}\nSec-WebSocket-Protocol: chat, {text}"),
        ),
        Signal::Closed(Some(CloseFrame {
            code: Some(1008),
            reason: text,
        })),
    ]
}

#[test]
fn a_credential_is_masked_wherever_a_peer_repeats_it() {
    let header = |line| Header::parse(line).unwrap();
    let options = Options {
        headers: vec![
            header("Authorization: Basic Ym9iOmhlYWRlci1zM2NyZXQ="),
            header("X-Api-Key: key-s3cret"),
            header("Cookie: id=cookie-s3cret"),
        ],
        subprotocols: Subprotocol::parse_list("bearer, offered-s3cret").unwrap(),
        proxy: Proxy::At(ProxyAddress::parse("http://carol:p%2Bw@proxy:1").unwrap()),
        ..Options::default()
    };
    let endpoint = Endpoint::parse("ws://a/?token=query-s3cret").unwrap();
    let redactor = Redactor::new(&endpoint, &options);
    for secret in [
        "Ym9iOmhlYWRlci1zM2NyZXQ=",
        "Ym9iOmhlYWRlci1zM2NyZXQ",
        "bob:header-s3cret",
        "header-s3cret",
        "key-s3cret",
        "cookie-s3cret",
        "offered-s3cret",
        "query-s3cret",
        // Of the proxy: `carol:p+w`.
        "Y2Fyb2w6cCt3",
        "carol:p+w",
        "carol",
        "p%2Bw",
        "p+w",
    ] {
        for signal in everywhere(secret) {
            let told = format!("{:?}", redactor.redact(signal.clone()));
            assert!(!told.contains(secret), "{secret} in {told}");
            assert!(told.contains(MASK), "{secret} in {told}");
        }
    }
    for public in ["carolin", "head", "a+w", "Basic", "Digest", "chat"] {
        for signal in everywhere(public) {
            assert_eq!(redactor.redact(signal.clone()), signal, "{public}");
        }
    }
}

#[test]
fn a_login_in_an_address_is_masked_wherever_a_peer_writes_it() {
    for address in [
        "http://bob:pw@h",
        "//bob:pw@h",
        "http:bob:pw@h",
        "http:\\\\bob:pw@h",
        "https:/bob:pw@h",
        "\\\\bob:pw@h",
        "wss:///bob:pw@h",
        "HTTP:bob:pw@h",
        "x://bob:pw@h",
    ] {
        for signal in everywhere(address) {
            let told = format!("{:?}", Redactor::default().redact(signal));
            assert!(
                !told.contains("bob") && !told.contains("pw"),
                "{address}: {told}"
            );
        }
    }
    for public in ["/a//b@c", "mail:bob@h", "bob@h", "a http: bob@h", "//h/@b"] {
        let signal = everywhere(public).remove(1);
        assert_eq!(Redactor::default().redact(signal.clone()), signal);
    }
}

#[test]
fn a_secret_that_was_cut_is_masked() {
    let secret = "s3cret-token-of-this-connection";
    let endpoint = Endpoint::parse(&format!("ws://a/?token={secret}")).unwrap();
    let redactor = Redactor::new(&endpoint, &Options::default());
    for length in MIN_REPEATED..=secret.len() {
        let cut = &secret[..length];
        let reason = format!("not {cut}");
        let frame = CloseFrame {
            code: Some(1008),
            reason,
        };
        let unanswered = Signal::Step(Step::CloseUnanswered {
            frame: frame.clone(),
        });
        for signal in [Signal::Closed(Some(frame)), unanswered] {
            let (Signal::Closed(Some(frame)) | Signal::Step(Step::CloseUnanswered { frame })) =
                redactor.redact(signal)
            else {
                panic!("it is no longer a close frame");
            };
            assert_eq!(frame.reason, "not •••");
        }
        for after in ["\r\nA: b", "; B: c", "\u{fffd}", "\""] {
            assert_eq!(
                redactor.text(&format!("{cut}{after}")),
                format!("•••{after}")
            );
        }
    }
    // It only begins in the same way.
    assert_eq!(redactor.text("s3cret-tokens"), "s3cret-tokens");
}

#[test]
fn the_login_of_a_proxy_is_learned_later_too() {
    let proxy = ProxyAddress::parse("http://carol:s3cret@proxy").unwrap();
    let redactor = Redactor::default().hiding(&proxy);
    assert_eq!(redactor.text("carol, s3cret"), "•••, •••");
    assert_eq!(redactor.text("Y2Fyb2w6czNjcmV0"), "•••");
    let nobody = ProxyAddress::parse("http://proxy").unwrap();
    assert_eq!(Redactor::default().hiding(&nobody).text("proxy"), "proxy");
}

#[test]
fn the_credentials_in_a_text_are_found_as_they_stand_there() {
    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(credentials_in(text), expected, "{text}");
    }
    check("hello", &[]);
    check("GET /?token=abc&room=1 HTTP/1.1\r\nHost: a\r\n", &["abc"]);
    check(
        "see wss://me:pass@host/ and ws://h/#access_token=a%20b",
        &["me:pass", "pass", "a%20b"],
    );
    check("ws://h/?next=ws%3A%2F%2Fg%2F%3Fkey%3Dabc", &["abc"]);
    check("user=a&password=b", &["b"]);
    check(
        "Authorization: Bearer abc\r\nCookie: a=1; b=2\r\n",
        &["abc", "1", "2"],
    );
    check(
        "Authorization: Basic dXNlcjpwYXNz",
        &["dXNlcjpwYXNz", "dXNlcjpwYXNz", "pass", "user:pass"],
    );
    check("Set-Cookie: sid=x y; Path=/", &["x y"]);
    check("X-Api-Key: abc def", &["abc def"]);
    check(
        "Sec-WebSocket-Protocol: chat, bearer, abc, jwt.def",
        &["abc", "def"],
    );
    check("Sec-WebSocket-Key: abc", &[]);
    check("Authorization: Bearer •••\nws://h/?token=•••", &[]);
    check("The password is here: x", &[]);
}
