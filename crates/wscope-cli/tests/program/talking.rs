//! What is sent, what comes, and what is written of it.

use std::path::Path;
use std::time::{Duration, Instant};

use tokio_tungstenite::tungstenite::Message;

use crate::support::{Run, Running, Server, run, serve};

#[test]
fn each_line_is_sent_and_its_echo_awaited() {
    #[track_caller]
    fn check(server: &Server, input: &str, expected: &[&str]) {
        let run = run(&[&server.url], input.as_bytes());
        assert_eq!(run.texts("sent"), expected);
        assert_eq!(run.texts("received"), expected);
        run.check_closed_by_us();
    }
    let server = Server::start();
    check(&server, "hello\n", &["hello"]);
    check(&server, "no newline at the end", &["no newline at the end"]);
    check(
        &server,
        "a\n\n中文 🌍\r\n\"\\\t\n",
        &["a", "", "中文 🌍", "\"\\\t"],
    );
    check(&server, "\n", &[""]);
    // Longer than a batch.
    let long = "字".repeat(100_000);
    check(&server, &format!("{long}\nshort\n"), &[&long, "short"]);
}

#[test]
fn heartbeats_of_the_protocol_are_answered_if_that_is_asked_for() {
    /// The server says what was sent to it.
    #[track_caller]
    fn check(url: &str, arguments: &[&str], input: &str, sent: &[&str]) {
        let run = run(&[&[url, "--wait=1"], arguments].concat(), input.as_bytes());
        assert_eq!(run.texts("sent"), sent, "{arguments:?}");
        assert_eq!(run.texts("received"), sent, "{arguments:?}");
        run.check_closed_by_us();
    }
    let server = Server::start();
    let named = ["--answer-heartbeats", "--decode=socket.io"];
    check(&server.url, &named, "2", &["2", "3"]);
    check(&server.url, &named, "4x", &["4x"]);
    check(&server.url, &["--decode=socket.io"], "2", &["2"]);
    // In the protocol that was agreed on.
    let ping = r#"{"type":"ping"}"#;
    let agreed = server.at("/subprotocol/graphql-transport-ws");
    let offered = ["--answer-heartbeats", "--subprotocol=graphql-transport-ws"];
    check(&agreed, &offered, "2", &["2"]);
    check(&agreed, &offered, ping, &[ping, r#"{"type":"pong"}"#]);
    check(&agreed, &offered[1..], ping, &[ping]);
}

#[test]
fn every_line_has_the_documented_fields() {
    let (url, _told) = serve(|socket| {
        socket.send(Message::binary(vec![0, 255])).unwrap();
        socket.send(Message::Ping("hi".into())).unwrap();
        socket.send(Message::text("中文")).unwrap();
    });
    let run = run(&[&url, "--wait", "0.5"], b"x\n");
    let mut last = 0;
    for line in &run.lines {
        let number = line["number"].as_u64().unwrap();
        assert!(number > last, "{line}");
        last = number;
        // After 2020, before 2200.
        let seconds = line["time"].as_u64().unwrap() / 1_000_000;
        assert!((1_577_836_800..7_258_118_400).contains(&seconds), "{line}");
        let payload = ["text", "base64", "event"].map(|field| line.get(field).is_some());
        assert_eq!(
            payload.iter().filter(|&&is_there| is_there).count(),
            1,
            "{line}"
        );
    }
    let has = |direction: &str, kind: &str, field: &str, value: &str| {
        let is_it = |line: &&serde_json::Value| {
            line["direction"] == direction && line["kind"] == kind && line[field] == value
        };
        assert_eq!(run.lines.iter().filter(is_it).count(), 1, "{kind}");
    };
    has("received", "binary", "base64", "AP8=");
    has("received", "ping", "base64", "aGk=");
    has("received", "text", "text", "中文");
    has("sent", "text", "text", "x");
    run.check_closed_by_us();
}

#[test]
fn steps_are_told_when_they_are_asked_for() {
    let server = Server::start();
    let plain = run(&[&server.url], b"x\n");
    assert_eq!(plain.events(), ["connecting", "opened", "closed-by-us"]);
    let detailed = run(&["--details", &server.url], b"x\n");
    let steps = detailed.steps();
    for step in ["resolved", "reached", "requested", "answered"] {
        assert!(steps.contains(&step), "{steps:?}");
    }
    detailed.check_closed_by_us();
}

/// What a run tells of compression: what was offered, and the parameters that were agreed on.
fn compression(run: &Run) -> (bool, Vec<&serde_json::Value>) {
    let events = || run.lines.iter().map(|line| &line["event"]);
    let request = events().find(|event| event["step"] == "requested").unwrap();
    let head = request["head"].as_str().unwrap();
    let agreed = events().filter(|event| event["step"] == "compression");
    (
        head.contains("permessage-deflate"),
        agreed.map(|event| &event["agreed"]).collect(),
    )
}

#[test]
fn compression_is_offered_unless_it_is_not_wanted_and_what_was_agreed_on_is_told() {
    let server = Server::start();
    let text = "compressible ".repeat(1000);
    for (path, options, is_offered, agreed) in [
        ("/deflate/echo", &["--details"][..], true, true),
        ("/echo", &["--details"], true, false),
        ("/echo", &["--details", "--no-compression"], false, false),
    ] {
        let url = server.at(path);
        let arguments: Vec<&str> = [url.as_str()].iter().chain(options).copied().collect();
        let run = run(&arguments, format!("{text}\n").as_bytes());
        let (offered, told) = compression(&run);
        assert_eq!((offered, told.len()), (is_offered, agreed.into()), "{path}");
        for parameters in told {
            assert_eq!(parameters["server_no_context_takeover"], false);
            assert_eq!(parameters["client_max_window_bits"], 15);
        }
        assert_eq!(run.texts("received"), [&text], "{path}");
        run.check_closed_by_us();
    }
}

/// The program with the secrets of TLS in a file. It trusts the certificate of the server through its environment.
fn with_keys(url: &str, authority: &Path, keys: &Path) -> Run {
    let environment = [("SSL_CERT_FILE", authority), ("SSLKEYLOGFILE", keys)];
    let mut running = Running::start_within(&["--details", url], &environment);
    running.type_line("secret");
    running.finish()
}

#[test]
fn secrets_of_tls_are_written_where_the_environment_says_and_that_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let (server, authority) = Server::start_secured(folder.path());
    let keys = folder.path().join("keys.log");
    let written = with_keys(&server.url, &authority, &keys);
    let key_log = |run: &Run| {
        let events = run.lines.iter().map(|line| &line["event"]);
        let mut secured = events.filter(|event| event["step"] == "secured");
        secured.next().unwrap()["key_log"].clone()
    };
    assert_eq!(
        key_log(&written),
        serde_json::json!({ "file": keys.to_str().unwrap() })
    );
    assert_eq!(written.texts("received"), ["secret"]);
    written.check_closed_by_us();
    let keys = std::fs::read_to_string(&keys).unwrap();
    assert_eq!(keys.matches("CLIENT_TRAFFIC_SECRET_0 ").count(), 1);
    // A folder is no file: the connection is made all the same.
    let refused = with_keys(&server.url, &authority, folder.path());
    assert_eq!(key_log(&refused)["fault"], "it is not a file");
    assert_eq!(refused.texts("received"), ["secret"]);
    refused.check_closed_by_us();
}

#[test]
fn headers_and_subprotocols_are_sent_and_secrets_are_not_written() {
    let server = Server::start();
    let run = run(
        &[
            &server.at("/whoami?token=s3cret&room=1"),
            "--header=X-Course: 中文",
            "-H",
            "Authorization: Bearer s3cret",
            "--subprotocol=chat",
            "--subprotocol",
            "superchat, v2",
            "--details",
            "--wait=0.5",
        ],
        b"",
    );
    let head = run
        .lines
        .iter()
        .find_map(|line| line["event"]["head"].as_str())
        .unwrap();
    assert!(head.contains("x-course: 中文"), "{head}");
    assert!(
        head.contains("Sec-WebSocket-Protocol: chat, superchat, v2"),
        "{head}"
    );
    assert!(head.contains("room=1"), "{head}");
    // What the server says is written as it is.
    for line in run.lines.iter().filter(|line| line["kind"] == "event") {
        assert!(!line.to_string().contains("s3cret"), "{line}");
    }
    run.check_closed_by_us();
}

#[track_caller]
fn timed(arguments: &[&str], input: &[u8]) -> (Run, Duration) {
    let start = Instant::now();
    (run(arguments, input), start.elapsed())
}

#[test]
fn answers_are_awaited_for_as_long_as_was_said() {
    let server = Server::start();
    // All come, though late, and then nothing more is waited for.
    let (late, took) = timed(&[&server.at("/delay/400ms/echo"), "--wait=30"], b"a\nb\n");
    assert_eq!(late.texts("received"), ["a", "b"]);
    assert!(took < Duration::from_secs(20), "{took:?}");
    late.check_closed_by_us();

    // None comes.
    let (silent, took) = timed(&[&server.at("/silent"), "--wait=0.7"], b"a\n");
    assert_eq!(silent.texts("sent"), ["a"]);
    assert!(took >= Duration::from_millis(700), "{took:?}");
    silent.check_closed_by_us();

    // Nothing is asked, and something comes all the same, as long as it comes.
    let (pushed, _) = timed(&[&server.at("/flood?rate=5&count=4"), "--wait=1.5"], b"");
    assert_eq!(pushed.texts("received").len(), 4);
    pushed.check_closed_by_us();

    // A greeting is no answer, when it comes just before it either.
    let (url, _told) = serve(|socket| {
        let question = socket.read().unwrap();
        socket.send(Message::text("welcome")).unwrap();
        std::thread::sleep(Duration::from_millis(5));
        socket.send(question).unwrap();
    });
    let greeted = run(&[&url], b"hello\n");
    assert_eq!(greeted.texts("received"), ["welcome", "hello"]);
}

#[test]
fn a_large_message_that_is_on_its_way_is_waited_for() {
    const BYTES: usize = 24 * 1024 * 1024;
    const PIECE: usize = 1024 * 1024;
    const PAUSE: Duration = Duration::from_millis(100);

    // To a server that reads slowly.
    let (tell, told) = std::sync::mpsc::sync_channel(1);
    let (url, _told) = serve(move |socket| {
        let mut piece = vec![0; PIECE];
        let mut read = 0;
        while read < BYTES {
            read += std::io::Read::read(socket.get_mut(), &mut piece).unwrap();
            std::thread::sleep(2 * PAUSE);
        }
        tell.send(read).unwrap();
    });
    let line = "x".repeat(BYTES);
    let sent = run(&[&url, "--wait=0.5"], line.as_bytes());
    assert_eq!(sent.code, Some(0), "{}", sent.errors);
    let read = told.recv_timeout(crate::support::PATIENCE).unwrap();
    assert!(read >= BYTES, "{read}");

    // From a server that writes slowly.
    let (url, _told) = serve(|socket| {
        let stream = socket.get_mut();
        let head = [&[0x82, 127][..], &(BYTES as u64).to_be_bytes()].concat();
        std::io::Write::write_all(stream, &head).unwrap();
        for _ in 0..BYTES / PIECE {
            std::io::Write::write_all(stream, &[0; PIECE]).unwrap();
            std::thread::sleep(PAUSE);
        }
    });
    let received = run(&[&url, "--wait=0.5"], b"");
    let is_large = |line: &&serde_json::Value| {
        line["base64"]
            .as_str()
            .is_some_and(|text| text.len() > BYTES)
    };
    assert_eq!(received.lines.iter().filter(is_large).count(), 1);
    received.check_closed_by_us();
}

#[test]
fn an_answer_is_written_while_the_input_goes_on() {
    let server = Server::start();
    let mut running = Running::start(&[&server.url]);
    running.read_to_event("opened");
    for text in ["one", "two"] {
        running.type_line(text);
        for direction in ["sent", "received"] {
            let line = running.next();
            assert_eq!(
                (&line["direction"], &line["text"]),
                (&direction.into(), &text.into())
            );
        }
    }
    running.finish().check_closed_by_us();
}

#[test]
fn the_server_is_told_1000() {
    let (url, told) = serve(|_socket| {});
    run(&[&url, "--wait=0"], b"a\n").check_closed_by_us();
    let frame = told.recv_timeout(crate::support::PATIENCE).unwrap();
    assert_eq!(frame, Some((1000, String::new())));
}
