//! Each scenario does on the wire what its words say.

use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::io::AsyncReadExt;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::harness::{Client, Server, soon};
use crate::raw;

/// A client of a scenario on a server of its own.
async fn playing(path: &str) -> (Server, Client) {
    let server = Server::start().await;
    let client = Client::connect(&format!("{}{path}", server.url)).await;
    (
        server,
        client.unwrap_or_else(|error| panic!("{path}: {error}")),
    )
}

async fn text(client: &mut Client) -> String {
    client.receive().await.into_text().unwrap().to_string()
}

async fn json(client: &mut Client) -> Value {
    serde_json::from_str(&text(client).await).unwrap()
}

/// What becomes of some texts, in order.
async fn echoes(path: &str, sent: u32, expected: usize) -> Vec<u32> {
    let (_server, mut client) = playing(path).await;
    for number in 0..sent {
        client.send(Message::text(number.to_string())).await;
    }
    let mut received = Vec::new();
    while received.len() < expected {
        received.push(text(&mut client).await.parse().unwrap());
    }
    received
}

#[tokio::test]
async fn the_course_answers_as_in_the_course() {
    let (_server, mut client) = playing("/course").await;
    client.send(Message::text("helloworld")).await;
    assert_eq!(text(&mut client).await, "Hello World");
    client.send(Message::text("something else")).await;
    assert!(text(&mut client).await.contains("不认识"));
    client.send(Message::text("close")).await;
    let frame = client.expect_close().await.unwrap();
    assert_eq!(u16::from(frame.code), 1000);
}

#[tokio::test]
async fn numbers_come_as_one_binary_message() {
    let (_server, mut client) = playing("/numbers").await;
    client.send(Message::text("please")).await;
    let bytes = client.receive().await.into_data();
    assert_eq!(bytes.len(), 40_000);
    assert_eq!(bytes[4 * 9_999..], 9_999.0_f32.to_le_bytes());
}

#[tokio::test]
async fn the_members_of_a_room_receive_what_is_sent_to_it() {
    let server = Server::start().await;
    let mut members = Vec::new();
    for path in ["/room/a", "/room/a?self=true", "/room/b"] {
        members.push(
            Client::connect(&format!("{}{path}", server.url))
                .await
                .unwrap(),
        );
    }
    members[1].send(Message::text("hi")).await;
    assert_eq!(text(&mut members[0]).await, "hi");
    assert_eq!(text(&mut members[1]).await, "hi");
    members[0].send(Message::text("hi back")).await;
    assert_eq!(text(&mut members[1]).await, "hi back");
    // Neither the sender nor another room received it: their own is the next that they receive.
    members[2].send(Message::text("alone")).await;
    for index in [0, 2] {
        let nothing = tokio::time::timeout(Duration::from_millis(50), members[index].socket.next());
        assert!(nothing.await.is_err());
    }
}

#[tokio::test]
async fn members_of_the_chat_have_names() {
    let server = Server::start().await;
    let url = format!("{}/chat", server.url);
    let mut ann = Client::connect(&url).await.unwrap();
    let mut bob = Client::connect(&url).await.unwrap();
    ann.send(Message::text(r#"{"say":"hi"}"#)).await;
    assert!(
        json(&mut ann).await["error"]
            .as_str()
            .unwrap()
            .contains("join first")
    );
    ann.send(Message::text(r#"{"join":"ann"}"#)).await;
    assert_eq!(json(&mut ann).await["welcome"], "ann");
    assert_eq!(json(&mut bob).await["joined"], "ann");
    bob.send(Message::text(r#"{"join":"ann"}"#)).await;
    assert_eq!(json(&mut bob).await["error"], "somebody has this name");
    bob.send(Message::text(r#"{"join":"bob"}"#)).await;
    assert_eq!(
        json(&mut bob).await["users"],
        serde_json::json!(["ann", "bob"])
    );
    assert_eq!(json(&mut ann).await["joined"], "bob");
    ann.send(Message::text(r#"{"say":"only you","to":"bob"}"#))
        .await;
    assert_eq!(json(&mut ann).await["sent"], true);
    let received = json(&mut bob).await;
    assert_eq!(
        (&received["from"], &received["private"]),
        (&"ann".into(), &true.into())
    );
    bob.send(Message::text(r#"{"say":"x","to":"nobody"}"#))
        .await;
    assert!(
        json(&mut bob).await["error"]
            .as_str()
            .unwrap()
            .contains("nobody")
    );
    drop(ann);
    assert_eq!(json(&mut bob).await["left"], "ann");
    bob.send(Message::text("not JSON")).await;
    assert!(
        json(&mut bob).await["error"]
            .as_str()
            .unwrap()
            .contains("expected")
    );
}

#[tokio::test]
async fn the_clock_pushes_to_all_at_once() {
    let server = Server::start().await;
    let url = format!("{}/clock?every=50ms", server.url);
    let mut first = Client::connect(&url).await.unwrap();
    let mut second = Client::connect(&url).await.unwrap();
    for client in [&mut first, &mut second] {
        assert!(json(client).await["now_ms"].as_u64().unwrap() > 1_600_000_000_000);
    }
}

#[tokio::test]
async fn a_token_is_checked_once_at_the_handshake() {
    let server = Server::start().await;
    let url = format!("{}/private", server.url);
    let status = |error: Error| match error {
        Error::Http(response) => response.status().as_u16(),
        other => panic!("{other}"),
    };
    for wrong in ["", "?token=", "?token=wrong"] {
        let error = Client::connect(&format!("{url}{wrong}"))
            .await
            .err()
            .unwrap();
        assert_eq!(status(error), 401, "{wrong}");
    }
    let mut client = Client::connect(&format!("{url}?token=secret"))
        .await
        .unwrap();
    client.expect_echo(Message::text("never asked again")).await;
    let mut request = url.into_client_request().unwrap();
    request
        .headers_mut()
        .insert("authorization", "Bearer secret".parse().unwrap());
    let (mut socket, _) = tokio_tungstenite::connect_async(request).await.unwrap();
    socket.send(Message::text("x")).await.unwrap();
    assert_eq!(
        soon(socket.next()).await.unwrap().unwrap(),
        Message::text("x")
    );
}

#[tokio::test]
async fn the_handshake_is_told() {
    let (_server, mut client) = playing("/whoami?x=1").await;
    let told = json(&mut client).await;
    assert_eq!(
        (&told["path"], &told["query"]),
        (&"/whoami".into(), &"x=1".into())
    );
    let headers = told["headers"].as_array().unwrap();
    assert!(headers.iter().any(|pair| pair[0] == "sec-websocket-key"));
    assert!(told["peer"].as_str().unwrap().starts_with("127.0.0.1:"));
}

#[tokio::test]
async fn a_subprotocol_is_spoken() {
    let server = Server::start().await;
    let mut request = format!("{}/subprotocol/chat.v2", server.url)
        .into_client_request()
        .unwrap();
    request
        .headers_mut()
        .insert("sec-websocket-protocol", "chat.v2".parse().unwrap());
    let (_, response) = tokio_tungstenite::connect_async(request).await.unwrap();
    assert_eq!(response.headers()["sec-websocket-protocol"], "chat.v2");
}

#[tokio::test]
async fn messages_are_counted() {
    let (_server, mut client) = playing("/count").await;
    client.send(Message::text("你好")).await;
    assert_eq!(text(&mut client).await, r#"{"bytes":6,"messages":1}"#);
    client.send(Message::binary(vec![0; 10])).await;
    assert_eq!(text(&mut client).await, r#"{"bytes":16,"messages":2}"#);
}

#[tokio::test]
async fn time_passes_as_asked() {
    for (path, at_least) in [
        ("/delay/80ms/echo", 80),
        ("/jitter/60ms-90ms/echo", 60),
        ("/drip/100Bps/echo", 100),
    ] {
        let (_server, mut client) = playing(path).await;
        let start = Instant::now();
        // The drip counts the frame's head as well: 2 and 18 bytes are 200 ms but for the first drop.
        client
            .expect_echo(Message::text("eighteen bytes ..."))
            .await;
        let took = start.elapsed().as_millis();
        assert!(took >= at_least, "{path}: {took} ms");
    }
    let (_server, mut client) = playing("/repeat/tick/20ms").await;
    let start = Instant::now();
    for _ in 0..5 {
        assert_eq!(text(&mut client).await, "tick");
    }
    assert!(start.elapsed() >= Duration::from_millis(75));
}

#[tokio::test]
async fn a_flood_is_numbered_and_complete() {
    for path in [
        "/flood?rate=0&size=16&count=20000",
        "/flood?rate=100000&count=2000",
    ] {
        let (_server, mut client) = playing(path).await;
        let count = if path.contains("rate=0") {
            20_000
        } else {
            2_000
        };
        for number in 0..count {
            let message = text(&mut client).await;
            assert_eq!(message.len(), 16);
            assert_eq!(message.trim_end_matches('.'), number.to_string());
        }
    }
}

#[tokio::test]
async fn little_of_a_flood_waits_for_a_client_that_does_not_read() {
    let (_server, mut client) = playing("/flood?rate=0&size=1MiB").await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    // The server still answers others, and this one when it reads on.
    assert_eq!(client.receive().await.len(), 1 << 20);
}

#[tokio::test]
async fn connections_are_closed_as_asked() {
    for (path, code, reason) in [
        (
            "/close/1011?reason=out%20of%20coffee",
            1011,
            "out of coffee",
        ),
        ("/delay/50ms/close/1013", 1013, ""),
        ("/close/4999?after=30ms", 4999, ""),
    ] {
        let (_server, mut client) = playing(path).await;
        let frame = client.expect_close().await.unwrap();
        assert_eq!(
            (u16::from(frame.code), frame.reason.as_str()),
            (code, reason),
            "{path}"
        );
    }
}

#[tokio::test]
async fn messages_are_dropped_doubled_and_reordered_as_asked() {
    assert_eq!(echoes("/reorder/100%25/echo", 4, 4).await, [1, 0, 3, 2]);
    assert_eq!(
        echoes("/duplicate/100%25/echo", 3, 6).await,
        [0, 0, 1, 1, 2, 2]
    );
    let first = echoes("/drop/50%25/echo?seed=5", 200, 80).await;
    assert!(first.windows(2).all(|pair| pair[0] < pair[1]));
    assert!(
        *first.last().unwrap() > 100,
        "about every other one is gone"
    );
    // The same seed drops the same messages, also under the name of earlier versions.
    assert_eq!(first, echoes("/lose/50%25/echo?seed=5", 200, 80).await);
}

/// The handshake by hand, then what the server sends until it ends the stream.
async fn bytes_from(path: &str) -> (String, Vec<u8>) {
    let server = Server::start().await;
    let mut stream = server.connect_tcp().await;
    raw::ask(&mut stream, path).await;
    let head = raw::read_head(&mut stream).await;
    let mut bytes = Vec::new();
    soon(stream.read_to_end(&mut bytes)).await.ok();
    (head, bytes)
}

#[tokio::test]
async fn broken_frames_are_what_their_lines_say() {
    let check = async |path: &str, expected: &[u8], length: usize| {
        let (head, bytes) = bytes_from(path).await;
        assert!(head.starts_with("HTTP/1.1 101"), "{path}: {head}");
        assert!(bytes.starts_with(expected), "{path}: {bytes:x?}");
        assert_eq!(bytes.len(), length, "{path}");
    };
    // All at once, since each waits for an answer that does not come.
    tokio::join!(
        check("/bad-utf8", b"\x81\x04caf\xe9", 6),
        check("/reserved-bits", b"\xc1\x02hi", 4),
        check("/masked", b"\x81\x82\x01\x02\x03\x04\x69\x6b", 8),
        check("/unknown-opcode", b"\x83\x02hi", 4),
        check("/oversized-control", b"\x89\x7e\x00\x7e", 130),
        check("/close/none", b"", 0),
        check("/close/1011?reason=x", b"\x88\x03\x03\xf3x", 5),
        check("/close/1005", b"\x88\x02\x03\xed", 4),
    );
}

#[tokio::test]
async fn handshakes_go_wrong_as_asked() {
    for (path, status) in [
        ("/refuse/401", "401"),
        ("/refuse/503", "503"),
        ("/ecko", "404"),
        ("/delay/x/echo", "400"),
    ] {
        let (head, body) = bytes_from(path).await;
        assert!(
            head.starts_with(&format!("HTTP/1.1 {status}")),
            "{path}: {head}"
        );
        assert!(!body.is_empty());
    }
    let (_, body) = bytes_from("/ecko").await;
    assert!(
        String::from_utf8(body)
            .unwrap()
            .contains("the nearest is \"echo\"")
    );
    let server = Server::start().await;
    let error = Client::connect(&format!("{}/wrong-accept", server.url))
        .await
        .err()
        .unwrap();
    assert!(error.to_string().contains("Accept"), "{error}");
}

#[tokio::test]
async fn a_message_comes_in_fragments() {
    let server = Server::start().await;
    let mut stream = server.connect_tcp().await;
    raw::ask(&mut stream, "/fragment/3/echo").await;
    raw::read_head(&mut stream).await;
    // `hello w`, masked with zeros.
    raw::write(&mut stream, b"\x81\x87\0\0\0\0hello w").await;
    let mut bytes = [0; 13];
    soon(stream.read_exact(&mut bytes)).await.unwrap();
    assert_eq!(&bytes, b"\x01\x03hel\x00\x03lo \x80\x01w");
}

#[tokio::test]
async fn a_connection_is_reset() {
    let (_server, mut client) = playing("/reset?after=20ms").await;
    let error = soon(client.socket.next()).await.unwrap().unwrap_err();
    assert!(
        matches!(&error, Error::Io(error) if error.kind() == std::io::ErrorKind::ConnectionReset),
        "{error:?}"
    );
}

#[tokio::test]
async fn silence_answers_nothing_and_ends_with_the_server() {
    for path in ["/silent", "/stall"] {
        let (server, mut client) = playing(path).await;
        client.send(Message::Ping("x".into())).await;
        client.send(Message::text("x")).await;
        let nothing = tokio::time::timeout(Duration::from_millis(50), client.socket.next()).await;
        assert!(nothing.is_err(), "{path}: {nothing:?}");
        server.cancel();
        server.stopped().await;
    }
}

#[tokio::test]
async fn a_huge_message_has_its_size() {
    let (_server, mut client) = playing("/huge/5MB").await;
    assert_eq!(client.receive().await.len(), 5_000_000);
}

#[tokio::test]
async fn the_list_is_there_for_people_and_programs() {
    let server = Server::start().await;
    let page = raw::get(&server, "/").await;
    assert!(page.contains("/delay/200ms/echo") && page.contains("out%20of%20coffee"));
    let list = raw::get(&server, "/scenarios").await;
    let (_, body) = list.split_once("\r\n\r\n").unwrap();
    let list: Value = serde_json::from_str(body).unwrap();
    for entry in list.as_array().unwrap() {
        let example = entry["example"].as_str().unwrap();
        // A client without compression is refused the bomb.
        let refused = ["/refuse", "/wrong-accept", "/subprotocol", "/bomb"]
            .iter()
            .any(|path| example.starts_with(path));
        let result = Client::connect(&format!("{}{example}", server.url)).await;
        assert!(refused || result.is_ok(), "{example}: {:?}", result.err());
    }
}
