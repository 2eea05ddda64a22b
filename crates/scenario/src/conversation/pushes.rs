//! What is sent without being asked.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use futures_util::StreamExt as _;
use futures_util::stream::{self, BoxStream};
use tokio::time::{Instant, sleep, sleep_until};
use tokio_tungstenite::tungstenite::{Bytes, Message};

use crate::reply::Reply;

/// Numbered messages, as fast as asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Flood {
    /// Messages in a second; 0 for as many as the client takes.
    pub(crate) rate: u32,
    /// Bytes of a message.
    pub(crate) size: usize,
    /// How many; 0 for no end.
    pub(crate) count: u64,
}

/// One thing, after a while.
pub(crate) fn once(reply: Reply, after: Duration) -> BoxStream<'static, Reply> {
    stream::once(async move {
        sleep(after).await;
        reply
    })
    .chain(stream::pending())
    .boxed()
}

/// The same text again and again, at once for the first time.
pub(crate) fn repeat(text: String, every: Duration) -> BoxStream<'static, Reply> {
    let reply = Reply::text(text);
    stream::unfold(tokio::time::interval(every), move |mut interval| {
        let reply = reply.clone();
        async move {
            interval.tick().await;
            Some((reply, interval))
        }
    })
    .boxed()
}

/// The time, at whole multiples of `every` since 1970, so that all connections are told at the same moment.
pub(crate) fn clock(every: Duration) -> BoxStream<'static, Reply> {
    stream::unfold((), move |()| async move {
        sleep(until_next(every, since_1970())).await;
        Some((told(since_1970()), ()))
    })
    .boxed()
}

fn told(now: Duration) -> Reply {
    let now = u64::try_from(now.as_millis()).unwrap_or(u64::MAX);
    Reply::json(&serde_json::json!({ "now_ms": now }))
}

/// A clock that is set before 1970 stands still there.
fn since_1970() -> Duration {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.unwrap_or_default()
}

/// How long it is to the next multiple. Never zero: it would be the one that was just told.
fn until_next(every: Duration, now: Duration) -> Duration {
    let every = every.as_nanos().max(1);
    let rest = every - now.as_nanos() % every;
    Duration::from_nanos(u64::try_from(rest).unwrap_or(u64::MAX))
}

/// Numbered messages of one size: the number in decimal, then dots.
pub(crate) fn flood(flood: Flood) -> BoxStream<'static, Reply> {
    let start = Instant::now();
    stream::unfold(0_u64, move |number| async move {
        if flood.count > 0 && number >= flood.count {
            return std::future::pending().await;
        }
        if flood.rate > 0 {
            let due = start
                + Duration::from_nanos(1_000_000_000 / u64::from(flood.rate))
                    .saturating_mul_u64(number);
            if due > Instant::now() {
                sleep_until(due).await;
            }
        } else {
            // Without a rate it never waits, so it must let others have their turn.
            tokio::task::consume_budget().await;
        }
        Some((Reply::text(numbered(number, flood.size)), number + 1))
    })
    .boxed()
}

fn numbered(number: u64, size: usize) -> String {
    let mut text = number.to_string();
    text.truncate(size.max(1));
    text.extend(std::iter::repeat_n('.', size.saturating_sub(text.len())));
    text
}

/// One message of zeros.
pub(crate) fn zeros(size: usize) -> BoxStream<'static, Reply> {
    let zeros = Reply::Message(Message::Binary(Bytes::from(vec![0; size])));
    stream::iter([zeros]).boxed()
}

/// Times a number that may be large.
trait SaturatingMul {
    fn saturating_mul_u64(self, factor: u64) -> Self;
}

impl SaturatingMul for Duration {
    fn saturating_mul_u64(self, factor: u64) -> Self {
        let nanos = self.as_nanos().saturating_mul(u128::from(factor));
        Self::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_pushes_at_multiples() {
        let ms = Duration::from_millis;
        for (now, expected) in [(0, 1000), (1, 999), (999, 1), (1000, 1000), (12_345, 655)] {
            assert_eq!(until_next(ms(1000), ms(now)), ms(expected), "{now}");
        }
    }

    /// The last moment of the year 9999.
    const LAST: Duration = Duration::from_secs(253_402_300_799);

    #[test]
    fn the_clock_tells_any_time() {
        for (now, expected) in [
            (Duration::ZERO, "0"),
            (LAST, "253402300799000"),
            (Duration::MAX, "18446744073709551615"),
        ] {
            assert_eq!(told(now), Reply::text(format!("{{\"now_ms\":{expected}}}")));
            assert!(until_next(Duration::from_secs(1), now) <= Duration::from_secs(1));
        }
    }

    #[test]
    fn messages_of_a_flood_have_their_size() {
        assert_eq!(numbered(7, 4), "7...");
        assert_eq!(numbered(12_345, 3), "123");
        assert_eq!(numbered(7, 1), "7");
    }

    #[tokio::test(start_paused = true)]
    async fn a_flood_keeps_its_rate_and_count() {
        let limited = Flood {
            rate: 1000,
            size: 8,
            count: 500,
        };
        let start = Instant::now();
        let mut pushes = flood(limited);
        for number in 0..500 {
            assert_eq!(pushes.next().await, Some(Reply::text(numbered(number, 8))));
        }
        let took = start.elapsed();
        assert!((499..=500).contains(&took.as_millis()), "{took:?}");
        let after = tokio::time::timeout(Duration::from_secs(9), pushes.next()).await;
        assert!(after.is_err(), "nothing follows");
    }
}
