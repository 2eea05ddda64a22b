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
    check_wrong(
        "/delay/400s/jitter/0-201s",
        "jitter: all delays together: at most 600 s",
    );
    check_wrong(
        &"/duplicate/1%25".repeat(5),
        "duplicate: at most 4 of these",
    );
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
    check_wrong(&"/lose/1%25".repeat(20), "at most 16 steps");
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
