//! Which times of a HAR are possible: what is years away from the rest would be waited for when the recording is replayed.

use message_log::Timestamp;

/// A connection is taken to last no longer, in seconds: 31 days. What is further from the others is no time of it.
const MAX_DISTANCE: f64 = 31.0 * 24.0 * 60.0 * 60.0;

/// So much earlier than its connection a message may be, in seconds: the two times may be of different clocks, and rounded.
const CLOCK_ERROR: f64 = 1.0;

/// No message was later than the year 9999, in seconds: these are milliseconds, or nothing that makes sense.
const END_OF_TIME: f64 = 253_402_300_800.0;

/// So many groups of times are counted; those of further ones are no time of their connection in any case.
const MAX_GROUPS: usize = 8;

/// Times in groups of those that are near each other.
#[derive(Clone, Debug, Default)]
pub(super) struct Times {
    /// The first time of each, in seconds since 1970, and how many they are.
    groups: Vec<(f64, u64)>,
}

impl Times {
    /// Another one, if it is a time.
    pub(super) fn see(&mut self, seconds: Option<f64>) {
        let Some(seconds) = seconds.filter(|seconds| is_time(*seconds)) else {
            return;
        };
        let mut groups = self.groups.iter_mut();
        if let Some((_, count)) = groups.find(|(first, _)| is_near(seconds, *first)) {
            *count += 1;
        } else if self.groups.len() < MAX_GROUPS {
            self.groups.push((seconds, 1));
        }
    }

    /// The first of those that are most. Where two groups are equal, the one with this time is meant.
    fn most(&self, preferred: Option<f64>) -> Option<f64> {
        let is_preferred =
            |first: f64| preferred.is_some_and(|preferred| is_near(preferred, first));
        let rank = |(first, count): &&(f64, u64)| (*count, is_preferred(*first));
        // The first of equal ones.
        self.groups
            .iter()
            .rev()
            .max_by_key(rank)
            .map(|(first, _)| *first)
    }
}

/// When a connection was, as far as what is told of it agrees.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    /// When it began, if that is told and possible.
    pub(super) began: Option<Timestamp>,
    most: Option<f64>,
}

impl Span {
    /// Of a connection that is told to have begun then, with messages at these times. What most of them tell is believed, and the date where
    /// as many tell something else.
    pub(super) fn new(date: Option<Timestamp>, times: &Times) -> Self {
        let began = date.map(seconds);
        let mut times = times.clone();
        times.see(began);
        let most = times.most(began);
        let is_possible = |began: f64| most.is_none_or(|most| is_near(began, most));
        Self {
            began: date.filter(|date| is_possible(seconds(*date))),
            most,
        }
    }

    /// A time of it, if it says when it began, or when most of its messages were.
    pub(super) fn first(&self) -> u64 {
        let most = self.most.map_or(0, micros);
        self.began.map_or(most, Timestamp::as_micros)
    }

    /// Whether something over this connection can have been then, in seconds since 1970.
    pub(super) fn has(&self, at: f64) -> bool {
        let began = self.began.map(seconds);
        is_time(at)
            && self.most.is_none_or(|most| is_near(at, most))
            && began.is_none_or(|began| at >= began - CLOCK_ERROR)
    }

    /// How long it lasted, in microseconds, if it can have lasted for so many milliseconds.
    pub(super) fn lasted(milliseconds: f64) -> Option<u64> {
        let seconds = milliseconds / 1000.0;
        (0.0..=MAX_DISTANCE)
            .contains(&seconds)
            .then(|| micros(seconds))
    }
}

fn is_time(seconds: f64) -> bool {
    (0.0..END_OF_TIME).contains(&seconds)
}

fn is_near(one: f64, other: f64) -> bool {
    (one - other).abs() <= MAX_DISTANCE
}

fn seconds(at: Timestamp) -> f64 {
    at.as_micros() as f64 / 1_000_000.0
}

/// Seconds as microseconds; what is no time is 0.
pub(super) fn micros(seconds: f64) -> u64 {
    // A cast saturates, and makes 0 of what is no number.
    (seconds * 1_000_000.0).round() as u64
}
