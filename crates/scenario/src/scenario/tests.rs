use std::time::Duration;

use futures_util::StreamExt as _;
use proptest::prelude::*;
use tokio::time::{Instant, timeout};
use tokio_tungstenite::tungstenite::Message;

use super::*;
use crate::context::Context;
use crate::conversation::Conversation;
use crate::handshake::Handshake;
use crate::reply::Reply;
use crate::rooms::Rooms;
use crate::table::rows;

/// Expects a path to have these steps, and to be written like this after them.
#[track_caller]
fn check(url: &str, steps: &[Step], act: &str) {
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let scenario = Scenario::parse(path, query).unwrap();
    assert_eq!(scenario.steps, steps, "{url}");
    let written = scenario.to_string();
    let last = scenario.parts.last().unwrap().name;
    let (_, found) = written.rsplit_once(&format!("/{last}")).unwrap();
    assert_eq!(format!("/{last}{found}"), act, "{url}");
    assert_eq!(scenario.parts.len(), steps.len() + 1, "{url}");
}

#[test]
fn a_path_is_a_chain() {
    let ms = Duration::from_millis;
    check("/", &[], "/echo");
    check("", &[], "/echo");
    check("/echo?anything=1", &[], "/echo");
    check("/delay/200ms/echo", &[Step::Delay(ms(200))], "/echo");
    check("/delay/200ms", &[Step::Delay(ms(200))], "/echo");
    check("//delay//1s/", &[Step::Delay(ms(1000))], "/echo");
    check(
        "/drop/10%/fragment/3/echo",
        &[Step::Drop(0.1), Step::Fragment(3)],
        "/echo",
    );
    check("/drop/10%25/course", &[Step::Drop(0.1)], "/course");
    check(
        "/jitter/0-500ms/drip/1KBps/count",
        &[Step::Jitter(ms(0), ms(500)), Step::Drip(1000)],
        "/count",
    );
    check(
        "/delay/1s/close/1011?reason=out%20of%20coffee&after=2s",
        &[Step::Delay(ms(1000))],
        "/close/1011?reason=out%20of%20coffee&after=2s",
    );
    let wishes = Wishes {
        client_no_context_takeover: true,
        server_max_window_bits: 9,
        ..Wishes::default()
    };
    check(
        "/deflate/close/1000?client_no_context_takeover&reason=x&server_max_window_bits=9",
        &[Step::Deflate(wishes)],
        "/close/1000?client_no_context_takeover=true&server_max_window_bits=9&reason=x",
    );
    check("/close/none", &[], "/close/none");
    check("/refuse/401", &[], "/refuse/401");
    check(
        "/repeat/%E4%BD%A0%E5%A5%BD/1s",
        &[],
        "/repeat/%E4%BD%A0%E5%A5%BD/1s",
    );
    check(
        "/flood?rate=0&size=1KiB&count=7",
        &[],
        "/flood?rate=0&size=1024&count=7",
    );
    check("/room/a%2Fb?self=true", &[], "/room/a%2Fb?self=true");
    check("/private?token=x", &[], "/private");
    check(
        "/events?token=x&since=3&run=y",
        &[],
        "/events?run=y&since=3",
    );
    check("/huge/64MiB", &[], "/huge/67108864");
}

/// Paths that were published keep their meaning.
#[test]
fn names_of_earlier_versions_are_understood() {
    for (earlier, now) in [
        ("/lose/10%25/echo", "/drop/10%25/echo"),
        ("/delay/1s/lose/5%25", "/delay/1s/drop/5%25/echo"),
    ] {
        let scenario = Scenario::parse(earlier, "").unwrap();
        assert_eq!(scenario.to_string(), now);
    }
    check_wrong("/lose/110%/echo", "lose/110%: expected a share");
    let aliases: Vec<_> = rows().flat_map(|row| row.aliases).collect();
    assert_eq!(aliases, [&"lose"], "each alias stands in this test");
}

fn context() -> Context {
    Context {
        rooms: Rooms::new(Bounds::default()),
        handshake: Handshake::default(),
        events: None,
        max_frame_size: 1 << 20,
    }
}

/// The conversation of a path.
fn conversation(url: &str, context: &mut Context) -> Conversation {
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let scenario = Scenario::parse(path, query).unwrap();
    let (Plan::Messages(play) | Plan::PlainEcho(play)) = scenario.plan() else {
        panic!("{url} is about bytes")
    };
    play.begin(context)
}

/// What is sent without being asked within a minute, and at which millisecond.
async fn pushed(url: &str) -> Vec<(u128, Reply)> {
    let mut conversation = conversation(url, &mut context());
    let start = Instant::now();
    let mut pushed = Vec::new();
    let end = start + Duration::from_secs(60);
    while let Ok(Some(reply)) = tokio::time::timeout_at(end, conversation.pushes.next()).await {
        pushed.push((start.elapsed().as_millis(), reply));
    }
    pushed
}

#[tokio::test(start_paused = true)]
async fn what_is_asked_for_is_sent_in_time() {
    let close = Reply::close(1011, "out of coffee");
    let closing = pushed("/close/1011?reason=out%20of%20coffee&after=2s").await;
    assert!(
        matches!(&closing[..], [(2000..=2001, reply)] if *reply == close),
        "{closing:?}"
    );

    let repeated = pushed("/repeat/%E4%BD%A0%E5%A5%BD/20s").await;
    assert!(
        repeated
            .iter()
            .all(|(_, reply)| *reply == Reply::text("你好"))
    );
    let times: Vec<_> = repeated.iter().map(|(at, _)| at / 1000).collect();
    assert_eq!(times, [0, 20, 40, 60]);

    let flooded = pushed("/flood?rate=0&size=1KiB&count=7").await;
    let sizes = flooded.iter().map(|(_, reply)| match reply {
        Reply::Message(message) => message.len(),
        Reply::Close(_) => 0,
    });
    assert_eq!(sizes.collect::<Vec<_>>(), [1024; 7]);

    let huge = pushed("/huge/64MiB").await;
    assert!(
        matches!(&huge[..], [(_, Reply::Message(message))] if message.len() == 64 << 20),
        "one message"
    );
}

#[tokio::test(start_paused = true)]
async fn messages_are_answered_as_the_act_says() {
    let hi = || Message::text("hi");
    for (url, expected) in [
        ("/", "hi"),
        ("/echo", "hi"),
        ("/private", "hi"),
        ("/subprotocol/chat", "hi"),
        (
            "/course",
            "我不认识这条消息 · I know only helloworld and close",
        ),
        ("/count", "{\"bytes\":2,\"messages\":1}"),
    ] {
        let answered = (conversation(url, &mut context()).answers)(hi());
        assert_eq!(answered, [Reply::text(expected)], "{url}");
    }
    for url in ["/room/x", "/clock", "/flood", "/events", "/close/1000"] {
        assert!(
            (conversation(url, &mut context()).answers)(hi()).is_empty(),
            "{url}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_room_has_the_name_of_the_path_and_may_include_the_sender() {
    for (query, expected) in [
        ("?self=true", Some("hi")),
        ("?self=false", None),
        ("", None),
    ] {
        let mut context = context();
        let mut member = conversation(&format!("/room/a%2Fb{query}"), &mut context);
        let (_other, mut receives) = context.rooms.join("a/b").unwrap();
        assert!((member.answers)(Message::text("hi")).is_empty());
        assert_eq!(receives.recv().await.unwrap().message, Message::text("hi"));
        let own = timeout(Duration::from_secs(1), member.pushes.next()).await;
        let own = own.ok().flatten();
        assert_eq!(own, expected.map(Reply::text), "{query}");
    }
}

#[test]
fn handshakes_are_answered_as_the_act_says() {
    use HandshakeAnswer::{Accept, AcceptAs, AcceptSubprotocol, AcceptWithToken, Refuse};
    for (path, expected) in [
        ("/echo", Accept),
        ("/silent", Accept),
        ("/private", AcceptWithToken),
        ("/events", AcceptWithToken),
        ("/subprotocol/chat", AcceptSubprotocol("chat".to_owned())),
        (
            "/wrong-accept",
            AcceptAs("Kfh9QIsMVZcl6xEPYxPHzW8SZ8w=".to_owned()),
        ),
        ("/refuse/401", Refuse(401)),
    ] {
        let scenario = Scenario::parse(path, "").unwrap();
        assert_eq!(*scenario.handshake(), expected, "{path}");
    }
}

#[test]
fn only_an_echo_without_steps_is_a_plain_one() {
    for (path, expected) in [
        ("/", true),
        ("/echo", true),
        ("/private", true),
        ("/subprotocol/chat", true),
        ("/delay/1ms/echo", false),
        ("/course", false),
        ("/silent", false),
    ] {
        let scenario = Scenario::parse(path, "").unwrap();
        let is_plain = matches!(scenario.plan(), Plan::PlainEcho(_));
        assert_eq!(is_plain, expected, "{path}");
    }
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
    check_wrong("/drop/110%/echo", "drop/110%: expected a share");
    check_wrong("/echo/delay/1s", "delay: nothing follows an act");
    check_wrong("/delay/1s/refuse/401", "no step may stand before it");
    check_wrong("/refuse/200", "refuse/200: expected an HTTP status");
    check_wrong("/close/99999", "close/99999: expected a close code");
    check_wrong(
        "/close/1000?reasn=x",
        "reasn: not a parameter of this scenario",
    );
    check_wrong("/reset?after=1s&one=1&two=2", "one: not a parameter");
    check_wrong("/reset?=1s", "=1s: not a parameter of this scenario");
    check_wrong(
        &format!("/close/1000?reason={}", "x".repeat(124)),
        "at most 123 bytes",
    );
    check_wrong("/huge/2GiB", "huge/2GiB: at most");
    check_wrong("/bomb/2GiB", "bomb/2GiB: at most");
    check_wrong("/deflate/deflate/echo", "compression is agreed on once");
    check_wrong(
        "/deflate/echo?server_max_window_bits=8",
        "expected a number from 9 to 15",
    );
    check_wrong(
        "/deflate/echo?client_max_window_bits=7",
        "expected a number from 8 to 15",
    );
    check_wrong("/deflate/reset", "no step may stand before it");
    check_wrong("/repeat/x/1ms", "repeat/1ms: at least 10 ms");
    check_wrong("/flood?rate=99999999", "rate: at most");
    check_wrong("/drop/1%/echo?seed=x", "seed=x: expected a number");
    check_wrong("/subprotocol/a b", "a subprotocol is named");
    check_wrong(&"/drop/1%25".repeat(20), "at most 16 steps");
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
    assert!(parse("/room/abc", "").is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_flood_is_no_faster_than_the_server_allows() {
    let bounds = Bounds {
        max_flood_rate: Some(50),
        ..Bounds::default()
    };
    for (query, expected) in [("rate=20", 20), ("rate=0", 50), ("", 50)] {
        let scenario = Scenario::parse_within(&bounds, "/flood", query).unwrap();
        let Plan::Messages(play) = scenario.plan() else {
            panic!("{query}: not a flood")
        };
        let mut pushes = play.begin(&mut context()).pushes;
        let start = Instant::now();
        for _ in 0..=10 * expected {
            pushes.next().await.unwrap();
        }
        let took = start.elapsed().as_secs_f64();
        assert!((9.9..10.1).contains(&took), "{query}: {took} s");
    }
}

#[test]
fn every_name_is_known() {
    for name in names() {
        let result = Scenario::parse(name, "");
        assert!(!matches!(result, Err(PathError::Unknown { .. })), "{name}");
    }
}

fn names() -> Vec<&'static str> {
    let names = rows().flat_map(|row| row.aliases.iter().chain([&row.name]));
    names.copied().collect()
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
            proptest::sample::select(names()).prop_map(str::to_owned),
            "[0-9a-z%.-]{0,8}",
        ], 0..6),
        query in "[a-z0-9=&%+]{0,20}",
    ) {
        crate::properties::path(format!("{}?{query}", parts.join("/")).as_bytes());
    }
}
