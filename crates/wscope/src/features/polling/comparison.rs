//! The same events, fetched by polling and pushed over a WebSocket, side by side, and what each costs.
//!
//! The server makes the events and counts the bytes on its sockets; `run_state` counts what arrives, and `requests` asks, on
//! threads of its own, so a slow window changes nothing of what is measured.

use std::sync::Arc;
use std::time::Duration;

use connection::{Connection, Endpoint, EndpointError, Event, Options};
use parking_lot::{Mutex, MutexGuard};
use transport::Automatic;
use web_time::Instant;

use super::plan::{Measure, Plan};
use super::requests::run;
use super::run_state::{Ending, RunState, Stage};
use super::shared::Shared;
use crate::kit::task;

/// What the server wants to be shown, unless it was started with another.
const DEFAULT_TOKEN: &str = "secret";
/// What is to be compared, and the last comparison.
pub struct PollingComparison {
    /// What is compared next.
    pub plan: Plan,
    /// The address of the server, as it is typed.
    pub server: String,
    /// What is shown to the server.
    pub token: String,
    /// What the plots show.
    pub measure: Measure,
    run: Option<Run>,
}

/// A comparison, under way or over. Dropping it stops it.
struct Run {
    shared: Arc<Shared>,
    endpoint: Endpoint,
    connection: Connection,
    is_dialled: bool,
}

impl PollingComparison {
    /// Whether something was compared, which is not stored.
    pub fn has_results(&self) -> bool {
        self.run.is_some()
    }

    /// Nothing has been compared yet. The server is the one at this address, whatever its path.
    pub fn new(address: &str) -> Self {
        let origin = Endpoint::parse(address).map(|endpoint| endpoint.origin());
        Self {
            plan: Plan::default(),
            server: origin.unwrap_or_else(|_| address.to_owned()),
            token: DEFAULT_TOKEN.to_owned(),
            measure: Measure::default(),
            run: None,
        }
    }

    /// Begins a run; one that is under way is stopped.
    ///
    /// # Errors
    /// When the address of the server is none.
    pub fn start(&mut self, context: &egui::Context) -> Result<(), EndpointError> {
        self.run = None;
        let origin = Endpoint::parse(&self.server)?.origin();
        let endpoint = Endpoint::parse(&format!("{origin}/events"))?;
        let endpoint = endpoint.with_parameter("token", &self.token);
        let query = endpoint.expose().split_once('?');
        let shared = Arc::new(Shared {
            // The scheme of a WebSocket is that of HTTP with another name (RFC 6455, section 3).
            http: origin.replacen("ws", "http", 1),
            token: query.map_or_else(String::new, |(_, token)| token.to_owned()),
            state: Mutex::new(RunState::new(self.plan.within_bounds())),
            context: context.clone(),
        });
        let observer = Arc::clone(&shared);
        let connection = Connection::new(
            Arc::new(Automatic),
            Box::new(move |event: Event<'_>| observer.observe(&event)),
        );
        if !task::spawn("wscope-comparison", run(Arc::clone(&shared))) {
            shared.state().end(Ending::NoThread);
        }
        self.run = Some(Run {
            shared,
            endpoint,
            connection,
            is_dialled: false,
        });
        Ok(())
    }

    /// Ends the run that is under way. What is known of it stays.
    pub fn stop(&mut self) {
        if let Some(run) = &mut self.run {
            run.stop();
        }
    }

    /// What the last run has come to. Those who fetch wait while it is held.
    pub fn state(&self) -> Option<MutexGuard<'_, RunState>> {
        self.run.as_ref().map(|run| run.shared.state())
    }

    /// Whether a run is under way.
    pub fn is_running(&self) -> bool {
        let state = self.state();
        state.is_some_and(|state| !matches!(state.stage(), Stage::Ended(_)))
    }

    /// Once a frame, also in a hidden window. Says after which time it must be called again though nothing arrives.
    pub fn poll(&mut self) -> Option<Duration> {
        self.run.as_mut()?.poll()
    }
}

impl Run {
    /// Opens the WebSocket when the run has a name, and closes it when the run is over.
    fn poll(&mut self) -> Option<Duration> {
        let now = Instant::now();
        // Not held while the connection is used: what happens to it is counted there.
        let mut state = self.shared.state();
        let until_silent = state.tick(now);
        let is_over = matches!(state.stage(), Stage::Ended(_));
        let name = state.run().map(str::to_owned);
        drop(state);
        if is_over {
            self.connection.disconnect();
        } else if let Some(name) = name.filter(|_| !self.is_dialled) {
            self.is_dialled = true;
            let endpoint = self.endpoint.with_parameter("run", &name);
            let endpoint = endpoint.with_parameter("since", "0");
            self.connection.connect(&endpoint, &Options::default());
        }
        self.connection.tick(now);
        let deadline = self.connection.phase().deadline();
        let until_deadline = deadline.map(|deadline| deadline.saturating_duration_since(now));
        until_silent.into_iter().chain(until_deadline).min()
    }

    fn stop(&mut self) {
        self.shared.state().end(Ending::Stopped);
        self.connection.disconnect();
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        self.stop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_is_the_one_that_is_connected_to() {
        for (address, server) in [
            ("ws://localhost:4000", "ws://localhost:4000"),
            ("wss://example.com/echo?token=a", "wss://example.com"),
            ("no address", "no address"),
        ] {
            assert_eq!(PollingComparison::new(address).server, server);
        }
    }
}
