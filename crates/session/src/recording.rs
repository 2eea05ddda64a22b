//! What a connection tells, on its way into the record.

use std::sync::Arc;

use connection::{Event, EventHandler, LentMessage};
use message_log::{Batch, Direction, Kind};

use crate::clock::now;
use crate::follower::FollowerState;
use crate::recorder::{SharedRecorder, kind_of};
use crate::waker::Waker;

/// Records what a connection tells, where it is told.
pub(crate) struct Recording {
    pub(crate) recorder: SharedRecorder,
    pub(crate) waker: Arc<Waker>,
    /// The socket waits for who reads everything, if somebody does.
    pub(crate) followed: Option<Arc<FollowerState>>,
}

impl EventHandler for Recording {
    fn handle(&mut self, event: Event<'_>) {
        let at = now();
        if let Some(reader) = &self.followed {
            reader.make_room(&self.recorder, &event);
        }
        self.recorder.write().record(event, at);
        if let Some(reader) = &self.followed {
            reader.notify_appended();
        }
        // First the record: who is woken finds it.
        self.waker.wake();
    }

    fn handle_received(&mut self, messages: &mut dyn Iterator<Item = LentMessage<'_>>) {
        // They came with one read. They are gathered while the window can read the record.
        let mut batch = Batch::new(Direction::Received, now());
        for message in messages {
            let kind = kind_of(&message);
            if batch.push(kind, message.payload()) {
                continue;
            }
            self.record(&batch);
            batch.clear();
            if !batch.push(kind, message.payload()) {
                self.handle(Event::Received(message));
            }
        }
        self.record(&batch);
    }
}

impl Recording {
    fn record(&mut self, batch: &Batch) {
        if batch.is_empty() {
            return;
        }
        if let Some(reader) = &self.followed {
            if !reader.make_room_for_all(&self.recorder, batch) {
                return self.record_one_by_one(batch);
            }
            self.recorder.write().record_received(batch);
            reader.notify_appended();
        } else {
            self.recorder.write().record_received(batch);
        }
        self.waker.wake();
    }

    /// There may be room for some of them only.
    fn record_one_by_one(&mut self, batch: &Batch) {
        for (kind, payload) in batch.messages() {
            self.handle(Event::Received(message_of(kind, payload)));
        }
    }
}

/// A message of a batch, which was one before.
fn message_of(kind: Kind, payload: &[u8]) -> LentMessage<'_> {
    match kind {
        // It is UTF-8, so it is lent.
        Kind::Text => LentMessage::Text(String::from_utf8_lossy(payload)),
        Kind::Ping => LentMessage::Ping(payload.into()),
        Kind::Pong => LentMessage::Pong(payload.into()),
        Kind::Binary | Kind::Event => LentMessage::Binary(payload.into()),
    }
}

#[cfg(test)]
mod tests {
    use connection::{Endpoint, Step};
    use message_log::{Message, Seq};
    use parking_lot::RwLock;

    use super::*;
    use crate::probe::{Plan, Probe};
    use crate::recorded_event::RecordedEvent;
    use crate::recorder::Recorder;

    const BUDGET_BYTES: u64 = 400 * 1024;

    fn recording(has_probe: bool) -> Recording {
        let recorder = Arc::new(RwLock::new(Recorder::new(BUDGET_BYTES)));
        if has_probe {
            recorder.write().probe = Probe::new(1, Plan::default(), web_time::Instant::now());
        }
        Recording {
            recorder,
            waker: Arc::new(Waker::new(|| {})),
            followed: None,
        }
    }

    /// What the record says, but for when.
    fn told(recording: &Recording) -> impl PartialEq + std::fmt::Debug + use<> {
        let recorder = recording.recorder.read();
        let log = &recorder.log;
        let kept = log.kept();
        let message = |message: Message<'_, RecordedEvent>| {
            let event = message.event.map(|event| match event {
                RecordedEvent::RoundTrip { .. } => "round trip".to_owned(),
                event => format!("{event:?}"),
            });
            let size = message.payload.len();
            (
                message.seq,
                message.kind,
                size,
                message.payload.first().copied(),
                event,
            )
        };
        let messages = (kept.start.get()..kept.end.get()).filter_map(|seq| log.get(Seq::new(seq)));
        let amounts = recorder
            .connections
            .at(None)
            .map(|record| (record.sent, record.received));
        (
            messages.map(message).collect::<Vec<_>>(),
            log.counters(),
            amounts,
        )
    }

    #[test]
    fn what_arrives_together_is_recorded_as_what_arrives_one_by_one() {
        #[track_caller]
        fn check(messages: &[LentMessage<'_>], has_probe: bool) {
            let [mut together, mut single] = [(); 2].map(|()| recording(has_probe));
            for recording in [&mut together, &mut single] {
                recording.handle(Event::Connecting(Endpoint::parse("localhost").unwrap()));
                recording.handle(Event::Opened);
                recording.handle(Event::Sent(LentMessage::Ping(b"?".into())));
            }
            together.handle_received(&mut messages.iter().cloned());
            for message in messages {
                single.handle(Event::Received(message.clone()));
            }
            for recording in [&mut together, &mut single] {
                // It names the message before it.
                recording.handle(Event::Step(Step::Fragments { count: 2 }));
            }
            assert_eq!(told(&together), told(&single));
        }
        let text = |size: usize| LentMessage::Text("a".repeat(size).into());
        let binary = |size: usize| LentMessage::Binary(vec![7; size].into());
        for has_probe in [false, true] {
            check(&[], has_probe);
            check(&[text(0)], has_probe);
            check(&[text(3), binary(0), binary(5)], has_probe);
            let pongs = [b"!", b"?"].map(|payload| LentMessage::Pong(payload.into()));
            check(&[&[text(1)], &pongs[..], &[text(2)]].concat(), has_probe);
            // More than fits into a page, into a batch, and into the log.
            check(&vec![text(100); 500], has_probe);
            check(&vec![binary(50_000); 7], has_probe);
            check(&vec![text(30); 20_000], has_probe);
            check(&[text(1), binary(300_000), text(2)], has_probe);
            check(&[text(1), text(500_000), text(2)], has_probe);
            check(&[text(1), text(500_000)], has_probe);
        }
    }
}
