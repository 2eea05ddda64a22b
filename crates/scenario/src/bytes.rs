//! Acts on the bytes below the WebSocket.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::time::{sleep, timeout};

use crate::limits;

/// A stream that can be broken off.
pub trait Abort {
    /// Breaks the connection off, so that the peer sees a reset: what was not sent yet is thrown away. Nothing can be read
    /// or written afterwards.
    fn abort(&mut self);
}

/// What is done to the bytes below the WebSocket, after the handshake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ByteAct {
    /// These are written, and the client has some time to react.
    Write(Vec<u8>),
    /// The stream ends after this time, without a close frame.
    End {
        /// How long what comes is read and discarded.
        after: Duration,
    },
    /// The connection is broken off after this time.
    Reset {
        /// How long what comes is read and discarded.
        after: Duration,
    },
    /// Nothing is read.
    Stall,
    /// Everything is read, and nothing is answered.
    Silent,
}

impl ByteAct {
    /// Does it, for at most so long. The stream is to be ended then, unless it was aborted.
    ///
    /// # Errors
    /// When the stream breaks meanwhile.
    pub async fn play(
        &self,
        stream: &mut (impl AsyncRead + AsyncWrite + Abort + Unpin),
        max_time: Duration,
    ) -> io::Result<()> {
        match self {
            Self::Write(bytes) => {
                let write = async {
                    stream.write_all(bytes).await?;
                    stream.flush().await
                };
                timeout(limits::REACTION_TIME, write).await??;
                // The client may answer with a close frame.
                discard(stream, limits::REACTION_TIME).await
            }
            Self::End { after } => discard(stream, max_time.min(*after)).await,
            Self::Reset { after } => {
                discard(stream, max_time.min(*after)).await?;
                stream.abort();
                Ok(())
            }
            Self::Stall => {
                sleep(max_time).await;
                Ok(())
            }
            Self::Silent => discard(stream, max_time).await,
        }
    }
}

/// Reads and discards until the client ends the stream, or for so long.
async fn discard(stream: &mut (impl AsyncRead + Unpin), time: Duration) -> io::Result<()> {
    let mut buffer = [0; 4096];
    let read = async {
        while stream.read(&mut buffer).await? > 0 {}
        Ok(())
    };
    timeout(time, read).await.unwrap_or(Ok(()))
}

#[cfg(test)]
mod tests {
    use std::pin::Pin;
    use std::task::{Context, Poll};

    use tokio::io::{DuplexStream, ReadBuf, duplex};

    use super::*;
    use crate::scenario::{Plan, Scenario};

    /// A stream that remembers whether it was aborted.
    struct Stream(DuplexStream, bool);

    impl Abort for Stream {
        fn abort(&mut self) {
            self.1 = true;
        }
    }

    impl AsyncRead for Stream {
        fn poll_read(
            mut self: Pin<&mut Self>,
            context: &mut Context<'_>,
            buffer: &mut ReadBuf<'_>,
        ) -> Poll<io::Result<()>> {
            Pin::new(&mut self.0).poll_read(context, buffer)
        }
    }

    impl AsyncWrite for Stream {
        fn poll_write(
            mut self: Pin<&mut Self>,
            context: &mut Context<'_>,
            bytes: &[u8],
        ) -> Poll<io::Result<usize>> {
            Pin::new(&mut self.0).poll_write(context, bytes)
        }

        fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
            Pin::new(&mut self.0).poll_flush(context)
        }

        fn poll_shutdown(
            mut self: Pin<&mut Self>,
            context: &mut Context<'_>,
        ) -> Poll<io::Result<()>> {
            Pin::new(&mut self.0).poll_shutdown(context)
        }
    }

    /// What a client receives that sends `hi` and nothing more, how long it takes, and whether the stream is aborted.
    async fn played(path: &str) -> (Vec<u8>, Duration, bool) {
        let scenario = Scenario::parse(path, "").unwrap();
        let Plan::Bytes(act) = scenario.plan() else {
            panic!("{path} is about messages")
        };
        let (near, mut far) = duplex(1024);
        far.write_all(b"hi").await.unwrap();
        let mut stream = Stream(near, false);
        let start = tokio::time::Instant::now();
        act.play(&mut stream, Duration::from_secs(60))
            .await
            .unwrap();
        let (took, is_aborted) = (start.elapsed(), stream.1);
        drop(stream);
        let mut received = Vec::new();
        far.read_to_end(&mut received).await.unwrap();
        (received, took, is_aborted)
    }

    #[tokio::test(start_paused = true)]
    async fn broken_frames_are_what_they_are_said_to_be() {
        let oversized = [&b"\x89\x7e\x00\x7e"[..], &[b'.'; 126]].concat();
        for (path, expected) in [
            ("/bad-utf8", &b"\x81\x04caf\xe9"[..]),
            ("/reserved-bits", b"\xc1\x02hi"),
            ("/masked", b"\x81\x82\x01\x02\x03\x04\x69\x6b"),
            ("/unknown-opcode", b"\x83\x02hi"),
            ("/oversized-control", &oversized),
        ] {
            let (received, took, is_aborted) = played(path).await;
            assert_eq!(received, expected, "{path}");
            assert!(
                took.abs_diff(limits::REACTION_TIME).as_millis() < 2,
                "{path}: {took:?}"
            );
            assert!(!is_aborted, "{path}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn other_acts_send_nothing_and_end_in_time() {
        for (path, seconds, aborts) in [
            ("/close/none", 0, false),
            ("/reset", 0, true),
            ("/wrong-accept", 0, false),
            ("/stall", 60, false),
            ("/silent", 60, false),
        ] {
            let (received, took, is_aborted) = played(path).await;
            assert_eq!(
                (received.as_slice(), is_aborted),
                (&b""[..], aborts),
                "{path}"
            );
            assert!(
                took.abs_diff(Duration::from_secs(seconds)).as_millis() < 2,
                "{path}: {took:?}"
            );
        }
    }
}
