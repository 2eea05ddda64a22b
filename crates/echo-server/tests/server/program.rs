//! The program itself, as it is built.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use echo_server::Listener;
use tokio_tungstenite::tungstenite::Message;

use crate::harness::{Client, SOON};

/// Runs the program to its end.
fn output(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_echo-server"))
        .args(arguments)
        .output()
        .expect("the program starts")
}

/// Expects exit code 2 and a single line on stderr, which is returned.
fn complaint(arguments: &[&str]) -> String {
    let output = output(arguments);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let text = String::from_utf8(output.stderr).expect("text");
    assert_eq!(text.lines().count(), 1, "{text}");
    text
}

/// The program while it serves. Ends with the test at the latest.
struct Running {
    child: Child,
    /// What it says on stdout.
    line: String,
}

impl Running {
    fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_echo-server"))
            .args(["--listen", "localhost:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("a pipe");
        BufReader::new(stdout).read_line(&mut line).expect("a line");
        Self { child, line }
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
#[tokio::test]
async fn it_says_where_it_listens_echoes_and_ends_on_a_signal() {
    for signal in ["TERM", "INT"] {
        let mut program = Running::start();
        let port: u16 = program
            .line
            .strip_prefix("listening on ws://localhost:")
            .and_then(|rest| rest.strip_suffix('\n'))
            .and_then(|port| port.parse().ok())
            .expect("the line");
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
fn a_bad_size_is_exit_code_2_and_says_what_is_accepted() {
    let output = output(&["--max-message-size", "big"]);
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8(output.stderr).expect("text");
    assert!(
        text.contains("--max-message-size") && text.contains("64MiB"),
        "{text}"
    );
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
