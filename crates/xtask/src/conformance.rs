//! The echo server, put to the test by a suite that knows the rules of WebSocket (RFC 6455) better than its authors.
//!
//! kosoku has the cases of the Autobahn suite, by which most WebSocket libraries are judged. What the server did in each of
//! them is kept in a file, one line a case, so whatever changes is a diff that somebody has to want.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use crate::process::Process;
use crate::window::wait_until;
use crate::{Result, say, target_folder};

/// Another version may have other cases, and the kept results would not be comparable.
const KOSOKU: &str = "kosoku==0.1.0";

/// What the server is known to do.
const KEPT: &str = "crates/echo-server/tests/conformance.txt";

/// The head of that file.
const HEAD: &str = "\
# What the echo server does in each case of the Autobahn suite, as kosoku 0.1.0 has it: case, behavior, closing behavior,
# and the close code that it sent. Written by `cargo xtask conformance --bless`.
# UNIMPLEMENTED is compression (permessage-deflate), which the server does not offer.
";

/// What a case may come to; anything else is a failure.
const BEHAVIORS: [&str; 4] = ["OK", "NON-STRICT", "INFORMATIONAL", "UNIMPLEMENTED"];

/// How a connection may end.
const CLOSING_BEHAVIORS: [&str; 2] = ["OK", "INFORMATIONAL"];

/// More differences than this are not read by anybody.
const SHOWN: usize = 20;

/// Runs the suite and compares its results with the kept ones, or keeps them if `bless`.
pub fn run(bless: bool) -> Result<()> {
    build()?;
    let kosoku = install()?;
    let results = judge(&kosoku)?;
    say(&results);
    let failed = results.failed();
    if !failed.is_empty() {
        return Err(format!("failed: {}", failed.join(", ")).into());
    }
    if bless {
        std::fs::write(KEPT, format!("{HEAD}{}", results.lines().join("\n") + "\n"))?;
        return Ok(());
    }
    compare(&std::fs::read_to_string(KEPT)?, &results.lines())
}

fn build() -> Result<()> {
    let status = Command::new(env!("CARGO"))
        .args(["build", "--release", "--quiet", "--package", "echo-server"])
        .status()?;
    if !status.success() {
        return Err("the echo server does not build".into());
    }
    Ok(())
}

/// The suite's program, installed into a folder of its own the first time.
fn install() -> Result<PathBuf> {
    let folder = target_folder().join(KOSOKU);
    let program = folder.join("bin/kosoku");
    if program.exists() {
        return Ok(program);
    }
    say(format_args!("installing {KOSOKU} …"));
    finish(
        Command::new("python3").args(["-m", "venv"]).arg(&folder),
        "python3 with venv (on Debian: python3-venv) is needed",
    )?;
    finish(
        Command::new(folder.join("bin/pip")).args(["install", "--quiet", KOSOKU]),
        "it could not be installed",
    )?;
    Ok(program)
}

fn finish(command: &mut Command, otherwise: &str) -> Result<()> {
    let done = command
        .output()
        .map_err(|error| format!("{otherwise}: {error}"))?;
    if done.status.success() {
        return Ok(());
    }
    let reason = String::from_utf8_lossy(&done.stderr);
    Err(format!("{otherwise}: {}", reason.trim_end()).into())
}

/// Starts the server and lets the suite loose on it.
fn judge(kosoku: &Path) -> Result<Results> {
    let program = target_folder().join("release/echo-server");
    let server = Process::start(Command::new(program).args(["--listen", "127.0.0.1:0"]))?;
    let port = wait_until("the echo server to listen", Duration::from_secs(10), || {
        Ok(server.lines().iter().find_map(|line| port_of(line)))
    })?;
    let reports = target_folder().join("conformance");
    // Of an earlier run, if there was one: nothing of it may be taken for a result of this.
    std::fs::remove_dir_all(&reports).ok();
    let done = Command::new(kosoku)
        .args(["-m", "fuzzingclient", "-p", "2", "-o"])
        .arg(&reports)
        .arg(format!("127.0.0.1:{port}"))
        .output()?;
    // It fails when a case is unimplemented too, so its exit code says nothing.
    Results::read(&reports).map_err(|error| {
        let reason = String::from_utf8_lossy(&done.stderr);
        format!("no results: {error}; {}", reason.trim_end()).into()
    })
}

fn port_of(line: &str) -> Option<u16> {
    let (_, rest) = line.split_once("listening on ")?;
    let (_, port) = rest.split_once("127.0.0.1:")?;
    let digits = port.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok()
}

/// What the server did, by the numbers of the cases.
struct Results(BTreeMap<Case, Outcome>);

/// `1.2.3`: ordered as numbers are, not as texts.
type Case = Vec<u32>;

struct Outcome {
    behavior: String,
    closing_behavior: String,
    /// The code of the close frame that the server sent, if it did.
    close_code: Option<u64>,
}

impl Results {
    /// Reads the reports, of which there is one for each case, and an index.
    fn read(folder: &Path) -> Result<Self> {
        let mut results = BTreeMap::new();
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            let is_report = path
                .extension()
                .is_some_and(|extension| extension == "json")
                && !path.ends_with("index.json");
            if is_report {
                let report: Value = serde_json::from_slice(&std::fs::read(&path)?)?;
                let (case, outcome) =
                    read_report(&report).ok_or_else(|| format!("{} is odd", path.display()))?;
                results.insert(case, outcome);
            }
        }
        if results.is_empty() {
            return Err("there are no reports".into());
        }
        Ok(Self(results))
    }

    /// One line a case.
    fn lines(&self) -> Vec<String> {
        let lines = self.0.iter().map(|(case, outcome)| {
            let Outcome {
                behavior,
                closing_behavior,
                close_code,
            } = outcome;
            let code = close_code.map_or_else(|| "none".to_owned(), |code| code.to_string());
            format!("{} {behavior} {closing_behavior} {code}", name(case))
        });
        lines.collect()
    }

    /// The names of the cases in which the server broke a rule.
    fn failed(&self) -> Vec<String> {
        let failed = self.0.iter().filter(|(_, outcome)| outcome.is_failure());
        failed.map(|(case, _)| name(case)).collect()
    }
}

impl Outcome {
    fn is_failure(&self) -> bool {
        !BEHAVIORS.contains(&self.behavior.as_str())
            || !CLOSING_BEHAVIORS.contains(&self.closing_behavior.as_str())
    }
}

/// The sum of it, in one line.
impl fmt::Display for Results {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} cases: ", self.0.len())?;
        let sound = || self.0.values().filter(|outcome| !outcome.is_failure());
        for behavior in BEHAVIORS {
            let count = sound()
                .filter(|outcome| outcome.behavior == behavior)
                .count();
            write!(formatter, "{count} {behavior}, ")?;
        }
        write!(formatter, "{} failed", self.failed().len())
    }
}

fn name(case: &Case) -> String {
    let numbers: Vec<String> = case.iter().map(u32::to_string).collect();
    numbers.join(".")
}

fn read_report(report: &Value) -> Option<(Case, Outcome)> {
    let numbers = report.get("id")?.as_str()?.split('.').map(str::parse);
    let outcome = Outcome {
        behavior: report.get("behavior")?.as_str()?.to_owned(),
        closing_behavior: report.get("behaviorClose")?.as_str()?.to_owned(),
        close_code: report.get("remoteCloseCode")?.as_u64(),
    };
    Some((
        numbers.collect::<std::result::Result<_, _>>().ok()?,
        outcome,
    ))
}

/// Shows what differs, and fails if anything does.
fn compare(kept: &str, lines: &[String]) -> Result<()> {
    let kept: Vec<&str> = kept.lines().filter(|line| !line.starts_with('#')).collect();
    let gone = kept
        .iter()
        .filter(|line| !lines.iter().any(|other| other == **line))
        .map(|line| format!("- {line}"));
    let new = lines
        .iter()
        .filter(|line| !kept.contains(&line.as_str()))
        .map(|line| format!("+ {line}"));
    let differences: Vec<String> = gone.chain(new).collect();
    for difference in differences.iter().take(SHOWN) {
        say(difference);
    }
    if differences.is_empty() {
        return Ok(());
    }
    Err(format!(
        "{} lines differ from {KEPT}; if that is an improvement, keep it with --bless",
        differences.len()
    )
    .into())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Results, compare, port_of, read_report};

    fn results(outcomes: &[(&str, &str, &str, Option<u64>)]) -> Results {
        let reports = outcomes.iter().map(|(id, behavior, closing, code)| {
            let report = json!({
                "id": id,
                "behavior": behavior,
                "behaviorClose": closing,
                "remoteCloseCode": code,
            });
            read_report(&report).expect("a report")
        });
        Results(reports.collect())
    }

    #[test]
    fn cases_are_counted_and_listed_by_number() {
        let results = results(&[
            ("1.10.1", "OK", "OK", Some(1000)),
            ("1.2.1", "UNIMPLEMENTED", "OK", None),
            ("7.1.6", "INFORMATIONAL", "INFORMATIONAL", Some(1002)),
        ]);
        assert_eq!(
            results.to_string(),
            "3 cases: 1 OK, 0 NON-STRICT, 1 INFORMATIONAL, 1 UNIMPLEMENTED, 0 failed"
        );
        let lines = results.lines();
        assert_eq!(lines[0], "1.2.1 UNIMPLEMENTED OK none");
        assert_eq!(lines[1], "1.10.1 OK OK 1000");
    }

    #[test]
    fn a_bad_end_is_a_failure_too() {
        let results = results(&[
            ("1.1", "FAILED", "OK", None),
            ("1.2", "OK", "UNCLEAN", None),
            ("1.3", "NON-STRICT", "OK", None),
        ]);
        assert_eq!(results.failed(), ["1.1", "1.2"]);
        assert!(results.to_string().ends_with("2 failed"));
    }

    #[test]
    fn any_difference_counts() {
        let lines = ["1.1 OK OK 1000".to_owned(), "1.2 OK OK 1000".to_owned()];
        assert!(compare("# head\n1.1 OK OK 1000\n1.2 OK OK 1000\n", &lines).is_ok());
        assert!(compare("1.1 OK OK 1000\n", &lines).is_err());
        assert!(compare("1.1 OK OK 1000\n1.2 OK OK 1002\n", &lines).is_err());
    }

    #[test]
    fn a_port_is_found_whatever_surrounds_it() {
        assert_eq!(port_of("listening on ws://127.0.0.1:4000"), Some(4000));
        assert_eq!(
            port_of("listening on http://127.0.0.1:80/ and more"),
            Some(80)
        );
        assert_eq!(port_of("127.0.0.1:80 connected"), None);
    }
}
