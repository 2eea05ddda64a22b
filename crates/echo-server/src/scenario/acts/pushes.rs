//! What acts say by themselves.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use futures_util::StreamExt as _;
use futures_util::stream::{self, BoxStream};
use tokio::time::{Instant, sleep, sleep_until};

use super::Reply;
use crate::clock;
use crate::closing::close_frame;
use crate::events::Run;
use crate::scenario::Flood;
use crate::scenario::backlog::{Hearer, Missed};
use crate::scenario::rooms::Said;

/// One thing, after a while.
pub(super) fn once(reply: Reply, after: Duration) -> BoxStream<'static, Reply> {
    stream::once(async move {
        sleep(after).await;
        reply
    })
    .chain(stream::pending())
    .boxed()
}

/// The same text again and again, at once for the first time.
pub(super) fn repeat(text: String, every: Duration) -> BoxStream<'static, Reply> {
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

/// The time, at whole multiples of `every` since 1970, so that all connections hear it at the same moment.
pub(super) fn clock(every: Duration) -> BoxStream<'static, Reply> {
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

fn since_1970() -> Duration {
    clock::since_1970(SystemTime::now())
}

/// How long it is to the next multiple. Never zero: it would be the one that was just told.
fn until_next(every: Duration, now: Duration) -> Duration {
    let every = every.as_nanos().max(1);
    let rest = every - now.as_nanos() % every;
    Duration::from_nanos(u64::try_from(rest).unwrap_or(u64::MAX))
}

/// Numbered messages of one size: the number in decimal, then dots.
pub(super) fn flood(flood: Flood) -> BoxStream<'static, Reply> {
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

/// The events of a run after one of them, or those to come. When the run is over, so is the connection.
pub(super) fn events(run: Option<Arc<Run>>, since: Option<u64>) -> BoxStream<'static, Reply> {
    let Some(run) = run else {
        return stream::pending().boxed();
    };
    let since = since.unwrap_or_else(|| run.happened());
    stream::unfold(Some(since), move |since| {
        let run = run.clone();
        async move {
            let Some((number, text)) = run.next_after(since?).await else {
                let frame = close_frame(1000.into(), "the run is over");
                return Some((Reply::Close(frame), None));
            };
            Some((Reply::text(text), Some(number)))
        }
    })
    .boxed()
}

/// What is said in a room, to whoever has the seat that is given.
pub(super) fn heard(
    hears: Hearer,
    hears_itself: bool,
) -> impl FnOnce(u64) -> BoxStream<'static, Reply> {
    move |seat| {
        let is_meant = move |said: &Said| {
            (said.from != seat || hears_itself) && said.to.is_none_or(|to| to == seat)
        };
        stream::unfold(hears, move |mut hears| async move {
            loop {
                match hears.recv().await {
                    Ok(said) if is_meant(&said) => {
                        return Some((Reply::Message(said.message), hears));
                    }
                    Ok(_) => {}
                    Err(Missed(missed)) => {
                        let reason = format!("you read too slowly: {missed} messages were missed");
                        return Some((Reply::Close(close_frame(1013.into(), reason)), hears));
                    }
                }
            }
        })
        .boxed()
    }
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
    use tokio_tungstenite::tungstenite::Message;

    use super::*;
    use crate::scenario::backlog::Backlog;

    #[test]
    fn the_clock_strikes_at_multiples() {
        let ms = Duration::from_millis;
        for (now, expected) in [(0, 1000), (1, 999), (999, 1), (1000, 1000), (12_345, 655)] {
            assert_eq!(until_next(ms(1000), ms(now)), ms(expected), "{now}");
        }
    }

    #[test]
    fn the_clock_says_any_time() {
        for (now, expected) in [
            (Duration::ZERO, "0"),
            (clock::LAST, "253402300799000"),
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

    #[tokio::test]
    async fn whoever_reads_too_slowly_is_told_so() {
        let backlog = Backlog::new(2, 100);
        let mut pushes = heard(backlog.subscribe(), false)(1);
        for number in 0..5 {
            let message = Message::text(number.to_string());
            backlog.push(Said {
                from: 2,
                to: None,
                message,
            });
        }
        assert!(
            matches!(pushes.next().await, Some(Reply::Close(frame)) if u16::from(frame.code) == 1013)
        );
    }
}
