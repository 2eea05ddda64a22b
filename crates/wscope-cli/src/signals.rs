//! SIGINT (Ctrl-C), SIGTERM, and SIGHUP (the terminal is gone).

use std::io;
use std::process;
use std::thread;

use session::atomic_file::remove_unfinished;
use tokio::runtime::Builder;

use crate::limits::END_TIMEOUT;

/// The code with which a shell reports a program that SIGINT ended.
const FORCED: i32 = 130;

/// Calls `end` at the first signal from now on. At the second one, or if the program does not end in time, it is ended here.
pub(crate) fn watch(end: impl Fn() + Send + 'static) -> io::Result<()> {
    watch_while(end, || 0)
}

/// The same for a program that may have much to write then: it has as much time again whenever `written` has grown meanwhile.
pub(crate) fn watch_while(
    end: impl Fn() + Send + 'static,
    written: impl Fn() -> u64 + Send + 'static,
) -> io::Result<()> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let mut signals = {
        let _within = runtime.enter();
        Signals::catch()?
    };
    let wait = move || {
        runtime.block_on(async {
            signals.next().await;
            // It may wait for a terminal that takes nothing. Where the system has no thread for it, the program ends at once.
            let ending = thread::Builder::new().name("ending".to_owned()).spawn(end);
            if ending.is_ok() {
                tokio::select! {
                    () = signals.next() => {}
                    () = hangs(written) => {}
                }
            }
        });
        remove_unfinished();
        process::exit(FORCED);
    };
    thread::Builder::new()
        .name("signals".to_owned())
        .spawn(wait)?;
    Ok(())
}

/// Waits until nothing was written for [`END_TIMEOUT`].
async fn hangs(written: impl Fn() -> u64) {
    let mut before = None;
    while before != Some(written()) {
        before = Some(written());
        tokio::time::sleep(END_TIMEOUT).await;
    }
}

#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
    /// `None` where it is not caught.
    hang_up: Option<tokio::signal::unix::Signal>,
}

#[cfg(unix)]
impl Signals {
    /// Catches them from now on.
    fn catch() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};

        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hang_up: match ignores_hang_up() {
                true => None,
                false => Some(signal(SignalKind::hangup())?),
            },
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
            Some(_) = next_of(&mut self.hang_up) => {}
        }
    }
}

#[cfg(unix)]
async fn next_of(signal: &mut Option<tokio::signal::unix::Signal>) -> Option<()> {
    match signal {
        Some(signal) => signal.recv().await,
        None => std::future::pending().await,
    }
}

/// Whether the program was started to go on without its terminal, as by `nohup`: to catch the signal would undo that. Where the system does
/// not tell, it is left alone.
#[cfg(unix)]
fn ignores_hang_up() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|bits| u64::from_str_radix(bits.trim(), 16).ok());
    // The lowest bit is that of the first signal, SIGHUP.
    ignored.is_none_or(|bits| bits & 1 != 0)
}

#[cfg(windows)]
struct Signals {
    interrupt: tokio::signal::windows::CtrlC,
}

#[cfg(windows)]
impl Signals {
    /// Catches them from now on.
    fn catch() -> io::Result<Self> {
        let interrupt = tokio::signal::windows::ctrl_c()?;
        Ok(Self { interrupt })
    }

    async fn next(&mut self) {
        self.interrupt.recv().await;
    }
}
