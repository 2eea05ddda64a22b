//! `cargo xtask static`: the echo server as one file that needs nothing else, and the proof of it.
//!
//! The proof is an empty root directory: the program runs where there is no other file, as nobody in particular, and
//! answers from there. That is what its container image is.

use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::client;

use crate::process::{Process, cargo, target_folder};
use crate::wait::wait_until;
use crate::{Result, say};

/// The user `nobody`, by the number that images without a list of users give it.
const NOBODY: &str = "65532";

/// The name of the program, and of all that there is in its root directory.
const PROGRAM: &str = "echo-server";

/// How long anything here may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// Builds the program with this profile, and shows that it runs alone.
pub(crate) fn run(profile: &str) -> Result<()> {
    let program = compile(profile)?;
    let root = target_folder()?.join("static-root");
    // What an earlier run left would be something else in it.
    std::fs::remove_dir_all(&root).ok();
    std::fs::create_dir_all(&root)?;
    std::fs::copy(&program, root.join(PROGRAM))?;
    let size = std::fs::metadata(&program)?.len();

    let mut server = Process::start(&mut alone_in(&root))?;
    let port = wait_until("the server to listen", PATIENCE, || {
        if server.has_ended() {
            return Err(format!("it ended: {}", server.lines().join("; ")).into());
        }
        Ok(server.lines().iter().find_map(|line| port_of(line)))
    })?;
    let echo = echo(port, "alone, and well")?;
    if echo != Message::text("alone, and well") {
        return Err(format!("the server answered {echo}").into());
    }
    let status = Command::new("kill").arg(server.id().to_string()).status()?;
    if !status.success() {
        return Err("the server cannot be told to stop".into());
    }
    wait_until("the server to end on SIGTERM", PATIENCE, || {
        Ok(server.has_ended().then_some(()))
    })?;
    let others = files_beside_the_program(&root)?;
    if !others.is_empty() {
        return Err(format!("there is more than the program in its root: {others:?}").into());
    }
    say(format_args!(
        "{}: {:.1} MB; it echoed and ended alone in an empty root directory",
        program.display(),
        size as f64 / 1e6
    ));
    Ok(())
}

fn compile(profile: &str) -> Result<PathBuf> {
    let target = format!("{}-unknown-linux-musl", std::env::consts::ARCH);
    let mut command = cargo();
    command
        .args(["build", "--package", PROGRAM, "--profile", profile])
        .args(["--target", &target]);
    // The cryptography has parts in C. They need no library, so the compiler of this machine will do where there is none
    // for musl, if it leaves out the checks that only its own library knows.
    let has_musl_gcc = Command::new("musl-gcc").arg("--version").output().is_ok();
    if !has_musl_gcc {
        let target = target.replace('-', "_");
        command.env(format!("CC_{target}"), "cc");
        command.env(format!("CFLAGS_{target}"), "-U_FORTIFY_SOURCE");
    }
    if !command.status()?.success() {
        return Err(format!(
            "it does not build. If the target is missing: rustup target add {target}"
        )
        .into());
    }
    let folder = if profile == "dev" { "debug" } else { profile };
    Ok(target_folder()?.join(target).join(folder).join(PROGRAM))
}

/// The program where there is nothing else. Only root may change the root directory; anybody else gets there as root of a
/// world of one's own.
fn alone_in(root: &Path) -> Command {
    let is_root = Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|id| id.stdout == b"0\n");
    let mut command = if is_root {
        let mut command = Command::new("chroot");
        command.arg(format!("--userspec={NOBODY}:{NOBODY}"));
        command
    } else {
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "chroot"]);
        command
    };
    command.arg(root).arg(format!("/{PROGRAM}"));
    command.args(["--listen", "127.0.0.1:0"]).env_clear();
    // Where `chroot` itself is found.
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command
}

fn port_of(line: &str) -> Option<u16> {
    line.strip_prefix("listening on ws://127.0.0.1:")?
        .parse()
        .ok()
}

/// Says something from outside, and hears what comes back.
fn echo(port: u16, text: &str) -> Result<Message> {
    let stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let (mut socket, _) = client(format!("ws://127.0.0.1:{port}/"), stream)
        .map_err(|error| format!("no WebSocket: {error}"))?;
    socket.send(Message::text(text))?;
    let echo = socket.read()?;
    socket.close(None)?;
    Ok(echo)
}

fn files_beside_the_program(root: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(root)? {
        files.push(entry?.path());
    }
    files.retain(|file| *file != root.join(PROGRAM));
    Ok(files)
}
