//! What a connection with all details tells beside its messages.

use connection::{CloseFrame, ClosedBy, Event, Step};

use crate::support::{Client, RawServer, Server, upgraded};

/// The steps of an attempt, and what came after them.
fn steps_to(url: &str) -> (Vec<Step>, Event<'static>) {
    let mut client = Client::new(true);
    client.connect(url);
    assert!(matches!(client.next_or_step(), Event::Connecting(_)));
    let mut steps = Vec::new();
    loop {
        match client.next_or_step() {
            Event::Step(step) => steps.push(step),
            other => return (steps, other),
        }
    }
}

#[test]
fn an_attempt_that_succeeds_tells_each_step() {
    let server = Server::start();
    let (steps, last) = steps_to(&format!("{}/echo", server.url));
    assert_eq!(last, Event::Opened);
    let [
        Step::Resolved { addresses, .. },
        ..,
        Step::Reached { address, .. },
        Step::Requested { head: request },
        Step::Answered { head: reply, .. },
    ] = steps.as_slice()
    else {
        panic!("{steps:#?}");
    };
    assert!(addresses.contains(&address.ip()));
    assert_eq!(address.port(), server.port);
    assert!(request.starts_with("GET /echo HTTP/1.1\r\n"), "{request}");
    assert!(request.contains("Sec-WebSocket-Key: "), "{request}");
    assert!(reply.starts_with("HTTP/1.1 101 "), "{reply}");
    assert!(!reply.contains("\r\n\r\n"), "{reply}");
}

#[test]
fn an_attempt_that_fails_tells_how_far_it_came() {
    let free = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let (steps, _) = steps_to(&format!("ws://{free}"));
    assert!(
        matches!(steps.as_slice(), [Step::Unreached { address, .. }] if *address == free),
        "{steps:#?}"
    );

    let server = Server::start();
    let (steps, last) = steps_to(&format!("{}/refuse/403", server.url));
    assert!(matches!(last, Event::Failed(_)));
    let Some(Step::Answered { head, .. }) = steps.last() else {
        panic!("{steps:#?}");
    };
    // The page that came with it is of interest.
    let (head, page) = head.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 403 Forbidden\r\n"), "{head}");
    assert!(!page.is_empty());

    let mail = RawServer::answering(|_| b"220 mail.example ESMTP\r\n".to_vec());
    let (steps, _) = steps_to(&mail.url());
    assert!(
        matches!(steps.last(), Some(Step::Answered { head, .. }) if head == "220 mail.example ESMTP")
    );
    let (steps, _) = steps_to(&mail.url().replace("ws://", "wss://"));
    assert!(matches!(steps.last(), Some(Step::Reached { .. })));
}

#[track_caller]
fn check_close(path: &str, code: Option<u16>, reason: &str) {
    let server = Server::start();
    let client = Client::connected_to(&format!("{}{path}", server.url), true);
    let reason = reason.to_owned();
    let frame = CloseFrame { code, reason };
    assert_eq!(
        client.next(),
        Event::Closed(ClosedBy::Peer(Some(frame))),
        "{path}"
    );
}

#[test]
fn a_close_frame_is_read() {
    check_close(
        "/close/1011?reason=out%20of%20coffee",
        Some(1011),
        "out of coffee",
    );
    check_close("/close/4321?reason=%E5%86%8D%E8%A7%81", Some(4321), "再见");
    for (frame, code) in [(b"\x88\x02\x03\xf6", 1014), (b"\x88\x02\x03\xea", 1002)] {
        let server = RawServer::answering(move |request| upgraded(request, frame));
        let client = Client::connected_to(&server.url(), true);
        let frame = CloseFrame {
            code: Some(code),
            ..CloseFrame::default()
        };
        assert_eq!(client.next(), Event::Closed(ClosedBy::Peer(Some(frame))));
    }
    let server = RawServer::answering(|request| upgraded(request, b"\x88\x00"));
    let client = Client::connected_to(&server.url(), true);
    let empty = CloseFrame::default();
    assert_eq!(client.next(), Event::Closed(ClosedBy::Peer(Some(empty))));
}
