//! From a path to a scenario.

mod parts;

use std::time::Duration;

pub(crate) use self::parts::Query;
use self::parts::{Parts, malformed};
use super::{Act, Bounds, Broken, Flood, Scenario, Step};
use crate::limits;
use crate::units::{
    parse_duration, parse_duration_range, parse_rate, parse_share, parse_size, read_number,
};

/// Why a path is no scenario.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// A part has no meaning.
    #[error("there is no scenario {part:?}; the nearest is {nearest:?}")]
    Unknown {
        /// The part.
        part: String,
        /// The name that is most like it.
        nearest: &'static str,
    },
    /// A part has a meaning, but is not well written.
    #[error("{part}: {why}")]
    Malformed {
        /// The part.
        part: String,
        /// What is expected instead.
        why: String,
    },
}

/// The names of all parts.
const NAMES: [&str; 32] = [
    "echo",
    "course",
    "numbers",
    "room",
    "clock",
    "chat",
    "private",
    "whoami",
    "subprotocol",
    "count",
    "delay",
    "jitter",
    "drip",
    "repeat",
    "flood",
    "events",
    "close",
    "reset",
    "refuse",
    "wrong-accept",
    "stall",
    "silent",
    "lose",
    "duplicate",
    "reorder",
    "fragment",
    "bad-utf8",
    "reserved-bits",
    "masked",
    "unknown-opcode",
    "oversized-control",
    "huge",
];

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
            return Err(malformed(
                "path",
                format!("at most {} bytes", limits::MAX_PATH_BYTES),
            ));
        }
        let mut parts = Parts::new(path);
        let mut query = Query::new(query);
        let seed = query.read("seed", read_number)?;
        let mut steps = Vec::new();
        let act = loop {
            let Some(name) = parts.next() else {
                break Act::Echo;
            };
            match step(&name, &mut parts)? {
                Some(step) if steps.len() < limits::MAX_STEPS => {
                    steps.push(step);
                    check_chain(&steps).map_err(|why| malformed(&name, why))?;
                }
                Some(_) => {
                    return Err(malformed(
                        &name,
                        format!("at most {} steps", limits::MAX_STEPS),
                    ));
                }
                None => break act(bounds, &name, &mut parts, &mut query)?,
            }
        };
        if let Some(rest) = parts.next() {
            return Err(malformed(&rest, "nothing follows an act".to_owned()));
        }
        // An echo is also asked by clients that send a query of their own.
        if !matches!(act, Act::Echo | Act::Whoami) {
            query.is_used_up()?;
        }
        let scenario = Self { steps, act, seed };
        if !scenario.steps.is_empty() && !scenario.is_conversation() {
            let why = "no step may stand before it: it sends no messages".to_owned();
            return Err(malformed(parts.last(), why));
        }
        Ok(scenario)
    }
}

/// What the steps come to together, which none of them says alone.
fn check_chain(steps: &[Step]) -> Result<(), String> {
    let doubled = steps
        .iter()
        .filter(|step| matches!(step, Step::Duplicate(_)));
    if doubled.count() > limits::MAX_COPIES.ilog2() as usize {
        return Err(format!(
            "at most {} of these: each doubles what the one before made of a message",
            limits::MAX_COPIES.ilog2()
        ));
    }
    let delays = steps.iter().filter_map(|step| match step {
        Step::Delay(time) | Step::Jitter(_, time) => Some(*time),
        _ => None,
    });
    within_bound(delays.sum())
        .map(drop)
        .map_err(|why| format!("all delays together: {why}"))
}

fn step(name: &str, parts: &mut Parts<'_>) -> Result<Option<Step>, PathError> {
    let step = match name {
        "delay" => Step::Delay(parts.value(name, bounded_duration)?),
        "jitter" => {
            let (from, to) = parts.value(name, |text| {
                parse_duration_range(text).and_then(|(from, to)| Ok((from, within_bound(to)?)))
            })?;
            Step::Jitter(from, to)
        }
        "drip" => Step::Drip(parts.value(name, parse_rate)?),
        "lose" => Step::Lose(parts.value(name, parse_share)?),
        "duplicate" => Step::Duplicate(parts.value(name, parse_share)?),
        "reorder" => Step::Reorder(parts.value(name, parse_share)?),
        "fragment" => Step::Fragment(parts.value(name, parse_size)?),
        _ => return Ok(None),
    };
    Ok(Some(step))
}

fn act(
    bounds: &Bounds,
    name: &str,
    parts: &mut Parts<'_>,
    query: &mut Query<'_>,
) -> Result<Act, PathError> {
    let act = match name {
        "echo" => Act::Echo,
        "course" => Act::Course,
        "numbers" => Act::Numbers,
        "room" => Act::Room {
            name: parts.value(name, |text| room_name(text, bounds))?,
            hears_itself: query
                .read("self", |text| {
                    text.parse()
                        .map_err(|_| "expected true or false".to_owned())
                })?
                .unwrap_or(false),
        },
        "clock" => Act::Clock {
            every: query
                .read("every", interval)?
                .unwrap_or(Duration::from_secs(10)),
        },
        "chat" => Act::Chat,
        "private" => {
            query.forget("token");
            Act::Private
        }
        "whoami" => Act::Whoami,
        "subprotocol" => Act::Subprotocol(parts.value(name, |text| token(text, bounds))?),
        "count" => Act::Count,
        "repeat" => Act::Repeat {
            text: parts.value(name, |text| Ok(text.to_owned()))?,
            every: parts.value(name, interval)?,
        },
        "flood" => Act::Flood(flood(query, bounds)?),
        "events" => {
            query.forget("token");
            Act::Events {
                run: query.read("run", |text| Ok(text.to_owned()))?,
                since: query.read("since", read_number)?,
            }
        }
        "close" => close(parts, query)?,
        "reset" => Act::Reset {
            after: after(query)?,
        },
        "refuse" => Act::Refuse(parts.value(name, status)?),
        "wrong-accept" => Act::WrongAccept,
        "stall" => Act::Stall,
        "silent" => Act::Silent,
        "bad-utf8" => Act::Broken(Broken::Utf8),
        "reserved-bits" => Act::Broken(Broken::ReservedBits),
        "masked" => Act::Broken(Broken::Masked),
        "unknown-opcode" => Act::Broken(Broken::UnknownOpcode),
        "oversized-control" => Act::Broken(Broken::OversizedControl),
        "huge" => Act::Huge(parts.value(name, |text| {
            let size = parse_size(text)?;
            let is_too_large = size > limits::MAX_HUGE_SIZE;
            if is_too_large {
                Err(format!("at most {} bytes", limits::MAX_HUGE_SIZE))
            } else {
                Ok(size)
            }
        })?),
        unknown => {
            return Err(PathError::Unknown {
                part: unknown.to_owned(),
                nearest: nearest(unknown),
            });
        }
    };
    Ok(act)
}

/// The name that is most like a word.
fn nearest(word: &str) -> &'static str {
    let likeness = |name: &&str| (strsim::jaro_winkler(name, word) * 1e6) as u64;
    NAMES.into_iter().max_by_key(likeness).unwrap_or("echo")
}

fn flood(query: &mut Query<'_>, bounds: &Bounds) -> Result<Flood, PathError> {
    let max_rate = bounds.max_flood_rate.unwrap_or(limits::MAX_FLOOD_RATE);
    let rate = query
        .read("rate", read_number)?
        .unwrap_or(limits::FLOOD_RATE.min(max_rate).into());
    let size = query
        .read("size", parse_size)?
        .unwrap_or(limits::FLOOD_SIZE);
    let count = query.read("count", read_number)?.unwrap_or(0);
    if size > limits::MAX_FLOOD_SIZE {
        return Err(malformed(
            "size",
            format!("at most {} bytes", limits::MAX_FLOOD_SIZE),
        ));
    }
    let rate = u32::try_from(rate).ok().filter(|rate| *rate <= max_rate);
    let Some(rate) = rate else {
        let why = format!("at most {max_rate} in a second; 0 is as fast as the client may read");
        return Err(malformed("rate", why));
    };
    // As fast as may be is no faster than that.
    let rate = if rate == 0 {
        bounds.max_flood_rate.unwrap_or(0)
    } else {
        rate
    };
    Ok(Flood { rate, size, count })
}

fn close(parts: &mut Parts<'_>, query: &mut Query<'_>) -> Result<Act, PathError> {
    let code = parts.value("close", |text| match text {
        "none" => Ok(None),
        code => code
            .parse::<u16>()
            .map(Some)
            .map_err(|_| "expected a close code from 0 to 65535, or none".to_owned()),
    })?;
    let Some(code) = code else {
        return Ok(Act::Vanish {
            after: after(query)?,
        });
    };
    let reason = query.read("reason", |text| {
        // RFC 6455, section 5.5: a control frame has at most 125 bytes, and the code takes two.
        let fits = text.len() <= 123;
        if fits {
            Ok(text.to_owned())
        } else {
            Err("a reason has at most 123 bytes".to_owned())
        }
    })?;
    Ok(Act::Close {
        code,
        reason: reason.unwrap_or_default(),
        after: after(query)?,
    })
}

fn after(query: &mut Query<'_>) -> Result<Duration, PathError> {
    Ok(query.read("after", bounded_duration)?.unwrap_or_default())
}

fn bounded_duration(text: &str) -> Result<Duration, String> {
    parse_duration(text).and_then(within_bound)
}

fn within_bound(duration: Duration) -> Result<Duration, String> {
    if duration <= limits::MAX_SCENARIO_TIME {
        Ok(duration)
    } else {
        Err(format!("at most {} s", limits::MAX_SCENARIO_TIME.as_secs()))
    }
}

fn interval(text: &str) -> Result<Duration, String> {
    let duration = bounded_duration(text)?;
    if duration >= limits::MIN_INTERVAL {
        Ok(duration)
    } else {
        Err(format!("at least {} ms", limits::MIN_INTERVAL.as_millis()))
    }
}

fn status(text: &str) -> Result<u16, String> {
    let status = text
        .parse()
        .ok()
        .filter(|status| (300..=599).contains(status));
    status.ok_or_else(|| "expected an HTTP status from 300 to 599".to_owned())
}

fn room_name(text: &str, bounds: &Bounds) -> Result<String, String> {
    if (1..=bounds.max_name_size).contains(&text.len()) {
        Ok(text.to_owned())
    } else {
        Err(format!("a name has 1 to {} bytes", bounds.max_name_size))
    }
}

/// A token (RFC 9110, section 5.6.2), which a subprotocol's name must be.
fn token(text: &str, bounds: &Bounds) -> Result<String, String> {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    let has_fit_size = (1..=bounds.max_name_size).contains(&text.len());
    if has_fit_size && text.bytes().all(is_allowed) {
        Ok(text.to_owned())
    } else {
        Err(format!(
            "a subprotocol is named with 1 to {} letters, digits and !#$%&'*+-.^_`|~",
            bounds.max_name_size
        ))
    }
}

#[cfg(test)]
mod tests;
