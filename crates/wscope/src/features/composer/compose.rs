//! What is about to be sent: a draft or a file, once or again and again, and what was sent before.

use std::ops::Range;
use std::sync::Arc;

use connection::Message;
use serde::{Deserialize, Serialize};
use web_time::Instant;

use super::history::{Draft, History};
use super::repeat::{Repeat, RepeatForm};
use crate::kit::attach::{Attaching, Attachment};
use crate::kit::field::is_long;
use payload::typed::{Form, Malformed, parse};

/// A draft that the person keeps under a name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedDraft {
    /// The name.
    pub name: String,
    /// The draft.
    pub draft: Draft,
}

/// The longest name of a draft, in characters: what a menu has room for.
pub const MAX_NAME: usize = 60;

/// What one tab is about to send.
#[derive(Debug, Default)]
pub struct Compose {
    /// What is in the field.
    pub draft: Draft,
    /// What is sent instead: a file, or a text that is too long for the field.
    pub attachment: Option<Attachment>,
    /// A file that is being chosen or read.
    pub attaching: Option<Attaching>,
    /// What was sent.
    pub history: History,
    /// How often, as it is being chosen.
    pub repeat_form: RepeatForm,
    /// What is sent again and again.
    pub repeat: Option<Repeat>,
    /// The name for a draft, as it is being typed.
    pub name: String,
    /// The text that was in the field at the start.
    first: String,
    /// What was found out about a draft, so that a long one is not looked at in each frame: how many bytes it is as a
    /// message, or what is wrong with it.
    checked: Option<(Draft, Result<usize, Malformed>)>,
    /// The same about a text that is attached.
    checked_attachment: Option<(Attachment, Form, Result<usize, Malformed>)>,
}

impl Compose {
    /// With this text in the field.
    pub fn new(text: String) -> Self {
        let form = Form::Text;
        Self {
            first: text.clone(),
            draft: Draft { text, form },
            ..Self::default()
        }
    }

    /// Whether something was typed or chosen that is nowhere else.
    pub fn would_lose(&self) -> bool {
        let text = &self.draft.text;
        self.attachment.is_some() || !(text.trim().is_empty() || *text == self.first)
    }

    /// Attaches a text that has become too long for the field, wherever it came from. What was in the field before is
    /// gone with it.
    pub fn hold_long_text(&mut self) {
        if is_long(&self.draft.text) {
            let text = std::mem::take(&mut self.draft.text);
            self.attachment = Some(Attachment::text(text));
        }
    }

    /// Puts in what was pasted in place of these characters of the field. What is too long for it becomes the attachment;
    /// then the field stays as it is.
    pub fn paste(&mut self, pasted: &str, replaced: Range<usize>) {
        let text = &self.draft.text;
        let at = |index: usize| {
            let mut starts = text.char_indices().map(|(start, _)| start);
            starts.nth(index).unwrap_or(text.len())
        };
        let (before, after) = (&text[..at(replaced.start)], &text[at(replaced.end)..]);
        let whole = [before, pasted, after].concat();
        if is_long(&whole) {
            self.attachment = Some(Attachment::text(whole));
        } else {
            self.draft.text = whole;
            self.attachment = None;
        }
    }

    /// What is wrong with what is about to be sent.
    pub fn flaw(&mut self) -> Option<&Malformed> {
        let form = self.draft.form;
        if form == Form::Text {
            return None;
        }
        if let Some(attachment) = &self.attachment {
            let attachment = attachment.clone();
            return self.flaw_of(attachment, form);
        }
        let is_known = self
            .checked
            .as_ref()
            .is_some_and(|(checked, _)| *checked == self.draft);
        if !is_known {
            let size = message_of(&self.draft.text, self.draft.form)
                .map(|message| message.payload().len());
            self.checked = Some((self.draft.clone(), size));
        }
        let (_, size) = self.checked.as_ref()?;
        size.as_ref().err()
    }

    /// How many bytes the message has that is about to be sent; `None` where something is wrong with it.
    pub fn bytes(&mut self) -> Option<usize> {
        if self.flaw().is_some() {
            return None;
        }
        match (&self.attachment, self.draft.form) {
            (Some(attachment), form) if form == Form::Text || !attachment.is_text() => {
                Some(attachment.bytes.len())
            }
            (Some(_), _) => {
                let (_, _, size) = self.checked_attachment.as_ref()?;
                size.as_ref().ok().copied()
            }
            (None, Form::Text) => Some(self.draft.text.len()),
            (None, _) => {
                let (_, size) = self.checked.as_ref()?;
                size.as_ref().ok().copied()
            }
        }
    }

    fn flaw_of(&mut self, attachment: Attachment, form: Form) -> Option<&Malformed> {
        if !attachment.is_text() {
            return None;
        }
        let is_known = self
            .checked_attachment
            .as_ref()
            .is_some_and(|(checked, as_form, _)| {
                Arc::ptr_eq(&checked.bytes, &attachment.bytes) && *as_form == form
            });
        if !is_known {
            let size = parse_bytes(&attachment.bytes, form).map(|message| message.payload().len());
            self.checked_attachment = Some((attachment, form, size));
        }
        let (_, _, size) = self.checked_attachment.as_ref()?;
        size.as_ref().err()
    }

    /// The message that is about to be sent.
    ///
    /// # Errors
    /// What is wrong with the draft.
    pub fn message(&self) -> Result<Message, Malformed> {
        match &self.attachment {
            Some(attachment) if attachment.is_text() => {
                parse_bytes(&attachment.bytes, self.draft.form)
            }
            Some(attachment) => Ok(Message::Binary(attachment.bytes.to_vec())),
            None => message_of(&self.draft.text, self.draft.form),
        }
    }

    /// Remembers that it was sent.
    pub fn remember(&mut self) {
        if self.attachment.is_none() {
            self.history.push(self.draft.clone());
        }
    }

    /// Begins to send it again and again.
    ///
    /// # Errors
    /// What is wrong with the draft.
    pub fn start_repeat(&mut self, now: Instant) -> Result<(), Malformed> {
        let message = self.message()?;
        self.remember();
        self.repeat = Some(Repeat::new(message, self.repeat_form, now));
        Ok(())
    }
}

/// What a text that is attached is as a message.
/// What a typed text is as a message.
fn message_of(text: &str, form: Form) -> Result<Message, Malformed> {
    parse(text, form).map(session::message_of)
}

fn parse_bytes(bytes: &[u8], form: Form) -> Result<Message, Malformed> {
    // It was a string before.
    message_of(&String::from_utf8_lossy(bytes), form)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::field::MAX_TYPED;

    #[test]
    fn a_paste_is_put_into_the_field_or_attached_whole() {
        #[track_caller]
        fn check(typed: &str, replaced: Range<usize>, pasted: &str, expected: &str) {
            let mut compose = Compose::new(typed.to_owned());
            compose.paste(pasted, replaced);
            match compose.attachment {
                Some(attachment) => {
                    assert_eq!(String::from_utf8_lossy(&attachment.bytes), expected);
                    assert_eq!(compose.draft.text, typed, "the field stays as it was");
                    assert!(is_long(expected));
                }
                None => assert_eq!(compose.draft.text, expected),
            }
        }
        let long = "长".repeat(MAX_TYPED);
        check("ab", 1..1, "好", "a好b");
        check("你好", 1..2, "们", "你们");
        check("ab", 0..2, &long, &long);
        check("ab", 1..1, &long, &format!("a{long}b"));
        check(&long, 0..0, "x", &format!("x{long}"));
        check("ab", 7..9, "c", "abc");
    }
}
