//! A stream that writes slowly: the step `drip`.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep};

/// How often a slow stream writes, if it is fast enough for more than a byte each time.
const WRITE_INTERVAL: Duration = Duration::from_millis(10);

/// A stream that writes so many bytes in a second, and reads as ever.
pub struct ThrottledStream<S> {
    stream: S,
    /// `None` for as fast as it goes.
    bytes_per_second: Option<usize>,
    /// The time that the last bytes take.
    pause: Option<Pin<Box<Sleep>>>,
}

impl<S> ThrottledStream<S> {
    /// A stream that writes so many bytes in a second; `None` for as fast as it goes.
    pub fn new(stream: S, bytes_per_second: Option<usize>) -> Self {
        Self {
            stream,
            bytes_per_second,
            pause: None,
        }
    }

    /// The stream below.
    pub fn get_ref(&self) -> &S {
        &self.stream
    }

    /// The stream below.
    pub fn get_mut(&mut self) -> &mut S {
        &mut self.stream
    }

    /// Whether the next bytes have to wait because of the rate.
    pub fn is_pausing(&self) -> bool {
        self.pause.as_ref().is_some_and(|pause| !pause.is_elapsed())
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for ThrottledStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for ThrottledStream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let Some(rate) = self.bytes_per_second else {
            return Pin::new(&mut self.stream).poll_write(context, bytes);
        };
        if let Some(pause) = &mut self.pause {
            ready!(pause.as_mut().poll(context));
        }
        let piece = (rate / 100).clamp(1, bytes.len().max(1));
        let written = ready!(
            Pin::new(&mut self.stream).poll_write(context, &bytes[..piece.min(bytes.len())])
        )?;
        let time = Duration::from_secs(1)
            .mul_f64(written as f64 / rate as f64)
            .max(WRITE_INTERVAL / 10);
        let until = Instant::now() + time;
        self.pause = Some(Box::pin(tokio::time::sleep_until(until)));
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
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_slow_stream_takes_its_time_and_loses_nothing() {
        let (near, mut far) = tokio::io::duplex(1 << 20);
        let mut slow = ThrottledStream::new(near, Some(1000));
        let bytes: Vec<u8> = (0..=255).cycle().take(5000).collect();
        let start = Instant::now();
        slow.write_all(&bytes).await.unwrap();
        drop(slow);
        let took = start.elapsed().as_secs_f64();
        assert!((4.9..5.6).contains(&took), "{took} s");
        let mut read = Vec::new();
        far.read_to_end(&mut read).await.unwrap();
        assert!(read == bytes);
    }
}
