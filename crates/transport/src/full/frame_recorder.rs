//! Tells of frames, as they pass.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use connection::{LentFrame, Observer, Signal};
use wire::{CutFrame, FrameCutter};

use super::frame_observer::FrameObserver;

/// Whether frames are to be told of. Shared between a connection, which is asked for it, and its [`FrameRecorder`].
#[derive(Clone)]
pub(super) struct FrameSwitch {
    is_on: Arc<AtomicBool>,
    /// Whether they are told of in any case.
    is_fixed: bool,
}

impl FrameSwitch {
    pub(super) fn new(is_on: bool) -> Self {
        Self {
            is_on: Arc::new(AtomicBool::new(is_on)),
            is_fixed: false,
        }
    }

    /// The same, for a connection of which they are told in any case: how a message was compressed cannot be told later.
    pub(super) fn always(&self, is_fixed: bool) -> Self {
        Self {
            is_fixed,
            ..self.clone()
        }
    }

    pub(super) fn set(&self, is_on: bool) {
        self.is_on.store(is_on, Ordering::Relaxed);
    }

    pub(super) fn is_on(&self) -> bool {
        self.is_fixed || self.is_on.load(Ordering::Relaxed)
    }
}

/// Tells of each frame that passes, if that is asked for.
pub(super) struct FrameRecorder {
    observer: Observer,
    switch: FrameSwitch,
    frames: FrameObserver,
    /// What comes in, while it is told.
    received: Option<FrameCutter>,
    /// What goes out. It is followed always: where a frame begins is not known later.
    sent: FrameCutter,
}

impl FrameRecorder {
    pub(super) fn new(observer: Observer, switch: FrameSwitch, frames: FrameObserver) -> Self {
        let received = switch.is_on().then(FrameCutter::default);
        Self {
            observer,
            switch,
            frames,
            received,
            sent: FrameCutter::default(),
        }
    }

    /// These bytes were read. To be called before the [`FrameObserver`] looks at them.
    pub(super) fn read(&mut self, bytes: &[u8]) {
        if !self.switch.is_on() {
            self.received = None;
            return;
        }
        let frames = &self.frames;
        let received = self.received.get_or_insert_with(|| frames.cutter());
        received.cut(bytes, true, |frame| tell(&self.observer, false, frame));
    }

    /// These bytes were written.
    pub(super) fn written(&mut self, bytes: &[u8]) {
        let keeps = self.switch.is_on();
        self.sent
            .cut(bytes, keeps, |frame| tell(&self.observer, true, frame));
    }

    /// So many bytes after what was written, a frame of this size follows that was made by hand.
    pub(super) fn expect_hand_made(&mut self, after: usize, size: usize) {
        self.sent.expect_hand_made(after as u64, size as u64);
    }
}

/// What had come of a frame when the connection ended is all that there will be.
impl Drop for FrameRecorder {
    fn drop(&mut self) {
        if let Some(received) = &mut self.received {
            received.end(|frame| tell(&self.observer, false, frame));
        }
        self.sent.end(|frame| tell(&self.observer, true, frame));
    }
}

fn tell(observer: &Observer, is_sent: bool, frame: CutFrame<'_>) {
    observer.observe(Signal::Frame(LentFrame {
        is_sent,
        bytes: Cow::Borrowed(frame.bytes),
        message: frame.message,
    }));
}
