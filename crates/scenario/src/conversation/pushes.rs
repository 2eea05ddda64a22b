//! What is sent without being asked.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use futures_util::StreamExt as _;
use futures_util::stream::{self, BoxStream};
use tokio::time::{Instant, sleep, sleep_until};
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
use tokio_tungstenite::tungstenite::protocol::frame::{Frame, FrameHeader};
use tokio_tungstenite::tungstenite::{Bytes, Message};
use wire::deflate::{DeflateFault, Deflater, MIN_WINDOW_BITS};

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

/// So many zeros are compressed at a time, and sent as often as needed: each such part is complete in itself.
const BOMB_PART: usize = 4 << 20;

/// One compressed frame that inflates to so many zeros. No other message may be sent compressed after it: what the client
/// has inflated is not what the compressor of this side knows.
pub(crate) fn bomb(size: usize) -> BoxStream<'static, Reply> {
    let message = compressed_zeros(size).map(|payload| {
        let header = FrameHeader {
            is_final: true,
            // RSV1: the message is compressed (RFC 7692, section 6).
            rsv1: true,
            opcode: OpCode::Data(Data::Binary),
            ..FrameHeader::default()
        };
        let frame = Frame::from_payload(header, Bytes::from(payload));
        Reply::Message(Message::Frame(frame))
    });
    stream::iter(message).boxed()
}

fn compressed_zeros(size: usize) -> Result<Vec<u8>, DeflateFault> {
    let zeros = vec![0; size.min(BOMB_PART)];
    let mut payload = Vec::new();
    deflate_alone(&zeros, false, &mut payload)?;
    let mut payload = payload.repeat(size / BOMB_PART);
    deflate_alone(&zeros[..size % BOMB_PART], true, &mut payload)?;
    Ok(payload)
}

/// Refers to nothing before it, and no further back than with any window that may have been agreed.
fn deflate_alone(part: &[u8], is_last: bool, output: &mut Vec<u8>) -> Result<(), DeflateFault> {
    let mut deflater = Deflater::new(MIN_WINDOW_BITS, false).ok_or(DeflateFault)?;
    deflater.deflate(part, is_last, output)
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
    use wire::deflate::Inflater;

    use super::*;
    use crate::limits;

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

    #[test]
    fn a_bomb_inflates_to_its_size_and_fits_into_one_frame() {
        for size in [0, 1, BOMB_PART - 1, BOMB_PART, 3 * BOMB_PART + 7] {
            let payload = compressed_zeros(size).unwrap();
            let mut inflater = Inflater::new(MIN_WINDOW_BITS, false);
            let (mut read, mut inflated) = (0, 0);
            loop {
                let mut piece = Vec::with_capacity(1 << 20);
                let done = inflater
                    .inflate(&payload[read..], true, &mut piece)
                    .unwrap();
                assert!(piece.iter().all(|byte| *byte == 0), "{size}");
                read += done.read;
                inflated += piece.len();
                if done.is_done {
                    break;
                }
            }
            assert_eq!(inflated, size);
        }
        // The largest frame that a server sends.
        let largest = compressed_zeros(limits::MAX_HUGE_SIZE).unwrap();
        assert!(largest.len() <= 1 << 20, "{}", largest.len());
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
