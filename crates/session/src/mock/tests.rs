use std::time::Duration;

use super::*;

fn at(millis: u64) -> Timestamp {
    Timestamp::from_micros(1_700_000_000_000_000 + millis * 1000)
}

fn message(direction: Direction, text: &str) -> Act {
    Act::Message {
        direction,
        kind: Kind::Text,
        payload: text.as_bytes().to_vec(),
    }
}

/// `>` is what a client says, `<` what the server says; the first word is when, in milliseconds.
fn mock(lines: &[&str]) -> Arc<Mock> {
    let mut mock = Mock::default();
    for line in lines {
        let (time, rest) = line.split_once(' ').unwrap();
        let act = match rest.split_at(1) {
            (">", text) => message(Direction::Sent, text),
            ("<", text) => message(Direction::Received, text),
            ("x", code) => Act::Closed {
                direction: Direction::Received,
                frame: Some(CloseFrame {
                    code: code.parse().ok(),
                    reason: String::new(),
                }),
            },
            ("c", _) => Act::Closed {
                direction: Direction::Sent,
                frame: None,
            },
            ("o", _) => Act::Opened,
            _ => Act::Lost,
        };
        let at = at(time.parse().unwrap());
        mock.push(RecordedAct { at, act }).unwrap();
    }
    Arc::new(mock)
}

/// Plays what a client says, at these milliseconds, and tells what it hears, and when.
#[track_caller]
fn check(mock: &Arc<Mock>, matching: Matching, speed: Speed, says: &[&str], hears: &[&str]) {
    let start = Instant::now();
    let millis = |at: Instant| at.duration_since(start).as_millis();
    let mut conversation = MockConversation::new(Arc::clone(mock), matching, speed, start);
    let mut heard = Vec::new();
    let mut play = |conversation: &mut MockConversation, until: Option<Instant>| {
        while let Some(due) = conversation
            .due()
            .filter(|due| until.is_none_or(|it| *due < it))
        {
            let reply = match conversation.take_due(due).unwrap() {
                Reply::Message(_, payload) => String::from_utf8(payload).unwrap(),
                Reply::Close(frame) => format!("close {}", frame.unwrap().code.unwrap()),
                Reply::Drop => "drop".to_owned(),
            };
            heard.push(format!("{} {reply}", millis(due)));
        }
    };
    let mut unknown = Vec::new();
    for line in says {
        let (time, text) = line.split_once(' ').unwrap();
        let now = start + Duration::from_millis(time.parse().unwrap());
        play(&mut conversation, Some(now));
        if conversation.hear(Kind::Text, text.as_bytes(), now).is_err() {
            unknown.push(format!("{time} ? {text}"));
        }
    }
    play(&mut conversation, None);
    heard.extend(unknown);
    assert_eq!(heard, hears, "{says:?}");
}

#[test]
fn a_client_is_answered_in_order_or_by_what_it_says() {
    use Matching::{Content, Order};
    let chat = mock(&[
        "0 o",
        "10 <hello",
        "20 >a",
        "30 <A1",
        "50 <A2",
        "60 >b",
        "65 <B",
        "70 >a",
        "71 <A3",
        "80 x4000",
    ]);
    let once = Speed::Times(1.0);
    let same = ["20 a", "60 b", "70 a"];
    let all = [
        "10 hello",
        "30 A1",
        "50 A2",
        "65 B",
        "71 A3",
        "80 close 4000",
    ];
    check(&chat, Order, once, &same, &all);
    check(&chat, Content, once, &same, &all);
    // Twice as fast, and without any wait.
    check(
        &chat,
        Order,
        Speed::Times(2.0),
        &["20 a"],
        &["5 hello", "25 A1", "35 A2"],
    );
    check(
        &chat,
        Order,
        Speed::Unlimited,
        &["20 a"],
        &["0 hello", "20 A1", "20 A2"],
    );
    // A client that does not wait hears the rest of what came before first.
    let eager = ["0 hello", "0 A1", "0 A2", "5 B"];
    check(&chat, Order, once, &["0 x", "0 y"], &eager);
    // By content, the order is the client's, and answers do not wait for each other.
    let other = [
        "10 hello",
        "25 B",
        "31 A1",
        "51 A2",
        "32 A3",
        "41 close 4000",
    ];
    let mut sorted = other;
    sorted.sort_by_key(|line| line.split_once(' ').unwrap().0.parse::<u32>().unwrap());
    check(&chat, Content, once, &["20 b", "21 a", "31 a"], &sorted);
}

#[test]
fn what_was_never_heard_is_told_and_what_is_used_up_is_used_again() {
    use Matching::{Content, Order};
    let asked = mock(&["0 >{\"id\":1}", "0 <one", "1 >{\"id\":1}", "1 <two", "2 c"]);
    let max = Speed::Unlimited;
    check(
        &asked,
        Content,
        max,
        &[
            "0 {\"id\": 1.0}",
            "1 { \"id\":1}",
            "2 {\"id\":1}",
            "3 {\"id\":2}",
        ],
        &["0 one", "1 two", "2 two", "3 ? {\"id\":2}"],
    );
    check(
        &asked,
        Order,
        max,
        &["0 x", "0 y", "0 z"],
        &["0 one", "0 two", "0 ? z"],
    );
    let silent = mock(&["0 o"]);
    check(&silent, Order, max, &["0 x"], &["0 ? x"]);
    check(
        &mock(&["0 o", "5 l"]),
        Content,
        Speed::Times(1.0),
        &[],
        &["5 drop"],
    );
    check(&Arc::default(), Order, max, &["0 x"], &["0 ? x"]);
}

#[test]
fn control_frames_ask_for_nothing_and_a_client_cannot_ask_without_end() {
    let mock = mock(&["0 >a", "1000 <A"]);
    let now = Instant::now();
    let mut conversation =
        MockConversation::new(Arc::clone(&mock), Matching::Content, Speed::Times(1.0), now);
    assert_eq!(conversation.hear(Kind::Ping, b"a", now), Ok(()));
    assert_eq!((conversation.heard(), conversation.due()), (0, None));
    for _ in 0..MAX_UNDER_WAY {
        assert!(conversation.can_hear());
        conversation.hear(Kind::Text, b"a", now).unwrap();
    }
    assert!(!conversation.can_hear());
    assert!(conversation.take_due(now).is_none());
    let later = now + Duration::from_secs(1);
    assert_eq!(
        conversation.take_due(later),
        Some(Reply::Message(Kind::Text, b"A".to_vec()))
    );
    assert!(conversation.can_hear());
    assert_eq!((mock.heard(), mock.said()), (1, 1));
}
