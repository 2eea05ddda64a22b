//! What those who fetch share with the window.

use std::time::Duration;

use connection::{Event, LentMessage};
use parking_lot::{Mutex, MutexGuard};
use session::RecordedEvent;
use web_time::Instant;

use super::run_state::{Ending, RunState, Side, Stage};

/// How long a wake-up waits for more: one frame at 60 Hz.
const WAKE_DELAY: Duration = Duration::from_millis(16);

/// What those who fetch share with the window.
pub(super) struct Shared {
    /// The server, as `http://host:port`.
    pub(super) http: String,
    /// `token=…`, ready for a query.
    pub(super) token: String,
    pub(super) state: Mutex<RunState>,
    pub(super) context: egui::Context,
}

impl Shared {
    pub(super) fn state(&self) -> MutexGuard<'_, RunState> {
        self.state.lock()
    }

    pub(super) fn wake(&self) {
        self.context
            .request_repaint_after_for(WAKE_DELAY, egui::ViewportId::ROOT);
    }

    pub(super) fn is_running(&self) -> bool {
        *self.state().stage() == Stage::Running
    }

    pub(super) fn end(&self, ending: Ending) {
        self.state().end(ending);
        self.wake();
    }

    /// Takes in what happened on the WebSocket.
    pub(super) fn observe(&self, event: &Event<'_>) {
        match event {
            Event::Received(LentMessage::Text(text)) => {
                self.state().observe(Side::Push, text, Instant::now());
            }
            Event::Closed(_) | Event::Failed(_) | Event::Lost(_) => {
                if let Some(line) = RecordedEvent::from_event(event, &self.http) {
                    self.state().push_ended(line);
                }
            }
            _ => return,
        }
        self.wake();
    }
}
