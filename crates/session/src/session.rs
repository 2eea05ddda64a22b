//! A connection and its record, as one.

use std::borrow::Cow;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use connection::{
    Agreement, CloseError, CloseFrame, Connection, Endpoint, Message, Options, Phase, SendError,
    Sender, Transport,
};
use message_log::{Counters, Entry, Seq, Timestamp, TooLarge};
use web_time::Instant;
use wire::{RawFrame, Withheld};

#[cfg(not(target_arch = "wasm32"))]
mod disk;
mod probing;

use crate::clock::now;
use crate::connection_record::ConnectionRecord;
#[cfg(not(target_arch = "wasm32"))]
use crate::disk_recording::DiskRecording;
use crate::files::Record;
use crate::follower::{EndOfRecord, Follower, FollowerState};
use crate::frame_query::FrameFilter;
use crate::frames::{Compression, Frames};
use crate::log::{Log, SharedLogMessage};
use crate::read_fault::ReadFault;
use crate::reader::Reader;
use crate::recorded_event::RecordedEvent;
use crate::recorder::{Ending, Handshake, Link, Recorder, SharedRecorder};
use crate::recording::Recording;
use crate::search::{Filter, FrameJob, Job, Search, Sieve};
use crate::taken::Taken;
use crate::traffic::Traffic;
use crate::waker::Waker;

/// The shortest interval between two polls of timed work: a frame at 60 Hz.
pub const POLL_INTERVAL: Duration = Duration::from_millis(16);

/// How much of frames is kept where they are handed to a follower, in bytes: to know of a frame to what it belongs, those before it in
/// its message need not be kept, and the largest that there is fits many times.
const FOLLOWED_FRAMES_BUDGET: u64 = 4 << 20;

/// One connection with everything that was said over it.
pub struct Session {
    connection: Connection,
    recorder: SharedRecorder,
    waker: Arc<Waker>,
    followed: Arc<FollowerState>,
    /// Dropped after the connection, whose end is recorded too.
    _end: EndOfRecord,
    /// Dropped last: it writes the rest.
    #[cfg(not(target_arch = "wasm32"))]
    disk: Option<DiskRecording>,
}

/// How a session stands.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// Where the connection is in its life.
    pub phase: Phase,
    /// What the log has: from the oldest to the one that comes next.
    pub kept: Range<Seq>,
    /// What went into the log, and what is gone again.
    pub counters: Counters,
    /// What the log keeps, in bytes.
    pub bytes_kept: u64,
    /// How much it may keep, in bytes.
    pub budget: u64,
}

impl Session {
    /// A session that is not connected, with a log of at most `budget_bytes`. `wake` is called when something was
    /// recorded, on the thread on which it happened, once until [`Self::poll`].
    pub fn new(
        transport: Arc<dyn Transport>,
        wake: impl Fn() + Send + Sync + 'static,
        budget_bytes: u64,
    ) -> Self {
        Self::with_record(transport, wake, Record::new(budget_bytes))
    }

    /// The same, and who reads everything that is recorded: the socket waits for that.
    pub fn with_follower(
        transport: Arc<dyn Transport>,
        wake: impl Fn() + Send + Sync + 'static,
        budget_bytes: u64,
    ) -> (Self, Follower) {
        let session = Self::new(transport, wake, budget_bytes);
        // Who reads everything reads messages.
        session.recorder.write().frames = Frames::with_budget(0);
        let recorder = Arc::clone(&session.recorder);
        let follower = Follower::begin(recorder, Arc::clone(&session.followed), Seq::FIRST);
        (session, follower)
    }

    /// The same, and the follower is handed each frame that passes. They are told of where the options of a connection ask for
    /// them.
    pub fn with_frame_follower(
        transport: Arc<dyn Transport>,
        wake: impl Fn() + Send + Sync + 'static,
        budget_bytes: u64,
    ) -> (Self, Follower) {
        let (session, follower) = Self::with_follower(transport, wake, budget_bytes);
        session.recorder.write().frames = Frames::with_budget(FOLLOWED_FRAMES_BUDGET);
        session.followed.follow_frames();
        (session, follower)
    }

    /// The same with a record that was or is being filled from elsewhere, as from a file.
    pub fn with_record(
        transport: Arc<dyn Transport>,
        wake: impl Fn() + Send + Sync + 'static,
        record: Record,
    ) -> Self {
        let recorder = record.0;
        let waker = Arc::new(Waker::new(wake));
        let followed = Arc::new(FollowerState::new());
        let handler = Recording {
            recorder: Arc::clone(&recorder),
            waker: Arc::clone(&waker),
            followed: Arc::clone(&followed),
            last_room: Default::default(),
        };
        Self {
            connection: Connection::with_handler(transport, handler),
            recorder,
            waker,
            _end: EndOfRecord(Arc::clone(&followed)),
            followed,
            #[cfg(not(target_arch = "wasm32"))]
            disk: None,
        }
    }

    /// Changes the record from outside the connection.
    fn write<R>(&self, change: impl FnOnce(&mut Recorder) -> R) -> R {
        let result = change(&mut self.recorder.write());
        self.followed.notify_appended();
        result
    }

    /// Begins to connect. What is open is closed first; the record stays.
    pub fn connect(&mut self, endpoint: &Endpoint, options: &Options) {
        self.connection.connect(endpoint, options);
    }

    /// Says that nobody asked for the attempt that begins next, so that its failure is no fault.
    pub fn mark_automatic(&mut self) {
        self.recorder.write().is_automatic = true;
    }

    /// Begins the next attempt now, if it waits for one.
    pub fn retry(&mut self) {
        self.connection.retry();
    }

    /// Ends the connection, the attempt, or the waiting.
    pub fn disconnect(&mut self) {
        self.connection.disconnect();
    }

    /// Sends one text or binary message, or a ping.
    ///
    /// # Errors
    /// When it cannot be sent now.
    pub fn send(&mut self, message: Message) -> Result<(), SendError> {
        self.connection.send(message)
    }

    /// Whether a message could be sent now.
    ///
    /// # Errors
    /// Why not.
    pub fn can_send(&self) -> Result<(), SendError> {
        self.connection.can_send()
    }

    /// How many messages could be sent now, at least one.
    ///
    /// # Errors
    /// Why none.
    pub fn room(&self) -> Result<usize, SendError> {
        self.connection.room()
    }

    /// Sends text and binary messages, all or none of them; see [`Sender::send_all`].
    ///
    /// # Errors
    /// As there.
    pub fn send_all(&mut self, messages: Vec<Message>) -> Result<(), SendError> {
        self.connection.send_all(messages)
    }

    /// What sends over the connection from another thread. It is recorded as ever.
    pub fn sender(&self) -> Sender {
        self.connection.sender()
    }

    /// Whether a ping could be sent now.
    pub fn can_ping(&self) -> bool {
        self.connection.can_ping()
    }

    /// Whether a frame that somebody put together could be sent now.
    ///
    /// # Errors
    /// Why not.
    pub fn can_send_raw(&self) -> Result<(), SendError> {
        self.connection.can_send_raw()
    }

    /// Sends a frame as it is.
    ///
    /// # Errors
    /// When it cannot be sent now.
    pub fn send_frame(&mut self, frame: RawFrame) -> Result<(), SendError> {
        self.connection.send_frame(frame)
    }

    /// Holds these control frames back from now on, for as long as this connection lasts.
    ///
    /// # Errors
    /// When that cannot be done now.
    pub fn withhold(&mut self, withheld: Withheld) -> Result<(), SendError> {
        self.connection.withhold(withheld)
    }

    /// Which control frames are held back over this connection.
    pub fn withheld(&self) -> Withheld {
        self.connection.withheld()
    }

    /// How many bytes were read or written over this connection, where the transport tells; 0 elsewhere. It grows while a large
    /// message is still on its way.
    pub fn bytes_moved(&self) -> u64 {
        self.connection.bytes_moved()
    }

    /// Whether the connection can be ended with a close frame of one's own.
    pub fn can_close_with(&self) -> bool {
        self.connection.can_close_with()
    }

    /// Ends the connection with this close frame.
    ///
    /// # Errors
    /// When it may not be sent, or not now.
    pub fn close_with(&mut self, frame: CloseFrame) -> Result<(), CloseError> {
        self.connection.close_with(frame)
    }

    /// Closes the connection at the end of the program. Waits at most for `patience` until the close frame is sent, and for what
    /// is still to be written of a recording.
    pub fn finish(&mut self, patience: Duration) {
        self.connection.finish(patience);
        #[cfg(not(target_arch = "wasm32"))]
        if let Some(disk) = self.disk.take() {
            self.followed.end(&self.recorder);
            drop(disk);
        }
    }

    /// As [`Self::close_with`], and waits until the other side has answered, at most for `patience`. For the end of the program.
    ///
    /// # Errors
    /// As [`Self::close_with`].
    pub fn finish_with(&mut self, frame: CloseFrame, patience: Duration) -> Result<(), CloseError> {
        self.connection.finish_with(frame, patience)
    }

    /// Does what is due: gives up an attempt, begins the next one, sends what a probe sends. To be called once a frame, or when
    /// woken, before anything is read. Says after which time it must be called again though nothing is recorded.
    pub fn poll(&mut self) -> Option<Duration> {
        self.waker.reset();
        if self.with_log(Log::has_much_loaded) {
            self.recorder.write().log.trim();
        }
        let now = Instant::now();
        self.connection.tick(now);
        let left = |deadline: Instant| deadline.saturating_duration_since(now);
        let connection = self.phase().deadline().map(left);
        let probe = self
            .poll_probe(now)
            .map(|next| left(next).max(POLL_INTERVAL));
        connection.into_iter().chain(probe).min()
    }

    /// How the last attempt or connection ended; `None` while there is one, and before the first.
    pub fn ending(&self) -> Option<Ending> {
        self.recorder.read_recursive().ending.clone()
    }

    /// What is known of the connection.
    pub fn link(&self) -> Link {
        self.recorder.read_recursive().link.clone()
    }

    /// Whether frames are recorded over the connection that there is.
    pub fn records_frames(&self) -> bool {
        self.connection.records_frames()
    }

    /// Begins to record frames, or ends that: at once where the connection can, and in each attempt that follows by itself.
    pub fn record_frames(&mut self, records: bool) {
        self.connection.record_frames(records);
    }

    /// Lends the frames. The socket waits meanwhile, so `look` must be short.
    pub fn with_frames<R>(&self, look: impl FnOnce(&Frames) -> R) -> R {
        look(&self.recorder.read_recursive().frames)
    }

    /// What was agreed on compression on the connection that there is or was last, and what came of it.
    pub fn compression(&self) -> Option<Compression> {
        self.recorder.read_recursive().frames.compression()
    }

    /// Where the connection is in its life.
    pub fn phase(&self) -> Phase {
        self.connection.phase()
    }

    /// How it stands.
    pub fn snapshot(&self) -> Snapshot {
        let phase = self.phase();
        self.with_log(|log| Snapshot {
            phase,
            kept: log.kept(),
            counters: log.counters(),
            bytes_kept: log.bytes_kept(),
            budget: log.budget(),
        })
    }

    /// Lends the log. The socket waits meanwhile, so `look` must be short.
    pub fn with_log<R>(&self, look: impl FnOnce(&Log) -> R) -> R {
        look(&self.recorder.read_recursive().log)
    }

    /// A message or an event, to be kept; `None` if the log has dropped it.
    pub fn share(&self, seq: Seq) -> Option<SharedLogMessage> {
        self.with_log(|log| log.share(seq))
    }

    /// How much came and went in each of the last seconds.
    pub fn traffic(&self) -> Traffic {
        self.recorder.read_recursive().traffic.clone()
    }

    /// The handshake that was seen last, where it can be seen.
    pub fn handshake(&self) -> Option<Handshake> {
        self.recorder.read_recursive().handshake.clone()
    }

    /// Lends what is known of the connection to which the row with this name belongs; of the newest one for `None`. `None` if
    /// there is none. The socket waits meanwhile, so `look` must be short.
    pub fn with_connection<R>(
        &self,
        seq: Option<Seq>,
        look: impl FnOnce(&ConnectionRecord) -> R,
    ) -> Option<R> {
        self.recorder.read_recursive().connections.at(seq).map(look)
    }

    /// The same, to be kept.
    pub fn connection_record(&self, seq: Option<Seq>) -> Option<ConnectionRecord> {
        self.with_connection(seq, Clone::clone)
    }

    /// What both sides agreed on, where the handshake itself is hidden.
    pub fn agreement(&self) -> Option<Agreement> {
        self.connection.agreement()
    }

    /// Takes the last failure, if there is a new one.
    pub fn take_failure(&mut self) -> Option<RecordedEvent> {
        // Asked once a frame, and nearly always in vain: what is only read does not wait for who records.
        let has_failed = self.recorder.read_recursive().failure.is_some();
        has_failed.then(|| self.recorder.write().failure.take())?
    }

    /// Records that something happened.
    pub fn record(&mut self, event: RecordedEvent) {
        self.record_at(event, now());
    }

    /// Records that something happened at this time.
    pub fn record_at(&mut self, event: RecordedEvent, at: Timestamp) {
        self.write(|recorder| recorder.note(event, at));
    }

    /// Records a message that did not come over the connection.
    ///
    /// # Errors
    /// When it alone is larger than the budget of the log.
    pub fn append(&mut self, entry: Entry, payload: Cow<'_, [u8]>) -> Result<Seq, TooLarge> {
        self.write(|recorder| recorder.log.append(entry, payload))
    }

    /// Forgets all messages, events and frames, and counts anew.
    pub fn clear(&mut self) {
        self.followed.clear(&self.recorder, |recorder| {
            recorder.log.clear();
            recorder.frames.clear();
        });
    }

    /// The same, and gives what was forgotten, for [`Self::put_back`].
    #[must_use]
    pub fn take_log(&mut self) -> Taken {
        self.followed.clear(&self.recorder, |recorder| Taken {
            log: recorder.log.take(),
            frames: recorder.frames.take(),
        })
    }

    /// Puts back what [`Self::take_log`] gave, before what was recorded since.
    pub fn put_back(&mut self, taken: Taken) {
        self.write(|recorder| {
            recorder.log.put_back(taken.log);
            recorder.frames.put_back(taken.frames);
        });
    }

    /// Changes how much the log may keep, in bytes, and forgets at once what is too much.
    pub fn set_budget(&mut self, budget_bytes: u64) {
        self.recorder.write().log.set_budget(budget_bytes);
    }

    /// Something that reads the record from any thread.
    pub fn reader(&self) -> Reader {
        Reader::new(Arc::clone(&self.recorder))
    }

    /// Why something could not be read back from a file, once for each file.
    pub fn take_read_fault(&self) -> Option<(PathBuf, ReadFault)> {
        self.recorder.read_recursive().take_read_fault()
    }

    pub(crate) fn recorder(&self) -> SharedRecorder {
        Arc::clone(&self.recorder)
    }

    pub(crate) fn waker(&self) -> Arc<Waker> {
        Arc::clone(&self.waker)
    }

    pub(crate) fn search(&self, filter: Filter, sieve: Option<Sieve>) -> Search {
        let job = Job::new(filter, sieve, Arc::clone(&self.recorder));
        Search::new(job, Arc::clone(&self.waker))
    }

    pub(crate) fn search_frames(&self, filter: FrameFilter) -> Search {
        let job = FrameJob::new(filter, Arc::clone(&self.recorder));
        Search::new(job, Arc::clone(&self.waker))
    }
}
