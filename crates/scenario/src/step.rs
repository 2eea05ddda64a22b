//! The steps: what happens to the messages that are sent.

use std::time::Duration;

use wire::deflate::Wishes;

/// Something that happens to every message that is sent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Step {
    /// It is sent later.
    Delay(Duration),
    /// It is sent later, by an uncertain time. What was sent first still arrives first.
    Jitter(Duration, Duration),
    /// It is sent slowly: so many bytes in a second.
    Drip(usize),
    /// This share of the messages is not sent.
    Drop(f64),
    /// This share of the messages is sent twice.
    Duplicate(f64),
    /// This share of the messages is sent after the one that follows.
    Reorder(f64),
    /// It is sent in frames of so many bytes.
    Fragment(usize),
    /// It is sent compressed, where the client offers that.
    Deflate(Wishes),
}

/// One of those that are sent for one message.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Outgoing {
    /// How much later it is sent.
    pub(crate) delay: Duration,
    /// Whether the next message is sent before it.
    pub(crate) is_held: bool,
}

impl Step {
    /// What it makes of those that the steps before have made of one message. A close frame is never dropped, doubled or
    /// held: after it nothing may be sent.
    pub(crate) fn apply(
        self,
        outgoing: &mut Vec<Outgoing>,
        is_close: bool,
        random: &mut fastrand::Rng,
    ) {
        match self {
            Self::Delay(delay) => outgoing.iter_mut().for_each(|copy| copy.delay += delay),
            Self::Jitter(from, to) => {
                for copy in outgoing {
                    copy.delay += from + (to - from).mul_f64(random.f64());
                }
            }
            Self::Drop(share) => outgoing.retain(|_| is_close || random.f64() >= share),
            Self::Duplicate(share) => {
                let times = |_: &Outgoing| 1 + usize::from(!is_close && random.f64() < share);
                let times: Vec<usize> = outgoing.iter().map(times).collect();
                let copies = outgoing.drain(..).zip(times);
                *outgoing = copies
                    .flat_map(|(copy, times)| std::iter::repeat_n(copy, times))
                    .collect();
            }
            Self::Reorder(share) => {
                for copy in outgoing {
                    copy.is_held |= !is_close && random.f64() < share;
                }
            }
            // These are about bytes and frames.
            Self::Drip(_) | Self::Fragment(_) | Self::Deflate(_) => {}
        }
    }

    /// How long it keeps a message back at the most.
    pub(crate) fn max_delay(self) -> Duration {
        match self {
            Self::Delay(time) | Self::Jitter(_, time) => time,
            Self::Drip(_)
            | Self::Drop(_)
            | Self::Duplicate(_)
            | Self::Reorder(_)
            | Self::Fragment(_)
            | Self::Deflate(_) => Duration::ZERO,
        }
    }

    /// Whether it makes more messages than there were.
    pub(crate) fn is_doubling(self) -> bool {
        matches!(self, Self::Duplicate(_))
    }

    /// How many bytes a frame has at the most, if it says so.
    pub(crate) fn frame_size(self) -> Option<usize> {
        match self {
            Self::Fragment(size) => Some(size),
            Self::Delay(_)
            | Self::Jitter(..)
            | Self::Drip(_)
            | Self::Drop(_)
            | Self::Duplicate(_)
            | Self::Reorder(_)
            | Self::Deflate(_) => None,
        }
    }

    /// How it is compressed, if it says so.
    pub(crate) fn compression(self) -> Option<Wishes> {
        match self {
            Self::Deflate(wishes) => Some(wishes),
            Self::Delay(_)
            | Self::Jitter(..)
            | Self::Drip(_)
            | Self::Drop(_)
            | Self::Duplicate(_)
            | Self::Reorder(_)
            | Self::Fragment(_) => None,
        }
    }

    /// How many bytes in a second are written, if it says so.
    pub(crate) fn bytes_per_second(self) -> Option<usize> {
        match self {
            Self::Drip(rate) => Some(rate),
            Self::Delay(_)
            | Self::Jitter(..)
            | Self::Drop(_)
            | Self::Duplicate(_)
            | Self::Reorder(_)
            | Self::Fragment(_)
            | Self::Deflate(_) => None,
        }
    }
}
