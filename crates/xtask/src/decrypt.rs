//! `cargo xtask decrypt`: the secrets that `SSLKEYLOGFILE` asks for are those that Wireshark needs.
//!
//! `wsc` talks to the echo server over TLS through a relay that keeps what passes. Of these bytes `text2pcap` makes a capture,
//! since not every machine lets a program capture packets. Then `tshark` has to find the message with the file, and must not
//! find it without.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

use crate::process::{Process, cargo, target_folder};
use crate::wait::wait_until;
use crate::{Result, say};

/// What is sent, and comes back.
const TEXT: &str = "only with the secrets";

/// How long anything here may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// The most bytes that become one packet: as many as fit into one of Ethernet.
const PACKET: usize = 1400;

/// The ports in the capture, of the server and of the client.
const PORTS: (&str, &str) = ("443", "50000");

/// Makes a connection, and decrypts it.
pub(crate) fn run() -> Result<()> {
    let programs = compile()?;
    let folder = target_folder()?.join("decrypt");
    // An earlier run left the secrets of another connection.
    std::fs::remove_dir_all(&folder).ok();
    std::fs::create_dir_all(&folder)?;
    let keys = folder.join("keys.log");
    let packets = talk(&programs, &folder, &keys)?;
    let capture = capture(&packets, &folder)?;
    let with = count(&capture, &keys)?;
    let without = count(&capture, Path::new("/dev/null"))?;
    // As it was sent, and as it came back.
    if (with, without) != (2, 0) {
        let found = format!("{with} times with the secrets, and {without} times without");
        return Err(format!("the message is found {found}; 2 and 0 are right").into());
    }
    say(format_args!(
        "tshark found the message in {} packets with the secrets alone",
        packets.len()
    ));
    Ok(())
}

/// Builds the programs, and tells the folder that they are in.
fn compile() -> Result<PathBuf> {
    let mut command = cargo();
    command.args([
        "build",
        "--package",
        "wscope-cli",
        "--package",
        "echo-server",
    ]);
    if !command.status()?.success() {
        return Err("the programs do not build".into());
    }
    Ok(target_folder()?.join("debug"))
}

/// Has a message sent and echoed, and the secrets written. Gives what passed.
fn talk(programs: &Path, folder: &Path, keys: &Path) -> Result<Vec<Packet>> {
    let mut server = Command::new(programs.join("echo-server"));
    server
        .args(["--listen", "127.0.0.1:0", "--tls-listen", "localhost:0"])
        .args(["--tls-self-signed", "--tls-dir"])
        .arg(folder);
    let mut server = Process::start(&mut server)?;
    let port = wait_until("the server to listen", PATIENCE, || {
        if server.has_ended() {
            return Err(format!("it ended: {}", server.lines().join("; ")).into());
        }
        Ok(server.lines().iter().find_map(|line| port_of(line)))
    })?;
    let relay = Relay::start(port)?;
    let input = folder.join("input");
    std::fs::write(&input, format!("{TEXT}\n"))?;
    let mut client = Command::new(programs.join("wsc"));
    client
        .arg(format!("wss://localhost:{}/echo", relay.port))
        .env("SSL_CERT_FILE", folder.join("authority.pem"))
        .env("SSLKEYLOGFILE", keys)
        .stdin(File::open(input)?);
    let output = output_in_time(&mut client)?;
    if !output.status.success() {
        let why = String::from_utf8_lossy(&output.stderr);
        return Err(format!("wsc failed: {why}").into());
    }
    relay.finish()
}

fn port_of(line: &str) -> Option<u16> {
    line.strip_prefix("listening on wss://localhost:")?
        .parse()
        .ok()
}

/// What passed at once, and which way.
struct Packet {
    is_from_server: bool,
    bytes: Vec<u8>,
}

type Packets = Arc<Mutex<Vec<Packet>>>;

/// Passes one connection on, and keeps its bytes.
struct Relay {
    port: u16,
    packets: Packets,
    worker: JoinHandle<std::io::Result<()>>,
}

impl Relay {
    fn start(server: u16) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let port = listener.local_addr()?.port();
        let packets = Packets::default();
        let kept = Arc::clone(&packets);
        let worker = Builder::new()
            .name("relay".to_owned())
            .spawn(move || relay(&listener, server, &kept))?;
        Ok(Self {
            port,
            packets,
            worker,
        })
    }

    /// Waits for the end of the connection.
    fn finish(self) -> Result<Vec<Packet>> {
        self.worker.join().map_err(|_panic| "the relay failed")??;
        let mut packets = self.packets.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(std::mem::take(&mut *packets))
    }
}

fn relay(listener: &TcpListener, server: u16, packets: &Packets) -> std::io::Result<()> {
    let (client, _) = listener.accept()?;
    let server = TcpStream::connect(("localhost", server))?;
    let back = {
        let (from, to) = (server.try_clone()?, client.try_clone()?);
        let packets = Arc::clone(packets);
        Builder::new()
            .name("relay-back".to_owned())
            .spawn(move || pass_on(from, to, true, &packets))?
    };
    pass_on(client, server, false, packets);
    back.join().ok();
    Ok(())
}

/// Until either side is gone. What is passed on is kept first, so that no answer stands above its question.
fn pass_on(mut from: TcpStream, mut to: TcpStream, is_from_server: bool, packets: &Packets) {
    let mut buffer = [0; PACKET];
    while let Ok(size @ 1..) = from.read(&mut buffer) {
        let bytes = buffer[..size].to_vec();
        packets
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(Packet {
                is_from_server,
                bytes,
            });
        if to.write_all(&buffer[..size]).is_err() {
            break;
        }
    }
    // The other side may be gone already.
    to.shutdown(Shutdown::Write).ok();
}

/// Makes a capture of what passed.
fn capture(packets: &[Packet], folder: &Path) -> Result<PathBuf> {
    let dump = folder.join("packets.txt");
    let mut file = File::create(&dump)?;
    for packet in packets {
        // Which way it went is seen from the server.
        let way = if packet.is_from_server { 'O' } else { 'I' };
        write!(file, "{way} 000000")?;
        for byte in &packet.bytes {
            write!(file, " {byte:02x}")?;
        }
        writeln!(file)?;
    }
    let capture = folder.join("capture.pcapng");
    let (server, client) = PORTS;
    let mut command = Command::new("text2pcap");
    command
        .args(["-q", "-D", "-T", &format!("{client},{server}")])
        .args([&dump, &capture]);
    if !finished(&mut command)?.0 {
        return Err("text2pcap makes no capture of what passed".into());
    }
    Ok(capture)
}

/// How often the message is in the capture, as it is understood with these secrets.
fn count(capture: &Path, keys: &Path) -> Result<usize> {
    let mut command = Command::new("tshark");
    command
        .arg("-r")
        .arg(capture)
        .arg("-o")
        .arg(format!("tls.keylog_file:{}", keys.display()))
        .args(["-Y", "websocket", "-O", "websocket,data-text-lines"]);
    let (is_done, text) = finished(&mut command)?;
    if !is_done {
        return Err("tshark does not read the capture".into());
    }
    Ok(text.lines().filter(|line| line.trim() == TEXT).count())
}

/// Whether a program of Wireshark succeeded, and what it wrote.
fn finished(command: &mut Command) -> Result<(bool, String)> {
    let output = output_in_time(command)?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok((output.status.success(), text))
}

/// What a program came to, which has [`PATIENCE`] for it.
fn output_in_time(command: &mut Command) -> Result<Output> {
    let name = command.get_program().display().to_string();
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| {
            format!(
                "{name} cannot be started (tshark and text2pcap are in Debian's tshark): {error}"
            )
        })?;
    // Read beside the waiting: a full pipe would keep it from ending.
    let stdout = child.stdout.take().map(read_beside).transpose()?;
    let stderr = child.stderr.take().map(read_beside).transpose()?;
    let ended = wait_until(&format!("the end of {name}"), PATIENCE, || {
        Ok(child.try_wait()?)
    });
    if ended.is_err() {
        // It may have ended just now.
        child.kill().ok();
        child.wait()?;
    }
    let text = |reader: Option<JoinHandle<Vec<u8>>>| {
        reader
            .and_then(|reader| reader.join().ok())
            .unwrap_or_default()
    };
    Ok(Output {
        status: ended?,
        stdout: text(stdout),
        stderr: text(stderr),
    })
}

fn read_beside(mut source: impl std::io::Read + Send + 'static) -> Result<JoinHandle<Vec<u8>>> {
    let reader = Builder::new().name("output".to_owned()).spawn(move || {
        let mut bytes = Vec::new();
        // What was read until then is all there is.
        source.read_to_end(&mut bytes).ok();
        bytes
    })?;
    Ok(reader)
}
