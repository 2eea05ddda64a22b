//! A path is read or explained.

use percent_encoding::percent_decode_str;

use crate::bounds::Bounds;
use crate::limits;
use crate::path::PathError;
use crate::scenario::Scenario;
use crate::step::Step;

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
    assert!(scenario.steps().len() <= limits::MAX_STEPS, "{scenario}");
    let url = scenario.to_string();
    let (path, query) = url.split_once('?').unwrap_or((&url, ""));
    for name in scenario.names() {
        assert!(path.contains(name), "{name} is not in {path}");
    }
    if path.len() + query.len() <= limits::MAX_PATH_BYTES {
        let again = Scenario::parse_within(bounds, path, query);
        let is_same = again.as_ref().is_ok_and(|again| is_same(again, scenario));
        assert!(is_same, "{scenario} is {again:?}");
    }
}

/// The same, but for how exactly a share can be written.
fn is_same(one: &Scenario, other: &Scenario) -> bool {
    let is_same_step = |(one, other): (&Step, &Step)| match (one, other) {
        (Step::Drop(one), Step::Drop(other))
        | (Step::Duplicate(one), Step::Duplicate(other))
        | (Step::Reorder(one), Step::Reorder(other)) => (one - other).abs() < 1e-12,
        (one, other) => one == other,
    };
    let mut steps = one.steps().iter().zip(other.steps());
    one.steps().len() == other.steps().len()
        && steps.all(is_same_step)
        && one.names().eq(other.names())
        && one.has_same_act(other)
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
