//! One message, sent again and again.

use std::sync::Arc;
use std::time::Duration;

use connection::{Message, Sender};
use parking_lot::Mutex;
use web_time::Instant;

use crate::kit::task::{sleep, spawn};
use session::{POLL_INTERVAL, Pace};

/// The longest time from one to the next, in milliseconds: an hour.
pub const MAX_EVERY_MS: u32 = 3_600_000;

/// The shortest time that is slept: a whole one of the shortest pace would make the next late.
const SHORTEST_SLEEP: Duration = Duration::from_micros(100);
/// The longest time that is slept, until it is noticed that it was stopped.
const LONGEST_SLEEP: Duration = Duration::from_millis(100);

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

/// A message on its way for the nth time. Dropping it ends that.
#[derive(Debug)]
pub struct Repeat {
    message: Message,
    course: Arc<Mutex<Course>>,
}

/// How far it has come.
#[derive(Debug)]
struct Course {
    pace: Pace,
    sent: u32,
    times: u32,
    is_over: bool,
}

impl Repeat {
    /// Begins: the first is due at once.
    pub fn new(message: Message, form: RepeatForm, start: Instant) -> Self {
        let every = Duration::from_millis(form.every_ms.min(MAX_EVERY_MS).into());
        let course = Course {
            pace: Pace::new(every, start),
            sent: 0,
            times: form.times,
            is_over: false,
        };
        Self {
            message,
            course: Arc::new(Mutex::new(course)),
        }
    }

    /// Sends what is due beside the window, at its time and not at that of the next frame. Where there is no thread for it,
    /// [`Self::send_due`] does it frame by frame.
    pub fn run(&self, sender: Sender) {
        let course = Arc::downgrade(&self.course);
        let message = self.message.clone();
        spawn("wscope-repeat", async move {
            while let Some(course) = course.upgrade() {
                let next = course.lock().send_due(&message, &sender, Instant::now());
                drop(course);
                let Some(next) = next else { return };
                let rest = next.saturating_duration_since(Instant::now());
                let shortest = match sender.can_send() {
                    Ok(()) => SHORTEST_SLEEP,
                    // The next is due all the time.
                    Err(_) => POLL_INTERVAL,
                };
                sleep(rest.clamp(shortest, LONGEST_SLEEP)).await;
            }
        });
    }

    /// Sends what is due now, unless the server does not read or is not there. Says when the next is due; `None` after the last.
    pub fn send_due(&self, sender: &Sender, now: Instant) -> Option<Instant> {
        self.course.lock().send_due(&self.message, sender, now)
    }

    /// What is sent.
    pub fn message(&self) -> &Message {
        &self.message
    }

    /// How many were sent.
    pub fn sent(&self) -> u32 {
        self.course.lock().sent
    }

    /// How many are left; `None` for until it is stopped.
    pub fn left(&self) -> Option<u32> {
        self.course.lock().left()
    }
}

impl Drop for Repeat {
    fn drop(&mut self) {
        // What is being sent is waited for: then nothing more is.
        self.course.lock().is_over = true;
    }
}

impl Course {
    /// How many are due now, and are taken to be sent.
    fn take_due(&mut self, now: Instant) -> u32 {
        let due = self.pace.due(now);
        let due = self.left().map_or(due, |left| due.min(left));
        self.sent = self.sent.saturating_add(due);
        due
    }

    fn left(&self) -> Option<u32> {
        (self.times > 0).then(|| self.times.saturating_sub(self.sent))
    }

    /// When the next is due; `None` after the last.
    fn next(&self) -> Option<Instant> {
        let is_over = self.is_over || self.left() == Some(0);
        (!is_over).then(|| self.pace.next())
    }

    fn send_due(&mut self, message: &Message, sender: &Sender, now: Instant) -> Option<Instant> {
        if !self.is_over && sender.can_send().is_ok() {
            for _ in 0..self.take_due(now) {
                // A queue that has just become full takes no more; the next time waits.
                if sender.send(message.clone()).is_err() {
                    break;
                }
            }
        }
        self.next()
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
        let three = Repeat::new(message.clone(), form(10, 3), start);
        let sent = |repeat: &Repeat, millis| {
            let now = start + Duration::from_millis(millis);
            repeat.course.lock().take_due(now)
        };
        let next = |repeat: &Repeat| repeat.course.lock().next();
        assert_eq!(sent(&three, 0), 1);
        assert_eq!(sent(&three, 5), 0);
        assert_eq!(sent(&three, 90), 2);
        assert_eq!(
            (three.sent(), three.left(), next(&three)),
            (3, Some(0), None)
        );
        assert_eq!(sent(&three, 100), 0);

        let endless = Repeat::new(message, form(0, 0), start);
        assert!(sent(&endless, 60_000) <= 60);
        assert!(next(&endless).is_some());
    }
}
