//! What the page shows of one connection.

use message_log::Seq;
use session::Session;
use session::conversation::{Choice, Conversation, Group, Method, Spoken};
use session::schemas::{Learning, async_api};

use super::choices::Choices;
use super::command::Document;
use super::method_order::Order;
use super::schema_list::KnownSchemas;

/// How often it is asked what is known, in seconds: what is read by a person need not change more often, and where there are
/// hundreds of methods it takes milliseconds.
const REFRESH_S: f64 = 0.5;

/// A part of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Part {
    /// What is called, and how long it takes.
    #[default]
    Methods,
    /// Messages that are alike.
    Groups,
    /// What messages of a kind have in common.
    Schemas,
    /// Values that are watched: another feature shows them.
    Watched,
}

/// What the page shows of one connection.
#[derive(Default)]
pub struct State {
    /// Which messages the list shows.
    pub choices: Choices,
    pub(super) part: Part,
    pub(super) order: Order,
    pub(super) known: Known,
    /// What infers the schemas; nothing until they are asked for.
    learning: Option<Learning>,
    pub(super) known_schemas: KnownSchemas,
}

/// What is known, as it was asked last.
#[derive(Default)]
pub(super) struct Known {
    pub(super) methods: Vec<Method>,
    pub(super) groups: Vec<Group>,
    pub(super) spoken: Option<Spoken>,
    /// The first message that was not looked at.
    pub(super) next: Option<Seq>,
    /// When it was asked, and for which part.
    asked: Option<(f64, Part)>,
}

impl State {
    /// Asks what is known, a few times a second. Says after how many seconds it is to be asked again, if there is more.
    pub(super) fn refresh(&mut self, conversation: &Conversation, now_s: f64) -> Option<f64> {
        if self.part == Part::Groups {
            conversation.want();
        }
        let known = &mut self.known;
        let rest = known.asked.map_or(0.0, |(asked, part)| {
            let is_same = part == self.part && asked <= now_s;
            if is_same {
                asked + REFRESH_S - now_s
            } else {
                0.0
            }
        });
        let is_new = match (self.part, &self.learning) {
            (Part::Schemas, Some(learning)) => self.known_schemas.is_old(learning),
            _ => known.next != Some(conversation.next()),
        };
        if rest > 0.0 {
            return is_new.then_some(rest);
        }
        known.asked = Some((now_s, self.part));
        known.next = Some(conversation.next());
        known.spoken = conversation.spoken_last();
        match self.part {
            Part::Methods => known.methods = conversation.methods(),
            Part::Groups => known.groups = conversation.groups(),
            Part::Schemas => {
                if let Some(learning) = &self.learning {
                    self.known_schemas.refresh(learning);
                }
            }
            Part::Watched => {}
        }
        None
    }

    /// Infers the schemas from now on. Says whether it must be called again though nothing arrives.
    pub(super) fn learn(&mut self, session: &Session, choice: Choice) -> bool {
        let learning = &mut self.learning;
        let learning = learning.get_or_insert_with(|| Learning::new(session, choice));
        learning.poll()
    }

    /// The schemas as a document; `None` if they were never asked for.
    pub fn document(&self, document: Document) -> Option<Vec<u8>> {
        let json = self.learning.as_ref()?.look(|learned| match document {
            Document::JsonSchema => learned.schemas.to_json_schema(),
            Document::AsyncApi => async_api(&learned.schemas),
        });
        Some(format!("{json:#}\n").into_bytes())
    }

    /// Shows this part.
    pub fn show(&mut self, part: Part) {
        self.part = part;
    }

    /// Asks again in the next frame.
    pub fn forget(&mut self) {
        self.known = Known::default();
        self.learning = None;
        self.known_schemas = KnownSchemas::default();
    }
}
