//! One connection as a person has it before them: where it goes, what was said, what of it is shown.

mod commands;
mod conversation;
mod frames;
mod inspector;
#[cfg(not(target_arch = "wasm32"))]
mod responding;
mod rows;
#[cfg(not(target_arch = "wasm32"))]
mod schema;
mod stored;
#[cfg(not(target_arch = "wasm32"))]
mod watch;

use std::path::PathBuf;

use connection::{Endpoint, Options, Phase};
use message_log::{Direction, Kind, Seq, Timestamp};
use virtual_list::ListState;

use crate::features::composer::Compose;
use crate::features::connection_settings;
use crate::features::connection_settings::form::{OptionsForm, Unsaved};
#[cfg(not(target_arch = "wasm32"))]
use crate::features::conversation::State as ConversationState;
use crate::features::frame_form::FrameForm;
use crate::features::frames::State as FramesState;
use crate::features::inspector::{Inspector, ParameterTable};
use crate::features::scenarios::{Examples, Scenarios};
#[cfg(not(target_arch = "wasm32"))]
use crate::features::watch::State as WatchState;
use crate::kit::before_filter::BeforeFilter;
use crate::kit::field::MAX_TYPED;
use crate::kit::standing::Standing;
use crate::kit::tab_id::TabId;
use crate::kit::theme::TabColour;
use crate::shell::banner::has_banner;
#[cfg(not(target_arch = "wasm32"))]
use crate::shell::responding::Responding;
#[cfg(not(target_arch = "wasm32"))]
use crate::shell::schema::Schema;
#[cfg(not(target_arch = "wasm32"))]
use crate::shell::settings::StoredFile;
#[cfg(not(target_arch = "wasm32"))]
use crate::shell::unopened::Unopened;
use payload::visible::shortened;
use session::Plan;
use session::Query;
use session::Session;
use session::View;
use session::conversation::{Choice, Conversation};
use session::files::{Header, Record};
use session::{Ending, RecordedEvent};

/// How much of an address a tab shows, in characters.
const MAX_TITLE: usize = 24;
/// So many rows have the first message and what came after it: this is looked for in each frame, until the person knows what it is for.
const FIRST_ROWS: u64 = 64;

/// One connection with all that is shown of it. It records in the background, whichever tab is looked at.
pub struct Tab {
    /// By which commands and fields name it, as long as the program runs.
    pub id: TabId,
    /// What the person calls it; empty for what its address says.
    pub name: String,
    /// How it is told from others at a glance.
    pub colour: TabColour,
    /// The connection and its record.
    pub session: Session,
    /// What is in the field.
    pub address: String,
    /// The address that came with a link, if one did.
    pub link: Option<Link>,
    /// How to connect, as the person filled it in.
    pub form: OptionsForm,
    /// What is under way where it is filled in.
    pub settings: connection_settings::State,
    /// Where the last attempt went to, and how: both may have been changed since.
    pub dialled: Option<(Endpoint, Options)>,
    /// Whether frames are recorded, as its connection was told last.
    records_frames: bool,
    /// What is said in it, as far as its protocol is known.
    pub conversation: Conversation,
    /// What is shown of that.
    #[cfg(not(target_arch = "wasm32"))]
    pub conversation_state: ConversationState,
    /// In which protocol that is decoded, as it was told last.
    decoded_as: Choice,
    /// The .proto files that it is decoded with.
    #[cfg(not(target_arch = "wasm32"))]
    schema: Schema,
    /// What is answered by itself.
    #[cfg(not(target_arch = "wasm32"))]
    responding: Responding,
    /// What is watched in the messages.
    #[cfg(not(target_arch = "wasm32"))]
    pub watching: WatchState,
    /// Where it goes with details, although they are not recorded of every connection.
    details_for: Option<Endpoint>,
    /// The address of the last attempt as it was typed, with its variables.
    dialled_as: String,
    /// The connection that begins when the secrets are there that it needs.
    pub(super) awaited: Option<Awaited>,
    /// For the connection that ended then it was offered to connect again with details.
    offered_details: Option<Timestamp>,
    /// What is to be sent.
    pub compose: Compose,
    /// The frame that is put together by hand.
    pub frame_form: FrameForm,
    /// What is to be probed next.
    pub probe_plan: Plan,
    /// What is looked for.
    pub query: Query,
    /// Which rows are shown.
    pub view: View,
    /// Where the person is in them.
    pub list: ListState,
    /// Where the list was, and what was selected, before rows were left out.
    pub before_filter: BeforeFilter,
    /// What is shown of the frames.
    pub frames: FramesState,
    /// What the inspector shows.
    pub inspector: Inspector,
    /// What other parameters of compression would have given.
    pub parameters: ParameterTable,
    /// What the server can be asked to do.
    pub scenarios: Scenarios,
    /// The saved connection that it was opened from, or saved as.
    pub saved: Option<u64>,
    /// The name that it has from there, as long as the person gives it no other.
    pub saved_name: String,
    /// The messages of the scenario that was chosen last.
    pub examples: Option<Examples>,
    /// What happened when the banner was closed: attempts that are made by themselves and end alike do not show it again.
    closed_banner: Option<RecordedEvent>,
    /// Whether the banner is folded to one line, on a phone.
    pub(super) is_banner_folded: bool,
    /// How many messages had been received when the tab was last looked at.
    seen: u64,
    /// Whether it was connected when it was stored.
    was_open: bool,
    /// What was filled in before the restart and was not stored, until it connects.
    unsaved: Vec<Unsaved>,
    /// The file from which its list was read.
    pub from_file: Option<FromFile>,
    /// Where that file is, to be opened again at the next start; known before it is read.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) file: Option<StoredFile>,
    /// The file that it was recorded to last.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) recorded: Option<StoredFile>,
    /// Why that file is not shown, if it was tried.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) unopened: Option<Unopened>,
}

/// What is kept of the file from which a list was read, to be written again.
pub struct FromFile {
    /// What it tells of the session as a whole.
    pub header: Header,
    /// What it has of each row.
    pub record: Record,
}

/// A connection that begins when the keyring has told the secrets that it needs.
#[derive(Debug)]
pub(super) struct Awaited {
    /// Where it goes, as it was typed: one that was changed meanwhile is not connected to.
    pub(super) address: String,
    /// Whether the keyring is being asked. Otherwise it did not tell, and is asked again when the person says so.
    pub(super) is_asked: bool,
}

/// An address that came with a link: it is used, and not stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The address.
    pub address: String,
    /// Whether a stored tab had this address before.
    pub is_stored: bool,
}

impl Tab {
    /// Into which file everything is written, and how large it is, in bytes. A page has no files.
    pub fn file_recording(&self) -> Option<(PathBuf, u64)> {
        #[cfg(not(target_arch = "wasm32"))]
        return self.session.recording().map(|it| (it.path, it.bytes));
        #[cfg(target_arch = "wasm32")]
        None
    }

    /// Whether everything is written into a file.
    pub fn is_recording(&self) -> bool {
        self.file_recording().is_some()
    }

    /// A tab that is not connected.
    pub fn new(id: TabId, session: Session, address: String, text: String) -> Self {
        let conversation = Conversation::new(&session, Choice::Automatic);
        Self {
            conversation,
            #[cfg(not(target_arch = "wasm32"))]
            conversation_state: ConversationState::default(),
            decoded_as: Choice::Automatic,
            #[cfg(not(target_arch = "wasm32"))]
            schema: Schema::default(),
            #[cfg(not(target_arch = "wasm32"))]
            responding: Responding::default(),
            #[cfg(not(target_arch = "wasm32"))]
            watching: WatchState::default(),
            id,
            name: String::new(),
            colour: TabColour::default(),
            session,
            address,
            link: None,
            form: OptionsForm::default(),
            settings: connection_settings::State::default(),
            dialled: None,
            records_frames: false,
            details_for: None,
            dialled_as: String::new(),
            awaited: None,
            offered_details: None,
            compose: Compose::new(text),
            frame_form: FrameForm::default(),
            probe_plan: Plan::default(),
            query: Query::default(),
            view: View::default(),
            list: ListState::default(),
            before_filter: BeforeFilter::default(),
            frames: FramesState::default(),
            inspector: Inspector::default(),
            parameters: ParameterTable::default(),
            scenarios: Scenarios::default(),
            saved: None,
            saved_name: String::new(),
            examples: None,
            closed_banner: None,
            is_banner_folded: false,
            seen: 0,
            was_open: false,
            unsaved: Vec::new(),
            from_file: None,
            #[cfg(not(target_arch = "wasm32"))]
            file: None,
            #[cfg(not(target_arch = "wasm32"))]
            recorded: None,
            #[cfg(not(target_arch = "wasm32"))]
            unopened: None,
        }
    }

    /// Where the connection is in its life.
    pub fn phase(&self) -> Phase {
        self.session.phase()
    }

    /// How its connection stands.
    pub fn standing(&self) -> Standing {
        if self.awaits_keyring() {
            return Standing::AwaitsKeyring;
        }
        Standing::new(self.phase(), self.session.ending().as_ref())
    }

    /// Whether there is no connection yet because the keyring is being asked for a secret.
    pub fn awaits_keyring(&self) -> bool {
        let awaited = self.awaited.as_ref();
        self.phase() == Phase::Idle && awaited.is_some_and(|awaited| awaited.is_asked)
    }

    /// Ends its connection, and what would begin one.
    pub fn disconnect(&mut self) {
        self.awaited = None;
        self.was_open = false;
        self.session.disconnect();
    }

    /// What it is called: its name, or where it goes. While something is connected that is where it went, whatever is
    /// typed meanwhile.
    pub fn title(&self) -> String {
        let is_idle = matches!(self.phase(), Phase::Idle);
        self.titled(if is_idle {
            &self.address
        } else {
            &self.dialled_as
        })
    }

    /// What it is called where it is saved, with what is in its field.
    pub fn title_to_save(&self) -> String {
        self.titled(&self.address)
    }

    fn titled(&self, address: &str) -> String {
        let name = self.name.trim();
        let title = if name.is_empty() {
            let address = address.trim();
            connection::split_scheme(address).map_or(address, |(_, rest)| rest)
        } else {
            name
        };
        shortened(title.trim_end_matches('/'), MAX_TITLE)
    }

    /// Whether it goes to where a server of ours returns every message, and does nothing else.
    pub fn is_at_plain_echo(&self) -> bool {
        let address = self.dialled_address();
        let path = address.splitn(4, '/').nth(3).unwrap_or_default();
        matches!(path, "" | "echo")
    }

    /// Where the last attempt went.
    pub fn dialled_address(&self) -> &str {
        self.dialled
            .as_ref()
            .map_or("", |(endpoint, _)| endpoint.expose())
    }

    /// The same, as it may be shown.
    pub fn dialled_shown(&self) -> String {
        let endpoint = self.dialled.as_ref().map(|(endpoint, _)| endpoint);
        endpoint.map(ToString::to_string).unwrap_or_default()
    }

    /// Whether its address is still that of a link, and so is not to be remembered.
    pub fn is_from_link(&self) -> bool {
        self.link
            .as_ref()
            .is_some_and(|link| link.address == self.address)
    }

    /// Whether it survives a restart.
    pub fn is_stored(&self) -> bool {
        let is_own = self.from_file.is_none() || self.dialled.is_some();
        (is_own || self.is_opened_again())
            && (!self.is_from_link() || self.link.as_ref().is_some_and(|link| link.is_stored))
    }

    /// Whether the next start opens it from its file. A page has no files.
    #[cfg_attr(
        target_arch = "wasm32",
        expect(clippy::unused_self, reason = "a page has no files")
    )]
    pub(super) fn is_opened_again(&self) -> bool {
        #[cfg(not(target_arch = "wasm32"))]
        return self.shown_file().is_some();
        #[cfg(target_arch = "wasm32")]
        false
    }

    /// The file that the next start shows: the one that it is recorded to, while its list has rows of that, or the one that it was opened from.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn shown_file(&self) -> Option<&StoredFile> {
        let is_shown = |_: &&StoredFile| self.is_recording() || self.rows_in_files() > 0;
        let recorded = self.recorded.as_ref().filter(is_shown);
        recorded.or(self.file.as_ref())
    }

    /// The path of the file of which it shows rows, if what comes now is not written to it, nor to another one. A page has no files.
    #[cfg_attr(
        target_arch = "wasm32",
        expect(clippy::unused_self, reason = "a page has no files")
    )]
    pub(super) fn file_not_written(&self) -> Option<&str> {
        #[cfg(not(target_arch = "wasm32"))]
        {
            let goes_on = self.dialled.is_some() && !self.is_recording();
            let file = self.shown_file().filter(|_| goes_on)?;
            Some(&file.path)
        }
        #[cfg(target_arch = "wasm32")]
        None
    }

    /// Whether it shows neither its file nor a connection.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn is_without_file(&self) -> bool {
        self.from_file.is_none() && self.dialled.is_none()
    }

    /// Where its file is, and why it is not shown, if it is not.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn unopened(&self) -> Option<(&str, &Unopened)> {
        let why = self.unopened.as_ref().filter(|_| self.is_without_file())?;
        Some((&self.file.as_ref()?.path, why))
    }

    /// How it ended, if that is to be told in a banner.
    pub(super) fn told_ending(&self) -> Option<Ending> {
        let ending = self.session.ending().filter(|it| self.has_banner(it))?;
        (self.closed_banner.as_ref() != Some(&ending.event)).then_some(ending)
    }

    /// Whether a banner tells of this ending.
    pub(super) fn has_banner(&self, ending: &Ending) -> bool {
        has_banner(ending) || self.lacks_heartbeats()
    }

    /// A page answers no heartbeats.
    #[cfg(target_arch = "wasm32")]
    pub fn lacks_heartbeats(&self) -> bool {
        false
    }

    /// The person has read how it ended.
    pub(super) fn close_banner(&mut self) {
        // During the next attempt there is none; what was read before stays read.
        let ending = self.session.ending().map(|ending| ending.event);
        self.closed_banner = ending.or(self.closed_banner.take());
        self.is_banner_folded = false;
    }

    /// Whether messages, or what was typed to be sent, would be lost with it.
    pub fn would_lose(&self) -> bool {
        let counters = self.session.with_log(session::Log::counters);
        let has_messages =
            [Direction::Sent, Direction::Received].map(|way| counters.of(way).messages > 0);
        has_messages.contains(&true) || self.compose.would_lose()
    }

    /// Whether the first message of the present connection came back as it was sent, or something else came after it; `None` before that.
    pub fn first_answer_is_echo(&self) -> Option<bool> {
        // What a file tells of others is no answer to anything that was sent here.
        self.dialled.as_ref()?;
        let first = self.session.with_connection(None, |it| it.first)?;
        self.session.with_log(|log| {
            let kept = log.kept();
            let first = kept.start.max(first).get();
            let rows = first..kept.end.get().min(first + FIRST_ROWS);
            let rows = rows.map(Seq::new).filter(|row| log.is_in_memory(*row));
            let messages = rows.filter_map(|row| log.get(row));
            let mut messages = messages.filter(|it| matches!(it.kind, Kind::Text | Kind::Binary));
            let sent = messages.find(|it| it.direction == Direction::Sent)?;
            let mut answers = messages
                .filter(|it| it.direction == Direction::Received)
                .map(|it| {
                    let is_short = it.payload.len() <= MAX_TYPED;
                    is_short && (it.kind, it.payload) == (sent.kind, sent.payload)
                });
            // What the server says by itself may come before the echo.
            answers
                .next()
                .map(|is_echo| is_echo || answers.any(|it| it))
        })
    }

    /// The person looks at it now. Asked in each frame in which it is shown, wherever they go from there.
    pub fn look(&mut self) {
        self.seen = self.received();
    }

    /// Messages that were received since the person last looked.
    pub fn unseen(&self) -> u64 {
        // Clearing the list begins the count anew.
        self.received().saturating_sub(self.seen)
    }

    /// Messages in the list, and lines about the connection.
    pub fn kept(&self) -> u64 {
        let kept = self.session.with_log(session::Log::kept);
        kept.end.get() - kept.start.get()
    }

    /// How many of them a file has: one into which they were recorded, or from which they were opened.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn rows_in_files(&self) -> u64 {
        self.session.with_log(|log| {
            let first = log.kept().start.get();
            log.archived_to().get().saturating_sub(first)
        })
    }

    fn received(&self) -> u64 {
        let counters = self.session.with_log(session::Log::counters);
        counters.of(Direction::Received).messages
    }
}
