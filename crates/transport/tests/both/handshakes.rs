//! What real servers answer to the handshake, over both transports, and how often they are asked.

mod addresses;

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use connection::{
    Cause, ClosedBy, Event, HeadLimit, Message, ReplyFault, SecretAddress, Step, TakeOver,
};
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use crate::support::Client;
use crate::text;

/// A server that counts the requests it gets and answers each in the same way.
struct Counting {
    address: SocketAddr,
    requests: Arc<AtomicUsize>,
}

/// What is answered to the key of a request, in pieces.
type Answer = fn(&str) -> Vec<Vec<u8>>;

impl Counting {
    fn start(answer: Answer) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        Self::serve(listener, answer, Duration::ZERO)
    }

    /// Answers each request after `delay`.
    fn serve(listener: TcpListener, answer: Answer, delay: Duration) -> Self {
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(AtomicUsize::new(0));
        let counting = Arc::clone(&requests);
        let accept = move || {
            for stream in listener.incoming() {
                let counting = Arc::clone(&counting);
                let serve = move || drop(serve(stream.unwrap(), &counting, answer, delay));
                drop(thread(serve));
            }
        };
        drop(thread(accept));
        Self { address, requests }
    }

    fn url(&self) -> String {
        format!("ws://{}", self.address)
    }

    fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}

fn thread(work: impl FnOnce() + Send + 'static) -> std::thread::JoinHandle<()> {
    let named = std::thread::Builder::new().name("server".to_owned());
    named.spawn(work).unwrap()
}

fn serve(
    mut stream: TcpStream,
    requests: &AtomicUsize,
    answer: Answer,
    delay: Duration,
) -> std::io::Result<()> {
    let mut request = Vec::new();
    let mut byte = [0];
    while !request.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte)? == 0 {
            // A connection without a request.
            return Ok(());
        }
        request.push(byte[0]);
    }
    requests.fetch_add(1, Ordering::SeqCst);
    std::thread::sleep(delay);
    let request = String::from_utf8_lossy(&request).into_owned();
    let key = request
        .lines()
        .find_map(|line| line.strip_prefix("Sec-WebSocket-Key: "));
    stream.set_nodelay(true)?;
    let mut reply = Vec::new();
    for piece in answer(key.unwrap()) {
        stream.write_all(&piece)?;
        reply.extend(piece);
        // So that it is read by itself.
        std::thread::sleep(Duration::from_millis(1));
    }
    if reply.starts_with(b"HTTP/1.1 101") && reply.ends_with(b"\r\n\r\n") {
        // Nothing was sent that ends it: it is open until something comes.
        stream.read_exact(&mut byte)?;
    }
    stream.shutdown(std::net::Shutdown::Write)?;
    // Until the client closes: an early close would turn into a reset and lose the answer.
    stream.read_to_end(&mut Vec::new()).map(drop)
}

/// A reply that opens, with a greeting in the first frame and a close frame; `lines` in place of `Upgrade` and `Connection`.
fn opening(key: &str, lines: &str) -> Vec<u8> {
    let accept = derive_accept_key(key.as_bytes());
    let head = format!("HTTP/1.1 101 Yes\r\n{lines}Sec-WebSocket-Accept: {accept}\r\n\r\n");
    [head.as_bytes(), b"\x81\x02hi\x88\x02\x03\xe8"].concat()
}

const UPGRADE: &str = "Upgrade: websocket\r\nConnection: Upgrade\r\n";

/// An attempt with all that it tells, up to the end of the connection.
fn events(url: &str, wants_details: bool) -> Vec<Event<'static>> {
    let mut client = Client::new(wants_details);
    client.connect(url);
    let mut events = Vec::new();
    loop {
        let event = client.next_or_step();
        let is_last = matches!(event, Event::Failed(_) | Event::Lost(_) | Event::Closed(_));
        events.push(event);
        if is_last {
            assert_eq!(client.pending(), []);
            return events;
        }
    }
}

fn reasons(events: &[Event<'_>]) -> Vec<TakeOver> {
    let reasons = events.iter().filter_map(|event| match event {
        Event::Step(Step::TakenOver { why }) => Some(*why),
        _ => None,
    });
    reasons.collect()
}

fn without_steps(events: Vec<Event<'static>>) -> Vec<Event<'static>> {
    let told = events.into_iter().skip(1);
    told.filter(|event| !matches!(event, Event::Step(_)))
        .collect()
}

/// The server is asked `requests` times at most, and told apart from the first request is why there was a second one.
#[track_caller]
fn check(name: &str, answer: Answer, why: Option<TakeOver>, expected: Result<(), Cause>) {
    for wants_details in [false, true] {
        let server = Counting::start(answer);
        let events = events(&server.url(), wants_details);
        assert!(matches!(events[0], Event::Connecting(_)), "{name}");
        let why = why.filter(|_| !wants_details);
        assert_eq!(reasons(&events), Vec::from_iter(why), "{name}: {events:#?}");
        let requests = 1 + usize::from(why.is_some());
        assert_eq!(server.requests(), requests, "{name}: {events:#?}");
        let told = without_steps(events);
        match &expected {
            Ok(()) => {
                let [Event::Opened, greeting, Event::Closed(ClosedBy::Peer(_))] = told.as_slice()
                else {
                    panic!("{name}: {told:#?}");
                };
                assert_eq!(*greeting, Event::Received(text("hi").into()), "{name}");
            }
            Err(cause) => {
                let [Event::Failed(failure)] = told.as_slice() else {
                    panic!("{name}: {told:#?}");
                };
                assert_eq!(failure.cause, *cause, "{name}: {failure:?}");
            }
        }
    }
}

#[test]
fn what_asks_for_no_second_request() {
    check(
        "a plain reply",
        |key| vec![opening(key, UPGRADE)],
        None,
        Ok(()),
    );
    let status = |status| Err(Cause::HttpStatus(status));
    let found: Answer = |_| vec![b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".to_vec()];
    check("a page", found, None, status(200));
    let missing: Answer = |_| vec![b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n".to_vec()];
    check("a 404", missing, None, status(404));
    let broken: Answer = |_| vec![b"HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n".to_vec()];
    check("a 503", broken, None, status(503));
    let mute = Err(Cause::Reply(ReplyFault::Incomplete));
    check("no reply", |_| Vec::new(), None, mute.clone());
    check(
        "half a head",
        |_| vec![b"HTTP/1.1 101 Yes\r\nUpg".to_vec()],
        None,
        mute,
    );
    let old: Answer = |key| {
        let reply = String::from_utf8_lossy(&opening(key, UPGRADE)).replace("HTTP/1.1", "HTTP/1.0");
        vec![reply.into_bytes()]
    };
    check(
        "HTTP/1.0",
        old,
        None,
        Err(Cause::Reply(ReplyFault::HttpVersion)),
    );
    let mail: Answer = |_| vec![b"220 mail.example ESMTP\r\n".to_vec()];
    check("mail", mail, None, Err(Cause::NotWebSocket));
    let stale: Answer = |_| vec![opening("dGhlIHNhbXBsZSBub25jZQ==", UPGRADE)];
    check("another key", stale, None, Err(Cause::WrongAccept));
}

#[test]
fn connection_and_upgrade_are_read_as_lists() {
    let connection = |name, answer: Answer| check(name, answer, Some(TakeOver::Connection), Ok(()));
    connection("a list", |key| {
        vec![opening(
            key,
            "Upgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n",
        )]
    });
    connection("two lines", |key| {
        vec![opening(
            key,
            "Upgrade: websocket\r\nConnection: keep-alive\r\nCONNECTION: upgrade\r\n",
        )]
    });
    connection("tabs", |key| {
        vec![opening(
            key,
            "Upgrade:\twebsocket\r\nConnection:\tkeep-alive\t,\tUPGRADE\t\r\n",
        )]
    });
    let upgrade: Answer = |key| {
        vec![opening(
            key,
            "Upgrade: websocket, websocket\r\nConnection: Upgrade\r\n",
        )]
    };
    check("Upgrade twice", upgrade, Some(TakeOver::Upgrade), Ok(()));
    let folded: Answer = |key| {
        vec![opening(
            key,
            "Upgrade: websocket\r\nConnection: keep-alive,\r\n Upgrade\r\n",
        )]
    };
    check("folded", folded, Some(TakeOver::Malformed), Ok(()));
    let blank: Answer = |key| {
        vec![opening(
            key,
            "Upgrade : websocket\r\nConnection : Upgrade\r\n",
        )]
    };
    check(
        "a blank before the colon",
        blank,
        Some(TakeOver::Malformed),
        Ok(()),
    );
    let bare: Answer = |key| {
        let reply = opening(key, UPGRADE);
        let bare: Vec<u8> = reply
            .iter()
            .copied()
            .filter(|byte| *byte != b'\r')
            .collect();
        vec![bare]
    };
    check("line feeds alone", bare, None, Ok(()));
    let latin: Answer = |key| {
        let mut reply = opening(key, UPGRADE);
        let end = reply.windows(4).position(|end| end == b"\r\n\r\n").unwrap();
        reply.splice(end..end, *b"\r\nServer: caf\xe9");
        vec![reply]
    };
    check("a value that is not UTF-8", latin, None, Ok(()));
    // It is asked twice, and the second answer is no better.
    let absent: Answer = |key| vec![opening(key, "Upgrade: websocket\r\nConnection: close\r\n")];
    let no_connection = Err(Cause::Reply(ReplyFault::Connection));
    check(
        "no token",
        absent,
        Some(TakeOver::Connection),
        no_connection,
    );
    let other: Answer = |key| vec![opening(key, "Upgrade: h2c\r\nConnection: Upgrade\r\n")];
    let no_upgrade = Err(Cause::Reply(ReplyFault::Upgrade));
    check(
        "another protocol",
        other,
        Some(TakeOver::Upgrade),
        no_upgrade,
    );
}

#[test]
fn interim_replies_are_passed_over() {
    fn after(interim: &[u8], key: &str) -> Vec<Vec<u8>> {
        vec![[interim, &opening(key, UPGRADE)].concat()]
    }
    let why = Some(TakeOver::InterimReply);
    let hints: Answer = |key| {
        after(
            b"HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n",
            key,
        )
    };
    check("103", hints, why, Ok(()));
    let several: Answer = |key| {
        after(
            b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n",
            key,
        )
    };
    check("100 and 102", several, why, Ok(()));
    let apart: Answer = |key| {
        let mut pieces = vec![b"HTTP/1.1 103 Early Hints\r\n".to_vec(), b"\r\n".to_vec()];
        pieces.extend(after(b"", key));
        pieces
    };
    check("in pieces", apart, why, Ok(()));
    let refused: Answer = |_| {
        vec![b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n".to_vec()]
    };
    check(
        "before a refusal",
        refused,
        why,
        Err(Cause::HttpStatus(404)),
    );
    let endless: Answer = |_| vec![b"HTTP/1.1 103 Early Hints\r\n\r\n".repeat(1000)];
    let limit = Err(Cause::HeadLimit(HeadLimit::InterimReplies(16)));
    check("without an end", endless, why, limit);

    let server = Counting::start(hints);
    let events = events(&server.url(), true);
    let interim = events.iter().find_map(|event| match event {
        Event::Step(Step::Interim { head, .. }) => Some(head.as_str()),
        _ => None,
    });
    let head = "HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload";
    assert_eq!(interim, Some(head));
    let answered = events.iter().any(
        |event| matches!(event, Event::Step(Step::Answered { head, .. }) if head.starts_with("HTTP/1.1 101 Yes\r\n")),
    );
    assert!(answered, "{events:#?}");
}

#[test]
fn a_reply_that_comes_byte_by_byte_opens() {
    let bytes: Answer = |key| {
        opening(key, UPGRADE)
            .into_iter()
            .map(|byte| vec![byte])
            .collect()
    };
    check("byte by byte", bytes, Some(TakeOver::Pieces), Ok(()));
}

#[test]
fn a_reply_over_a_limit_is_refused_with_the_limit() {
    let many: Answer = |key| {
        vec![opening(
            key,
            &format!("{UPGRADE}{}", "A: b\r\n".repeat(125)),
        )]
    };
    let limit = |limit| Err(Cause::HeadLimit(limit));
    let headers = limit(HeadLimit::Headers(124));
    check("many headers", many, Some(TakeOver::HeadLimit), headers);
    let large: Answer = |key| {
        vec![opening(
            key,
            &format!("{UPGRADE}A: {}\r\n", "b".repeat(1 << 16)),
        )]
    };
    let bytes = limit(HeadLimit::Bytes(1 << 16));
    check("a large head", large, Some(TakeOver::Pieces), bytes);
    let within: Answer = |key| {
        let some = format!("A: {}\r\n", "b".repeat(500)).repeat(100);
        vec![opening(key, &format!("{UPGRADE}{some}"))]
    };
    check("within the limits", within, None, Ok(()));
}

#[test]
fn an_extension_that_was_not_offered_is_named_where_the_reply_is_read() {
    let answer: Answer = |key| {
        let extension = "Sec-WebSocket-Extensions: x-example; parameter=15\r\n";
        vec![opening(key, &format!("{UPGRADE}{extension}"))]
    };
    let server = Counting::start(answer);
    let told = without_steps(events(&server.url(), true));
    let [Event::Failed(failure)] = told.as_slice() else {
        panic!("{told:#?}");
    };
    let names = "x-example".to_owned();
    assert_eq!(failure.cause, Cause::Extension { names });
}

#[test]
fn a_redirect_tells_the_new_address_and_is_not_followed() {
    let answer: Answer = |_| {
        vec![
            b"HTTP/1.1 307 Temporary Redirect\r\nLocation: https://example.org/chat?a=b#c\r\n\
              Content-Length: 0\r\n\r\n"
                .to_vec(),
        ]
    };
    let to = SecretAddress::new("wss://example.org/chat?a=b");
    let redirect = Cause::Redirect { status: 307, to };
    check("307", answer, Some(TakeOver::Redirect), Err(redirect));
    let nowhere: Answer = |_| vec![b"HTTP/1.1 301 Moved\r\nContent-Length: 0\r\n\r\n".to_vec()];
    let status = Err(Cause::HttpStatus(301));
    check("301 to nowhere", nowhere, Some(TakeOver::Redirect), status);
}

#[test]
fn what_follows_a_takeover_is_done_by_the_full_transport() {
    let answer: Answer = |key| {
        let reply = opening(
            key,
            "Upgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n",
        );
        let frames = reply.len() - 8;
        vec![reply[..frames].to_vec()]
    };
    let server = Counting::start(answer);
    let mut client = Client::new(false);
    client.options.reconnects = true;
    client.connect(&server.url());
    assert!(matches!(client.next(), Event::Connecting(_)));
    assert_eq!(client.next(), Event::Opened);
    assert!(client.connection.can_ping());
    assert!(client.connection.can_close_with());
    let ping = Message::Ping(b"there?".to_vec());
    client.connection.send(ping.clone()).unwrap();
    assert_eq!(client.next(), Event::Sent(ping.into()));
    assert!(matches!(client.next(), Event::Lost(_)));
    assert_eq!(server.requests(), 2);
    // The next attempt at the same target asks once.
    client.connection.retry();
    assert!(matches!(client.next(), Event::Connecting(_)));
    assert_eq!(client.next(), Event::Opened);
    assert_eq!(server.requests(), 3);
    client.connection.disconnect();
    // And one that is asked for anew begins with ewebsock again.
    client.connect(&server.url());
    while client.next() != Event::Opened {}
    assert_eq!(server.requests(), 5);
}

#[test]
fn an_attempt_that_is_hung_up_is_not_taken_over() {
    let server = Counting::serve(
        TcpListener::bind("127.0.0.1:0").unwrap(),
        |key| {
            vec![opening(
                key,
                "Upgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n",
            )]
        },
        Duration::from_millis(300),
    );
    let mut client = Client::new(false);
    client.connect(&server.url());
    assert!(matches!(client.next(), Event::Connecting(_)));
    // So long that it has been asked.
    while server.requests() == 0 {
        std::thread::sleep(Duration::from_millis(1));
    }
    client.connection.disconnect();
    assert_eq!(client.next(), Event::Closed(ClosedBy::Us(None)));
    std::thread::sleep(Duration::from_secs(1));
    assert_eq!(client.pending(), []);
    assert_eq!(server.requests(), 1);
}
