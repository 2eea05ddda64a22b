//! What a connection runs over, under one name.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::{Sink, Stream as _};
use parking_lot::Mutex;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::{Error, Message as Wire};
use wire::stream::WholeMessages;

use super::raw_stream::{RawStream, RawWrites};
use super::tcp::Duplex;

/// TCP, with TLS around it or without, whose frames are observed, then decompressed and cut, and between which others are put.
pub(super) type Stream = RawStream<Box<dyn Duplex>>;

/// The same with the frames read and written by tungstenite.
pub(super) type Socket = WebSocketStream<Stream>;

/// A socket that one task reads and writes at once. It is locked within a poll only, so nobody ever waits for it.
pub(super) struct SharedSocket(Mutex<Socket>);

/// What has come in.
pub(super) enum Arrival {
    /// So many messages, which were taken before they came to tungstenite.
    Taken(u64),
    /// What tungstenite has read.
    Read(Wire),
}

impl SharedSocket {
    pub(super) fn new(socket: Socket) -> Self {
        Self(Mutex::new(socket))
    }

    pub(super) fn into_inner(self) -> Socket {
        self.0.into_inner()
    }

    /// What is written below tungstenite.
    pub(super) fn writes(&self) -> RawWrites {
        self.0.lock().get_ref().writes()
    }

    /// Waits for what comes in next. `take` is given messages that need not come to tungstenite, and says how many it took.
    pub(super) async fn next(
        &self,
        mut take: impl FnMut(&mut WholeMessages<'_>) -> u64,
    ) -> Option<Result<Arrival, Error>> {
        self.poll(|mut socket, context| {
            // tungstenite first: it also writes what it has to answer.
            if let Poll::Ready(read) = socket.as_mut().poll_next(context) {
                return Poll::Ready(read.map(|read| read.map(Arrival::Read)));
            }
            match socket.get_mut().get_mut().take_messages(&mut take) {
                0 => Poll::Pending,
                count => Poll::Ready(Some(Ok(Arrival::Taken(count)))),
            }
        })
        .await
    }

    /// Has a message written when there is room for it.
    pub(super) async fn feed(&self, message: Wire) -> Result<(), Error> {
        self.poll(Sink::<Wire>::poll_ready).await?;
        Pin::new(&mut *self.0.lock()).start_send(message)
    }

    /// Waits until all is written.
    pub(super) async fn flush(&self) -> Result<(), Error> {
        self.poll(Sink::<Wire>::poll_flush).await
    }

    /// Has a message written at once.
    pub(super) async fn send(&self, message: Wire) -> Result<(), Error> {
        self.feed(message).await?;
        self.flush().await
    }

    /// Closes it from this side.
    pub(super) async fn close(&self) -> Result<(), Error> {
        self.poll(Sink::<Wire>::poll_close).await
    }

    async fn poll<T>(
        &self,
        mut ask: impl FnMut(Pin<&mut Socket>, &mut Context<'_>) -> Poll<T>,
    ) -> T {
        poll_fn(|context| ask(Pin::new(&mut *self.0.lock()), context)).await
    }
}
