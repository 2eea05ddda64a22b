//! The sizes in the table: computed on native only, since a page has to stay small.

use message_log::{Direction, PageView, Seq};
use wire::deflate::Deflater;

use super::{Column, CompressionTable, MAX_COMPARED};
use crate::reader::Reader;
use crate::recorded_event::RecordedEvent;

/// Compresses the text and binary messages from `first` on with all parameters. `go_on` is told the share that is done, and
/// may end the work; then there is no table. Takes seconds: not for the thread of a window.
pub fn compression_table(
    reader: &Reader,
    first: Seq,
    mut go_on: impl FnMut(f32) -> bool,
) -> Option<CompressionTable> {
    let Compared { pages, is_partial } = collect(reader, first, || go_on(0.0))?;
    let mut table = CompressionTable {
        is_partial,
        ..CompressionTable::default()
    };
    let count = CompressionTable::windows().count() * 4;
    let mut done = 0_u8;
    for direction in [Direction::Sent, Direction::Received] {
        let messages = Messages {
            pages: &pages,
            first,
            direction,
        };
        let mut column = messages.measured();
        for bits in CompressionTable::windows() {
            let mut size_with = |keeps_context| {
                done += 1;
                go_on(f32::from(done) / count as f32)
                    .then(|| messages.compressed(bits, keeps_context))
            };
            column.sizes.push((size_with(true)?, size_with(false)?));
        }
        match direction {
            Direction::Sent => table.sent = column,
            Direction::Received | Direction::Local => table.received = column,
        }
    }
    Some(table)
}

/// What is compared.
struct Compared {
    /// The pages that it is in.
    pages: Vec<PageView<RecordedEvent>>,
    /// Whether there is more in a direction than is compared.
    is_partial: bool,
}

/// Finds the messages from `first` on that are compared, up to the end of the record where there are few in a direction.
fn collect(reader: &Reader, first: Seq, mut go_on: impl FnMut() -> bool) -> Option<Compared> {
    let mut pages = Vec::new();
    let mut is_partial = false;
    let mut next = first;
    let (mut sent, mut received) = (0, 0);
    while let Some(page) = reader.page_from(next) {
        if !go_on() {
            return None;
        }
        let mut is_needed = false;
        for message in page.messages_from(next).filter(|it| it.kind.is_data()) {
            let taken = match message.direction {
                Direction::Sent => &mut sent,
                Direction::Received => &mut received,
                Direction::Local => continue,
            };
            let is_within = *taken < MAX_COMPARED;
            *taken += message.payload.len() as u64;
            is_needed |= is_within;
            is_partial |= !is_within;
        }
        next = page.seqs().end;
        if is_needed {
            pages.push(page);
        }
        if is_partial && sent >= MAX_COMPARED && received >= MAX_COMPARED {
            break;
        }
    }
    Some(Compared { pages, is_partial })
}

/// The messages of one direction.
struct Messages<'a> {
    pages: &'a [PageView<RecordedEvent>],
    first: Seq,
    direction: Direction,
}

impl Messages<'_> {
    /// All of them, up to what is compared.
    fn payloads(&self) -> impl Iterator<Item = &[u8]> {
        let all = self.all();
        all.scan(0, |bytes, payload: &[u8]| {
            let is_within = *bytes < MAX_COMPARED;
            *bytes += payload.len() as u64;
            is_within.then_some(payload)
        })
    }

    fn all(&self) -> impl Iterator<Item = &[u8]> {
        let messages = self
            .pages
            .iter()
            .flat_map(|page| page.messages_from(self.first));
        let messages = messages
            .filter(|message| message.direction == self.direction && message.kind.is_data());
        messages.map(|message| message.payload)
    }

    /// How many there are and what they come to, without sizes.
    fn measured(&self) -> Column {
        let mut column = Column::default();
        for payload in self.payloads() {
            column.messages += 1;
            column.payload += payload.len() as u64;
        }
        column
    }

    fn compressed(&self, bits: u8, keeps_context: bool) -> u64 {
        let Some(mut deflater) = Deflater::new(bits, keeps_context) else {
            return 0;
        };
        let mut buffer = Vec::new();
        let sizes = self.payloads().map(|payload| {
            buffer.clear();
            // It fails for a state that is damaged only; the message would go out as it is.
            match deflater.deflate(payload, true, &mut buffer) {
                Ok(()) => buffer.len() as u64,
                Err(_) => payload.len() as u64,
            }
        });
        sizes.sum()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use connection::{Event, Message};
    use parking_lot::RwLock;

    use super::*;
    use crate::clock::now;
    use crate::recorder::Recorder;

    fn reader(messages: &[(bool, String)]) -> Reader {
        let mut recorder = Recorder::new(64 << 20);
        for (is_sent, text) in messages {
            let message = Message::Text(text.clone());
            let event = match is_sent {
                true => Event::Sent((&message).into()),
                false => Event::Received((&message).into()),
            };
            recorder.record(event, now());
        }
        Reader::new(Arc::new(RwLock::new(recorder)))
    }

    #[test]
    fn what_is_alike_costs_little_with_context_and_a_window_that_reaches_it() {
        let line = |number: u32| format!("{{\"id\":{number},\"rest\":\"{}\"}}", noise(number, 600));
        // Each repeats the one before, which lies further back than the smallest window.
        let messages: Vec<_> = (0..20)
            .map(|number| (number % 2 == 0, line(number / 4)))
            .collect();
        let reader = reader(&messages);
        let first = Seq::new(1);
        let table = compression_table(&reader, first, |_| true).unwrap();
        assert_eq!((table.sent.messages, table.received.messages), (10, 10));
        assert!(!table.is_partial);
        let (with, without) = (table.sent.sizes[0], *table.sent.sizes.last().unwrap());
        assert_eq!(table.sent.sizes.len(), CompressionTable::windows().count());
        assert!(without.0 < without.1, "context helps: {without:?}");
        assert!(
            without.0 < with.0,
            "and a larger window: {with:?} {without:?}"
        );
        assert!(table.sent.payload >= without.1);
    }

    #[test]
    fn it_ends_when_it_is_told_to_and_keeps_to_its_bound() {
        let many: Vec<_> = (0..12)
            .map(|number| (true, noise(number, 1 << 20)))
            .collect();
        let reader = reader(&many);
        assert_eq!(
            compression_table(&reader, Seq::new(1), |share| share < 0.1),
            None
        );
        let counted = |messages: &[(bool, String)]| {
            let reader = self::reader(messages);
            let Compared { pages, is_partial } = collect(&reader, Seq::new(1), || true).unwrap();
            let count = |direction| {
                let messages = Messages {
                    pages: &pages,
                    first: Seq::new(1),
                    direction,
                };
                messages.measured().messages
            };
            let counts = [Direction::Sent, Direction::Received].map(count);
            (counts, is_partial)
        };
        assert_eq!(counted(&many), ([8, 0], true));
        assert_eq!(counted(&many[..8]), ([8, 0], false));
        // The bound is reached in both directions with the first message of each, and more follow.
        let large = |is_sent| (is_sent, "x".repeat(8 << 20));
        let echoed = [large(true), large(false)];
        assert_eq!(counted(&echoed), ([1, 1], false));
        let echoed = [large(true), large(false), large(true), large(false)];
        assert_eq!(counted(&echoed), ([1, 1], true));
    }

    /// Text that cannot be compressed much.
    fn noise(seed: u32, length: usize) -> String {
        let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(1);
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            char::from(b'!' + (state >> 24) as u8 % 90)
        };
        (0..length).map(|_| next()).collect()
    }
}
