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

/// The session ends when all has arrived.
fn end_after(socket: std::thread::JoinHandle<()>, session: Session) -> std::thread::JoinHandle<()> {
    let thread = std::thread::Builder::new().name("ending".to_owned());
    let end = move || {
        socket.join().unwrap();
        assert!(session.snapshot().bytes_kept <= BUDGET_BYTES);
        drop(session);
    };
    thread.spawn(end).unwrap()
}

#[track_caller]
fn check_flood(count: usize, bytes: usize) {
    let (session, mut follower, observer) = opened();
    let socket = flood(observer, count, bytes);
    let ending = end_after(socket, session);
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
    ending.join().unwrap();
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

#[test]
fn what_is_cleared_unread_has_a_bound_and_is_read() {
    const COUNT: usize = 2_000;
    let (mut session, mut follower, observer) = opened();
    let socket = flood(observer, COUNT, 5_000);
    for _ in 0..2 * MAX_UNREAD_CLEARS {
        while follower.followed.place.lock().waiting == 0 {
            std::thread::yield_now();
        }
        session.clear();
    }
    // It does not wait for room in the log, which is empty.
    assert!(!socket.is_finished(), "it waits");
    let mut received = 0;
    let mut read = |unread: &Unread| {
        let texts = unread
            .messages()
            .filter(|message| message.kind == Kind::Text);
        received += texts.count();
    };
    while let ReadOutcome::Unread(unread) = follower.read_until(Some(Instant::now())) {
        assert!(unread.end().get() < COUNT as u64, "the rest waits");
        read(&unread);
        if follower.followed.place.lock().cleared.is_empty() {
            break;
        }
    }
    let ending = end_after(socket, session);
    while let Some(unread) = follower.read() {
        read(&unread);
    }
    ending.join().unwrap();
    assert_eq!(received, COUNT);
}
