//! What the log of a session has.

use message_log::{Message, MessageLog, SharedMessage};

use crate::recorded_event::RecordedEvent;

/// The log of a session.
pub type Log = MessageLog<RecordedEvent>;

/// A message or an event in the log of a session.
pub type LogMessage<'a> = Message<'a, RecordedEvent>;

/// The same, to be kept.
pub type SharedLogMessage = SharedMessage<RecordedEvent>;
