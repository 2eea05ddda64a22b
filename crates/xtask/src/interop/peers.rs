//! The programs that speak with each other.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::combination::Combination;
use crate::Result;
use crate::packages::{finish, from_npm, from_pypi};
use crate::process::{Process, cargo, target_folder};

/// Another version may behave otherwise, and a failure would come without a change here.
const WS: &str = "ws@8.23.0";
const WEBSOCKETS: &str = "websockets==17.4";

/// A client, given a plan and messages: it writes a line of JSON for each connection of the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Client {
    /// The full transport.
    Ours,
    Ws,
    Websockets,
}

/// An echo server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Server {
    Ours,
    Ws,
    Websockets,
}

impl Client {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Ours => "the full client",
            Self::Ws => "a client of ws",
            Self::Websockets => "a client of websockets",
        }
    }

    /// Whether it accepts a window of 8 bits, which zlib cannot compress with. websockets refuses it.
    pub(super) fn takes_eight_bits(self) -> bool {
        self != Self::Websockets
    }

    /// Whether it sends messages as they are. ws takes a larger window instead, which its server has to understand.
    pub(super) fn sends_uncompressed(self, combination: &Combination) -> bool {
        self == Self::Ours && combination.client.window_bits == 8
    }
}

impl Server {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Ours => "the echo server",
            Self::Ws => "a server of ws",
            Self::Websockets => "a server of websockets",
        }
    }

    /// Where it is, and what it is to ask for.
    pub(super) fn url(self, port: u16, query: &str) -> String {
        let path = match self {
            Self::Ours => "deflate/echo",
            Self::Ws | Self::Websockets => "",
        };
        format!("ws://127.0.0.1:{port}/{path}?{query}")
    }
}

/// What was built and installed.
pub(super) struct Peers {
    /// The release builds.
    ours: PathBuf,
    ws: PathBuf,
    websockets: PathBuf,
}

/// A server that runs. Dropping it ends it.
pub(super) struct Running {
    process: Process,
    pub(super) port: u16,
}

impl Running {
    /// A failure, with what the server has said.
    pub(super) fn explain(
        &self,
        name: &str,
        error: Box<dyn std::error::Error>,
    ) -> Box<dyn std::error::Error> {
        let lines = self.process.lines().join("\n  ");
        format!("{name}: {error}\n  {lines}").into()
    }
}

impl Peers {
    pub(super) fn prepare() -> Result<Self> {
        for what in [
            ["--package", "echo-server", "--bins"].as_slice(),
            &["--package", "wscope-cli", "--bins"],
            &["--package", "transport", "--example", "compressed_client"],
        ] {
            let mut build = cargo();
            build.args(["build", "--release", "--quiet"]).args(what);
            if !build.status()?.success() {
                return Err("what is to be tested does not build".into());
            }
        }
        let (ws, websockets) = (from_npm(&[WS])?, from_pypi(&[WEBSOCKETS])?);
        // Beside the packages, so that they are found.
        for (folder, name, text) in [
            (&ws, "client.cjs", include_str!("ws_client.cjs")),
            (&ws, "server.cjs", include_str!("ws_server.cjs")),
            (&websockets, "counting.py", include_str!("counting.py")),
            (
                &websockets,
                "client.py",
                include_str!("websockets_client.py"),
            ),
            (
                &websockets,
                "server.py",
                include_str!("websockets_server.py"),
            ),
        ] {
            std::fs::write(folder.join(name), text)?;
        }
        Ok(Self {
            ours: target_folder()?.join("release"),
            ws,
            websockets,
        })
    }

    /// Starts a server and waits until it listens.
    pub(super) fn start(&self, server: Server) -> Result<Running> {
        let mut command = match server {
            Server::Ours => {
                let mut command = Command::new(self.ours.join("echo-server"));
                command.args(["--listen", "127.0.0.1:0"]);
                command
            }
            Server::Ws => self.node("server.cjs"),
            Server::Websockets => self.python("server.py"),
        };
        let process = Process::start(&mut command)?;
        let port = process.port()?;
        Ok(Running { process, port })
    }

    /// Has a client carry out a plan. Returns what it wrote.
    pub(super) fn exchange(&self, client: Client, plan: &Path, messages: &Path) -> Result<String> {
        let mut command = match client {
            Client::Ours => Command::new(self.ours.join("examples/compressed_client")),
            Client::Ws => self.node("client.cjs"),
            Client::Websockets => self.python("client.py"),
        };
        finish(command.args([plan, messages]), "the client does not run")
    }

    /// Carries out a test script against a server.
    pub(super) fn test(&self, script: &Path, port: u16) -> Result<()> {
        let mut command = Command::new(self.ours.join("wsc"));
        command.arg("test").arg(script);
        command.args(["--variable", &format!("host=127.0.0.1:{port}")]);
        let done = command.output()?;
        if done.status.success() {
            return Ok(());
        }
        let report = [done.stdout, done.stderr].concat();
        Err(String::from_utf8_lossy(&report).into())
    }

    fn node(&self, script: &str) -> Command {
        let mut command = Command::new("node");
        command.arg(self.ws.join(script));
        command
    }

    fn python(&self, script: &str) -> Command {
        let mut command = Command::new(self.websockets.join("bin/python"));
        command.arg(self.websockets.join(script));
        command
    }
}
