//! What is shown in the inspector of one tab.

use message_log::Seq;

use super::Tab;
use crate::IN_BROWSER;
use crate::features::connection_settings::is_unexplained;
use crate::features::inspector::{
    self, ConnectionFacts, CopyAs, Facts, Held, MessagePage, Neighbour, Page, report,
};
use crate::features::inspector::{Decoding, Speaking};
use crate::features::messages::words;
use crate::kit::copy_limit;
use crate::kit::event_texts;
use crate::kit::format::size;
use crate::kit::language::Language;
use crate::shell::command::Command;
use crate::shell::notice::Notice;
use crate::shell::texts::Text;
#[cfg(not(target_arch = "wasm32"))]
use payload::decoders::Protocol;
use session::OnWire;
#[cfg(not(target_arch = "wasm32"))]
use session::conversation::Choice;
use session::conversation::Partner;

impl Tab {
    /// Shows a row in the inspector, or closes that.
    pub fn show_detail(&mut self, number: Option<u64>, language: Language) {
        let Some(number) = number else {
            // Of neither list: a click on the same row shows it again.
            self.inspector.close();
            self.list.clear_selection();
            self.frames.select(None, &self.session);
            return;
        };
        let seq = Seq::new(number);
        let spoken = self.conversation.spoken(seq);
        let facts = self.session.with_log(|log| {
            let message = log.get(seq)?;
            let decoding = spoken.filter(|_| message.kind.is_data());
            let before = log.get(Seq::new(number.saturating_sub(1)));
            Some(Facts {
                number: log.number_of(seq),
                previous: before.map(|before| before.at),
                sentence: message.event.map(|_| words::whole(&message, language)),
                decoding: decoding.map(|spoken| Decoding {
                    spoken,
                    parts: self.conversation.parts(seq, log),
                }),
                is_compressed: self
                    .session
                    .with_frames(|frames| frames.of(message.direction, seq))
                    .is_some_and(|on_wire| on_wire.is_compressed()),
            })
        });
        if let (Some(facts), Some(message)) = (facts, self.session.share(seq)) {
            self.inspector.show_message(message, facts);
        } else {
            self.inspector.forget_message();
        }
    }

    /// Shows the message beside the one that is held, or else beside the other one that is selected.
    pub fn show_diff(&mut self) {
        self.inspector.show_diff();
        if let Some((held, _)) = self.selected_pair().filter(|_| !self.inspector.holds()) {
            self.hold(held);
        }
    }

    /// The two rows that are selected, if there are two: the other one, and the one that is shown.
    pub fn selected_pair(&self) -> Option<(u64, u64)> {
        let shown = self.inspector.message().map(MessagePage::seq);
        let ranges = self.list.selection().ranges().iter().cloned();
        let selected: Vec<u64> = ranges.flatten().take(3).collect();
        match selected[..] {
            [one, other] if Some(one) == shown => Some((other, one)),
            [one, other] => Some((one, other)),
            _ => None,
        }
    }

    fn hold(&mut self, held: u64) {
        let seq = Seq::new(held);
        let number = self.session.with_log(|log| log.number_of(seq));
        let held = self.session.share(seq);
        self.inspector
            .hold(held.map(|message| Held { message, number }));
    }

    /// Shows two messages beside each other.
    pub fn compare_both(&mut self, held: u64, shown: u64, language: Language) {
        self.hold(held);
        self.show_detail(Some(shown), language);
    }

    /// What is known of the connection to which the selected row belongs, or else of the newest.
    pub fn connection_facts(&self, language: Language) -> Option<ConnectionFacts> {
        let selected = self.inspector.message().map(MessagePage::seq);
        let newest = self.session.with_connection(None, |record| record.first)?;
        let record = selected
            .and_then(|seq| self.session.connection_record(Some(Seq::new(seq))))
            .or_else(|| self.session.connection_record(None))?;
        let ended = record.ended.as_ref().map(|(_, event)| event);
        let is_newest = record.first == newest;
        Some(ConnectionFacts {
            ending: ended.map(|event| event_texts::event(event, language).into_owned()),
            is_unexplained: ended.is_some_and(is_unexplained),
            agreement: self.session.agreement().filter(|_| is_newest),
            compression: self.session.compression(),
            spoken: self.conversation.spoken(record.first),
            is_newest,
            record,
        })
    }

    /// Whether a command of the inspector would do something now.
    pub fn is_possible_to_inspect(&self, command: &inspector::Command) -> bool {
        use inspector::Command as C;
        match command {
            C::Close => self.inspector.is_open(),
            C::Show(Page::Conversation) => !IN_BROWSER,
            C::Show(_) | C::CopyConnection | C::ShowNewest | C::ExplainFrames => true,
            C::WatchValue => {
                let message = self.inspector.message();
                let path = message.and_then(MessagePage::path_to_copy);
                !IN_BROWSER && self.shows_message() && path.is_some()
            }
            C::Step(_) if self.frames.is_shown() => self.frames.selected().is_some(),
            C::CompareParameters => {
                !IN_BROWSER && self.session.with_connection(None, |_| ()).is_some()
            }
            C::Edit => {
                let message = self.inspector.message();
                self.shows_message() && message.is_some_and(MessagePage::can_be_edited)
            }
            _ => self.shows_message(),
        }
    }

    /// Computes what other parameters of compression would have made of the messages of the newest connection.
    pub fn compare_parameters(&mut self, context: &egui::Context) {
        if let Some(first) = self.session.with_connection(None, |record| record.first) {
            let reader = self.session.reader();
            self.parameters.begin(reader, first, context);
        }
    }

    /// Whether the inspector shows a message, or did last: one that is behind the list of frames is not looked at.
    pub fn shows_message(&self) -> bool {
        !self.frames.is_shown() && self.inspector.message().is_some()
    }

    /// How the message that is shown went over the wire, if that is known. What was compressed is fetched if that is to be seen.
    pub fn message_on_wire(&mut self) -> Option<OnWire> {
        let message = self.inspector.message()?.message().message();
        let (direction, seq) = (message.direction, message.seq);
        if self.inspector.wants_compressed()
            && let Some(compressed) = self
                .session
                .with_frames(|frames| frames.compressed(direction, seq))
        {
            self.inspector.set_compressed(compressed);
        }
        self.session.with_frames(|frames| frames.of(direction, seq))
    }

    /// How its protocol is spoken.
    pub fn speaking(&self) -> Speaking {
        Speaking {
            protocol: self.form.protocol_choice(),
            answers_heartbeats: self.form.answers_heartbeats,
            #[cfg(not(target_arch = "wasm32"))]
            heartbeats: self.responding.responded().heartbeats,
            #[cfg(not(target_arch = "wasm32"))]
            schema_fault: self.schema_fault(),
        }
    }

    /// The protocol that the newest connection speaks, if that is known, or that was chosen.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn spoken_protocol(&self) -> Option<&'static dyn Protocol> {
        match self.choice() {
            Choice::Always(protocol) => Some(protocol),
            Choice::Never => None,
            Choice::Automatic => self
                .conversation
                .spoken_last()
                .map(|spoken| spoken.protocol),
        }
    }

    /// The call that the shown message answers, or its answer.
    pub fn partner(&self) -> Option<Partner> {
        let seq = self.inspector.message()?.seq();
        self.conversation.partner(Seq::new(seq))
    }

    /// Decodes the shown message anew where another protocol is spoken than was known when it was opened.
    pub fn decode_shown(&mut self, language: Language) {
        let Some(shown) = self.inspector.message() else {
            return;
        };
        let seq = Seq::new(shown.seq());
        // What was not looked at yet may still be found out.
        let is_known = self.conversation.next() > seq && shown.message().message().kind.is_data();
        let is_kept = || self.session.with_log(|log| log.get(seq).is_some());
        if is_known && !shown.is_decoded_as(self.conversation.spoken(seq)) && is_kept() {
            self.reopen_message(language);
        }
    }

    /// When an attempt begins, the page of the connection shows what comes of it, not what was before.
    pub fn look_at_newest_connection(&mut self) {
        if self.inspector.page() == Page::Connection && self.inspector.message().is_some() {
            self.inspector.forget_message();
            self.list.clear_selection();
        }
    }

    /// Does not wait for the next attempt.
    pub fn retry(&mut self) {
        self.look_at_newest_connection();
        self.session.retry();
    }

    /// Puts what is known of the connection on the clipboard.
    pub fn copy_connection(&self, language: Language, context: &egui::Context) -> Option<Notice> {
        let facts = self.connection_facts(language)?;
        Self::put_on_clipboard(report(&facts, language), language, context)
    }

    /// Shows an event in the words of another language.
    pub fn reopen_message(&mut self, language: Language) {
        let (page, is_open) = (self.inspector.page(), self.inspector.is_open());
        if let Some(number) = self.inspector.message().map(MessagePage::seq) {
            self.show_detail(Some(number), language);
            if is_open {
                self.inspector.open(page);
            }
        }
    }

    /// Shows a page of the inspector, or closes that.
    pub fn show_page(&mut self, page: Option<Page>, language: Language) {
        match page {
            Some(page) => self.inspector.open(page),
            None => self.show_detail(None, language),
        }
    }

    /// Selects the row beside the selected one, among those that are shown.
    pub fn step_row(&mut self, way: Neighbour, language: Language) {
        if self.frames.is_shown() {
            return self.frames.step(way == Neighbour::Next, &self.session);
        }
        let Some(selected) = self.list.selected() else {
            return;
        };
        let kept = self.session.with_log(session::Log::kept);
        let number = self.view.with_rows(kept, |rows| {
            let index = rows.index_of(selected);
            let index = match way {
                Neighbour::Previous => index.checked_sub(1)?,
                Neighbour::Next => (index + 1).min(rows.len().checked_sub(1)?),
            };
            Some(rows.number_at(index))
        });
        if let Some(number) = number {
            self.select(number, language);
        }
    }

    /// Puts the message in the inspector on the clipboard.
    pub fn copy(
        &self,
        form: CopyAs,
        language: Language,
        context: &egui::Context,
    ) -> Option<Notice> {
        Self::put_on_clipboard(self.inspector.message()?.copy(form), language, context)
    }

    /// Puts the `JSONPath` of the chosen line on the clipboard.
    pub fn copy_path(&self, language: Language, context: &egui::Context) -> Option<Notice> {
        let path = self.inspector.message()?.path_to_copy()?.to_owned();
        Self::put_on_clipboard(path, language, context)
    }

    pub(super) fn put_on_clipboard(
        text: String,
        language: Language,
        context: &egui::Context,
    ) -> Option<Notice> {
        let bytes = text.len();
        let size = size(bytes as u64);
        if let Some(limit) = copy_limit::get(context).filter(|limit| bytes > *limit) {
            let limit = &crate::kit::format::size(limit as u64);
            let text = Text::TooLargeToCopy { size: &size, limit };
            return Some(Notice::bad(text.say(language)).with(Command::AskSave));
        }
        context.copy_text(text);
        Some(Notice::good(Text::Copied { size: &size }.say(language)))
    }
}
