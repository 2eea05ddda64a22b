//! The load: one thread that keeps every connection busy.

use std::io::{self, ErrorKind, Read as _, Write as _};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};
use wire::deflate::Offer;

use crate::common::Result;
use crate::frames::{Burst, Replies};
use crate::handshake;
use crate::load::Traffic;

/// Read at once. A short read says that there is no more, so most answers cost one system call.
const READ_BYTES: usize = 256 << 10;

/// Connections with something to do that are learnt of at once.
const EVENTS: usize = 1024;

/// A server that says nothing for so long is stuck.
const SILENCE: Duration = Duration::from_secs(5);

/// A load on one server.
pub(crate) struct Generator {
    poll: Poll,
    events: Events,
    burst: Burst,
    connections: Vec<Connection>,
    /// What was read last; of no connection in particular.
    buffer: Vec<u8>,
}

struct Connection {
    stream: TcpStream,
    /// Bytes of the burst that are on their way.
    written: usize,
    replies: Replies,
}

/// What a load came to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Measured {
    /// Answers received whole.
    pub messages: u64,
    pub took: Duration,
}

impl Measured {
    pub(crate) fn messages_per_second(&self) -> f64 {
        self.messages as f64 / self.took.as_secs_f64()
    }
}

impl Generator {
    /// Opens the connections.
    pub(crate) fn connect(address: SocketAddr, path: &str, traffic: Traffic) -> Result<Self> {
        // Nothing of its own window: what it sends was compressed before anything was agreed on.
        let offer = Offer::default().to_string();
        let offer = traffic.is_compressed.then_some(offer.as_str());
        let poll = Poll::new()?;
        let mut connections = Vec::with_capacity(traffic.connections);
        for index in 0..traffic.connections {
            let stream = handshake::connect(address, path, offer)?;
            stream.set_nonblocking(true)?;
            let mut stream = TcpStream::from_std(stream);
            let interest = Interest::READABLE | Interest::WRITABLE;
            poll.registry()
                .register(&mut stream, Token(index), interest)?;
            connections.push(Connection {
                stream,
                written: 0,
                replies: Replies::new(traffic),
            });
        }
        Ok(Self {
            poll,
            events: Events::with_capacity(EVENTS),
            burst: Burst::new(traffic)?,
            connections,
            buffer: vec![0; READ_BYTES],
        })
    }

    /// Keeps the connections busy for a while, and counts what comes back. Payloads are compared if `thorough`.
    pub(crate) fn run(&mut self, duration: Duration, thorough: bool) -> Result<Measured> {
        let start = Instant::now();
        let mut heard = start;
        let mut messages = 0;
        loop {
            let now = Instant::now();
            let took = now - start;
            if took >= duration {
                return Ok(Measured { messages, took });
            }
            if now - heard > SILENCE {
                return Err("no answer for 5 s".into());
            }
            match self
                .poll
                .poll(&mut self.events, Some((duration - took).min(SILENCE)))
            {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                done => done?,
            }
            let received = self.serve_events(thorough)?;
            if received > 0 {
                heard = Instant::now();
                messages += received;
            }
        }
    }

    /// Reads and writes what can be. Returns how many messages came back.
    fn serve_events(&mut self, thorough: bool) -> Result<u64> {
        let mut received = 0;
        for event in &self.events {
            let Some(connection) = self.connections.get_mut(event.token().0) else {
                continue;
            };
            if event.is_readable() {
                received += connection.read(&self.burst, &mut self.buffer, thorough)?;
            }
            // Whatever woke this connection: the first burst, the rest of one, or the next.
            connection.write(&self.burst)?;
        }
        Ok(received as u64)
    }
}

impl Connection {
    /// Reads all that has come, and makes room for the next burst when one is complete.
    fn read(&mut self, burst: &Burst, buffer: &mut [u8], thorough: bool) -> Result<usize> {
        let mut received = 0;
        loop {
            let count = match self.stream.read(buffer) {
                Ok(0) => return Err("the server closed the connection".into()),
                Ok(count) => count,
                Err(error) if is_not_ready(&error) => break,
                Err(error) => return Err(error.into()),
            };
            received += self.replies.take(burst, &buffer[..count], thorough)?;
            if count < buffer.len() {
                break;
            }
        }
        if received > 0 && self.replies.is_burst_complete() {
            self.written = 0;
        }
        Ok(received)
    }

    /// Writes as much of the burst as there is room for.
    fn write(&mut self, burst: &Burst) -> Result<()> {
        while let Some(rest) = burst
            .bytes()
            .get(self.written..)
            .filter(|rest| !rest.is_empty())
        {
            match self.stream.write(rest) {
                Ok(count) => self.written += count,
                Err(error) if is_not_ready(&error) => break,
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }
}

fn is_not_ready(error: &io::Error) -> bool {
    error.kind() == ErrorKind::WouldBlock
}
