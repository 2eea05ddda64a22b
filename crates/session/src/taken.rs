//! What was taken out of a record.

use crate::frames::FrameLog;
use crate::log::Log;

/// What was taken out of the record of a session, to be put back.
#[derive(Debug)]
pub struct Taken {
    pub(crate) log: Log,
    pub(crate) frames: FrameLog,
}

impl Taken {
    /// What the messages and events take, in bytes.
    pub fn bytes_kept(&self) -> u64 {
        self.log.bytes_kept()
    }
}
