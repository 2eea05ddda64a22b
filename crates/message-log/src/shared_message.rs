use std::ops::Deref;
use std::sync::Arc;

use crate::page::Page;
use crate::{Message, Seq};

/// A message that stays as long as this handle does, even if the log forgets it.
///
/// It keeps the whole page alive in which the message lies: about a mebibyte, or the message alone
/// when it is larger. Dereferences to the payload.
#[derive(Clone, Debug)]
pub struct SharedMessage {
    seq: Seq,
    page: Arc<Page>,
    /// Where the message lies in `page`.
    index: usize,
}

impl SharedMessage {
    pub(crate) fn new(seq: Seq, page: Arc<Page>, index: usize) -> Self {
        Self { seq, page, index }
    }

    /// The message with all that is recorded of it.
    pub fn message(&self) -> Message<'_> {
        self.page.message(self.index, self.seq)
    }
}

impl Deref for SharedMessage {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.page.bytes(self.index)
    }
}
