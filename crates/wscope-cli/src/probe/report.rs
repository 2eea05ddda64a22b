//! What was measured, as text and as JSON.

use std::fmt::Write as _;
use std::time::Duration;

use payload::object::object;
use serde_json::json;
use session::{Bar, Plan, ProbeSnapshot, Tally};

use crate::for_terminals::for_terminals;

/// What was measured.
#[derive(Clone, Debug)]
pub(super) struct Report {
    /// The server that was measured.
    pub(super) address: String,
    pub(super) plan: Plan,
    pub(super) snapshot: ProbeSnapshot,
    /// Whether a signal ended it.
    pub(super) is_interrupted: bool,
    /// How long it took.
    pub(super) took: Duration,
}

/// What the quantiles of a probe are called.
const NAMES: [&str; session::QUANTILES.len()] = ["p50", "p95", "p99", "max"];

impl Report {
    /// Whether everything that came back did so as it was sent, once and in order, and nothing was lost.
    pub(super) fn is_whole(&self) -> bool {
        let tally = self.snapshot.tally;
        tally.lost + tally.altered + tally.duplicated + tally.reordered == 0
    }

    /// How many messages were to come back when a signal ended it, if nothing else is wrong.
    pub(super) fn cut_off(&self) -> Option<u32> {
        let pending = self.snapshot.tally.pending;
        (self.is_interrupted && self.is_whole() && pending > 0).then_some(pending)
    }

    pub(super) fn text(&self) -> String {
        let Tally {
            sent,
            back,
            pending,
            lost,
            duplicated,
            reordered,
            altered,
        } = self.snapshot.tally;
        let Plan { rate, size, count } = self.plan;
        let mut text = format!(
            "{}: {sent} of {count} messages of {size} bytes sent in {:.1} s, {rate} a second\n",
            self.address,
            self.took.as_secs_f64(),
        );
        let share = |part: u32| f64::from(part) * 100.0 / f64::from(sent.max(1));
        let amounts = [
            ("echoed", back, true),
            ("pending", pending, pending > 0),
            ("lost", lost, true),
            ("corrupted", altered, true),
            ("duplicated", duplicated, true),
            ("reordered", reordered, true),
        ];
        for (name, amount, _) in amounts.iter().filter(|(_, _, is_told)| *is_told) {
            // Writing into a string cannot fail.
            writeln!(text, "{name:<10} {amount:>7}  {:>6.2} %", share(*amount)).ok();
        }
        for (name, micros) in NAMES.iter().zip(self.snapshot.quantiles) {
            if let Some(micros) = micros {
                let millis = micros as f64 / 1000.0;
                writeln!(text, "latency {name} {millis:>9.3} ms").ok();
            }
        }
        if self.is_interrupted {
            text.push_str("interrupted\n");
        }
        text
    }

    pub(super) fn json(&self) -> String {
        let tally = self.snapshot.tally;
        let latency = NAMES.iter().zip(self.snapshot.quantiles);
        let latency = object(latency.map(|(name, micros)| ((*name).to_owned(), json!(micros))));
        let bar = |bar: &Bar| json!({ "from": bar.from, "to": bar.to, "count": bar.count });
        let object = json!({
            "address": self.address,
            "count": self.plan.count,
            "size": self.plan.size,
            "rate": self.plan.rate,
            "seconds": self.took.as_secs_f64(),
            "interrupted": self.is_interrupted,
            "sent": tally.sent,
            "echoed": tally.back,
            "pending": tally.pending,
            "lost": tally.lost,
            "corrupted": tally.altered,
            "duplicated": tally.duplicated,
            "reordered": tally.reordered,
            "latency_micros": latency,
            "histogram_micros": self.snapshot.bars.iter().map(bar).collect::<Vec<_>>(),
        });
        format!("{}\n", for_terminals(&object.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(tally: Tally, quantiles: [Option<u64>; 4]) -> Report {
        Report {
            address: "ws://localhost:4000/".to_owned(),
            plan: Plan {
                rate: 10,
                size: 64,
                count: 100,
            },
            snapshot: ProbeSnapshot {
                tally,
                quantiles,
                ..ProbeSnapshot::default()
            },
            is_interrupted: tally.pending > 0,
            took: Duration::from_millis(2_345),
        }
    }

    #[test]
    fn what_went_wrong_is_told_with_its_share() {
        let tally = Tally {
            sent: 50,
            back: 47,
            pending: 1,
            lost: 2,
            duplicated: 0,
            reordered: 1,
            altered: 3,
        };
        let report = report(tally, [Some(207), Some(1_500), Some(20_000), Some(21_111)]);
        assert_eq!(
            report.text(),
            "ws://localhost:4000/: 50 of 100 messages of 64 bytes sent in 2.3 s, 10 a second\n\
             echoed          47   94.00 %\n\
             pending          1    2.00 %\n\
             lost             2    4.00 %\n\
             corrupted        3    6.00 %\n\
             duplicated       0    0.00 %\n\
             reordered        1    2.00 %\n\
             latency p50     0.207 ms\n\
             latency p95     1.500 ms\n\
             latency p99    20.000 ms\n\
             latency max    21.111 ms\n\
             interrupted\n"
        );
        assert!(!report.is_whole());
    }

    #[test]
    fn a_measurement_is_whole_unless_something_went_wrong() {
        let check = |tally: Tally, expected: bool| {
            assert_eq!(report(tally, [None; 4]).is_whole(), expected, "{tally:?}");
        };
        let none = Tally::default();
        check(none, true);
        check(
            Tally {
                sent: 2,
                back: 1,
                pending: 1,
                ..none
            },
            true,
        );
        check(Tally { lost: 1, ..none }, false);
        check(Tally { altered: 1, ..none }, false);
        check(
            Tally {
                duplicated: 1,
                ..none
            },
            false,
        );
        check(
            Tally {
                reordered: 1,
                ..none
            },
            false,
        );
    }
}
