//! Which protocol the connections of a file speak.

use std::ops::ControlFlow;

use message_log::Seq;
use session::RecordedEvent;
use session::conversation::{Choice, Listener, Spoken};
use session::files::{EntryContent, FileEntry, FileFrame, Header, Sink};

/// Finds out what is spoken before anything is decoded: what came before that was clear is to be decoded too.
pub(super) struct Recogniser {
    listener: Listener,
    /// Of each connection that ended, in their order.
    found: Vec<Option<Spoken>>,
}

impl Recogniser {
    pub(super) fn new(choice: Choice) -> Self {
        Self {
            listener: Listener::new(choice, false),
            found: Vec::new(),
        }
    }

    /// What is spoken before the first connection is begun, as far as the file tells, and on each that follows.
    pub(super) fn found(mut self) -> Vec<Option<Spoken>> {
        self.found.push(self.listener.spoken());
        self.found
    }
}

impl Sink for Recogniser {
    fn begin(&mut self, _header: Header) {}

    fn entry(&mut self, entry: FileEntry) -> ControlFlow<()> {
        match &entry.content {
            EntryContent::Event(event) => {
                if matches!(**event, RecordedEvent::Connecting { .. }) {
                    self.found.push(self.listener.spoken());
                }
                self.listener.observe(event);
            }
            EntryContent::Message { .. } if self.listener.is_learning() => {
                self.listener.hear(&entry.message(Seq::FIRST));
            }
            EntryContent::Message { .. } => {}
        }
        ControlFlow::Continue(())
    }

    fn frame(&mut self, _frame: FileFrame) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}
