//! Values that are watched, and what a person does to see them.

use message_log::{Direction, Entry, Kind, Timestamp};
use session::watch::Side;
use wscope::features::watch;
use wscope::shell::command::Command;

use crate::opened::Opened;

/// When the first of them came, in microseconds since 1970.
const BEGAN_US: u64 = 1_795_474_466_880_000;

/// Values of a market that are watched, at times that are always the same.
pub(crate) fn values(opened: &mut Opened) {
    opened.stage.session().clear();
    for tick in 0..120_u64 {
        let price =
            97_240.0 + 12.0 * (tick as f64 / 9.0).sin() + if tick == 70 { 30.0 } else { 0.0 };
        let (side, depth) = if tick % 3 == 0 {
            ("sell", tick / 10)
        } else {
            ("buy", tick / 8)
        };
        let text = format!(
            r#"{{"channel":"trades","price":"{price:.2}","side":"{side}","book":{{"depth":{depth}}}}}"#
        );
        let entry = Entry {
            direction: Direction::Received,
            kind: Kind::Text,
            at: Timestamp::from_micros(BEGAN_US + 500_000 * tick),
        };
        let session = opened.stage.session();
        session.append(entry, text.into_bytes().into()).unwrap();
    }
    for path in ["$.price", "$.side", "$.book.depth", "$.fee"] {
        opened.ask(Command::Watch(watch::Command::Add {
            path: path.into(),
            side: Side::Received,
        }));
    }
    opened.ask(Command::Watch(watch::Command::Show));
    let changes = opened.pick(["120 values · 79 changes", "120 个值 · 79 次变化"]);
    opened.stage.wait_for_text(changes);
    opened.stage.harness.run_steps(60);
}
