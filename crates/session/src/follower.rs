//! Reading the whole record in order, on a thread of its own, while the socket waits for the reader.

use std::sync::Arc;

use connection::{Event, LentMessage};
use message_log::{Batch, Message, PageView, Seq};
use parking_lot::{Condvar, Mutex};

use crate::recorded_event::RecordedEvent;
use crate::recorder::SharedRecorder;

/// Room that is left in the log for what is recorded beside a message, such as how long it took, and for the few events that
/// never wait, in bytes. The largest of them contains an address and the error message of a library.
const RESERVE_BYTES: u64 = 64 * 1024;

/// What a message takes in the log beside its payload, in bytes, at most: a test of the log measures it.
const RECORD_BYTES: u64 = 16;

/// Messages are recorded at once if as many such batches fit into the log: the reader has something to read then while it waits for
/// room, as it gives room page by page.
const MIN_BATCHES: u64 = 4;

/// Reads all that a session records, without a gap: what was not read yet is not forgotten. When the log is full of that,
/// receiving and sending wait. So a slow reader slows the other side down, and memory stays within the budget.
///
/// It needs a thread of its own: one that sends as well would deadlock. A page has one thread, so it cannot use a follower.
pub struct Follower {
    recorder: SharedRecorder,
    followed: Arc<FollowerState>,
    /// The next one to be read.
    next: Seq,
}

/// What a follower has not read before.
pub struct Unread {
    page: PageView<RecordedEvent>,
    from: Seq,
}

/// Lets the socket go on though its follower has not read: for the end of a program whose output is blocked.
#[derive(Clone)]
pub struct Unblocker(Arc<FollowerState>);

/// What a session and its follower know of each other.
pub(crate) struct FollowerState {
    place: Mutex<ReadPosition>,
    /// Notified when there is more to read, or when there will be no more.
    has_more: Condvar,
    /// Notified when something was read.
    has_room: Condvar,
}

struct ReadPosition {
    /// What was not read yet begins here.
    next: Seq,
    /// Whether what was not read yet is kept.
    is_held: bool,
    /// Whether the session is gone.
    is_over: bool,
}

/// Tells the follower, when it is dropped, that nothing more will come.
pub(crate) struct EndOfRecord(pub(crate) Option<Arc<FollowerState>>);

impl Follower {
    pub(crate) fn new(recorder: SharedRecorder, followed: Arc<FollowerState>) -> Self {
        Self {
            recorder,
            followed,
            next: Seq::FIRST,
        }
    }

    /// Waits for what was not read yet; `None` when all was read and the session is gone. Asking for more says that what was
    /// given before was read.
    pub fn read(&mut self) -> Option<Unread> {
        let mut place = self.followed.place.lock();
        place.next = self.next;
        self.followed.has_room.notify_all();
        loop {
            let page = self.recorder.read().log.page_from(self.next);
            if let Some(page) = page {
                let from = self.next.max(page.seqs().start);
                self.next = page.seqs().end;
                return Some(Unread { page, from });
            }
            if place.is_over {
                return None;
            }
            self.followed.has_more.wait(&mut place);
        }
    }

    /// How to let the socket go on from elsewhere.
    pub fn unblocker(&self) -> Unblocker {
        Unblocker(Arc::clone(&self.followed))
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.unblocker().unblock();
    }
}

impl Unread {
    /// The messages and events, in order.
    pub fn messages(&self) -> impl Iterator<Item = Message<'_, RecordedEvent>> {
        self.page.messages_from(self.from)
    }

    /// The number of the one that comes after all of these.
    pub fn end(&self) -> Seq {
        self.page.seqs().end
    }
}

impl Unblocker {
    /// From now on the log forgets what it must, read or not.
    pub fn unblock(&self) {
        self.0.place.lock().is_held = false;
        self.0.has_room.notify_all();
    }
}

impl FollowerState {
    pub(crate) fn new() -> Self {
        Self {
            place: Mutex::new(ReadPosition {
                next: Seq::FIRST,
                is_held: true,
                is_over: false,
            }),
            has_more: Condvar::new(),
            has_room: Condvar::new(),
        }
    }

    /// Waits until the event can be recorded without forgetting what was not read.
    pub(crate) fn make_room(&self, recorder: &SharedRecorder, event: &Event<'_>) {
        let payload = match event {
            Event::Sent(message) | Event::Received(message) => LentMessage::payload(message).len(),
            Event::Step(_) => 0,
            // Few and small, and they must not wait: some of them end the connection.
            Event::Connecting(_)
            | Event::Opened
            // They have a log of their own.
            | Event::Frame(_)
            | Event::Closed(_)
            | Event::Failed(_)
            | Event::Lost(_) => return,
        };
        self.wait_for_room(recorder, payload as u64 + RESERVE_BYTES);
    }

    /// The same for messages that are recorded at once. False, without waiting, if they take so much of the log that they might
    /// not find room together: then each has to wait for its own.
    pub(crate) fn make_room_for_all(&self, recorder: &SharedRecorder, batch: &Batch) -> bool {
        let bytes = batch.bytes() + batch.len() as u64 * RECORD_BYTES + RESERVE_BYTES;
        if bytes > recorder.read().log.budget() / MIN_BATCHES {
            return false;
        }
        self.wait_for_room(recorder, bytes);
        true
    }

    fn wait_for_room(&self, recorder: &SharedRecorder, bytes: u64) {
        let mut place = self.place.lock();
        while place.is_held && recorder.read().log.oldest_after(bytes) > place.next {
            self.has_room.wait(&mut place);
        }
    }

    /// Something was recorded.
    pub(crate) fn notify_appended(&self) {
        // Locked for a moment: a reader that has just found nothing waits already, so it does not miss the notification.
        drop(self.place.lock());
        self.has_more.notify_one();
    }
}

impl Drop for EndOfRecord {
    fn drop(&mut self) {
        if let Some(followed) = &self.0 {
            followed.place.lock().is_over = true;
            followed.has_more.notify_one();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use connection::{
        CloseFrame, Endpoint, Failure, Link, Message, Observer, Options, Signal, Transport,
    };
    use message_log::Kind;

    use super::*;
    use crate::Session;

    const BUDGET_BYTES: u64 = 256 * 1024;

    /// A transport whose socket is the test.
    #[derive(Default)]
    struct Wire(Mutex<Option<Observer>>);

    struct Nothing;

    impl Transport for Wire {
        fn connect(
            &self,
            _endpoint: &Endpoint,
            _options: &Options,
            observer: Observer,
        ) -> Result<Box<dyn Link>, Failure> {
            *self.0.lock() = Some(observer);
            Ok(Box::new(Nothing))
        }
    }

    impl Link for Nothing {
        fn is_full(&self) -> bool {
            false
        }
        fn sends_pings(&self) -> bool {
            false
        }
        fn sends_close_frames(&self) -> bool {
            false
        }
        fn send(&mut self, _message: Message) {}
        fn close_with(self: Box<Self>, _frame: CloseFrame) {}
        fn finish(self: Box<Self>, _frame: Option<CloseFrame>, _patience: Duration) {}
    }

    fn opened() -> (Session, Follower, Observer) {
        let wire = Arc::new(Wire::default());
        let transport = Arc::clone(&wire) as Arc<dyn Transport>;
        let (mut session, follower) = Session::with_follower(transport, || {}, BUDGET_BYTES);
        let endpoint = Endpoint::parse("localhost").unwrap();
        session.connect(&endpoint, &Options::default());
        let observer = wire.0.lock().take().unwrap();
        observer.observe(Signal::Opened);
        (session, follower, observer)
    }

    /// Messages that are many times the budget, on the thread of a socket.
    fn flood(observer: Observer, count: usize, bytes: usize) -> std::thread::JoinHandle<()> {
        let socket = std::thread::Builder::new().name("socket".to_owned());
        let flood = move || {
            for number in 0..count {
                let text = format!("{}{number}", "0".repeat(bytes));
                observer.observe(Signal::Received(LentMessage::Text(text.into())));
            }
        };
        socket.spawn(flood).unwrap()
    }

    #[track_caller]
    fn check_flood(count: usize, bytes: usize) {
        let (session, mut follower, observer) = opened();
        let socket = flood(observer, count, bytes);
        let socket = std::thread::Builder::new()
            .name("ending".to_owned())
            .spawn(move || {
                socket.join().unwrap();
                assert!(session.snapshot().bytes_kept <= BUDGET_BYTES);
                drop(session);
            })
            .unwrap();
        let mut next = Seq::FIRST;
        let mut received = 0;
        while let Some(unread) = follower.read() {
            for message in unread.messages() {
                assert_eq!(message.seq, next, "nothing is left out");
                next = Seq::new(next.get() + 1);
                if message.kind == Kind::Text {
                    let text = std::str::from_utf8(message.payload).unwrap();
                    assert_eq!(text.parse(), Ok(received));
                    received += 1;
                }
            }
            assert_eq!(next, unread.end());
        }
        assert_eq!(received, count);
        socket.join().unwrap();
    }

    #[test]
    fn a_follower_reads_everything_and_the_socket_waits_for_it() {
        check_flood(20_000, 16);
        check_flood(2_000, 5_000);
        // Each is most of the budget.
        check_flood(20, 150_000);
    }

    #[test]
    fn the_end_of_the_connection_is_read_too() {
        let (session, mut follower, _observer) = opened();
        drop(session);
        let mut last = None;
        while let Some(unread) = follower.read() {
            last = unread
                .messages()
                .last()
                .and_then(|last| last.event.cloned());
        }
        assert_eq!(last, Some(RecordedEvent::ClosedByUs { frame: None }));
    }

    #[test]
    fn who_does_not_read_can_be_left_behind() {
        let (session, follower, observer) = opened();
        let socket = flood(observer, 20_000, 16);
        let unblocker = follower.unblocker();
        while session.snapshot().bytes_kept < BUDGET_BYTES / 2 {
            std::thread::yield_now();
        }
        assert!(!socket.is_finished(), "it waits");
        unblocker.unblock();
        socket.join().unwrap();
        drop(follower);
    }
}
