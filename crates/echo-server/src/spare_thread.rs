//! One thread beside those that serve the connections: it compresses long messages.
//!
//! [One processor](crate::workers) is left to the clients, as they are often on the same machine, and a small message takes its client as long as
//! the server. A long message that is compressed takes the server far longer: its client waits, and leaves that processor idle.
//!
//! *What was rejected:* a pool of threads. The other processors have a thread each already, and more threads than
//! processors only take turns.

use std::cell::Cell;
use std::num::NonZero;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SendError, SyncSender, sync_channel};
use std::sync::{Arc, OnceLock};
use std::thread::{self, available_parallelism};

use tokio::sync::Semaphore;
use tracing::warn;
use wire::stream::{Job, Offload, Runner};

thread_local! {
    /// Which connection of this thread has sent a long message last.
    static LAST: Cell<u64> = const { Cell::new(0) };
}

/// The thread, which starts with its first job and ends with the last owner of this.
#[derive(Debug)]
pub(crate) struct SpareThread {
    /// Permits one job at a time, or none.
    is_free: Arc<Semaphore>,
    /// `None` if the system has no thread left.
    jobs: OnceLock<Option<SyncSender<Job>>>,
    connections: AtomicU64,
}

impl SpareThread {
    /// There is none where the number of threads was chosen, or where there is one processor.
    pub(crate) fn new(chosen_threads: Option<usize>) -> Self {
        let has_several =
            available_parallelism().is_ok_and(|processors| processors > NonZero::<usize>::MIN);
        let permits = usize::from(chosen_threads.is_none() && has_several);
        Self {
            is_free: Arc::new(Semaphore::new(permits)),
            jobs: OnceLock::new(),
            connections: AtomicU64::new(1),
        }
    }

    /// For one connection.
    pub(crate) fn for_connection(self: &Arc<Self>) -> Box<dyn Offload> {
        Box::new(Claim {
            thread: Arc::clone(self),
            connection: self.connections.fetch_add(1, Ordering::Relaxed),
        })
    }

    fn jobs(&self) -> Option<&SyncSender<Job>> {
        let started = self.jobs.get_or_init(|| {
            let started = start();
            started
                .inspect_err(|error| warn!(%error, "the thread that compresses cannot be started"))
                .ok()
        });
        started.as_ref()
    }
}

fn start() -> std::io::Result<SyncSender<Job>> {
    let (jobs, todo): (_, Receiver<Job>) = sync_channel(1);
    thread::Builder::new()
        .name("compression".to_owned())
        .spawn(move || todo.iter().for_each(|job| job()))?;
    Ok(jobs)
}

/// What a connection has of the thread.
#[derive(Debug)]
struct Claim {
    thread: Arc<SpareThread>,
    connection: u64,
}

impl Offload for Claim {
    fn reserve(&mut self) -> Option<Runner> {
        if LAST.replace(self.connection) == self.connection {
            // It is alone on its thread, which would only wait.
            return None;
        }
        let permit = Arc::clone(&self.thread.is_free).try_acquire_owned().ok()?;
        let jobs = self.thread.jobs()?.clone();
        Some(Box::new(move |job| {
            let job = Box::new(move || {
                job();
                drop(permit);
            });
            if let Err(SendError(job)) = jobs.send(job) {
                // A job has failed, and the thread with it: this one is done here.
                job();
            }
        }))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::mpsc::sync_channel;
    use std::thread;

    use super::SpareThread;
    use tokio::sync::Semaphore;

    fn spare() -> Arc<SpareThread> {
        Arc::new(SpareThread {
            // Whatever the machine has.
            is_free: Arc::new(Semaphore::new(1)),
            ..SpareThread::new(None)
        })
    }

    #[test]
    fn one_job_at_a_time_is_done_on_another_thread() {
        let spare = spare();
        let (mut one, mut two) = (spare.for_connection(), spare.for_connection());
        let (tell, told) = sync_channel(1);
        let run = one.reserve().expect("it is free");
        assert!(two.reserve().is_none(), "it is reserved");
        run(Box::new(move || {
            tell.send(thread::current().id()).expect("it is waited for");
        }));
        assert_ne!(told.recv().expect("it is done"), thread::current().id());
        // Soon it is free again.
        while one.reserve().or_else(|| two.reserve()).is_none() {
            thread::yield_now();
        }
    }

    #[test]
    fn a_connection_that_is_alone_compresses_by_itself() {
        let spare = spare();
        let (mut one, mut two) = (spare.for_connection(), spare.for_connection());
        drop(one.reserve());
        assert!(one.reserve().is_none());
        assert!(two.reserve().is_some());
    }

    #[test]
    fn who_chose_the_number_of_threads_gets_no_more() {
        let spare = Arc::new(SpareThread::new(Some(1)));
        assert!(spare.for_connection().reserve().is_none());
    }
}
