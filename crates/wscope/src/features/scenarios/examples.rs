//! The messages of a scenario, and at which of them the person is.

use payload::typed::Form;
use serde::Deserialize;

use crate::kit::language::Language;

/// A message to send to a scenario, as the server tells it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Example {
    text: String,
    #[serde(default)]
    text_zh: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    note_zh: String,
}

impl Example {
    /// The message.
    pub fn text(&self, language: Language) -> &str {
        in_language(language, &self.text, &self.text_zh)
    }

    /// What becomes of it.
    pub fn note(&self, language: Language) -> &str {
        in_language(language, &self.note, &self.note_zh)
    }

    /// What it is meant as.
    pub fn form(&self) -> Form {
        let is_json = self.text.starts_with(['{', '[']);
        if is_json { Form::Json } else { Form::Text }
    }
}

/// The text in this language, as far as there is one.
pub(super) fn in_language<'a>(language: Language, en: &'a str, zh: &'a str) -> &'a str {
    match language {
        Language::SimplifiedChinese if !zh.is_empty() => zh,
        Language::SimplifiedChinese | Language::English => en,
    }
}

/// The messages of the scenario to which a tab is connected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Examples {
    address: String,
    /// Never empty.
    list: Vec<Example>,
    /// Always in range.
    at: usize,
}

impl Examples {
    /// The messages of the scenario at this address, if there are any.
    pub fn new(address: String, list: Vec<Example>) -> Option<Self> {
        (!list.is_empty()).then_some(Self {
            address,
            list,
            at: 0,
        })
    }

    /// Whether they belong to this address.
    pub fn are_for(&self, address: &str) -> bool {
        self.address == address
    }

    /// The one that the person is at.
    pub fn current(&self) -> &Example {
        &self.list[self.at]
    }

    /// Its number, counted from 1, and how many there are.
    pub fn position(&self) -> (usize, usize) {
        (self.at + 1, self.list.len())
    }

    /// Goes to the next, and from the last to the first.
    pub fn next(&mut self) {
        self.at = (self.at + 1) % self.list.len();
    }

    /// Goes to the one before, and from the first to the last.
    pub fn previous(&mut self) {
        self.at = (self.at + self.list.len() - 1) % self.list.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example(text: &str) -> Example {
        serde_json::from_value(serde_json::json!({ "text": text, "note_zh": "注" })).unwrap()
    }

    #[test]
    fn the_way_through_the_messages_is_a_circle() {
        let list = ["a", "b", "c"].map(example).to_vec();
        let mut examples = Examples::new("ws://a/".to_owned(), list).unwrap();
        assert_eq!(examples.position(), (1, 3));
        examples.previous();
        assert_eq!(examples.current().text(Language::English), "c");
        examples.next();
        examples.next();
        assert_eq!(examples.position(), (2, 3));
        assert!(examples.are_for("ws://a/") && !examples.are_for("ws://b/"));
        assert_eq!(Examples::new(String::new(), Vec::new()), None);
    }

    #[test]
    fn a_message_is_told_in_the_language_that_it_has() {
        let example = example(r#"{"a":1}"#);
        assert_eq!(example.form(), Form::Json);
        assert_eq!(example.text(Language::SimplifiedChinese), r#"{"a":1}"#);
        assert_eq!(example.note(Language::SimplifiedChinese), "注");
        assert_eq!(example.note(Language::English), "");
    }
}
