//! A transport of one's own: what has to be written for one, and what a connection does with it.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::{Duration, Instant};

use connection::{
    Cause, CloseFrame, ClosedBy, Connection, Endpoint, Event, Failure, LentMessage, Link, Message,
    Observer, Options, Phase, Signal, Transport,
};
use parking_lot::Mutex;

/// Far more than any of these tests is told.
const MAX_EVENTS: usize = 100;

/// Answers every message with the same, without any network.
#[derive(Default)]
struct Echo {
    connects: AtomicUsize,
}

struct EchoLink(Observer);

impl Transport for Echo {
    fn connect(
        &self,
        _endpoint: &Endpoint,
        _options: &Options,
        observer: Observer,
    ) -> Result<Box<dyn Link>, Failure> {
        self.connects.fetch_add(1, Ordering::Relaxed);
        observer.observe(Signal::Opened);
        Ok(Box::new(EchoLink(observer)))
    }
}

impl Link for EchoLink {
    fn is_full(&self) -> bool {
        false
    }

    fn sends_pings(&self) -> bool {
        false
    }

    fn sends_close_frames(&self) -> bool {
        false
    }

    fn send(&mut self, message: Message) {
        self.0.observe(Signal::Received((&message).into()));
    }

    fn close_with(self: Box<Self>, _frame: CloseFrame) {}

    fn finish(self: Box<Self>, _frame: Option<CloseFrame>, _time_limit: Duration) {}
}

/// Is refused, and leaves the next attempt to another transport.
struct Refused {
    connects: AtomicUsize,
    detail: String,
    successor: Arc<Echo>,
}

struct RefusedLink(Arc<Echo>);

impl Transport for Refused {
    fn connect(
        &self,
        _endpoint: &Endpoint,
        _options: &Options,
        observer: Observer,
    ) -> Result<Box<dyn Link>, Failure> {
        self.connects.fetch_add(1, Ordering::Relaxed);
        observer.observe(Signal::Error(Failure {
            cause: Cause::Refused,
            detail: self.detail.clone(),
        }));
        Ok(Box::new(RefusedLink(Arc::clone(&self.successor))))
    }
}

impl Link for RefusedLink {
    fn is_full(&self) -> bool {
        false
    }

    fn sends_pings(&self) -> bool {
        false
    }

    fn sends_close_frames(&self) -> bool {
        false
    }

    fn successor(&self) -> Option<Arc<dyn Transport>> {
        Some(Arc::clone(&self.0) as Arc<dyn Transport>)
    }

    fn send(&mut self, _message: Message) {}

    fn close_with(self: Box<Self>, _frame: CloseFrame) {}

    fn finish(self: Box<Self>, _frame: Option<CloseFrame>, _time_limit: Duration) {}
}

fn connection_over(transport: Arc<dyn Transport>) -> (Connection, Receiver<Event<'static>>) {
    let (sender, events) = sync_channel(MAX_EVENTS);
    let handler = Box::new(move |event: Event<'_>| sender.try_send(event.into_owned()).unwrap());
    (Connection::new(transport, handler), events)
}

fn endpoint() -> Endpoint {
    Endpoint::parse("ws://localhost/?token=s3cret-token").unwrap()
}

#[test]
fn events_come_in_order_also_from_a_transport_that_tells_them_at_once() {
    let (mut connection, events) = connection_over(Arc::new(Echo::default()));
    connection.connect(&endpoint(), &Options::default());
    let message = Message::Text("hello".to_owned());
    connection.send(message.clone()).unwrap();
    connection.disconnect();
    let told: Vec<_> = events.try_iter().collect();
    let expected = [
        Event::Connecting(endpoint()),
        Event::Opened,
        Event::Sent((&message).into()),
        Event::Received((&message).into()),
        Event::Closed(ClosedBy::Us(None)),
    ];
    assert_eq!(told, expected);
}

/// Shows its observer to the test.
#[derive(Default)]
struct Shown(Mutex<Option<Observer>>);

impl Transport for Shown {
    fn connect(
        &self,
        _endpoint: &Endpoint,
        _options: &Options,
        observer: Observer,
    ) -> Result<Box<dyn Link>, Failure> {
        *self.0.lock() = Some(observer.clone());
        Ok(Box::new(EchoLink(observer)))
    }
}

#[test]
fn messages_that_are_told_together_are_told_as_each_of_them_would_be() {
    let shown = Arc::new(Shown::default());
    let (mut connection, events) = connection_over(Arc::clone(&shown) as Arc<dyn Transport>);
    let messages = ["one", "two"].map(|text| Message::Text(text.to_owned()));
    let tell = |observer: &Observer| {
        let mut lent = messages.iter().map(LentMessage::from);
        observer.observe_received(&mut lent);
        // They have arrived, whether anybody is told or not.
        assert_eq!(lent.next(), None);
    };
    connection.connect(&endpoint(), &Options::default());
    let earlier = shown.0.lock().take().unwrap();
    tell(&earlier);
    earlier.observe(Signal::Opened);
    tell(&earlier);
    connection.connect(&endpoint(), &Options::default());
    let observer = shown.0.lock().take().unwrap();
    observer.observe(Signal::Opened);
    tell(&earlier);
    connection.disconnect();
    tell(&observer);
    let told: Vec<_> = events.try_iter().collect();
    let [one, two] = messages
        .each_ref()
        .map(|message| Event::Received(message.into()));
    let expected = [
        Event::Connecting(endpoint()),
        Event::Opened,
        one,
        two,
        Event::Closed(ClosedBy::Us(None)),
        Event::Connecting(endpoint()),
        Event::Opened,
        Event::Closed(ClosedBy::Us(None)),
    ];
    assert_eq!(told, expected);
}

#[test]
fn no_transport_has_to_think_of_credentials() {
    let refused = Refused {
        connects: AtomicUsize::default(),
        detail: "refused s3cret-token at ws://localhost/?token=s3cret-token&key=other".to_owned(),
        successor: Arc::default(),
    };
    let (mut connection, events) = connection_over(Arc::new(refused));
    connection.connect(&endpoint(), &Options::default());
    let told: Vec<_> = events.try_iter().collect();
    let printed = format!("{told:?}");
    assert!(!printed.contains("s3cret"), "{printed}");
    let masked = "refused ••• at ws://localhost/?token=•••&key=•••";
    assert!(printed.contains(masked), "{printed}");
}

#[test]
fn the_next_attempt_begins_with_the_transport_that_has_taken_over() {
    let echo = Arc::new(Echo::default());
    let refused = Arc::new(Refused {
        connects: AtomicUsize::default(),
        detail: String::new(),
        successor: Arc::clone(&echo),
    });
    let counts = || {
        let count = |connects: &AtomicUsize| connects.load(Ordering::Relaxed);
        (count(&refused.connects), count(&echo.connects))
    };
    let (mut connection, _events) = connection_over(Arc::clone(&refused) as Arc<dyn Transport>);
    let options = Options {
        reconnects: true,
        ..Options::default()
    };
    connection.connect(&endpoint(), &options);
    assert!(matches!(connection.phase(), Phase::Waiting { .. }));
    assert_eq!(counts(), (1, 0));
    // Longer than any wait.
    connection.tick(Instant::now() + Duration::from_secs(60));
    assert!(connection.phase().is_open());
    assert_eq!(counts(), (1, 1));
    // At another address it begins with the first one again.
    connection.connect(&endpoint(), &options);
    assert_eq!(counts(), (2, 1));
}

#[test]
fn a_frame_does_not_wait_for_the_handler() {
    let transport = Arc::new(Shown::default());
    let (entered, has_entered) = sync_channel(1);
    let (go_on, may_go_on) = sync_channel(1);
    let handler = Box::new(move |event: Event<'_>| {
        if matches!(event, Event::Received(_)) {
            entered.send(()).unwrap();
            may_go_on.recv().unwrap();
        }
    });
    let mut connection = Connection::new(Arc::clone(&transport) as Arc<dyn Transport>, handler);
    connection.connect(&endpoint(), &Options::default());
    let observer = transport.0.lock().clone().unwrap();
    observer.observe(Signal::Opened);
    let told = std::thread::Builder::new().spawn(move || {
        observer.observe(Signal::Received((&Message::Text("slow".to_owned())).into()));
    });
    has_entered.recv().unwrap();
    // Otherwise the two would wait for each other.
    connection.tick(Instant::now());
    assert!(connection.phase().is_open());
    go_on.send(()).unwrap();
    told.unwrap().join().unwrap();
}
