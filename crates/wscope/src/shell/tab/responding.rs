//! What a tab answers by itself.

use super::Tab;
use crate::features::connections::Saved;
use crate::kit::language::Language;
use crate::kit::rule_line::RuleLine;
use crate::shell::notice::Notice;

impl Tab {
    /// Heartbeats are answered from now on and rules followed, or no longer, if that was changed in whatever way. Says what went
    /// wrong.
    pub fn apply_responses(&mut self, saved: &Saved, language: Language) -> Option<Notice> {
        let choice = self.choice();
        let responding = &mut self.responding;
        responding.apply(&self.session, &self.form, choice, saved, language)
    }

    /// Finds out whether the connection ended because nobody answered its heartbeats, once all that was said is decoded.
    pub fn look_for_owed_heartbeat(&mut self) {
        if self.conversation.next() >= self.session.with_log(session::Log::kept).end {
            let protocol = self.spoken_protocol();
            self.responding.look_for_owed(&self.session, protocol);
        }
    }

    /// Whether the connection ended because nobody answered its heartbeats, as far as one can tell.
    pub fn lacks_heartbeats(&self) -> bool {
        self.responding.lacks_heartbeats(&self.session)
    }

    /// How often a rule fired, and whether it was stopped; `None` of one that is new.
    pub fn fired(&self, line: &RuleLine) -> Option<(u64, bool)> {
        self.responding.fired(line)
    }
}
