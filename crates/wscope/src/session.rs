//! A connection and its record, as one. The socket's side writes, the window's side looks.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use connection::{
    Agreement, CloseError, CloseFrame, Connection, Endpoint, Event, Message, Options, Phase,
    SendError,
};
use message_log::Timestamp;
use transport::Automatic;
use web_time::{Instant, SystemTime, UNIX_EPOCH};

use crate::lifecycle::Lifecycle;
use crate::recorder::Recorder;

/// How long a wake-up waits for more: one frame at 60 Hz. A flood then costs one frame in that time,
/// and a single message is on the screen before anybody could notice.
const WAKE_DELAY: Duration = Duration::from_millis(16);

/// One connection with everything that was said over it.
pub struct Session {
    connection: Connection,
    recorder: SharedRecorder,
    wake: Arc<Wake>,
}

/// The record, as the socket's side, the window's side and a search share it.
pub type SharedRecorder = Arc<Mutex<Recorder>>;

impl Session {
    /// A session that is not connected, with a log of at most `budget_bytes`. It wakes the window of
    /// `context` when something was recorded.
    pub fn new(context: &egui::Context, budget_bytes: u64) -> Self {
        let recorder = Arc::new(Mutex::new(Recorder::new(budget_bytes)));
        let wake = Arc::new(Wake {
            is_pending: AtomicBool::new(false),
            context: context.clone(),
        });
        let writer = Arc::clone(&recorder);
        let bell = Arc::clone(&wake);
        let handler = Box::new(move |event: Event<'_>| {
            let at = now();
            lock(&writer).record(event, at);
            // First the record, then the wake: whoever wakes finds it.
            bell.ring();
        });
        let connection = Connection::new(Arc::new(Automatic), handler);
        Self {
            connection,
            recorder,
            wake,
        }
    }

    /// Begins to connect. What is open is closed first; the record stays.
    pub fn connect(&mut self, endpoint: &Endpoint, options: &Options) {
        self.connection.connect(endpoint, options);
    }

    /// Begins the next attempt now, if it waits for one.
    pub fn retry(&mut self) {
        self.connection.retry();
    }

    /// Ends the connection, the attempt, or the waiting.
    pub fn disconnect(&mut self) {
        self.connection.disconnect();
    }

    /// Sends one text or binary message.
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

    /// Whether a ping could be sent now.
    pub fn can_ping(&self) -> bool {
        self.connection.can_ping()
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

    /// What both sides agreed on, where the handshake itself is hidden.
    pub fn agreement(&self) -> Option<Agreement> {
        self.connection.agreement()
    }

    /// Where the connection is in its life.
    pub fn phase(&self) -> Phase {
        self.connection.phase()
    }

    /// Once a frame, before anything is read: from here on the next record wakes the window again.
    /// Says after which time it must be called again though nothing is recorded.
    pub fn begin_frame(&mut self) -> Option<Duration> {
        self.wake.is_pending.store(false, Ordering::Release);
        let now = Instant::now();
        self.connection.tick(now);
        let deadline = self.connection.phase().deadline()?;
        Some(deadline.saturating_duration_since(now))
    }

    /// The record. Hold it briefly: the socket waits meanwhile.
    pub fn recorder(&self) -> MutexGuard<'_, Recorder> {
        lock(&self.recorder)
    }

    /// The record, for a search that runs beside the window.
    pub fn shared_recorder(&self) -> SharedRecorder {
        Arc::clone(&self.recorder)
    }

    /// The window that it wakes.
    pub fn context(&self) -> &egui::Context {
        &self.wake.context
    }

    /// What wakes the window when there is something new to see.
    pub fn wake(&self) -> Arc<Wake> {
        Arc::clone(&self.wake)
    }

    /// Adds a line of the program itself.
    pub fn note(&self, line: &Lifecycle) {
        self.recorder().note(line, now());
    }

    /// Says goodbye to the server, at the end of the program. Waits at most for `patience`.
    pub fn finish(&mut self, patience: Duration) {
        self.connection.finish(patience);
    }
}

/// Wakes the window at most once a frame.
pub struct Wake {
    is_pending: AtomicBool,
    context: egui::Context,
}

impl Wake {
    /// Wakes the window, unless that is already on its way.
    pub fn ring(&self) {
        if !self.is_pending.swap(true, Ordering::AcqRel) {
            // With a delay egui asks for one repaint, without it for two.
            self.context
                .request_repaint_after_for(WAKE_DELAY, egui::ViewportId::ROOT);
        }
    }
}

/// The time to stamp a record with.
pub fn now() -> Timestamp {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH);
    // A clock before 1970 is no time at all.
    let micros = since_epoch.map_or(0, |time| time.as_micros());
    Timestamp::from_micros(u64::try_from(micros).unwrap_or(u64::MAX))
}

/// Locks what is whole after every call of its methods, so that even one that panicked leaves it usable.
pub(crate) fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
