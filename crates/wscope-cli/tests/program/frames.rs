//! `wsc URL --frames`: what is on the wire.

use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};

use crate::support::{Run, Server, run, run_plain, serve};

/// Of each frame that went this way: its opcode, whether it is final, and its text, if it is one.
fn frames(run: &Run, direction: &str) -> Vec<(String, bool, Value)> {
    let lines = run.lines.iter();
    let lines = lines.filter(|line| line["kind"] == "frame" && line["direction"] == direction);
    lines
        .map(|line| {
            let frame = &line["frame"];
            let opcode = frame["opcode"].as_str().unwrap().to_owned();
            (opcode, frame["final"] == true, line["text"].clone())
        })
        .collect()
}

fn frame(opcode: &str, is_final: bool, text: impl Into<Value>) -> (String, bool, Value) {
    (opcode.to_owned(), is_final, text.into())
}

/// A server that answers the first message in two fragments, with a ping between them.
fn fragments() -> String {
    let (url, _told) = serve(|socket| {
        socket.read().unwrap();
        let frames = [
            Frame::message("hel", OpCode::Data(Data::Text), false),
            Frame::ping("!"),
            Frame::message("lo", OpCode::Data(Data::Continue), true),
        ];
        for frame in frames {
            socket.send(Message::Frame(frame)).unwrap();
        }
    });
    url
}

#[test]
fn fragments_and_control_frames_are_told_in_their_order() {
    let run = run(&[&fragments(), "--frames"], b"hello\n");
    assert_eq!((run.code, run.errors.as_str()), (Some(0), ""));
    let null = Value::Null;
    assert_eq!(
        frames(&run, "received"),
        [
            frame("text", false, "hel"),
            frame("ping", true, null.clone()),
            frame("continuation", true, "lo"),
            frame("close", true, null.clone()),
        ]
    );
    assert_eq!(
        frames(&run, "sent"),
        [
            frame("text", true, "hello"),
            frame("pong", true, null.clone()),
            frame("close", true, null),
        ]
    );
    // Messages are not told beside them; events are, in their place.
    assert_eq!(run.texts("received"), [""; 0]);
    let kinds = run.lines.iter().map(|line| line["kind"].as_str().unwrap());
    let first = kinds.clone().position(|kind| kind == "frame").unwrap();
    let opened = run
        .lines
        .iter()
        .position(|line| line["event"]["type"] == "opened");
    assert_eq!(opened, Some(first - 1));
    let sent = &run.lines[first];
    assert_eq!(sent["frame"]["length"], 5);
    assert_eq!(sent["frame"]["mask"].as_str().unwrap().len(), 8);
    let received = &run.lines[first + 1];
    assert_eq!(received["frame"]["mask"], Value::Null);
    assert_eq!(received["frame"]["reserved"], json!([]));
    assert_eq!(received["frame"]["cut"], false);
}

#[test]
fn people_see_a_frame_in_a_line() {
    let run = run_plain(&[&fragments(), "--frames"], b"hello\n");
    assert_eq!(run.code, Some(0), "{}", run.errors);
    let lines: Vec<&str> = run.text().lines().collect();
    // The mask is another one each time.
    assert!(
        lines[0].starts_with("> text          FIN  -     mask "),
        "{lines:?}"
    );
    assert!(lines[0].ends_with("      5 B  hello"), "{lines:?}");
    assert_eq!(
        lines[1],
        "< text          -    -     mask -             3 B  hel"
    );
    let received: Vec<_> = lines.iter().filter(|line| line.starts_with('<')).collect();
    assert_eq!(
        received[1..],
        [
            &"< ping          FIN  -     mask -             1 B  21",
            &"< continuation  FIN  -     mask -             2 B  lo",
            &"< close         FIN  -     mask -             2 B  1000",
        ]
    );
}

#[test]
fn what_is_compressed_is_told_as_that() {
    let server = Server::start();
    let url = server.at("/deflate/echo");
    let text = format!("{}\n", "hello ".repeat(100));
    let run = run(&[&url, "--frames"], text.as_bytes());
    let data = |line: &&Value| line["frame"]["opcode"] == "text";
    let data: Vec<_> = run.lines.iter().filter(data).collect();
    assert_eq!(data.len(), 2, "{:?}", run.lines);
    for line in data {
        assert_eq!(line["frame"]["reserved"], json!([1]));
        assert_eq!(line["frame"]["compressed"], true);
        assert!(line["frame"]["length"].as_u64().unwrap() < 100);
        assert!(line["base64"].is_string() && line["text"].is_null());
    }
    let run = run_plain(&[&url, "--frames"], text.as_bytes());
    let lines: Vec<&str> = run.text().lines().collect();
    assert!(
        lines[1].starts_with("< text          FIN  RSV1  mask - "),
        "{lines:?}"
    );
    assert!(lines[1].ends_with("(compressed)"), "{lines:?}");
}

#[test]
fn a_frame_that_breaks_a_rule_is_told_with_it() {
    let server = Server::start();
    let url = server.at("/reserved-bits");
    let run = run(&[&url, "--frames", "--no-compression"], b"");
    assert_eq!(run.code, Some(4));
    let broken: Vec<_> = run
        .lines
        .iter()
        .filter(|line| !line["frame"]["fault"].is_null())
        .collect();
    assert_eq!(broken.len(), 1, "{:?}", run.lines);
    assert_eq!(broken[0]["frame"]["fault"]["section"], "5.2");
    assert_eq!(broken[0]["frame"]["reserved"], json!([1]));
    let run = run_plain(&[&url, "--frames", "--no-compression"], b"");
    let expected = "  ! RFC 6455, section 5.2: a frame with a reserved bit set";
    assert!(run.text().contains(expected), "{}", run.text());
}

#[test]
fn long_frames_are_told_by_their_beginning_and_many_in_bounded_memory() {
    let server = Server::start();
    // Three bytes each, of which a limit cuts one.
    let line = format!("{}\n", "中".repeat(100_000));
    let run = run(
        &[&server.url, "--frames", "--no-compression"],
        line.as_bytes(),
    );
    let received = run
        .lines
        .iter()
        .find(|line| line["direction"] == "received")
        .unwrap();
    assert_eq!(received["frame"]["length"], 300_000);
    assert_eq!(received["frame"]["cut"], true);
    assert_eq!(
        received["text"],
        "中".repeat(session::FRAME_EXCERPT_BYTES / 3)
    );

    const LINES: usize = 50_000;
    let mut running =
        crate::support::Running::start(&[&server.url, "--frames", "--no-compression"]);
    let mut input = running.input.take().unwrap();
    let writer = std::thread::Builder::new().name("writer".to_owned());
    let writer = writer.spawn(move || {
        for number in 0..LINES {
            std::io::Write::write_all(&mut input, format!("{number}\n").as_bytes()).unwrap();
        }
    });
    let mut received = 0;
    while received < LINES {
        let line = running.next();
        if line["direction"] == "received" && line["kind"] == "frame" {
            assert_eq!(line["text"], received.to_string());
            received += 1;
        }
    }
    #[cfg(target_os = "linux")]
    assert!(
        running.peak_memory() < 128 * 1024 * 1024,
        "{}",
        running.peak_memory()
    );
    writer.unwrap().join().unwrap();
    assert_eq!(running.wait().code, Some(0));
}
