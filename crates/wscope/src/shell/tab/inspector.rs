//! What is shown in the inspector of one tab.

use message_log::Seq;

use super::Tab;
use crate::command::Command;
use crate::features::inspector::{CopyAs, Facts, MessagePage, Neighbour, Page};
use crate::kit::copy_limit;
use crate::kit::format::size;
use crate::kit::language::Language;
use crate::shell::notice::Notice;
use crate::texts::Text;
use crate::words;

impl Tab {
    /// Shows a row in the inspector, or closes that.
    pub fn show_detail(&mut self, number: Option<u64>, language: Language) {
        let Some(number) = number else {
            self.inspector.close();
            self.list.clear_selection();
            return;
        };
        let seq = Seq::new(number);
        let facts = self.session.with_log(|log| {
            let message = log.get(seq)?;
            let before = log.get(Seq::new(number.saturating_sub(1)));
            Some(Facts {
                number: log.number_of(seq),
                previous: before.map(|before| before.at),
                sentence: message.event.map(|_| words::whole(&message, language)),
            })
        });
        if let (Some(facts), Some(message)) = (facts, self.session.share(seq)) {
            self.inspector.show_message(message, facts);
        } else {
            self.inspector.forget_message();
        }
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
        let text = self.inspector.message()?.copy(form);
        let bytes = text.len();
        let size = size(bytes as u64);
        if let Some(limit) = copy_limit::get(context).filter(|limit| bytes > *limit) {
            let limit = &crate::kit::format::size(limit as u64);
            let text = Text::TooLargeToCopy { size: &size, limit };
            return Some(Notice::bad(language.say(text)).with(Command::AskSave));
        }
        context.copy_text(text);
        Some(Notice::good(language.say(Text::Copied { size: &size })))
    }
}
