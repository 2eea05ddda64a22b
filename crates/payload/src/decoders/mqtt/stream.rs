//! Which messages are one, because a packet begins in one and ends in another (section 6.0).

use super::packet::Header;
use super::reader::Reader;
use crate::decoders::payload::{Payload, Sender};
use crate::decoders::{Joined, Joiner, MAX_JOINED};

/// The bytes of a header that are needed to know how long its packet is.
const LONGEST_HEADER: usize = 5;

/// Where each side is in its packets.
#[derive(Debug, Default)]
pub(super) struct Streams {
    client: Stream,
    server: Stream,
}

impl Joiner for Streams {
    fn next(&mut self, message: &Payload<'_>) -> Joined {
        let stream = match message.sender {
            Sender::Client => &mut self.client,
            Sender::Server => &mut self.server,
        };
        if message.is_text {
            return Joined::Alone;
        }
        stream.next(message.bytes)
    }
}

/// One side's packets.
#[derive(Debug, Default)]
struct Stream {
    /// What has arrived of a header.
    header: Vec<u8>,
    /// How many bytes of the packet are still to come.
    missing: usize,
    /// How many messages have been taken for one.
    joined: usize,
}

impl Stream {
    fn next(&mut self, bytes: &[u8]) -> Joined {
        let is_continued = self.joined > 0;
        let is_whole = self.advance(bytes);
        if is_whole || self.joined + 1 >= MAX_JOINED {
            *self = Self::default();
        } else {
            self.joined += 1;
        }
        match (is_continued, is_whole) {
            (true, true) => Joined::Ends,
            (true, false) => Joined::Continues,
            (false, true) => Joined::Alone,
            (false, false) => Joined::Begins,
        }
    }

    /// Goes on by the bytes of a message. Returns whether no packet is open behind them; one that is broken has no end, and the
    /// next message is read from its beginning.
    fn advance(&mut self, mut bytes: &[u8]) -> bool {
        loop {
            let skipped = self.missing.min(bytes.len());
            bytes = &bytes[skipped..];
            self.missing -= skipped;
            if self.missing > 0 {
                return false;
            }
            let Some((first, rest)) = bytes.split_first() else {
                return self.header.is_empty();
            };
            bytes = rest;
            self.header.push(*first);
            let is_last = self.header.len() > 1 && *first < 0x80;
            if !is_last && self.header.len() < LONGEST_HEADER {
                continue;
            }
            match Header::read(&mut Reader::new(&self.header)) {
                Ok(header) => self.missing = header.length,
                Err(_) => return true,
            }
            self.header.clear();
        }
    }
}
