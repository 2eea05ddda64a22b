//! What the log promises, one promise a test.

use std::borrow::Cow;

use message_log::{Direction, Entry, Kind, Seq, SharedMessage, Timestamp, TooLarge};

/// A log in which nothing happens but messages.
type MessageLog = message_log::MessageLog;

const KIB: u64 = 1024;
const MIB: u64 = 1024 * KIB;

fn entry(micros: u64) -> Entry {
    Entry {
        direction: Direction::Received,
        kind: Kind::Text,
        at: Timestamp::from_micros(micros),
    }
}

fn append(log: &mut MessageLog, payload: &[u8]) -> Seq {
    log.append(entry(0), Cow::Borrowed(payload))
        .expect("it fits")
}

fn payload(log: &MessageLog, seq: Seq) -> Option<&[u8]> {
    log.get(seq).map(|message| message.payload)
}

#[test]
fn an_empty_log_keeps_nothing_and_has_no_memory() {
    let log = MessageLog::new(MIB);
    assert_eq!(log.kept(), Seq::FIRST..Seq::FIRST);
    assert_eq!((log.bytes_kept(), log.overhead_bytes()), (0, 0));
    assert_eq!(log.get(Seq::FIRST), None);
    assert_eq!(log.get(Seq::new(0)), None);
    assert!(log.page_from(Seq::new(0)).is_none());
}

#[test]
fn a_message_comes_back_as_it_was_appended() {
    let mut log = MessageLog::new(MIB);
    for direction in Direction::ALL {
        for kind in Kind::ALL {
            let at = Timestamp::from_micros(u64::from(kind as u8) * 7_000_000_000);
            let entry = Entry {
                direction,
                kind,
                at,
            };
            let seq = log.append(entry, Cow::Borrowed(b"\xff\0")).unwrap();
            let found = log.get(seq).unwrap();
            assert_eq!((found.seq, found.payload), (seq, &b"\xff\0"[..]));
            assert_eq!(
                (found.direction, found.kind, found.at),
                (direction, kind, at)
            );
        }
    }
}

#[test]
fn any_order_of_times_is_kept() {
    #[track_caller]
    fn check(times: &[u64]) {
        let mut log = MessageLog::new(MIB);
        for &micros in times {
            log.append(entry(micros), Cow::Borrowed(b"x")).unwrap();
        }
        for (seq, &micros) in (1..).map(Seq::new).zip(times) {
            let view = log.page_from(seq).unwrap();
            assert_eq!(view.get(seq), log.get(seq));
            assert_eq!(log.get(seq).unwrap().at.as_micros(), micros);
        }
    }
    check(&[5, 5, 6]);
    check(&[5, 4, 3, 9]);
    check(&[5, 9, 6]);
    check(&[0, u64::from(u32::MAX), u64::from(u32::MAX) + 1]);
    check(&[u64::MAX, 0, u64::MAX]);
}

#[test]
fn the_oldest_go_first_and_few_at_a_time() {
    #[track_caller]
    fn check(budget_bytes: u64, message_bytes: usize) {
        let mut log = MessageLog::new(budget_bytes);
        let payload = vec![7; message_bytes];
        let mut fullest = 0;
        while log.kept().start < Seq::new(1000) {
            append(&mut log, &payload);
            assert!(log.bytes_kept() <= budget_bytes);
            fullest = fullest.max(log.bytes_kept());
            let is_forgetting = log.kept().start > Seq::FIRST;
            assert!(!is_forgetting || log.bytes_kept() >= budget_bytes / 16 * 14);
        }
        assert!(fullest >= budget_bytes / 16 * 15);
    }
    check(64 * KIB, 0);
    check(64 * KIB, 64);
    check(MIB, 1);
    check(MIB, 5000);
    check(40 * MIB, 100_000);
}

#[test]
fn what_is_larger_than_the_budget_is_refused_and_counted() {
    let mut log = MessageLog::new(10 * KIB);
    let kept = append(&mut log, b"kept");
    let error = log
        .append(entry(0), Cow::Owned(vec![0; 10 * 1024]))
        .unwrap_err();
    assert_eq!(error.bytes, 10 * KIB);
    assert_eq!(log.kept(), kept..Seq::new(2));
    let counts = log.counters().of(Direction::Received);
    assert_eq!((counts.messages, counts.dropped_messages), (2, 1));
    assert_eq!(
        (counts.bytes, counts.dropped_bytes),
        (10 * KIB + 4, 10 * KIB)
    );
    assert_eq!((counts.kept_messages(), counts.kept_bytes()), (1, 4));

    let largest = vec![1; usize::try_from(error.limit).unwrap()];
    let alone = append(&mut log, &largest);
    assert_eq!(log.kept(), alone..Seq::new(3));
    assert_eq!(log.bytes_kept(), log.budget());
}

#[test]
fn a_log_without_a_budget_refuses_everything() {
    let mut log = MessageLog::new(0);
    let refused = log.append(entry(0), Cow::Borrowed(b""));
    assert_eq!(refused, Err(TooLarge { bytes: 0, limit: 0 }));
    assert_eq!(log.counters().total().dropped_messages, 1);
}

#[test]
fn a_payload_larger_than_a_page_is_moved() {
    let mut log = MessageLog::new(64 * MIB);
    let large = vec![1; 2 * 1024 * 1024];
    let address = large.as_ptr();
    append(&mut log, b"before");
    let seq = log.append(entry(0), Cow::Owned(large)).unwrap();
    append(&mut log, b"after");
    assert_eq!(payload(&log, seq).unwrap().as_ptr(), address);
    assert_eq!(payload(&log, Seq::new(1)), Some(&b"before"[..]));
    assert_eq!(payload(&log, Seq::new(3)), Some(&b"after"[..]));
}

#[test]
fn a_shared_message_outlives_the_log() {
    fn assert_portable(_: &(impl Clone + Send + Sync)) {}
    let mut log = MessageLog::new(64 * KIB);
    let sealed = append(&mut log, &[1; 20_000]);
    let open = append(&mut log, b"open");
    let shared: Vec<SharedMessage> = [sealed, open].map(|seq| log.share(seq).unwrap()).into();
    assert_eq!(payload(&log, sealed).unwrap().as_ptr(), shared[0].as_ptr());
    drop(log);
    assert_portable(&shared[0]);
    assert_eq!(*shared[0], [1; 20_000]);
    assert_eq!((&*shared[1], shared[1].message().seq), (&b"open"[..], open));
}

#[test]
fn clearing_gives_memory_back_and_uses_no_name_twice() {
    let mut log = MessageLog::new(MIB);
    append(&mut log, b"a");
    let last = append(&mut log, &[0; 100_000]);
    log.clear();
    assert_eq!(log.overhead_bytes(), 0);
    assert_eq!(log.counters().total().messages, 0);
    assert_eq!(log.get(last), None);
    assert_eq!(append(&mut log, b"b"), Seq::new(3));
    assert_eq!(log.kept(), Seq::new(3)..Seq::new(4));
}

#[test]
fn a_smaller_budget_applies_at_once() {
    let mut log = MessageLog::new(16 * MIB);
    for _ in 0..10_000 {
        append(&mut log, &[0; 1000]);
    }
    log.set_budget(5 * MIB);
    assert!((4 * MIB..=5 * MIB).contains(&log.bytes_kept()));
    assert_eq!(log.kept().end, Seq::new(10_001));
    log.set_budget(0);
    assert_eq!(log.kept(), Seq::new(10_001)..Seq::new(10_001));
    assert_eq!(log.counters().total().dropped_messages, 10_000);
}

#[test]
fn small_messages_have_little_overhead() {
    let mut log = MessageLog::new(64 * MIB);
    for _ in 0..500_000 {
        append(&mut log, &[0; 64]);
    }
    assert!(log.overhead_bytes() / 500_000 <= 16);
}

#[test]
fn pages_can_be_read_one_after_the_other() {
    let mut log = MessageLog::new(64 * KIB);
    for number in 0_u32..2000 {
        append(&mut log, &number.to_le_bytes());
    }
    let mut next = Seq::new(0);
    let mut expected = log.kept().start.get();
    while let Some(view) = log.page_from(next) {
        for message in view.messages_from(next) {
            assert_eq!(message.seq, Seq::new(expected));
            assert_eq!(Some(message), log.get(message.seq));
            assert_eq!(Some(message), view.get(message.seq));
            expected += 1;
        }
        assert_eq!(view.get(view.seqs().end), None);
        next = view.seqs().end;
    }
    assert_eq!(next, log.kept().end);
    assert_eq!(expected, next.get());
}
