//! `cargo xtask static`: the echo server and `wsc`, each as one file that needs nothing else, and the proof of it.
//!
//! The proof is an empty root directory: the program runs where there is no other file, as nobody in particular. The server
//! answers from there, which is what its container image is; and `wsc` speaks to it from a directory of its own.

use std::collections::BTreeSet;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::client;

use crate::process::{Process, cargo, target_folder};
use crate::wait::wait_until;
use crate::{Result, say};

/// The user `nobody`, by the number that images without a list of users give it.
const NOBODY: &str = "65532";

/// How long anything here may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// The profile of what is handed out. Of others the time says nothing.
const HANDED_OUT: &str = "dist";

/// How large `wsc` may be, in bytes: it is downloaded to be tried.
const MAX_WSC_BYTES: u64 = 6_000_000;

/// How long `wsc` may take to start, at best: a script may start it a hundred times.
const MAX_WSC_START: Duration = Duration::from_millis(20);

/// How often it is started to see that.
const STARTS: u32 = 20;

/// A program that is made to run alone.
struct Program {
    /// What cargo calls it.
    package: &'static str,
    /// The name of its file, and of all that there is in its root directory.
    name: &'static str,
    /// The profile in which it is handed out.
    handed_out: &'static str,
    /// What the compiler is told beside that, then: of all that it compiles.
    flags: &'static [&'static str],
    /// And of the program alone, as which everything is optimised and linked together.
    last_flags: &'static [&'static str],
}

const SERVER: Program = Program {
    package: "echo-server",
    name: "echo-server",
    handed_out: HANDED_OUT,
    flags: &[],
    last_flags: &[],
};

const WSC: Program = Program {
    package: "wscope-cli",
    name: "wsc",
    handed_out: "small",
    // An address is not relocated and a panic not unwound: both cost half a megabyte of tables and more.
    flags: &["-Crelocation-model=static", "-Cforce-unwind-tables=no"],
    // What many functions have in common becomes a function, and so what those have in common; and many short switches are
    // comparisons, without tables.
    last_flags: &[
        "-Cllvm-args=-enable-machine-outliner=always",
        "-Cllvm-args=-machine-outliner-reruns=1",
        "-Cllvm-args=-min-jump-table-entries=24",
        // Functions with the same code are one, which the linker of the system cannot do: 48 KB of them.
        "-Clink-arg=-fuse-ld=lld",
        "-Clink-arg=-Wl,--icf=all",
        "-Clink-arg=-Wl,--no-eh-frame-hdr,--build-id=none",
        "-Clink-arg=-Wl,--script=crates/xtask/src/static_binary/no_unwinding.ld",
    ],
};

/// A program in a root directory of its own.
struct Alone {
    name: &'static str,
    root: PathBuf,
    size: u64,
}

/// Builds both programs with this profile, and shows that they run alone.
pub(crate) fn run(profile: &str) -> Result<()> {
    let server = SERVER.put_alone(profile)?;
    let wsc = WSC.put_alone(profile)?;
    converse(&server, &wsc)?;
    let start = wsc.start()?;
    for program in [&server, &wsc] {
        program.check_still_alone()?;
    }
    say(format_args!(
        "{}: it echoed and ended alone in an empty root directory",
        server.described()
    ));
    say(format_args!(
        "{}: it spoke to the server from another one, and starts in {:.1} ms",
        wsc.described(),
        start.as_secs_f64() * 1e3
    ));
    if profile == HANDED_OUT {
        wsc.is_small_and_starts_fast(start)?;
    }
    Ok(())
}

/// The server answers, `wsc` speaks to it, and it ends when it is told to.
fn converse(server: &Alone, wsc: &Alone) -> Result<()> {
    let mut running = Process::start(server.command().args(["--listen", "127.0.0.1:0"]))?;
    let port = wait_until("the server to listen", PATIENCE, || {
        if running.has_ended() {
            return Err(format!("it ended: {}", running.lines().join("; ")).into());
        }
        Ok(running.lines().iter().find_map(|line| port_of(line)))
    })?;
    let answer = echo(port, "alone, and well")?;
    if answer != Message::text("alone, and well") {
        return Err(format!("the server answered {answer}").into());
    }
    wsc.speak(port)?;
    let status = Command::new("kill")
        .arg(running.id().to_string())
        .status()?;
    if !status.success() {
        return Err("the server cannot be told to stop".into());
    }
    wait_until("the server to end on SIGTERM", PATIENCE, || {
        Ok(running.has_ended().then_some(()))
    })
}

impl Program {
    /// Builds it, and puts it where there is nothing else.
    fn put_alone(&self, profile: &str) -> Result<Alone> {
        let program = self.compile(profile)?;
        let root = target_folder()?.join("static-root").join(self.name);
        // What an earlier run left would be something else in it.
        std::fs::remove_dir_all(&root).ok();
        std::fs::create_dir_all(&root)?;
        std::fs::copy(&program, root.join(self.name))?;
        Ok(Alone {
            name: self.name,
            root,
            size: std::fs::metadata(&program)?.len(),
        })
    }

    fn compile(&self, profile: &str) -> Result<PathBuf> {
        let target = format!("{}-unknown-linux-musl", std::env::consts::ARCH);
        let is_handed_out = profile == HANDED_OUT;
        let (profile, flags) = match is_handed_out {
            true => (self.handed_out, self.flags),
            false => (profile, [].as_slice()),
        };
        let mut command = cargo();
        if !flags.is_empty() {
            let mut flags: Vec<_> = flags.iter().copied().map(str::to_owned).collect();
            // What a panic tells of a library is where it is in that, not where that is on this machine: 28 KB of paths.
            for folder in library_folders()? {
                flags.push(format!("--remap-path-prefix={}/=", folder.display()));
            }
            command.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f"));
        }
        command
            .args(["rustc", "--package", self.package, "--bin", self.name])
            .args(["--profile", profile, "--target", &target, "--"]);
        if is_handed_out && !self.last_flags.is_empty() {
            command.args(self.last_flags);
            command.arg(format!("-Clink-arg=-B{}", linker_folder()?.display()));
        }
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
        Ok(target_folder()?.join(target).join(folder).join(self.name))
    }
}

impl Alone {
    /// Starts it where there is nothing else. Only root may change the root directory; anybody else gets there as root of a
    /// world of one's own.
    fn command(&self) -> Command {
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
        command.arg(&self.root).arg(format!("/{}", self.name));
        command.env_clear();
        // Where `chroot` itself is found.
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command
    }

    /// Lets `wsc` say something to the server at this port, and hear it again.
    fn speak(&self, port: u16) -> Result<()> {
        let text = "one file, and no other";
        let output = self
            .command()
            .args([&format!("ws://127.0.0.1:{port}/"), "-1", "-x", text])
            .output()?;
        if !output.status.success() || output.stdout != format!("{text}\n").as_bytes() {
            return Err(format!("wsc did not get its echo: {output:?}").into());
        }
        Ok(())
    }

    /// How long it takes to start and to end again, at best: what disturbs it is not its own.
    fn start(&self) -> Result<Duration> {
        let mut best = Duration::MAX;
        for _ in 0..STARTS {
            let start = Instant::now();
            let status = Command::new(self.root.join(self.name))
                .arg("--version")
                .stdout(Stdio::null())
                .status()?;
            if !status.success() {
                return Err(format!("{} does not tell its version", self.name).into());
            }
            best = best.min(start.elapsed());
        }
        Ok(best)
    }

    fn check_still_alone(&self) -> Result<()> {
        let mut others = Vec::new();
        for entry in std::fs::read_dir(&self.root)? {
            others.push(entry?.path());
        }
        others.retain(|file| *file != self.root.join(self.name));
        if others.is_empty() {
            return Ok(());
        }
        Err(format!("there is more than the program in its root: {others:?}").into())
    }

    /// What is promised of a program without a window.
    fn is_small_and_starts_fast(&self, start: Duration) -> Result<()> {
        if self.size > MAX_WSC_BYTES {
            return Err(format!("wsc has {} bytes, more than {MAX_WSC_BYTES}", self.size).into());
        }
        if start > MAX_WSC_START {
            return Err(format!("wsc takes longer than {MAX_WSC_START:?} to start").into());
        }
        Ok(())
    }

    fn described(&self) -> String {
        format!("{}: {:.1} MB", self.name, self.size as f64 / 1e6)
    }
}

/// The folders in which the libraries lie that are built from their sources.
fn library_folders() -> Result<BTreeSet<PathBuf>> {
    let output = cargo()
        .args(["metadata", "--format-version", "1"])
        .output()?;
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let fetched = packages.filter(|package| package["source"].is_string());
    let manifests = fetched.filter_map(|package| package["manifest_path"].as_str());
    let folders = manifests.filter_map(|manifest| Path::new(manifest).ancestors().nth(2));
    Ok(folders.map(Path::to_owned).collect())
}

/// Where the linker is that comes with the compiler, under the name that a C compiler looks for.
fn linker_folder() -> Result<PathBuf> {
    let told = |what: &[&str]| -> Result<String> {
        let output = Command::new("rustc").args(what).output()?;
        Ok(String::from_utf8(output.stdout)?)
    };
    let sysroot = told(&["--print", "sysroot"])?;
    let version = told(&["-vV"])?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    let host = host.ok_or("the compiler does not say which machine this is")?;
    let folder = Path::new(sysroot.trim()).join("lib/rustlib");
    let folder = folder.join(host).join("bin/gcc-ld");
    match folder.exists() {
        true => Ok(folder),
        false => {
            Err("the linker of LLVM did not come with this compiler: rustup has one with it".into())
        }
    }
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
