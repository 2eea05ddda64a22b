//! A server in a process of its own.

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Read};
use std::net::{Ipv4Addr, SocketAddr, ToSocketAddrs as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};

use clap::ValueEnum as _;

use crate::common::{Result, say};
use crate::load::Traffic;
use crate::rivals::Rival;

/// Any free port, on the address that the load goes to.
const LISTEN: &str = "127.0.0.1:0";

/// What every server prints when it can be connected to, followed by its port and, it may be, more.
const GREETING: &str = "127.0.0.1:";

/// So many lines of its log are shown if a server fails.
const LAST_WORDS: usize = 5;

/// Who is measured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Contender {
    Ours,
    /// Ours, which lies here.
    Program(PathBuf),
    Other(Rival),
    /// Somebody has started it.
    Running(RunningRival),
}

/// An echo server that runs already, as it is written on the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RunningRival {
    name: String,
    address: SocketAddr,
}

impl FromStr for RunningRival {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
        const FORM: &str = "not of the form NAME=ws://HOST:PORT";
        let (name, url) = text.split_once("=ws://").ok_or(FORM)?;
        let authority = url.strip_suffix('/').unwrap_or(url);
        let mut addresses = authority
            .to_socket_addrs()
            .map_err(|error| format!("{authority}: {error}"))?;
        let address = addresses.next().ok_or(FORM)?;
        let name = name.to_owned();
        Ok(Self { name, address })
    }
}

impl Contender {
    /// Ours, then those that come with this program.
    pub(crate) fn all() -> Vec<Self> {
        let others = Rival::value_variants().iter().copied().map(Self::Other);
        [Self::Ours].into_iter().chain(others).collect()
    }

    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Ours | Self::Program(_) => "ours",
            Self::Other(rival) => rival.name(),
            Self::Running(rival) => &rival.name,
        }
    }

    /// Whether it can have such messages: those that come with this program do not compress.
    pub(crate) fn takes(&self, traffic: Traffic) -> bool {
        !traffic.is_compressed || !matches!(self, Self::Other(_))
    }

    /// Where it answers such messages. Ours compresses where a path asks for it.
    pub(crate) fn path(&self, traffic: Traffic) -> &'static str {
        match self {
            Self::Ours | Self::Program(_) if traffic.is_compressed => "/deflate/echo",
            _ => "/",
        }
    }

    /// How it is started; `None` if it runs.
    fn command(&self) -> Result<Option<Command>> {
        let this = std::env::current_exe()?;
        Ok(Some(match self {
            Self::Running(_) => return Ok(None),
            Self::Ours => ours(&this.with_file_name("echo-server")),
            Self::Program(program) => ours(program),
            Self::Other(rival) => {
                let mut command = Command::new(this);
                command.args(["serve", rival.name()]);
                command
            }
        }))
    }
}

fn ours(program: &Path) -> Command {
    let mut command = Command::new(program);
    // As it comes: without anybody's wishes about its log.
    command.args(["--listen", LISTEN]).env_remove("RUST_LOG");
    command
}

/// Has cargo build our server as it is recommended for one that runs for long.
pub(crate) fn build_ours() -> Result<()> {
    build("echo-server", &["jemalloc"])
}

/// Has cargo build a program of ours, alone, so that it has no features that others ask for.
pub(crate) fn build(package: &str, features: &[&str]) -> Result<()> {
    say(format_args!("building {package} …"));
    let status = Command::new(env!("CARGO"))
        .args(["build", "--release", "--quiet", "--package", package])
        .args(features.iter().flat_map(|feature| ["--features", feature]))
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
        .status()?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{package} does not build").into())
    }
}

/// A running server. Dropping it kills it.
pub(crate) struct Server {
    contender: Contender,
    /// `None` for one that somebody else has started, and will end.
    child: Option<Child>,
    address: SocketAddr,
    last_words: Arc<Mutex<VecDeque<String>>>,
}

impl Server {
    /// Starts a server, and waits until it can be connected to.
    pub(crate) fn start(contender: Contender) -> Result<Self> {
        if let Contender::Running(rival) = &contender {
            return Ok(Self {
                child: None,
                address: rival.address,
                contender,
                last_words: Arc::default(),
            });
        }
        let name = contender.name();
        let mut child = contender
            .command()?
            .ok_or("it cannot be started")?
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{name} cannot be started: {error}"))?;
        let last_words = Arc::default();
        if let Some(stderr) = child.stderr.take() {
            listen(stderr, &last_words)?;
        }
        let port = child.stdout.take().and_then(read_port);
        let mut server = Self {
            contender,
            child: Some(child),
            address: (Ipv4Addr::LOCALHOST, port.unwrap_or(0)).into(),
            last_words,
        };
        match port {
            Some(_) => Ok(server),
            None => Err(server.explain("it did not say where it listens")),
        }
    }

    pub(crate) fn contender(&self) -> &Contender {
        &self.contender
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The process's number, if it is a child of this one.
    pub(crate) fn id(&self) -> Option<u32> {
        self.child.as_ref().map(Child::id)
    }

    /// What went wrong with the server, with what it said itself.
    pub(crate) fn explain(&mut self, what: impl std::fmt::Display) -> Box<dyn std::error::Error> {
        let ended = match self.child.as_mut().map(Child::try_wait) {
            Some(Ok(Some(status))) => format!(" (its process has ended: {status})"),
            Some(Ok(None) | Err(_)) | None => String::new(),
        };
        let mut text = format!("{} failed: {what}{ended}", self.contender.name());
        let last_words = self
            .last_words
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        for line in last_words.iter() {
            text += "\n  ";
            text += line;
        }
        text.into()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            // It may have ended by itself.
            child.kill().ok();
            child.wait().ok();
        }
    }
}

/// The port in the first line that a server prints.
fn read_port(stdout: impl Read) -> Option<u16> {
    let mut line = String::new();
    BufReader::new(stdout).read_line(&mut line).ok()?;
    port_of(&line)
}

fn port_of(line: &str) -> Option<u16> {
    let (_, port) = line.split_once(GREETING)?;
    let digits = port.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok()
}

/// Reads the log of a server, which would stop if nobody did, and keeps the end of it.
fn listen(stderr: ChildStderr, last_words: &Arc<Mutex<VecDeque<String>>>) -> Result<()> {
    let last_words = Arc::clone(last_words);
    std::thread::Builder::new()
        .name("listen".to_owned())
        .spawn(move || {
            for line in BufReader::new(stderr)
                .lines()
                .map_while(std::io::Result::ok)
            {
                let mut last_words = last_words.lock().unwrap_or_else(PoisonError::into_inner);
                if last_words.len() == LAST_WORDS {
                    last_words.pop_front();
                }
                last_words.push_back(line);
            }
        })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Contender, RunningRival, port_of};

    #[test]
    fn a_server_that_runs_has_a_name_and_an_address() {
        let rival: RunningRival = "ws=ws://127.0.0.1:4001/".parse().expect("a server");
        assert_eq!(rival.address, ([127, 0, 0, 1], 4001).into());
        assert_eq!(Contender::Running(rival).name(), "ws");
        for text in [
            "",
            "ws",
            "ws=127.0.0.1:1",
            "ws=ws://127.0.0.1",
            "ws=ws://:x",
        ] {
            assert!(text.parse::<RunningRival>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_port_is_found_whatever_follows_it() {
        assert_eq!(port_of("listening on ws://127.0.0.1:4000\n"), Some(4000));
        assert_eq!(
            port_of("listening on http://127.0.0.1:80/ and more: 1\n"),
            Some(80)
        );
        assert_eq!(port_of("error: 127.0.0.1 is in use\n"), None);
        assert_eq!(port_of(""), None);
    }

    #[test]
    fn ours_comes_first() {
        let contenders = Contender::all();
        let names: Vec<_> = contenders.iter().map(Contender::name).collect();
        assert_eq!(
            names,
            ["ours", "tungstenite", "fastwebsockets", "tokio-websockets"]
        );
    }
}
