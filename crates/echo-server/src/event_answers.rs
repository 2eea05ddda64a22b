//! `/events/begin`, `/events/poll`, `/events/wait` and `/events/report`, over HTTP.

use std::future::ready;
use std::pin::Pin;
use std::sync::Arc;

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, Request, Response, StatusCode};
use scenario::Query;
use scenario::units::{parse_duration, parse_size, read_number};
use tokio::time::timeout;

use crate::events::{ByteAccounting, Delivery, Plan, Report, Run, UnknownRun};
use crate::limits;
use crate::refusal::Refusal;
use crate::site::Site;
use crate::token::has_token;

type Answer = Pin<Box<dyn Future<Output = Response<Body>> + Send>>;

impl From<UnknownRun> for Refusal {
    fn from(_: UnknownRun) -> Self {
        let reason =
            "There is no such run: it is over, or was never begun. /events/begin begins one.";
        Self::new(StatusCode::NOT_FOUND, reason.to_owned())
    }
}

/// Answers a request below `/events/`. `None` if it asks for nothing that there is.
pub(crate) fn answer<B>(
    site: &Site,
    request: &Request<B>,
    accounting: &ByteAccounting,
) -> Option<Answer> {
    let query = Query::new(request.uri().query().unwrap_or_default());
    let answered = match request.uri().path() {
        "/events/begin" => begin(site, query),
        "/events/report" => report(site, query),
        "/events/poll" => fetch(site, request, query, accounting, Delivery::Poll),
        "/events/wait" => fetch(site, request, query, accounting, Delivery::Wait),
        _ => return None,
    };
    let answer = answered.unwrap_or_else(|refusal| {
        site.metrics.refused(refusal.cause());
        Box::pin(ready(refusal.into_response()))
    });
    Some(Box::pin(async { not_kept(answer.await) }))
}

/// Neither a browser nor a proxy keeps it.
fn not_kept(mut response: Response<Body>) -> Response<Body> {
    let no_store = HeaderValue::from_static("no-store");
    response.headers_mut().insert(CACHE_CONTROL, no_store);
    response
}

fn begin(site: &Site, mut query: Query<'_>) -> Result<Answer, Refusal> {
    let defaults = Plan::default();
    let every = query.read("every", |text| {
        within(
            parse_duration(text)?,
            limits::MIN_EVENT_TIME..=limits::MAX_EVENT_TIME,
        )
    })?;
    let size = query.read("size", |text| {
        within(
            parse_size(text)?,
            limits::MIN_EVENT_SIZE..=limits::MAX_EVENT_SIZE,
        )
    })?;
    query.is_used_up()?;
    let plan = Plan {
        every: every.unwrap_or(defaults.every),
        size: size.unwrap_or(defaults.size),
    };
    let run = site.runs.begin(plan).ok_or_else(|| {
        let max = limits::MAX_RUNS;
        let reason = format!("All {max} runs are in use. Try again in a minute.");
        Refusal::new(StatusCode::SERVICE_UNAVAILABLE, reason)
    })?;
    Ok(tell(&run.report()))
}

fn within<T: PartialOrd + std::fmt::Debug>(
    value: T,
    range: std::ops::RangeInclusive<T>,
) -> Result<T, String> {
    if range.contains(&value) {
        Ok(value)
    } else {
        Err(format!("from {:?} to {:?}", range.start(), range.end()))
    }
}

fn report(site: &Site, mut query: Query<'_>) -> Result<Answer, Refusal> {
    let run = find(site, &mut query)?;
    query.is_used_up()?;
    Ok(tell(&run.report()))
}

fn tell(report: &Report) -> Answer {
    // Its keys are words, so it can be written.
    let json = serde_json::to_string(report).unwrap_or_default();
    Box::pin(ready(with_type("application/json", json)))
}

fn with_type(media_type: &'static str, body: String) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    let media_type = HeaderValue::from_static(media_type);
    response.headers_mut().insert(CONTENT_TYPE, media_type);
    response
}

fn find(site: &Site, query: &mut Query<'_>) -> Result<Arc<Run>, Refusal> {
    let name = query.read("run", |text| Ok(text.to_owned()))?;
    Ok(site.runs.find(name.as_deref())?)
}

/// Answers with the events since one, a line each. Each such request shows the token, since nothing is known of the client.
fn fetch<B>(
    site: &Site,
    request: &Request<B>,
    mut query: Query<'_>,
    accounting: &ByteAccounting,
    delivery: Delivery,
) -> Result<Answer, Refusal> {
    let run = find(site, &mut query)?;
    accounting.attribute(&run, delivery);
    if !has_token(request, &site.config.token) {
        return Err(Refusal::no_token());
    }
    query.forget("token");
    let since = query.read("since", read_number)?.unwrap_or(0);
    query.is_used_up()?;
    if run.is_over() {
        let reason = "The run is over.".to_owned();
        return Err(Refusal::new(StatusCode::GONE, reason));
    }
    Ok(Box::pin(async move {
        if delivery == Delivery::Wait {
            let next = tokio::time::sleep_until(run.due(since.saturating_add(1)));
            // Without an event by then the answer is empty.
            timeout(limits::MAX_EVENT_WAIT, next).await.ok();
        }
        with_type("text/plain; charset=utf-8", run.take(delivery, since))
    }))
}
