//! What is about to be sent: a draft or a file, once or again and again, and what was sent before.

use connection::Message;
use serde::{Deserialize, Serialize};
use web_time::Instant;

use crate::attach::{Attaching, Attachment};
use crate::history::{Draft, History};
use crate::payload::{Form, Malformed, parse};
use crate::repeat::{Repeat, RepeatForm};

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
    /// The file that is sent instead.
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
    /// What was found out about a draft, so that a long one is not looked at in each frame.
    checked: Option<(Draft, Option<Malformed>)>,
}

impl Compose {
    /// With this text in the field.
    pub fn new(text: String) -> Self {
        let form = Form::Text;
        Self {
            draft: Draft { text, form },
            ..Self::default()
        }
    }

    /// What is wrong with the draft.
    pub fn flaw(&mut self) -> Option<&Malformed> {
        if self.attachment.is_some() || self.draft.form == Form::Text {
            return None;
        }
        let is_known = self
            .checked
            .as_ref()
            .is_some_and(|(checked, _)| *checked == self.draft);
        if !is_known {
            let flaw = parse(&self.draft.text, self.draft.form).err();
            self.checked = Some((self.draft.clone(), flaw));
        }
        let (_, flaw) = self.checked.as_ref()?;
        flaw.as_ref()
    }

    /// The message that is about to be sent.
    ///
    /// # Errors
    /// What is wrong with the draft.
    pub fn message(&self) -> Result<Message, Malformed> {
        match &self.attachment {
            Some(attachment) => Ok(Message::Binary(attachment.bytes.to_vec())),
            None => parse(&self.draft.text, self.draft.form),
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
