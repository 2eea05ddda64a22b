//! Whether a connection ended because nobody answered its heartbeats.

use message_log::Seq;
use payload::decoders::{Payload, Protocol, Sender};
use payload::typed::Content;

use crate::conversation::payload_of;
use crate::session::Session;

/// So many messages of a connection are looked at: what was agreed on at its beginning.
const MAX_FIRST: u64 = 64;
/// And so many at its end. A heartbeat that was not answered for as many messages is not what it ended for.
const MAX_LAST: u64 = 4096;

/// Whether the newest connection ended while it owed the other side a heartbeat of this protocol: one that was asked for, or one
/// that was due. It must have ended.
pub fn owes_heartbeat(session: &Session, protocol: &dyn Protocol) -> bool {
    let (Some(mut heartbeats), Some(record)) =
        (protocol.heartbeats(), session.connection_record(None))
    else {
        return false;
    };
    let (Some(opened), Some((ended, _))) = (record.opened, &record.ended) else {
        return false;
    };
    let mut owed: Option<Content> = None;
    let mut last_sent = opened;
    session.with_log(|log| {
        let kept = log.kept();
        let first = record.first.max(kept.start).get();
        let last = kept
            .end
            .get()
            .saturating_sub(MAX_LAST)
            .max(first + MAX_FIRST);
        let rows = (first..(first + MAX_FIRST).min(kept.end.get())).chain(last..kept.end.get());
        for message in rows.filter_map(|row| log.get(Seq::new(row))) {
            let Some(payload) = payload_of(&message) else {
                continue;
            };
            if payload.sender == Sender::Client {
                last_sent = message.at;
            }
            let unsent = owed.take().filter(|owed| !is_sent(owed, &payload));
            owed = heartbeats.observe(&payload).or(unsent);
        }
    });
    let silence = ended.as_micros().saturating_sub(last_sent.as_micros());
    let is_due =
        |(after, _): (std::time::Duration, Content)| u128::from(silence) >= after.as_micros();
    owed.is_some() || heartbeats.due().is_some_and(is_due)
}

/// Whether a message is what was owed.
pub(super) fn is_sent(owed: &Content, payload: &Payload<'_>) -> bool {
    let bytes = match owed {
        Content::Text(text) => text.as_bytes(),
        Content::Binary(bytes) => bytes,
    };
    payload.sender == Sender::Client && bytes == payload.bytes
}
