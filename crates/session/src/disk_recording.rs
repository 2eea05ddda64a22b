//! Everything that is recorded, into a file as well: on a thread of its own, which the socket waits for before memory is full of
//! what is not written yet. What is written may leave memory, and is read back from the file.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use connection::BackgroundThread;
use message_log::{ArchiveId, ArchivedPage, Entry, Kind, Seq};
use parking_lot::Mutex;

use crate::clock::now;
use crate::files::{FileArchive, FileFrame, FileKind, FileWriter, Header, LineWriter};
use crate::follower::{Follower, FollowerState, Next, Unread};
use crate::frame_feed::{FrameFeed, Written};
use crate::log::LogMessage;
use crate::recorder::SharedRecorder;

/// How long to gather what is recorded before it is written, where there is little of it. A program that is killed loses that
/// much; a second is the most that anybody should lose. (What was written is in the hands of the system, and stays if the program is
/// killed. If the power fails, the system may lose what it has not put on the disk, which takes it up to half a minute: waiting
/// for the disk would be slower than the socket.)
const PAUSE: Duration = Duration::from_millis(20);

/// How long to wait for a notification, so that what is recorded without one is written too.
const LONGEST_WAIT: Duration = Duration::from_millis(500);

/// So much is handed to the system at once, in bytes: few calls a megabyte.
const BUFFER: usize = 256 * 1024;

/// How long the end of a session waits until the rest is written: longer than a disk takes for all that memory holds.
const FINISH_TIMEOUT: Duration = Duration::from_secs(10);
/// How often it looks.
const FINISH_POLL: Duration = Duration::from_millis(2);

/// Why a recording cannot begin.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// The file cannot be made, or it exists.
    #[error("{path}: the recording cannot be written: {error}", path = path.display())]
    Io {
        /// Its path.
        path: PathBuf,
        /// In the system's words.
        error: io::Error,
    },
    /// It is recorded already, or a follower reads everything.
    #[error("everything is recorded already")]
    AlreadyFollowed,
}

/// How a recording stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordingState {
    /// The file.
    pub path: PathBuf,
    /// What was written, in bytes.
    pub bytes: u64,
}

/// What has come of a recording.
#[derive(Debug)]
pub struct RecordingEnd {
    /// The file.
    pub path: PathBuf,
    /// What was written, in bytes.
    pub bytes: u64,
    /// Why no more could be written, if that is why it ended.
    pub failure: Option<io::Error>,
}

/// A recording that has not been seen to end.
pub(crate) struct DiskRecording {
    path: PathBuf,
    bytes: Arc<AtomicU64>,
    /// What has come of it, once it has ended.
    result: Arc<Mutex<Option<io::Result<()>>>>,
    thread: JoinHandle<()>,
}

impl DiskRecording {
    /// Begins a file. `wake` is called when the recording has ended.
    pub(crate) fn begin(
        path: &Path,
        mut header: Header,
        recorder: SharedRecorder,
        followed: Arc<FollowerState>,
        wake: impl Fn() + Send + 'static,
    ) -> Result<Self, RecordError> {
        let failed = |error| RecordError::Io {
            path: path.to_owned(),
            error,
        };
        let open = || {
            let file = OpenOptions::new().write(true).create_new(true).open(path)?;
            Ok((file, File::open(path)?))
        };
        let (file, source) = open().map_err(failed)?;
        header.created = recorder.read().log.began().unwrap_or_else(now).as_micros();
        let bytes = Arc::new(AtomicU64::new(0));
        let mut out = Output {
            file,
            lines: LineWriter::default(),
            buffer: Vec::new(),
            written: Arc::clone(&bytes),
        };
        FileWriter::new(FileKind::Session, &mut out.buffer, header)
            .map(drop)
            .and_then(|()| out.flush())
            .map_err(failed)?;
        let archive = Arc::new(FileArchive::new(path, source));
        let fault = archive.fault();
        let (id, first, first_frame) = {
            let mut recorder = recorder.write();
            let id = recorder.attach(archive, fault);
            recorder.log.hold_unarchived(true);
            let frames = recorder.frames.log().kept();
            (id, recorder.log.archived_to(), frames.start)
        };
        let writer = Writer {
            page: ArchivedPage::new(out.end()),
            out,
            begin: None,
            full: Vec::new(),
            last: None,
            feed: FrameFeed::new(Arc::clone(&recorder), first_frame),
            held: None,
            follower: Follower::begin(Arc::clone(&recorder), followed, first)
                .with_frames(first_frame),
            recorder: Arc::clone(&recorder),
            id,
        };
        let result = Arc::new(Mutex::new(None));
        let told = Arc::clone(&result);
        let thread = std::thread::Builder::new()
            .name("wscope-record".to_owned())
            .spawn(move || {
                BackgroundThread::Recording.begin();
                *told.lock() = Some(writer.run());
                wake();
            });
        let thread = thread.map_err(|error| {
            recorder.write().log.hold_unarchived(false);
            failed(error)
        })?;
        Ok(Self {
            path: path.to_owned(),
            bytes,
            result,
            thread,
        })
    }

    pub(crate) fn state(&self) -> RecordingState {
        RecordingState {
            path: self.path.clone(),
            bytes: self.bytes.load(Ordering::Relaxed),
        }
    }

    /// What has come of it, once it has ended.
    pub(crate) fn take_end(&mut self) -> Option<RecordingEnd> {
        // Looked at before the result, which is there when the thread has ended.
        let is_finished = self.thread.is_finished();
        let failed = || Err(io::Error::other("the thread that writes has failed"));
        let result = self.result.lock().take();
        let result = result.or_else(|| is_finished.then(failed))?;
        let RecordingState { path, bytes } = self.state();
        Some(RecordingEnd {
            path,
            bytes,
            failure: result.err(),
        })
    }
}

impl Drop for DiskRecording {
    /// Waits until the rest is written: the session is gone, which ends the thread.
    fn drop(&mut self) {
        let since = Instant::now();
        while !self.thread.is_finished() && since.elapsed() < FINISH_TIMEOUT {
            std::thread::sleep(FINISH_POLL);
        }
    }
}

/// The file, and what is still to be handed to the system.
struct Output {
    file: File,
    lines: LineWriter,
    buffer: Vec<u8>,
    written: Arc<AtomicU64>,
}

impl Output {
    fn flush(&mut self) -> io::Result<()> {
        self.file.write_all(&self.buffer)?;
        self.written
            .fetch_add(self.buffer.len() as u64, Ordering::Relaxed);
        self.buffer.clear();
        Ok(())
    }

    /// Writes a line, and says how long it is.
    fn write(&mut self, message: &LogMessage<'_>) -> io::Result<u64> {
        let before = self.buffer.len();
        self.lines
            .write(&mut self.buffer, message, Some(message.seq.get()), None)?;
        self.written_since(before)
    }

    /// Writes the line of a frame, behind this message or event, and says how long it is.
    fn write_frame(&mut self, frame: &FileFrame, last: Option<Seq>) -> io::Result<u64> {
        let before = self.buffer.len();
        frame.write(&mut self.buffer, last.map(Seq::get))?;
        self.written_since(before)
    }

    fn written_since(&mut self, before: usize) -> io::Result<u64> {
        let length = self.buffer.len() - before;
        if self.buffer.len() >= BUFFER {
            self.flush()?;
        }
        Ok(length as u64)
    }

    /// Where the next line begins in the file.
    fn end(&self) -> u64 {
        self.written.load(Ordering::Relaxed) + self.buffer.len() as u64
    }
}

/// The thread that writes.
struct Writer {
    out: Output,
    follower: Follower,
    /// The message or event that was written last.
    last: Option<Seq>,
    feed: FrameFeed,
    /// Since when a frame waits until its message is recorded.
    held: Option<(Seq, Instant)>,
    recorder: SharedRecorder,
    id: ArchiveId,
    /// What is written, and the log does not know of yet.
    page: ArchivedPage,
    /// Its first message, and how many events the log had before.
    begin: Option<(Seq, u64)>,
    /// Pages before it of which the log does not know.
    full: Vec<(Seq, u64, ArchivedPage)>,
}

impl Writer {
    /// Writes until there is no more, or until nothing more can be written. Then the log forgets again what it must.
    fn run(mut self) -> io::Result<()> {
        let result = self.write_all();
        if result.is_ok() {
            self.end_page();
            self.publish();
        }
        let mut recorder = self.recorder.write();
        recorder.log.hold_unarchived(false);
        recorder.frames.forget_unwritten();
        drop(recorder);
        result
    }

    fn write_all(&mut self) -> io::Result<()> {
        loop {
            let is_waited_for = self.follower.is_waited_for();
            match self.follower.poll() {
                Next::Unread(unread) => self.write(&unread)?,
                // A page is of what is cleared or of what comes after.
                Next::Cleared => self.end_page(),
                Next::Nothing => {
                    let is_last =
                        self.is_held_for(if is_waited_for { PAUSE } else { LONGEST_WAIT });
                    self.write_last_frames(is_last)?;
                    self.follower.wait(LONGEST_WAIT);
                    self.follower.pause(PAUSE);
                }
                Next::Over => return self.write_last_frames(true),
            }
            self.release_frames();
            if is_waited_for {
                self.end_page();
            }
            self.publish();
        }
    }

    /// Writes and hands to the system what is new.
    fn write(&mut self, unread: &Unread) -> io::Result<()> {
        self.feed.look_again();
        let Some(view) = unread.page() else {
            return Ok(());
        };
        for message in unread.messages() {
            self.write_frames(Written::before(&message, self.last))?;
            let length = self.out.write(&message)?;
            let entry = Entry {
                direction: message.direction,
                kind: message.kind,
                at: message.at,
            };
            let bytes = match message.kind {
                Kind::Event => view.bytes_of(message.seq),
                _ => message.payload.len() as u64,
            };
            if !self.page.push(entry, bytes, length) {
                self.end_page();
                // The first of a page has room, whatever it is.
                let is_first = self.page.push(entry, bytes, length);
                debug_assert!(is_first);
            }
            self.begin
                .get_or_insert_with(|| (message.seq, view.events_before(message.seq)));
            self.last = Some(message.seq);
        }
        self.out.flush()
    }

    /// Writes the frames that are due when messages and events are written so far.
    fn write_frames(&mut self, written: Written) -> io::Result<()> {
        while let Some((_, frame)) = self.feed.next_due(written) {
            let length = self.out.write_frame(&frame, self.last)?;
            self.page.skip(length);
        }
        Ok(())
    }

    /// Writes the frames that come after all messages and events that there are; `is_last` also those that wait for a message.
    fn write_last_frames(&mut self, is_last: bool) -> io::Result<()> {
        self.feed.look_again();
        self.write_frames(Written {
            last: self.last,
            next: None,
            is_last,
        })?;
        self.out.flush()
    }

    /// Whether a frame has waited for its message for this time.
    fn is_held_for(&mut self, time: Duration) -> bool {
        let held = self.feed.held();
        match (self.held, held) {
            (Some((before, since)), Some(frame)) if before == frame => since.elapsed() >= time,
            _ => {
                self.held = held.map(|frame| (frame, Instant::now()));
                false
            }
        }
    }

    /// Frames that are written need not be kept any more.
    fn release_frames(&mut self) {
        let place = self.feed.place();
        let has_cleared = self.recorder.read().frames.has_written(place);
        if has_cleared {
            self.recorder.write().frames.forget_written(place);
        }
        self.follower.release_frames(place);
    }

    fn end_page(&mut self) {
        if let Some((seq, events)) = self.begin.take() {
            let next = ArchivedPage::new(self.page.end());
            let page = std::mem::replace(&mut self.page, next);
            self.full.push((seq, events, page));
        }
    }

    /// Tells the log of pages that were handed to the system, so that they may leave memory.
    fn publish(&mut self) {
        if self.full.is_empty() {
            return;
        }
        let mut done = Seq::FIRST;
        {
            let mut recorder = self.recorder.write();
            for (seq, events, page) in self.full.drain(..) {
                done = Seq::new(seq.get() + page.len() as u64);
                recorder.log.set_archived(self.id, seq, events, page);
            }
            recorder.log.trim();
        }
        self.follower.release(done);
    }
}
