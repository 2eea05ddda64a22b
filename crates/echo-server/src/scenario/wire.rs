//! What happens on the stream itself, below the WebSocket.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::time::{Instant, Sleep, sleep, timeout};

use super::{Act, Broken, Scenario};
use crate::limits;
use crate::pulse::SignsOfLife;

/// What becomes of the connection after an act on the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum After {
    /// It ends in an orderly way: our side first, then the rest of the other is read.
    End,
    /// It is reset.
    Reset,
}

/// Plays an act that is no conversation, for at most so long.
pub(crate) async fn act_on_stream(
    scenario: &Scenario,
    stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
    max_time: Duration,
) -> io::Result<After> {
    match &scenario.act {
        Act::Broken(broken) => {
            let write = async {
                stream.write_all(&broken_frame(*broken)).await?;
                stream.flush().await
            };
            timeout(limits::CLOSE_TIMEOUT, write).await??;
            // It has the right to answer.
            read_and_forget(stream, limits::CLOSE_TIMEOUT).await?;
        }
        Act::Vanish { after } => read_and_forget(stream, max_time.min(*after)).await?,
        Act::Reset { after } => {
            read_and_forget(stream, max_time.min(*after)).await?;
            return Ok(After::Reset);
        }
        Act::Stall => sleep(max_time).await,
        Act::Silent => read_and_forget(stream, max_time).await?,
        _ => {}
    }
    Ok(After::End)
}

/// Every way to break a rule.
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) const BROKEN: [Broken; 5] = [
    Broken::Utf8,
    Broken::ReservedBits,
    Broken::Masked,
    Broken::UnknownOpcode,
    Broken::OversizedControl,
];

/// The frame, byte for byte. Each carries `hi` where it can.
pub(crate) fn broken_frame(broken: Broken) -> Vec<u8> {
    match broken {
        Broken::Utf8 => b"\x81\x04caf\xe9".to_vec(),
        Broken::ReservedBits => b"\xc1\x02hi".to_vec(),
        Broken::Masked => b"\x81\x82\x01\x02\x03\x04\x69\x6b".to_vec(),
        Broken::UnknownOpcode => b"\x83\x02hi".to_vec(),
        Broken::OversizedControl => {
            let mut frame = b"\x89\x7e\x00\x7e".to_vec();
            frame.resize(frame.len() + 126, b'.');
            frame
        }
    }
}

/// Reads and discards until the client ends the stream, or for so long.
async fn read_and_forget(stream: &mut (impl AsyncRead + Unpin), time: Duration) -> io::Result<()> {
    let mut buffer = [0; 4096];
    let read = async {
        while stream.read(&mut buffer).await? > 0 {}
        Ok(())
    };
    timeout(time, read).await.unwrap_or(Ok(()))
}

/// How often a slow stream writes, if it is fast enough for more than a byte each time.
const DRIP_INTERVAL: Duration = Duration::from_millis(10);

/// A stream that writes so many bytes in a second, and reads as ever.
pub(crate) struct Drip<S> {
    stream: S,
    /// `None` for as fast as it goes.
    bytes_per_second: Option<usize>,
    /// Until when the last bytes take.
    rest: Option<Pin<Box<Sleep>>>,
}

impl<S> Drip<S> {
    pub(crate) fn new(stream: S, bytes_per_second: Option<usize>) -> Self {
        Self {
            stream,
            bytes_per_second,
            rest: None,
        }
    }
}

/// That a slow stream goes on says nothing about the peer.
impl<S: SignsOfLife> SignsOfLife for Drip<S> {
    fn take_has_moved(&mut self) -> bool {
        self.stream.take_has_moved()
    }

    fn is_blocked(&self) -> bool {
        let rests = self.rest.as_ref().is_some_and(|rest| !rest.is_elapsed());
        rests || self.stream.is_blocked()
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Drip<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Drip<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let Some(rate) = self.bytes_per_second else {
            return Pin::new(&mut self.stream).poll_write(context, bytes);
        };
        if let Some(rest) = &mut self.rest {
            ready!(rest.as_mut().poll(context));
        }
        let drop = (rate / 100).clamp(1, bytes.len().max(1));
        let written = ready!(
            Pin::new(&mut self.stream).poll_write(context, &bytes[..drop.min(bytes.len())])
        )?;
        let time = Duration::from_secs(1)
            .mul_f64(written as f64 / rate as f64)
            .max(DRIP_INTERVAL / 10);
        let until = Instant::now() + time;
        self.rest = Some(Box::pin(tokio::time::sleep_until(until)));
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_slow_stream_takes_its_time_and_loses_nothing() {
        let (near, mut far) = tokio::io::duplex(1 << 20);
        let mut drip = Drip::new(near, Some(1000));
        let bytes: Vec<u8> = (0..=255).cycle().take(5000).collect();
        let start = Instant::now();
        drip.write_all(&bytes).await.unwrap();
        drop(drip);
        let took = start.elapsed().as_secs_f64();
        assert!((4.9..5.6).contains(&took), "{took} s");
        let mut read = Vec::new();
        far.read_to_end(&mut read).await.unwrap();
        assert!(read == bytes);
    }

    #[tokio::test]
    async fn broken_frames_are_what_they_are_said_to_be() {
        for (broken, expected) in [
            (Broken::Utf8, &b"\x81\x04caf\xe9"[..]),
            (Broken::ReservedBits, b"\xc1\x02hi"),
            (Broken::Masked, b"\x81\x82\x01\x02\x03\x04\x69\x6b"),
            (Broken::UnknownOpcode, b"\x83\x02hi"),
        ] {
            let (mut near, mut far) = tokio::io::duplex(1024);
            let scenario = Scenario {
                steps: Vec::new(),
                act: Act::Broken(broken),
                seed: None,
            };
            let play = async move { act_on_stream(&scenario, &mut near, Duration::MAX).await };
            let play = tokio::spawn(play);
            let mut read = vec![0; expected.len()];
            far.read_exact(&mut read).await.unwrap();
            assert_eq!(read, expected);
            drop(far);
            assert_eq!(play.await.unwrap().unwrap(), After::End);
        }
    }
}
