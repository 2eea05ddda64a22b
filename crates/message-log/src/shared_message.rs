use std::ops::Deref;
use std::sync::Arc;

use crate::page::Page;
use crate::{Message, Seq};

/// A message that stays as long as this handle does, even if the log forgets it.
///
/// It keeps the whole page alive in which the message lies: about a mebibyte, or the message alone
/// when it is larger. Dereferences to the payload.
#[derive(Debug)]
pub struct SharedMessage<E = ()> {
    seq: Seq,
    page: Arc<Page<E>>,
    /// Where the message lies in `page`.
    index: usize,
}

// Derived, it would ask `E` to be `Clone`.
impl<E> Clone for SharedMessage<E> {
    fn clone(&self) -> Self {
        Self {
            seq: self.seq,
            page: Arc::clone(&self.page),
            index: self.index,
        }
    }
}

impl<E> SharedMessage<E> {
    pub(crate) fn new(seq: Seq, page: Arc<Page<E>>, index: usize) -> Self {
        Self { seq, page, index }
    }

    /// The message with all that is recorded of it.
    pub fn message(&self) -> Message<'_, E> {
        self.page.message(self.index, self.seq)
    }

    /// Its number in the log, as [`MessageLog::number_of`](crate::MessageLog::number_of) says it; `None` for an event.
    pub fn number(&self) -> Option<u64> {
        self.page.number(self.seq, self.index)
    }
}

impl<E> Deref for SharedMessage<E> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.page.bytes(self.index)
    }
}
