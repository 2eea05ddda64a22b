//! A path is read or explained.

use std::time::Duration;

use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::limits;
use crate::scenario::{Act, Bounds, PathError, Scenario, Step};

/// Bounds that are soon met.
const TIGHT: Bounds = Bounds {
    max_name_size: 8,
    max_rooms: 1,
    max_room_members: 1,
    max_room_message_size: 16,
    max_flood_rate: Some(50),
};

/// What is understood of `PATH?QUERY` can be written again and is understood as the same; of what is not, a part is named
/// that is there. What is allowed within tight bounds is allowed within others.
pub fn path(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let (path, query) = text.split_once('?').unwrap_or((text, ""));
    let tight = check(&TIGHT, path, query);
    let usual = check(&Bounds::default(), path, query);
    assert!(usual || !tight, "{text:?} is allowed by tight bounds only");
}

/// Whether it is a scenario.
fn check(bounds: &Bounds, path: &str, query: &str) -> bool {
    match Scenario::parse_within(bounds, path, query) {
        Ok(scenario) => {
            check_scenario(bounds, &scenario);
            true
        }
        Err(error) => {
            check_error(&error, path, query);
            false
        }
    }
}

fn check_scenario(bounds: &Bounds, scenario: &Scenario) {
    assert!(scenario.steps.len() <= limits::MAX_STEPS, "{scenario:?}");
    let (path, query) = written(scenario);
    for name in scenario.names() {
        assert!(path.contains(name), "{name} is not in {path}");
    }
    if path.len() + query.len() <= limits::MAX_PATH_BYTES {
        let again = Scenario::parse_within(bounds, &path, &query);
        let is_same = again.as_ref().is_ok_and(|again| is_same(again, scenario));
        assert!(is_same, "{scenario:?} as {path}?{query} is {again:?}");
    }
}

/// The same, but for how exactly a share can be written.
fn is_same(one: &Scenario, other: &Scenario) -> bool {
    let is_same_step = |(one, other): (&Step, &Step)| match (one, other) {
        (Step::Lose(one), Step::Lose(other))
        | (Step::Duplicate(one), Step::Duplicate(other))
        | (Step::Reorder(one), Step::Reorder(other)) => (one - other).abs() < 1e-12,
        (one, other) => one == other,
    };
    let mut steps = one.steps.iter().zip(&other.steps);
    one.steps.len() == other.steps.len()
        && steps.all(is_same_step)
        && one.act == other.act
        && one.seed == other.seed
}

/// A path and a query for a scenario.
fn written(scenario: &Scenario) -> (String, String) {
    let steps: String = scenario.steps.iter().map(step).collect();
    let (mut query, act) = act(&scenario.act);
    query.extend(scenario.seed.map(|seed| format!("seed={seed}")));
    (format!("{steps}{act}"), query.join("&"))
}

fn step(step: &Step) -> String {
    match step {
        Step::Delay(time) => format!("/delay/{}", ns(time)),
        Step::Jitter(from, to) => format!("/jitter/{}-{}", ns(from), ns(to)),
        Step::Drip(rate) => format!("/drip/{rate}Bps"),
        Step::Lose(share) => format!("/lose/{}%", share * 100.0),
        Step::Duplicate(share) => format!("/duplicate/{}%", share * 100.0),
        Step::Reorder(share) => format!("/reorder/{}%", share * 100.0),
        Step::Fragment(size) => format!("/fragment/{size}"),
    }
}

fn act(act: &Act) -> (Vec<String>, String) {
    let name = act.name();
    let mut query = Vec::new();
    let path = match act {
        Act::Room { name, hears_itself } => {
            query.push(format!("self={hears_itself}"));
            format!("/room/{}", encoded(name))
        }
        Act::Clock { every } => {
            query.push(format!("every={}", ns(every)));
            "/clock".to_owned()
        }
        Act::Subprotocol(name) => format!("/subprotocol/{}", encoded(name)),
        Act::Repeat { text, every } => format!("/repeat/{}/{}", encoded(text), ns(every)),
        Act::Flood(flood) => {
            query.push(format!("rate={}&size={}", flood.rate, flood.size));
            query.push(format!("count={}", flood.count));
            "/flood".to_owned()
        }
        Act::Close {
            code,
            reason,
            after,
        } => {
            query.push(format!("reason={}&after={}", encoded(reason), ns(after)));
            format!("/close/{code}")
        }
        Act::Vanish { after } => {
            query.push(format!("after={}", ns(after)));
            "/close/none".to_owned()
        }
        Act::Reset { after } => {
            query.push(format!("after={}", ns(after)));
            "/reset".to_owned()
        }
        Act::Refuse(status) => format!("/refuse/{status}"),
        Act::Events { run, since } => {
            query.extend(run.iter().map(|run| format!("run={}", encoded(run))));
            query.extend(since.iter().map(|since| format!("since={since}")));
            "/events".to_owned()
        }
        Act::Huge(size) => format!("/huge/{size}"),
        _ => format!("/{name}"),
    };
    (query, path)
}

fn ns(time: &Duration) -> String {
    format!("{}ns", time.as_nanos())
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

fn check_error(error: &PathError, path: &str, query: &str) {
    let told = error.to_string();
    let (PathError::Unknown { part, .. } | PathError::Malformed { part, .. }) = error;
    assert!(!part.is_empty(), "nothing is named: {told}");
    if path.len() + query.len() > limits::MAX_PATH_BYTES {
        assert_eq!(part, "path");
        return;
    }
    let parts = path.split('/').filter(|part| !part.is_empty());
    let decode = |part| percent_decode_str(part).decode_utf8_lossy().into_owned();
    let parts: Vec<String> = parts.map(decode).collect();
    let is_in_path = parts.contains(part)
        || parts.iter().enumerate().any(|(index, name)| {
            // A value after the name that it belongs to; or none, at the end.
            let value = part
                .strip_prefix(name.as_str())
                .and_then(|rest| rest.strip_prefix('/'));
            let mut after = parts[index + 1..].iter();
            value.is_some_and(|value| value.is_empty() || after.any(|part| part == value))
        });
    let is_in_query = || {
        form_urlencoded::parse(query.as_bytes())
            .any(|(name, value)| *part == name || *part == format!("{name}={value}"))
    };
    assert!(is_in_path || is_in_query(), "{part:?} is not there: {told}");
}
