//! When the settings are written, and what is told of it.

use std::mem::discriminant;
use std::task::Poll;
use std::time::Duration;

use web_time::Instant;

use crate::IN_BROWSER;
use crate::features::connections::Saved;
use crate::kit::task::Task;
use crate::shell::app::App;
use crate::shell::settings::{Settings, merge_addresses, merge_drafts};
use crate::shell::store::{Write, Written};
use crate::shell::storing::Writing;
use session::RecordedEvent;
use session::SettingsFault;

/// How long the end of the program waits for a disk.
const EXIT_TIME: Duration = Duration::from_secs(5);

/// How long the end of the program waits for its close frames to be sent.
const CLOSE_TIME: Duration = Duration::from_millis(500);

impl App {
    /// At the end of the program: stores what survives it, and closes what is open.
    pub(super) fn end(&mut self) {
        self.store_with_secrets();
        let start = Instant::now();
        if let Some(run) = self.sequences.sequence.run.take() {
            run.finish(CLOSE_TIME);
        }
        for tab in self.tabs.iter_mut() {
            let left = CLOSE_TIME.saturating_sub(start.elapsed());
            tab.session.finish(left);
        }
    }

    /// What survives a restart may have changed.
    pub(super) fn store_soon(&mut self) {
        self.storing.soon();
    }

    /// Once a frame: writes what is due, on a thread of its own, and tells what became of it.
    pub(super) fn poll_storing(&mut self, context: &egui::Context) {
        let writing = self.storing.writing.as_ref();
        let task = writing.and_then(|writing| writing.outcome.as_ref());
        if let Some(Poll::Ready(outcome)) = task.map(Task::poll) {
            self.end_writing(outcome);
        }
        let Some(due) = self.storing.due.filter(|_| self.storing.writing.is_none()) else {
            return;
        };
        let rest = due.saturating_duration_since(Instant::now());
        if !rest.is_zero() {
            context.request_repaint_after(rest);
            return;
        }
        self.tend_secrets();
        if IN_BROWSER {
            // Its storage takes no time, and what is put off may not happen when the page is left.
            self.store_now();
            return;
        }
        let Some((write, mut writing)) = self.begin_writing() else {
            return;
        };
        let task = Task::spawn("wscope-settings", context, async move { write.run() });
        writing.outcome = Some(task);
        self.storing.writing = Some(writing);
    }

    /// Writes the settings at once, and waits until that is done.
    pub fn store_now(&mut self) {
        let writing = self.storing.writing.as_ref();
        let task = writing.and_then(|writing| writing.outcome.as_ref());
        match task.map(|task| task.wait(EXIT_TIME)) {
            Some(Poll::Ready(outcome)) => self.end_writing(outcome),
            // The disk hangs, and would hang again.
            Some(Poll::Pending) => return,
            None => {}
        }
        if let Some((write, writing)) = self.begin_writing() {
            self.storing.writing = Some(writing);
            self.end_writing(Some(write.run()));
        }
    }

    /// `None` if there is nothing new.
    fn begin_writing(&mut self) -> Option<(Write, Writing)> {
        self.storing.due = None;
        let store = self.storing.store.as_ref()?;
        let mine = Settings {
            tabs: self.stored_tabs(),
            current_tab: self.stored_position(),
            connections: self.settings.connections.to_stored(),
            ..self.settings.clone()
        };
        let window = store.window();
        let is_unchanged = mine == self.storing.base && window == self.storing.base_window;
        if is_unchanged && !self.secrets.wants_stored() {
            return None;
        }
        let write = store.write(self.storing.base.clone(), mine.clone(), window.clone());
        let writing = Writing {
            mine,
            window,
            outcome: None,
        };
        Some((write, writing))
    }

    /// `None` where the system has no thread left to write: later, then.
    fn end_writing(&mut self, outcome: Option<Result<Written, SettingsFault>>) {
        let (Some(writing), Some(outcome)) = (self.storing.writing.take(), outcome) else {
            self.store_soon();
            return;
        };
        match outcome {
            Ok(written) => {
                self.storing.told = None;
                self.secrets.set_stored(written.settings.keyring_entries());
                self.take_over(writing, written.settings);
                if let Some(place) = written.set_aside {
                    self.tell_trouble(&SettingsFault::SetAside { place });
                }
                self.tend_secrets();
            }
            Err(trouble) => {
                // The same kind of trouble need not have the same words each time.
                let told = self.storing.told.as_ref().map(discriminant);
                if told != Some(discriminant(&trouble)) {
                    self.tell_trouble(&trouble);
                }
                self.storing.told = Some(trouble);
            }
        }
    }

    /// Offers from now on what other windows have stored, and knows that it is there. How this window looks stays.
    fn take_over(&mut self, writing: Writing, stored: Settings) {
        let Writing { mine, window, .. } = writing;
        let now = &mut self.settings;
        // The person may have gone on meanwhile.
        now.drafts = merge_drafts(&mine.drafts, &now.drafts, &stored.drafts);
        now.connections = Saved::merge(&mine.connections, &now.connections, &stored.connections);
        now.recent_addresses = merge_addresses(
            &mine.recent_addresses,
            &now.recent_addresses,
            &stored.recent_addresses,
        );
        self.storing.base = Settings {
            drafts: stored.drafts,
            connections: stored.connections,
            recent_addresses: stored.recent_addresses,
            ..mine
        };
        self.storing.base_window = window;
    }

    /// A line in the list, where it stays until it was read.
    pub(super) fn tell_trouble(&mut self, trouble: &SettingsFault) {
        let line = RecordedEvent::Settings(trouble.clone());
        self.tabs.current_mut().session.record(line);
    }
}
