//! Answers to pings that a peer does not read.
//!
//! The library answers each ping, and what the socket does not take waits in memory. How much that is, it does not tell; so
//! the peer is asked in the same way: its pong to a ping of ours says that all answers before that ping were read.

use std::hash::{BuildHasher as _, RandomState};

use connection::{Cause, Failure, MAX_UNREAD_PONGS};

/// The peer is asked when so much may wait, in bytes. Hardly any server comes so far in the life of a connection, so hardly
/// any is asked.
const ASK_AFTER: u64 = 1024 * 1024;

/// The head of a frame that a client sends with so little in it (RFC 6455, section 5.2).
const HEAD: u64 = 6;

/// What is known of the answers to pings.
#[derive(Default)]
pub(crate) struct Pongs {
    /// All that were written, in bytes.
    written: u64,
    /// Those that the peer has read, as far as it is known, in bytes.
    read: u64,
    /// What the peer was asked, and what was written before.
    asked: Option<(Vec<u8>, u64)>,
    /// Makes payloads that no peer can guess: it could say that it has read what it has not.
    random: RandomState,
}

/// What to do after a ping.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Fine,
    /// Ask with a ping that carries this; when it is on its way, call [`Pongs::asked`].
    Ask(Vec<u8>),
    GiveUp,
}

impl Pongs {
    /// A ping with so many bytes came in, and is answered.
    pub(crate) fn pinged(&mut self, bytes: usize) -> Verdict {
        self.written += HEAD + bytes as u64;
        match self.written - self.read {
            unread if unread > MAX_UNREAD_PONGS => Verdict::GiveUp,
            unread if unread > ASK_AFTER && self.asked.is_none() => {
                let payload = self.random.hash_one(self.written);
                Verdict::Ask(payload.to_be_bytes().to_vec())
            }
            _ => Verdict::Fine,
        }
    }

    /// The question is on its way, behind all that was written.
    pub(crate) fn asked(&mut self, payload: Vec<u8>) {
        self.asked = Some((payload, self.written));
    }

    /// A pong came in.
    pub(crate) fn ponged(&mut self, payload: &[u8]) {
        if let Some((_, written)) = self.asked.take_if(|(asked, _)| asked == payload) {
            self.read = written;
        }
    }
}

/// Why a connection is given up.
pub(crate) fn unread() -> Failure {
    Failure {
        cause: Cause::UnreadPongs,
        detail: format!(
            "{} MiB of answers to pings wait, and a ping behind them was not answered",
            MAX_UNREAD_PONGS >> 20
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pings until something is to be done.
    fn until_due(pongs: &mut Pongs) -> (u64, Verdict) {
        for count in 1.. {
            match pongs.pinged(125) {
                Verdict::Fine => {}
                due => return (count * (HEAD + 125), due),
            }
        }
        unreachable!()
    }

    #[test]
    fn a_peer_that_reads_may_ping_for_ever() {
        let mut pongs = Pongs::default();
        let mut questions = Vec::new();
        for _ in 0..100 {
            let (bytes, verdict) = until_due(&mut pongs);
            assert!(bytes > ASK_AFTER && bytes <= ASK_AFTER + 200, "{bytes}");
            let Verdict::Ask(payload) = verdict else {
                panic!("{verdict:?}");
            };
            assert!(!questions.contains(&payload));
            pongs.asked(payload.clone());
            pongs.ponged(b"of something else");
            pongs.ponged(&payload);
            questions.push(payload);
        }
    }

    #[test]
    fn a_peer_that_does_not_read_is_given_up() {
        let mut pongs = Pongs::default();
        let Verdict::Ask(payload) = until_due(&mut pongs).1 else {
            panic!("it is not asked");
        };
        // There was no room for it: it is tried again.
        assert!(matches!(pongs.pinged(0), Verdict::Ask(_)));
        pongs.asked(payload);
        // Unsolicited pongs change nothing.
        pongs.ponged(b"");
        let (bytes, verdict) = until_due(&mut pongs);
        assert_eq!(verdict, Verdict::GiveUp);
        assert!(bytes <= MAX_UNREAD_PONGS, "{bytes}");
        // Empty pings are counted too: each answer has a head.
        let mut pongs = Pongs::default();
        pongs.asked(Vec::new());
        let most = MAX_UNREAD_PONGS / HEAD;
        assert!((0..most).all(|_| pongs.pinged(0) == Verdict::Fine));
        assert_eq!(pongs.pinged(0), Verdict::GiveUp);
    }
}
