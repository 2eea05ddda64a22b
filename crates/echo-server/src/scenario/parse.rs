//! From a path to a scenario.

mod parts;

use std::time::Duration;

use self::parts::{Parts, Query, malformed};
use super::{Act, Bounds, Broken, Flood, Scenario, Step};
use crate::limits;
use crate::units::{parse_duration, parse_duration_range, parse_rate, parse_share, parse_size};

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
const NAMES: [&str; 31] = [
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
        let seed = query.read("seed", |text| {
            text.parse().map_err(|_| "expected a number".to_owned())
        })?;
        let mut steps = Vec::new();
        let act = loop {
            let Some(name) = parts.next() else {
                break Act::Echo;
            };
            match step(&name, &mut parts)? {
                Some(step) if steps.len() < limits::MAX_STEPS => steps.push(step),
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
    let number = |text: &str| {
        text.parse::<u64>()
            .map_err(|_| "expected a number".to_owned())
    };
    let max_rate = bounds.max_flood_rate.unwrap_or(limits::MAX_FLOOD_RATE);
    let rate = query
        .read("rate", number)?
        .unwrap_or(limits::FLOOD_RATE.min(max_rate).into());
    let size = query
        .read("size", parse_size)?
        .unwrap_or(limits::FLOOD_SIZE);
    let count = query.read("count", number)?.unwrap_or(0);
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
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(url: &str, steps: &[Step], act: Act) {
        let (path, query) = url.split_once('?').unwrap_or((url, ""));
        let scenario = Scenario::parse(path, query).unwrap();
        assert_eq!((&scenario.steps[..], scenario.act), (steps, act), "{url}");
    }

    #[test]
    fn a_path_is_a_chain() {
        let ms = Duration::from_millis;
        check("/", &[], Act::Echo);
        check("", &[], Act::Echo);
        check("/echo?anything=1", &[], Act::Echo);
        check("/delay/200ms/echo", &[Step::Delay(ms(200))], Act::Echo);
        check("/delay/200ms", &[Step::Delay(ms(200))], Act::Echo);
        check("//delay//1s/", &[Step::Delay(ms(1000))], Act::Echo);
        check(
            "/lose/10%/fragment/3/echo",
            &[Step::Lose(0.1), Step::Fragment(3)],
            Act::Echo,
        );
        check("/lose/10%25/course", &[Step::Lose(0.1)], Act::Course);
        check(
            "/jitter/0-500ms/drip/1KBps/count",
            &[Step::Jitter(ms(0), ms(500)), Step::Drip(1000)],
            Act::Count,
        );
        check(
            "/delay/1s/close/1011?reason=out%20of%20coffee&after=2s",
            &[Step::Delay(ms(1000))],
            Act::Close {
                code: 1011,
                reason: "out of coffee".to_owned(),
                after: ms(2000),
            },
        );
        check("/close/none", &[], Act::Vanish { after: ms(0) });
        check("/refuse/401", &[], Act::Refuse(401));
        check(
            "/repeat/%E4%BD%A0%E5%A5%BD/1s",
            &[],
            Act::Repeat {
                text: "你好".to_owned(),
                every: ms(1000),
            },
        );
        check(
            "/flood?rate=0&size=1KiB&count=7",
            &[],
            Act::Flood(Flood {
                rate: 0,
                size: 1024,
                count: 7,
            }),
        );
        check(
            "/room/a%2Fb?self=true",
            &[],
            Act::Room {
                name: "a/b".to_owned(),
                hears_itself: true,
            },
        );
        check("/private?token=x", &[], Act::Private);
        check("/huge/64MiB", &[], Act::Huge(64 << 20));
    }

    #[track_caller]
    fn check_wrong(url: &str, expected: &str) {
        let (path, query) = url.split_once('?').unwrap_or((url, ""));
        let error = Scenario::parse(path, query).unwrap_err().to_string();
        assert!(error.contains(expected), "{url}: {error}");
    }

    #[test]
    fn a_wrong_part_is_named() {
        check_wrong("/ecko", "\"echo\"");
        check_wrong("/delay/1s/clos/1000", "\"close\"");
        check_wrong("/delay/fast/echo", "delay/fast: expected a time");
        check_wrong("/delay/1h", "delay/1h: at most 600 s");
        check_wrong("/delay", "delay/: expected a time");
        check_wrong("/lose/110%/echo", "lose/110%: expected a share");
        check_wrong("/echo/delay/1s", "delay: nothing follows an act");
        check_wrong("/delay/1s/refuse/401", "no step may stand before it");
        check_wrong("/refuse/200", "refuse/200: expected an HTTP status");
        check_wrong("/close/99999", "close/99999: expected a close code");
        check_wrong(
            "/close/1000?reasn=x",
            "reasn: this scenario does not know it",
        );
        check_wrong("/reset?after=1s&one=1&two=2", "one: this scenario does");
        check_wrong("/reset?=1s", "=1s: this scenario does not know it");
        check_wrong(
            &format!("/close/1000?reason={}", "x".repeat(124)),
            "at most 123 bytes",
        );
        check_wrong("/huge/2GiB", "huge/2GiB: at most");
        check_wrong("/repeat/x/1ms", "repeat/1ms: at least 10 ms");
        check_wrong("/flood?rate=99999999", "rate: at most");
        check_wrong("/lose/1%/echo?seed=x", "seed=x: expected a number");
        check_wrong("/subprotocol/a b", "a subprotocol is named");
        check_wrong(&"/delay/1s".repeat(20), "at most 16 steps");
        check_wrong(&"/x".repeat(5000), "at most 4096 bytes");
    }

    #[test]
    fn bounds_are_kept() {
        let bounds = Bounds {
            max_name_size: 3,
            max_flood_rate: Some(50),
            ..Bounds::default()
        };
        let parse = |path: &str, query: &str| Scenario::parse_within(&bounds, path, query);
        for (path, query, why) in [
            ("/room/four", "", "room/four: a name has 1 to 3 bytes"),
            ("/subprotocol/four", "", "named with 1 to 3 letters"),
            ("/flood", "rate=51", "rate: at most 50 in a second"),
        ] {
            let error = parse(path, query).unwrap_err().to_string();
            assert!(error.contains(why), "{path}: {error}");
        }
        for (query, expected) in [("rate=20", 20), ("rate=0", 50), ("", 50)] {
            let Act::Flood(flood) = parse("/flood", query).unwrap().act else {
                panic!("{query}: not a flood")
            };
            assert_eq!(flood.rate, expected, "{query}");
        }
        assert!(parse("/room/abc", "").is_ok());
    }

    #[test]
    fn every_name_is_known() {
        for name in NAMES {
            let result = Scenario::parse(name, "");
            assert!(!matches!(result, Err(PathError::Unknown { .. })), "{name}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn any_path_is_read_or_explained(path: String, query: String) {
            let _read = Scenario::parse(&path, &query);
        }

        #[test]
        fn any_chain_is_read_or_explained(
            parts in proptest::collection::vec(prop_oneof![
                proptest::sample::select(&NAMES[..]).prop_map(str::to_owned),
                "[0-9a-z%.-]{0,8}",
            ], 0..6),
            query in "[a-z0-9=&%+]{0,20}",
        ) {
            let _read = Scenario::parse(&parts.join("/"), &query);
        }
    }
}
