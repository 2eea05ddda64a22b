//! The messages that a scenario is about to send, with what its steps make of them: a pure function of what is put in, of
//! random numbers, and of now.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use tokio_tungstenite::tungstenite::Message;

use crate::step::{Outgoing, Step};

/// How long a message that is to be sent after the next one waits for a next one.
const REORDER_PATIENCE: Duration = Duration::from_secs(1);

/// Messages that are still to be sent.
#[derive(Debug)]
pub(crate) struct SendQueue {
    steps: Vec<Step>,
    random: fastrand::Rng,
    /// In the order in which they are sent.
    waiting: VecDeque<Waiting>,
    /// Payload of all that wait, in bytes.
    bytes: usize,
    /// When the last message that was put in is due: none that comes later overtakes it.
    last_due: Option<Instant>,
    /// Whether the last message waits for the next one to overtake it.
    holds_last: bool,
}

#[derive(Debug)]
struct Waiting {
    due: Instant,
    message: Message,
}

impl SendQueue {
    pub(crate) fn new(steps: &[Step], seed: Option<u64>) -> Self {
        Self {
            steps: steps.to_vec(),
            random: seed.map_or_else(fastrand::Rng::new, fastrand::Rng::with_seed),
            waiting: VecDeque::new(),
            bytes: 0,
            last_due: None,
            holds_last: false,
        }
    }

    /// How many bytes wait, payloads only.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// How many messages wait.
    pub(crate) fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Frames have at most so many bytes, if a step says so.
    pub(crate) fn frame_size(&self) -> Option<usize> {
        self.steps.iter().rev().find_map(|step| step.frame_size())
    }

    /// Puts a message in. A close frame is never dropped, doubled or overtaken: after it nothing may be sent.
    pub(crate) fn push(&mut self, message: Message, now: Instant) {
        let is_close = message.is_close();
        for copy in self.copies(is_close) {
            self.enqueue(message.clone(), now + copy.delay, copy.is_held);
        }
    }

    /// The steps from left to right, each on what the one before made.
    fn copies(&mut self, is_close: bool) -> Vec<Outgoing> {
        let mut copies = vec![Outgoing::default()];
        for step in &self.steps {
            step.apply(&mut copies, is_close, &mut self.random);
        }
        copies
    }

    fn enqueue(&mut self, message: Message, due: Instant, is_held: bool) {
        let due = self.last_due.map_or(due, |last| due.max(last));
        self.bytes += message.len();
        self.last_due = Some(due);
        let waiting = Waiting { due, message };
        if self.holds_last && !waiting.message.is_close() {
            // It overtakes the one that was held for it, which follows at once.
            let mut held = self.waiting.pop_back();
            if let Some(held) = &mut held {
                held.due = due;
            }
            self.waiting.push_back(waiting);
            self.waiting.extend(held);
            self.holds_last = false;
            return;
        }
        self.waiting.push_back(waiting);
        self.holds_last = is_held;
        if is_held && let Some(last) = self.waiting.back_mut() {
            last.due += REORDER_PATIENCE;
        }
    }

    /// When the next message is due.
    pub(crate) fn next_due(&self) -> Option<Instant> {
        self.waiting.front().map(|first| first.due)
    }

    /// The next message, if it is due.
    pub(crate) fn pop(&mut self, now: Instant) -> Option<Message> {
        if self.next_due()? > now {
            return None;
        }
        let first = self.waiting.pop_front()?;
        self.bytes -= first.message.len();
        if self.waiting.is_empty() {
            self.holds_last = false;
        }
        Some(first.message)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::limits;
    use crate::scenario::Scenario;

    /// Puts numbered messages in, one in each millisecond, and tells what comes out and when, in milliseconds.
    fn run(steps: &[Step], seed: u64, messages: u64) -> Vec<(u64, u64)> {
        let start = Instant::now();
        let mut queue = SendQueue::new(steps, Some(seed));
        let mut out = Vec::new();
        for at in 0..messages + 10_000 {
            let now = start + Duration::from_millis(at);
            if at < messages {
                queue.push(Message::text(at.to_string()), now);
            }
            while let Some(message) = queue.pop(now) {
                out.push((at, message.to_text().unwrap().parse().unwrap()));
            }
        }
        assert_eq!((queue.len(), queue.bytes()), (0, 0), "nothing stays behind");
        out
    }

    fn numbers(out: &[(u64, u64)]) -> Vec<u64> {
        out.iter().map(|(_, number)| *number).collect()
    }

    fn ms(count: u64) -> Duration {
        Duration::from_millis(count)
    }

    #[test]
    fn without_steps_everything_passes_at_once() {
        assert_eq!(run(&[], 1, 3), [(0, 0), (1, 1), (2, 2)]);
    }

    #[test]
    fn a_delay_adds_up_and_keeps_the_order() {
        let out = run(&[Step::Delay(ms(5)), Step::Delay(ms(2))], 1, 3);
        assert_eq!(out, [(7, 0), (8, 1), (9, 2)]);
        let out = run(&[Step::Jitter(ms(0), ms(50))], 1, 200);
        assert_eq!(numbers(&out), (0..200).collect::<Vec<_>>());
        assert!(out.iter().any(|(at, number)| at - number > 5));
    }

    #[test]
    fn shares_are_kept_and_a_seed_repeats_exactly() {
        let kept = run(&[Step::Drop(0.1)], 7, 10_000);
        assert!((8_800..9_200).contains(&kept.len()), "{}", kept.len());
        assert_eq!(kept, run(&[Step::Drop(0.1)], 7, 10_000));
        assert_ne!(kept, run(&[Step::Drop(0.1)], 8, 10_000));
        let doubled = run(&[Step::Duplicate(0.1)], 7, 10_000).len();
        assert!((10_800..11_200).contains(&doubled), "{doubled}");
        assert!(run(&[Step::Drop(1.0)], 7, 100).is_empty());
    }

    #[test]
    fn a_message_out_of_order_comes_after_the_next_one() {
        assert_eq!(numbers(&run(&[Step::Reorder(1.0)], 1, 4)), [1, 0, 3, 2]);
        // Without a next one it is sent all the same.
        let out = run(&[Step::Reorder(1.0)], 1, 3);
        assert_eq!(numbers(&out), [1, 0, 2]);
        assert_eq!(out[2].0, 2 + REORDER_PATIENCE.as_millis() as u64);
    }

    #[test]
    fn a_close_frame_is_always_sent_and_last() {
        let now = Instant::now();
        for steps in [
            [Step::Drop(1.0)],
            [Step::Duplicate(1.0)],
            [Step::Reorder(1.0)],
        ] {
            let mut queue = SendQueue::new(&steps, Some(1));
            queue.push(Message::text("before"), now);
            queue.push(Message::Close(None), now);
            let later = now + ms(10_000);
            let out: Vec<_> = std::iter::from_fn(|| queue.pop(later)).collect();
            assert_eq!(
                out.iter().filter(|message| message.is_close()).count(),
                1,
                "{steps:?}"
            );
            assert!(out.last().unwrap().is_close(), "{steps:?}");
        }
    }

    #[test]
    fn what_a_chain_makes_of_a_message_is_bounded_and_shares_its_payload() {
        let mut path = String::new();
        while Scenario::parse(&format!("{path}/duplicate/100%"), "").is_ok() {
            path += "/duplicate/100%";
        }
        let scenario = Scenario::parse(&path, "").unwrap();
        let mut queue = SendQueue::new(scenario.steps(), Some(1));
        let now = Instant::now();
        queue.push(Message::binary(vec![1; 1 << 20]), now);
        assert_eq!(queue.len(), limits::MAX_COPIES);
        let out: Vec<_> = std::iter::from_fn(|| queue.pop(now)).collect();
        let payload = |message: &Message| message.clone().into_data().as_ptr();
        assert!(out.iter().all(|copy| payload(copy) == payload(&out[0])));
    }

    fn any_step() -> impl Strategy<Value = Step> {
        prop_oneof![
            (0_u64..50).prop_map(|time| Step::Delay(ms(time))),
            (0_u64..50, 0_u64..50).prop_map(|(from, more)| Step::Jitter(ms(from), ms(from + more))),
            (0.0..1.0).prop_map(Step::Duplicate),
            (0.0..1.0).prop_map(Step::Reorder),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn what_is_not_dropped_comes_out(steps in proptest::collection::vec(any_step(), 0..4), seed: u64) {
            let out = run(&steps, seed, 40);
            for number in 0..40 {
                prop_assert!(out.iter().any(|(_, found)| *found == number));
            }
        }
    }
}
