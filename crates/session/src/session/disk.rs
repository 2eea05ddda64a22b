//! Recording to disk.

use std::path::Path;
use std::sync::Arc;

use super::Session;
use crate::atomic_file::is_same_file;
use crate::disk_recording::{DiskRecording, RecordError, RecordingEnd, RecordingState};
use crate::files::Header;

impl Session {
    /// Begins to write everything into a file, which must not exist: first what the list has and no file has yet, then what is
    /// recorded from now on. What is written may leave memory, and is read back from there.
    ///
    /// # Errors
    /// When it cannot be written, or when something else reads everything.
    pub fn record_to(&mut self, path: &Path, header: Header) -> Result<(), RecordError> {
        if self.followed.is_followed() {
            return Err(RecordError::AlreadyFollowed);
        }
        let recorder = Arc::clone(&self.recorder);
        let disk = DiskRecording::begin(path, header, recorder, Arc::clone(&self.followed), {
            let waker = Arc::clone(&self.waker);
            move || waker.wake()
        })?;
        self.disk = Some(disk);
        Ok(())
    }

    /// How the recording stands, if there is one that has not ended.
    pub fn recording(&self) -> Option<RecordingState> {
        self.disk.as_ref().map(DiskRecording::state)
    }

    /// Ends the recording with what was recorded until now. It is written beside this: [`Self::take_recording_end`].
    pub fn stop_recording(&mut self) {
        self.followed.end(&self.recorder);
    }

    /// What has come of a recording that has ended, by itself or because that was wanted; once.
    pub fn take_recording_end(&mut self) -> Option<RecordingEnd> {
        let end = self.disk.as_mut()?.take_end()?;
        self.disk = None;
        Some(end)
    }

    /// Whether rows of this session may be read back from this file; its name may be a link to the one that was opened.
    pub fn reads_from(&self, path: &Path) -> bool {
        let recorder = self.recorder.read_recursive();
        recorder.files().any(|file| is_same_file(file, path))
    }
}
