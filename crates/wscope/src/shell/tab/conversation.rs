//! What is said over the connection of a tab, and which rows the list shows by that.

use session::Sieve;
use session::conversation::Conversation;
use session::watch::Beginning;

use super::Tab;
use crate::features::conversation::Choices;
use crate::kit::language::Language;

impl Tab {
    /// Shows other rows, by what they say.
    pub fn choose_rows(&mut self, language: Language, change: impl FnOnce(&mut Choices)) {
        let before = self.conversation_state.choices.clone();
        change(&mut self.conversation_state.choices);
        if self.conversation_state.choices != before {
            self.view.fold_all();
            self.look_for(self.query.clone(), language);
        }
    }

    /// What leaves rows out of the list or folds them, by what they say.
    pub(super) fn sieve(&self) -> Option<Sieve> {
        self.conversation_state.choices.sieve(&self.conversation)
    }

    /// Once a frame: looks at what has arrived. Says whether it must be called again though nothing arrives.
    pub fn poll_conversation(&mut self, language: Language) -> bool {
        if self.view.is_outdated() {
            self.look_again(language);
        }
        self.conversation.poll()
    }

    /// Rows are back: what is said in them is found out anew.
    pub fn hear_again(&mut self) {
        let before = self.begin_hearing();
        self.watch_again(self.beginning(&before));
    }

    /// Hears everything from the beginning. Returns what was heard before.
    fn begin_hearing(&mut self) -> Conversation {
        self.conversation_state.forget();
        let anew = Conversation::new(&self.session, self.decoded_as);
        std::mem::replace(&mut self.conversation, anew)
    }

    /// Messages are decoded in another protocol from now on, the earlier ones too, if that was chosen in whatever way.
    pub(super) fn apply_protocol(&mut self, language: Language) {
        let choice = self.choice();
        if std::mem::replace(&mut self.decoded_as, choice) == choice {
            return;
        }
        self.begin_hearing();
        // What was heard in another protocol tells nothing of this one.
        self.watch_again(Beginning {
            choice,
            spoken: None,
        });
        // Which rows are left out is told by what is heard.
        if self.sieve().is_some() {
            self.look_again(language);
        }
    }

    /// The rows are gone.
    pub(super) fn clear_conversation(&mut self) {
        self.conversation.clear();
        self.conversation_state.forget();
        self.clear_watched();
    }
}
