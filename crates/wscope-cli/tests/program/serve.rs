//! `wsc serve`: clients talk to the server's side of a recording.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{self, Message, WebSocket};

use crate::support::{PATIENCE, Server, file, run, session};

/// The program while it serves. Dropping it ends it.
pub(crate) struct Serving {
    child: Option<Child>,
    address: String,
}

impl Serving {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_wsc"))
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        output.read_line(&mut line).unwrap();
        let address = line.trim_end().strip_prefix("listening on ws://");
        Self {
            address: address.unwrap_or_else(|| panic!("{line:?}")).to_owned(),
            child: Some(child),
        }
    }

    fn url(&self) -> String {
        format!("ws://{}/any/path", self.address)
    }

    pub(crate) fn connect(&self, headers: &[(&'static str, &str)]) -> tungstenite::Result<Client> {
        let stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut request = self.url().into_client_request().unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        match tungstenite::client(request, stream) {
            Ok((socket, response)) => {
                let name = response.headers().get("sec-websocket-protocol");
                Ok(Client {
                    socket,
                    subprotocol: name.map(|name| name.to_str().unwrap().to_owned()),
                })
            }
            Err(tungstenite::HandshakeError::Failure(error)) => Err(error),
            Err(tungstenite::HandshakeError::Interrupted(_)) => panic!("it takes too long"),
        }
    }

    /// A connection over which nothing is said.
    pub(crate) fn silent(&self) -> TcpStream {
        TcpStream::connect(&self.address).unwrap()
    }

    pub(crate) fn client(&self) -> Client {
        self.connect(&[]).unwrap()
    }

    /// Sends a request as it is, and gives all that comes.
    pub(crate) fn ask(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// Ends it, and gives its exit code and what it said.
    #[cfg(unix)]
    pub(crate) fn interrupt(mut self) -> (Option<i32>, String) {
        use rustix::process::{Pid, Signal, kill_process};

        let child = self.child.take().unwrap();
        kill_process(Pid::from_child(&child), Signal::INT).unwrap();
        let output = child.wait_with_output().unwrap();
        (
            output.status.code(),
            String::from_utf8(output.stderr).unwrap(),
        )
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            child.kill().ok();
            child.wait().ok();
        }
    }
}

pub(crate) struct Client {
    pub(crate) socket: WebSocket<TcpStream>,
    subprotocol: Option<String>,
}

impl Client {
    fn say(&mut self, text: &str) {
        self.socket.send(Message::text(text)).unwrap();
    }

    /// The next message as a word: a text as it is.
    pub(crate) fn hear(&mut self) -> String {
        match self.socket.read() {
            Ok(Message::Text(text)) => text.to_string(),
            Ok(Message::Close(Some(frame))) => format!("close {}", u16::from(frame.code)),
            Ok(message) => format!("{message:?}"),
            Err(error) => format!("error: {error}"),
        }
    }
}

const CHAT: &[&str] = &[">a", "<A", ">b", "<B1", "<B2", ">a", "<A again", "x4000"];

pub(crate) fn chat(folder: &tempfile::TempDir) -> String {
    let lines = [&["<welcome"], CHAT].concat();
    file(folder, "chat.jsonl", &session(&lines))
}

#[test]
fn each_client_gets_the_conversation_from_its_beginning() {
    let folder = tempfile::tempdir().unwrap();
    let serving = Serving::start(&[&chat(&folder)]);
    let (mut one, mut other) = (serving.client(), serving.client());
    assert_eq!(one.hear(), "welcome");
    one.say("whatever");
    assert_eq!(one.hear(), "A");
    assert_eq!(other.hear(), "welcome");
    other.say("a");
    assert_eq!(other.hear(), "A");
    one.say("b");
    assert_eq!([one.hear(), one.hear()], ["B1", "B2"]);
    one.say("a");
    assert_eq!([one.hear(), one.hear()], ["A again", "close 4000"]);
    other.say("b");
    assert_eq!(other.hear(), "B1");
}

#[test]
fn a_client_is_answered_by_what_it_says() {
    let folder = tempfile::tempdir().unwrap();
    let lines = [
        r#">{"ask":"price","id":1}"#,
        "<10",
        r#">{"ask":"name"}"#,
        "<x",
        r#">{"ask":"price","id":1}"#,
        "<12",
    ];
    let path = file(&folder, "a.jsonl", &session(&lines));
    let serving = Serving::start(&[&path, "--match", "content", "--speed", "max"]);
    let mut client = serving.client();
    for (says, hears) in [
        (r#"{"ask":"name"}"#, "x"),
        (r#"{ "id": 1.0, "ask": "price" }"#, "10"),
        (r#"{"ask":"price","id":1}"#, "12"),
        (r#"{"ask":"price","id":1}"#, "12"),
        (r#"{"ask":"never"}"#, "close 1008"),
    ] {
        client.say(says);
        assert_eq!(client.hear(), hears, "{says}");
    }
}

#[cfg(unix)]
#[test]
fn what_was_never_heard_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder, "a.jsonl", &session(&[">a", "<A"]));
    for (unknown, hears) in [
        ("close", "close 1008"),
        ("ignore", "Pong(b\"still there?\")"),
    ] {
        let serving = Serving::start(&[&path, "--unknown", unknown]);
        let mut client = serving.client();
        client.say("a");
        assert_eq!(client.hear(), "A");
        client.say("\u{1b}[2J never heard");
        client.socket.send(Message::binary(vec![0, 255])).ok();
        client
            .socket
            .send(Message::Ping(b"still there?"[..].into()))
            .ok();
        assert_eq!(client.hear(), hears);
        let (code, errors) = serving.interrupt();
        assert_eq!(code, Some(0), "{errors}");
        let words = "sent what the recording has no answer to: \\u{1b}[2J never heard\n";
        assert!(errors.contains(words), "{errors}");
        let bytes = "sent what the recording has no answer to: 2 bytes: 00 ff\n";
        assert_eq!(errors.contains(bytes), unknown == "ignore", "{errors}");
    }
}

/// How the recorded server ended the connection, and what a client sees of it.
#[test]
fn the_connection_ends_as_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let closed = |frame: &str| {
        format!(
            r#"="direction":"local","kind":"event","event":{{"type":"closed-by-peer","frame":{frame}}}"#
        )
    };
    let lost = r#"="direction":"local","kind":"event","event":{"type":"lost","cause":"dropped","detail":""}"#;
    for (line, hears) in [
        ("x1000", "close 1000"),
        ("x4999", "close 4999"),
        (&*closed("null"), "close 1000"),
        (&closed(r#"{"code":null,"reason":""}"#), "Close(None)"),
        (&closed(r#"{"code":1006,"reason":""}"#), "error: "),
        (lost, "error: "),
    ] {
        let path = file(&folder, "a.jsonl", &session(&[">a", "<A", line]));
        let serving = Serving::start(&[&path]);
        let mut client = serving.client();
        client.say("a");
        assert_eq!(client.hear(), "A");
        let heard = client.hear();
        assert!(heard.starts_with(hears), "{line}: {heard}");
    }
    // A server that pings does so again, and binary stays binary.
    let lines = [
        r#"="direction":"received","kind":"ping","base64":"aGk=""#,
        r#"="direction":"received","kind":"binary","base64":"AP8=""#,
    ];
    let serving = Serving::start(&[&file(&folder, "b.jsonl", &session(&lines))]);
    let mut client = serving.client();
    assert_eq!(
        client.socket.read().unwrap(),
        Message::Ping(b"hi"[..].into())
    );
    assert_eq!(client.socket.read().unwrap(), Message::binary(vec![0, 255]));
}

#[test]
fn the_recorded_subprotocol_is_chosen_if_it_is_offered() {
    let folder = tempfile::tempdir().unwrap();
    let line = r#"="direction":"local","kind":"event","event":{"type":"step","step":"agreed","subprotocol":"chat.v2"}"#;
    let serving = Serving::start(&[&file(&folder, "a.jsonl", &session(&[line, "<hi"]))]);
    let name = "sec-websocket-protocol";
    let client = serving.connect(&[(name, "x, chat.v2")]).unwrap();
    assert_eq!(client.subprotocol.as_deref(), Some("chat.v2"));
    let mut plain = serving.client();
    assert_eq!(
        (plain.subprotocol.take(), plain.hear()),
        (None, "hi".to_owned())
    );
    // Names are compared with their case, and the library refuses an answer without a name that it asked for.
    let other = serving.connect(&[(name, "CHAT.V2")]);
    assert!(matches!(other, Err(tungstenite::Error::Protocol(_))));
}

#[test]
fn pages_of_other_origins_are_refused_unless_they_are_listed() {
    let folder = tempfile::tempdir().unwrap();
    let path = chat(&folder);
    let serving = Serving::start(&[&path, "--origin", "https://App.example:443"]);
    for (origin, is_let) in [
        ("http://localhost:4000", true),
        ("http://127.0.0.1:1234", true),
        ("http://[::1]", true),
        ("https://app.example", true),
        ("https://app.example:8443", false),
        ("https://evil.example", false),
        ("http://localhost.evil.example", false),
        ("null", false),
        ("", false),
    ] {
        let status = match serving.connect(&[("origin", origin)]) {
            Ok(_) => 101,
            Err(tungstenite::Error::Http(response)) => response.status().as_u16(),
            Err(error) => panic!("{error}"),
        };
        assert_eq!(status, if is_let { 101 } else { 403 }, "{origin}");
    }
}

#[test]
fn what_is_no_handshake_is_told_what_this_is() {
    let folder = tempfile::tempdir().unwrap();
    let serving = Serving::start(&[&chat(&folder)]);
    let page = serving.ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    let lower = page.to_lowercase();
    assert!(page.starts_with("HTTP/1.1 426 "), "{page}");
    for part in [
        "\r\nupgrade: websocket\r\n",
        "\r\nsec-websocket-version: 13\r\n",
        "this is a mock websocket server",
        "3 messages of the client",
    ] {
        assert!(lower.contains(part), "{part}: {page}");
    }
    let posted = serving.ask("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n");
    assert!(posted.starts_with("HTTP/1.1 405 "), "{posted}");
    let nonsense = serving.ask("hello\r\n\r\n");
    assert!(nonsense.starts_with("HTTP/1.1 400 "), "{nonsense}");
    // It goes on.
    assert_eq!(serving.client().hear(), "welcome");
}

#[test]
fn what_cannot_be_served_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = chat(&folder);
    let serving = Serving::start(&[&path]);
    let missing = folder.path().join("missing").display().to_string();
    let empty = file(&folder, "empty", "");
    for (arguments, code, expected) in [
        (
            &[&*path, "--listen", &serving.address][..],
            3,
            "is already in use",
        ),
        (
            &[&*path, "--listen", "4000"],
            2,
            "is not an address to listen on",
        ),
        (
            &[&*path, "--listen", "127.0.0.1:65536"],
            2,
            "is not an address to listen on",
        ),
        (
            &[&*path, "--listen", "192.0.2.1:0"],
            3,
            "cannot listen on 192.0.2.1:0",
        ),
        (
            &[&*path, "--origin", "example.org"],
            2,
            "expected an origin",
        ),
        (&[&*path, "--match", "luck"], 2, "content"),
        (&[&missing], 5, "cannot be read"),
        (&[&empty], 2, "the file is empty"),
        (&[&*path, "--socket", "2"], 2, "there is no connection 2"),
    ] {
        let run = run(&[&["serve"], arguments].concat(), b"");
        assert_eq!(run.code, Some(code), "{arguments:?}: {}", run.errors);
        assert!(run.errors.contains(expected), "{}", run.errors);
    }
}

#[cfg(unix)]
#[test]
fn a_signal_closes_all_connections() {
    let folder = tempfile::tempdir().unwrap();
    let whole = std::fs::read_to_string(chat(&folder)).unwrap();
    // A file that was cut is served up to there.
    let path = file(&folder, "cut.jsonl", &whole[..whole.len() - 20]);
    let serving = Serving::start(&[&path]);
    // One that has not asked for anything yet.
    let silent = serving.silent();
    let mut clients = [serving.client(), serving.client()];
    for client in &mut clients {
        assert_eq!(client.hear(), "welcome");
    }
    let ending = std::thread::Builder::new().name("ending".to_owned());
    let ending = ending.spawn(move || serving.interrupt()).unwrap();
    for client in &mut clients {
        assert_eq!(client.hear(), "close 1001");
        // The answer to it.
        client.socket.flush().ok();
    }
    let (code, errors) = ending.join().unwrap();
    assert_eq!(code, Some(0), "{errors}");
    assert!(
        errors.starts_with("note: the file ends within a line"),
        "{errors}"
    );
    assert!(
        errors
            .contains("closed by this server with code 1001; 1 of 5 recorded messages were sent to it, and 0 of 3 received from it"),
        "{errors}"
    );
    drop(silent);
}

/// A conversation with a real server, held again with its mock: whatever the file is made into.
#[test]
fn a_recording_replayed_to_its_own_mock_is_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let recording = path("chat.jsonl");
    let input = b"hello\n{\"n\":1}\n\xe4\xb8\xad\xe6\x96\x87\n";
    run(&[&server.at("/course"), "--record", &recording], input).check_closed_by_us();
    for name in ["chat.jsonl", "chat.jsonl.gz", "chat.har", "chat.har.zst"] {
        let converted = path(name);
        if name != "chat.jsonl" {
            assert_eq!(run(&["convert", &recording, &converted], b"").code, Some(0));
        }
        for matching in ["order", "content"] {
            let serving = Serving::start(&[&converted, "--match", matching, "--speed", "max"]);
            let url = serving.url();
            let run = run(
                &[
                    "replay", &recording, "--to", &url, "--expect", "--json", "--wait", "10",
                ],
                b"",
            );
            assert_eq!(run.code, Some(0), "{name}, {matching}: {}", run.errors);
        }
    }
}

#[test]
fn a_mock_compresses_as_the_recorded_server_did_or_as_it_is_told() {
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let text = format!("{}\n", "hello ".repeat(50));
    let record = |path: &str, name: &str| {
        let file = folder.path().join(name).display().to_string();
        let recorded = run(&[&server.at(path), "--record", &file], text.as_bytes());
        recorded.check_closed_by_us();
        file
    };
    let plain = record("/echo", "plain.jsonl");
    let narrow = "/deflate/echo?server_no_context_takeover&client_max_window_bits=10";
    let compressed = record(narrow, "compressed.jsonl");
    let check = |arguments: &[&str], client: &[&str], expected: Option<u8>| {
        let serving = Serving::start(arguments);
        let url = serving.url();
        let arguments = [&[&*url, "--details"], client].concat();
        let heard = run(&arguments, text.as_bytes());
        assert_eq!(
            heard.texts("received"),
            [text.trim_end_matches('\n')],
            "{}",
            heard.errors
        );
        let mut steps = heard.lines.iter().map(|line| &line["event"]);
        let agreed = steps.find(|event| event["step"] == "compression");
        let window = agreed.map(|event| event["agreed"]["client_max_window_bits"].as_u64());
        assert_eq!(
            window,
            expected.map(|bits| Some(bits.into())),
            "{arguments:?}"
        );
        let frames = run(&[&[&*url, "--frames"], client].concat(), text.as_bytes());
        let is_compressed = frames
            .lines
            .iter()
            .any(|line| line["direction"] == "received" && line["frame"]["compressed"] == true);
        assert_eq!(is_compressed, expected.is_some());
    };
    check(&[&compressed], &[], Some(10));
    check(&[&compressed], &["--no-compression"], None);
    check(&[&compressed, "--no-compression"], &[], None);
    check(&[&plain], &[], None);
    check(&[&plain, "--compress"], &[], Some(15));
    check(&[&compressed, "--compress"], &[], Some(10));
}
