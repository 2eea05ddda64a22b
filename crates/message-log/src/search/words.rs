use std::fmt;
use std::sync::Arc;

use crate::Kind;

/// Gives the words with which a control frame or a line about the connection is shown. Cheap to
/// clone.
#[derive(Clone)]
pub struct Words(Arc<Say>);

type Say = dyn Fn(Kind, &[u8]) -> String + Send + Sync;

impl Words {
    /// The words are what `say` makes of a kind and a payload. It is asked about kinds that are not
    /// [data](Kind::is_data).
    pub fn new(say: impl Fn(Kind, &[u8]) -> String + Send + Sync + 'static) -> Self {
        Self(Arc::new(say))
    }

    /// The words for this payload.
    pub(super) fn say(&self, kind: Kind, payload: &[u8]) -> String {
        (self.0)(kind, payload)
    }
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Words").finish_non_exhaustive()
    }
}
