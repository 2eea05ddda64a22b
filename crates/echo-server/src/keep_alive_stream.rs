//! A WebSocket that pings a silent peer while it waits.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_util::{Sink, SinkExt as _, Stream, StreamExt as _};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::{Instant, Sleep, sleep_until};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::{Bytes, Error, Message};

use crate::activity_stream::PeerActivity;
use crate::echo::{Socket, Tally};
use crate::fast_echo::FastEcho;
use crate::keep_alive::{Action, Activity, KeepAlive, Overdue};
use crate::metrics::{Metrics, Traffic};
use crate::site::Site;

/// A WebSocket that pings a silent peer, and ends with an error when the peer is silent for too long.
///
/// It costs a message almost nothing: the one timer is polled when there is nothing else to do, and a message only sets a
/// flag.
///
/// It also counts what passes, and adds it to the counters of the server when there is nothing else to do.
pub(crate) struct KeepAliveStream<'site, S> {
    socket: WebSocketStream<FastEcho<S>>,
    /// `None` if there is nothing to do by time, and when the peer is overdue.
    timed: Option<Timed>,
    /// Whether the end has begun: no ping may be sent then. What is still to be written is watched all the same.
    is_ending: bool,
    /// Whether there was a message since the timer was last up.
    has_message: bool,
    /// Whether a ping is on its way out.
    is_pinging: bool,
    /// What is not in the counters yet.
    traffic: Traffic,
    metrics: &'site Metrics,
}

struct Timed {
    keep_alive: KeepAlive,
    timer: Pin<Box<Sleep>>,
}

impl<'site, S: AsyncRead + AsyncWrite + PeerActivity + Unpin> KeepAliveStream<'site, S> {
    pub(crate) fn new(socket: WebSocketStream<FastEcho<S>>, site: &'site Site) -> Self {
        let timed = KeepAlive::new(&site.config, Instant::now()).and_then(|keep_alive| {
            let timer = Box::pin(sleep_until(keep_alive.next()?));
            Some(Timed { keep_alive, timer })
        });
        Self {
            socket,
            timed,
            is_ending: false,
            has_message: false,
            is_pinging: false,
            traffic: Traffic::default(),
            metrics: &site.metrics,
        }
    }

    /// Gives the peer at least so long to answer a ping.
    pub(crate) fn allow_at_least(&mut self, time: Duration) {
        if let Some(timed) = &mut self.timed {
            timed.keep_alive.allow_at_least(time);
        }
    }

    /// What is done when there is nothing else to do.
    fn poll_idle(&mut self, context: &mut Context<'_>) -> Poll<Error> {
        self.settle();
        self.poll_timer(context)
    }

    /// Does what is due by time. Ready only with the error that ends the connection.
    fn poll_timer(&mut self, context: &mut Context<'_>) -> Poll<Error> {
        while let Some(timed) = &mut self.timed {
            ready!(timed.timer.as_mut().poll(context));
            let activity = Activity {
                has_message: std::mem::take(&mut self.has_message),
                is_active: self.socket.get_mut().stream_mut().take_is_active(),
            };
            let action = timed.keep_alive.update(activity, Instant::now());
            match timed.keep_alive.next() {
                Some(next) => timed.timer.as_mut().reset(next),
                None => self.timed = None,
            }
            match action {
                Action::Wait => {}
                Action::Ping => {
                    if let Err(error) = self.ping(context) {
                        return Poll::Ready(error);
                    }
                }
                Action::End(overdue) => {
                    self.timed = None;
                    return Poll::Ready(overdue.into());
                }
            }
        }
        Poll::Pending
    }

    /// Begins to send a ping. Where something waits to be sent already, that probes the peer as well.
    fn ping(&mut self, context: &mut Context<'_>) -> Result<(), Error> {
        if self.is_ending || self.socket.get_mut().stream_mut().is_blocked() {
            return Ok(());
        }
        if let Poll::Ready(ready) = self.socket.poll_ready_unpin(context) {
            ready?;
            self.socket.start_send_unpin(Message::Ping(Bytes::new()))?;
            self.is_pinging = true;
        }
        match self.poll_ping(context) {
            Poll::Ready(sent) => sent,
            Poll::Pending => Ok(()),
        }
    }

    /// Waits for the ping to leave: nothing may come into the midst of it.
    fn poll_ping(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        if self.is_pinging {
            ready!(self.socket.poll_flush_unpin(context))?;
            self.is_pinging = false;
        }
        Poll::Ready(Ok(()))
    }

    /// Flushes the stream as well: once the answer to a close frame is written, the connection is over for tungstenite,
    /// which does not do that any more. The layers below may still hold some of what was written.
    fn poll_flush_all(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        ready!(self.socket.poll_flush_unpin(context))?;
        Pin::new(self.socket.get_mut())
            .poll_flush(context)
            .map_err(Error::Io)
    }

    fn poll_fast_echo_and_count(
        &mut self,
        context: &mut Context<'_>,
        tally: &mut Tally,
    ) -> Poll<Result<(), Error>> {
        ready!(self.poll_ping(context))?;
        let mut echoed = Tally::default();
        let polled = self.socket.get_mut().poll_echo(context, &mut echoed);
        self.has_message |= echoed.messages > 0;
        for tally in [tally, &mut self.traffic.received, &mut self.traffic.sent] {
            tally.add_all(echoed);
        }
        polled.map_err(Error::Io)
    }

    /// Notes that a message passes, whichever way it goes.
    fn note(&mut self, message: &Message) {
        match message {
            Message::Text(_) | Message::Binary(_) | Message::Frame(_) => self.has_message = true,
            Message::Close(_) => self.is_ending = true,
            Message::Ping(_) | Message::Pong(_) => {}
        }
    }
}

impl<S> KeepAliveStream<'_, S> {
    /// Brings the counters up to date.
    fn settle(&mut self) {
        self.metrics.add(std::mem::take(&mut self.traffic));
    }
}

impl<S> Drop for KeepAliveStream<'_, S> {
    fn drop(&mut self) {
        self.settle();
    }
}

impl<S: AsyncRead + AsyncWrite + PeerActivity + Unpin> Socket for KeepAliveStream<'_, S> {
    fn poll_fast_echo(
        &mut self,
        context: &mut Context<'_>,
        tally: &mut Tally,
    ) -> Poll<Result<(), Error>> {
        match self.poll_fast_echo_and_count(context, tally) {
            Poll::Pending => self.poll_idle(context).map(Err),
            ready @ Poll::Ready(_) => ready,
        }
    }
}

impl<S: AsyncRead + AsyncWrite + PeerActivity + Unpin> Stream for KeepAliveStream<'_, S> {
    type Item = Result<Message, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = self.socket.poll_next_unpin(context);
        match &next {
            Poll::Pending => return self.poll_idle(context).map(|error| Some(Err(error))),
            Poll::Ready(Some(Ok(message))) => {
                self.note(message);
                self.traffic.received.add(message);
            }
            Poll::Ready(Some(Err(_)) | None) => self.is_ending = true,
        }
        next
    }
}

impl<S: AsyncRead + AsyncWrite + PeerActivity + Unpin> Sink<Message> for KeepAliveStream<'_, S> {
    type Error = Error;

    fn poll_ready(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        match self.socket.poll_ready_unpin(context) {
            Poll::Pending => self.poll_idle(context).map(Err),
            ready @ Poll::Ready(_) => ready,
        }
    }

    fn start_send(mut self: Pin<&mut Self>, message: Message) -> Result<(), Error> {
        self.note(&message);
        self.traffic.sent.add(&message);
        self.socket.start_send_unpin(message)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        match self.poll_flush_all(context) {
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
    /// Why a connection has to end, if this is the error.
    pub(crate) fn of(error: &Error) -> Option<Self> {
        match error {
            Error::Io(error) => error.get_ref()?.downcast_ref().copied(),
            _ => None,
        }
    }
}
