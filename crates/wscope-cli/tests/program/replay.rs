//! `wsc replay`: what was recorded is sent once more, and what comes is compared.

use std::process::{Command, Stdio};
use std::time::Duration;

use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};

use crate::support::{PATIENCE, Server, file, mute, run, serve, session};

/// How a run ended: its code, what it wrote and what it said.
struct Said {
    code: Option<i32>,
    output: String,
    errors: String,
}

fn wsc(arguments: &[&str]) -> Said {
    let output = Command::new(env!("CARGO_BIN_EXE_wsc"))
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    Said {
        code: output.status.code(),
        output: String::from_utf8(output.stdout).unwrap(),
        errors: String::from_utf8(output.stderr).unwrap(),
    }
}

#[test]
fn a_recorded_conversation_is_held_again() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start();
    let recording = folder
        .path()
        .join("chat.wscope.jsonl")
        .display()
        .to_string();
    let first = run(
        &[&server.url, "--record", &recording],
        b"hello\n{\"n\": 1}\n\n\xe4\xb8\xad\xe6\x96\x87\n",
    );
    first.check_closed_by_us();
    for speed in ["1", "10", "0.5", "max"] {
        let said = wsc(&[
            "replay",
            &recording,
            "--to",
            &server.url,
            "--speed",
            speed,
            "--expect",
        ]);
        assert_eq!((said.code, &*said.errors), (Some(0), ""), "{speed}");
        assert!(
            said.output.starts_with("sent 4 of 4 messages in "),
            "{}",
            said.output
        );
        assert!(
            said.output
                .ends_with("received 4 messages; the recording has 4\n")
        );
        assert_eq!(said.output.contains("(99 %)"), speed != "max");
    }
    // What is replayed can be recorded, and replayed in turn.
    let again = folder.path().join("again.jsonl").display().to_string();
    let lines = run(
        &[
            "replay",
            &recording,
            "--to",
            &server.url,
            "--record",
            &again,
            "--json",
        ],
        b"",
    );
    assert_eq!(lines.code, Some(0), "{}", lines.errors);
    assert_eq!(lines.texts("received"), ["hello", "{\"n\": 1}", "", "中文"]);
    for packed in ["again.har", "again.jsonl.zst", "again.har.gz"] {
        let packed = folder.path().join(packed).display().to_string();
        assert_eq!(run(&["convert", &again, &packed], b"").code, Some(0));
        let said = wsc(&[
            "replay",
            &packed,
            "--to",
            &server.url,
            "--speed",
            "max",
            "--expect",
        ]);
        assert_eq!((said.code, &*said.errors), (Some(0), ""), "{packed}");
    }
}

/// Everything that a client can send goes out as it was recorded, also where a library would not send it.
#[test]
fn control_frames_and_close_frames_are_as_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let recording = session(&[
        ">text",
        r#"="direction":"sent","kind":"binary","base64":"AP8=""#,
        r#"="direction":"sent","kind":"ping","base64":"aGk=""#,
        r#"="direction":"sent","kind":"pong","base64":"eW8=""#,
        r#"="direction":"local","kind":"event","event":{"type":"step","step":"raw-frame"}"#,
        "c4001",
    ]);
    let path = file(&folder, "all.jsonl", &recording);
    let (url, told) = serve(|socket| {
        let mut came = Vec::new();
        for _ in 0..4 {
            came.push(socket.read().unwrap());
        }
        let expected = [
            Message::text("text"),
            Message::binary(vec![0, 255]),
            Message::Ping(b"hi"[..].into()),
            Message::Pong(b"yo"[..].into()),
        ];
        assert_eq!(came, expected);
    });
    let said = wsc(&["replay", &path, "--to", &url, "--wait", "0.2"]);
    assert_eq!(said.code, Some(0), "{}", said.errors);
    let closed = told.recv_timeout(PATIENCE).unwrap();
    assert_eq!(closed, Some((4001, "bye".to_owned())));
}

/// What the server does instead of what was recorded, and what is said of it.
#[test]
fn what_is_not_as_recorded_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let recording = session(&[">a", "<one", "<{\"id\":1,\"name\":\"x\"}", "x4000"]);
    let path = file(&folder, "chat.jsonl", &recording);
    let close = |code: u16| {
        Message::Close(Some(CloseFrame {
            code: code.into(),
            reason: "".into(),
        }))
    };
    let same = || Message::text("{ \"name\":\"x\", \"id\":1.0 }");
    let one = || Message::text("one");
    let cases: Vec<(Vec<Message>, i32, &str)> = vec![
        (vec![one(), same(), close(4000)], 0, ""),
        (
            vec![
                one(),
                Message::text("{\"id\":2,\"name\":\"x\"}"),
                close(4000),
            ],
            1,
            "error: message 2 is not what was recorded (- recorded, + came)\n  {\n-   \"id\": 1,\n+   \"id\": 2,\n    \"name\": \"x\"\n  }\n",
        ),
        (
            vec![Message::binary("one"), same()],
            1,
            "error: message 1 is not what was recorded (- recorded, + came): recorded was a text message, a binary message came\n",
        ),
        (
            vec![one(), same(), Message::text("three")],
            1,
            "error: message 3 is more than was recorded: it is a text message\n+ three\n",
        ),
        (
            vec![one()],
            1,
            "error: message 2 did not come; recorded was a text message\n- {",
        ),
        (
            vec![one(), close(4000)],
            1,
            "error: message 2 did not come; recorded was a text message\n- {",
        ),
        (
            vec![one(), same()],
            1,
            "error: the server did not close the connection; recorded was: the server closed the connection with code 4000\n",
        ),
        (
            vec![one(), same(), close(1000)],
            1,
            "error: the server closed the connection with code 1000; recorded was: the server closed the connection with code 4000\n",
        ),
    ];
    for (messages, code, words) in cases {
        let shown = format!("{messages:?}");
        let (url, _told) = serve(move |socket| {
            socket.read().unwrap();
            for message in messages {
                // The other side may have had enough.
                socket.send(message).ok();
            }
        });
        let said = wsc(&["replay", &path, "--to", &url, "--expect", "--wait", "0.3"]);
        assert_eq!(said.code, Some(code), "{shown}: {}", said.errors);
        assert!(said.errors.starts_with(words), "{shown}: {}", said.errors);
        assert_eq!(words.is_empty(), said.errors.is_empty(), "{shown}");
    }
}

#[test]
fn without_expectations_what_comes_is_counted() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder, "a.jsonl", &session(&[">a", "<b", "<c", "c1000"]));
    let server = Server::start();
    let said = wsc(&["replay", &path, "--to", &server.url, "--wait", "0.2"]);
    assert_eq!((said.code, &*said.errors), (Some(0), ""));
    assert!(
        said.output
            .ends_with("\nreceived 1 messages; the recording has 2\n"),
        "{}",
        said.output
    );
}

#[test]
fn a_har_with_several_sockets_asks_which_is_meant() {
    let folder = tempfile::tempdir().unwrap();
    let socket = |path: &str, text: &str| {
        format!(
            r#"{{"_resourceType":"websocket","_webSocketMessages":[{{"type":"send","time":1.5,"opcode":1,"data":"{text}"}},{{"type":"receive","time":1.6,"opcode":1,"data":"{text}"}}],
            "request":{{"url":"ws://h/{path}?token=s3cret"}},"response":{{"status":101}},"startedDateTime":"1970-01-01T00:00:01Z"}}"#
        )
    };
    let har = format!(
        r#"{{"log":{{"entries":[{},{}]}}}}"#,
        socket("first", "one"),
        socket("second", "two")
    );
    let path = file(&folder, "two.har", &har);
    let server = Server::start();
    let said = wsc(&["replay", &path, "--to", &server.url]);
    assert_eq!(said.code, Some(2));
    for part in [
        "--socket NUMBER",
        "1  ws://h/first?token=•••",
        "2  ws://h/second",
        "1 sent, 1 received",
    ] {
        assert!(said.errors.contains(part), "{part}: {}", said.errors);
    }
    assert!(!said.errors.contains("s3cret"));
    let third = wsc(&["replay", &path, "--to", &server.url, "--socket", "3"]);
    assert_eq!(third.code, Some(2));
    assert!(
        third.errors.contains("there is no connection 3"),
        "{}",
        third.errors
    );
    let arguments = [
        "replay",
        &path,
        "--to",
        &server.url,
        "--socket",
        "2",
        "--expect",
        "--json",
    ];
    let second = run(&arguments, b"");
    assert_eq!(second.code, Some(0), "{}", second.errors);
    assert_eq!(second.texts("sent"), ["two"]);
}

#[test]
fn what_cannot_be_replayed_is_told_before_anything_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let (url, listener) = mute();
    listener.set_nonblocking(true).unwrap();
    let sound = file(&folder, "a.jsonl", &session(&[">a"]));
    let missing = folder.path().join("missing").display().to_string();
    for (arguments, code, expected) in [
        (&["replay", &missing, "--to", &url][..], 5, "cannot be read"),
        (
            &["replay", &file(&folder, "e", ""), "--to", &url],
            2,
            "the file is empty",
        ),
        (
            &["replay", &file(&folder, "t", "hello"), "--to", &url],
            2,
            "neither a session",
        ),
        (
            &[
                "replay",
                &file(&folder, "n", &session(&[])[..40]),
                "--to",
                &url,
            ],
            2,
            "no connection was open",
        ),
        (&["replay", &sound, "--to", ""], 2, "the address is empty"),
        (
            &["replay", &sound, "--to", &url, "--speed", "0"],
            2,
            "such as 1 or 10, or max",
        ),
        (
            &["replay", &sound, "--to", &url, "--record", &sound],
            5,
            "cannot be written",
        ),
        (&["replay", &sound], 2, "--to"),
    ] {
        let said = wsc(arguments);
        assert_eq!(said.code, Some(code), "{arguments:?}: {}", said.errors);
        assert!(said.errors.contains(expected), "{}", said.errors);
        assert!(said.output.is_empty());
    }
    assert!(listener.accept().is_err(), "somebody connected");
}

#[test]
fn a_connection_that_is_not_there_or_ends_early_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder, "a.jsonl", &session(&[">a", "<a", ">b", "<b"]));
    let said = wsc(&["replay", &path, "--to", "ws://127.0.0.1:1", "--expect"]);
    assert_eq!(said.code, Some(3));
    assert!(
        said.errors.contains("connection refused"),
        "{}",
        said.errors
    );
    assert!(said.output.is_empty());
    let (url, _told) = serve(|socket| {
        socket.close(None).unwrap();
    });
    let slow = wsc(&["replay", &path, "--to", &url, "--speed", "0.01"]);
    assert_eq!(slow.code, Some(4));
    assert!(
        slow.errors.contains("before all was sent"),
        "{}",
        slow.errors
    );
}

/// A file that was cut, as by a crash, and lines that cannot be read.
#[test]
fn what_a_damaged_file_has_is_replayed_and_the_rest_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let whole = session(&[">a", "<a", ">b", "<b", ">lost"]);
    let cut = whole.trim_end().len() - 10;
    let path = file(&folder, "cut.jsonl", &whole[..cut]);
    let server = Server::start();
    let said = wsc(&["replay", &path, "--to", &server.url, "--expect"]);
    assert_eq!(said.code, Some(0), "{}", said.errors);
    assert!(
        said.errors.starts_with("note: the file ends within a line"),
        "{}",
        said.errors
    );
    assert!(said.output.starts_with("sent 2 of 2 messages"));
}

#[cfg(unix)]
#[test]
fn a_signal_ends_a_replay_and_closes_the_connection() {
    use rustix::process::{Pid, Signal, kill_process};

    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder, "a.jsonl", &session(&[">a", ">b"]));
    let (url, told) = serve(|socket| {
        assert_eq!(socket.read().unwrap(), Message::text("a"));
    });
    // The second is due in a thousand times a millisecond more than a minute.
    let child = Command::new(env!("CARGO_BIN_EXE_wsc"))
        .args([
            "replay", &path, "--to", &url, "--speed", "0.001", "--expect", "--json",
        ])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_millis(1500));
    kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    let output = child.wait_with_output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(4), "{errors}");
    assert!(errors.contains("interrupted before the end"), "{errors}");
    let closed = told.recv_timeout(PATIENCE).unwrap();
    assert_eq!(closed.unwrap().0, 1000);
}

/// A wrong time in a file is not waited for.
#[test]
fn what_takes_years_has_to_be_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start();
    let late = r#"="direction":"sent","kind":"text","text":"late""#;
    let text =
        session(&[">a", "<a", late]).replace("\"time\":1003000", "\"time\":1767225600000000");
    let path = file(&folder, "a.wscope.jsonl", &text);
    let said = wsc(&["replay", &path, "--to", &server.url]);
    assert_eq!(said.code, Some(2), "{}", said.errors);
    let words = "error: as recorded it takes 20453 days: a time in the file may be wrong; --speed says how fast";
    assert!(said.errors.starts_with(words), "{}", said.errors);
    let said = wsc(&["serve", &path, "--listen", "127.0.0.1:0"]);
    assert_eq!(said.code, Some(2), "{}", said.errors);
    assert!(said.errors.starts_with(words), "{}", said.errors);
    let said = wsc(&["replay", &path, "--to", &server.url, "--speed", "max"]);
    assert_eq!(said.code, Some(0), "{}", said.errors);
    // In a HAR the others tell what is possible.
    let message = |time: &str| format!(r#"{{"type":"send","time":{time},"opcode":1,"data":"a"}}"#);
    let messages = ["5", "1767225600.1", "1767225600.2"].map(message).join(",");
    let har = format!(
        r#"{{"log":{{"entries":[{{"_resourceType":"websocket","startedDateTime":"1999-01-01T00:00:00Z","request":{{"url":"ws://a/"}},
        "response":{{"status":101}},"_webSocketMessages":[{messages}]}}]}}}}"#
    );
    let path = file(&folder, "a.har", &har);
    let said = wsc(&["replay", &path, "--to", &server.url, "--wait", "0.1"]);
    assert_eq!(said.code, Some(0), "{}", said.errors);
    assert!(
        said.errors
            .contains("2 messages or connections have no possible time"),
        "{}",
        said.errors
    );
}

/// The servers here send until they are left: a test that does not end has found one that is not.
#[test]
fn a_server_that_sends_without_pause_is_left_when_the_recording_is_over() {
    let folder = tempfile::tempdir().unwrap();
    let recording = file(&folder, "r.wscope.jsonl", &session(&[">a", "<b"]));
    let text = |size| Message::text("x".repeat(size));
    for message in [text(1), text(50_000), Message::Ping(vec![0; 100].into())] {
        let is_ping = message.is_ping();
        let (url, _) = serve(move |socket| while socket.write(message.clone()).is_ok() {});
        let said = wsc(&["replay", &recording, "--to", &url, "--wait", "0.5"]);
        // On a busy machine so many pongs may wait before that the server, which reads none, is left for that.
        let is_left_for_pongs = is_ping && said.errors.contains("without reading the pongs");
        let expected = if is_left_for_pongs { Some(4) } else { Some(0) };
        assert_eq!(said.code, expected, "{}", said.errors);
        assert!(
            is_left_for_pongs || said.errors.is_empty(),
            "{}",
            said.errors
        );
    }
}

#[test]
fn a_message_without_end_is_not_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let recording = file(&folder, "r.wscope.jsonl", &session(&[">a", "<b"]));
    let (url, _) = serve(|socket| {
        let fragment = |data| Frame::message(Vec::new(), OpCode::Data(data), false);
        let mut next = Message::Frame(fragment(Data::Text));
        while socket.write(next).is_ok() {
            next = Message::Frame(fragment(Data::Continue));
        }
    });
    let said = wsc(&["replay", &recording, "--to", &url, "--wait", "0.1"]);
    assert_eq!((said.code, &*said.errors), (Some(0), ""));
}
