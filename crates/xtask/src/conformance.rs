//! The echo server and both transports of the client, put to the test by a suite that knows the rules of WebSocket (RFC 6455)
//! better than their authors.
//!
//! kosoku has the cases of the Autobahn suite, by which most WebSocket libraries are judged. What a program did in each of
//! them is kept in a file, one line a case, so a change of any of them is a diff to review.

mod results;

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use self::results::{Results, compare};
use crate::packages::{finish, from_pypi};
use crate::process::{Process, cargo, target_folder};
use crate::wait::wait_until;
use crate::{Result, say};

/// Another version may have other cases, and the kept results would not be comparable.
const KOSOKU: &str = "kosoku==0.1.0";

/// The head of a file of kept results.
const HEAD: &str = "\
# What it does in each case of the Autobahn suite, as kosoku 0.1.0 has it: case, behavior, closing behavior, and the close
# code that it sent. Written by `cargo xtask conformance --bless`.
# UNIMPLEMENTED is compression (permessage-deflate), where it is not offered. Of a client OK stands for NON-STRICT as well:
# which of the two it is depends on whether an echo is out before the mistake that follows is read.
";

/// How long the suite may take to write its reports.
const PATIENCE: Duration = Duration::from_secs(10);

/// What is put to the test.
struct Subject {
    name: &'static str,
    /// Where it is kept what it is known to do.
    kept: &'static str,
    /// Whether OK and NON-STRICT are told apart.
    is_strict: bool,
    /// Lets the suite, which is the program at the first path, write its reports into the folder at the second.
    judge: fn(&Path, &Path) -> Result<()>,
}

const SUBJECTS: [Subject; 3] = [
    Subject {
        name: "echo-server",
        kept: "crates/echo-server/tests/conformance.txt",
        is_strict: true,
        judge: judge_server,
    },
    Subject {
        name: "client over ewebsock",
        kept: "crates/transport/tests/conformance-ewebsock.txt",
        is_strict: false,
        judge: |kosoku, reports| judge_client(kosoku, reports, false),
    },
    Subject {
        name: "full client",
        kept: "crates/transport/tests/conformance-full.txt",
        is_strict: false,
        judge: |kosoku, reports| judge_client(kosoku, reports, true),
    },
];

/// Runs the suite and compares its results with the kept ones, or keeps them if `bless`.
pub(crate) fn run(bless: bool) -> Result<()> {
    build()?;
    let kosoku = install()?;
    for subject in &SUBJECTS {
        check(subject, &kosoku, bless).map_err(|error| format!("{}: {error}", subject.name))?;
    }
    Ok(())
}

fn check(subject: &Subject, kosoku: &Path, bless: bool) -> Result<()> {
    let reports = target_folder()?.join("conformance");
    // Of an earlier run, if there was one: nothing of it may be taken for a result of this.
    std::fs::remove_dir_all(&reports).ok();
    (subject.judge)(kosoku, &reports)?;
    let results = Results::read(&reports)?;
    say(format_args!("{}: {results}", subject.name));
    let failed = results.failed();
    if !failed.is_empty() {
        return Err(format!("failed: {}", failed.join(", ")).into());
    }
    let lines = results.lines(subject.is_strict);
    if bless {
        let lines = lines.join("\n");
        std::fs::write(subject.kept, format!("{HEAD}{lines}\n"))?;
        return Ok(());
    }
    compare(&std::fs::read_to_string(subject.kept)?, &lines)
}

fn build() -> Result<()> {
    for what in [
        ["--package", "echo-server", "--bins"].as_slice(),
        &["--package", "transport", "--example", "echo_client"],
    ] {
        let status = cargo()
            .args(["build", "--release", "--quiet"])
            .args(what)
            .status()?;
        if !status.success() {
            return Err("what is to be tested does not build".into());
        }
    }
    Ok(())
}

/// The suite's program.
fn install() -> Result<PathBuf> {
    let folder = from_pypi(&[KOSOKU])?;
    mend(&folder)?;
    Ok(folder.join("bin/kosoku"))
}

/// Mends a fault of the suite: it takes a text that comes back uncompressed, as short ones may (RFC 7692, section 6), as a
/// string, and Python hashes bytes only.
fn mend(folder: &Path) -> Result<()> {
    let python = folder.join("lib");
    for version in std::fs::read_dir(&python)? {
        let cases = version?
            .path()
            .join("site-packages/kosoku/cases/case12_x_x.py");
        if let Ok(code) = std::fs::read_to_string(&cases) {
            const FAULTY: &str = "binary):\n   m = hashlib.sha1()";
            const SOUND: &str = "binary):\n   if isinstance(msg, str):\n      msg = msg.encode('utf-8')\n   m = hashlib.sha1()";
            std::fs::write(&cases, code.replace(FAULTY, SOUND))?;
            return Ok(());
        }
    }
    Err(format!("there is no suite in {}", python.display()).into())
}

/// Starts the server and lets the suite loose on it.
fn judge_server(kosoku: &Path, reports: &Path) -> Result<()> {
    let program = target_folder()?.join("release/echo-server");
    let arguments = ["--listen", "127.0.0.1:0", "--compression", "on"];
    let server = Process::start(Command::new(program).args(arguments))?;
    let port = server.port()?;
    let done = Command::new(kosoku)
        .args(["-m", "fuzzingclient", "-p", "2", "-o"])
        .arg(reports)
        .arg(format!("127.0.0.1:{port}"))
        .output()?;
    // It fails when a case is unimplemented too, so its exit code says nothing: that there are reports does.
    if reports.exists() {
        return Ok(());
    }
    let reason = String::from_utf8_lossy(&done.stderr);
    Err(format!("no results: {}", reason.trim_end()).into())
}

/// Lets the suite be the server, and the client take each of its cases.
fn judge_client(kosoku: &Path, reports: &Path, is_full: bool) -> Result<()> {
    // The suite does not pick a free port by itself. That another program takes this one meanwhile is possible and unlikely.
    let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let suite = Process::start(
        Command::new(kosoku)
            .args(["-m", "fuzzingserver", "-o"])
            .arg(reports)
            .arg(address.to_string())
            .env("PYTHONUNBUFFERED", "1"),
    )?;
    suite.port()?;
    let mut client = Command::new(target_folder()?.join("release/examples/echo_client"));
    client.arg(format!("ws://{address}")).arg("wscope");
    if is_full {
        client.arg("--full");
    }
    finish(&mut client, "the client does not run")?;
    wait_until("the suite's reports", PATIENCE, || {
        let lines = suite.lines();
        Ok(lines
            .iter()
            .any(|line| line.starts_with("wrote reports"))
            .then_some(()))
    })
}
