//! `wsc convert --redact`: what is secret, and what has become of it.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;

use clap::Args;
use session::files::redact::{
    Credential, Findings, Leftover, Rule, RuleError, Rules, SecretSearch,
};
use session::files::{FileEntry, Header, Sink};

/// What of a file somebody else may not get.
#[derive(Debug, Args)]
pub(crate) struct RedactArguments {
    /// Replace credentials by [secret 1], [secret 2] … wherever they stand: those that are known by the names of headers, parameters and
    /// JSON fields, by the protocol of a connection, and JSON Web Tokens. The file that is written is searched again, and not put in place if something is left
    #[arg(long)]
    redact: bool,

    /// Also replace the values of JSON fields with this name, or those that this path selects (RFC 9535, it begins with $)
    #[arg(long, value_name = "NAME|JSONPATH")]
    redact_field: Vec<String>,

    /// Also replace what this regular expression matches; with a group, what is in the first one
    #[arg(long, value_name = "REGEX")]
    redact_pattern: Vec<String>,

    /// Also replace the value of this environment variable, or each line of this file; so that no secret is an argument
    #[arg(long, value_name = "VARIABLE|@FILE")]
    redact_value_from: Vec<String>,
}

/// Why the rules cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RedactError {
    #[error("{0}")]
    Rule(#[from] RuleError),
    #[error("the environment variable {0} is not set, or is no text")]
    Variable(String),
    #[error("{path}: {error}")]
    File { path: String, error: std::io::Error },
}

impl RedactArguments {
    /// The files that they name.
    pub(crate) fn files(&self) -> impl Iterator<Item = &Path> {
        let files = self.redact_value_from.iter();
        files.filter_map(|source| source.strip_prefix('@').map(Path::new))
    }

    /// The rules, if something is to be replaced. Credentials always are then.
    pub(crate) fn rules(&self) -> Result<Option<Rules>, RedactError> {
        let others = [
            &self.redact_field,
            &self.redact_pattern,
            &self.redact_value_from,
        ];
        if !self.redact && others.into_iter().all(Vec::is_empty) {
            return Ok(None);
        }
        let mut rules = Rules::for_credentials();
        for field in &self.redact_field {
            rules.add_field(field)?;
        }
        for pattern in &self.redact_pattern {
            rules.add_pattern(pattern)?;
        }
        for source in &self.redact_value_from {
            for value in values(source)? {
                rules.add_value(&value)?;
            }
        }
        Ok(Some(rules))
    }
}

fn values(source: &str) -> Result<Vec<String>, RedactError> {
    let Some(path) = source.strip_prefix('@') else {
        let value = std::env::var(source);
        return match value {
            // As a shell leaves it where the value was read from a file.
            Ok(value) => Ok(vec![value.trim_end_matches(['\r', '\n']).to_owned()]),
            Err(_) => Err(RedactError::Variable(source.to_owned())),
        };
    };
    let text = std::fs::read_to_string(path).map_err(|error| RedactError::File {
        path: path.to_owned(),
        error,
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let lines = text.lines().map(str::trim_end);
    let lines = lines.filter(|line| !line.is_empty());
    Ok(lines.map(str::to_owned).collect())
}

/// Looks at all that is read.
pub(crate) struct Searcher(pub(crate) SecretSearch);

impl Sink for Searcher {
    fn begin(&mut self, header: Header) {
        self.0.header(&header);
    }

    fn entry(&mut self, entry: FileEntry) -> ControlFlow<()> {
        self.0.entry(&entry);
        ControlFlow::Continue(())
    }
}

/// What was found and replaced, in words: no value is among them.
pub(crate) fn told(
    rules: &Rules,
    findings: &Findings,
    replaced: &BTreeMap<Rule, u64>,
) -> Vec<String> {
    let values = findings.values.iter();
    let mut notes: Vec<_> = values
        .map(|(rule, values)| {
            let name = rule_name(rules, *rule);
            let values = counted(*values, "value", "different values");
            let places = replaced.get(rule).copied().unwrap_or_default();
            let places = counted(places, "place", "places");
            format!("{name}: {values}, replaced in {places}")
        })
        .collect();
    // A name with a mistake in it would leave what was meant.
    let vain = rules
        .added()
        .filter(|rule| !findings.values.contains_key(rule));
    notes.extend(vain.map(|rule| format!("{}: nothing was found", rule_name(rules, rule))));
    if findings.short > 0 {
        let values = counted(findings.short, "value is", "values are");
        notes.push(format!(
            "{values} too short or too common to be searched for elsewhere, and replaced only where the name or the pattern is"
        ));
    }
    if findings.unsearched > 0 {
        let messages = counted(findings.unsearched, "message is", "messages are");
        notes.push(format!(
            "{messages} left out: what is secret there could not be found or not be replaced"
        ));
    }
    notes.push("the file was searched again, and nothing of that is left".to_owned());
    notes
}

fn rule_name(rules: &Rules, rule: Rule) -> String {
    match (rule, rules.text(rule)) {
        (Rule::Field(_), Some(field)) => format!("the field “{field}”"),
        (Rule::Pattern(_), Some(pattern)) => format!("the pattern “{pattern}”"),
        (Rule::Values, _) => "given values".to_owned(),
        (Rule::Credentials(Credential::Text), _) => {
            "credentials in headers, addresses and texts".to_owned()
        }
        (Rule::Credentials(Credential::WebToken), _) => "JSON Web Tokens".to_owned(),
        (Rule::Credentials(Credential::Protocol), _) => {
            "credentials in decoded messages".to_owned()
        }
        _ => "credentials in JSON fields".to_owned(),
    }
}

/// What is still in a file that is not put in place therefore.
pub(crate) fn left(leftover: Leftover) -> String {
    let places = counted(leftover.values + leftover.found, "place", "places");
    format!("not written: after replacing, a secret was still found in {places}")
}

fn counted(count: u64, one: &str, many: &str) -> String {
    let noun = if count == 1 { one } else { many };
    format!("{count} {noun}")
}
