//! The inspector beside the list: one message whole, the connection that it belongs to, and how that is set up.

mod below;
mod body;
mod command;
mod comparison;
mod connection;
mod diff;
mod diff_around;
mod frame;
mod line;
mod message;
#[cfg(not(target_arch = "wasm32"))]
mod schema;
mod speaking;
mod texts;

pub use body::Body;
pub use command::{Command, CopyAs, Format, HandshakeForm, Neighbour, Page};
pub use connection::ConnectionFacts;
pub use connection::parameter_table::ParameterTable;
pub use diff::Held;
pub use frame::{Foreign, Frame};
pub use message::decoded::Decoding;
pub use message::{Facts, MessagePage};
pub use speaking::Speaking;
pub use texts::Text;

use crate::kit::language::Language;
use diff::Comparing;
use session::{CompressedPayload, SharedLogMessage};

/// What the inspector of one connection shows.
#[derive(Default)]
pub struct Inspector {
    /// The page that is looked at, or was last.
    page: Page,
    is_open: bool,
    message: Option<MessagePage>,
    /// The message that others are compared with.
    held: Option<Held>,
    /// Whether messages are shown beside that one.
    shows_diff: bool,
    comparing: Option<Comparing>,
    /// How the handshake is shown.
    handshake: HandshakeForm,
    /// The form in which messages are shown that have it, once the person chose one.
    chosen: Option<Format>,
}

impl Inspector {
    /// Whether it is shown.
    pub fn is_open(&self) -> bool {
        self.is_open
    }

    /// The page that is looked at, or was last.
    pub fn page(&self) -> Page {
        self.page
    }

    /// Shows a page.
    pub fn open(&mut self, page: Page) {
        self.page = page;
        self.is_open = true;
    }

    /// Is shown no longer.
    pub fn close(&mut self) {
        self.is_open = false;
        self.message = None;
    }

    /// Shows a row of the list on the page where most is told of it.
    pub fn show_message(&mut self, message: SharedLogMessage, facts: Facts) {
        let page = MessagePage::new(message, facts, self.chosen);
        self.open(page.usual_page());
        self.message = Some(page);
    }

    /// Shows no row any more, and stays open.
    pub fn forget_message(&mut self) {
        self.message = None;
    }

    /// Forgets everything that belongs to rows of the list.
    pub fn clear(&mut self) {
        self.message = None;
        self.held = None;
        self.comparing = None;
        self.is_open &= matches!(self.page, Page::Settings | Page::Conversation);
    }

    /// The row that is shown.
    pub fn message(&self) -> Option<&MessagePage> {
        self.message.as_ref()
    }

    /// Shows messages in this form from now on, where they have it.
    pub fn show_as(&mut self, format: Format) {
        self.chosen = Some(format);
        self.shows_diff = false;
        if let Some(page) = &mut self.message {
            page.show_as(format);
        }
    }

    /// Whether the message that is shown is to be shown as it was compressed, and what was compressed is not there yet.
    pub fn wants_compressed(&self) -> bool {
        let page = self.message.as_ref();
        page.is_some_and(MessagePage::wants_compressed)
    }

    /// What was compressed of the message that is shown.
    pub fn set_compressed(&mut self, compressed: CompressedPayload) {
        if let Some(page) = &mut self.message {
            page.set_compressed(compressed);
        }
    }

    /// Folds every part of a JSON text but the outermost, or unfolds all.
    pub fn fold_all(&mut self, is_folded: bool) {
        if let Some(page) = &mut self.message {
            page.fold_all(is_folded);
        }
    }

    /// Shows the handshake in this form.
    pub fn show_handshake(&mut self, form: HandshakeForm) {
        self.handshake = form;
    }

    /// Shows messages beside the one that is held.
    pub fn show_diff(&mut self) {
        self.shows_diff = true;
    }

    /// Whether there is a message that others are compared with.
    pub fn holds(&self) -> bool {
        self.held.is_some()
    }

    /// Holds the message that is shown to compare others with it, or lets it go.
    pub fn compare(&mut self, holds: bool) {
        let message = self.message.as_ref().filter(|_| holds);
        self.hold(message.map(MessagePage::to_hold));
    }

    /// Holds this message, or none.
    pub fn hold(&mut self, held: Option<Held>) {
        // What it waits for is said at once.
        self.shows_diff = held.is_some();
        self.held = held;
        self.comparing = None;
    }
}

/// What is told of a connection, as a text.
pub fn report(facts: &ConnectionFacts, language: Language) -> String {
    connection::report::write(facts, language)
}
