use std::fmt;
use std::sync::Arc;

use crate::Message;

/// Gives the words with which something is shown that is not shown by its payload. Cheap to clone.
pub struct Words<E = ()>(Arc<Say<E>>);

type Say<E> = dyn Fn(&Message<'_, E>) -> String + Send + Sync;

impl<E> Words<E> {
    /// The words are what `say` makes of a message. It is asked about events, about the kinds that a filter calls
    /// [worded](super::Filter::worded), and about messages without a payload.
    pub fn new(say: impl Fn(&Message<'_, E>) -> String + Send + Sync + 'static) -> Self {
        Self(Arc::new(say))
    }

    /// The words for this message.
    pub(super) fn say(&self, message: &Message<'_, E>) -> String {
        (self.0)(message)
    }
}

// Derived, it would ask `E` to be `Clone`.
impl<E> Clone for Words<E> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<E> fmt::Debug for Words<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Words").finish_non_exhaustive()
    }
}
