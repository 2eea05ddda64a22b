//! What is said of messages that real servers send: `wsc` talks to each, and records; `wsc convert --decode` decodes the recording.
//!
//! Each row of [`ROWS`] is a server, what is sent to it, and lines that have to be among what the messages say. A
//! server that cannot be installed or started because something is missing on this machine is left out, with a line that says so.

mod rows;
mod servers;
mod talk;
mod verdict;

use std::path::Path;

use self::rows::{ROWS, Row};
use self::servers::Servers;
use self::talk::talk;
use self::verdict::judge;
use crate::process::{cargo, target_folder};
use crate::{Result, say};

/// Talks to each server whose name has `only` in it.
pub(crate) fn run(only: &str) -> Result<()> {
    let mut build = cargo();
    build.args(["build", "--workspace", "--bin", "wsc", "--quiet"]);
    if !build.status()?.success() {
        return Err("wsc does not build".into());
    }
    let wsc = target_folder()?.join("debug/wsc");
    let folder = target_folder()?.join("decode");
    // Nothing of an earlier run may be taken for something of this.
    std::fs::remove_dir_all(&folder).ok();
    std::fs::create_dir_all(&folder)?;
    let mut servers = Servers::new(&folder);
    let (mut passed, mut failed) = (0, 0);
    for row in ROWS.iter().filter(|row| row.name.contains(only)) {
        if let Err(missing) = servers::prepare(row.server) {
            say(format_args!("left out  {}: {missing}", row.name));
            continue;
        }
        match check(row, &mut servers, &wsc, &folder) {
            Ok(messages) => {
                passed += 1;
                say(format_args!("ok        {}: {messages} messages", row.name));
            }
            Err(error) => {
                failed += 1;
                say(format_args!("FAILED    {}: {error}", row.name));
            }
        }
    }
    say(format_args!("{passed} passed, {failed} failed"));
    match failed {
        0 => Ok(()),
        _ => Err("messages do not say what was sent".into()),
    }
}

/// Talks to a server, and compares what its messages say. Returns how many there were.
fn check(row: &Row, servers: &mut Servers, wsc: &Path, folder: &Path) -> Result<usize> {
    let running = servers.start(row.server)?;
    let recording = folder.join(format!("{}.wscope.jsonl", row.name.replace(' ', "-")));
    talk(row, running, wsc, &recording)
        .and_then(|()| judge(row, wsc, &recording))
        .map_err(|error| format!("{error}\n{}", running.told()).into())
}
