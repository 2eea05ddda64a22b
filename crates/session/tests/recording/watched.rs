//! Values that are watched, on their way into a table.

use std::io::{self, ErrorKind, Write};

use connection::{LentMessage, Signal};
use session::watch::{Beginning, Side, WatchTable, WatchedPath};

use crate::wire::opened;

/// A disk that is full after the first write.
#[derive(Default)]
struct Full {
    writes: usize,
}

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writes += 1;
        match self.writes {
            1 => Ok(bytes.len()),
            _ => Err(ErrorKind::StorageFull.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn nothing_is_written_to_a_table_after_a_failure() {
    let (session, wire) = opened(64 << 20);
    let long = format!(r#"{{"a":"{}"}}"#, "x".repeat(20_000));
    // Several pages of the log.
    for _ in 0..200 {
        let message = LentMessage::Text(long.as_str().into());
        wire.observer().observe(Signal::Received(message));
    }
    let path = WatchedPath::parse("$.a", Side::Both).unwrap();
    let table = WatchTable::new(&session, vec![path], Beginning::default());
    let mut full = Full::default();
    let failure = table.write(&mut full).unwrap_err();
    assert_eq!(failure.kind(), ErrorKind::StorageFull);
    assert_eq!(full.writes, 2);
    assert!(table.percent() < 100, "the rest is not read");
}
