//! Frames put together by hand, over the connection of a tab.

use std::borrow::Cow;

use connection::{Phase, SendError};

use crate::IN_BROWSER;
use crate::features::frame_form::{Known, Text};
use crate::kit::language::Language;
use crate::shell::tab::Tab;

impl Tab {
    /// What the form for a frame shows of the connection.
    pub fn known_to_frame_form(&self, language: Language) -> Known {
        let can_send = self.session.can_send_raw();
        let session = &self.session;
        let is_compressed = session.with_connection(None, |record| record.compression().is_some());
        Known {
            usable: can_send.map_err(|error| self.why_no_frame(error, language)),
            helps_to_reconnect: !IN_BROWSER
                && (can_send == Err(SendError::RawFrame)
                    || (!self.dialled_address().is_empty() && self.phase() == Phase::Idle)),
            is_compressed: is_compressed.unwrap_or_default(),
            withheld: self.session.withheld(),
            outcome: self.frame_form.outcome(&self.session),
        }
    }

    /// Why no frame can be sent.
    pub fn why_no_frame(&self, error: SendError, language: Language) -> Cow<'static, str> {
        match error {
            SendError::RawFrame if IN_BROWSER => Text::NotInBrowser.say(language),
            SendError::RawFrame => Text::NeedsDetails.say(language),
            other => self.why_not(other).say(language),
        }
    }
}
