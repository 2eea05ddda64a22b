//! In a pipe: what is sent of the input, and what is written of what comes.

use std::time::{Duration, Instant};

use tokio_tungstenite::tungstenite::Message;

use crate::support::{PATIENCE, Running, Server, run, run_plain, serve};

#[test]
fn lines_become_messages_and_messages_lines() {
    #[track_caller]
    fn check(server: &Server, input: &str, expected: &str) {
        let run = run_plain(&[&server.url], input.as_bytes());
        assert_eq!(run.text(), expected);
        assert_eq!((run.code, run.errors.as_str()), (Some(0), ""));
    }
    let server = Server::start();
    check(&server, "hello\n", "hello\n");
    check(&server, "a\n\n中文 🌍\r\nlast", "a\n\n中文 🌍\nlast\n");
    check(&server, "", "");
}

#[test]
fn what_comes_is_written_as_websocat_writes_it() {
    let sent = || {
        [
            Message::text("two\nlines\n"),
            Message::binary(vec![b'a', 0, 255, b'\r', b'\n']),
            Message::Ping("not this".into()),
            Message::text(""),
        ]
    };
    let server = || {
        serve(move |socket| {
            sent()
                .into_iter()
                .for_each(|message| socket.send(message).unwrap());
            socket.close(None).unwrap();
        })
    };
    let text = run_plain(&[&server().0], b"");
    assert_eq!(text.output, b"two lines\na\0\xff\n\n");
    let binary = run_plain(&[&server().0, "-b"], b"");
    assert_eq!(binary.output, b"two\nlines\na\0\xff\r\n");
}

#[test]
fn chunks_are_sent_as_binary_messages() {
    let (tell, told) = std::sync::mpsc::sync_channel(2);
    let (url, _) = serve(move |socket| {
        for _ in 0..2 {
            let message = socket.read().unwrap();
            tell.send(message.clone()).unwrap();
            socket.send(message).unwrap();
        }
    });
    let mut running = Running::start_plain(&[&url, "-b"]);
    for chunk in [&b"a\nb\xff"[..], b"\0"] {
        std::io::Write::write_all(running.input.as_mut().unwrap(), chunk).unwrap();
        let message = told.recv_timeout(PATIENCE).unwrap();
        assert_eq!(message, Message::binary(chunk.to_vec()));
    }
    let run = running.finish();
    assert_eq!(
        (run.output.as_slice(), run.code),
        (&b"a\nb\xff\0"[..], Some(0))
    );
}

/// So much is longer than any of these takes.
const LONG: Duration = Duration::from_secs(20);

#[test]
fn one_message_each_way_is_enough() {
    let server = Server::start();
    let start = Instant::now();
    let mut running = Running::start_plain(&[&server.url, "-1", "--wait=60"]);
    running.type_line("first");
    running.type_line("second");
    // The input goes on.
    let run = running.wait();
    assert_eq!(
        (run.text(), run.code),
        ("first\n", Some(0)),
        "{}",
        run.errors
    );
    assert!(start.elapsed() < LONG);

    let limited = run_plain(&[&server.url, "--max-messages=2"], b"a\nb\nc\n");
    assert_eq!(limited.text(), "a\nb\n");
    // It is a limit of what is written. What is sent is not limited, until the other direction is over too.
    let limited = run_plain(&[&server.url, "--max-messages-rev=2"], b"a\nb\nc\n");
    assert_eq!((limited.text(), limited.code), ("a\nb\n", Some(0)));
    let endless = server.at("/flood?rate=0&size=4");
    let mut running = Running::start_plain(&[&endless, "-E", "--max-messages-rev=3"]);
    let input = running.input.take();
    let run = running.wait();
    drop(input);
    assert_eq!((run.text().lines().count(), run.code), (3, Some(0)));
}

#[test]
fn answers_are_not_awaited_where_that_is_not_wanted() {
    let server = Server::start();
    let url = server.at("/delay/5s/echo");
    let start = Instant::now();
    let run = run_plain(&[&url, "-E", "--wait=60"], b"a\n");
    assert_eq!((run.code, run.text()), (Some(0), ""));
    assert!(start.elapsed() < LONG);
}

#[test]
fn what_is_to_be_executed_is_sent_and_no_input_is_read() {
    let server = Server::start();
    let start = Instant::now();
    let mut running = Running::start_plain(&[&server.url, "-x", "a", "-x", "b\nc", "--wait=1"]);
    let input = running.input.take();
    let run = running.wait();
    drop(input);
    assert_eq!((run.text(), run.code), ("a\nb c\n", Some(0)));
    // Whatever comes, as in wscat.
    let took = start.elapsed();
    assert!(took >= Duration::from_secs(1) && took < LONG, "{took:?}");
    let feed = server.at("/flood?rate=100&size=4");
    let run = run_plain(&[&feed, "-x", "subscribe", "--wait=1"], b"");
    assert!(run.text().lines().count() > 20, "{}", run.text());
    // Until the server closes.
    let url = server.at("/close/1000?after=1s");
    let run = run_plain(&[&url, "-x", "a", "--wait", "-1"], b"");
    assert_eq!(run.code, Some(0), "{}", run.errors);
}

#[test]
fn commands_are_followed_in_a_pipe_where_that_is_wanted() {
    let (url, told) = serve(|socket| {
        let read = [(); 4].map(|()| socket.read().unwrap());
        let expected = [
            Message::text("/ping"),
            Message::Ping("a b".into()),
            Message::Pong("c".into()),
            Message::text("d"),
        ];
        assert_eq!(read, expected);
    });
    let input = b"//ping\n/ping a b\n/pong c\nd\n/close 4001 see you\nnever sent\n";
    let closed = run_plain(&[&url, "--slash"], input);
    assert_eq!((closed.code, closed.errors.as_str()), (Some(0), ""));
    let frame = told.recv_timeout(PATIENCE).unwrap();
    assert_eq!(frame, Some((4001, "see you".to_owned())));
    let server = Server::start();
    let wrong = run_plain(&[&server.url, "--slash"], b"a\n/nonsense\nb\n");
    assert_eq!((wrong.code, wrong.text()), (Some(2), "a\n"));
    let begin = "error: line 2 of the input: there is no such command";
    assert!(wrong.errors.starts_with(begin), "{}", wrong.errors);
    // A line is a line where it is not.
    let plain = run_plain(&[&server.url], b"/close\n");
    assert_eq!(plain.text(), "/close\n");
}

#[test]
fn pings_are_sent_as_often_as_was_said() {
    let server = Server::start();
    let arguments = [&server.url, "--ping-interval=0.1", "-x", "a", "--wait=1"];
    let run = run(&arguments, b"");
    let pings = run.lines.iter().filter(|line| line["kind"] == "ping");
    let count = pings.count();
    assert!((4..=10).contains(&count), "{count}");
    run.check_closed_by_us();
}

#[test]
fn a_login_is_read_where_nobody_can_list_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("login");
    std::fs::write(&path, "me:s3cret\n").unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("ws://{}", listener.local_addr().unwrap());
    let of_file = format!("--basic-auth=@{}", path.display());
    let of_path = path.to_str().unwrap();
    for (arguments, variable, expected) in [
        (&[of_file.as_str()][..], None, "Basic bWU6czNjcmV0"),
        (&[], Some(("WSC_BASIC_AUTH", "a:b")), "Basic YTpi"),
        (&[], Some(("WSC_BEARER", "token")), "Bearer token"),
        (
            &["--bearer=x"],
            Some(("WSC_BASIC_AUTH", of_path)),
            "Bearer x",
        ),
    ] {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_wsc"));
        command.arg(&url).args(arguments).envs(variable);
        let mut child = command.stdin(std::process::Stdio::null()).spawn().unwrap();
        let (mut stream, _) = listener.accept().unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            std::io::Read::read_exact(&mut stream, &mut byte).unwrap();
            head.extend(byte);
        }
        drop(stream);
        child.wait().unwrap();
        let head = String::from_utf8(head).unwrap();
        let expected = format!("authorization: {expected}\r\n");
        assert!(
            head.to_lowercase().contains(&expected.to_lowercase()),
            "{head}"
        );
        assert_eq!(head.to_lowercase().matches("authorization").count(), 1);
    }
    let missing = run_plain(&[&url, "--bearer=@/nowhere"], b"");
    assert_eq!(missing.code, Some(2));
    let told = "error: the login cannot be used: /nowhere: the file cannot be read";
    assert!(missing.errors.starts_with(told), "{}", missing.errors);
}

#[test]
fn an_authority_is_trusted_or_the_check_is_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let (server, authority) = Server::start_secured(folder.path());
    let authority = authority.display().to_string();
    for (arguments, code) in [(&["--ca", &authority][..], 0), (&["-k"], 0), (&[], 3)] {
        let arguments = [&[server.url.as_str()], arguments].concat();
        let run = run_plain(&arguments, b"a\n");
        assert_eq!(run.code, Some(code), "{arguments:?} {}", run.errors);
        assert_eq!(run.text(), if code == 0 { "a\n" } else { "" });
    }
}

/// The reader has what it wants, as `head`.
#[test]
fn lines_that_nobody_reads_any_more_end_it_quietly() {
    let server = Server::start();
    let url = server.at("/flood?rate=1000");
    let mut running = Running::start_plain(&[&url]);
    let mut first = [0; 4];
    std::io::Read::read_exact(running.output.as_mut().unwrap(), &mut first).unwrap();
    drop(running.output.take());
    let run = running.wait();
    assert_eq!((run.code, run.errors.as_str()), (Some(0), ""));
}
