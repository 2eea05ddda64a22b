//! How it ends, with which code, and with which words.

use crate::support::{Running, Server, mute, run, serve};

#[track_caller]
fn check(arguments: &[&str], input: &[u8], code: i32, words: &str) {
    let run = run(arguments, input);
    assert_eq!(run.code, Some(code), "{arguments:?}: {}", run.errors);
    if words.is_empty() {
        assert_eq!(run.errors, "", "{arguments:?}");
    } else {
        let is_one = run.errors.starts_with("error: ") && run.errors.contains(words);
        assert!(is_one, "{arguments:?}: {}", run.errors);
    }
}

#[test]
fn what_the_server_does_decides() {
    let server = Server::start();
    let check = |path: &str, code, words: &str| check(&[&server.at(path)], b"", code, words);
    check("/close/1000", 0, "");
    check("/close/1001", 0, "");
    check(
        "/close/1011?reason=out%20of%20coffee",
        4,
        "the server closed the connection with code 1011: out of coffee\n",
    );
    check("/close/4321", 4, "with code 4321\n");
    check("/close/none", 4, "dropped without a close frame (1006)");
    check("/reset", 4, "connection lost: ");
    check("/bad-utf8", 4, "a text message that is not valid UTF-8");
    check("/reserved-bits", 4, "a frame with a reserved bit set");
    check("/masked", 4, "a frame that is masked");
    check(
        "/refuse/401",
        3,
        "401 Unauthorized: missing or invalid credentials",
    );
    check("/wrong-accept", 3, "Sec-WebSocket-Accept");
}

#[test]
fn what_cannot_be_connected_to_is_told() {
    check(
        &["127.0.0.1:1"],
        b"a\n",
        3,
        "cannot connect to ws://127.0.0.1:1/: connection refused: nothing is listening there",
    );
    check(
        &["ws://no-such-host.invalid"],
        b"",
        3,
        "cannot connect to ws://no-such-host.invalid/",
    );
    let (url, _listener) = mute();
    let told = "connection timed out: no response\n";
    check(&[&url, "--timeout=0.2"], b"a\n", 3, told);
    check(&[&url, "--timeout=0"], b"a\n", 3, told);
    let server = Server::start();
    let secured = server.url.replacen("ws:", "wss:", 1);
    check(&[&secured], b"", 3, "does not use TLS");
}

#[test]
fn wrong_arguments_are_told() {
    check(&["--details"], b"", 2, "required arguments");
    check(
        &["localhost", "--no-such-option"],
        b"",
        2,
        "--no-such-option",
    );
    check(&["localhost", "another"], b"", 2, "another");
    check(
        &["localhost", "--wait", "soon"],
        b"",
        2,
        "a number of seconds",
    );
    check(
        &["localhost", "--timeout=-1"],
        b"",
        2,
        "a number of seconds",
    );
    check(&["http://localhost"], b"", 2, "begins with ws:// or wss://");
    check(&[""], b"", 2, "the address is empty");
    check(
        &["localhost", "-H", "nonsense"],
        b"",
        2,
        "a name, a colon and a value",
    );
    check(
        &["localhost", "-H", "Upgrade: x"],
        b"",
        2,
        "set by the WebSocket handshake",
    );
    check(
        &["localhost", "--subprotocol", "a b/c"],
        b"",
        2,
        "a name contains a blank",
    );
}

#[test]
fn help_states_every_code() {
    let mut help = Running::start_with_output(&["--help"], std::process::Stdio::piped());
    let mut text = String::new();
    std::io::Read::read_to_string(&mut help.output.take().unwrap(), &mut text).unwrap();
    assert_eq!(help.finish().code, Some(0));
    for code in [
        "\n  0  ",
        "\n  2  ",
        "\n  3  ",
        "\n  4  ",
        "\n  5  ",
        "\n  130  ",
    ] {
        assert!(text.contains(code), "{text}");
    }
}

#[test]
fn input_that_is_no_text_ends_it_after_what_came_before() {
    let server = Server::start();
    let run = run(&[&server.url], b"first\n\xff\xfe\nlast\n");
    assert_eq!(run.code, Some(2));
    assert_eq!(run.texts("received"), ["first"]);
    let told = "error: line 2 of the input is not UTF-8, as a text message must be; it and what follows was not sent\n";
    assert_eq!(run.errors, told);
}

#[test]
fn input_that_the_server_did_not_wait_for_is_told() {
    // It closes in order after the first message, and the client has much more.
    let (url, _told) = serve(|socket| {
        socket.read().unwrap();
        socket.close(None).unwrap();
    });
    check(
        &[&url],
        &b"line\n".repeat(2_000_000),
        4,
        "before the whole input was sent",
    );
}

#[test]
fn output_that_nobody_reads_any_more_ends_it_quietly() {
    let server = Server::start();
    let url = server.at("/flood?rate=1000");
    let mut running = Running::start(&[&url]);
    running.read_to_event("opened");
    drop(running.output.take());
    let run = running.wait();
    assert_eq!((run.code, run.errors.as_str()), (Some(0), ""));
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_told() {
    let server = Server::start();
    let full = std::fs::File::create("/dev/full").unwrap();
    let run = Running::start_with_output(&[&server.url], full.into()).wait();
    assert_eq!(run.code, Some(5));
    assert!(
        run.errors
            .starts_with("error: the output cannot be written: "),
        "{}",
        run.errors
    );
}

#[cfg(unix)]
#[test]
fn input_and_output_of_the_wrong_way_are_told() {
    use std::process::{Command, Stdio};

    let server = Server::start();
    let write_only = || std::fs::File::create("/dev/null").unwrap().into();
    let read_only = || std::fs::File::open("/dev/null").unwrap().into();
    #[track_caller]
    fn check(url: &str, input: Stdio, output: Stdio, words: &str) {
        let mut program = Command::new(env!("CARGO_BIN_EXE_wsc"));
        let program = program
            .args([url, "--json", "--wait=0.1"])
            .stdin(input)
            .stdout(output);
        let ended = program.output().unwrap();
        let told = String::from_utf8(ended.stderr).unwrap();
        let code = if words.is_empty() { 0 } else { 5 };
        assert_eq!(ended.status.code(), Some(code), "{told}");
        assert!(
            told.contains(words) && told.is_empty() == words.is_empty(),
            "{told}"
        );
    }
    let url = &server.url;
    check(
        url,
        read_only(),
        read_only(),
        "error: the output cannot be written: ",
    );
    check(
        url,
        write_only(),
        write_only(),
        "error: the input cannot be read: ",
    );
    check(url, read_only(), write_only(), "");
}

#[cfg(target_os = "linux")]
#[test]
fn help_that_cannot_be_written_is_told() {
    for argument in ["--help", "--version"] {
        let full = std::fs::File::create("/dev/full").unwrap();
        let run = Running::start_with_output(&[argument], full.into()).wait();
        let told = run
            .errors
            .starts_with("error: the output cannot be written: ");
        assert!(told && run.code == Some(5), "{}", run.errors);
    }
}
