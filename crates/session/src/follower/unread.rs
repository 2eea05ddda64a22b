//! What a follower is handed.

use std::iter;

use message_log::{Message, PageView, Seq};

use crate::followed_frame::FollowedFrame;
use crate::recorded_event::RecordedEvent;

/// What a follower has not read before.
pub struct Unread {
    /// `None` where there are frames alone.
    pub(super) page: Option<PageView<RecordedEvent>>,
    pub(super) from: Seq,
    pub(super) end: Seq,
    pub(super) frames: Vec<FollowedFrame>,
}

/// What passed, in order.
#[derive(Debug)]
pub enum Passed<'a> {
    /// A frame. The last one of a message stands before that.
    Frame(&'a FollowedFrame),
    /// A message or an event.
    Recorded(Message<'a, RecordedEvent>),
}

impl Unread {
    /// The messages and events, in order.
    pub fn messages(&self) -> impl Iterator<Item = Message<'_, RecordedEvent>> {
        let pages = self.page.iter();
        pages.flat_map(|page| page.messages_from(self.from))
    }

    /// The same, with the frames if the session hands them over.
    pub fn passed(&self) -> impl Iterator<Item = Passed<'_>> {
        let mut frames = self.frames.iter().peekable();
        let mut messages = self.messages().peekable();
        iter::from_fn(move || {
            let next = messages.peek().map_or(self.end, |message| message.seq);
            match frames.next_if(|frame| frame.before <= next) {
                Some(frame) => Some(Passed::Frame(frame)),
                None => messages.next().map(Passed::Recorded),
            }
        })
    }

    /// The number of the one that comes after all of these.
    pub fn end(&self) -> Seq {
        self.end
    }

    /// The page in which they are, if there are any.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn page(&self) -> Option<&PageView<RecordedEvent>> {
        self.page.as_ref()
    }
}
