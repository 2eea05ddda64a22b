//! Frames put together by hand, over the connection of a tab.

use std::borrow::Cow;

use connection::SendError;

use crate::IN_BROWSER;
use crate::features::frame_form::{Known, Text};
use crate::kit::language::Language;
use crate::shell::tab::Tab;

impl Tab {
    /// What the form for a frame shows of the connection.
    pub fn known_to_frame_form(&self, language: Language) -> Known {
        let can_send = self.session.can_send_raw();
        let record = self.session.connection_record(None);
        Known {
            usable: can_send.map_err(|error| self.why_no_frame(error, language)),
            needs_details: can_send == Err(SendError::RawFrame) && !IN_BROWSER,
            is_compressed: record.is_some_and(|record| record.compression().is_some()),
            withheld: self.session.withheld(),
            outcome: self.frame_form.outcome(&self.session),
        }
    }

    /// Frames are recorded from now on, or no longer, if that was changed in whatever way.
    pub(super) fn apply_recording(&mut self) {
        let records = self.form.records_frames;
        if std::mem::replace(&mut self.records_frames, records) != records {
            self.session.record_frames(records);
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
