//! The lesson about polling and WebSocket, in English.

use std::borrow::Cow;

use super::super::LessonText as T;
use crate::format::{count, size};
use crate::lesson::Method;
use crate::lesson::board::Ending;
use crate::lesson::results::Summary;

pub(super) fn say(text: T<'_>) -> Cow<'static, str> {
    match text {
        T::Open => "Polling or WebSocket…".into(),
        T::OpenTooltip => "Measure what the same events cost, fetched by polling and pushed over a WebSocket".into(),
        T::Title => "Polling or WebSocket".into(),
        T::Back => "Back to the messages".into(),
        T::BackTooltip => "Stops the comparison; its figures stay until the next".into(),
        T::Start => "Compare".into(),
        T::StartTooltip => "Let the server make events, and fetch them both ways".into(),
        T::Stop => "Stop".into(),
        T::StopTooltip => "Stop fetching; the figures stay".into(),
        T::Rate => "Events".into(),
        T::Size => "of".into(),
        T::Method => "Polling".into(),
        T::AtIntervals => "at intervals".into(),
        T::Interval => "every".into(),
        T::Long => "long polling".into(),
        T::Server => "Server".into(),
        T::Token => "Token".into(),
        T::Hint => "The server makes events. The left side asks for them over HTTP, again and again; on the right the server pushes the same events over a WebSocket. The server counts the bytes on its sockets. A comparison lasts ten minutes at most.".into(),
        T::Polling(Method::Interval) => "HTTP polling".into(),
        T::Polling(Method::LongPolling) => "HTTP long polling".into(),
        T::Push => "WebSocket".into(),
        T::PollingHow(Method::Interval) => "Asks every so often. Each time headers, a token to check, and an answer, most often with nothing new.".into(),
        T::PollingHow(Method::LongPolling) => "Asks, and the server answers when there is something new. Then it asks again, with all headers and the token.".into(),
        T::PushHow => "Shakes hands and shows its token once. Then each event is a frame with two bytes of header, sent when it happens.".into(),
        T::Arrived => "Events delivered".into(),
        T::Missed => "Events missed".into(),
        T::MissedTooltip => "The server keeps the last 256 events: whoever asks too seldom never sees the others".into(),
        T::Requests => "Requests".into(),
        T::Connections => "TCP connections".into(),
        T::ConnectionsTooltip => "This program opens one for each request; a browser uses the same one again".into(),
        T::Empty => "Empty answers".into(),
        T::TokenChecks => "Token checks".into(),
        T::HeadersUp => "Headers to the server".into(),
        T::HeadersDown => "Headers to the client".into(),
        T::HeadersTooltip => "Everything on the wire that is no event: request lines, headers, frame headers, pings".into(),
        T::Payload => "Events themselves".into(),
        T::Total => "Bytes on the wire".into(),
        T::Delay => "Delay: half / 95% within".into(),
        T::DelayTooltip => "From the event to its arrival here; half of them were faster, and 19 of 20".into(),
        T::MeasureBytes => "Bytes".into(),
        T::MeasureRequests => "Requests".into(),
        T::MeasureEvents => "Events".into(),
        T::MeasureDelay => "Delay".into(),
        T::WithEvent => "With events".into(),
        T::Median => "Half within".into(),
        T::P95 => "95% within".into(),
        T::Beginning => "Asking the server…".into(),
        T::FirstEvent => "Waiting for the first event…".into(),
        T::Running { left } => format!("{left} left").into(),
        T::Ended(ending) => ended(ending),
        T::BadServer { error } => format!("The address of the server: {error}").into(),
        T::FailedPolls(failed) => format!("{} requests failed", count(failed)).into(),
        T::ClockJumped => "A clock jumped, as after sleep: the delays of that moment are left out".into(),
        T::PushEnded => "The WebSocket has ended".into(),
        T::Summary(summary) => sum_up(summary).into(),
        T::SavePicture => "Save picture…".into(),
        T::SavePictureTooltip => "The comparison as it is seen, as a PNG file".into(),
        T::SaveTable => "Save table…".into(),
        T::SaveTableTooltip => "All figures over time, as a CSV file".into(),
        T::NothingYet => "There is nothing to save yet".into(),
        T::NoPicture { error } => format!("The picture could not be made: {error}").into(),
    }
}

fn ended(ending: &Ending) -> Cow<'static, str> {
    match ending {
        Ending::Stopped => "Stopped".into(),
        Ending::TimeUp => "Ten minutes are over".into(),
        Ending::Gone(_) => "The server does not answer. Is it running, and is this its address? What was measured so far stays.".into(),
        Ending::Silent => "The server has said nothing for ten seconds. What was measured so far stays.".into(),
        Ending::BadToken => "The server does not accept the token: type the one that it was started with".into(),
        Ending::NoEvents(status) => format!("This server has no events to tell (HTTP {status}): the comparison needs this program's own").into(),
    }
}

fn sum_up(summary: &Summary) -> String {
    let (polling, push) = (&summary.polling.cost, &summary.push.cost);
    let of_each = size(summary.size.into());
    let name = match summary.method {
        Method::Interval => "polling",
        Method::LongPolling => "long polling",
    };
    let mut text = format!(
        "To deliver {} of {of_each}, {name} moved {} in {}, {} of them empty; WebSocket moved {} over {}.",
        many(summary.events, "event"),
        size(polling.bytes()),
        many(polling.requests, "request"),
        count(polling.empty),
        size(push.bytes()),
        many(push.connections, "connection"),
    );
    if let Some(ratio) = summary.ratio().filter(|ratio| *ratio >= 1.05) {
        text += &format!(" That is {ratio:.1} times as much.");
    }
    if summary.polling.missed > 0 {
        text += &format!(" Polling missed {}.", many(summary.polling.missed, "event"));
    }
    text
}

fn many(number: u64, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", count(number))
}
