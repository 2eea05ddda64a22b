//! The one writer of the log: turns what a connection tells into messages and events.

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::Arc;

use connection::{ClosedBy, Endpoint, Event, KeyLog, LentFrame, LentMessage, Step};
use message_log::{Archive, ArchiveId, Batch, Direction, Entry, Kind, MessageLog, Seq, Timestamp};
use parking_lot::RwLock;
use web_time::Instant;

use crate::connection_record::{Amount, ConnectionRecords};
use crate::followed_frame::FollowedFrame;
use crate::frames::Frames;
use crate::probe::Probe;
use crate::read_fault::{FirstFault, ReadFault};
use crate::recorded_event::{RecordedEvent, Severity};
use crate::traffic::Traffic;

/// What is recorded of a connection.
#[derive(Debug)]
pub(crate) struct Recorder {
    /// Messages and events.
    pub log: MessageLog<RecordedEvent>,
    /// What goes wrong with the files in which some of these lie.
    read_faults: Vec<Arc<FirstFault>>,
    /// How much came and went lately.
    pub traffic: Traffic,
    /// The probe that was begun last.
    pub probe: Option<Probe>,
    /// What is known of each connection.
    pub connections: ConnectionRecords,
    /// The handshake that was seen last.
    pub handshake: Option<Handshake>,
    /// Whether nobody has asked for the attempt that is made now: that the program looks for a server where there is
    /// none is no failure.
    pub is_automatic: bool,
    /// How the last attempt or connection failed, until the window has looked whether its line can be seen.
    pub failure: Option<RecordedEvent>,
    /// How the last attempt or connection ended, until the next one begins.
    pub ending: Option<Ending>,
    /// What is known of the connection that there is.
    pub link: Link,
    /// The frames, and how messages went over the wire.
    pub frames: Frames,
    /// Since when the connection is open.
    opened: Option<Timestamp>,
    /// The endpoint to which events currently refer.
    endpoint: Option<Endpoint>,
    /// The ping that was sent last, and when.
    last_ping: Option<(Vec<u8>, Timestamp)>,
    /// The number of the message that was received last, if it was kept.
    last_received: Option<u64>,
    /// When the connection was lost, and to which endpoint.
    lost: Option<(Timestamp, Option<Endpoint>)>,
}

/// How an attempt or a connection ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// What happened.
    pub event: RecordedEvent,
    /// The number of its row, if it was kept.
    pub number: Option<u64>,
    /// How long the connection had been open, in microseconds, if it was.
    pub open_us: Option<u64>,
    /// When it ended.
    pub at: Timestamp,
}

/// What is known of a connection, where its transport tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// The version of TLS, as `TLSv1_3`.
    pub tls: Option<String>,
    /// Where the secrets of TLS are written to, if they are.
    pub key_log: Option<KeyLog>,
    /// How long the last ping took until its pong came, in microseconds.
    pub round_trip_us: Option<u64>,
}

/// The record, as the socket, its readers and a search share it.
pub(crate) type SharedRecorder = Arc<RwLock<Recorder>>;

/// A request for a WebSocket and the reply, as they were, but for logins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Handshake {
    /// The request.
    pub request: String,
    /// The reply; empty if there was none.
    pub reply: String,
}

impl Recorder {
    /// An empty log with this budget, in bytes.
    pub(crate) fn new(budget_bytes: u64) -> Self {
        Self {
            log: MessageLog::new(budget_bytes),
            read_faults: Vec::new(),
            traffic: Traffic::default(),
            probe: None,
            connections: ConnectionRecords::default(),
            handshake: None,
            is_automatic: false,
            failure: None,
            ending: None,
            link: Link::default(),
            frames: Frames::default(),
            opened: None,
            endpoint: None,
            last_ping: None,
            last_received: None,
            lost: None,
        }
    }

    /// Records an event of the connection.
    pub(crate) fn record(&mut self, event: Event<'_>, at: Timestamp) {
        if let Event::Connecting(endpoint) = &event {
            self.endpoint = Some(endpoint.clone());
            self.ending = None;
            self.opened = None;
            self.link = Link::default();
            self.frames.begin();
        }
        if let Event::Step(step) = &event {
            self.frames.observe(step);
        }
        if matches!(event, Event::Opened) {
            self.opened = Some(at);
        }
        match event {
            Event::Sent(message) => {
                if let LentMessage::Ping(payload) = &message {
                    self.last_ping = Some((payload.to_vec(), at));
                }
                let kind = kind_of(&message);
                let sent = self.append(Direction::Sent, kind, message.into_payload(), at);
                self.count(Direction::Sent, sent, at);
            }
            Event::Received(message) => {
                let kind = kind_of(&message);
                let received = self.receive(kind, message.into_payload(), at);
                self.count(Direction::Received, received, at);
            }
            Event::Frame(frame) => {
                self.frames.record(&frame, at);
            }
            Event::Step(Step::Fragments { count }) => self.note_fragments(count, at),
            other => {
                if let (Some(probe), Event::Closed(_) | Event::Lost(_)) = (&mut self.probe, &other)
                {
                    probe.interrupt();
                }
                let gap = self.gap(&other, at);
                if let Some(line) = RecordedEvent::from_event(&other, &self.address()) {
                    let line = self.soften_automatic_failure(line);
                    let is_over =
                        matches!(other, Event::Closed(_) | Event::Failed(_) | Event::Lost(_));
                    if is_over && line.severity() != Severity::Quiet {
                        self.failure = Some(line.clone());
                    }
                    let number = self.note(line.clone(), at);
                    if is_over {
                        self.end(line, number, at);
                    }
                }
                if let Some(micros) = gap {
                    self.note(RecordedEvent::Gap { micros }, at);
                }
            }
        }
    }

    /// Records a frame, and returns what a follower is handed of it.
    pub(crate) fn record_frame(
        &mut self,
        frame: &LentFrame<'_>,
        at: Timestamp,
    ) -> Option<FollowedFrame> {
        let seq = self.frames.record(frame, at)?;
        let followed = FollowedFrame::of(frame, at, self.log.kept().end)?;
        let belonging = self
            .frames
            .belonging(followed.direction, seq, &followed.head);
        Some(FollowedFrame {
            belonging,
            fault: self.frames.fault(seq),
            ..followed
        })
    }

    /// Records messages that arrived or are sent together, as [`Self::record`] does with each of them.
    pub(crate) fn record_batch(&mut self, batch: Batch) {
        let (direction, at) = (batch.direction(), batch.at());
        let amount = if self.looks_at_each(&batch) {
            let mut amount = Amount::default();
            for (kind, payload) in batch.messages() {
                amount += match direction {
                    Direction::Received => self.receive(kind, payload.into(), at),
                    Direction::Sent | Direction::Local => {
                        self.append(direction, kind, payload.into(), at)
                    }
                };
            }
            amount
        } else {
            let amount = Amount {
                messages: batch.len() as u64,
                control_frames: 0,
                bytes: batch.bytes(),
            };
            if direction == Direction::Received {
                self.frames.pass_over_received(amount.messages);
                self.last_received = self.log.append_all(batch).map(Seq::get);
            } else {
                self.await_frames(&batch);
                self.log.append_all(batch);
            }
            amount
        };
        self.count(direction, amount, at);
    }

    /// These will wait for their frames, once they are appended: all of them fit.
    fn await_frames(&mut self, batch: &Batch) {
        let first = self.log.kept().end.get();
        for (index, (_, payload)) in (0..).zip(batch.messages()) {
            let seq = Seq::new(first + index);
            let bytes = payload.len() as u64;
            self.frames
                .record_message(batch.direction(), Some(seq), bytes);
        }
    }

    /// Whether there may be more to do with one of these than to append it.
    fn looks_at_each(&self, batch: &Batch) -> bool {
        let limit = self.log.largest_payload();
        let is_awaited = batch.direction() == Direction::Received
            && (self.probe.is_some() || self.frames.has_complete());
        is_awaited || !batch.is_all_data() || limit.is_none_or(|limit| batch.largest() > limit)
    }

    /// Records a message that is still to be counted.
    fn receive(&mut self, kind: Kind, payload: Cow<'_, [u8]>, at: Timestamp) -> Amount {
        if let (Some(probe), Kind::Text) = (&mut self.probe, kind) {
            probe.observe(&payload, Instant::now());
        }
        let answered = self.round_trip(kind, &payload, at);
        let amount = self.append(Direction::Received, kind, payload, at);
        if let Some(micros) = answered {
            self.link.round_trip_us = Some(micros);
            self.note(RecordedEvent::RoundTrip { micros }, at);
        }
        amount
    }

    fn end(&mut self, event: RecordedEvent, number: Option<u64>, at: Timestamp) {
        let opened = self.opened.take();
        self.ending = Some(Ending {
            event,
            number,
            open_us: opened.map(|opened| at.as_micros().saturating_sub(opened.as_micros())),
            at,
        });
    }

    /// Replaces the failure of an attempt that nobody asked for by [`RecordedEvent::NothingThere`]. With the end of the attempt it
    /// is no longer automatic.
    fn soften_automatic_failure(&mut self, line: RecordedEvent) -> RecordedEvent {
        let is_over = !matches!(
            line,
            RecordedEvent::Connecting { .. } | RecordedEvent::Step(_)
        );
        let is_automatic = self.is_automatic;
        self.is_automatic &= !is_over;
        match line {
            RecordedEvent::Failed {
                address, detail, ..
            } if is_automatic => RecordedEvent::NothingThere { address, detail },
            line => line,
        }
    }

    fn remember_handshake(&mut self, event: &RecordedEvent) {
        match event {
            RecordedEvent::Step(Step::Requested { head }) => {
                self.handshake = Some(Handshake {
                    request: head.clone(),
                    reply: String::new(),
                });
            }
            RecordedEvent::Step(Step::Secured {
                version, key_log, ..
            }) => {
                self.link.tls = Some(version.clone());
                self.link.key_log.clone_from(key_log);
            }
            RecordedEvent::Step(Step::Answered { head, .. }) => {
                if let Some(handshake) = &mut self.handshake {
                    handshake.reply.clone_from(head);
                }
            }
            _ => {}
        }
    }

    /// Where the attempt goes to that is told about now, as it may be shown.
    fn address(&self) -> String {
        let endpoint = self.endpoint.as_ref();
        endpoint.map(Endpoint::to_string).unwrap_or_default()
    }

    /// How long there was no connection, if there is one again that was lost before, in microseconds.
    fn gap(&mut self, event: &Event<'_>, at: Timestamp) -> Option<u64> {
        match event {
            Event::Lost(_) | Event::Closed(ClosedBy::Peer(_)) => {
                self.lost = Some((at, self.endpoint.clone()));
                None
            }
            Event::Closed(ClosedBy::Us(_)) => {
                self.lost = None;
                None
            }
            Event::Opened => {
                let (lost, endpoint) = self.lost.take()?;
                // A connection to another endpoint has no gap.
                let is_same = endpoint == self.endpoint;
                is_same.then(|| at.as_micros().saturating_sub(lost.as_micros()))
            }
            _ => None,
        }
    }

    /// How long the answer to the last ping took, if this is it, in microseconds.
    fn round_trip(&mut self, kind: Kind, payload: &[u8], at: Timestamp) -> Option<u64> {
        if kind != Kind::Pong {
            return None;
        }
        let (_, sent) = self.last_ping.take_if(|(ping, _)| ping[..] == *payload)?;
        Some(at.as_micros().saturating_sub(sent.as_micros()))
    }

    /// Which messages of a probe are due, and when it must be looked after again. `None` where there is none to look after.
    pub(crate) fn poll_probe(
        &mut self,
        can_send: bool,
        now: Instant,
    ) -> Option<(Vec<String>, Option<Instant>)> {
        let probe = self.probe.as_mut().filter(|probe| !probe.is_reported())?;
        // While the queue is full nothing is due: that wait is not the network's.
        let due = if can_send || probe.has_sent_all() {
            probe.take_due(now)
        } else {
            Vec::new()
        };
        let next = probe.next();
        if let Some(tally) = probe.report() {
            self.note(RecordedEvent::Probed(tally), crate::clock::now());
        }
        Some((due, next))
    }

    /// Records that something happened. Says in which row, if it was kept.
    pub(crate) fn note(&mut self, event: RecordedEvent, at: Timestamp) -> Option<u64> {
        let bytes = event.bytes();
        let next = self.log.kept().end;
        self.learn(&event, at, next);
        // A budget so small that not even an event fits is below the smallest that can be set.
        let row = self.log.append_event(at, event, bytes).ok();
        row.map(Seq::get)
    }

    /// Learns from an event that has this name what it tells of its connection.
    pub(crate) fn learn(&mut self, event: &RecordedEvent, at: Timestamp, seq: Seq) {
        self.remember_handshake(event);
        self.connections.note(event, at, seq);
    }

    /// Follows the connections of a file: what its frames are depends on them.
    pub(crate) fn restore(&mut self, event: &RecordedEvent) {
        match event {
            RecordedEvent::Connecting { .. } => self.frames.begin_restored(),
            RecordedEvent::Step(Step::Compression { .. }) => self.frames.restore_compression(),
            _ => {}
        }
    }

    /// Messages may lie in this file from now on.
    pub(crate) fn attach(
        &mut self,
        archive: Arc<dyn Archive<RecordedEvent>>,
        fault: Arc<FirstFault>,
    ) -> ArchiveId {
        self.read_faults.push(fault);
        self.log.attach(archive)
    }

    /// The files in which some of what is kept lies, or lay.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn files(&self) -> impl Iterator<Item = &std::path::Path> {
        self.read_faults.iter().map(|fault| fault.path())
    }

    /// Why something could not be read back from a file, once for each file.
    pub(crate) fn take_read_fault(&self) -> Option<(PathBuf, ReadFault)> {
        self.read_faults.iter().find_map(|fault| fault.take())
    }

    /// Records that the message that was received last came in several frames. Something may have been sent between the message
    /// and this, so the line names the message.
    pub(crate) fn note_fragments(&mut self, count: u32, at: Timestamp) {
        let number = self.last_received;
        let message = number.and_then(|number| self.log.number_of(Seq::new(number)));
        let fragments = RecordedEvent::Fragments {
            number,
            message,
            count,
        };
        self.note(fragments, at);
    }

    /// Records a message that came from elsewhere, as from a file: it is not part of the traffic of this minute.
    pub(crate) fn append_entry(&mut self, entry: Entry, payload: Cow<'_, [u8]>) {
        let Entry {
            direction,
            kind,
            at,
        } = entry;
        let amount = self.append(direction, kind, payload, at);
        self.connections.count(direction, amount);
    }

    /// Appends a message that is still to be counted.
    fn append(
        &mut self,
        direction: Direction,
        kind: Kind,
        payload: Cow<'_, [u8]>,
        at: Timestamp,
    ) -> Amount {
        let bytes = payload.len() as u64;
        let entry = Entry {
            direction,
            kind,
            at,
        };
        let appended = self.log.append(entry, payload);
        if kind.is_data() {
            let seq = appended.as_ref().ok().copied();
            self.frames.record_message(direction, seq, bytes);
        }
        if direction == Direction::Received {
            self.last_received = appended.ok().map(Seq::get);
        }
        if appended.is_err() {
            self.note(RecordedEvent::OverBudget { bytes }, at);
        }
        Amount::of(kind, bytes)
    }

    fn count(&mut self, direction: Direction, messages: Amount, at: Timestamp) {
        self.traffic.count(at, messages.messages, messages.bytes);
        self.connections.count(direction, messages);
    }
}

/// The kind in the log of a message.
pub fn kind_of(message: &LentMessage<'_>) -> Kind {
    match message {
        LentMessage::Text(_) => Kind::Text,
        LentMessage::Binary(_) => Kind::Binary,
        LentMessage::Ping(_) => Kind::Ping,
        LentMessage::Pong(_) => Kind::Pong,
    }
}
