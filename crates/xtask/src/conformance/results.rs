//! What came out of the suite.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use serde_json::Value;

use crate::{Result, say};

/// What a case may come to; anything else is a failure.
const BEHAVIORS: [&str; 4] = ["OK", "NON-STRICT", "INFORMATIONAL", "UNIMPLEMENTED"];

/// How a connection may end.
const CLOSING_BEHAVIORS: [&str; 2] = ["OK", "INFORMATIONAL"];

/// More differences than this are not read by anybody.
const SHOWN: usize = 20;

/// What a program did, by the numbers of the cases.
pub(super) struct Results(BTreeMap<Case, Outcome>);

/// `1.2.3`: ordered as numbers are, not as texts.
type Case = Vec<u32>;

struct Outcome {
    behavior: String,
    closing_behavior: String,
    /// The code of the close frame that it sent, if it did.
    close_code: Option<u64>,
}

impl Results {
    /// Reads the reports, of which there is one for each case, and an index.
    pub(super) fn read(folder: &Path) -> Result<Self> {
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

    /// One line a case. Where `is_strict` is false, NON-STRICT is written as OK.
    pub(super) fn lines(&self, is_strict: bool) -> Vec<String> {
        let lines = self.0.iter().map(|(case, outcome)| {
            let Outcome {
                behavior,
                closing_behavior,
                close_code,
            } = outcome;
            let behavior = match behavior.as_str() {
                "NON-STRICT" if !is_strict => "OK",
                behavior => behavior,
            };
            let code = close_code.map_or_else(|| "none".to_owned(), |code| code.to_string());
            format!("{} {behavior} {closing_behavior} {code}", name(case))
        });
        lines.collect()
    }

    /// The names of the cases in which it broke a rule.
    pub(super) fn failed(&self) -> Vec<String> {
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
pub(super) fn compare(kept: &str, lines: &[String]) -> Result<()> {
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
        "{} lines differ from what was kept; if that is an improvement, keep it with --bless",
        differences.len()
    )
    .into())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Results, compare, read_report};

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
            ("8.1.1", "NON-STRICT", "OK", None),
        ]);
        assert_eq!(
            results.to_string(),
            "4 cases: 1 OK, 1 NON-STRICT, 1 INFORMATIONAL, 1 UNIMPLEMENTED, 0 failed"
        );
        let lines = results.lines(true);
        assert_eq!(lines[0], "1.2.1 UNIMPLEMENTED OK none");
        assert_eq!(lines[1], "1.10.1 OK OK 1000");
        assert_eq!(lines[3], "8.1.1 NON-STRICT OK none");
        assert_eq!(results.lines(false)[3], "8.1.1 OK OK none");
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
}
