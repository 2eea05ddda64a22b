//! What is held of a whole record: a hash of each message, and how the connections went.

use std::ops::ControlFlow;

use message_log::{Direction, Kind};

use super::content::Content;
use super::outcome::Outcomes;
use super::result::Amounts;
use super::rules::Rules;
use crate::log::LogMessage;

/// So many messages of a record are compared: 12 bytes are held of each, and about 80 while those that differ are aligned.
pub(super) const MAX_MESSAGES: u32 = 20_000_000;
/// So many connections: about 200 bytes are held of each.
pub(super) const MAX_CONNECTIONS: usize = 100_000;

/// The messages of one direction.
#[derive(Debug, Default)]
pub(super) struct Lane {
    /// The same for equal messages.
    pub(super) keys: Vec<u64>,
    /// Their numbers among all messages.
    pub(super) numbers: Vec<u32>,
}

/// What is held of a whole record.
#[derive(Debug, Default)]
pub(super) struct Outline {
    sent: Lane,
    received: Lane,
    pub(super) outcomes: Outcomes,
    numbers: Numbers,
    /// How many messages have something left that is masked.
    pub(super) unmasked: u64,
    /// How many messages are compared as texts because they are too large to be read as JSON.
    pub(super) large_json: u64,
    pub(super) has_too_many: bool,
}

/// Numbers the messages of a record, from 1 on.
#[derive(Debug, Default)]
pub(super) struct Numbers(u32);

impl Numbers {
    /// The number of a message; `None` for what is none.
    pub(super) fn next(&mut self, message: &LogMessage<'_>) -> Option<u32> {
        if message.kind == Kind::Event {
            return None;
        }
        self.0 = self.0.saturating_add(1);
        Some(self.0)
    }
}

impl Outline {
    pub(super) fn push(&mut self, message: &LogMessage<'_>, rules: &Rules) -> ControlFlow<()> {
        self.outcomes.push(message);
        if let Some(number) = self.numbers.next(message)
            && (message.kind.is_data() || rules.control_frames)
        {
            let lane = match message.direction {
                Direction::Sent => &mut self.sent,
                Direction::Received | Direction::Local => &mut self.received,
            };
            let taken = Content::of(message.kind, message.payload, rules);
            self.unmasked += u64::from(!taken.is_masked);
            self.large_json += u64::from(taken.is_large_json);
            lane.keys.push(taken.content.key(message.kind));
            lane.numbers.push(number);
        }
        self.has_too_many =
            self.numbers.0 > MAX_MESSAGES || self.outcomes.all.len() > MAX_CONNECTIONS;
        match self.has_too_many {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    }

    pub(super) fn lane(&self, direction: Direction) -> &Lane {
        match direction {
            Direction::Sent => &self.sent,
            Direction::Received | Direction::Local => &self.received,
        }
    }

    pub(super) fn amounts(&self) -> Amounts {
        Amounts {
            messages: (self.sent.keys.len() + self.received.keys.len()) as u64,
            connections: self.outcomes.all.len() as u64,
        }
    }
}
