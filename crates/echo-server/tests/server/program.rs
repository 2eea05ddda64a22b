//! The program itself, as it is built.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::time::{Duration, Instant};

use echo_server::Listener;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_tungstenite::tungstenite::Message;

use crate::fairness::attack;
use crate::harness::{Client, SOON, soon};
use crate::raw::{RawClient, TEXT, ask, frame};

/// Runs the program to its end.
fn output(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_echo-server"))
        .args(arguments)
        .output()
        .expect("the program starts")
}

/// Expects exit code 2 and a single line on stderr, which is returned.
pub(crate) fn complaint(arguments: &[&str]) -> String {
    let output = output(arguments);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let text = String::from_utf8(output.stderr).expect("text");
    assert_eq!(text.lines().count(), 1, "{text}");
    text
}

/// The program while it serves. Ends with the test at the latest.
pub(crate) struct Running {
    child: Child,
    pub(crate) stdout: BufReader<ChildStdout>,
    /// The first line on stdout.
    pub(crate) line: String,
}

impl Running {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_echo-server"))
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut line = String::new();
        stdout.read_line(&mut line).expect("a line");
        Self {
            child,
            stdout,
            line,
        }
    }

    /// The port that the first line tells.
    fn port(&self) -> u16 {
        let port = self.line.strip_prefix("listening on ws://localhost:");
        port.and_then(|rest| rest.strip_suffix('\n'))
            .and_then(|port| port.parse().ok())
            .expect("the line")
    }

    /// The first line on stderr.
    fn first_complaint(&mut self) -> String {
        let mut line = String::new();
        let stderr = self.child.stderr.as_mut().expect("a pipe");
        BufReader::new(stderr).read_line(&mut line).expect("a line");
        line
    }

    /// Its memory that is really there, in bytes.
    #[cfg(all(feature = "jemalloc", target_os = "linux", target_env = "gnu"))]
    fn resident_bytes(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let status = status.expect("it runs");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kibibytes = line.and_then(|line| line.trim().strip_suffix(" kB"));
        kibibytes.expect("a line").parse::<u64>().expect("a number") * 1024
    }

    #[cfg(unix)]
    fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        let status = Command::new("kill")
            .args(["-s", name, &id])
            .status()
            .expect("kill runs");
        assert!(status.success());
    }

    /// The exit code, which must come soon.
    async fn exit_code(&mut self) -> Option<i32> {
        let start = Instant::now();
        while start.elapsed() < SOON {
            if let Some(status) = self.child.try_wait().expect("the state of the program") {
                return status.code();
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("the program did not end");
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Fails if it has ended already, which is fine.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_ends_on_a_signal_while_clients_keep_it_busy() {
    let mut program = Running::start(&["--listen", "localhost:0", "--threads", "1"]);
    let port = program.port();
    let mut attackers = JoinSet::new();
    for _ in 0..5 {
        let stream = TcpStream::connect(("localhost", port)).await;
        let mut stream = stream.expect("a connection");
        let path = format!("{}/drop/100%25/echo", "/duplicate/100%25".repeat(4));
        ask(&mut stream, &path).await;
        let client = RawClient::upgraded(stream).await;
        attackers.spawn(attack(client.stream, Vec::new(), frame(TEXT, b"x")));
    }
    let neighbour = Client::connect(&format!("ws://localhost:{port}")).await;
    let mut neighbour = neighbour.expect("a connection");
    neighbour.expect_echo(Message::text("hello")).await;
    program.signal("TERM");
    let frame = neighbour.expect_close().await.expect("a code");
    assert_eq!(u16::from(frame.code), 1001);
    assert_eq!(program.exit_code().await, Some(0));
}

#[cfg(unix)]
#[tokio::test]
async fn it_ends_on_a_signal_while_nobody_reads_its_log() {
    // More than a pipe holds of lines about connections.
    const CONNECTIONS: usize = 500;
    let mut program = Running::start(&["--listen", "127.0.0.1:0"]);
    let port = program.line.trim_end().rsplit(':').next();
    let port: u16 = port.and_then(|port| port.parse().ok()).expect("the line");
    for _ in 0..CONNECTIONS {
        let stream = TcpStream::connect(("127.0.0.1", port)).await;
        ask(&mut stream.expect("a connection"), "/").await;
    }
    program.signal("TERM");
    program.exit_code().await;
}

#[cfg(unix)]
#[tokio::test]
async fn it_says_where_it_listens_echoes_and_ends_on_a_signal() {
    for signal in ["TERM", "INT"] {
        let mut program = Running::start(&["--listen", "localhost:0"]);
        let port = program.port();
        let mut client = Client::connect(&format!("ws://localhost:{port}"))
            .await
            .expect("a connection");
        client.expect_echo(Message::text("你好")).await;

        program.signal(signal);
        let frame = client.expect_close().await.expect("a code");
        assert_eq!(u16::from(frame.code), 1001);
        assert_eq!(program.exit_code().await, Some(0));
    }
}

#[tokio::test]
async fn it_serves_a_folder_and_says_where() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("index.html"), "<p>hello").expect("a file");
    let path = folder.path().to_str().expect("a path that is text");
    let mut program = Running::start(&["--listen", "localhost:0", "--web", path]);
    let mut line = String::new();
    program.stdout.read_line(&mut line).expect("a line");
    let url = program.line.trim_end().replace("listening on ws", "http");
    assert_eq!(line, format!("serving {path} at {url}/\n"));

    let mut stream = TcpStream::connect(url.trim_start_matches("http://"))
        .await
        .expect("a TCP connection");
    let mut page = String::new();
    let talk = async {
        stream.write_all(b"GET / HTTP/1.0\r\n\r\n").await?;
        stream.read_to_string(&mut page).await
    };
    soon(talk).await.expect("an answer");
    assert!(page.ends_with("\r\n\r\n<p>hello"), "{page}");
}

#[test]
fn a_folder_without_a_page_is_one_line_and_exit_code_2() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().to_str().expect("a path that is text");
    for (path, reason) in [
        (path, "it has no index.html"),
        ("no/such/folder", "there is no such folder"),
    ] {
        let text = complaint(&["--web", path]);
        assert!(text.contains(path) && text.contains(reason), "{text}");
    }
}

#[test]
fn a_warning_tells_what_other_machines_can_reach() {
    let mut exposed = Running::start(&["--listen", "0.0.0.0:0"]);
    let text = exposed.first_complaint();
    assert!(
        text.starts_with("warning: 0.0.0.0:") && text.contains("reached from other machines"),
        "{text}"
    );
}

#[tokio::test]
async fn a_busy_port_is_one_line_and_exit_code_2() {
    let holder = Listener::bind("localhost:0").await.expect("a free port");
    let address = format!("localhost:{}", holder.port());
    let text = complaint(&["--listen", &address]);
    assert!(text.contains(&address) && text.contains("in use") && text.contains("--listen"));
}

#[test]
fn a_bad_address_is_one_line_and_exit_code_2() {
    let text = complaint(&["--listen", "nowhere"]);
    assert!(
        text.contains("`nowhere`") && text.contains("HOST:PORT"),
        "{text}"
    );
}

#[test]
fn a_limit_out_of_bounds_is_one_line_and_exit_code_2() {
    for (option, value, expected) in [
        ("--max-message-size", "big", "64MiB"),
        ("--max-frame-size", "0", "above 0"),
        ("--max-write-buffer", "1KiB", "at least 16384 bytes"),
        ("--max-connections", "0", "from 1"),
        ("--max-connections-per-address", "many", "from 1"),
        ("--handshake-timeout", "0s", "above 0"),
        ("--handshake-timeout", "10", "such as 200ms"),
        ("--idle-timeout", "0s", "0 for never"),
        ("--ping-interval", "2years", "365days"),
        ("--pong-timeout", "never", "such as 200ms"),
        ("--max-rooms", "-1", "from 1"),
        ("--max-room-members", "1.5", "from 1"),
        ("--max-room-message-size", "1XB", "64MiB"),
        ("--max-name-size", "0", "from 1"),
        ("--max-flood-rate", "fast", "invalid digit"),
        ("--allow-origin", "example.org", "SCHEME://HOST"),
    ] {
        let text = complaint(&[&format!("{option}={value}")]);
        assert!(
            text.starts_with("error: ") && text.contains(option) && text.contains(expected),
            "{text}"
        );
    }
}

#[test]
fn help_and_version_are_for_the_asking() {
    let help = output(&["--help"]);
    assert!(help.status.success());
    assert!(String::from_utf8_lossy(&help.stdout).contains("[default: localhost:4000]"));
    let version = output(&["--version"]);
    assert_eq!(
        String::from_utf8_lossy(&version.stdout).trim_end(),
        concat!("echo-server ", env!("CARGO_PKG_VERSION"))
    );
}

/// Each of these clients has the server hold a mebibyte, and many of them what has nothing to do with it in between.
#[cfg(all(feature = "jemalloc", target_os = "linux", target_env = "gnu"))]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn memory_that_clients_needed_goes_back_to_the_system() {
    const CLIENTS: usize = 64;
    const MESSAGE: usize = 1000 << 10;
    /// A thread that was started, and what is kept for those who come next.
    const KEPT: u64 = 12 << 20;
    let server = Running::start(&["--listen", "localhost:0"]);
    let fresh = server.resident_bytes();
    let mut clients = Vec::new();
    // All but the end of a message: all of it has to be kept.
    let message = frame(TEXT, &[b'x'; MESSAGE]);
    for _ in 0..CLIENTS {
        let mut stream = TcpStream::connect(("127.0.0.1", server.port()))
            .await
            .expect("it listens");
        let request = crate::raw::request("/");
        stream.write_all(request.as_bytes()).await.expect("taken");
        let mut client = RawClient::upgraded(stream).await;
        client.send(&message[..MESSAGE]).await;
        clients.push(client);
    }
    let all = (CLIENTS * MESSAGE) as u64;
    until(|| server.resident_bytes() > fresh + all / 2).await;
    drop(clients);
    until(|| server.resident_bytes() < fresh + KEPT).await;
}

/// Waits for something that must come soon.
#[cfg(all(feature = "jemalloc", target_os = "linux", target_env = "gnu"))]
async fn until(condition: impl Fn() -> bool) {
    let wait = async {
        while !condition() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    soon(wait).await;
}
