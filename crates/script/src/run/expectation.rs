//! What a step expects, until it is there.

use std::time::Duration;

use connection::CloseFrame;
use message_log::Kind;
use payload::visible::shortened;
use session::{LogMessage, RecordedEvent};
use web_time::Instant;

use super::failure::{ExpectedMessage, Fault, MissingMessages, close_words};
use super::matching::{Captures, Matcher, differs};
use super::misfit::{Misfit, SHOWN_VALUE};
use super::outgoing;
use super::peer::Peer;
use super::unordered::Unordered;
use crate::cause::CauseName;
use crate::limits::EXPECT_TIMEOUT;
use crate::print::first_line;
use crate::syntax::{Awaited, Bytes, Expect, ExpectedClose, Pattern};
use crate::template::Context;

/// What a step expects, and what has come of it.
pub(super) struct Expectation {
    began: Instant,
    /// How many messages came that are not what was expected, and why the last of them is not.
    others: u64,
    last: Option<Misfit>,
    /// Of messages in any order: those that have not come.
    left: Unordered,
    captures: Captures,
}

/// Whether it is there.
pub(super) enum Verdict {
    /// It is to be looked at again when something happened, and after this time.
    Wait(Option<Duration>),
    /// It is there, and sets these.
    Met(Captures),
}

impl Expectation {
    pub(super) fn new(expect: &Expect, now: Instant) -> Self {
        let left = match &expect.awaited {
            Awaited::AnyOrder(patterns) => Unordered::new(patterns),
            _ => Unordered::default(),
        };
        Self {
            began: now,
            others: 0,
            last: None,
            left,
            captures: Captures::new(),
        }
    }

    /// Looks at what has come.
    pub(super) fn look(
        &mut self,
        expect: &Expect,
        peer: &mut Peer,
        matcher: &mut Matcher<'_>,
        now: Instant,
    ) -> Result<Verdict, Fault> {
        let is_met = match &expect.awaited {
            Awaited::Message(pattern) => {
                self.message(pattern, expect.is_eventual, peer, matcher)?
            }
            Awaited::AnyOrder(patterns) => {
                self.any_order(patterns, expect.is_eventual, peer, matcher)?
            }
            Awaited::Ping(payload) => self.control(Kind::Ping, payload.as_ref(), peer, matcher)?,
            Awaited::Pong(payload) => self.control(Kind::Pong, payload.as_ref(), peer, matcher)?,
            Awaited::Close(close) => end(expect.is_eventual, peer, |event| {
                check_close(close, event, matcher)
            })?,
            Awaited::Lost(cause) => {
                end(expect.is_eventual, peer, |event| check_lost(*cause, event))?
            }
            Awaited::Silence(time) => return self.silence(*time, peer, now),
        };
        if is_met {
            return Ok(Verdict::Met(std::mem::take(&mut self.captures)));
        }
        if peer.inbox.is_overrun {
            return Err(Fault::Overrun);
        }
        let is_about_end = matches!(expect.awaited, Awaited::Close(_) | Awaited::Lost(_));
        if !is_about_end && let Some(fault) = peer.end_fault() {
            return Err(fault);
        }
        let within = expect.within.unwrap_or(EXPECT_TIMEOUT);
        match within.saturating_sub(now.saturating_duration_since(self.began)) {
            Duration::ZERO => Err(Fault::TimedOut {
                what: what(&expect.awaited),
                after: within,
                others: self.others,
                last: self.last.take().map(Box::new),
                unordered: match &expect.awaited {
                    Awaited::AnyOrder(patterns) => Some(Box::new(self.missing(patterns))),
                    _ => None,
                },
            }),
            left => Ok(Verdict::Wait(Some(left))),
        }
    }

    fn message(
        &mut self,
        pattern: &Pattern,
        is_eventual: bool,
        peer: &mut Peer,
        matcher: &mut Matcher<'_>,
    ) -> Result<bool, Fault> {
        while let Some(message) = peer.inbox.pop(&peer.session) {
            match matcher.fit(pattern, &message.message()) {
                Ok(captures) => {
                    self.captures = captures;
                    return Ok(true);
                }
                Err(misfit) => self.pass_over(misfit, is_eventual)?,
            }
        }
        Ok(false)
    }

    /// A message is not what was expected.
    fn pass_over(&mut self, misfit: Misfit, is_eventual: bool) -> Result<(), Fault> {
        if !is_eventual || matches!(misfit, Misfit::Script(_)) {
            return Err(Fault::Misfit(misfit));
        }
        self.others += 1;
        self.last = Some(misfit);
        Ok(())
    }

    /// Each message is taken for the first of those that are left which it fits to.
    fn any_order(
        &mut self,
        patterns: &[Pattern],
        is_eventual: bool,
        peer: &mut Peer,
        matcher: &mut Matcher<'_>,
    ) -> Result<bool, Fault> {
        while self.left.len() > 0
            && let Some(message) = peer.inbox.pop(&peer.session)
        {
            match self.first_fit(patterns, &message.message(), matcher) {
                Ok(captures) => self.captures.extend(captures),
                Err(misfit) => self.pass_over(misfit, is_eventual)?,
            }
        }
        Ok(self.left.len() == 0)
    }

    /// Which of messages in any order are missing, and which came.
    fn missing(&self, patterns: &[Pattern]) -> MissingMessages {
        let left = self.left.indices();
        let (missing, came) =
            (patterns.iter().enumerate()).partition::<Vec<_>, _>(|(index, _)| left.contains(index));
        let expected = |(_, pattern): (usize, &Pattern)| ExpectedMessage {
            line: pattern.line,
            text: shortened(&first_line(pattern), SHOWN_VALUE),
        };
        MissingMessages {
            missing: missing.into_iter().map(expected).collect(),
            came: came.into_iter().map(expected).collect(),
        }
    }

    fn first_fit(
        &mut self,
        patterns: &[Pattern],
        message: &LogMessage<'_>,
        matcher: &mut Matcher<'_>,
    ) -> Result<Captures, Misfit> {
        let count = self.left.len();
        let only = self.left.only();
        let mut fit = |index: usize| match patterns.get(index) {
            Some(pattern) => matcher.fit(pattern, message),
            None => Err(Misfit::None { left: count }),
        };
        let found = self
            .left
            .take((message.kind, message.payload), |index| match fit(index) {
                Ok(captures) => Ok(Some(captures)),
                Err(misfit @ Misfit::Script(_)) => Err(misfit),
                Err(_) => Ok(None),
            })?;
        match (found, only) {
            (Some(captures), _) => Ok(captures),
            // Of a single one it can be told what differs.
            (None, Some(index)) => fit(index),
            (None, None) => Err(Misfit::None { left: count }),
        }
    }

    /// Control frames that are other ones are passed over: nobody has to expect them.
    fn control(
        &mut self,
        kind: Kind,
        payload: Option<&Bytes>,
        peer: &mut Peer,
        matcher: &Matcher<'_>,
    ) -> Result<bool, Fault> {
        let payload = payload.map(|bytes| outgoing::bytes(bytes, matcher.variables, matcher.files));
        let payload = payload.transpose().map_err(Fault::Script)?;
        while let Some(frame) = peer.inbox.pop_control_frame(&peer.session) {
            let frame = frame.message();
            if frame.kind != kind {
                continue;
            }
            let Some(expected) = &payload else {
                return Ok(true);
            };
            match differs(expected, frame.payload, false) {
                Ok(()) => return Ok(true),
                Err(misfit) => self.pass_over(misfit, true)?,
            }
        }
        Ok(false)
    }

    fn silence(&self, time: Duration, peer: &mut Peer, now: Instant) -> Result<Verdict, Fault> {
        if peer.inbox.len() > 0 {
            return Err(Fault::Noise);
        }
        if let Some(fault) = peer.end_fault() {
            return Err(fault);
        }
        match time.saturating_sub(now.saturating_duration_since(self.began)) {
            Duration::ZERO => Ok(Verdict::Met(Captures::new())),
            left => Ok(Verdict::Wait(Some(left))),
        }
    }
}

/// Whether the connection has ended as it was to, with nothing before that nobody expected.
fn end(
    is_eventual: bool,
    peer: &mut Peer,
    check: impl FnOnce(&RecordedEvent) -> Result<(), Fault>,
) -> Result<bool, Fault> {
    if is_eventual {
        peer.inbox.clear();
    }
    match peer.inbox.len() {
        0 => {}
        count => return Err(Fault::Unexpected(count)),
    }
    let Some(event) = peer.inbox.end.clone() else {
        return Ok(false);
    };
    peer.is_end_known = true;
    check(&event).map(|()| true)
}

fn check_close(
    expected: &ExpectedClose,
    event: &RecordedEvent,
    matcher: &Matcher<'_>,
) -> Result<(), Fault> {
    let reason = expected.reason.as_ref();
    let reason = reason.map(|reason| reason.fill(matcher.variables, Context::Plain));
    let reason = reason.transpose();
    let reason = reason.map_err(|error| Fault::Script(error.to_string()))?;
    if let RecordedEvent::ClosedByPeer { frame } = event {
        let frame = frame.clone().unwrap_or_default();
        let has_code = expected.code.is_none_or(|code| code == frame.code);
        if has_code && reason.as_ref().is_none_or(|reason| *reason == frame.reason) {
            return Ok(());
        }
    }
    let expected = match expected.code {
        None => "a close frame".to_owned(),
        Some(code) => close_words(&CloseFrame {
            code,
            reason: reason.unwrap_or_default(),
        }),
    };
    Err(Fault::EndedOtherwise {
        expected,
        event: Box::new(event.clone()),
    })
}

fn check_lost(expected: Option<CauseName>, event: &RecordedEvent) -> Result<(), Fault> {
    if let RecordedEvent::Lost { cause, .. } = event
        && expected.is_none_or(|expected| CauseName::of(cause) == expected)
    {
        return Ok(());
    }
    let expected = match expected {
        None => "that the connection breaks".to_owned(),
        Some(cause) => format!("that the connection breaks ({cause})"),
    };
    Err(Fault::EndedOtherwise {
        expected,
        event: Box::new(event.clone()),
    })
}

/// What did not come.
fn what(awaited: &Awaited) -> &'static str {
    match awaited {
        Awaited::Message(_) => "message",
        Awaited::AnyOrder(_) => "message that is still expected",
        Awaited::Ping(_) => "ping",
        Awaited::Pong(_) => "pong",
        Awaited::Close(_) => "close frame",
        Awaited::Lost(_) => "end of the connection",
        Awaited::Silence(_) => "silence",
    }
}
