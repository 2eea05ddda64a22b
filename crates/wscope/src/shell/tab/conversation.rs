//! What is said over the connection of a tab, and which rows the list shows by that.

#[cfg(not(target_arch = "wasm32"))]
use session::Sieve;
#[cfg(target_arch = "wasm32")]
use session::conversation::Choice;
use session::conversation::Conversation;
#[cfg(not(target_arch = "wasm32"))]
use session::watch::Beginning;

use super::Tab;
#[cfg(not(target_arch = "wasm32"))]
use crate::features::conversation::Choices;
use crate::kit::language::Language;

impl Tab {
    /// Shows other rows, by what they say.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn choose_rows(&mut self, language: Language, change: impl FnOnce(&mut Choices)) {
        let before = self.conversation_state.choices.clone();
        change(&mut self.conversation_state.choices);
        if self.conversation_state.choices != before {
            self.view.fold_all();
            self.look_for(self.query.clone(), language);
        }
    }

    /// What leaves rows out of the list or folds them, by what they say.
    #[cfg(not(target_arch = "wasm32"))]
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
    #[cfg(not(target_arch = "wasm32"))]
    pub fn hear_again(&mut self) {
        let before = self.begin_hearing();
        self.watch_again(self.beginning(&before));
    }

    /// Hears everything from the beginning. Returns what was heard before.
    fn begin_hearing(&mut self) -> Conversation {
        #[cfg(not(target_arch = "wasm32"))]
        self.conversation_state.forget();
        let anew = Conversation::new(&self.session, self.decoded_as);
        std::mem::replace(&mut self.conversation, anew)
    }

    /// In which protocol messages are decoded. A page reads no .proto files.
    #[cfg(target_arch = "wasm32")]
    fn choice(&self) -> Choice {
        self.form.protocol_choice().decoded(None)
    }

    /// Messages are decoded in another protocol from now on, the earlier ones too, if that was chosen in whatever way.
    #[cfg_attr(
        target_arch = "wasm32",
        expect(
            unused_variables,
            reason = "a page leaves out no rows by what is heard"
        )
    )]
    pub(super) fn apply_protocol(&mut self, language: Language) {
        let choice = self.choice();
        if std::mem::replace(&mut self.decoded_as, choice) == choice {
            return;
        }
        drop(self.begin_hearing());
        // What was heard in another protocol tells nothing of this one.
        #[cfg(not(target_arch = "wasm32"))]
        self.watch_again(Beginning {
            choice,
            spoken: None,
        });
        // Which rows are left out is told by what is heard.
        #[cfg(not(target_arch = "wasm32"))]
        if self.sieve().is_some() {
            self.look_again(language);
        }
    }

    /// The rows are gone.
    pub(super) fn clear_conversation(&mut self) {
        self.conversation.clear();
        #[cfg(not(target_arch = "wasm32"))]
        {
            self.conversation_state.forget();
            self.clear_watched();
        }
    }
}
