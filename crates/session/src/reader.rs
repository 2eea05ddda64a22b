//! Reading much of the record, from any thread.

use std::sync::Arc;

use message_log::{PageView, Seq};

use crate::frame_feed::FrameFeed;
use crate::recorded_event::RecordedEvent;
use crate::recorder::SharedRecorder;

/// Reads the record page by page. The socket waits for as long as it takes to find a page, not while it is read.
#[derive(Clone)]
pub struct Reader {
    recorder: SharedRecorder,
}

impl Reader {
    pub(crate) fn new(recorder: SharedRecorder) -> Self {
        Self { recorder }
    }

    /// All frames that there are now.
    pub fn frames(&self) -> FrameFeed {
        FrameFeed::of_all(Arc::clone(&self.recorder))
    }

    /// The page in which a message or an event lies, or the first there is if it is forgotten; `None` if it is still to come.
    pub fn page_from(&self, seq: Seq) -> Option<PageView<RecordedEvent>> {
        let found = self.recorder.read_recursive().log.locate(seq);
        // It may have to be read from a file.
        found?.read()
    }
}
