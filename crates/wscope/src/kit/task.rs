//! Work beside the window: on a thread of its own, in a browser in turns with the window.

use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TryRecvError, sync_channel};
use std::task::Poll;
use std::time::Duration;

use egui::Context;

#[cfg_attr(target_arch = "wasm32", path = "task/web.rs")]
#[cfg_attr(not(target_arch = "wasm32"), path = "task/native.rs")]
mod platform;

pub use platform::{SendOnNative, sleep, spawn};

/// Work that goes on, until it is asked what came of it. Dropping it does not stop the work; nobody is told then.
#[derive(Debug)]
pub struct Task<T>(Receiver<T>);

/// Tells what came of a task, and wakes the window. Dropped without that, the task has ended without a result.
pub struct Completer<T> {
    sender: SyncSender<T>,
    context: Context,
}

impl<T: SendOnNative + 'static> Task<T> {
    /// A task, and what completes it: for work that another library runs.
    pub fn new(context: &Context) -> (Self, Completer<T>) {
        let (sender, receiver) = sync_channel(1);
        let context = context.clone();
        (Self(receiver), Completer { sender, context })
    }

    /// Does `work` beside the window. Where the system has no thread for it, the task ends without a result.
    pub fn spawn(
        name: &str,
        context: &Context,
        work: impl Future<Output = T> + SendOnNative + 'static,
    ) -> Self {
        let (task, completer) = Self::new(context);
        // Dropped with the work, the completer ends the task.
        spawn(name, async move { completer.complete(work.await) });
        task
    }

    /// What came of it: once, and `None` if it ended without a result.
    pub fn poll(&self) -> Poll<Option<T>> {
        match self.0.try_recv() {
            Ok(result) => Poll::Ready(Some(result)),
            Err(TryRecvError::Empty) => Poll::Pending,
            Err(TryRecvError::Disconnected) => Poll::Ready(None),
        }
    }

    /// The same, after waiting for at most `time_limit`. A page cannot wait, and does not.
    pub fn wait(&self, time_limit: Duration) -> Poll<Option<T>> {
        if crate::IN_BROWSER {
            return self.poll();
        }
        match self.0.recv_timeout(time_limit) {
            Ok(result) => Poll::Ready(Some(result)),
            Err(RecvTimeoutError::Timeout) => Poll::Pending,
            Err(RecvTimeoutError::Disconnected) => Poll::Ready(None),
        }
    }
}

impl<T> Completer<T> {
    /// Tells what came of the task.
    pub fn complete(self, result: T) {
        // Nobody waits any more if the window was closed, or something else was begun.
        self.sender.send(result).ok();
        self.context.request_repaint();
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    /// Long enough for a loaded machine.
    const PATIENCE: Duration = Duration::from_secs(60);

    #[test]
    fn a_task_tells_its_result_once_and_that_there_is_none() {
        let context = Context::default();
        let task = Task::spawn("wscope-test", &context, async { 7 });
        assert_eq!(task.wait(PATIENCE), Poll::Ready(Some(7)));
        // Its thread may not have ended yet.
        assert_eq!(task.wait(PATIENCE), Poll::Ready(None));

        let (task, completer) = Task::<u8>::new(&context);
        assert_eq!(task.poll(), Poll::Pending);
        drop(completer);
        assert_eq!(task.poll(), Poll::Ready(None));

        let (task, completer) = Task::new(&context);
        completer.complete(1);
        assert!(context.has_requested_repaint());
        assert_eq!(task.poll(), Poll::Ready(Some(1)));
    }
}
