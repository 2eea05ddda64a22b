//! Where what goes out is compressed: in the task of the connection, or on another thread.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::{fmt, io};

use tokio::sync::oneshot;

use super::outbound::Outbound;
use crate::withheld::Withheld;

/// From so many bytes on it is worth while to have them compressed on another thread, in bytes: a tenth of a millisecond and more.
const MIN_OFFLOADED: usize = 16 * 1024;

/// What can be done on any thread, and does not wait.
pub type Job = Box<dyn FnOnce() + Send>;

/// Has a job done on another thread.
pub type Runner = Box<dyn FnOnce(Job) + Send>;

/// Another thread that compresses long messages, while the task of the connection waits and others have a turn.
pub trait Offload: fmt::Debug + Send {
    /// A thread that has nothing to do, reserved for one job of this connection. `None` if the job is better done here.
    fn reserve(&mut self) -> Option<Runner>;
}

/// Compresses what goes out.
#[derive(Debug)]
pub(super) struct Sending {
    state: State,
    withheld: Withheld,
    offload: Option<Box<dyn Offload>>,
}

#[derive(Debug)]
enum State {
    Here(Box<Outbound>),
    Away(Away),
}

/// A job that is being done.
#[derive(Debug)]
struct Away {
    done: oneshot::Receiver<Done>,
    /// What goes out after it.
    injected: Vec<u8>,
}

/// What comes of a job.
#[derive(Debug)]
struct Done {
    outbound: Box<Outbound>,
    output: Vec<u8>,
    result: io::Result<()>,
}

impl Sending {
    pub(super) fn new(outbound: Outbound) -> Self {
        Self {
            state: State::Here(Box::new(outbound)),
            withheld: Withheld::default(),
            offload: None,
        }
    }

    pub(super) fn set_offload(&mut self, offload: Box<dyn Offload>) {
        self.offload = Some(offload);
    }

    pub(super) fn withhold(&mut self, withheld: Withheld) {
        self.withheld = withheld;
    }

    /// Takes over frames, once those before are compressed. What is sent for them is appended to `output`, now or by
    /// [`Self::poll_done`].
    pub(super) fn poll_write(
        &mut self,
        context: &mut Context<'_>,
        bytes: &[u8],
        output: &mut Vec<u8>,
    ) -> Poll<io::Result<()>> {
        ready!(self.poll_done(context, output))?;
        if let State::Here(outbound) = &mut self.state {
            outbound.withheld = self.withheld;
            let offload = self.offload.as_mut();
            let runner = offload
                .filter(|_| bytes.len() >= MIN_OFFLOADED && outbound.compresses())
                .and_then(|offload| offload.reserve());
            let Some(runner) = runner else {
                return Poll::Ready(outbound.write(bytes, output));
            };
            let outbound = std::mem::replace(outbound, Box::new(Outbound::new(None)));
            self.state = State::Away(send_away(outbound, bytes.to_vec(), runner));
        }
        Poll::Ready(Ok(()))
    }

    /// Waits until all that was taken over is compressed, and appends it.
    pub(super) fn poll_done(
        &mut self,
        context: &mut Context<'_>,
        output: &mut Vec<u8>,
    ) -> Poll<io::Result<()>> {
        let State::Away(away) = &mut self.state else {
            return Poll::Ready(Ok(()));
        };
        let done = ready!(Pin::new(&mut away.done).poll(context));
        let injected = std::mem::take(&mut away.injected);
        let done = done.unwrap_or_else(|error| Done {
            // What was said before is lost with the job.
            outbound: Box::new(Outbound::new(None)),
            output: Vec::new(),
            result: Err(io::Error::other(error)),
        });
        output.extend_from_slice(&done.output);
        output.extend_from_slice(&injected);
        let mut outbound = done.outbound;
        if !injected.is_empty() {
            outbound.forget_context();
        }
        self.state = State::Here(outbound);
        Poll::Ready(done.result)
    }

    /// Sends these bytes as they are, after all that was taken over.
    pub(super) fn inject(&mut self, bytes: &[u8], output: &mut Vec<u8>) {
        match &mut self.state {
            State::Here(outbound) => {
                outbound.forget_context();
                output.extend_from_slice(bytes);
            }
            State::Away(away) => away.injected.extend_from_slice(bytes),
        }
    }

    /// Gives back what is needed only while something is sent.
    pub(super) fn release(&mut self) {
        if let State::Here(outbound) = &mut self.state {
            outbound.release();
        }
    }
}

fn send_away(mut outbound: Box<Outbound>, bytes: Vec<u8>, runner: Runner) -> Away {
    let (tell, done) = oneshot::channel();
    runner(Box::new(move || {
        let mut output = Vec::new();
        let result = outbound.write(&bytes, &mut output);
        let done = Done {
            outbound,
            output,
            result,
        };
        // The connection may have ended meanwhile; then nobody needs it.
        tell.send(done).ok();
    }));
    Away {
        done,
        injected: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use proptest::prelude::*;

    use super::*;
    use crate::deflate::Deflater;
    use crate::{FrameHead, Opcode, frame};

    /// A thread for each job, or for none.
    #[derive(Debug)]
    struct Threads {
        are_free: bool,
    }

    impl Offload for Threads {
        fn reserve(&mut self) -> Option<Runner> {
            let run = |job: Job| {
                let thread = std::thread::Builder::new().name("job".to_owned());
                thread.spawn(job).expect("a thread starts");
            };
            self.are_free.then(|| Box::new(run) as Runner)
        }
    }

    /// What goes out for some writes, before each of which a byte is injected, or not.
    fn sent(writes: &[Vec<u8>], injects: bool, offload: Option<Threads>) -> Vec<u8> {
        let mut sending = Sending::new(Outbound::new(Deflater::new(15, true)));
        if let Some(offload) = offload {
            sending.set_offload(Box::new(offload));
        }
        let mut output = Vec::new();
        let mut context = Context::from_waker(Waker::noop());
        let mut wait = |step: &mut dyn FnMut(&mut Context<'_>) -> Poll<io::Result<()>>| loop {
            if let Poll::Ready(done) = step(&mut context) {
                break done.expect("zlib compresses");
            }
            std::thread::yield_now();
        };
        for write in writes {
            wait(&mut |context| sending.poll_write(context, write, &mut output));
            if injects {
                sending.inject(b"!", &mut output);
            }
        }
        wait(&mut |context| sending.poll_done(context, &mut output));
        output
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(30))]

        #[test]
        fn the_same_goes_out_wherever_it_is_compressed(
            sizes in prop::collection::vec(0..3 * MIN_OFFLOADED, 1..6),
            injects: bool,
        ) {
            let write = |(index, size): (usize, &usize)| {
                let text: String = (index..).map(|n| format!("{{\"id\":{n}}},")).take(size / 8).collect();
                let head = FrameHead::whole(Opcode::Text, text.len() as u64);
                frame(&head, text.as_bytes())
            };
            let writes: Vec<_> = sizes.iter().enumerate().map(write).collect();
            let here = sent(&writes, injects, None);
            for are_free in [false, true] {
                let elsewhere = sent(&writes, injects, Some(Threads { are_free }));
                prop_assert!(elsewhere == here, "{are_free}");
            }
        }
    }

    #[derive(Debug)]
    struct Broken;

    impl Offload for Broken {
        fn reserve(&mut self) -> Option<Runner> {
            Some(Box::new(drop))
        }
    }

    #[test]
    fn a_job_that_is_not_done_ends_the_connection() {
        let mut sending = Sending::new(Outbound::new(Deflater::new(15, true)));
        sending.set_offload(Box::new(Broken));
        let head = FrameHead::whole(Opcode::Binary, MIN_OFFLOADED as u64);
        let bytes = frame(&head, &[0; MIN_OFFLOADED]);
        let mut context = Context::from_waker(Waker::noop());
        let mut output = Vec::new();
        let taken = sending.poll_write(&mut context, &bytes, &mut output);
        assert!(matches!(taken, Poll::Ready(Ok(()))));
        let done = sending.poll_done(&mut context, &mut output);
        assert!(matches!(done, Poll::Ready(Err(_))), "{done:?}");
        // It may be asked again, by what ends the connection.
        let done = sending.poll_done(&mut context, &mut output);
        assert!(matches!(done, Poll::Ready(Ok(()))), "{done:?}");
    }
}
