//! One message, sent again and again.

use std::time::Duration;

use connection::Message;
use web_time::Instant;

use session::Pace;

/// The longest time from one to the next, in milliseconds: an hour.
pub const MAX_EVERY_MS: u32 = 3_600_000;

/// How often, as the person chose it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RepeatForm {
    /// The time from one to the next, in milliseconds.
    pub every_ms: u32,
    /// How many; 0 for until it is stopped.
    pub times: u32,
}

impl Default for RepeatForm {
    fn default() -> Self {
        Self {
            every_ms: 1_000,
            times: 0,
        }
    }
}

/// A message on its way for the nth time.
#[derive(Clone, Debug)]
pub struct Repeat {
    message: Message,
    pace: Pace,
    sent: u32,
    times: u32,
}

impl Repeat {
    /// Begins: the first is due at once.
    pub fn new(message: Message, form: RepeatForm, start: Instant) -> Self {
        let every = Duration::from_millis(form.every_ms.min(MAX_EVERY_MS).into());
        Self {
            message,
            pace: Pace::new(every, start),
            sent: 0,
            times: form.times,
        }
    }

    /// How many are due now, and are taken to be sent: copies of [`Self::message`].
    pub fn take_due(&mut self, now: Instant) -> u32 {
        let due = self.pace.due(now);
        let due = self.left().map_or(due, |left| due.min(left));
        self.sent = self.sent.saturating_add(due);
        due
    }

    /// What is sent.
    pub fn message(&self) -> &Message {
        &self.message
    }

    /// How many were sent.
    pub fn sent(&self) -> u32 {
        self.sent
    }

    /// How many are left; `None` for until it is stopped.
    pub fn left(&self) -> Option<u32> {
        (self.times > 0).then(|| self.times.saturating_sub(self.sent))
    }

    /// When the next is due; `None` after the last.
    pub fn next(&self) -> Option<Instant> {
        (self.left() != Some(0)).then(|| self.pace.next())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_ends_after_the_last_or_never() {
        let start = Instant::now();
        let form = |every_ms, times| RepeatForm { every_ms, times };
        let message = Message::Text("x".to_owned());
        let mut three = Repeat::new(message.clone(), form(10, 3), start);
        let sent =
            |repeat: &mut Repeat, millis| repeat.take_due(start + Duration::from_millis(millis));
        assert_eq!(sent(&mut three, 0), 1);
        assert_eq!(sent(&mut three, 5), 0);
        assert_eq!(sent(&mut three, 90), 2);
        assert_eq!(
            (three.sent(), three.left(), three.next()),
            (3, Some(0), None)
        );
        assert_eq!(sent(&mut three, 100), 0);

        let mut endless = Repeat::new(message, form(0, 0), start);
        assert!(sent(&mut endless, 60_000) <= 60);
        assert!(endless.next().is_some());
    }
}
