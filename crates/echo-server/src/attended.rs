//! A WebSocket that is looked after while it waits.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_util::{Sink, SinkExt as _, Stream, StreamExt as _};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::{Instant, Sleep, sleep_until};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::{Bytes, Error, Message};

use crate::echo::{Socket, Tally};
use crate::express::Express;
use crate::metrics::{Metrics, Traffic};
use crate::pulse::SignsOfLife;
use crate::site::Site;
use crate::watch::{Overdue, Signs, Verdict, Watch};

/// A WebSocket that pings a silent peer, and ends with an error when the peer is silent for too long.
///
/// Nothing of it is in the way of a message: the one timer is looked at when there is nothing else to do, and what a
/// message leaves behind is a mark.
///
/// It also counts what passes, and adds it to the counters of the server when there is nothing else to do.
pub(crate) struct Attended<'site, S> {
    socket: WebSocketStream<Express<S>>,
    /// `None` if there is nothing to watch for, and when it is overdue.
    attention: Option<Attention>,
    /// Whether the end has begun: no ping may be sent then. What is still to be written is watched all the same.
    is_ending: bool,
    /// Whether there was a message since the last look.
    has_spoken: bool,
    /// Whether a ping is on its way out.
    is_asking: bool,
    /// What is not in the counters yet.
    traffic: Traffic,
    metrics: &'site Metrics,
}

struct Attention {
    watch: Watch,
    timer: Pin<Box<Sleep>>,
}

impl<'site, S: AsyncRead + AsyncWrite + SignsOfLife + Unpin> Attended<'site, S> {
    pub(crate) fn new(socket: WebSocketStream<Express<S>>, site: &'site Site) -> Self {
        let attention = Watch::new(&site.config, Instant::now()).and_then(|watch| {
            let timer = Box::pin(sleep_until(watch.next()?));
            Some(Attention { watch, timer })
        });
        Self {
            socket,
            attention,
            is_ending: false,
            has_spoken: false,
            is_asking: false,
            traffic: Traffic::default(),
            metrics: &site.metrics,
        }
    }

    /// Gives the peer at least so long for a sign of life.
    pub(crate) fn be_patient(&mut self, time: Duration) {
        if let Some(attention) = &mut self.attention {
            attention.watch.be_patient(time);
        }
    }

    /// What is done when there is nothing else to do.
    fn poll_idle(&mut self, context: &mut Context<'_>) -> Poll<Error> {
        self.settle();
        self.poll_attention(context)
    }

    /// Looks whether it is time to do something about the peer. Ready only with the error that ends the connection.
    fn poll_attention(&mut self, context: &mut Context<'_>) -> Poll<Error> {
        while let Some(attention) = &mut self.attention {
            ready!(attention.timer.as_mut().poll(context));
            let signs = Signs {
                has_spoken: std::mem::take(&mut self.has_spoken),
                has_moved: self.socket.get_mut().stream_mut().take_has_moved(),
            };
            let verdict = attention.watch.look(signs, Instant::now());
            match attention.watch.next() {
                Some(next) => attention.timer.as_mut().reset(next),
                None => self.attention = None,
            }
            match verdict {
                Verdict::Fine => {}
                Verdict::Ask => {
                    if let Err(error) = self.ask(context) {
                        return Poll::Ready(error);
                    }
                }
                Verdict::Overdue(overdue) => {
                    self.attention = None;
                    return Poll::Ready(overdue.into());
                }
            }
        }
        Poll::Pending
    }

    /// Begins to send a ping. To a peer that takes nothing, what waits for it is question enough.
    fn ask(&mut self, context: &mut Context<'_>) -> Result<(), Error> {
        if self.is_ending || self.socket.get_mut().stream_mut().is_blocked() {
            return Ok(());
        }
        if let Poll::Ready(ready) = self.socket.poll_ready_unpin(context) {
            ready?;
            self.socket.start_send_unpin(Message::Ping(Bytes::new()))?;
            self.is_asking = true;
        }
        match self.poll_asking(context) {
            Poll::Ready(sent) => sent,
            Poll::Pending => Ok(()),
        }
    }

    /// Waits for the ping to leave: nothing may come into the midst of it.
    fn poll_asking(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        if self.is_asking {
            ready!(self.socket.poll_flush_unpin(context))?;
            self.is_asking = false;
        }
        Poll::Ready(Ok(()))
    }

    fn poll_lane(
        &mut self,
        context: &mut Context<'_>,
        tally: &mut Tally,
    ) -> Poll<Result<(), Error>> {
        ready!(self.poll_asking(context))?;
        let mut echoed = Tally::default();
        let polled = self.socket.get_mut().poll_echo(context, &mut echoed);
        self.has_spoken |= echoed.messages > 0;
        for tally in [tally, &mut self.traffic.received, &mut self.traffic.sent] {
            tally.add_all(echoed);
        }
        polled.map_err(Error::Io)
    }

    /// Takes notice of a message, whichever way it goes.
    fn notice(&mut self, message: &Message) {
        match message {
            Message::Text(_) | Message::Binary(_) | Message::Frame(_) => self.has_spoken = true,
            Message::Close(_) => self.is_ending = true,
            Message::Ping(_) | Message::Pong(_) => {}
        }
    }
}

impl<S> Attended<'_, S> {
    /// Brings the counters up to date.
    fn settle(&mut self) {
        self.metrics.add(std::mem::take(&mut self.traffic));
    }
}

impl<S> Drop for Attended<'_, S> {
    fn drop(&mut self) {
        self.settle();
    }
}

impl<S: AsyncRead + AsyncWrite + SignsOfLife + Unpin> Socket for Attended<'_, S> {
    fn poll_express(
        &mut self,
        context: &mut Context<'_>,
        tally: &mut Tally,
    ) -> Poll<Result<(), Error>> {
        match self.poll_lane(context, tally) {
            Poll::Pending => self.poll_idle(context).map(Err),
            ready @ Poll::Ready(_) => ready,
        }
    }
}

impl<S: AsyncRead + AsyncWrite + SignsOfLife + Unpin> Stream for Attended<'_, S> {
    type Item = Result<Message, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = self.socket.poll_next_unpin(context);
        match &next {
            Poll::Pending => return self.poll_idle(context).map(|error| Some(Err(error))),
            Poll::Ready(Some(Ok(message))) => {
                self.notice(message);
                self.traffic.received.add(message);
            }
            Poll::Ready(Some(Err(_)) | None) => self.is_ending = true,
        }
        next
    }
}

impl<S: AsyncRead + AsyncWrite + SignsOfLife + Unpin> Sink<Message> for Attended<'_, S> {
    type Error = Error;

    fn poll_ready(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        match self.socket.poll_ready_unpin(context) {
            Poll::Pending => self.poll_idle(context).map(Err),
            ready @ Poll::Ready(_) => ready,
        }
    }

    fn start_send(mut self: Pin<&mut Self>, message: Message) -> Result<(), Error> {
        self.notice(&message);
        self.traffic.sent.add(&message);
        self.socket.start_send_unpin(message)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        match self.socket.poll_flush_unpin(context) {
            Poll::Pending => self.poll_idle(context).map(Err),
            ready @ Poll::Ready(_) => ready,
        }
    }

    fn poll_close(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.socket.poll_close_unpin(context)
    }
}

impl From<Overdue> for Error {
    fn from(overdue: Overdue) -> Self {
        Self::Io(io::Error::new(io::ErrorKind::TimedOut, overdue))
    }
}

impl Overdue {
    /// Why a connection has to end, if this is what an error says.
    pub(crate) fn of(error: &Error) -> Option<Self> {
        match error {
            Error::Io(error) => error.get_ref()?.downcast_ref().copied(),
            _ => None,
        }
    }
}
