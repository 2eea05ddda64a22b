use std::sync::atomic::{AtomicBool, AtomicUsize};
use std::time::{Duration, Instant};

use connection::{
    CloseFrame, Endpoint, Failure, LentMessage, Link, Message, Observer, Options, Signal, Transport,
};
use parking_lot::Mutex;
use payload::typed::Content;

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
        assert!(firings.may_fire(at(index * 20), false), "{index}");
    }
    assert_eq!(firings.count(), (200, None));
    assert!(!firings.may_fire(at(4 * 1000 - 20), false));
    assert_eq!(firings.count(), (200, Some(Stopped)));
    assert!(!firings.may_fire(at(60_000), false), "it stays so");
    firings.resume();
    assert!(firings.may_fire(at(60_001), false));
    assert_eq!(firings.count(), (201, None));
}

#[test]
fn a_rule_that_is_answered_by_what_it_sent_is_stopped() {
    #[track_caller]
    fn check(gap_ms: u64, is_returned: bool, expected: Option<u64>) {
        let firings = Firings::default();
        let start = Instant::now();
        let at = |index: u64| start + Duration::from_millis(index * gap_ms);
        let stopped = (0..1000).find(|index| !firings.may_fire(at(*index), is_returned));
        assert_eq!(stopped, expected, "{gap_ms} ms");
    }
    let limit = Some(MAX_FIRINGS as u64);
    for gap_ms in [0, 19, 21, 1000] {
        check(gap_ms, true, limit);
    }
    // Such as a ping that is answered with the same word.
    check(5_000, true, None);
    // A feed of which each message is answered.
    check(21, false, None);
    check(19, false, limit);
}

#[test]
fn what_comes_back_holds_what_a_rule_sent() {
    #[track_caller]
    fn check(answer: Content, payload: &[u8], expected: bool) {
        let rule = Rule {
            matcher: Matcher::contains("a").unwrap(),
            answer,
            firings: Firings::default(),
        };
        assert_eq!(rule.is_in(payload), expected, "{payload:?}");
    }
    let text = |text: &str| Content::Text(text.to_owned());
    check(text("pong"), b"pong", true);
    check(text("pong"), br#"{"from":"me","text":"pong"}"#, true);
    check(text("pong"), b"ping", false);
    check(text(""), b"", true);
    check(text(""), b"ping", false);
    check(Content::Binary(vec![0, 1]), b"\x07\0\x01", true);
}

/// A transport whose socket is the test, and has room when the test says so.
#[derive(Default)]
struct Wire {
    observer: Mutex<Option<Observer>>,
    socket: Socket,
}

#[derive(Clone, Default)]
struct Socket {
    is_full: Arc<AtomicBool>,
    /// How often something was to be sent while there was no room.
    refused: Arc<AtomicUsize>,
    sent: Arc<Mutex<Vec<Message>>>,
}

impl Transport for Wire {
    fn connect(
        &self,
        _endpoint: &Endpoint,
        _options: &Options,
        observer: Observer,
    ) -> Result<Box<dyn Link>, Failure> {
        *self.observer.lock() = Some(observer);
        Ok(Box::new(self.socket.clone()))
    }
}

impl Link for Socket {
    fn is_full(&self) -> bool {
        let is_full = self.is_full.load(Ordering::Acquire);
        self.refused.fetch_add(is_full.into(), Ordering::AcqRel);
        is_full
    }
    fn sends_pings(&self) -> bool {
        false
    }
    fn sends_close_frames(&self) -> bool {
        false
    }
    fn send(&mut self, message: Message) {
        self.sent.lock().push(message);
    }
    fn close_with(self: Box<Self>, _frame: CloseFrame) {}
    fn finish(self: Box<Self>, _frame: Option<CloseFrame>, _patience: Duration) {}
}

#[track_caller]
fn wait_until(is_so: impl Fn() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < Duration::from_secs(20));
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn what_finds_no_room_is_answered_when_there_is_some() {
    /// The server asks so often while there is no room.
    #[track_caller]
    fn check(by_rule: bool, asked: usize, answered: usize, has_room_later: bool) {
        let wire = Arc::new(Wire::default());
        let transport = Arc::clone(&wire) as Arc<dyn Transport>;
        let mut session = Session::new(transport, || {}, 1 << 20);
        let rule = Rule {
            matcher: Matcher::contains("2").unwrap(),
            answer: Content::Text("3".to_owned()),
            firings: Firings::default(),
        };
        let responses = Responses {
            answers_heartbeats: !by_rule,
            rules: by_rule.then_some(rule).into_iter().collect(),
            ..Responses::default()
        };
        let responder = Responder::start(&session, responses).unwrap();
        let endpoint = Endpoint::parse("localhost/socket.io/?EIO=4").unwrap();
        session.connect(&endpoint, &Options::default());
        let observer = wire.observer.lock().clone().unwrap();
        observer.observe(Signal::Opened);
        let said = |text: &'static str| {
            observer.observe(Signal::Received(LentMessage::Text(text.into())));
        };
        said("0{\"sid\":\"a\",\"upgrades\":[],\"pingInterval\":0,\"pingTimeout\":0}");
        wire.socket.is_full.store(true, Ordering::Release);
        (0..asked).for_each(|_| said("2"));
        wait_until(|| wire.socket.refused.load(Ordering::Acquire) >= asked);
        if has_room_later {
            wire.socket.is_full.store(false, Ordering::Release);
        } else {
            session.disconnect();
        }
        let expected = Responded {
            heartbeats: if by_rule { 0 } else { answered as u64 },
            not_sent: (asked - answered) as u64,
        };
        wait_until(|| responder.responded() == expected);
        wait_until(|| wire.socket.sent.lock().len() >= answered);
        let answers = vec![Message::Text("3".into()); answered];
        assert_eq!(*wire.socket.sent.lock(), answers);
    }
    check(false, 1, 1, true);
    check(false, 3, 3, true);
    check(false, 100, 64, true);
    check(false, 3, 0, false);
    check(true, 1, 1, true);
    check(true, 3, 3, true);
    check(true, 40, 40, true);
    check(true, 3, 0, false);
}
