use super::words::Words;
use crate::typed::Content;

/// A message of a protocol that a person fills in.
pub struct Form {
    /// What it is called where it is stored. Never changed later.
    pub id: &'static str,
    /// What it is called where it is offered.
    pub name: Words,
    /// What is asked for, in this order.
    pub fields: &'static [Field],
    /// Makes the message, or several that belong together, of what was filled in.
    pub encode: fn(&Values<'_>) -> Result<Vec<Content>, FieldFault>,
}

/// What is asked for in a form.
pub struct Field {
    /// What it is called where it is stored.
    pub id: &'static str,
    /// What it is called where it is shown: the term of the specification.
    pub label: Words,
    /// What can be filled in.
    pub kind: FieldKind,
    /// What stands there at first.
    pub default: &'static str,
}

/// What can be filled into a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// One line of text.
    Line,
    /// One line of text that nobody else is to read, as a password.
    Secret,
    /// A text of several lines.
    Text,
    /// JSON of several lines; may be empty.
    Json,
    /// A whole number.
    Number,
    /// One of several values.
    Choice(&'static [&'static str]),
    /// `true` or `false`.
    Switch,
}

/// Why a form does not become a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldFault {
    /// The field that is wrong.
    pub field: &'static str,
    /// What is wrong with it.
    pub problem: FieldProblem,
}

/// What is wrong with what was filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldProblem {
    /// It must not be empty.
    Missing,
    /// It is no JSON, in the words of the library.
    NotJson(String),
    /// It is JSON of another type than is needed, as `an object`.
    NotType(Words),
    /// It is no number from the first to the last.
    NotNumber(u64, u64),
    /// It has a character that the protocol does not allow there.
    NotAllowed(char),
    /// It is longer than so many bytes.
    TooLong(usize),
}

/// What was filled into a form.
#[derive(Clone, Copy, Debug)]
pub struct Values<'a>(pub &'a [(&'a str, &'a str)]);

impl<'a> Values<'a> {
    /// What stands in a field; nothing if there is none.
    pub fn text(&self, field: &str) -> &'a str {
        let found = self.0.iter().find(|(id, _)| *id == field);
        found.map_or("", |(_, value)| value)
    }

    /// What stands in a field that must not be empty.
    ///
    /// # Errors
    ///
    /// It is empty.
    pub fn required(&self, field: &'static str) -> Result<&'a str, FieldFault> {
        let text = self.text(field);
        if text.is_empty() {
            return Err(FieldFault {
                field,
                problem: FieldProblem::Missing,
            });
        }
        Ok(text)
    }

    /// One JSON value as it was typed; `None` if the field is empty.
    ///
    /// # Errors
    ///
    /// It is no JSON.
    pub fn json(&self, field: &'static str) -> Result<Option<&'a str>, FieldFault> {
        let text = self.text(field).trim();
        if text.is_empty() {
            return Ok(None);
        }
        match serde_json::from_str::<serde::de::IgnoredAny>(text) {
            Ok(_) => Ok(Some(text)),
            Err(error) => Err(FieldFault {
                field,
                problem: FieldProblem::NotJson(error.to_string()),
            }),
        }
    }

    /// A whole number from `least` to `most`.
    ///
    /// # Errors
    ///
    /// It is no number, or another one.
    pub fn number(&self, field: &'static str, least: u64, most: u64) -> Result<u64, FieldFault> {
        let number = self.text(field).trim().parse().ok();
        let number = number.filter(|number| (least..=most).contains(number));
        number.ok_or(FieldFault {
            field,
            problem: FieldProblem::NotNumber(least, most),
        })
    }

    /// Whether a switch is on.
    pub fn is_on(&self, field: &str) -> bool {
        self.text(field) == "true"
    }
}
