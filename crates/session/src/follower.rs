//! Reading the whole record in order, on a thread of its own, while the socket waits for the reader.

mod unread;

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
#[cfg(not(target_arch = "wasm32"))]
use std::time::Duration;

use connection::{Event, LentMessage};
use message_log::{MessageLog, PageView, Seq};
use parking_lot::{Condvar, Mutex, MutexGuard};
use web_time::Instant;

pub use self::unread::{Passed, Unread};
use crate::followed_frame::FollowedFrame;
use crate::frames::push_bounded;
use crate::recorded_event::RecordedEvent;
use crate::recorder::{Recorder, SharedRecorder};

/// Room that is left in the log for what is recorded beside a message, such as how long it took, and for the few events that
/// never wait, in bytes. The largest of them contains an address and the error message of a library.
const RESERVE_BYTES: u64 = 64 * 1024;

/// So many frames wait for a follower at most; then the socket waits. With their excerpts they take some 20 MB.
const MAX_UNREAD_FRAMES: usize = 16 * 1024;

/// How often the list may be cleared before the follower has read what was in it; then the socket waits. Each time, as much as the
/// budget of the session is kept beside it, and of its frames.
const MAX_UNREAD_CLEARS: usize = 3;

/// Reads all that a session records, without a gap: what was not read yet is not forgotten. When the log is full of that,
/// receiving and sending wait. So a slow reader slows the other side down, and memory stays within the budget.
///
/// It needs a thread of its own: one that sends as well would deadlock. A page has one thread, so it cannot use a follower.
pub struct Follower {
    recorder: SharedRecorder,
    followed: Arc<FollowerState>,
}

/// What comes of reading.
pub enum ReadOutcome {
    /// What was not read before.
    Unread(Unread),
    /// Nothing came until then.
    Late,
    /// All was read, and the session is gone.
    Over,
}

/// What comes next for a follower.
pub(crate) enum Next {
    /// Messages and events.
    Unread(Unread),
    /// The list was cleared at this place.
    Cleared,
    /// Nothing yet.
    Nothing,
    /// Nothing, and there will be no more.
    Over,
}

/// Lets the socket go on though its follower has not read: for the end of a program whose output is blocked.
#[derive(Clone)]
pub struct Unblocker(Arc<FollowerState>);

/// What a session and its follower know of each other.
pub(crate) struct FollowerState {
    /// Whether somebody follows. Asked for each message, so that a session that nobody follows locks nothing more.
    is_followed: AtomicBool,
    /// Whether frames are handed to it too.
    follows_frames: AtomicBool,
    place: Mutex<ReadPosition>,
    /// Notified when there is more to read, or when there will be no more.
    has_more: Condvar,
    /// Notified when something was read.
    has_room: Condvar,
    /// Notified when somebody waits for room, or when there will be no more.
    is_urgent: Condvar,
}

struct ReadPosition {
    /// What was not handed to the follower yet begins here.
    next: Seq,
    /// What it does not need any more comes before this.
    done: Seq,
    /// The same of frames, if they are followed too.
    frames_done: Option<Seq>,
    /// Whether what is still needed is kept.
    is_held: bool,
    /// How many wait for room.
    waiting: u32,
    /// Where it ends, once that is known.
    end: Option<Seq>,
    /// Whether the session is gone.
    is_over: bool,
    /// What was cleared before it was handed over.
    cleared: VecDeque<Next>,
    /// How often that happened.
    unread_clears: usize,
    /// Frames that were not handed over yet.
    frames: VecDeque<FollowedFrame>,
}

/// Whether so many bytes more make the log forget what is not done. What was cleared is kept elsewhere until it is.
fn forgets_unread<E>(log: &MessageLog<E>, bytes: u64, done: Seq) -> bool {
    log.oldest_after(bytes) > done.max(log.kept().start)
}

/// Tells the follower, when it is dropped, that nothing more will come.
pub(crate) struct EndOfRecord(pub(crate) Arc<FollowerState>);

impl Follower {
    /// Follows from this place on.
    pub(crate) fn begin(
        recorder: SharedRecorder,
        followed: Arc<FollowerState>,
        first: Seq,
    ) -> Self {
        *followed.place.lock() = ReadPosition {
            is_held: true,
            ..ReadPosition::at(first)
        };
        followed.is_followed.store(true, Ordering::Release);
        Self { recorder, followed }
    }

    /// Waits for what was not read yet; `None` when all was read and the session is gone. Asking for more says that what was
    /// given before was read.
    pub fn read(&mut self) -> Option<Unread> {
        loop {
            match self.read_until(None) {
                ReadOutcome::Unread(unread) => return Some(unread),
                ReadOutcome::Over => return None,
                ReadOutcome::Late => {}
            }
        }
    }

    /// The same; does not wait beyond this time.
    pub fn read_until(&mut self, deadline: Option<Instant>) -> ReadOutcome {
        let mut place = self.followed.place.lock();
        place.done = place.next;
        self.followed.has_room.notify_all();
        loop {
            match self.take(&mut place) {
                Next::Unread(unread) => return ReadOutcome::Unread(unread),
                Next::Over => return ReadOutcome::Over,
                Next::Cleared => {}
                Next::Nothing => match deadline {
                    None => self.followed.has_more.wait(&mut place),
                    Some(deadline) => {
                        let left = deadline.saturating_duration_since(Instant::now());
                        let waited = self.followed.has_more.wait_for(&mut place, left);
                        if waited.timed_out() {
                            return ReadOutcome::Late;
                        }
                    }
                },
            }
        }
    }

    fn take(&self, place: &mut ReadPosition) -> Next {
        if let Some(next) = place.cleared.pop_front() {
            if matches!(next, Next::Cleared) {
                place.unread_clears = place.unread_clears.saturating_sub(1);
            }
            return next;
        }
        let is_before_end = place.end.is_none_or(|end| place.next < end);
        let page = is_before_end.then(|| self.recorder.read().log.page_from(place.next));
        match page.flatten() {
            Some(page) => Next::Unread(place.hand_over(page)),
            None if !place.frames.is_empty() => Next::Unread(place.hand_over_frames()),
            None if place.is_over || place.end.is_some() => Next::Over,
            None => Next::Nothing,
        }
    }

    /// How to let the socket go on from elsewhere.
    pub fn unblocker(&self) -> Unblocker {
        Unblocker(Arc::clone(&self.followed))
    }
}

/// For who writes to disk: what was read is still needed until it is written.
#[cfg(not(target_arch = "wasm32"))]
impl Follower {
    /// What was not read yet, if there is something.
    pub(crate) fn poll(&mut self) -> Next {
        self.take(&mut self.followed.place.lock())
    }

    /// Waits until there may be something to read, or somebody waits for room; at most for this long, since what comes from
    /// elsewhere than a connection is not told.
    pub(crate) fn wait(&self, time: Duration) {
        let mut place = self.followed.place.lock();
        let has_more = self.recorder.read().log.kept().end > place.next;
        if !has_more && place.cleared.is_empty() && !place.is_urgent() {
            self.followed.has_more.wait_for(&mut place, time);
        }
    }

    /// Waits until somebody waits for room or nothing more will come; at most for this long.
    pub(crate) fn pause(&self, time: Duration) {
        let mut place = self.followed.place.lock();
        if !place.is_urgent() {
            self.followed.is_urgent.wait_for(&mut place, time);
        }
    }

    /// Whether somebody waits for room.
    pub(crate) fn is_waited_for(&self) -> bool {
        self.followed.place.lock().waiting > 0
    }

    /// The same that needs frames as well, from this one on.
    #[must_use]
    pub(crate) fn with_frames(self, first: Seq) -> Self {
        self.followed.place.lock().frames_done = Some(first);
        self
    }

    /// The frames before this one are not needed any more.
    pub(crate) fn release_frames(&self, done: Seq) {
        let mut place = self.followed.place.lock();
        if place.frames_done.replace(done) != Some(done) {
            self.followed.has_room.notify_all();
        }
    }

    /// What comes before this is not needed any more.
    pub(crate) fn release(&self, done: Seq) {
        self.followed.place.lock().done = done;
        self.followed.has_room.notify_all();
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.followed.is_followed.store(false, Ordering::Release);
        self.unblocker().unblock();
    }
}

impl Unblocker {
    /// From now on the log forgets what it must, read or not.
    pub fn unblock(&self) {
        self.0.place.lock().is_held = false;
        self.0.has_room.notify_all();
    }
}

impl ReadPosition {
    fn at(first: Seq) -> Self {
        Self {
            next: first,
            done: first,
            frames_done: None,
            is_held: false,
            waiting: 0,
            end: None,
            is_over: false,
            cleared: VecDeque::new(),
            unread_clears: 0,
            frames: VecDeque::new(),
        }
    }

    /// Whether somebody waits for what was not read.
    #[cfg(not(target_arch = "wasm32"))]
    fn is_urgent(&self) -> bool {
        self.waiting > 0 || self.is_over || self.end.is_some()
    }

    fn hand_over(&mut self, page: PageView<RecordedEvent>) -> Unread {
        let from = self.next.max(page.seqs().start);
        let end = page.seqs().end;
        self.next = end;
        let count = self.frames.partition_point(|frame| frame.before <= end);
        Unread {
            page: Some(page),
            from,
            end,
            frames: self.frames.drain(..count).collect(),
        }
    }

    /// Hands over frames that nothing recorded stands between.
    fn hand_over_frames(&mut self) -> Unread {
        Unread {
            page: None,
            from: self.next,
            end: self.next,
            frames: self.frames.drain(..).collect(),
        }
    }
}

impl FollowerState {
    /// Nobody follows yet.
    pub(crate) fn new() -> Self {
        Self {
            is_followed: AtomicBool::new(false),
            follows_frames: AtomicBool::new(false),
            place: Mutex::new(ReadPosition::at(Seq::FIRST)),
            has_more: Condvar::new(),
            has_room: Condvar::new(),
            is_urgent: Condvar::new(),
        }
    }

    /// Whether somebody follows.
    pub(crate) fn is_followed(&self) -> bool {
        self.is_followed.load(Ordering::Acquire)
    }

    /// Frames are handed to the follower from now on.
    pub(crate) fn follow_frames(&self) {
        self.follows_frames.store(true, Ordering::Release);
    }

    /// Whether frames are handed to somebody.
    pub(crate) fn follows_frames(&self) -> bool {
        self.follows_frames.load(Ordering::Acquire) && self.is_followed()
    }

    /// Waits until a frame can be handed over.
    pub(crate) fn make_room_for_frame(&self) {
        let mut place = self.place.lock();
        while place.is_held && place.frames.len() >= MAX_UNREAD_FRAMES {
            self.wait_for_room(&mut place);
        }
    }

    /// Hands a frame over, if there is one. Where nobody waits for the follower any more, the oldest one is forgotten.
    pub(crate) fn push_frame(&self, frame: Option<FollowedFrame>) {
        if let Some(frame) = frame {
            push_bounded(&mut self.place.lock().frames, frame, MAX_UNREAD_FRAMES);
            self.has_more.notify_one();
        }
    }

    /// Waits until the follower asks for more, or need not be waited for.
    fn wait_for_room(&self, place: &mut MutexGuard<'_, ReadPosition>) {
        place.waiting += 1;
        self.has_more.notify_one();
        self.is_urgent.notify_one();
        self.has_room.wait(place);
        place.waiting = place.waiting.saturating_sub(1);
    }

    /// Waits until the event can be recorded without forgetting what was not read.
    pub(crate) fn make_room(&self, recorder: &SharedRecorder, event: &Event<'_>) {
        let payload = match event {
            Event::Sent(message) | Event::Received(message) => LentMessage::payload(message).len(),
            Event::Step(_) => 0,
            // They have a log of their own.
            Event::Frame(frame) => {
                self.make_room_in_log_of_frames(recorder, frame.bytes.len() as u64);
                return;
            }
            // Few and small, and they must not wait: some of them end the connection.
            Event::Connecting(_)
            | Event::Opened
            | Event::Closed(_)
            | Event::Failed(_)
            | Event::Lost(_) => return,
        };
        self.make_room_for(recorder, payload as u64);
    }

    /// The same for messages that take so many bytes.
    pub(crate) fn make_room_for(&self, recorder: &SharedRecorder, bytes: u64) {
        if !self.is_followed() {
            return;
        }
        let bytes = bytes + RESERVE_BYTES;
        self.wait_while(|place| forgets_unread(&recorder.read().log, bytes, place.done));
    }

    /// Waits until a frame can be kept without forgetting one that was not read.
    fn make_room_in_log_of_frames(&self, recorder: &SharedRecorder, bytes: u64) {
        if !self.is_followed() {
            return;
        }
        self.wait_while(|place| {
            let done = place.frames_done;
            done.is_some_and(|done| forgets_unread(recorder.read().frames.log(), bytes, done))
        });
    }

    fn wait_while(&self, is_full: impl Fn(&ReadPosition) -> bool) {
        let mut place = self.place.lock();
        let has_cleared_much = |place: &ReadPosition| place.unread_clears >= MAX_UNREAD_CLEARS;
        while place.is_held && (has_cleared_much(&place) || is_full(&place)) {
            self.wait_for_room(&mut place);
        }
    }

    /// Something was recorded.
    pub(crate) fn notify_appended(&self) {
        if !self.is_followed() {
            return;
        }
        // Locked for a moment: a reader that has just found nothing waits already, so it does not miss the notification.
        drop(self.place.lock());
        self.has_more.notify_one();
    }

    /// Takes what is recorded away by `take`, which is given the record. What was not handed over yet is kept for the follower, and
    /// so are frames that it still needs.
    pub(crate) fn clear<R>(
        &self,
        recorder: &SharedRecorder,
        take: impl FnOnce(&mut Recorder) -> R,
    ) -> R {
        let mut place = self.place.lock();
        let mut recorder = recorder.write();
        if self.is_followed() {
            while place.end.is_none_or(|end| place.next < end)
                && let Some(page) = recorder.log.page_from(place.next)
            {
                let unread = place.hand_over(page);
                place.cleared.push_back(Next::Unread(unread));
            }
            place.cleared.push_back(Next::Cleared);
            place.unread_clears += 1;
            if let Some(done) = place.frames_done {
                recorder.frames.keep_unwritten(done);
            }
        }
        take(&mut recorder)
    }

    /// What is recorded from now on is not for the follower any more.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn end(&self, recorder: &SharedRecorder) {
        let mut place = self.place.lock();
        let end = recorder.read().log.kept().end;
        place.end.get_or_insert(end);
        self.has_more.notify_one();
        self.is_urgent.notify_one();
    }
}

impl Drop for EndOfRecord {
    fn drop(&mut self) {
        self.0.place.lock().is_over = true;
        self.0.has_more.notify_one();
        self.0.is_urgent.notify_one();
    }
}

#[cfg(test)]
mod tests;
