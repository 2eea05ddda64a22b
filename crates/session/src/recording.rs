//! What a connection tells, on its way into the record.

use std::mem;
use std::sync::Arc;

use connection::{Event, EventHandler, LentMessage};
use message_log::{Batch, Direction, Room};

use crate::clock::now;
use crate::follower::FollowerState;
use crate::recorder::{SharedRecorder, kind_of};
use crate::waker::Waker;

/// Where everything is followed, messages are recorded together only if the budget is so large: what came with one read takes a
/// part of that, and no message of a batch must push out another one.
const MIN_BATCH_BUDGET: u64 = 16 << 20;

/// What the log needs for a message beside its payload is less, in bytes.
const BESIDE_BYTES: u64 = 16;

/// Records what a connection tells, where it is told.
pub(crate) struct Recording {
    pub(crate) recorder: SharedRecorder,
    pub(crate) waker: Arc<Waker>,
    /// The socket waits for who reads everything, if somebody does.
    pub(crate) followed: Arc<FollowerState>,
    /// The room that the messages of each direction took that were recorded together last.
    pub(crate) last_room: [Room; Direction::ALL.len()],
}

impl EventHandler for Recording {
    fn handle(&mut self, event: Event<'_>) {
        let at = now();
        if let Event::Frame(frame) = &event
            && self.followed.follows_frames()
        {
            self.followed.make_room_for_frame();
            let frame = self.recorder.write().record_frame(frame, at);
            self.followed.push_frame(frame);
        } else {
            self.followed.make_room(&self.recorder, &event);
            self.recorder.write().record(event, at);
            self.followed.notify_appended();
        }
        // First the record: who is woken finds it.
        self.waker.wake();
    }

    fn handle_received(&mut self, messages: &mut dyn Iterator<Item = LentMessage<'_>>) {
        self.handle_all(Direction::Received, messages);
    }

    fn handle_sent(&mut self, messages: &mut dyn Iterator<Item = LentMessage<'_>>) {
        self.handle_all(Direction::Sent, messages);
    }
}

impl Recording {
    /// Records messages that went the same way together.
    fn handle_all(
        &mut self,
        direction: Direction,
        messages: &mut dyn Iterator<Item = LentMessage<'_>>,
    ) {
        if self.followed.is_followed() && self.recorder.read().log.budget() < MIN_BATCH_BUDGET {
            // There may be room for some of them only.
            return messages.for_each(|message| self.handle(passed(direction, message)));
        }
        // They are gathered while the window can read the record.
        let mut batch = Batch::with_room(direction, now(), self.last_room[direction as usize]);
        for message in messages {
            let kind = kind_of(&message);
            if batch.push(kind, message.payload()) {
                continue;
            }
            let next = Batch::with_room(direction, batch.at(), batch.room());
            self.record(mem::replace(&mut batch, next));
            if !batch.push(kind, message.payload()) {
                self.handle(passed(direction, message));
            }
        }
        self.last_room[direction as usize] = batch.room();
        self.record(batch);
    }

    fn record(&self, mut batch: Batch) {
        if !batch.is_empty() {
            batch.shrink();
            let bytes = batch.bytes() + batch.len() as u64 * BESIDE_BYTES;
            self.followed.make_room_for(&self.recorder, bytes);
            self.recorder.write().record_batch(batch);
            self.followed.notify_appended();
            self.waker.wake();
        }
    }
}

/// That a message went this way.
fn passed(direction: Direction, message: LentMessage<'_>) -> Event<'_> {
    match direction {
        Direction::Sent => Event::Sent(message),
        Direction::Received | Direction::Local => Event::Received(message),
    }
}

#[cfg(test)]
mod tests {
    use connection::{Endpoint, LentFrame, Step};
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
            followed: Arc::new(FollowerState::new()),
            last_room: Default::default(),
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
    fn what_passes_together_is_recorded_as_what_passes_one_by_one() {
        #[track_caller]
        fn check_sent(messages: &[LentMessage<'_>], has_probe: bool) {
            let [mut together, mut single] = [(); 2].map(|()| recording(has_probe));
            together.handle_sent(&mut messages.iter().cloned());
            for message in messages {
                single.handle(Event::Sent(message.clone()));
            }
            assert_eq!(told(&together), told(&single));
            // Their frames find them.
            let frames = [&together, &single].map(|recording| {
                let mut recorder = recording.recorder.write();
                for index in 0..messages.len() as u64 {
                    let frame = LentFrame {
                        is_sent: true,
                        bytes: b"\x81\x80\0\0\0\0"[..].into(),
                        message: Some(index),
                    };
                    recorder.record(Event::Frame(frame), now());
                }
                let kept = recorder.log.kept();
                let seqs = (kept.start.get()..kept.end.get()).map(Seq::new);
                seqs.map(|seq| recorder.frames.of(Direction::Sent, seq))
                    .collect::<Vec<_>>()
            });
            assert_eq!(frames[0], frames[1]);
            assert_eq!(frames[0].iter().all(Option::is_none), messages.is_empty());
        }
        #[track_caller]
        fn check(messages: &[LentMessage<'_>], has_probe: bool) {
            if messages.iter().all(|message| kind_of(message).is_data()) {
                check_sent(messages, has_probe);
            }
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
