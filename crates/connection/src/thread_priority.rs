//! Which threads of a program go first where there are more of them that work than processors.

use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the program has a window.
static WINDOW_GOES_FIRST: AtomicBool = AtomicBool::new(false);

/// What a thread does while a person looks at the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BackgroundThread {
    /// Receives and sends.
    Network,
    /// Writes what is recorded to disk, which makes room for what comes.
    Recording,
}

/// Background threads that begin from now on give way to the other threads of the program. For a program with a window: a flood
/// takes all that the processors have, and frames are to be in time all the same. What is received in all is hardly less. On Linux
/// only: elsewhere the priority of a thread is another thing, and stays as it is.
pub fn window_goes_first() {
    WINDOW_GOES_FIRST.store(true, Ordering::Relaxed);
}

impl BackgroundThread {
    /// The thread that calls is one of these.
    pub fn begin(self) {
        if WINDOW_GOES_FIRST.load(Ordering::Relaxed) {
            set_nice(self.nice());
        }
    }

    /// How far it gives way, from 0, as usual, to 19. Of the two the one that makes room goes first: the other waits for it. Lower
    /// priorities than these made frames no faster that wait for a lock of such a thread, and latencies would be measured later on
    /// a machine that others use as well.
    fn nice(self) -> i32 {
        match self {
            Self::Recording => 5,
            Self::Network => 10,
        }
    }
}

/// Linux counts by threads what POSIX counts by processes (setpriority(2)). A system that does not allow it goes on as before.
#[cfg(target_os = "linux")]
fn set_nice(nice: i32) {
    use rustix::process::{getpriority_process, setpriority_process};
    // A program that gives way itself does not come back from there.
    let own = getpriority_process(None).unwrap_or(nice);
    setpriority_process(None, nice.max(own)).ok();
}

#[cfg(not(target_os = "linux"))]
fn set_nice(_nice: i32) {}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;

    /// The priority of a thread that begins now.
    fn nice_of(thread: BackgroundThread) -> i32 {
        let named = std::thread::Builder::new().name("background".to_owned());
        let begun = named.spawn(move || {
            thread.begin();
            rustix::process::getpriority_process(None).unwrap()
        });
        begun.unwrap().join().unwrap()
    }

    #[test]
    fn background_threads_give_way_only_to_a_window() {
        let own = rustix::process::getpriority_process(None).unwrap();
        assert_eq!(nice_of(BackgroundThread::Network), own);
        window_goes_first();
        assert_eq!(nice_of(BackgroundThread::Network), own.max(10));
        assert_eq!(nice_of(BackgroundThread::Recording), own.max(5));
        // The thread that asked for it stays as it is.
        assert_eq!(rustix::process::getpriority_process(None).unwrap(), own);
    }
}
