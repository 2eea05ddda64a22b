//! What the log costs: one JSON object a line on stdout, each the median of several runs.
//!
//! A plain `main` instead of a harness: the runs are seconds long, and the numbers are read by a
//! program. Arguments, such as the `--bench` that cargo passes, are ignored.

use std::borrow::Cow;
use std::fs;
use std::hint::black_box;
use std::time::Instant;

use message_log::search::{Filter, Pattern, PatternSyntax, Scan};
use message_log::{Direction, Entry, Kind, Seq, Timestamp};

/// A log in which nothing happens but messages.
type MessageLog = message_log::MessageLog;

/// How often everything is measured. Odd, so that there is a median.
const RUNS: usize = 5;

/// The size of a message, in bytes.
const PAYLOAD_BYTES: usize = 64;

/// How many messages are appended and searched.
const MESSAGES: u64 = 10_000_000;

/// Large enough that nothing is forgotten.
const AMPLE_BUDGET_BYTES: u64 = 1 << 30;

/// Every so many messages one is unlike the others, so that a rare text can be searched for.
const RARE_EVERY: u64 = 1_000_000;

/// How many look-ups are timed at once.
const LOOK_UPS: u64 = 1_000_000;

fn main() {
    // First, as long as no earlier measurement has left memory behind.
    let log = bench_memory();
    bench_search(&log);
    bench_clear(log);
    // The first takes ever new memory from the system, which is most of what it costs; the second
    // soon uses its own again.
    bench_append("append", AMPLE_BUDGET_BYTES);
    bench_append("append_while_forgetting", AMPLE_BUDGET_BYTES / 16);
    for messages in [1_000, 1_000_000, MESSAGES] {
        bench_look_up(messages);
        bench_memory_read(messages);
    }
}

fn bench_memory() -> MessageLog {
    let before = resident_bytes();
    let log = filled(MESSAGES, AMPLE_BUDGET_BYTES);
    let per_message = |bytes: u64| bytes as f64 / MESSAGES as f64;
    report(
        "overhead",
        per_message(log.overhead_bytes()),
        "bytes/message",
    );
    if let (Some(before), Some(after)) = (before, resident_bytes()) {
        let overhead = per_message(after - before) - PAYLOAD_BYTES as f64;
        report("overhead_resident", overhead, "bytes/message");
    }
    log
}

/// How long it takes to clear the log, and how much of its memory the system has back afterwards.
fn bench_clear(mut log: MessageLog) {
    let kept = log.bytes_kept() + log.overhead_bytes();
    let full = resident_bytes();
    let start = Instant::now();
    log.clear();
    report("clear", start.elapsed().as_secs_f64() * 1e3, "ms");
    if let (Some(full), Some(after)) = (full, resident_bytes()) {
        let share = full.saturating_sub(after) as f64 / kept as f64;
        report("clear_given_back", share * 100.0, "percent");
    }
}

fn bench_search(log: &MessageLog) {
    use PatternSyntax::{Literal, Regex};
    let patterns = [
        ("search_rare_literal", "Needle", Literal),
        ("search_rare_literal_any_case", "needle", Literal),
        (
            "search_rare_literal_common_letters",
            "\"price\":99",
            Literal,
        ),
        ("search_every_message_literal", "Tick", Literal),
        ("search_every_message_any_case", "tick", Literal),
        ("search_rare_regex", "need[a-z]+\":[0-9]+", Regex),
        ("search_common_regex", "seq\":[0-9]*7,", Regex),
        ("search_anchored_regex", "^\\{\"needle", Regex),
        ("search_word_regex", r"\bneedle\b", Regex),
    ];
    for (name, text, syntax) in patterns {
        let pattern = Some(Pattern::compile(text, syntax));
        bench_filter(
            name,
            log,
            &Filter {
                pattern,
                ..Filter::default()
            },
        );
    }
    let directions = [Direction::Sent].into_iter().collect();
    bench_filter(
        "search_direction",
        log,
        &Filter {
            directions,
            ..Filter::default()
        },
    );
}

fn bench_filter(name: &str, log: &MessageLog, filter: &Filter) {
    let seconds = median(|| {
        let started = Instant::now();
        black_box(scan_all(log, filter.clone()).matches().len());
        started.elapsed().as_secs_f64()
    });
    report(name, seconds, "s");
}

fn bench_append(name: &str, budget_bytes: u64) {
    let payloads = payloads();
    let per_second = median(|| {
        let started = Instant::now();
        let log = filled_from(&payloads, MESSAGES, budget_bytes);
        let seconds = started.elapsed().as_secs_f64();
        assert_eq!(log.counters().total().messages, MESSAGES);
        MESSAGES as f64 / seconds
    });
    report(name, per_second, "messages/s");
}

/// Looks up random messages. The log does the same work whatever its size, but the larger it is,
/// the more of the look-ups read memory that is in no cache.
fn bench_look_up(messages: u64) {
    let log = filled(messages, AMPLE_BUDGET_BYTES);
    let name = |order: &str| format!("look_up_{order}_of_{messages}");
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    report(
        &name("random"),
        time_look_ups(&log, || random(&mut state) % messages),
        "ns",
    );
    let mut next = 0;
    let neighbours = || {
        next = (next + 1) % messages;
        next
    };
    report(&name("neighbours"), time_look_ups(&log, neighbours), "ns");
}

/// What look-ups are to be compared with: reading a random byte of as much memory as the payloads
/// of so many messages take, where each read has to wait for the one before. A look-up waits in
/// the same way for the page, the record and the payload.
fn bench_memory_read(messages: u64) {
    let memory = black_box(vec![1_u8; messages as usize * PAYLOAD_BYTES]);
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut last = 0;
    let nanoseconds = median(|| {
        let started = Instant::now();
        for _ in 0..LOOK_UPS {
            let index = random(&mut state) ^ u64::from(last);
            last = memory[index as usize % memory.len()];
        }
        black_box(last);
        started.elapsed().as_secs_f64() * 1e9 / LOOK_UPS as f64
    });
    report(
        &format!("memory_read_random_of_{messages}"),
        nanoseconds,
        "ns",
    );
}

/// Nanoseconds a look-up, each of which reads the record and a byte of the payload.
fn time_look_ups(log: &MessageLog, mut index: impl FnMut() -> u64) -> f64 {
    median(|| {
        let started = Instant::now();
        for _ in 0..LOOK_UPS {
            let message = log.get(Seq::new(index() + 1));
            black_box(message.map(|message| (message.at, message.payload[0])));
        }
        started.elapsed().as_secs_f64() * 1e9 / LOOK_UPS as f64
    })
}

fn random(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state
}

fn scan_all(log: &MessageLog, filter: Filter) -> Scan {
    let mut scan = Scan::new(filter, log.kept().start);
    while let Some(view) = log.page_from(scan.next()) {
        scan.advance(&view);
    }
    scan
}

fn filled(messages: u64, budget_bytes: u64) -> MessageLog {
    filled_from(&payloads(), messages, budget_bytes)
}

/// Appends messages of 64 bytes, of which one in a million is rare, a microsecond apart.
fn filled_from(payloads: &[Vec<u8>], messages: u64, budget_bytes: u64) -> MessageLog {
    let mut log = MessageLog::new(budget_bytes);
    let (rare, common) = payloads.split_first().expect("there are payloads");
    let mut common = common.iter().cycle();
    for number in 0..messages {
        let is_rare = number % RARE_EVERY == RARE_EVERY / 2;
        let payload = if is_rare { Some(rare) } else { common.next() };
        let entry = Entry {
            direction: if is_rare {
                Direction::Sent
            } else {
                Direction::Received
            },
            kind: Kind::Text,
            at: Timestamp::from_micros(1_700_000_000_000_000 + number),
        };
        let payload = Cow::Borrowed(payload.map_or(&[][..], Vec::as_slice));
        log.append(entry, payload).expect("the budget is ample");
    }
    log
}

/// A rare message and a thousand others, such as an exchange might send them.
fn payloads() -> Vec<Vec<u8>> {
    let rare = String::from("{\"needle\":1,\"Needle\":2,\"price\":99.5,\"needles\":7777777}");
    let common = (0..1000).map(|number| {
        format!("{{\"kind\":\"Tick\",\"seq\":{number:06},\"price\":1{number:04}.25,\"side\":\"buy\",\"a\":1}}")
    });
    let padded = |text: String| format!("{text:<PAYLOAD_BYTES$}").into_bytes();
    let payloads: Vec<_> = [rare].into_iter().chain(common).map(padded).collect();
    assert!(
        payloads
            .iter()
            .all(|payload| payload.len() == PAYLOAD_BYTES)
    );
    payloads
}

/// The memory of this process that is in use, in bytes, or `None` where there is no such file.
fn resident_bytes() -> Option<u64> {
    /// The size of a page of memory on the machines that have this file, as a rule.
    const MEMORY_PAGE_BYTES: u64 = 4096;
    let statm = fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = statm.split_whitespace().nth(1)?.parse().ok()?;
    Some(pages * MEMORY_PAGE_BYTES)
}

fn median(mut run: impl FnMut() -> f64) -> f64 {
    let mut results = [(); RUNS].map(|()| run());
    results.sort_by(f64::total_cmp);
    results[RUNS / 2]
}

#[expect(
    clippy::print_stdout,
    reason = "the results are the output of this program"
)]
fn report(name: &str, value: f64, unit: &str) {
    println!(r#"{{"crate":"message-log","name":"{name}","value":{value:.6},"unit":"{unit}"}}"#);
}
