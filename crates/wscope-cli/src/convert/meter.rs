//! How far the reading of a file has come, for a person.

use std::io::{self, Write as _};
use std::time::{Duration, Instant};

use session::files::FileProgress;

use crate::limits::PROGRESS_AFTER;

/// Tells a person at a terminal how far it has come.
pub(crate) struct Meter {
    progress: FileProgress,
    size: u64,
    is_shown: bool,
    ticks: u64,
    next: Instant,
}

/// How often the time is looked at, in entries.
const TICKS: u64 = 4096;

impl Meter {
    pub(crate) fn new(progress: FileProgress, size: u64) -> Self {
        Self {
            progress,
            size,
            is_shown: false,
            ticks: 0,
            next: Instant::now() + PROGRESS_AFTER,
        }
    }

    pub(crate) fn tick(&mut self) {
        self.ticks += 1;
        if !self.ticks.is_multiple_of(TICKS) || Instant::now() < self.next {
            return;
        }
        self.next = Instant::now() + Duration::from_millis(100);
        let mut errors = io::stderr();
        if self.size > 0 && io::IsTerminal::is_terminal(&errors) {
            self.is_shown = true;
            let percent = self.progress.percent(self.size);
            // There is no other place to say that it cannot be said.
            write!(errors, "\r{percent} %").ok();
        }
    }

    pub(crate) fn end(&self) {
        if self.is_shown {
            write!(io::stderr(), "\r      \r").ok();
        }
    }
}
