//! What goes over the wire before there is a WebSocket.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::time::Duration;

use connection::{
    Cause, Event, HeadLimit, Header, Message, Options, ReplyFault, SecretAddress, Step, Subprotocol,
};
use tokio::io::AsyncWriteExt as _;

use super::{attempt, check_failure, failed, opened};
use crate::support::{RawServer, Server, upgraded};

fn with_headers(lines: &[&str]) -> Options {
    Options {
        headers: lines
            .iter()
            .map(|line| Header::parse(line).unwrap())
            .collect(),
        ..Options::default()
    }
}

fn offering(list: &str) -> Options {
    Options {
        subprotocols: Subprotocol::parse_list(list).unwrap(),
        ..Options::default()
    }
}

fn agreed(steps: &[Step]) -> Vec<Option<String>> {
    let agreed = steps.iter().filter_map(|step| match step {
        Step::Agreed { subprotocol } => Some(subprotocol.clone()),
        _ => None,
    });
    agreed.collect()
}

#[test]
fn headers_arrive() {
    let (received, requests) = std::sync::mpsc::sync_channel(2);
    let server = RawServer::answering(move |request| {
        received.send(request.to_owned()).unwrap();
        upgraded(request, &[])
    });
    let options = with_headers(&[
        "X-Token: secret",
        "Cookie: a=1",
        "Cookie: b=2",
        "X-Name: 值",
        "Host: example.org",
        "Origin: https://example.org",
    ]);
    let (_client, steps) = opened(&server.url(), options);
    let request = requests.recv_timeout(Duration::from_secs(60)).unwrap();
    // What is told of it is without what is secret by its name.
    let told = request
        .replace("secret", "•••")
        .replace("a=1", "•••")
        .replace("b=2", "•••");
    assert!(
        matches!(&steps[1], Step::Requested { head } if *head == told),
        "{steps:#?}"
    );
    let has = |line: &str| {
        let mut lines = request.split("\r\n");
        lines.any(|other| other.eq_ignore_ascii_case(line))
    };
    for line in [
        "x-token: secret",
        "cookie: a=1",
        "cookie: b=2",
        "x-name: 值",
        "host: example.org",
        "origin: https://example.org",
    ] {
        assert!(has(line), "{line} is not in {request}");
    }
    let hosts = request.to_ascii_lowercase().matches("\r\nhost: ").count();
    assert_eq!(hosts, 1, "{request}");

    opened(&server.url(), Options::default());
    let request = requests.recv_timeout(Duration::from_secs(60)).unwrap();
    let host = format!("Host: {}\r\n", server.address);
    assert!(request.contains(&host), "{request}");
}

#[test]
fn a_subprotocol_is_agreed_upon() {
    let server = Server::start();
    let chat = format!("{}/subprotocol/chat", server.url);
    let (_client, steps) = opened(&chat, offering("superchat, chat"));
    assert_eq!(agreed(&steps), [Some("chat".to_owned())]);
    let request = steps.iter().find_map(|step| match step {
        Step::Requested { head } => Some(head),
        _ => None,
    });
    assert!(
        request
            .unwrap()
            .contains("Sec-WebSocket-Protocol: superchat, chat\r\n")
    );
    check_failure(&chat, offering("superchat"), Cause::Subprotocol);
    check_failure(&chat, Options::default(), Cause::Subprotocol);
    let (_client, steps) = opened(&server.url, Options::default());
    assert_eq!(agreed(&steps), []);
}

#[test]
fn a_server_that_chooses_more_than_one_or_none_at_all_is_told_as_that() {
    #[track_caller]
    fn check(lines: &'static str, offered: &str, expected: Cause) {
        let server = RawServer::answering(move |request| {
            let reply = String::from_utf8(upgraded(request, &[])).unwrap();
            let end = format!("\r\n{lines}\r\n\r\n");
            reply.replacen("\r\n\r\n", &end, 1).into_bytes()
        });
        check_failure(&server.url(), offering(offered), expected);
    }
    const NAME: &str = "chat, superchat";
    let several = Cause::SeveralSubprotocols;
    check(
        "Sec-WebSocket-Protocol: chat, superchat",
        NAME,
        several.clone(),
    );
    check(
        "Sec-WebSocket-Protocol: chat\r\nsec-websocket-protocol: superchat",
        NAME,
        several.clone(),
    );
    check("Sec-WebSocket-Protocol: chat, superchat", "", several);
    check("Sec-WebSocket-Protocol:", NAME, Cause::EmptySubprotocol);
    check("Sec-WebSocket-Protocol: ", "", Cause::EmptySubprotocol);
    check(
        "Sec-WebSocket-Protocol: a b",
        NAME,
        Cause::MalformedSubprotocol,
    );
    check("Sec-WebSocket-Protocol: other", NAME, Cause::Subprotocol);
}

#[test]
fn a_credential_among_the_subprotocols_reaches_the_server_alone() {
    const LISTS: [&str; 3] = [
        "base64url.bearer.authorization.k8s.io.czNjcmV0LXRva2Vu, base64.binary.k8s.io",
        "bearer, czNjcmV0LXRva2Vu",
        "Authorization.czNjcmV0LXRva2Vu, chat",
    ];
    for list in LISTS {
        // It is repeated by the server.
        let (received, requests) = std::sync::mpsc::sync_channel(2);
        let chosen = list.split(", ").find(|name| name.ends_with("Vu")).unwrap();
        let server = RawServer::answering(move |request| {
            received.send(request.to_owned()).unwrap();
            let reply = String::from_utf8(upgraded(request, &[])).unwrap();
            let end = format!("\r\nSec-WebSocket-Protocol: {chosen}\r\n\r\n");
            reply.replacen("\r\n\r\n", &end, 1).into_bytes()
        });
        let options = offering(list);
        assert!(!format!("{options:?}").contains(chosen), "{options:?}");
        let (_client, steps) = opened(&server.url(), options);
        let request = requests.recv_timeout(Duration::from_secs(60)).unwrap();
        assert!(request.contains(chosen), "{request}");
        let told = format!("{steps:?}");
        assert!(!told.contains(chosen) && told.contains("•••"), "{told}");
    }
}

#[test]
fn a_server_may_choose_none() {
    // The first frames come with the reply, and none of them is lost.
    let server = RawServer::answering(|request| upgraded(request, b"\x81\x02hi\x88\x00"));
    let (client, steps) = opened(&server.url(), offering("chat"));
    assert_eq!(agreed(&steps), [None]);
    let hi = Message::Text("hi".to_owned());
    assert_eq!(client.next(), Event::Received(hi.into()));
    assert!(matches!(client.next(), Event::Closed(_)));
    // But a wrong reply is not excused by it.
    let wrong_key =
        RawServer::answering(|_| upgraded("Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==", &[]));
    check_failure(&wrong_key.url(), offering("chat"), Cause::WrongAccept);
}

fn answer(steps: &[Step]) -> &str {
    let answer = steps.iter().find_map(|step| match step {
        Step::Answered { head, .. } => Some(head.as_str()),
        _ => None,
    });
    answer.unwrap()
}

#[test]
fn a_redirect_is_told_and_not_followed() {
    let server = RawServer::answering(|_| {
        b"HTTP/1.1 301 Moved Permanently\r\nLocation: wss://example.org/\r\nContent-Length: 0\r\n\r\n"
            .to_vec()
    });
    let (failure, steps) = failed(&server.url(), Options::default());
    let to = SecretAddress::new("wss://example.org/");
    assert_eq!(failure.cause, Cause::Redirect { status: 301, to });
    assert!(answer(&steps).contains("Location: wss://example.org/"));
}

/// Answers one request in two pieces, the second of which comes a little later, and waits until the client is gone.
fn answering_in_two(head: &'static str, page: &'static str) -> String {
    /// Long enough for two pieces not to come as one.
    const LATER: Duration = Duration::from_millis(10);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("ws://{}", listener.local_addr().unwrap());
    let server = std::thread::Builder::new().name("server".to_owned());
    let serving = server.spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = [0; 1024];
        assert!(stream.read(&mut request).unwrap() > 0);
        stream.write_all(head.as_bytes()).unwrap();
        std::thread::sleep(LATER);
        stream.write_all(page.as_bytes()).unwrap();
        stream.read_to_end(&mut Vec::new()).ok();
    });
    drop(serving.unwrap());
    url
}

#[test]
fn a_page_that_comes_later_than_its_head_is_shown() {
    for head in [
        "HTTP/1.1 404 Not Found\r\nContent-Length: 8\r\n\r\n",
        "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 404 Not Found\r\n\r\n",
    ] {
        let page = if head.contains("chunked") {
            "8\r\nnot here\r\n0\r\n\r\n"
        } else {
            "not here"
        };
        let server = answering_in_two(head, page);
        let (failure, steps) = failed(&server, Options::default());
        assert_eq!(failure.cause, Cause::HttpStatus(404));
        assert!(answer(&steps).contains("not here"), "{steps:#?}");
    }
}

#[test]
fn a_page_that_never_comes_is_not_waited_for() {
    let server = answering_in_two(
        "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 8\r\n\r\nnot",
        "",
    );
    let (failure, steps) = failed(&server, Options::default());
    assert_eq!(failure.cause, Cause::HttpStatus(503));
    assert!(answer(&steps).ends_with("\r\n\r\nnot"), "{steps:#?}");
}

#[test]
fn a_number_is_not_looked_up() {
    let server = Server::start();
    let resolves = |url: &str| {
        let (_client, steps, _) = attempt(url, Options::default());
        matches!(steps.first(), Some(Step::Resolved { .. }))
    };
    assert!(resolves(&server.url));
    assert!(!resolves(&format!("ws://127.0.0.1:{}", server.port)));
}

/// Sends so much of a reply, and nothing more for as long as the client waits.
fn sending_only(answer: &'static str) -> RawServer {
    RawServer::serving(move |mut stream, _request| async move {
        stream.write_all(answer.as_bytes()).await.unwrap();
        std::future::pending::<()>().await;
    })
}

#[test]
fn what_came_of_a_reply_in_time_is_told() {
    for (answer, cause) in [
        ("HTTP/1.1 101 Switching Protocols\r\nUpgr", Cause::TimedOut),
        ("HTTP/1.1 101", Cause::TimedOut),
        ("220 mail.example is ready", Cause::NotWebSocket),
    ] {
        let server = sending_only(answer);
        let options = Options {
            connect_timeout: Duration::from_secs(1),
            ..Options::default()
        };
        let (failure, steps) = failed(&server.url(), options);
        assert_eq!(failure.cause, cause, "{failure:?}");
        let told = steps
            .iter()
            .any(|step| matches!(step, Step::Answered { head, .. } if head == answer));
        assert!(told, "{steps:?}");
    }
}

#[test]
fn a_reset_before_the_reply_is_no_missing_close_frame() {
    for answer in ["", "HTTP/1.1 101 Switching"] {
        let server = RawServer::serving(move |mut stream, _request| async move {
            stream.write_all(answer.as_bytes()).await.unwrap();
            // The client reads what has come first.
            tokio::time::sleep(Duration::from_millis(50)).await;
            stream.set_zero_linger().unwrap();
        });
        let cause = Cause::Reply(ReplyFault::Incomplete);
        check_failure(&server.url(), Options::default(), cause);
    }
}

#[test]
fn too_many_headers_are_told_before_anything_is_dialled() {
    let lines: Vec<String> = (0..30_000).map(|number| format!("X-{number}: a")).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let (failure, steps) = failed("ws://localhost:1", with_headers(&lines));
    assert!(
        matches!(failure.cause, Cause::RequestLimit(HeadLimit::Headers(_))),
        "{failure:?}"
    );
    assert_eq!(steps, []);
}
