//! The lesson: the same events, fetched by polling and pushed over a WebSocket, side by side, and what each costs.
//!
//! The server makes the events and counts the bytes on its sockets; `board` books what arrives, and `conduct` asks, on
//! threads of its own, so a slow window changes nothing of what is measured.

pub mod board;
mod clock;
mod conduct;
pub mod report;
pub mod results;

use parking_lot::{Mutex, MutexGuard};
use std::sync::Arc;
use std::time::Duration;

use connection::{Connection, Endpoint, EndpointError, Event, LentMessage, Options};
use transport::Automatic;
use web_time::Instant;

use self::board::{Board, Ending, Side, Stage};
use crate::beside;
use session::RecordedEvent;

/// Events a second, from one in ten seconds: what the server takes.
pub const RATES: std::ops::RangeInclusive<f64> = 0.1..=50.0;
/// Bytes of an event: what the server takes.
pub const SIZES: std::ops::RangeInclusive<u32> = 16..=4096;
/// Seconds from one request to the next. Less would measure how fast a machine can ask, more would bore.
pub const INTERVALS: std::ops::RangeInclusive<f64> = 0.1..=10.0;
/// What the server wants to be shown, unless it was started with another.
const DEFAULT_TOKEN: &str = "secret";
/// How long a wake-up waits for more: one frame at 60 Hz.
const WAKE_DELAY: Duration = Duration::from_millis(16);

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    /// Events a second, within [`RATES`].
    pub rate: f64,
    /// Bytes of an event, within [`SIZES`].
    pub size: u32,
    /// How the polling side asks.
    pub method: Method,
    /// Seconds from one request to the next, within [`INTERVALS`].
    pub interval: f64,
}

/// How to ask over HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Every so often, and be answered at once.
    Interval,
    /// Always, and be answered when there is something to tell.
    LongPolling,
}

/// What the plots show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Measure {
    /// Bytes on the wire.
    #[default]
    Bytes,
    /// Requests and empty answers.
    Requests,
    /// How often the token was checked.
    TokenChecks,
    /// Events that were delivered, and those that were missed.
    Events,
    /// From an event to its arrival.
    Delay,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            rate: 0.5,
            size: 16,
            method: Method::Interval,
            interval: 0.5,
        }
    }
}

impl Plan {
    /// The same within its bounds. What is no number becomes the default.
    pub fn within_bounds(self) -> Self {
        let within = |value: f64, range: std::ops::RangeInclusive<f64>, default| {
            if value.is_nan() {
                default
            } else {
                value.clamp(*range.start(), *range.end())
            }
        };
        let defaults = Self::default();
        Self {
            rate: within(self.rate, RATES, defaults.rate),
            size: self.size.clamp(*SIZES.start(), *SIZES.end()),
            method: self.method,
            interval: within(self.interval, INTERVALS, defaults.interval),
        }
    }
}

/// The view: what is to be compared, and the last comparison.
pub struct Lesson {
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

/// What those who fetch share with the window.
struct Shared {
    /// The server, as `http://host:port`.
    http: String,
    /// `token=…`, ready for a query.
    token: String,
    board: Mutex<Board>,
    context: egui::Context,
}

impl Shared {
    fn board(&self) -> MutexGuard<'_, Board> {
        self.board.lock()
    }

    fn wake(&self) {
        self.context
            .request_repaint_after_for(WAKE_DELAY, egui::ViewportId::ROOT);
    }
}

impl Lesson {
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
            board: Mutex::new(Board::new(self.plan.within_bounds())),
            context: context.clone(),
        });
        let ear = Arc::clone(&shared);
        let connection = Connection::new(
            Arc::new(Automatic),
            Box::new(move |event: Event<'_>| ear.hear(&event)),
        );
        if !beside::spawn("wscope-lesson", conduct::conduct(Arc::clone(&shared))) {
            shared.board().end(Ending::Gone("no thread".to_owned()));
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
    pub fn board(&self) -> Option<MutexGuard<'_, Board>> {
        self.run.as_ref().map(|run| run.shared.board())
    }

    /// Whether a run is under way.
    pub fn is_running(&self) -> bool {
        let board = self.board();
        board.is_some_and(|board| !matches!(board.stage(), Stage::Ended(_)))
    }

    /// Once a frame, also in a hidden window. Says after which time it must be called again though nothing arrives.
    pub fn go_on(&mut self) -> Option<Duration> {
        self.run.as_mut()?.go_on()
    }
}

impl Run {
    /// Opens the WebSocket when the run has a name, and closes it when the run is over.
    fn go_on(&mut self) -> Option<Duration> {
        let now = Instant::now();
        // Not held while the connection speaks: what it says is booked there.
        let mut board = self.shared.board();
        let until_silent = board.tick(now);
        let is_over = matches!(board.stage(), Stage::Ended(_));
        let name = board.run().map(str::to_owned);
        drop(board);
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
        self.shared.board().end(Ending::Stopped);
        self.connection.disconnect();
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Shared {
    /// What the WebSocket says.
    fn hear(&self, event: &Event<'_>) {
        match event {
            Event::Received(LentMessage::Text(text)) => {
                self.board().heard(Side::Push, text, Instant::now());
            }
            Event::Closed(_) | Event::Failed(_) | Event::Lost(_) => {
                if let Some(line) = RecordedEvent::from_event(event, &self.http) {
                    self.board().push_ended(line);
                }
            }
            _ => return,
        }
        self.wake();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nonsense_becomes_a_plan_all_the_same() {
        let plan = |rate, size, interval| {
            let plan = Plan {
                rate,
                size,
                interval,
                method: Method::Interval,
            };
            let plan = plan.within_bounds();
            (plan.rate, plan.size, plan.interval)
        };
        assert_eq!(plan(1.0, 100, 1.0), (1.0, 100, 1.0));
        assert_eq!(plan(0.0, 0, 0.0), (0.1, 16, 0.1));
        assert_eq!(plan(-1.0, 1, f64::NEG_INFINITY), (0.1, 16, 0.1));
        assert_eq!(plan(f64::INFINITY, u32::MAX, 1e300), (50.0, 4096, 10.0));
        assert_eq!(plan(f64::NAN, 20, f64::NAN), (0.5, 20, 0.5));
    }

    #[test]
    fn the_server_is_the_one_that_is_connected_to() {
        for (address, server) in [
            ("ws://localhost:4000", "ws://localhost:4000"),
            ("wss://example.com/echo?token=a", "wss://example.com"),
            ("no address", "no address"),
        ] {
            assert_eq!(Lesson::new(address).server, server);
        }
    }
}
