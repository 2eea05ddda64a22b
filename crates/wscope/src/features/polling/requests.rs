//! What goes on beside the window during a run: the requests of the polling side, and the server's reports.

use std::sync::Arc;
use std::time::Duration;

use web_time::Instant;

use super::report::Report;
use super::run_state::{Ending, Side};

use super::plan::Method;
use super::shared::Shared;
use crate::kit::http::get;
use crate::kit::task::{sleep, spawn};

/// How often the server is asked how things stand: often enough for a plot that moves.
const REPORT_TIME: Duration = Duration::from_millis(500);
/// The largest report that is read, in bytes: ten times what a server of ours says.
const MAX_REPORT_BYTES: usize = 16 * 1024;
/// The largest answer with events that is read, in bytes: twice what a server of ours keeps at most.
const MAX_EVENTS_BYTES: usize = 2 * 1024 * 1024;
/// How long the server may take to answer what it knows already.
const ANSWER_TIME: Duration = Duration::from_secs(10);
/// How long it may take where it waits for an event first: half a minute more than a server of ours waits.
const WAIT_TIME: Duration = Duration::from_secs(60);
/// How long a request waits that failed, before the next: the server may be starting.
const RETRY_TIME: Duration = Duration::from_secs(1);

/// Begins the run, and accompanies it to its end.
pub(super) async fn run(shared: Arc<Shared>) {
    let plan = shared.state().plan();
    let every = Duration::from_secs_f64(1.0 / plan.rate).as_micros();
    let question = format!(
        "{}/events/begin?every={every}us&size={}",
        shared.http, plan.size
    );
    let asked = Instant::now();
    shared.state().asks(asked);
    shared.wake();
    let begun = get(&question, MAX_REPORT_BYTES, ANSWER_TIME).await;
    let received = Instant::now();
    let report = match begun {
        Err(why) => return shared.end(Ending::Gone(why)),
        Ok(answer) => match Report::read(&answer.bytes).filter(|_| answer.status == 200) {
            Some(report) => report,
            None => return shared.end(Ending::NoEvents(answer.status)),
        },
    };
    let run = report.run.clone();
    shared.state().begin(report, asked, received);
    shared.wake();
    if !spawn("wscope-poll", poll(shared.clone(), run.clone())) {
        return shared.end(Ending::NoThread);
    }
    watch(shared, &run).await;
}

/// Asks how things stand until the run is over.
async fn watch(shared: Arc<Shared>, run: &str) {
    let question = format!("{}/events/report?run={run}", shared.http);
    while shared.is_running() {
        sleep(REPORT_TIME).await;
        let asked = Instant::now();
        shared.state().asks(asked);
        shared.wake();
        let told = get(&question, MAX_REPORT_BYTES, ANSWER_TIME).await;
        let received = Instant::now();
        let mut state = shared.state();
        match told {
            Err(why) => state.report_failed(why),
            Ok(answer) => match Report::read(&answer.bytes) {
                Some(report) => state.reported(&report, asked, received),
                // It was started anew, and knows nothing of this run.
                None => state.end(Ending::Gone(format!("HTTP {}", answer.status))),
            },
        }
        drop(state);
        shared.wake();
    }
}

/// Asks again and again whether there is something new.
async fn poll(shared: Arc<Shared>, run: String) {
    let plan = shared.state().plan();
    let (way, interval, within) = match plan.method {
        Method::Interval => ("poll", Duration::from_secs_f64(plan.interval), ANSWER_TIME),
        Method::LongPolling => ("wait", Duration::ZERO, WAIT_TIME),
    };
    let mut next = Instant::now();
    while shared.is_running() {
        let since = shared.state().last(Side::Polling);
        let (http, token) = (&shared.http, &shared.token);
        let question = format!("{http}/events/{way}?run={run}&since={since}&{token}");
        let answer = get(&question, MAX_EVENTS_BYTES, within).await;
        let at = Instant::now();
        let has_failed = match answer {
            Ok(answer) if answer.status == 200 => {
                let text = String::from_utf8_lossy(&answer.bytes);
                let mut state = shared.state();
                for event in text.lines() {
                    state.observe(Side::Polling, event, at);
                }
                false
            }
            Ok(answer) if answer.status == 401 => return shared.end(Ending::BadToken),
            // The run is over, which the next report says too.
            Ok(answer) if answer.status == 410 => return,
            _ => {
                shared.state().poll_failed();
                true
            }
        };
        shared.wake();
        let pause = if has_failed { RETRY_TIME } else { interval };
        // After a delay the interval begins anew: requests that are overdue are not sent in a burst.
        next = (next + pause).max(Instant::now());
        let rest = next.saturating_duration_since(Instant::now());
        if !rest.is_zero() {
            sleep(rest).await;
        }
    }
}
