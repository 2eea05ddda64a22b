//! What the commands do to one tab.

use std::borrow::Cow;
use std::ops::Range;
use std::task::Poll;
use std::time::Duration;

use connection::{Endpoint, Message, Phase, SendError};
use message_log::{Direction, Seq};

use virtual_list::ListState;
use web_time::Instant;

use super::Tab;
use crate::features::composer;
use crate::features::connection_settings::form::OptionsForm;
use crate::features::connection_settings::{self, RecordDetails, Section, is_unexplained};
use crate::features::connections::{self, Saved};
#[cfg(not(target_arch = "wasm32"))]
use crate::features::conversation;
use crate::features::inspector;
use crate::features::latency;
use crate::features::messages::words;
use crate::kit::language::Language;
use crate::kit::variables::Variables;
use crate::shell::command::Command;
use crate::shell::notice::Notice;
use crate::shell::texts::Text;
#[cfg(not(target_arch = "wasm32"))]
use payload::typed::Content;
use payload::typed::indented;
use session::Jump;
use session::Query;
use session::kind_of;
use session::now;

/// The form with the values of variables in its texts.
fn filled_form(form: &OptionsForm, variables: &Variables) -> Result<OptionsForm, String> {
    let mut form = form.clone();
    for text in [
        &mut form.subprotocols,
        &mut form.user,
        &mut form.password,
        &mut form.token,
        &mut form.proxy_address,
    ] {
        *text = variables.fill(text)?.into_owned();
    }
    for line in form.headers.iter_mut().filter(|line| !line.is_off) {
        line.value = variables.fill(&line.value)?.into_owned();
    }
    Ok(form)
}

impl Tab {
    /// Begins to connect to what is in the field, if that is an address and the options can be read. Says what became of
    /// the wish.
    pub fn connect(
        &mut self,
        details: RecordDetails,
        saved: &Saved,
        language: Language,
    ) -> Option<Notice> {
        // The field explains what is wrong with an address; there is nothing to dial then.
        let variables = saved.variables();
        let (address, form) = match self.filled(&variables) {
            Ok(filled) => filled,
            Err(name) => {
                let text = connections::Text::UnknownVariable {
                    name: &name,
                    environment: saved.chosen().map(|environment| &*environment.name),
                };
                return Some(Notice::bad(text.say(language)));
            }
        };
        let endpoint = Endpoint::parse(&address).ok()?.hiding(variables.secrets());
        let mut options = match form.read() {
            Ok(options) => options,
            Err(problem) => {
                // Nothing is dialled, so what has to be mended is shown.
                self.settings.turn_to(Section::of(&problem));
                self.inspector.open(inspector::Page::Settings);
                let text = connection_settings::Text::Wrong(&problem);
                return Some(Notice::bad(variables.secrets().mask(&text.say(language))));
            }
        };
        options.wants_details =
            details == RecordDetails::Always || self.details_for.as_ref() == Some(&endpoint);
        self.closed_banner = None;
        self.look_at_newest_connection();
        self.records_frames = options.records_frames;
        self.session.connect(&endpoint, &options);
        self.dialled = Some((endpoint, options));
        self.dialled_as.clone_from(&self.address);
        self.unsaved.clear();
        None
    }

    /// The next connections to what is in the field record their details.
    pub fn wants_details_here(&mut self) {
        self.details_for = Endpoint::parse(&self.address).ok();
    }

    /// The address and the form with the values of variables in their texts.
    ///
    /// # Errors
    /// The name of the first variable that has no value.
    pub fn filled(&self, variables: &Variables) -> Result<(String, OptionsForm), String> {
        let address = variables.fill(&self.address).map(Cow::into_owned)?;
        Ok((address, filled_form(&self.form, variables)?))
    }

    /// The next connections to where the last one went record their details, and the field says that again.
    pub fn ask_for_details(&mut self) {
        let dialled = self.dialled.as_ref().map(|(endpoint, _)| endpoint.clone());
        if dialled.is_some() {
            // As it was typed: what stood for a variable may be a secret.
            self.address.clone_from(&self.dialled_as);
        }
        match dialled {
            Some(endpoint) => self.details_for = Some(endpoint),
            None => self.wants_details_here(),
        }
    }

    /// Whether the last connection had no details.
    pub fn has_no_details(&self) -> bool {
        let dialled = self.dialled.as_ref();
        // Where secrets are logged, they are recorded without being asked for.
        dialled.is_some_and(|(_, options)| !options.shows_details())
            && self.session.link().key_log.is_none()
    }

    /// Offers to connect again with details, once for each connection that ended without an explanation. Where a banner
    /// tells how it ended, the offer is there.
    pub fn offer_details(&mut self, language: Language) -> Option<Notice> {
        let ending = self.session.ending()?;
        if self.offered_details.replace(ending.at) == Some(ending.at) {
            return None;
        }
        let is_unexplained = self.has_no_details() && is_unexplained(&ending.event);
        let text = connection_settings::Text::NotExplained;
        (is_unexplained && !self.has_banner(&ending))
            .then(|| Notice::good(text.say(language)).with(Command::ReconnectWithDetails))
    }

    /// A ping that no other is like, so that its pong is told from those of others.
    pub fn ping(&mut self, language: Language) -> Option<Notice> {
        let message = Message::Ping(now().as_micros().to_be_bytes().to_vec());
        let unseen = self.why_unseen(&message);
        match self.session.send(message) {
            Ok(()) => unseen.map(|text| Notice::good(text.say(language))),
            // The button says when it cannot be.
            Err(_) => None,
        }
    }

    /// Why a message that is sent now does not appear in the list, if it does not.
    pub(super) fn why_unseen(&self, message: &Message) -> Option<Text<'static>> {
        let kind = kind_of(&message.into());
        let sent = message_log::Message {
            seq: Seq::FIRST,
            direction: Direction::Sent,
            kind,
            at: now(),
            payload: message.payload(),
            event: None,
        };
        if self.view.is_paused() {
            Some(Text::SentWhilePaused)
        } else {
            (!self.view.shows(&sent)).then_some(Text::SentButHidden)
        }
    }

    /// Sends what the composer holds.
    pub fn send(&mut self, language: Language) -> Option<Notice> {
        let message = match self.compose.message() {
            Ok(message) => message,
            Err(flaw) => {
                let text = composer::Text::Malformed(&flaw);
                return Some(Notice::bad(text.say(language)));
            }
        };
        let unseen = self.why_unseen(&message);
        // The button says the same, but a shortcut was quicker.
        if let Err(error) = self.session.send(message) {
            return Some(Notice::bad(self.why_not(error).say(language)));
        }
        self.compose.remember();
        unseen.map(|text| Notice::good(text.say(language)))
    }

    /// Sends messages that belong together, all or none of them.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn send_all(&mut self, contents: Vec<Content>, language: Language) -> Option<Notice> {
        let messages: Vec<Message> = contents.into_iter().map(session::message_of).collect();
        let unseen = messages
            .first()
            .and_then(|message| self.why_unseen(message));
        if let Err(error) = self.session.send_all(messages) {
            return Some(Notice::bad(self.why_not(error).say(language)));
        }
        unseen.map(|text| Notice::good(text.say(language)))
    }

    /// Begins to send what the composer holds again and again.
    pub fn repeat(&mut self, language: Language) -> Option<Notice> {
        if let Err(flaw) = self.compose.start_repeat(Instant::now()) {
            let text = composer::Text::Malformed(&flaw);
            return Some(Notice::bad(text.say(language)));
        }
        let repeat = self.compose.repeat.as_ref()?;
        repeat.run(self.session.sender());
        let unseen = self.why_unseen(repeat.message())?;
        Some(Notice::good(unseen.say(language)))
    }

    /// Once a frame, whichever tab is looked at: does what goes on by itself. Says what there is to tell, and after which
    /// time it must be called again.
    pub fn poll(&mut self, language: Language) -> (Option<Notice>, Option<Duration>) {
        let now = Instant::now();
        let notice = self.end_attaching(language);
        #[cfg(not(target_arch = "wasm32"))]
        self.look_for_owed_heartbeat();
        self.settings.poll(&mut self.form);
        self.apply_recording();
        self.apply_protocol(language);
        let repeat = self.poll_repeat(now);
        // Also where nobody looks: a value that is missed is not counted.
        #[cfg(not(target_arch = "wasm32"))]
        let repeat = repeat.or(self.watching.poll().then_some(now));
        let rest = repeat.map(|next| {
            next.saturating_duration_since(now)
                .max(session::POLL_INTERVAL)
        });
        (notice, rest)
    }

    fn poll_repeat(&mut self, now: Instant) -> Option<Instant> {
        let repeat = self.compose.repeat.as_ref()?;
        // It goes on when the server reads again, or is there again.
        let next = match self.phase() {
            Phase::Idle => None,
            _ => repeat.send_due(&self.session.sender(), now),
        };
        if next.is_none() {
            self.compose.repeat = None;
        }
        next
    }

    /// Does what was asked of the latency test.
    pub fn run_latency(&mut self, command: latency::Command) {
        match command {
            // The page is shown by the window.
            latency::Command::Show(_) => {}
            latency::Command::Start => self.session.start_probe(self.probe_plan),
            latency::Command::Stop => self.session.stop_probe(),
        }
    }

    /// Sends nothing more by itself; what is under way may still come back.
    pub fn stop_sending(&mut self) {
        self.compose.repeat = None;
        self.session.stop_probe();
    }

    /// Whether a probe is still sending.
    pub fn is_probing(&self) -> bool {
        self.session.is_probing()
    }

    /// Whether it sends by itself: a probe, or a message again and again.
    pub fn sends_by_itself(&self) -> bool {
        self.compose.repeat.is_some() || self.is_probing()
    }

    fn end_attaching(&mut self, language: Language) -> Option<Notice> {
        let Poll::Ready(outcome) = self.compose.attaching.as_ref()?.poll() else {
            return None;
        };
        self.compose.attaching = None;
        match outcome? {
            Ok(attachment) => {
                self.compose.attachment = Some(attachment);
                None
            }
            Err(error) => {
                let text = composer::Text::NotAttached(&error);
                Some(Notice::bad(text.say(language)))
            }
        }
    }

    /// Indents the JSON in the field.
    pub fn format_json(&mut self) {
        // What is no JSON stays as it is; the field says what is wrong with it.
        if let Ok(text) = indented(&self.compose.draft.text) {
            self.compose.draft.text = text;
        }
    }

    /// Why nothing can be sent.
    pub fn why_not(&self, error: SendError) -> Text<'static> {
        match (error, self.phase()) {
            (SendError::Backlogged, _) => Text::CannotSendBacklogged,
            (_, Phase::Connecting { .. } | Phase::Waiting { .. }) => {
                Text::CannotSendWhileConnecting
            }
            (
                SendError::NotOpen
                | SendError::ControlFrame
                | SendError::LargePing
                | SendError::RawFrame,
                _,
            ) => Text::CannotSendUnconnected,
        }
    }

    /// Removes every row.
    pub fn clear(&mut self) {
        self.session.clear();
        self.view.pause(false, &self.session);
        self.clear_conversation();
        self.list = ListState::default();
        self.before_filter.forget();
        self.frames.clear();
        self.inspector.clear();
        self.seen = 0;
    }

    /// A line of ours is explained anew, in the new language, and searched for by its new words.
    pub fn speak(&mut self, language: Language) {
        self.reopen_message(language);
        if !self.query.text.is_empty() {
            self.look_again(language);
        }
        if !self.frames.query().text.is_empty() {
            self.frames.look_again(&self.session, language);
        }
    }

    /// Looks for something else.
    pub fn look_for(&mut self, query: Query, language: Language) {
        let was_filtered = self.view.is_filtered();
        self.before_filter.remember(&self.list, was_filtered);
        self.query = query;
        self.look_again(language);
        self.keep_place();
        if !self.view.is_filtering() {
            self.before_filter.return_to(&mut self.list, was_filtered);
        }
    }

    /// Takes all groups of messages back into the list. Returns what is to be looked for, to show all rows.
    pub fn unfiltered(&mut self) -> Query {
        #[cfg(not(target_arch = "wasm32"))]
        {
            let choices = &mut self.conversation_state.choices;
            choices.apply(&conversation::Command::ShowAll);
            self.view.fold_all();
        }
        Query {
            is_regex: self.query.is_regex,
            hides_others: self.query.hides_others,
            ..Query::default()
        }
    }

    /// Whether something is looked for, or left out of the list that is shown.
    pub fn has_filters(&self) -> bool {
        if self.frames.is_shown() {
            return *self.frames.query() != self.frames.unfiltered();
        }
        #[cfg(not(target_arch = "wasm32"))]
        if self.conversation_state.choices.hides() {
            return true;
        }
        !self.query.text.is_empty() || self.query.is_narrowed()
    }

    /// Looks for the same anew, in the words of this language.
    pub(super) fn look_again(&mut self, language: Language) {
        let words = words::searched(language);
        #[cfg(not(target_arch = "wasm32"))]
        let sieve = self.sieve();
        #[cfg(target_arch = "wasm32")]
        let sieve = None;
        self.view.look_for(&self.query, sieve, &self.session, words);
    }

    /// When other rows are shown: what was chosen among the others stays where it is.
    pub fn keep_place(&mut self) {
        if self.view.take_change() {
            self.before_filter.keep_chosen(&mut self.list);
        }
    }

    /// Goes to the next match, and from the last one to the first.
    pub fn jump(&mut self, way: Jump, language: Language) {
        let from = self.list.selected();
        if let Some(found) = self
            .view
            .jump(from, way)
            .or_else(|| self.view.jump(None, way))
        {
            self.select(found, language);
        }
    }

    /// Shows the detail of a message. What a banner leads to is selected as well, and the list stays where it is.
    pub fn select_and_show(&mut self, number: Option<u64>, language: Language) {
        self.frames.leave();
        if let Some(number) = number.filter(|_| self.list.selected() != number) {
            self.list.select(number);
        }
        self.show_detail(number, language);
    }

    pub(in crate::shell) fn select(&mut self, number: u64, language: Language) {
        self.frames.leave();
        self.view.uncover(number);
        self.list.select(number);
        self.list.reveal(number);
        self.show_detail(Some(number), language);
    }

    /// The numbers of the messages that are kept.
    pub fn numbers(&self) -> Range<u64> {
        self.session.with_log(session::Log::numbers)
    }

    /// Goes to the message with this number, or says why not.
    pub fn go_to(&mut self, number: u64, language: Language) -> Option<Notice> {
        let kept = self.numbers();
        if let Some(seq) = self.session.with_log(|log| log.numbered(number)) {
            self.select(seq.get(), language);
            return None;
        }
        let (first, last) = (kept.start, kept.end.saturating_sub(1));
        Some(Notice::bad(
            (if number < first {
                Text::WasDropped { number, first }
            } else {
                Text::NotThereYet { number, last }
            })
            .say(language),
        ))
    }
}
