//! What the page shows of one connection.

use message_log::Seq;
use session::conversation::{Conversation, Group, Method, Spoken};

use super::choices::Choices;
use super::method_order::Order;

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
        let is_new = known.next != Some(conversation.next());
        if rest > 0.0 {
            return is_new.then_some(rest);
        }
        known.asked = Some((now_s, self.part));
        known.next = Some(conversation.next());
        known.spoken = conversation.spoken_last();
        match self.part {
            Part::Methods => known.methods = conversation.methods(),
            Part::Groups => known.groups = conversation.groups(),
            Part::Watched => {}
        }
        None
    }

    /// Shows a part of the page.
    pub fn show(&mut self, part: Part) {
        self.part = part;
    }

    /// Asks again in the next frame.
    pub fn forget(&mut self) {
        self.known = Known::default();
    }
}
