//! What a session has at one time, on its way into a file.

use std::io;
use std::ops::{ControlFlow, Range};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use message_log::Seq;
#[cfg(not(target_arch = "wasm32"))]
use session::conversation::Choice;
use session::files::{
    ExportItem, ExportSource, FileFrame, Header, PROGRAM, Record, TellEntry, TellItem,
};
use session::{Reader, Session};

#[cfg(not(target_arch = "wasm32"))]
use crate::features::share;
use crate::shell::tab::Tab;

/// What a session has at one time; what comes later is not part of it.
pub(crate) struct SessionSource {
    reader: Reader,
    pub(crate) header: Header,
    /// The file that it was read from, which may have more of each row than this version knows.
    file: Option<Record>,
    /// In which protocol its messages are decoded.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) protocol: Choice,
    pub(super) kept: Range<Seq>,
    /// The place up to which it was read.
    next: AtomicU64,
    is_cancelled: AtomicBool,
}

impl SessionSource {
    /// All that a tab has now.
    pub(crate) fn of(tab: &Tab) -> Self {
        let snapshot = tab.session.snapshot();
        let (header, file) = match &tab.from_file {
            Some(file) => {
                let mut header = file.header.clone();
                PROGRAM.clone_into(&mut header.program);
                (header, Some(file.record.clone()))
            }
            None => (header(&tab.session, tab.dialled_shown()), None),
        };
        let next = AtomicU64::new(snapshot.kept.start.get());
        Self {
            reader: tab.session.reader(),
            header,
            file,
            #[cfg(not(target_arch = "wasm32"))]
            protocol: tab.choice(),
            kept: snapshot.kept,
            next,
            is_cancelled: AtomicBool::new(false),
        }
    }

    /// The same for the dialog that shows how it would be shared.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn into_shared(self) -> share::Source {
        share::Source {
            reader: self.reader,
            kept: self.kept,
            header: self.header,
            file: self.file,
            protocol: self.protocol,
        }
    }

    /// How many messages and events it has.
    pub(crate) fn len(&self) -> u64 {
        self.kept.end.get() - self.kept.start.get()
    }

    /// How much of it was read, in percent.
    pub(crate) fn percent(&self) -> u64 {
        let next = self.next.load(Ordering::Relaxed);
        let done = u128::from(next.saturating_sub(self.kept.start.get()));
        (done * 100 / u128::from(self.len().max(1))) as u64
    }

    /// Nobody wants it any more.
    pub(crate) fn cancel(&self) {
        self.is_cancelled.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_cancelled(&self) -> bool {
        self.is_cancelled.load(Ordering::Relaxed)
    }

    /// Of how many rows that are saved something is missing that the file had.
    pub(super) fn lost_fields(&self) -> u64 {
        self.file.as_ref().map_or(0, Record::lost_fields)
    }

    /// A frame with what its file had beside it that this version does not know.
    fn with_fields(&self, (seq, frame): (Seq, FileFrame)) -> FileFrame {
        let file = self.file.as_ref();
        let unknown = file.and_then(|file| file.unknown_fields_of_frame(seq));
        FileFrame {
            unknown: unknown.unwrap_or_default(),
            ..frame
        }
    }

    /// Tells each message and event of the page in which this one is. Returns the first of the next page.
    pub(super) fn each_of_page(
        &self,
        from: Seq,
        tell: &mut TellEntry<'_>,
    ) -> io::Result<ControlFlow<(), Seq>> {
        let page = (from < self.kept.end).then(|| self.reader.page_from(from));
        let Some(page) = page.flatten() else {
            return Ok(ControlFlow::Break(()));
        };
        for message in page.messages_from(from) {
            if message.seq >= self.kept.end {
                break;
            }
            if self.is_cancelled() {
                return Err(io::ErrorKind::Interrupted.into());
            }
            let file = self.file.as_ref();
            let unknown = file.and_then(|file| file.unknown_fields(message.seq));
            tell(&message, unknown.as_ref())?;
        }
        let next = page.seqs().end;
        self.next.store(next.get(), Ordering::Relaxed);
        Ok(ControlFlow::Continue(next))
    }
}

impl ExportSource for SessionSource {
    fn header(&self) -> &Header {
        &self.header
    }

    fn each(&self, tell: &mut TellEntry<'_>) -> io::Result<()> {
        let mut next = self.kept.start;
        while let ControlFlow::Continue(after) = self.each_of_page(next, tell)? {
            next = after;
        }
        Ok(())
    }

    fn each_with_frames(&self, tell: &mut TellItem<'_>) -> io::Result<()> {
        let mut frames = self.reader.frames();
        let mut last = None;
        self.each(&mut |message, unknown| {
            while let Some(frame) = frames.next_before(message, last) {
                tell(ExportItem::Frame(&self.with_fields(frame)))?;
            }
            last = Some(message.seq);
            tell(ExportItem::Entry(message, unknown))
        })?;
        while let Some(frame) = frames.next_at_end(last) {
            tell(ExportItem::Frame(&self.with_fields(frame)))?;
        }
        Ok(())
    }
}

/// Of a session that was not read from a file.
fn header(session: &Session, address: String) -> Header {
    let began = session.with_log(session::Log::began);
    let mut header = Header::new(PROGRAM);
    header.created = began.map_or(0, message_log::Timestamp::as_micros);
    header.address = (!address.is_empty()).then_some(address);
    header
}
