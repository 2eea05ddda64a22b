//! On a terminal, one key at a time.
#![cfg(unix)]

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, Termios, Winsize, tcgetattr, tcsetwinsize};
use tokio_tungstenite::tungstenite::Message;

use crate::support::{PATIENCE, Server, serve};

const ROWS: u16 = 24;
const COLUMNS: u16 = 60;

/// The program on a terminal of its own.
struct Typing {
    child: Child,
    keys: File,
    /// The terminal, as the program has it.
    terminal: File,
    before: Termios,
    screen: Arc<Mutex<vt100::Parser>>,
    /// How long the terminal takes for each piece, in milliseconds.
    delay_ms: Arc<AtomicU64>,
    _home: tempfile::TempDir,
}

impl Typing {
    fn start(arguments: &[&str]) -> Self {
        let home = tempfile::tempdir().unwrap();
        Self::start_in(home, arguments, &[("TERM", "xterm")])
    }

    fn start_in(home: tempfile::TempDir, arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY;
        let controller = openpt(flags).unwrap();
        grantpt(&controller).unwrap();
        unlockpt(&controller).unwrap();
        let name = ptsname(&controller, Vec::new()).unwrap();
        let terminal = File::options()
            .read(true)
            .write(true)
            .open(name.to_str().unwrap())
            .unwrap();
        let size = Winsize {
            ws_row: ROWS,
            ws_col: COLUMNS,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        tcsetwinsize(&terminal, size).unwrap();
        let before = tcgetattr(&terminal).unwrap();
        let end = || Stdio::from(terminal.try_clone().unwrap());
        let child = Command::new(env!("CARGO_BIN_EXE_wsc"))
            .args(arguments)
            .env_clear()
            .envs(variables.iter().copied())
            .env("XDG_STATE_HOME", home.path())
            .stdin(end())
            .stdout(end())
            .stderr(end())
            .spawn()
            .unwrap();
        let keys = File::from(controller);
        let screen = Arc::new(Mutex::new(vt100::Parser::new(ROWS, COLUMNS, 1000)));
        let (mut source, shown) = (keys.try_clone().unwrap(), Arc::clone(&screen));
        let delay_ms = Arc::new(AtomicU64::new(0));
        let delay = Arc::clone(&delay_ms);
        let reader = thread::Builder::new().name("screen".to_owned());
        // It ends when the terminal is gone.
        let read = move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = source.read(&mut buffer) {
                shown.lock().unwrap().process(&buffer[..count]);
                thread::sleep(Duration::from_millis(delay.load(Ordering::Relaxed)));
            }
        };
        reader.spawn(read).unwrap();
        Self {
            child,
            keys,
            terminal,
            before,
            screen,
            delay_ms,
            _home: home,
        }
    }

    /// One key at a time, as a person types.
    fn keys(&mut self, keys: &str) {
        for key in keys.chars() {
            self.paste(key.encode_utf8(&mut [0; 4]));
            thread::sleep(Duration::from_millis(2));
        }
    }

    fn paste(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.keys.write_all(bytes).unwrap();
    }

    fn rows(&self) -> Vec<String> {
        let parser = self.screen.lock().unwrap();
        let rows = parser.screen().rows(0, COLUMNS);
        rows.map(|row| row.trim_end().to_owned()).collect()
    }

    /// Waits until the screen ends with these rows.
    #[track_caller]
    fn check_end(&self, expected: &[&str]) {
        self.wait_for(expected, |rows| {
            let last = rows.iter().rposition(|row| !row.is_empty());
            let shown = &rows[..last.map_or(0, |last| last + 1)];
            shown.ends_with(
                &expected
                    .iter()
                    .map(|row| (*row).to_owned())
                    .collect::<Vec<_>>(),
            )
        });
    }

    #[track_caller]
    fn wait_for(&self, expected: &[&str], is_there: impl Fn(&[String]) -> bool) {
        let start = Instant::now();
        loop {
            let rows = self.rows();
            if is_there(&rows) {
                return;
            }
            assert!(
                start.elapsed() < PATIENCE,
                "{expected:?} is not in {rows:#?}"
            );
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Waits for its end, and that the terminal is as it was.
    #[track_caller]
    fn wait(&mut self) -> Option<i32> {
        let code = self.child.wait().unwrap().code();
        let after = tcgetattr(&self.terminal).unwrap();
        assert_eq!(after.local_modes, self.before.local_modes);
        assert!(
            after
                .local_modes
                .contains(LocalModes::ECHO | LocalModes::ICANON)
        );
        code
    }
}

const CONNECTED: &str = "connected; /help lists the commands, Ctrl-D closes";

#[test]
fn what_is_typed_is_sent_and_what_comes_stands_above_the_line() {
    let (say, said) = mpsc::sync_channel::<&str>(1);
    let (url, told) = serve(move |socket| {
        for text in said {
            socket.send(Message::text(text)).unwrap();
        }
        let message = socket.read().unwrap();
        socket.send(message).unwrap();
    });
    let mut typing = Typing::start(&[&url, "--color=never"]);
    typing.check_end(&[CONNECTED, ">"]);
    typing.keys("helo");
    say.send("one").unwrap();
    typing.check_end(&[CONNECTED, "< one", "> helo"]);
    // The cursor is where it was: two to the left, and a letter between.
    typing.keys("\x1b[D\x1b[D");
    say.send("two\nlines \x1b[2J").unwrap();
    typing.check_end(&["< one", "< two", "  lines \\u{1b}[2J", "> helo"]);
    typing.keys("l");
    typing.check_end(&["> hello"]);
    // A line that is longer than the screen is wide.
    let long = "x".repeat(100);
    typing.keys("\x1b[F");
    typing.keys(&long);
    say.send("three").unwrap();
    typing.check_end(&["< three", &format!("> hello{}", &long[..53]), &long[53..]]);
    drop(say);
    typing.keys("\r");
    typing.check_end(&[
        &format!("> hello{}", &long[..53]),
        &long[53..],
        &format!("< hello{}", &long[..53]),
        &long[53..],
        ">",
    ]);
    // Ctrl-D.
    typing.keys("\x04");
    assert_eq!(typing.wait(), Some(0));
    assert_eq!(
        told.recv_timeout(PATIENCE).unwrap(),
        Some((1000, String::new()))
    );
}

#[test]
fn commands_are_followed() {
    let (url, told) = serve(|socket| {
        assert_eq!(socket.read().unwrap(), Message::text("/a"));
        assert_eq!(socket.read().unwrap(), Message::Ping("x y".into()));
        socket.flush().unwrap();
        assert_eq!(socket.read().unwrap(), Message::Pong("z".into()));
    });
    let mut typing = Typing::start(&[&url, "--color=never"]);
    typing.check_end(&[CONNECTED, ">"]);
    typing.keys("//a\r/ping x y\r");
    typing.wait_for(&["pong after"], |rows| {
        rows.iter().any(|row| row.starts_with("pong after "))
    });
    typing.keys("/pong z\r/nonsense\r");
    typing.wait_for(&["there is no such command"], |rows| {
        rows.iter()
            .any(|row| row.starts_with("error: there is no such command"))
    });
    typing.keys("/help\r");
    typing.check_end(&["Ctrl-C or Ctrl-D         close with 1000 and leave", ">"]);
    typing.keys("/close 4001 see you\r");
    assert_eq!(typing.wait(), Some(0));
    let frame = told.recv_timeout(PATIENCE).unwrap();
    assert_eq!(frame, Some((4001, "see you".to_owned())));
}

#[test]
fn lines_that_are_typed_faster_than_they_are_read_are_all_kept() {
    let server = Server::start();
    let mut typing = Typing::start(&[&server.url, "--color=never"]);
    typing.check_end(&[CONNECTED, ">"]);
    typing.paste("one\rtwo\r/nonsense\rthree\rfo");
    let all = [
        "< one",
        "< two",
        "error: there is no such command",
        "< three",
    ];
    typing.wait_for(&all, |rows| {
        let is_there = |text: &&str| rows.iter().any(|row| row.starts_with(*text));
        all.iter().all(is_there)
    });
    typing.keys("ur\r");
    typing.check_end(&["< four", ">"]);
    typing.keys("\x04");
    assert_eq!(typing.wait(), Some(0));
}

#[test]
fn what_is_pasted_is_one_message_and_can_be_edited() {
    let server = Server::start();
    let mut typing = Typing::start(&[&server.url, "--color=never"]);
    typing.check_end(&[CONNECTED, ">"]);
    typing.paste("\x1b[200~{\r  \"a\": 1\r}\x1b[201~");
    typing.wait_for(&["}"], |rows| rows.iter().any(|row| row == "}"));
    typing.keys("!\r");
    typing.check_end(&["< {", "    \"a\": 1", "  }!", ">"]);
    // Ctrl-C, with something on the line.
    typing.keys("abc\x03");
    assert_eq!(typing.wait(), Some(0));
}

#[test]
fn the_end_of_the_connection_gives_the_terminal_back() {
    let server = Server::start();
    for (path, code, words) in [
        (
            "/close/1000?after=300ms",
            0,
            "closed by the server with code 1000",
        ),
        (
            "/close/1011?after=300ms",
            4,
            "error: the server closed the connection with code 1011",
        ),
        ("/refuse/401", 3, "error: cannot connect to"),
    ] {
        let mut typing = Typing::start(&[&server.at(path), "--color=never"]);
        // Somebody types until the end, and beyond: no more than what one row has room for.
        for key in ["u"; COLUMNS as usize - 10] {
            typing.keys(key);
            thread::sleep(Duration::from_millis(8));
        }
        assert_eq!(typing.wait(), Some(code), "{path}");
        // The terminal itself may show a key in front of it; the editor shows nothing any more.
        typing.wait_for(&[words], |rows| {
            let told = rows.iter().position(|row| row.contains(words));
            told.is_some_and(|told| !rows[told..].iter().any(|row| row.contains('>')))
        });
    }
}

#[test]
fn what_was_typed_is_kept_for_this_user_alone() {
    let server = Server::start();
    let home = tempfile::tempdir().unwrap();
    let path = home.path().to_owned();
    let term = [("TERM", "xterm")];
    let mut typing = Typing::start_in(home, &[&server.url, "--color=never"], &term);
    typing.check_end(&[CONNECTED, ">"]);
    typing.keys("kept\r s3cret\r");
    typing.check_end(&["> s3cret".replace("> ", ">  ").as_str(), "<  s3cret", ">"]);
    // Up: the last line that was kept.
    typing.keys("\x1b[A");
    typing.check_end(&["> kept"]);
    typing.keys("\x03");
    assert_eq!(typing.wait(), Some(0));
    let file = path.join("wscope/wsc-history");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains("kept") && !text.contains("s3cret"), "{text}");
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&file), 0o600);

    let mut typing = Typing::start(&[&server.url, "--no-history", "--color=never"]);
    let folder = typing._home.path().to_owned();
    typing.check_end(&[CONNECTED, ">"]);
    typing.keys("a\r\x04");
    assert_eq!(typing.wait(), Some(0));
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), 0);
}

#[test]
fn colors_are_those_that_the_environment_allows() {
    let server = Server::start();
    for (variables, arguments, expected) in [
        (&[("TERM", "xterm")][..], &[][..], true),
        (&[("TERM", "xterm"), ("NO_COLOR", "1")], &[], false),
        (
            &[("TERM", "xterm"), ("NO_COLOR", "1")],
            &["--color=always"],
            true,
        ),
        (&[("TERM", "xterm")], &["--color=never"], false),
        (&[("TERM", "dumb")], &[], false),
        (&[], &[], false),
    ] {
        let home = tempfile::tempdir().unwrap();
        let arguments = [&[server.url.as_str()], arguments].concat();
        let mut typing = Typing::start_in(home, &arguments, variables);
        typing.wait_for(&[CONNECTED], |rows| {
            rows.iter().any(|row| row.starts_with(CONNECTED))
        });
        typing.keys("hello\r");
        typing.wait_for(&["< hello"], |rows| rows.iter().any(|row| row == "< hello"));
        let formatted = {
            let parser = typing.screen.lock().unwrap();
            let bytes = parser.screen().contents_formatted();
            String::from_utf8_lossy(&bytes).contains("\x1b[34m")
        };
        assert_eq!(formatted, expected, "{variables:?} {arguments:?}");
        typing.keys("\x04");
        assert_eq!(typing.wait(), Some(0), "{variables:?}");
    }
}

#[test]
fn a_flood_is_shown_while_something_is_typed() {
    let server = Server::start();
    let url = server.at("/flood?rate=0&size=64&count=20000");
    let mut typing = Typing::start(&[&url, "--color=never"]);
    typing.keys("still here");
    typing.check_end(&["> still here"]);
    typing.wait_for(&["19999"], |rows| {
        rows.iter()
            .any(|row| row.contains("19999") || row.contains("20000"))
    });
    typing.check_end(&["> still here"]);
    typing.keys("\x03");
    assert_eq!(typing.wait(), Some(0));
}

#[test]
fn a_slow_terminal_keeps_nobody_who_wants_to_leave() {
    let (all_there, receive) = mpsc::sync_channel(1);
    let (url, _told) = serve(move |socket| {
        for number in 0..2000 {
            let text = format!("{number} {}", "x".repeat(1024));
            socket.send(Message::text(text)).unwrap();
        }
        // Its answer says that all of them were received.
        socket.send(Message::Ping("all".into())).unwrap();
        assert_eq!(socket.read().unwrap(), Message::Pong("all".into()));
        all_there.send(()).unwrap();
    });
    let mut typing = Typing::start(&[&url, "--color=never"]);
    // To show all of it would take a minute.
    typing.delay_ms.store(100, Ordering::Relaxed);
    receive.recv_timeout(PATIENCE).unwrap();
    typing.wait_for(&["0"], |rows| rows.iter().any(|row| row.starts_with("< ")));
    typing.keys("\x03");
    let start = Instant::now();
    while typing.child.try_wait().unwrap().is_none() {
        assert!(start.elapsed() < PATIENCE, "it goes on");
        thread::sleep(Duration::from_millis(10));
    }
    typing.delay_ms.store(0, Ordering::Relaxed);
    typing.wait_for(&["not shown"], |rows| {
        rows.iter()
            .any(|row| row.ends_with("were not shown any more"))
    });
    assert_eq!(typing.wait(), Some(0));
}

#[test]
fn a_terminal_that_takes_nothing_keeps_no_signal_from_ending_the_program() {
    use rustix::process::{Pid, Signal, kill_process};

    let server = Server::start();
    let url = server.at("/flood?rate=0&size=1024&count=60000");
    let mut typing = Typing::start(&[&url, "--color=never"]);
    typing.wait_for(&["0"], |rows| rows.iter().any(|row| row.starts_with("< ")));
    // Longer than any test takes.
    typing.delay_ms.store(3_600_000, Ordering::Relaxed);
    thread::sleep(Duration::from_millis(500));
    for _ in 0..2 {
        kill_process(Pid::from_child(&typing.child), Signal::TERM).unwrap();
        thread::sleep(Duration::from_millis(500));
    }
    assert_eq!(typing.wait(), Some(130));
}

#[test]
fn a_key_that_is_no_character_costs_nothing_that_was_typed() {
    let server = Server::start();
    let mut typing = Typing::start(&[&server.url, "--color=never"]);
    typing.check_end(&[CONNECTED, ">"]);
    typing.keys("a draft");
    // One that no character has, and one that a character does not follow: as a terminal of another encoding sends them.
    for (number, bytes) in [&b"\xff"[..], b"\xe9x"].into_iter().enumerate() {
        typing.bytes(bytes);
        typing.wait_for(&["note: a key"], |rows| {
            let notes = rows.iter().filter(|row| row.starts_with("note: a key"));
            notes.count() == number + 1 && rows.contains(&"> a draft".to_owned())
        });
    }
    typing.check_end(&["> a draft"]);
    typing.keys("ed\r");
    typing.check_end(&["< a drafted", ">"]);
    typing.keys("\x04");
    assert_eq!(typing.wait(), Some(0));
}
