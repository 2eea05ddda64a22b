//! Compression (RFC 7692) between our programs and two libraries that most people use: ws (npm) and websockets (Python).
//!
//! Each library is a client of our echo server, and a server for our full transport. Context takeover or not in each direction, with
//! the smallest window, one in between and the largest: each combination is asked for once by the client and once by the server. Messages of many sizes go there and back in a row. What
//! counts: that each comes back as it was, that the combination was agreed on, and that as many bytes passed as it promises.
//!
//! Before that, each of the servers has to pass a test script (`wsc test`).

mod combination;
mod messages;
mod peers;
mod verdict;

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use self::combination::{Asker, Combination, combinations};
use self::messages::{Group, groups};
use self::peers::{Client, Peers, Server};
use self::verdict::judge;
use crate::process::target_folder;
use crate::{Result, say};

/// Who speaks with whom.
struct Pair {
    client: Client,
    server: Server,
}

const PAIRS: [Pair; 4] = [
    Pair {
        client: Client::Ws,
        server: Server::Ours,
    },
    Pair {
        client: Client::Websockets,
        server: Server::Ours,
    },
    Pair {
        client: Client::Ours,
        server: Server::Ws,
    },
    Pair {
        client: Client::Ours,
        server: Server::Websockets,
    },
];

/// What every echo server has to do.
const SCRIPT: &str = "crates/wscope-cli/scripts/echo.wstest";

/// Runs a test script against each server, and all combinations of all pairs.
pub(crate) fn run() -> Result<()> {
    let peers = Peers::prepare()?;
    run_script(&peers)?;
    let folder = target_folder()?.join("interop");
    std::fs::create_dir_all(&folder)?;
    let groups = groups();
    let messages = write(&folder.join("messages.json"), &messages::to_json(&groups))?;
    let (mut passed, mut failed) = (0, 0);
    for pair in &PAIRS {
        for asker in [Asker::Client, Asker::Server] {
            let set = Set {
                pair,
                asker,
                combinations: combinations(asker, pair.client.takes_eight_bits()),
            };
            let faults = set.run(&peers, &folder, &messages, &groups)?;
            let count = set.combinations.len();
            failed += faults.len();
            passed += count - faults.len();
            say(format_args!(
                "{}: {} of {count}",
                set.name(),
                count - faults.len()
            ));
            for fault in faults {
                say(format_args!("  FAILED  {fault}"));
            }
        }
    }
    say(format_args!(
        "{passed} combinations passed, {failed} failed"
    ));
    match failed {
        0 => Ok(()),
        _ => Err("messages were not exchanged as agreed".into()),
    }
}

/// Carries out a test script, with `wsc test`, against a server of each.
fn run_script(peers: &Peers) -> Result<()> {
    let script = Path::new(SCRIPT);
    for server in [Server::Ours, Server::Ws, Server::Websockets] {
        let running = peers.start(server)?;
        let name = format!("the script {} with {}", script.display(), server.name());
        peers
            .test(script, running.port)
            .map_err(|error| running.explain(&name, error))?;
        say(format_args!("{name}: passed"));
    }
    Ok(())
}

/// The combinations of one pair that one of both asks for.
struct Set<'a> {
    pair: &'a Pair,
    asker: Asker,
    combinations: Vec<Combination>,
}

impl Set<'_> {
    fn name(&self) -> String {
        let asker = match self.asker {
            Asker::Client => "client",
            Asker::Server => "server",
        };
        let Pair { client, server } = self.pair;
        let (client, server) = (client.name(), server.name());
        format!("{client} with {server}, as the {asker} asks")
    }

    /// Returns what is wrong, a line for each combination that failed.
    fn run(
        &self,
        peers: &Peers,
        folder: &Path,
        messages: &Path,
        groups: &[Group],
    ) -> Result<Vec<String>> {
        let server = peers.start(self.pair.server)?;
        let plan: Vec<Value> = self
            .combinations
            .iter()
            .map(|combination| {
                json!({
                    "url": self.pair.server.url(server.port, &combination.query(self.asker)),
                    "offer": combination.offer(self.asker),
                })
            })
            .collect();
        let plan = write(&folder.join("plan.json"), &plan.into())?;
        let told = peers
            .exchange(self.pair.client, &plan, messages)
            .map_err(|error| server.explain(&self.name(), error))?;
        let told: Vec<&str> = told.lines().collect();
        if told.len() != self.combinations.len() {
            let error = format!("{} results", told.len()).into();
            return Err(server.explain(&self.name(), error));
        }
        let judged = self.combinations.iter().zip(told);
        let faults = judged.filter_map(|(combination, told)| {
            let compresses = !self.pair.client.sends_uncompressed(combination);
            let fault = judge(combination, compresses, groups, told).err()?;
            Some(format!("{combination}: {fault}"))
        });
        Ok(faults.collect())
    }
}

fn write(path: &Path, value: &Value) -> Result<PathBuf> {
    std::fs::write(path, value.to_string())?;
    Ok(path.to_owned())
}
