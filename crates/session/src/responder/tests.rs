use std::time::{Duration, Instant};

use super::*;

#[test]
fn a_message_matches_by_what_it_contains() {
    #[track_caller]
    fn check(matcher: Result<Matcher, MatcherFault>, payload: &[u8], expected: bool) {
        assert_eq!(matcher.unwrap().matches(payload), expected);
    }
    check(Matcher::contains("ping"), b"a ping came", true);
    check(Matcher::contains("Ping"), b"a ping came", false);
    check(Matcher::contains("a"), b"\xffa", true);
    check(Matcher::regex(r"^\d+$"), b"42", true);
    check(Matcher::regex(r"^\d+$"), b"42a", false);
    check(
        Matcher::json_path("$.type", "ping"),
        br#"{"type":"ping"}"#,
        true,
    );
    check(
        Matcher::json_path("$.type", "ping"),
        br#"{"type":"pong"}"#,
        false,
    );
    check(
        Matcher::json_path("$..id", "7"),
        br#"[{"id":6},{"id":7}]"#,
        true,
    );
    check(Matcher::json_path("$.id", "7"), br#"{"id":"7"}"#, false);
    check(Matcher::json_path("$.id", "\"7\""), br#"{"id":"7"}"#, true);
    check(Matcher::json_path("$.id", "7"), b"no JSON", false);
}

#[test]
fn a_matcher_that_cannot_be_read_says_why() {
    #[track_caller]
    fn check(matcher: Result<Matcher, MatcherFault>, expected: &str) {
        let fault = matcher.unwrap_err();
        assert!(format!("{fault:?}").starts_with(expected), "{fault:?}");
    }
    check(Matcher::contains(""), "Empty");
    check(Matcher::regex(""), "Empty");
    check(Matcher::regex("("), "Regex");
    check(Matcher::regex(r"\w{5000}{5000}"), "Regex");
    check(Matcher::json_path(" ", "1"), "Empty");
    check(Matcher::json_path("type", "1"), "JsonPath");
}

#[test]
fn a_rule_that_fires_too_often_is_stopped_until_it_is_turned_on_again() {
    let firings = Firings::default();
    let start = Instant::now();
    let at = |millis| start + Duration::from_millis(millis);
    // As often as it may, for some seconds.
    for index in 0..4 * MAX_FIRINGS as u64 {
        assert!(firings.may_fire(at(index * 20)), "{index}");
    }
    assert_eq!(firings.count(), (200, None));
    assert!(!firings.may_fire(at(4 * 1000 - 20)));
    assert_eq!(firings.count(), (200, Some(Stopped)));
    assert!(!firings.may_fire(at(60_000)), "it stays so");
    firings.resume();
    assert!(firings.may_fire(at(60_001)));
    assert_eq!(firings.count(), (201, None));
}
