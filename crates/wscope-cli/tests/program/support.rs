//! The built program, and servers for it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;
use std::time::Duration;

use echo_server::{CancellationToken, Config, Listener, Tls};
use serde_json::Value;
use tokio::runtime::Runtime;
use tokio_tungstenite::tungstenite::{self, Message, WebSocket};

/// Long enough for a loaded machine; nothing waits for it unless something is wrong.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// An echo server with all its scenarios, on a free port.
pub(crate) struct Server {
    _runtime: Runtime,
    pub url: String,
}

impl Server {
    pub(crate) fn start() -> Self {
        Self::listening(|listener| listener)
    }

    fn listening(change: impl FnOnce(Listener) -> Listener) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let listener = runtime.block_on(Listener::bind("localhost:0")).unwrap();
        let listener = change(listener);
        let url = listener.url();
        let shutdown = CancellationToken::new();
        runtime.spawn(echo_server::run(listener, Config::default(), shutdown));
        Self {
            _runtime: runtime,
            url,
        }
    }

    /// The same over TLS. Its certificate is signed by an authority whose certificate is in this folder, in the file that
    /// comes with it.
    pub(crate) fn start_secured(folder: &Path) -> (Self, PathBuf) {
        let (tls, authority) = Tls::self_signed(folder).unwrap();
        (
            Self::listening(|listener| listener.secured(&tls)),
            authority,
        )
    }

    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }
}

type Socket = WebSocket<std::net::TcpStream>;

/// A server for one client, that does what the test says, then reads until the client is gone. Gives the close frame that it
/// got, as code and reason.
pub(crate) fn serve(
    act: impl FnOnce(&mut Socket) + Send + 'static,
) -> (String, Receiver<Option<(u16, String)>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("ws://{}", listener.local_addr().unwrap());
    let (tell, told) = sync_channel(1);
    let serve = move || {
        let (stream, _) = listener.accept().unwrap();
        let mut socket = tungstenite::accept(stream).unwrap();
        act(&mut socket);
        let mut last = None;
        while let Ok(message) = socket.read() {
            if let Message::Close(frame) = message {
                last = frame.map(|frame| (frame.code.into(), frame.reason.to_string()));
            }
        }
        tell.send(last).ok();
    };
    thread::Builder::new()
        .name("server".to_owned())
        .spawn(serve)
        .unwrap();
    (url, told)
}

/// Where connections are accepted by the system, and nobody says anything.
pub(crate) fn mute() -> (String, TcpListener) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("ws://{}", listener.local_addr().unwrap());
    (url, listener)
}

/// The program while it runs.
pub(crate) struct Running {
    pub child: Child,
    pub input: Option<ChildStdin>,
    pub output: Option<BufReader<ChildStdout>>,
}

/// How a run ended.
pub(crate) struct Run {
    /// The exit code; `None` after a signal.
    pub code: Option<i32>,
    /// What was written, as it is.
    pub output: Vec<u8>,
    /// The lines of the output, if they are JSON.
    pub lines: Vec<Value>,
    /// What was said on standard error.
    pub errors: String,
}

impl Running {
    /// With `--json`, as [`run`] too.
    pub(crate) fn start(arguments: &[&str]) -> Self {
        Self::start_with_output(arguments, Stdio::piped())
    }

    pub(crate) fn start_with_output(arguments: &[&str], output: Stdio) -> Self {
        Self::spawn(program_with_json(arguments).args(arguments), output)
    }

    /// Without further arguments.
    pub(crate) fn start_plain(arguments: &[&str]) -> Self {
        Self::spawn(program().args(arguments), Stdio::piped())
    }

    /// As this command starts it.
    #[cfg(unix)]
    pub(crate) fn of(command: &mut Command) -> Self {
        Self::spawn(command, Stdio::piped())
    }

    /// With these variables in its environment.
    pub(crate) fn start_within(arguments: &[&str], environment: &[(&str, &Path)]) -> Self {
        let mut command = program_with_json(arguments);
        let command = command.args(arguments);
        Self::spawn(command.envs(environment.iter().copied()), Stdio::piped())
    }

    /// Gives it this input, beside, and waits for its end.
    pub(crate) fn feed(mut self, input: &[u8]) -> Run {
        let mut stdin = self.input.take().unwrap();
        let input = input.to_vec();
        let writer = thread::Builder::new().name("writer".to_owned());
        // It may end before it has read everything.
        let writer = writer.spawn(move || stdin.write_all(&input).ok());
        let run = self.wait();
        writer.unwrap().join().unwrap();
        run
    }

    fn spawn(command: &mut Command, output: Stdio) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(output)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        Self {
            input: child.stdin.take(),
            output: child.stdout.take().map(BufReader::new),
            child,
        }
    }

    /// The next line of the output.
    #[track_caller]
    pub(crate) fn next(&mut self) -> Value {
        let mut line = String::new();
        self.output.as_mut().unwrap().read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line:?}"))
    }

    /// Reads up to the event of this name.
    #[track_caller]
    pub(crate) fn read_to_event(&mut self, name: &str) {
        while self.next()["event"]["type"] != name {}
    }

    pub(crate) fn type_line(&mut self, line: &str) {
        writeln!(self.input.as_mut().unwrap(), "{line}").unwrap();
    }

    #[cfg(unix)]
    pub(crate) fn signal(&self, signal: rustix::process::Signal) {
        let process = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(process, signal).unwrap();
    }

    /// The most memory that it has taken, in bytes.
    #[cfg(target_os = "linux")]
    pub(crate) fn peak_memory(&self) -> u64 {
        let path = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(path).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.unwrap().trim().trim_end_matches(" kB");
        kib.parse::<u64>().unwrap() * 1024
    }

    /// Ends the input, and waits for the end of the program.
    pub(crate) fn finish(mut self) -> Run {
        drop(self.input.take());
        self.wait()
    }

    /// Waits for the end of the program, whose input goes on.
    pub(crate) fn wait(mut self) -> Run {
        let mut errors = self.child.stderr.take().unwrap();
        let reading = thread::Builder::new().name("errors".to_owned());
        let reading = reading.spawn(move || {
            let mut text = String::new();
            errors.read_to_string(&mut text).unwrap();
            text
        });
        let mut output = Vec::new();
        if let Some(mut reader) = self.output.take() {
            reader.read_to_end(&mut output).unwrap();
        }
        let status = self.child.wait().unwrap();
        let lines = output.split_inclusive(|byte| *byte == b'\n');
        let lines = lines.map(serde_json::from_slice).collect::<Result<_, _>>();
        Run {
            code: status.code(),
            lines: lines.unwrap_or_default(),
            output,
            errors: reading.unwrap().join().unwrap(),
        }
    }
}

/// The program with `--json`, unless a command follows: those know it themselves, or not at all.
fn program_with_json(arguments: &[&str]) -> Command {
    let mut command = program();
    let is_verb = wscope_cli::verbs().any(|verb| arguments.first() == Some(&&*verb));
    if !is_verb {
        command.arg("--json");
    }
    command
}

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_wsc"))
}

/// What the program ended with, and wrote, where that is no list of JSON objects.
pub(crate) struct Output {
    pub code: Option<i32>,
    pub out: String,
    pub errors: String,
}

/// Runs it from beginning to end, without an input.
pub(crate) fn output(arguments: &[&str]) -> Output {
    output_of(Command::new(env!("CARGO_BIN_EXE_wsc")).args(arguments))
}

/// The same for any command.
pub(crate) fn output_of(command: &mut Command) -> Output {
    let output = command.stdin(Stdio::null()).output().unwrap();
    Output {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        errors: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Runs it from beginning to end with `--json`.
pub(crate) fn run(arguments: &[&str], input: &[u8]) -> Run {
    Running::start(arguments).feed(input)
}

/// Runs it from beginning to end without further arguments.
pub(crate) fn run_plain(arguments: &[&str], input: &[u8]) -> Run {
    Running::start_plain(arguments).feed(input)
}

impl Run {
    /// What was written, which is text.
    #[track_caller]
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.output).unwrap()
    }

    /// The texts that went this way.
    pub(crate) fn texts(&self, direction: &str) -> Vec<&str> {
        let went = |line: &&Value| line["direction"] == direction && line["kind"] == "text";
        let lines = self.lines.iter().filter(went);
        lines.map(|line| line["text"].as_str().unwrap()).collect()
    }

    /// The names of the events, in order.
    pub(crate) fn events(&self) -> Vec<&str> {
        let names = self.lines.iter().map(|line| line["event"]["type"].as_str());
        names.flatten().collect()
    }

    /// The names of the steps of the handshake, in order.
    pub(crate) fn steps(&self) -> Vec<&str> {
        let names = self.lines.iter().map(|line| line["event"]["step"].as_str());
        names.flatten().collect()
    }

    /// The last line, which is that of the close frame of this side.
    #[track_caller]
    pub(crate) fn check_closed_by_us(&self) {
        let last = self.lines.last().unwrap();
        assert_eq!(last["event"]["type"], "closed-by-us", "{}", self.errors);
        assert_eq!(last["event"]["frame"]["code"], 1000);
        assert_eq!((self.code, self.errors.as_str()), (Some(0), ""));
    }
}

/// Writes a file into a folder, and tells its path.
pub(crate) fn file(folder: &tempfile::TempDir, name: &str, text: &str) -> String {
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

/// A session, line by line: `>` is what the client sent, `<` what the server sent, one millisecond after the other.
pub(crate) fn session(lines: &[&str]) -> String {
    let event = |event: &str| format!(r#""direction":"local","kind":"event","event":{event}"#);
    let mut text = format!(
        "{{\"format\":\"wscope\",\"version\":1}}\n{{\"time\":1000000,{}}}\n",
        event(r#"{"type":"opened"}"#)
    );
    for (time, line) in (1001..).zip(lines) {
        let (sign, payload) = line.split_at(1);
        let payload_json = serde_json::to_string(payload).unwrap();
        let fields = match sign {
            ">" => format!(r#""direction":"sent","kind":"text","text":{payload_json}"#),
            "<" => format!(r#""direction":"received","kind":"text","text":{payload_json}"#),
            "c" => event(&format!(
                r#"{{"type":"closed-by-us","frame":{{"code":{payload},"reason":"bye"}}}}"#
            )),
            "x" => event(&format!(
                r#"{{"type":"closed-by-peer","frame":{{"code":{payload},"reason":""}}}}"#
            )),
            // As it stands there.
            _ => payload.to_owned(),
        };
        text += &format!("{{\"time\":{time}000,{fields}}}\n");
    }
    text
}
