//! Frames of the connection of a tab: those that are recorded, and those that are put together by hand.

use std::borrow::Cow;

use connection::{Phase, SendError};

use crate::IN_BROWSER;
use message_log::{Direction, Seq};
use session::{Jump, is_cut};
use wire::{FrameHead, Masking, RawFrame};

use crate::features::frame_form::{Known, Text};
use crate::features::frames::{self, Recording};
use crate::features::inspector;
use crate::kit::copy_limit;
use crate::kit::format::size;
use crate::kit::language::Language;
use crate::kit::list_mode::ListMode;
use crate::shell::notice::Notice;
use crate::shell::tab::Tab;
use crate::shell::tab::rows::MAX_COPY_BYTES;

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

    /// Frames are recorded from now on, or no longer, if that was changed in whatever way.
    pub(super) fn apply_recording(&mut self) {
        let records = self.form.records_frames;
        if std::mem::replace(&mut self.records_frames, records) != records {
            self.session.record_frames(records);
        }
    }

    /// Shows messages in the list, or frames: these are recorded from then on.
    pub fn switch_list(&mut self, mode: ListMode) {
        self.frames.switch(mode);
        if mode == ListMode::Frames && !IN_BROWSER {
            self.form.records_frames = true;
            self.apply_recording();
        }
    }

    /// Whether the list shows messages as arrows.
    pub fn shows_flow(&self) -> bool {
        self.frames.mode() == ListMode::Flow
    }

    /// Whether frames are recorded.
    pub fn recording(&self) -> Recording {
        Recording::of(&self.session, self.form.records_frames)
    }

    /// Shows a frame in the inspector, or closes that.
    pub fn show_frame(&mut self, seq: Option<u64>, language: Language) {
        if seq.is_none() {
            return self.show_detail(None, language);
        }
        self.frames.select(seq, &self.session);
        self.inspector.open(inspector::Page::Message);
    }

    /// Shows frames in the list, and this one.
    pub fn open_frame(&mut self, seq: u64) {
        self.frames.open(seq, &self.session);
        self.inspector.open(inspector::Page::Message);
    }

    /// Shows messages in the list, and the one that a frame belongs to.
    pub fn show_message_of_frame(&mut self, seq: u64, language: Language) {
        self.frames.leave();
        self.select(seq, language);
    }

    /// Goes to the next match among the frames, and from the last one to the first.
    pub fn jump_to_frame(&mut self, way: Jump) {
        if let Some(found) = self.frames.next_match(way) {
            self.open_frame(found);
        }
    }

    /// Fills in the form for a frame by hand with the frame that is selected. Says whether there is one, of which all is there.
    pub fn fill_frame_form(&mut self) -> bool {
        let selected = self.frames.selected();
        let frame = selected.and_then(|seq| {
            self.session.with_frames(|frames| {
                let frame = frames.log().get(Seq::new(seq))?;
                let mut raw = RawFrame::parse(frame.payload)?;
                if frame.direction == Direction::Received {
                    // As a client sends it.
                    raw.masking = Masking::Random;
                }
                let (head, size) = FrameHead::parse(frame.payload)?;
                (!is_cut(&head, frame.payload.len().saturating_sub(size))).then_some(raw)
            })
        });
        if let Some(frame) = &frame {
            self.frame_form.fill_in(frame);
        }
        frame.is_some()
    }

    /// Puts the selected frames on the clipboard, a line each.
    pub fn copy_frames(&self, language: Language, context: &egui::Context) -> Option<Notice> {
        let limit = copy_limit::get(context).unwrap_or(MAX_COPY_BYTES);
        let limit = limit.min(MAX_COPY_BYTES);
        let mut lines = String::new();
        for seq in self.frames.all_selected(&self.session) {
            let hex = self.session.with_frames(|frames| {
                let frame = frames.log().get(Seq::new(seq))?;
                Some(frames::as_hex(frame.payload))
            });
            let Some(hex) = hex else { continue };
            if !lines.is_empty() {
                lines.push('\n');
            }
            lines.push_str(&hex);
            if lines.len() > limit {
                let limit = &size(limit as u64);
                let text = frames::Text::TooMuchToCopy { limit };
                return Some(Notice::bad(text.say(language)));
            }
        }
        Self::put_on_clipboard(lines, language, context)
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
