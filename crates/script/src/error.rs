//! What is wrong with a script, and where.

use std::borrow::Cow;
use std::fmt;

/// How different two words may be so that one is taken for a slip of the other.
const MAX_DISTANCE: usize = 2;

/// The most characters of a line of a script that are shown with an error.
const SHOWN_LINE: usize = 160;

/// Where something stands in a script, counted from 1; the column in characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The character in it.
    pub column: u32,
}

/// One thing that is wrong with a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptError {
    /// The line and column at which it stands.
    pub at: Position,
    /// What is wrong.
    pub problem: Problem,
    /// The line in which it stands.
    pub source: String,
}

/// What is wrong with a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Something else stands there than what may stand there, or nothing.
    Expected {
        /// What may stand there.
        expected: Cow<'static, str>,
        /// What stands there.
        found: Option<String>,
        /// A word that may have been meant.
        nearest: Option<String>,
    },
    /// More stands there than belongs to the line.
    Extra {
        /// What is too much.
        found: String,
    },
    /// A value has its place, and cannot be used.
    Value {
        /// What it is to be.
        what: Cow<'static, str>,
        /// Why it is none.
        why: String,
    },
    /// `{{name}}` stands for nothing.
    Unset {
        /// Its name.
        name: String,
        /// A name that may have been meant.
        nearest: Option<String>,
    },
    /// `{{name}}` is set by one of the messages in any order among which it is used.
    SetInAnyOrder {
        /// Its name.
        name: String,
    },
    /// The step is about a connection that no line before it makes.
    NoConnection {
        /// Its name.
        name: String,
        /// The names that there are.
        known: Vec<String>,
    },
    /// The step does not say about which connection it is.
    WhichConnection {
        /// The names that there are.
        known: Vec<String>,
    },
    /// A line stands deeper than what it could belong to.
    TooDeep,
    /// A line stands at no depth of the lines before it.
    Indentation,
    /// Something is over a limit.
    Limit(Cow<'static, str>),
    /// It is not UTF-8.
    NotText,
    /// It has no step.
    Empty,
}

impl Problem {
    /// A word stands where it cannot, and one of these could.
    pub(crate) fn unknown(found: &str, what: &str, words: &[&str]) -> Self {
        Self::Expected {
            expected: format!("{what}: {}", listed(words)).into(),
            found: Some(shortened(found)),
            nearest: nearest(found, words.iter().copied()),
        }
    }

    pub(crate) fn missing(expected: impl Into<Cow<'static, str>>) -> Self {
        Self::Expected {
            expected: expected.into(),
            found: None,
            nearest: None,
        }
    }

    pub(crate) fn expected(expected: impl Into<Cow<'static, str>>, found: &str) -> Self {
        Self::Expected {
            expected: expected.into(),
            found: Some(shortened(found)),
            nearest: None,
        }
    }

    pub(crate) fn value(what: impl Into<Cow<'static, str>>, why: impl fmt::Display) -> Self {
        Self::Value {
            what: what.into(),
            why: why.to_string(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expected {
                expected,
                found,
                nearest,
            } => {
                write!(formatter, "expected {expected}")?;
                match found {
                    Some(found) => write!(formatter, "; found “{found}”")?,
                    None => write!(formatter, "; the line ends here")?,
                }
                meant(formatter, nearest.as_deref())
            }
            Self::Extra { found } => write!(formatter, "“{found}” does not belong here"),
            Self::Value { what, why } => write!(formatter, "{what} cannot be used: {why}"),
            Self::Unset { name, nearest } => {
                write!(formatter, "the variable {name} is not set")?;
                meant(formatter, nearest.as_deref())
            }
            Self::SetInAnyOrder { name } => write!(
                formatter,
                "the variable {name} is set by a message of this block, whose messages come in any order: it can be used after the block"
            ),
            Self::NoConnection { name, known } => {
                write!(formatter, "no line before this one connects {name}")?;
                meant(
                    formatter,
                    nearest(name, known.iter().map(|name| &**name)).as_deref(),
                )
            }
            Self::WhichConnection { known } if known.is_empty() => {
                write!(formatter, "no line before this one connects")
            }
            Self::WhichConnection { known } => write!(
                formatter,
                "the connections have names: begin the line with {}",
                listed(
                    &known
                        .iter()
                        .map(|name| format!("{name}:"))
                        .collect::<Vec<_>>()
                )
            ),
            Self::TooDeep => write!(
                formatter,
                "the line is indented, but nothing belongs to the line above it"
            ),
            Self::Indentation => write!(
                formatter,
                "the indentation is that of no line above; use blanks or tabs, not both"
            ),
            Self::Limit(limit) => write!(formatter, "{limit}"),
            Self::NotText => write!(formatter, "a script is UTF-8, and this byte is not"),
            Self::Empty => write!(formatter, "there is no step in the script"),
        }
    }
}

fn meant(formatter: &mut fmt::Formatter<'_>, nearest: Option<&str>) -> fmt::Result {
    match nearest {
        Some(nearest) => write!(formatter, "; did you mean “{nearest}”?"),
        None => Ok(()),
    }
}

impl ScriptError {
    /// The line, and a mark under the place: two lines of text.
    pub fn excerpt(&self) -> String {
        let number = self.at.line.to_string();
        let column = (self.at.column as usize).saturating_sub(1);
        // A long line is shown around the place.
        let skipped = column.saturating_sub(SHOWN_LINE * 3 / 4);
        let shown: String = self.source.chars().skip(skipped).take(SHOWN_LINE).collect();
        let blank = |c: char| if c == '\t' { '\t' } else { ' ' };
        let before: String = shown.chars().take(column - skipped).map(blank).collect();
        let shown: String = shown
            .chars()
            .map(|c| {
                if c.is_control() && c != '\t' {
                    '\u{fffd}'
                } else {
                    c
                }
            })
            .collect();
        let margin = " ".repeat(number.len());
        format!("{number} | {shown}\n{margin} | {before}^")
    }
}

impl fmt::Display for ScriptError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Position { line, column } = self.at;
        write!(formatter, "{line}:{column}: {}", self.problem)
    }
}

/// `a, b or c`.
pub(crate) fn listed(words: &[impl AsRef<str>]) -> String {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    match words.split_last() {
        None => String::new(),
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
    }
}

/// The word that is most like this one, if one is.
pub(crate) fn nearest<'a>(word: &str, words: impl IntoIterator<Item = &'a str>) -> Option<String> {
    // It takes as long as both words together.
    if word.len() > 64 {
        return None;
    }
    let lower = word.to_lowercase();
    let most = MAX_DISTANCE.min(word.chars().count() / 2);
    let distances = words.into_iter().map(|other| {
        let distance = strsim::damerau_levenshtein(&lower, &other.to_lowercase());
        (distance, other)
    });
    let (_, nearest) = distances
        .filter(|(distance, _)| *distance <= most)
        .min_by_key(|(distance, _)| *distance)?;
    Some(nearest.to_owned())
}

/// A word as an error quotes it.
fn shortened(word: &str) -> String {
    payload::visible::shortened(word, 40)
}
