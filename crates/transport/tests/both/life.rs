//! From one attempt to the next, and to an end with a chosen close frame.

use std::time::{Duration, Instant};

use crate::support::{Client, Server};
use connection::{CloseError, CloseFrame, CloseFrameError, ClosedBy, Event, Options, Phase};
use tokio_tungstenite::tungstenite;

use crate::{check_echo, text};

fn reconnecting() -> Options {
    Options {
        reconnects: true,
        ..Options::default()
    }
}

#[test]
fn a_lost_connection_is_tried_again_when_it_is_due() {
    let server = Server::start();
    let port = server.port;
    let mut client = Client::new(false);
    client.options = reconnecting();
    client.connect(&server.url);
    assert!(matches!(client.next(), Event::Connecting(_)));
    assert_eq!(client.next(), Event::Opened);
    server.kill();
    assert!(matches!(client.next(), Event::Lost(_)));
    let Phase::Waiting { until, .. } = client.connection.phase() else {
        panic!("{:?}", client.connection.phase());
    };
    client.connection.tick(until - Duration::from_nanos(1));
    assert_eq!(client.pending(), []);
    // No server is there yet, and it waits longer.
    client.connection.tick(until);
    assert!(matches!(client.next(), Event::Connecting(_)));
    assert!(matches!(client.next(), Event::Failed(_)));
    let server = Server::start_at(&format!("localhost:{port}"));
    client.connection.retry();
    assert!(matches!(client.next(), Event::Connecting(_)));
    assert_eq!(client.next(), Event::Opened);
    check_echo(&mut client, &text("again"));
    // Hanging up ends it for good.
    client.connection.disconnect();
    assert_eq!(client.next(), Event::Closed(ClosedBy::Us(None)));
    client
        .connection
        .tick(Instant::now() + Duration::from_secs(3600));
    assert_eq!(client.connection.phase(), Phase::Idle);
    drop(server);
}

#[test]
fn waiting_can_be_stopped() {
    let mut client = Client::new(false);
    client.options = reconnecting();
    client.connect("ws://127.0.0.1:1");
    assert!(matches!(client.next(), Event::Connecting(_)));
    assert!(matches!(client.next(), Event::Failed(_)));
    client.connection.disconnect();
    assert_eq!(client.connection.phase(), Phase::Idle);
    client
        .connection
        .tick(Instant::now() + Duration::from_secs(3600));
    client.connection.retry();
    assert_eq!(client.connection.phase(), Phase::Idle);
    assert_eq!(client.pending(), []);
}

#[test]
fn a_connection_is_closed_with_a_frame_of_ones_own() {
    for waits in [false, true] {
        check_own_frame(waits);
    }
    let server = Server::start();
    let mut client = Client::connected_to(&server.url, false);
    let refused = client.connection.close_with(frame(1000, ""));
    assert_eq!(refused, Err(CloseError::Unsupported));
    let refused = client
        .connection
        .finish_with(frame(1000, ""), Duration::ZERO);
    assert_eq!(refused, Err(CloseError::Unsupported));
    assert!(client.connection.phase().is_open());
}

fn frame(code: u16, reason: &str) -> CloseFrame {
    CloseFrame {
        code: Some(code),
        reason: reason.to_owned(),
    }
}

/// At the end of a program (`waits`), the other side has the frame before the call returns.
fn check_own_frame(waits: bool) {
    let (closed, received) = std::sync::mpsc::sync_channel(1);
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("ws://{}", listener.local_addr().unwrap());
    let server = std::thread::Builder::new().name("server".to_owned());
    let serving = server.spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let mut socket = tungstenite::accept(stream).unwrap();
        while let Ok(message) = socket.read() {
            if let tungstenite::Message::Close(frame) = message {
                closed.send(frame).unwrap();
            }
        }
    });
    let mut client = Client::connected_to(&url, true);
    let refused = client.connection.close_with(frame(1006, ""));
    assert_eq!(
        refused,
        Err(CloseError::Frame(CloseFrameError::NeverSent(1006)))
    );
    assert!(client.connection.phase().is_open());
    client.connection.send(text("before")).unwrap();
    let own = frame(4321, "够了");
    let patience = Duration::from_secs(60);
    let told = if waits {
        client
            .connection
            .finish_with(own.clone(), patience)
            .unwrap();
        received.try_recv().unwrap()
    } else {
        client.connection.close_with(own.clone()).unwrap();
        received.recv_timeout(patience).unwrap()
    };
    let told = told.unwrap();
    assert_eq!((u16::from(told.code), told.reason.as_str()), (4321, "够了"));
    assert_eq!(client.next(), Event::Sent(text("before").into()));
    assert_eq!(client.next(), Event::Closed(ClosedBy::Us(Some(own))));
    serving.unwrap().join().unwrap();
}
