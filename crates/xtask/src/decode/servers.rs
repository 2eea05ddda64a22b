//! The servers that are talked to.

use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::packages::{from_npm, from_pypi};
use crate::process::Process;
use crate::wait::wait_until;
use crate::{Result, browser};

/// Another version may behave otherwise, and a failure would come without a change here.
const NODE_PACKAGES: [&str; 7] = [
    "socket.io@4.8.4",
    "graphql-ws@6.4.2",
    "graphql@17.1.0",
    "ws@8.23.0",
    "sockjs@0.3.24",
    "@microsoft/signalr@10.0.11",
    "@microsoft/signalr-protocol-msgpack@10.0.11",
];
const OCPP: [&str; 2] = ["ocpp==2.1.0", "websockets==17.4"];
const CROSSBAR: [&str; 1] = ["crossbar==26.10.1"];

/// Where Debian's packages have the programs that are not in the path.
const MOSQUITTO: &str = "/usr/sbin/mosquitto";
const RABBITMQ: &str = "/usr/lib/rabbitmq/bin/rabbitmq-server";

/// How long a server may take to listen: some start a virtual machine and a database.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Server {
    SocketIo,
    Graphql,
    SockJs,
    SignalR,
    Ocpp,
    Crossbar,
    Chromium,
    Mosquitto,
    RabbitMq,
}

/// A server that runs. Dropping it ends it.
pub(super) struct Running {
    /// The last one is what listens; those before it are needed for that.
    processes: Vec<Process>,
    pub(super) url: String,
}

impl Running {
    /// The end of what it has said.
    pub(super) fn told(&self) -> String {
        /// More is not read by anybody.
        const SHOWN: usize = 10;
        let lines = self
            .processes
            .last()
            .map(Process::lines)
            .unwrap_or_default();
        lines[lines.len().saturating_sub(SHOWN)..].join("\n")
    }
}

/// The servers that were needed so far.
pub(super) struct Servers {
    folder: PathBuf,
    running: Option<(Server, Running)>,
}

impl Servers {
    /// They keep what they keep in this folder.
    pub(super) fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            running: None,
        }
    }

    /// The server, which goes on running until another one is needed.
    pub(super) fn start(&mut self, server: Server) -> Result<&Running> {
        let running = match self.running.take() {
            Some((last, running)) if last == server => running,
            _ => self.start_anew(server)?,
        };
        Ok(&self.running.insert((server, running)).1)
    }

    fn start_anew(&self, server: Server) -> Result<Running> {
        match server {
            Server::SocketIo => node("socket_io.cjs", include_str!("socket_io.cjs")),
            Server::Graphql => node("graphql.mjs", include_str!("graphql.mjs")),
            Server::SockJs => node("sockjs.cjs", include_str!("sockjs.cjs")),
            Server::SignalR => node("signalr.cjs", include_str!("signalr.cjs")),
            Server::Ocpp => {
                let folder = from_pypi(&OCPP)?;
                let script = folder.join("central_system.py");
                std::fs::write(&script, include_str!("ocpp.py"))?;
                tells_its_port(Command::new(folder.join("bin/python")).arg(script))
            }
            Server::Crossbar => self.crossbar(),
            Server::Chromium => {
                let (process, url) = browser::start(&self.folder.join("chromium"), "en", 1)?;
                Ok(Running {
                    processes: vec![process],
                    url,
                })
            }
            Server::Mosquitto => self.mosquitto(),
            Server::RabbitMq => self.rabbitmq(),
        }
    }

    /// A folder of a server's own, which is there.
    fn home(&self, name: &str) -> Result<PathBuf> {
        let home = self.folder.join(name);
        std::fs::create_dir_all(&home)?;
        Ok(home)
    }

    fn mosquitto(&self) -> Result<Running> {
        let port = free_port()?;
        let file = self.home("mosquitto")?.join("mosquitto.conf");
        // With a listener for WebSocket alone, version 2.0.11 takes it that there is none, and ends.
        let plain = free_port()?;
        let text = format!(
            "listener {plain} 127.0.0.1\nlistener {port} 127.0.0.1\nprotocol websockets\nallow_anonymous true\n"
        );
        std::fs::write(&file, text)?;
        let process = Process::start(Command::new(MOSQUITTO).arg("-c").arg(file))?;
        listening(vec![process], port, "")
    }

    /// A router of WAMP.
    fn crossbar(&self) -> Result<Running> {
        let port = free_port()?;
        let home = self.home("crossbar")?;
        let text = include_str!("crossbar.json").replace("\"PORT\"", &port.to_string());
        std::fs::write(home.join("config.json"), text)?;
        let mut command = Command::new(from_pypi(&CROSSBAR)?.join("bin/crossbar"));
        command
            .args(["start", "--cbdir"])
            .arg(&home)
            .env("HOME", &home);
        listening(vec![Process::start_group(&mut command)?], port, "")
    }

    /// A broker of STOMP, with all that it keeps in a folder of its own, and the name server of Erlang on a port of its own.
    fn rabbitmq(&self) -> Result<Running> {
        let home = self.home("rabbitmq")?;
        let port = free_port()?;
        let [names, nodes] = [free_port()?.to_string(), free_port()?.to_string()];
        let settings = format!(
            "listeners.tcp = none\nstomp.listeners.tcp = none\nweb_stomp.tcp.ip = 127.0.0.1\n\
             web_stomp.tcp.port = {port}\nlog.console = true\nlog.file = false\n"
        );
        std::fs::write(home.join("rabbitmq.conf"), settings)?;
        std::fs::write(home.join("plugins"), "[rabbitmq_web_stomp].")?;
        std::fs::write(home.join("environment"), "")?;
        let name_server =
            Process::start(Command::new("epmd").args(["-port", &names, "-address", "127.0.0.1"]))?;
        let mut command = Command::new(RABBITMQ);
        command
            .env("HOME", &home)
            .env("RABBITMQ_NODENAME", "decode@localhost")
            .env("RABBITMQ_MNESIA_BASE", home.join("data"))
            .env("RABBITMQ_LOG_BASE", home.join("log"))
            .env("RABBITMQ_ENABLED_PLUGINS_FILE", home.join("plugins"))
            .env("RABBITMQ_CONFIG_FILE", home.join("rabbitmq"))
            .env("RABBITMQ_CONF_ENV_FILE", home.join("environment"))
            .env("RABBITMQ_PID_FILE", home.join("process"))
            .env("RABBITMQ_DIST_PORT", nodes)
            .env("ERL_EPMD_PORT", names)
            .env("ERL_EPMD_ADDRESS", "127.0.0.1");
        let broker = Process::start_group(&mut command)?;
        listening(vec![name_server, broker], port, "/ws")
    }
}

/// Whether all is there that a server needs, or can be installed.
pub(super) fn prepare(server: Server) -> Result<()> {
    let has = |path: &str, package: &str| match Path::new(path).exists() {
        true => Ok(()),
        false => Err(format!("{package} is missing (on Debian: apt-get install {package})").into()),
    };
    match server {
        Server::SocketIo | Server::Graphql | Server::SockJs | Server::SignalR => {
            from_npm(&NODE_PACKAGES).map(drop)
        }
        Server::Ocpp => from_pypi(&OCPP).map(drop),
        Server::Crossbar => from_pypi(&CROSSBAR).map(drop),
        Server::Chromium => browser::is_installed()
            .then_some(())
            .ok_or_else(|| "chromium is missing (on Debian: apt-get install chromium)".into()),
        Server::Mosquitto => has(MOSQUITTO, "mosquitto"),
        Server::RabbitMq => has(RABBITMQ, "rabbitmq-server"),
    }
}

/// A script for Node, beside its packages, so that they are found.
fn node(name: &str, text: &str) -> Result<Running> {
    let script = from_npm(&NODE_PACKAGES)?.join(name);
    std::fs::write(&script, text)?;
    tells_its_port(Command::new("node").arg(script))
}

fn tells_its_port(command: &mut Command) -> Result<Running> {
    let process = Process::start(command)?;
    let url = format!("ws://127.0.0.1:{}", process.port()?);
    Ok(Running {
        processes: vec![process],
        url,
    })
}

/// Waits until something listens at a port.
fn listening(processes: Vec<Process>, port: u16, path: &str) -> Result<Running> {
    let mut running = Running {
        processes,
        url: format!("ws://127.0.0.1:{port}{path}"),
    };
    wait_until("the server to listen", PATIENCE, || {
        if running.processes.iter_mut().any(Process::has_ended) {
            return Err("the server has ended".into());
        }
        Ok(TcpStream::connect(("127.0.0.1", port)).ok())
    })
    .map_err(|error| format!("{error}\n{}", running.told()))?;
    Ok(running)
}

/// These servers do not pick a free port by themselves. That another program takes this one meanwhile is possible and unlikely.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
