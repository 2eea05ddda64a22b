//! The latency test that is run over a session.

use connection::Message;
use web_time::Instant;

use super::Session;
use crate::clock::now;
use crate::probe::{Plan, Probe, ProbeSnapshot};

impl Session {
    /// Begins to measure latency and integrity. A run that is under way is forgotten.
    pub fn start_probe(&mut self, plan: Plan) {
        // The time tells this run from any other.
        let run = now().as_micros() as u32;
        self.recorder.write().probe = Probe::new(run, plan, Instant::now());
    }

    /// Ends the sending of a probe; what is under way may still come back.
    pub fn stop_probe(&mut self) {
        if let Some(probe) = &mut self.recorder.write().probe {
            probe.stop();
        }
    }

    /// How the probe stands that was begun last.
    pub fn probe(&self) -> Option<ProbeSnapshot> {
        let recorder = self.recorder.read_recursive();
        recorder.probe.as_ref().map(Probe::snapshot)
    }

    /// Whether a probe still sends.
    pub fn is_probing(&self) -> bool {
        let recorder = self.recorder.read_recursive();
        let probe = recorder.probe.as_ref();
        probe.is_some_and(|probe| !probe.has_sent_all())
    }

    /// Sends what is due. Says when something is due next. Asked once a frame, and nearly always in vain: then the record is not locked
    /// to be changed.
    pub(super) fn poll_probe(&mut self, now: Instant) -> Option<Instant> {
        let recorder = self.recorder.read_recursive();
        let is_over = recorder.probe.as_ref().is_none_or(Probe::is_reported);
        drop(recorder);
        if is_over {
            return None;
        }
        let can_send = self.can_send().is_ok();
        let (due, next) = self.write(|recorder| recorder.poll_probe(can_send, now))?;
        for text in due {
            // If the queue has just become full the message is dropped; the tally counts it as lost after the timeout.
            self.send(Message::Text(text)).ok();
        }
        next
    }
}
