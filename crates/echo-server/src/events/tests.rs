use tokio::time::advance;

use std::sync::Arc;
use std::time::Duration;

use super::*;
use crate::limits;
use crate::meter::Meter;

fn plan(every_ms: u64) -> Plan {
    Plan {
        every: Duration::from_millis(every_ms),
        size: 16,
    }
}

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

#[tokio::test(start_paused = true)]
async fn events_happen_in_their_times_and_are_forgotten_in_order() {
    let run = Run::new(String::new(), plan(20), Some(limits::MAX_RUN_TIME));
    let check = |since, first, last| {
        let events = run.after(since);
        if last < first {
            assert!(events.is_empty(), "{events:?}");
        } else {
            assert_eq!(events, first..=last);
        }
    };
    check(0, 1, 0);
    let first = run.after_start(1);
    advance(first - Duration::from_millis(1)).await;
    check(0, 1, 0);
    advance(Duration::from_millis(1)).await;
    check(0, 1, 1);
    check(1, 2, 1);
    advance(ms(100) - first).await;
    check(2, 3, 5);
    // A client that names an event that has not happened gets none until it has.
    check(u64::MAX, 1, 0);
    // Polling slower than the backlog lasts: the oldest are missed.
    advance(ms(9_900)).await;
    check(5, 500 - limits::EVENT_BACKLOG + 1, 500);
    assert!(!run.is_over());
    advance(limits::MAX_RUN_TIME).await;
    assert!(run.is_over());
    check(29_999, 30_000, 30_000);
}

#[tokio::test]
async fn events_are_even_in_number_and_uneven_in_time() {
    let run = Run::new(String::new(), plan(1_000), None);
    let mut tenths = [0; 10];
    for number in 1..=1_000_u64 {
        let after = run.after_start(number).as_micros();
        assert_eq!(after / 1_000_000, u128::from(number) - 1);
        tenths[(after % 1_000_000 / 100_000) as usize] += 1;
    }
    assert!(
        tenths.iter().all(|count| (98..=102).contains(count)),
        "{tenths:?}"
    );
    // A run of years does not overflow.
    assert!(run.after_start(u64::MAX) <= limits::MAX_WAIT);
    let text = run.text(61);
    let (number, micros) = text.split_once(' ').expect("two numbers");
    assert_eq!((number, text.len()), ("61", 16));
    assert_eq!(
        micros.trim_end_matches('.'),
        run.after_start(61).as_micros().to_string()
    );
    assert_eq!(run.text(123_456_789_012).len(), "123456789012 ".len() + 14);
}

#[tokio::test(start_paused = true)]
async fn a_web_socket_is_told_each_event_once_and_then_that_it_is_over() {
    let run = Run::new(String::new(), plan(10_000), Some(limits::MAX_RUN_TIME));
    let mut last = 0;
    while let Some((number, text)) = run.next_after(last).await {
        // Tokio's timers are a millisecond exact.
        let late = run.start.elapsed().saturating_sub(run.after_start(number));
        assert!(late <= ms(1), "{late:?}");
        assert_eq!((number, text), (last + 1, run.text(number)));
        last = number;
    }
    assert_eq!(last, 60);
    assert!(run.is_over());
    let report = run.report();
    assert_eq!((report.happened, report.push.counts.events), (60, 60));
    assert_eq!(report.push.sent.payload, 60 * 16);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_reads_no_events_for_long_misses_some() {
    let run = Run::new(String::new(), plan(20), Some(limits::MAX_RUN_TIME));
    advance(ms(20_000)).await;
    let next = run.next_after(10).await;
    assert_eq!(
        next.map(|(number, _)| number),
        Some(1000 - limits::EVENT_BACKLOG + 1)
    );
}

#[tokio::test(start_paused = true)]
async fn runs_are_bounded_and_abandoned_ones_forgotten() {
    let events = Runs::new();
    let runs: Vec<_> = (0..limits::MAX_RUNS)
        .map(|_| events.begin(Plan::default()).expect("room"))
        .collect();
    assert!(events.begin(Plan::default()).is_none());
    advance(limits::RUN_IDLE_TIME).await;
    events.find(Some(&runs[0].name)).expect("a run");
    let open = Arc::new(Meter::default());
    let accounting = ByteAccounting::new(open);
    accounting.attribute(&runs[1], Delivery::Push);
    advance(ms(1)).await;
    events.begin(Plan::default()).expect("room again");
    for (run, is_there) in [(&runs[0], true), (&runs[1], true), (&runs[2], false)] {
        assert_eq!(events.find(Some(&run.name)).is_ok(), is_there);
    }
    assert!(events.find(None).is_ok());
}

/// A connection with a meter, and the accounting of its bytes.
struct Line {
    meter: Arc<Meter>,
    accounting: ByteAccounting,
}

impl Line {
    fn new() -> Self {
        let meter = Arc::new(Meter::default());
        let accounting = ByteAccounting::new(meter.clone());
        Self { meter, accounting }
    }

    fn request(&self, run: Option<(&Arc<Run>, Delivery)>, received: u64, sent: u64) {
        self.meter.pass(received, 0);
        self.accounting.next_request();
        if let Some((run, delivery)) = run {
            self.accounting.attribute(run, delivery);
        }
        self.meter.pass(0, sent);
    }
}

#[track_caller]
fn check(run: &Run, delivery: Delivery, counts: (u64, u64), received: u64, sent: u64) {
    let account = &run.counters.lock().ways[delivery as usize];
    let cost = account.cost();
    assert_eq!(
        (cost.counts.connections, cost.counts.requests),
        counts,
        "connections and requests"
    );
    assert_eq!((cost.received.headers, cost.sent.headers), (received, sent));
}

#[tokio::test]
async fn the_bytes_of_a_connection_belong_to_the_last_request() {
    let [one, two] = [(); 2].map(|()| Arc::new(Run::new(String::new(), plan(1000), None)));
    let line = Line::new();
    line.request(Some((&one, Delivery::Poll)), 100, 1000);
    check(&one, Delivery::Poll, (1, 1), 100, 1000);
    line.request(None, 5, 50_000);
    check(&one, Delivery::Poll, (1, 1), 100, 1000);
    line.request(Some((&two, Delivery::Poll)), 10, 20);
    line.request(Some((&one, Delivery::Wait)), 1, 2);
    line.request(Some((&one, Delivery::Poll)), 100, 1000);
    line.meter.pass(0, 7);
    line.request(None, 1, 1);
    line.request(Some((&one, Delivery::Poll)), 10, 10);
    // Others used the connection in between, once.
    check(&one, Delivery::Poll, (2, 3), 210, 2017);
    check(&one, Delivery::Wait, (1, 1), 1, 2);
    check(&two, Delivery::Poll, (1, 1), 10, 20);
    // A WebSocket: from its handshake to the end of the connection.
    line.request(Some((&two, Delivery::Push)), 300, 200);
    line.meter.pass(6, 40);
    check(&two, Delivery::Push, (1, 1), 306, 240);
    drop(line.accounting);
    line.meter.pass(1, 1);
    check(&two, Delivery::Push, (1, 1), 306, 240);
    check(&one, Delivery::Poll, (2, 3), 210, 2017);
}
