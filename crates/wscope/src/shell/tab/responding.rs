//! What a tab answers by itself.

use super::Tab;
use crate::kit::language::Language;
use crate::kit::protocol_choice::ProtocolChoice;
use crate::shell::notice::Notice;
use crate::shell::texts::Text;
use message_log::Timestamp;
use session::RecordedEvent;
use session::responder::{Responded, Responder, Responses, owes_heartbeat};

/// What is answered, as the session was told last, and what answers.
#[derive(Default)]
pub(super) struct Responding {
    told: Told,
    responder: Option<Responder>,
    /// Whether the connection that ended then was owed a heartbeat.
    owed: Option<(Timestamp, bool)>,
}

#[derive(Clone, Default, PartialEq, Eq)]
struct Told {
    protocol: ProtocolChoice,
    answers_heartbeats: bool,
}

impl Tab {
    /// Heartbeats are answered from now on, or no longer, if that was changed in whatever way. Says what went wrong.
    pub fn apply_responses(&mut self, language: Language) -> Option<Notice> {
        let told = Told {
            protocol: self.form.protocol_choice(),
            answers_heartbeats: self.form.answers_heartbeats,
        };
        if told == self.responding.told {
            return None;
        }
        self.responding.told = told.clone();
        // The one before sends nothing more.
        self.responding.responder = None;
        if !told.answers_heartbeats {
            return None;
        }
        let responses = Responses {
            choice: told.protocol.into(),
            answers_heartbeats: told.answers_heartbeats,
            rules: Vec::new(),
        };
        match Responder::start(&self.session, responses) {
            Ok(responder) => {
                self.responding.responder = Some(responder);
                None
            }
            Err(error) => {
                let text = Text::AnswersNothing(&error.to_string()).say(language);
                Some(Notice::bad(text))
            }
        }
    }

    /// How much was answered.
    pub fn responded(&self) -> Responded {
        let responder = self.responding.responder.as_ref();
        responder.map(Responder::responded).unwrap_or_default()
    }

    /// Finds out, once for each connection that ended, whether that was because nobody answered its heartbeats.
    pub fn look_for_owed_heartbeat(&mut self) {
        let Some(ending) = self.session.ending() else {
            return;
        };
        if self.responding.owed.is_some_and(|(at, _)| at == ending.at) {
            return;
        }
        let is_of_peer = matches!(
            ending.event,
            RecordedEvent::ClosedByPeer { .. } | RecordedEvent::Lost { .. }
        );
        // It is known when all was looked at.
        let is_known = self.conversation.next() >= self.session.with_log(session::Log::kept).end;
        if !is_of_peer || is_known {
            let protocol = self.spoken_protocol().filter(|_| is_of_peer);
            let is_owed = protocol.is_some_and(|it| owes_heartbeat(&self.session, it));
            self.responding.owed = Some((ending.at, is_owed));
        }
    }

    /// Whether the connection ended because nobody answered its heartbeats, as far as one can tell.
    pub fn lacks_heartbeats(&self) -> bool {
        let ended = self.session.ending().map(|ending| ending.at);
        let owed = self.responding.owed;
        let is_owed = owed.is_some_and(|(at, is_owed)| is_owed && Some(at) == ended);
        is_owed && !self.form.answers_heartbeats
    }
}
