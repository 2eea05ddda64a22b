//! One connection of a script.

use std::sync::Arc;
use std::time::Duration;

use connection::{CloseFrame, Endpoint, Header, Options, Subprotocol};
use message_log::Timestamp;
use session::{ConnectionRecord, LogMessage, RecordedEvent, Session, Severity};

use super::failure::Fault;
use super::inbox::Inbox;
use super::setup::Setup;
use crate::cause::{CauseName, status};
use crate::error::listed;
use crate::limits::LOG_BUDGET_BYTES;
use crate::syntax::{Connect, Pattern, Response};
use crate::template::{Context, Template};
use crate::variables::Variables;

/// One connection of a script.
pub(super) struct Peer {
    pub(super) session: Session,
    pub(super) inbox: Inbox,
    /// Messages like these are passed over.
    pub(super) ignored: Vec<Pattern>,
    /// Whether the script knows how the connection ended.
    pub(super) is_end_known: bool,
    /// The line of the step that was carried out last over it.
    pub(super) line: u32,
}

impl Peer {
    /// Begins to connect.
    pub(super) fn connect(
        setup: &Setup,
        connect: &Connect,
        variables: &Variables,
    ) -> Result<Self, Fault> {
        let (endpoint, options) = request(setup, connect, variables).map_err(Fault::Script)?;
        let wake = Arc::clone(&setup.wake);
        let transport = Arc::clone(&setup.transport);
        let mut session = Session::new(transport, move || wake(), LOG_BUDGET_BYTES);
        let inbox = Inbox::new(&session);
        session.connect(&endpoint, &options);
        Ok(Self {
            session,
            inbox,
            ignored: Vec::new(),
            is_end_known: false,
            line: 0,
        })
    }

    /// Lets time pass, and looks at what came.
    pub(super) fn poll(
        &mut self,
        mut passes_over: impl FnMut(&[Pattern], &LogMessage<'_>) -> bool,
    ) -> Option<Duration> {
        let due = self.session.poll();
        let ignored = &self.ignored;
        self.inbox.take_in(|message| passes_over(ignored, message));
        due
    }

    pub(super) fn is_open(&self) -> bool {
        self.session.phase().is_open()
    }

    /// Whether the connection was open, though it may have ended since.
    pub(super) fn was_open(&self) -> bool {
        let opened = self
            .session
            .with_connection(None, |record| record.opened.is_some());
        opened.unwrap_or_default()
    }

    /// When the attempt to connect was over: it was open, or had failed.
    pub(super) fn settled_at(&self) -> Option<Timestamp> {
        let opened = self.session.with_connection(None, |record| record.opened);
        opened.flatten().or_else(|| self.ended_at())
    }

    /// When the connection ended.
    pub(super) fn ended_at(&self) -> Option<Timestamp> {
        let ended = |record: &ConnectionRecord| record.ended.as_ref().map(|(at, _)| *at);
        self.session.with_connection(None, ended).flatten()
    }

    /// What is wrong because the connection has ended.
    pub(super) fn end_fault(&mut self) -> Option<Fault> {
        let event = self.inbox.end.clone()?;
        self.is_end_known = true;
        Some(match event {
            RecordedEvent::ClosedByUs { .. } => Fault::NotOpen,
            event @ RecordedEvent::Failed { .. } => Fault::NotConnected(Box::new(event)),
            event => Fault::Ended(Box::new(event)),
        })
    }

    /// What was left unnoticed when the script is over.
    pub(super) fn left_over(&mut self) -> Option<Fault> {
        if self.inbox.is_overrun {
            return Some(Fault::Overrun);
        }
        match self.inbox.len() {
            0 => {}
            count => return Some(Fault::Unexpected(count)),
        }
        let event = self.inbox.end.as_ref().filter(|_| !self.is_end_known)?;
        (event.severity() != Severity::Quiet).then(|| Fault::Ended(Box::new(event.clone())))
    }

    /// Begins to close the connection at the end of a script.
    pub(super) fn begin_to_finish(&mut self) {
        if self.session.close_with(done()).is_err() {
            // It is not open, or not any more.
            self.session.disconnect();
        }
    }

    /// Closes the connection at the end of a script.
    pub(super) fn finish(mut self, patience: Duration) {
        if self.session.finish_with(done(), patience).is_err() {
            // It is not open, or not any more.
            self.session.finish(patience);
        }
    }

    /// Whether the response to the handshake is what was expected of it.
    pub(super) fn check_response(
        &self,
        connect: &Connect,
        variables: &Variables,
    ) -> Result<(), Fault> {
        let reply = self.session.handshake().unwrap_or_default().reply;
        for response in &connect.expected {
            match response {
                Response::Header { name, value } => {
                    expect_header(&reply, name, name, &fill(value, variables)?)?;
                }
                Response::Subprotocol(value) => {
                    let value = fill(value, variables)?;
                    expect_header(&reply, "Sec-WebSocket-Protocol", "the subprotocol", &value)?;
                }
                Response::Status(_) | Response::Failure(_) => {}
            }
        }
        Ok(())
    }
}

/// With what the connections of a script are closed that are open at its end.
fn done() -> CloseFrame {
    CloseFrame {
        code: Some(1000),
        reason: String::new(),
    }
}

/// Whether the connection is to fail.
pub(super) fn is_to_fail(connect: &Connect) -> bool {
    let fails =
        |response: &Response| matches!(response, Response::Status(_) | Response::Failure(_));
    connect.expected.iter().any(fails)
}

/// Whether it failed as it was to.
pub(super) fn check_failure(connect: &Connect, event: &RecordedEvent) -> Result<(), Fault> {
    let RecordedEvent::Failed { cause, .. } = event else {
        return Err(Fault::Ended(Box::new(event.clone())));
    };
    let otherwise = |expected: String| {
        Err(Fault::FailedOtherwise {
            expected,
            event: Box::new(event.clone()),
        })
    };
    for response in &connect.expected {
        match response {
            Response::Status(expected) if status(cause) != Some(*expected) => {
                return otherwise(format!("the HTTP status {expected}"));
            }
            Response::Failure(Some(expected)) if CauseName::of(cause) != *expected => {
                return otherwise(format!("the failure {expected}"));
            }
            _ => {}
        }
    }
    Ok(())
}

/// The values of a header are compared, and a list of them as a whole too. An empty one says that there is to be none.
fn expect_header(reply: &str, name: &str, what: &str, value: &str) -> Result<(), Fault> {
    let lines = reply
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(':'));
    let found: Vec<String> = lines
        .filter(|(other, _)| other.trim().eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim().to_owned())
        .collect();
    let is_there = match value {
        "" => found.is_empty(),
        value => found.iter().any(|other| other == value),
    };
    if is_there {
        return Ok(());
    }
    let expected = match value {
        "" => format!("no value for {what}"),
        value => format!(
            "{what} {}",
            listed(&[payload::visible::shortened(value, 200)])
        ),
    };
    Err(Fault::Response { expected, found })
}

fn fill(text: &Template, variables: &Variables) -> Result<String, Fault> {
    let filled = text.fill(variables, Context::Plain);
    filled.map_err(|error| Fault::Script(error.to_string()))
}

/// Where to connect to, and how.
fn request(
    setup: &Setup,
    connect: &Connect,
    variables: &Variables,
) -> Result<(Endpoint, Options), String> {
    let fill = |text: &Template| {
        let filled = text.fill(variables, Context::Plain);
        filled.map_err(|error| error.to_string())
    };
    let address = fill(&connect.address)?;
    let endpoint = Endpoint::parse(&address)
        .map_err(|error| format!("the address cannot be used: {error}"))?;
    let mut options = setup.options.clone();
    // What a script expects is told with the details only, and it tries once.
    options.wants_details = true;
    options.reconnects = false;
    let headers = connect.headers.iter().map(|header| {
        let header = Header::parse(&fill(header)?);
        header.map_err(|error| format!("the header cannot be sent: {error}"))
    });
    let headers = headers.collect::<Result<Vec<_>, _>>()?;
    // What the script says goes before what is said for all scripts.
    let is_replaced = |name: &str| {
        headers
            .iter()
            .any(|header| header.name().eq_ignore_ascii_case(name))
    };
    options.headers.retain(|other| !is_replaced(other.name()));
    options.headers.extend(headers);
    if !connect.subprotocols.is_empty() {
        let names = connect.subprotocols.iter().map(&fill);
        let names = names.collect::<Result<Vec<_>, _>>()?.join(",");
        let list = Subprotocol::parse_list(&names);
        options.subprotocols =
            list.map_err(|error| format!("the subprotocols cannot be offered: {error}"))?;
    }
    if let Some(timeout) = connect.timeout {
        options.connect_timeout = timeout;
    }
    if connect.is_uncompressed {
        options.compression = None;
    }
    Ok((endpoint, options))
}
