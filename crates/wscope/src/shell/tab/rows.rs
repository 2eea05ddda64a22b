//! What is done with rows of the list: copied, sent once more, looked for.

use std::io::Write as _;
use std::ops::ControlFlow;

use connection::Message;
use egui::Context;
use message_log::{Kind, Seq};
use session::Query;

use super::Tab;
use crate::features::composer::Draft;
use crate::features::messages::{self, Copied, Folding, Form, SelectedRows, like};
#[cfg(not(target_arch = "wasm32"))]
use crate::features::messages::{DrawnRows, MAX_ARROWS};
use crate::kit::attach::{Attachment, Source};
use crate::kit::copy_limit;
use crate::kit::field::MAX_TYPED;
use crate::kit::format::size;
use crate::kit::language::Language;
use crate::kit::row_numbers::RowNumbers;
use crate::shell::notice::Notice;
use crate::shell::texts::Text;
use payload::json::looks_like_json;
use payload::typed::{self, Content};
use virtual_list::Rows as _;

/// What is copied at most, in bytes: it is put together within a frame, and what is larger is better saved.
pub(super) const MAX_COPY_BYTES: usize = 16 << 20;

impl Tab {
    /// Which rows are folded. A page in a browser folds none.
    pub fn folding(&self) -> Folding {
        #[cfg(not(target_arch = "wasm32"))]
        return Folding {
            heartbeats: self.conversation_state.choices.folds_heartbeats,
            alike: self.conversation_state.choices.folds_alike,
        };
        #[cfg(target_arch = "wasm32")]
        Folding::default()
    }

    /// The rows that are selected.
    pub fn selected_rows(&self) -> SelectedRows {
        SelectedRows::new(&self.session, &self.view, self.list.selection())
    }

    /// The rows to save, and how many they are: those that are selected, or all that are shown if fewer than two are.
    pub fn rows_to_save(&self) -> (SelectedRows, u64) {
        let kept = self.session.with_log(session::Log::kept);
        self.view.with_rows(kept, |rows| {
            let rows = RowNumbers(rows);
            let mut selection = self.list.selection().clone();
            if selection.count(&rows) < 2
                && let Some(last) = rows.len().checked_sub(1)
            {
                selection.set(rows.id_at(0)..=rows.id_at(last));
            }
            let count = selection.count(&rows);
            (
                SelectedRows::new(&self.session, &self.view, &selection),
                count,
            )
        })
    }

    /// The rows of the diagram: those that are selected, or all that are shown if fewer than two are.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn rows_to_draw(&self) -> DrawnRows {
        let kept = self.session.with_log(session::Log::kept);
        let selection = self.list.selection();
        let rows = self.view.with_rows(kept, |rows| {
            let numbered = RowNumbers(rows);
            let is_selected = selection.count(&numbered) > 1;
            let behind = |end: u64| match end.checked_add(1) {
                Some(next) => rows.index_of(next),
                None => rows.len(),
            };
            let selected = || {
                let ranges = selection.ranges().iter();
                let ranges =
                    ranges.map(|range| rows.index_of(*range.start())..behind(*range.end()));
                ranges.collect()
            };
            let all = || std::iter::once(0..rows.len()).collect();
            let ranges: Vec<_> = if is_selected { selected() } else { all() };
            let row = |index| (Seq::new(rows.number_at(index)), rows.fold_at(index));
            let drawn = ranges.into_iter().flatten().map(row);
            drawn.take(MAX_ARROWS as usize + 1).collect()
        });
        DrawnRows {
            reader: self.session.reader(),
            rows,
        }
    }

    /// Puts the selected rows on the clipboard: one as it is, several on a line each.
    pub fn copy_rows(&self, form: Form, language: Language, context: &Context) -> Option<Notice> {
        let limit = copy_limit::get(context).unwrap_or(MAX_COPY_BYTES);
        let limit = limit.min(MAX_COPY_BYTES);
        let rows = self.selected_rows();
        let is_one = rows.is_one();
        let mut text = Vec::new();
        let end = rows.each(|message, number, _| {
            let row = Copied {
                message,
                number,
                language,
            };
            // Writing into memory cannot fail.
            if is_one {
                form.write_whole(&mut text, &row).ok();
            } else {
                form.write(&mut text, &row).ok();
                text.write_all(b"\n").ok();
            }
            if text.len() > limit {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        if end.is_break() {
            let limit = &size(limit as u64);
            let text = messages::Text::TooMuchToCopy { limit };
            let notice = Notice::bad(text.say(language));
            let export = messages::Command::Export(form);
            return Some(notice.with(crate::shell::command::Command::Messages(export)));
        }
        let bytes = &size(text.len() as u64);
        context.copy_text(String::from_utf8_lossy(&text).into_owned());
        Some(Notice::good(Text::Copied { size: bytes }.say(language)))
    }

    /// Sends a message of the list once more.
    pub fn resend(&mut self, seq: u64, language: Language) -> Option<Notice> {
        let message = self.session.share(Seq::new(seq))?;
        let payload = message.to_vec();
        let message = match message.message().kind {
            // What was received as text is one, or it would not be in the list as that.
            Kind::Text => Message::Text(String::from_utf8_lossy(&payload).into_owned()),
            Kind::Binary => Message::Binary(payload),
            Kind::Ping => Message::Ping(payload),
            Kind::Pong => Message::Pong(payload),
            Kind::Event => return None,
        };
        let unseen = self.why_unseen(&message);
        match self.session.send(message) {
            Ok(()) => unseen.map(|text| Notice::good(text.say(language))),
            Err(error) => Some(Notice::bad(self.why_not(error).say(language))),
        }
    }

    /// Puts a message of the list into the composer. What is too long for the field is attached.
    pub fn edit(&mut self, seq: u64) {
        let Some(message) = self.session.share(Seq::new(seq)) else {
            return;
        };
        let text = std::str::from_utf8(&message);
        let content = match (message.message().kind, text) {
            // The composer sends no pings and no pongs.
            (Kind::Event | Kind::Ping | Kind::Pong, _) => return,
            (Kind::Text, Ok(text)) => Content::Text(text.to_owned()),
            _ => Content::Binary(message.to_vec()),
        };
        let number = message.number().unwrap_or(seq);
        self.put_into_composer(content, &format!("message-{number}.bin"));
    }

    /// Puts a message into the composer. Bytes that are too long for the field are attached, as a file of this name.
    pub fn put_into_composer(&mut self, content: Content, file: &str) {
        let (text, form) = match content {
            Content::Text(text) if looks_like_json(text.as_bytes()) => (text, typed::Form::Json),
            Content::Text(text) => (text, typed::Form::Text),
            // Two digits and a space a byte.
            Content::Binary(bytes) if bytes.len() <= MAX_TYPED / 3 => {
                (spaced_hex(&bytes), typed::Form::Hex)
            }
            Content::Binary(bytes) => {
                self.compose.attachment = Some(Attachment {
                    source: Source::File(file.to_owned()),
                    bytes: bytes.into(),
                });
                return;
            }
        };
        self.compose.attachment = None;
        self.compose.draft = Draft { text, form };
        self.compose.hold_long_text();
    }

    /// What to look for to find messages like this one.
    pub fn query_like(&self, seq: u64) -> Option<Query> {
        self.session
            .with_log(|log| log.get(Seq::new(seq)).map(|message| like(&message)))
    }
}

fn spaced_hex(bytes: &[u8]) -> String {
    let digits: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    digits.join(" ")
}
