//! Sends what a row says, with `wsc`, and records everything.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::rows::{Row, Step};
use super::servers::Running;
use crate::Result;
use crate::wait::wait_until;

/// How long an answer may take. Nothing waits this long unless something is wrong.
const PATIENCE: Duration = Duration::from_secs(20);
/// What is sent after so long is another message, whatever is read at once.
const PAUSE: Duration = Duration::from_millis(300);

/// Holds the conversation.
pub(super) fn talk(row: &Row, running: &Running, wsc: &Path, recording: &Path) -> Result<()> {
    let mut command = Command::new(wsc);
    command
        .arg(format!("{}{}", running.url, row.path))
        .args(["--exit-on-eof", "--record"])
        .arg(recording);
    if row.sends_bytes() {
        command.arg("--binary");
    }
    if let Some(subprotocol) = row.subprotocol {
        command.args(["--subprotocol", subprotocol]);
    }
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()?;
    let mut input = child.stdin.take().ok_or("wsc has no input")?;
    let done = row.steps.iter().try_for_each(|step| -> Result<()> {
        match step {
            Step::Text(text) => writeln!(input, "{text}")?,
            Step::Bytes(bytes) => {
                input.write_all(bytes)?;
                input.flush()?;
            }
            Step::Pause => std::thread::sleep(PAUSE),
            Step::Await(count) => {
                wait_until("a message", PATIENCE, || {
                    Ok((received(recording) >= *count).then_some(()))
                })
                .map_err(|error| {
                    format!("{error}: {} of {count} have come", received(recording))
                })?;
            }
        }
        Ok(())
    });
    drop(input);
    if done.is_err() {
        // The server may not have answered, or have closed.
        child.kill().ok();
    }
    let output = child.wait_with_output()?;
    let told = String::from_utf8_lossy(&output.stderr);
    done.map_err(|error| format!("{error} {told}"))?;
    match output.status.success() {
        true => Ok(()),
        false => Err(format!("wsc ended with {}: {told}", output.status).into()),
    }
}

/// How many messages came so far.
fn received(recording: &Path) -> usize {
    // It is made when wsc has started.
    let text = std::fs::read_to_string(recording).unwrap_or_default();
    let is_message = |line: &&str| {
        line.contains(r#""direction":"received""#)
            && (line.contains(r#""kind":"text""#) || line.contains(r#""kind":"binary""#))
    };
    text.lines().filter(is_message).count()
}
