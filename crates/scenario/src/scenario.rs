//! A scenario, and the reading of one from a path.

use std::fmt;

use wire::deflate::Wishes;

use crate::act::{Act, Behaviour, EventRequest, HandshakeAnswer, Messages};
use crate::arguments::{Arguments, push_query, within_scenario_time};
use crate::bounds::Bounds;
use crate::bytes::ByteAct;
use crate::limits;
use crate::path::{Parts, PathError, Query, malformed};
use crate::play::Play;
use crate::row::Part;
use crate::step::Step;
use crate::table::{DEFAULT, find, nearest};
use crate::units::read_number;

/// What a server does on a connection. It is shown as a path and a query that are read as the same.
#[derive(Clone)]
pub struct Scenario {
    /// What happens to everything that is sent, in this order.
    steps: Vec<Step>,
    /// What is sent.
    act: Act,
    /// The seed of the random numbers: with the same one, the steps choose the same messages.
    seed: Option<u64>,
    /// The steps and the act, as they are written.
    parts: Vec<WrittenPart>,
    /// The query, as it is written.
    query: String,
}

#[derive(Clone, PartialEq, Eq)]
struct WrittenPart {
    /// The name, as the table has it.
    name: &'static str,
    /// The arguments, each after a slash.
    arguments: String,
}

/// What has to be done after the handshake.
pub enum Plan<'a> {
    /// Every message is sent back, unchanged and at once. A server may have a faster way for it than to play it.
    PlainEcho(Play<'a>),
    /// Messages are exchanged.
    Messages(Play<'a>),
    /// Something is done to the bytes below.
    Bytes(&'a ByteAct),
}

impl Scenario {
    /// Reads the path and the query of a request, within the default bounds.
    ///
    /// # Errors
    /// Tells which part is wrong, and how.
    pub fn parse(path: &str, query: &str) -> Result<Self, PathError> {
        Self::parse_within(&Bounds::default(), path, query)
    }

    /// Reads the path and the query of a request.
    ///
    /// # Errors
    /// Tells which part is wrong or beyond the bounds, and how.
    pub fn parse_within(bounds: &Bounds, path: &str, query: &str) -> Result<Self, PathError> {
        if path.len() + query.len() > limits::MAX_PATH_BYTES {
            let why = format!("at most {} bytes", limits::MAX_PATH_BYTES);
            return Err(malformed("path", why));
        }
        let mut parts = Parts::new(path);
        let mut query = Query::new(query);
        let seed = query.read("seed", read_number)?;
        let mut scenario = Self {
            steps: Vec::new(),
            act: Act::echo(),
            seed,
            parts: Vec::new(),
            query: String::new(),
        };
        loop {
            let name = parts.next().unwrap_or_else(|| DEFAULT.to_owned());
            let is_act = scenario.read_part(&name, bounds, &mut parts, &mut query)?;
            if is_act {
                break;
            }
        }
        if let Some(rest) = parts.next() {
            return Err(malformed(&rest, "nothing follows an act".to_owned()));
        }
        query.is_used_up()?;
        if !scenario.steps.is_empty() && !scenario.is_about_messages() {
            let why = "no step may stand before it: it sends no messages".to_owned();
            return Err(malformed(parts.last(), why));
        }
        if let Some(seed) = seed {
            push_query(&mut scenario.query, "seed", &seed.to_string());
        }
        Ok(scenario)
    }

    /// Reads a step or the act, and tells whether it was the act.
    fn read_part<'url>(
        &mut self,
        name: &str,
        bounds: &Bounds,
        parts: &mut Parts<'url>,
        query: &mut Query<'url>,
    ) -> Result<bool, PathError> {
        let row = find(name).ok_or_else(|| PathError::Unknown {
            part: name.to_owned(),
            nearest: nearest(name),
        })?;
        let mut arguments = Arguments::new(name, bounds, parts, query);
        let is_act = match row.part {
            Part::Step(read) => {
                self.steps.push(read(&mut arguments)?);
                check_chain(&self.steps).map_err(|why| malformed(name, why))?;
                false
            }
            Part::Act(read) => {
                self.act = read(&mut arguments)?;
                true
            }
        };
        let written = arguments.into_written();
        if !self.query.is_empty() && !written.query.is_empty() {
            self.query.push('&');
        }
        self.query += &written.query;
        self.parts.push(WrittenPart {
            name: row.name,
            arguments: written.path,
        });
        Ok(is_act)
    }

    /// The name of each part, as the table has it.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.parts.iter().map(|part| part.name)
    }

    /// How a sound handshake is answered.
    pub fn handshake(&self) -> &HandshakeAnswer {
        &self.act.handshake
    }

    /// The events that it tells, if it is about events.
    pub fn event_request(&self) -> Option<&EventRequest> {
        match &self.act.behaviour {
            Behaviour::Messages(Messages::Events(request)) => Some(request),
            Behaviour::Messages(Messages::Echo | Messages::Conversation(_))
            | Behaviour::Bytes(_) => None,
        }
    }

    /// How its messages are to be compressed, if it asks for that.
    pub fn compression(&self) -> Option<Wishes> {
        let asked = self.steps.iter().find_map(|step| step.compression());
        asked.or_else(|| self.act.needs_compression.then(Wishes::default))
    }

    /// Whether it sends what only a client can read that has agreed on compression.
    pub fn needs_compression(&self) -> bool {
        self.act.needs_compression
    }

    /// Whether it exchanges messages; otherwise it has no use for an extension of the protocol.
    pub fn is_about_messages(&self) -> bool {
        matches!(self.act.behaviour, Behaviour::Messages(_))
    }

    /// What has to be done after the handshake.
    pub fn plan(&self) -> Plan<'_> {
        let messages = match &self.act.behaviour {
            Behaviour::Messages(messages) => messages,
            Behaviour::Bytes(act) => return Plan::Bytes(act),
        };
        let play = Play {
            messages,
            steps: &self.steps,
            seed: self.seed,
        };
        // Compression happens below the messages.
        let changes_nothing = self.steps.iter().all(|step| step.compression().is_some());
        if changes_nothing && matches!(messages, Messages::Echo) {
            Plan::PlainEcho(play)
        } else {
            Plan::Messages(play)
        }
    }

    #[cfg(any(test, feature = "fuzzing"))]
    pub(crate) fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Whether another does the same, but for the steps.
    #[cfg(any(test, feature = "fuzzing"))]
    pub(crate) fn has_same_act(&self, other: &Self) -> bool {
        self.parts.last() == other.parts.last() && self.query == other.query
    }
}

impl fmt::Display for Scenario {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in &self.parts {
            write!(formatter, "/{}{}", part.name, part.arguments)?;
        }
        if self.query.is_empty() {
            Ok(())
        } else {
            write!(formatter, "?{}", self.query)
        }
    }
}

impl fmt::Debug for Scenario {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// Checks what no step shows alone: what they come to together.
fn check_chain(steps: &[Step]) -> Result<(), String> {
    if steps.len() > limits::MAX_STEPS {
        return Err(format!("at most {} steps", limits::MAX_STEPS));
    }
    let max_doubling = limits::MAX_COPIES.ilog2() as usize;
    if steps.iter().filter(|step| step.is_doubling()).count() > max_doubling {
        return Err(format!(
            "at most {max_doubling} of these: each doubles what the one before made of a message"
        ));
    }
    if steps
        .iter()
        .filter(|step| step.compression().is_some())
        .count()
        > 1
    {
        return Err("compression is agreed on once".to_owned());
    }
    let delays = steps.iter().map(|step| step.max_delay());
    within_scenario_time(delays.sum())
        .map(drop)
        .map_err(|why| format!("all delays together: {why}"))
}

#[cfg(test)]
mod tests;
