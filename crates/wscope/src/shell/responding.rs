//! What a connection answers by itself: heartbeats, and what rules say.

use crate::features::connection_settings::{self, form::OptionsForm};
use crate::features::connections::Saved;
use crate::features::rules;
use crate::kit::language::Language;
use crate::kit::rule_line::RuleLine;
use crate::kit::variables::Variables;
use crate::shell::command::Command;
use crate::shell::notice::Notice;
use crate::shell::texts::Text;
use message_log::Timestamp;
use payload::decoders::Protocol;
use session::conversation::Choice;
use session::responder::{Firings, Responded, Responder, Responses, Rule, owes_heartbeat};
use session::{RecordedEvent, Session};

/// What is answered, as the session was told last, and what answers.
#[derive(Default)]
pub(super) struct Responding {
    told: Told,
    /// How often each rule fired.
    fired: Vec<(RuleLine, Firings)>,
    responder: Option<Responder>,
    /// Of which rules it was told that they were stopped, by their places.
    told_stopped: Vec<usize>,
    /// Whether the connection that ended then was owed a heartbeat.
    owed: Option<(Timestamp, bool)>,
}

#[derive(Clone, Default, PartialEq, Eq)]
struct Told {
    choice: Choice,
    answers_heartbeats: bool,
    rules: Vec<RuleLine>,
    /// What variables stand for in rules, as far as there are any.
    variables: Vec<(String, String)>,
}

impl Responding {
    /// Heartbeats are answered from now on and rules followed, or no longer, if that was changed in whatever way. Says what went
    /// wrong.
    pub(super) fn apply(
        &mut self,
        session: &Session,
        form: &OptionsForm,
        choice: Choice,
        saved: &Saved,
        language: Language,
    ) -> Option<Notice> {
        let is_same = self.told.is_same(form, choice);
        // Without rules there are no variables.
        if is_same && form.rules.is_empty() {
            return None;
        }
        let variables = saved.variables();
        // This is asked in each frame, and mostly nothing has changed.
        let known = self.told.variables.iter();
        let known = known.map(|(name, value)| (&**name, &**value));
        if is_same && variables.iter().eq(known) {
            return self.tell_stopped(language);
        }
        let pairs = variables.iter();
        self.told = Told {
            choice,
            answers_heartbeats: form.answers_heartbeats,
            rules: form.rules.clone(),
            variables: pairs
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
        };
        // The one before sends nothing more.
        self.responder = None;
        self.begin(session, &variables, language)
    }

    fn begin(
        &mut self,
        session: &Session,
        variables: &Variables,
        language: Language,
    ) -> Option<Notice> {
        let told = &self.told;
        let before = std::mem::take(&mut self.fired);
        let mut rules = Vec::new();
        for line in &told.rules {
            let known = before.iter().find(|(known, _)| known.is_alike(line));
            let firings = known.map(|(_, firings)| firings.clone());
            let firings = firings.unwrap_or_default();
            self.fired.push((line.clone(), firings.clone()));
            if line.is_off {
                firings.resume();
                continue;
            }
            // What is wrong with it is told where it is edited.
            let Ok((matcher, answer)) = line.read(variables) else {
                continue;
            };
            rules.push(Rule {
                matcher,
                answer,
                firings,
            });
        }
        self.told_stopped.clear();
        if !told.answers_heartbeats && rules.is_empty() {
            return None;
        }
        let responses = Responses {
            choice: told.choice,
            answers_heartbeats: told.answers_heartbeats,
            rules,
        };
        match Responder::start(session, responses) {
            Ok(responder) => {
                self.responder = Some(responder);
                None
            }
            Err(error) => {
                let text = Text::AnswersNothing(&error.to_string()).say(language);
                Some(Notice::bad(text))
            }
        }
    }

    /// Says once that a rule was stopped, and which.
    fn tell_stopped(&mut self, language: Language) -> Option<Notice> {
        let mut rules = self.fired.iter_mut().enumerate();
        let (index, (line, _)) = rules.find(|(index, (_, firings))| {
            let was_told = self.told_stopped.contains(index);
            firings.count().1.is_some() && !was_told
        })?;
        self.told_stopped.push(index);
        let text = rules::Text::StoppedRule(index + 1, &line.look_for).say(language);
        let edit = connection_settings::Command::EditRules;
        Some(Notice::bad(text).with(Command::ConnectionSettings(edit)))
    }

    /// How often a rule fired, and whether it was stopped; `None` of one that is new.
    pub(super) fn fired(&self, line: &RuleLine) -> Option<(u64, bool)> {
        let mut all = self.fired.iter();
        let (_, firings) = all.find(|(known, _)| known == line)?;
        let (count, stopped) = firings.count();
        Some((count, stopped.is_some()))
    }

    /// How much was answered.
    pub(super) fn responded(&self) -> Responded {
        let responder = self.responder.as_ref();
        responder.map(Responder::responded).unwrap_or_default()
    }

    /// Finds out, once for each connection that ended, whether that was because nobody answered its heartbeats.
    pub(super) fn look_for_owed(&mut self, session: &Session, protocol: Option<&dyn Protocol>) {
        let Some(ending) = session.ending() else {
            return;
        };
        let is_of_peer = matches!(
            ending.event,
            RecordedEvent::ClosedByPeer { .. } | RecordedEvent::Lost { .. }
        );
        if self.owed.is_none_or(|(at, _)| at != ending.at) {
            let protocol = protocol.filter(|_| is_of_peer);
            let is_owed = protocol.is_some_and(|protocol| owes_heartbeat(session, protocol));
            self.owed = Some((ending.at, is_owed));
        }
    }

    /// Whether the connection ended because nobody answered its heartbeats, as far as one can tell.
    pub(super) fn lacks_heartbeats(&self, session: &Session) -> bool {
        let ended = session.ending().map(|ending| ending.at);
        let owed = self.owed.filter(|_| !self.told.answers_heartbeats);
        owed.is_some_and(|(at, is_owed)| is_owed && Some(at) == ended)
    }
}

impl Told {
    /// Whether a form asks for the same, but for what variables stand for.
    fn is_same(&self, form: &OptionsForm, choice: Choice) -> bool {
        self.rules == form.rules
            && self.choice == choice
            && self.answers_heartbeats == form.answers_heartbeats
    }
}
