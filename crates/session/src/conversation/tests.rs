use std::sync::Arc;

use connection::{ClosedBy, Endpoint, Event, LentMessage, Step as ConnectionStep};
use message_log::{Direction, Timestamp};
use parking_lot::{Mutex, RwLock};
use payload::decoders::{Confidence, Kind, Reason, protocol_named};

use super::job::Job;
use super::sifting::Sifting;
use super::state::{Belonging, State};
use super::*;
use crate::recorder::{Recorder, SharedRecorder};
use crate::search::{Run, Sift as _, Step, Work};

/// A record that is filled by hand, and what is found out about it.
struct Stage {
    recorder: SharedRecorder,
    state: Arc<Mutex<State>>,
    job: Job,
    now: u64,
}

impl Stage {
    fn new(choice: Choice) -> Self {
        let recorder: SharedRecorder = Arc::new(RwLock::new(Recorder::new(1 << 22)));
        let state = Arc::new(Mutex::new(State::default()));
        let job = Job::new(choice, Arc::clone(&recorder), Arc::clone(&state));
        job.want();
        Self {
            recorder,
            state,
            job,
            now: 0,
        }
    }

    /// Records something, after so many microseconds, and looks at it. Returns its row.
    fn after(&mut self, micros: u64, event: Event<'_>) -> Seq {
        self.now += micros;
        let at = Timestamp::from_micros(self.now);
        self.recorder.write().record(event, at);
        while self.job.step() != Step::Nothing {}
        Seq::new(self.recorder.read().log.kept().end.get() - 1)
    }

    fn connect(&mut self, address: &str) -> Seq {
        let endpoint = Endpoint::parse(address).unwrap();
        self.after(0, Event::Connecting(endpoint));
        self.after(0, Event::Opened)
    }

    fn sent(&mut self, text: &str) -> Seq {
        self.after(1000, Event::Sent(LentMessage::Text(text.into())))
    }

    fn received(&mut self, text: &str) -> Seq {
        self.after(1000, Event::Received(LentMessage::Text(text.into())))
    }

    fn spoken(&self, seq: Seq) -> Option<(&'static str, Option<(Confidence, Reason)>)> {
        let spoken = self.state.lock().spoken(seq)?;
        Some((spoken.protocol.id(), spoken.because))
    }

    /// The groups, as lines.
    fn groups(&self) -> Vec<String> {
        let groups = self.state.lock().groups.all();
        let line = |group: Group| {
            let likeness = group.likeness;
            let arrow = if likeness.direction == Direction::Sent {
                "↑"
            } else {
                "↓"
            };
            let name = likeness.name.as_deref().unwrap_or("others").to_owned();
            let kind = likeness
                .kind
                .map(|kind| format!("{kind:?} "))
                .unwrap_or_default();
            format!("{} {arrow} {kind}{name}", group.messages)
        };
        groups.into_iter().map(line).collect()
    }
}

#[test]
fn calls_and_answers_are_paired_and_their_time_is_told() {
    let mut stage = Stage::new(Choice::Automatic);
    stage.connect("ws://localhost/rpc");
    let first = stage.sent(r#"{"jsonrpc":"2.0","method":"sum","id":1}"#);
    let second = stage.sent(r#"{"jsonrpc":"2.0","method":"sum","id":2}"#);
    stage.sent(r#"{"jsonrpc":"2.0","method":"open","id":3}"#);
    // The server may call as well, with the same ids.
    stage.received(r#"{"jsonrpc":"2.0","method":"ask","id":1}"#);
    let answer = stage.received(r#"{"jsonrpc":"2.0","result":7,"id":2}"#);
    let failed = stage.received(r#"{"jsonrpc":"2.0","error":{"code":1,"message":"no"},"id":1}"#);
    // To nothing that was asked.
    let stray = stage.received(r#"{"jsonrpc":"2.0","result":7,"id":99}"#);
    let state = stage.state.lock();
    let partner = |seq| {
        state
            .pairs
            .partner(seq)
            .map(|it| (it.seq, it.is_answer, it.micros))
    };
    assert_eq!(partner(second), Some((answer, true, 3000)));
    assert_eq!(partner(answer), Some((second, false, 3000)));
    assert_eq!(partner(first), Some((failed, true, 5000)));
    assert_eq!(partner(stray), None);
    let methods = state.pairs.methods();
    let lines: Vec<_> = methods
        .iter()
        .map(|it| {
            (
                &*it.name,
                it.calls,
                it.errors,
                it.open,
                it.slowest.map(|(micros, _)| micros),
            )
        })
        .collect();
    assert_eq!(
        lines,
        [
            ("sum", 2, 1, 0, Some(5000)),
            ("ask", 1, 0, 1, None),
            ("open", 1, 0, 1, None),
        ]
    );
    let p50 = methods[0].p50_us.unwrap();
    assert!((2997..=3003).contains(&p50), "{p50}");
}

#[test]
fn answers_are_grouped_by_what_they_answer() {
    let mut stage = Stage::new(Choice::Automatic);
    stage.connect("ws://localhost/rpc");
    stage.sent(r#"{"jsonrpc":"2.0","method":"sum","id":1}"#);
    stage.sent(r#"{"jsonrpc":"2.0","method":"open","id":2}"#);
    stage.received(r#"{"jsonrpc":"2.0","result":7,"id":2}"#);
    stage.received(r#"{"jsonrpc":"2.0","error":{"code":1,"message":"no"},"id":1}"#);
    // Events are no calls.
    stage.sent(r#"{"jsonrpc":"2.0","method":"sum"}"#);
    stage.after(1, Event::Received(LentMessage::Ping(b""[..].into())));
    assert_eq!(
        stage.groups(),
        [
            "1 ↑ Call sum",
            "1 ↑ Call open",
            "1 ↓ Result open",
            "1 ↓ Error sum",
            "1 ↑ Event sum",
            "1 ↓ Heartbeat WebSocket ping",
        ]
        .map(str::to_owned)
    );
    let paired = |group: &Group| group.likeness.is_paired;
    let groups = stage.state.lock().groups.all();
    assert_eq!(groups.iter().filter(|group| paired(group)).count(), 4);
    stage.state.lock().clear();
    assert_eq!(stage.groups(), Vec::<String>::new());
    stage.sent(r#"{"jsonrpc":"2.0","method":"sum","id":3}"#);
    assert_eq!(stage.groups(), ["1 ↑ Call sum".to_owned()]);
}

/// The rows that are shown, and whether the next one goes on with their last run.
#[track_caller]
fn check_sifted(
    stage: &Stage,
    rows: &[Seq],
    sifted: fn(Option<&Group>) -> Sifted,
    shown: &[Seq],
    unfolded: &[Seq],
) {
    let sifting = Sifting::new(Arc::clone(&stage.state), true, sifted);
    let mut run = Run::default();
    let (all, known) = sifting.sift(rows, &mut run);
    assert_eq!(
        (all.shown.as_slice(), all.unfolded.as_slice()),
        (shown, unfolded)
    );
    assert_eq!(known, stage.state.lock().next);
    // A row at a time it is the same.
    let mut run = Run::default();
    let each = rows
        .iter()
        .flat_map(|row| sifting.sift(&[*row], &mut run).0.shown);
    assert_eq!(each.collect::<Vec<_>>(), shown);
    for row in rows.iter().filter(|row| **row < known) {
        assert_eq!(sifting.hides(*row), !unfolded.contains(row));
    }
}

#[test]
fn groups_are_hidden_or_folded() {
    let mut stage = Stage::new(Choice::Automatic);
    let opened = stage.connect("ws://localhost/socket.io/?EIO=4");
    let ping = stage.received("2");
    let pong = stage.sent("3");
    let chat = stage.received(r#"42["chat",1]"#);
    let more = stage.received(r#"42["chat",2]"#);
    let again = stage.sent("3");
    let end = Seq::new(again.get() + 1);
    let all = [opened, ping, pong, chat, more, again, end];
    // What is not looked at yet is not shown.
    let whole = &all[..6];
    check_sifted(&stage, &all, |_| Sifted::Shown, whole, whole);
    check_sifted(&stage, &all, |_| Sifted::Hidden, &[], &[]);
    let others = [opened, chat, more];
    let hides: fn(Option<&Group>) -> Sifted = |group| match group {
        Some(group) if group.likeness.kind == Some(Kind::Heartbeat) => Sifted::Hidden,
        _ => Sifted::Shown,
    };
    check_sifted(&stage, &all, hides, &others, &others);
    let folds: fn(Option<&Group>) -> Sifted = |group| match group {
        Some(group) if group.likeness.kind == Some(Kind::Heartbeat) => Sifted::Folded,
        _ => Sifted::Shown,
    };
    check_sifted(
        &stage,
        &all,
        folds,
        &[opened, ping, chat, more, again],
        whole,
    );
    let alike: fn(Option<&Group>) -> Sifted = |group| match group {
        Some(_) => Sifted::FoldedWithLike,
        None => Sifted::Shown,
    };
    check_sifted(
        &stage,
        &all,
        alike,
        &[opened, ping, pong, chat, again],
        whole,
    );
    // What is hidden does not end a run.
    let heartbeats: fn(Option<&Group>) -> Sifted = |group| match group {
        Some(group) if group.likeness.kind == Some(Kind::Heartbeat) => Sifted::Folded,
        _ => Sifted::Hidden,
    };
    check_sifted(&stage, &all, heartbeats, &[ping], &[ping, pong, again]);
}

#[test]
fn a_sieve_is_outdated_when_messages_turn_out_to_be_something_else() {
    let mut stage = Stage::new(Choice::Automatic);
    stage.connect("ws://localhost/");
    stage.received("2");
    let sifting = Sifting::new(Arc::clone(&stage.state), false, |_| Sifted::Shown);
    stage.received("hello");
    assert!(!sifting.is_outdated());
    stage.received(r#"0{"sid":"a","upgrades":[],"pingInterval":1,"pingTimeout":1}"#);
    assert!(sifting.is_outdated());
}

#[test]
fn a_heartbeat_that_is_answered_is_one_call() {
    let mut stage = Stage::new(Choice::Always(protocol_named("ocpp").unwrap()));
    stage.connect("ws://localhost/");
    let call = stage.sent(r#"[2,"7","Heartbeat",{}]"#);
    let answer = stage.received(r#"[3,"7",{"currentTime":"2013-02-01T20:53:32.486Z"}]"#);
    let state = stage.state.lock();
    let partner = state.pairs.partner(answer).unwrap();
    assert_eq!((partner.seq, partner.is_answer), (call, false));
    let methods = state.pairs.methods();
    let methods = methods.iter().map(|it| (&*it.name, it.calls, it.open));
    assert_eq!(methods.collect::<Vec<_>>(), [("Heartbeat", 1, 0)]);
}

#[test]
fn what_waits_when_a_connection_ends_has_no_answer() {
    let mut stage = Stage::new(Choice::Automatic);
    stage.connect("ws://localhost/rpc");
    stage.sent(r#"{"jsonrpc":"2.0","method":"sum","id":1}"#);
    stage.after(10, Event::Closed(ClosedBy::Peer(None)));
    stage.connect("ws://localhost/rpc");
    let late = stage.received(r#"{"jsonrpc":"2.0","result":7,"id":1}"#);
    let state = stage.state.lock();
    assert_eq!(state.pairs.partner(late), None);
    let methods = state.pairs.methods();
    assert_eq!((methods[0].open, methods[0].unanswered), (0, 1));
}

#[test]
fn a_protocol_is_found_out_once_a_connection() {
    let mut stage = Stage::new(Choice::Automatic);
    let plain = stage.connect("ws://localhost/");
    stage.sent("hello");
    stage.sent(r#"{"type":"tick","price":1}"#);
    assert_eq!(stage.spoken(plain), None);
    let socket_io = stage.connect("ws://localhost/socket.io/?EIO=4&transport=websocket");
    assert_eq!(
        stage.spoken(socket_io),
        Some(("socket.io", Some((Confidence::Likely, Reason::Path))))
    );
    let greeting = stage.received(r#"0{"sid":"a","upgrades":[],"pingInterval":1,"pingTimeout":1}"#);
    for row in [socket_io, greeting] {
        assert_eq!(
            stage.spoken(row),
            Some(("socket.io", Some((Confidence::Certain, Reason::Path))))
        );
    }
    stage.received("2");
    stage.sent("3");
    stage.sent(r#"42["chat",1]"#);
    // It is not JSON-RPC only because it looks so once.
    let other = stage.sent(r#"{"jsonrpc":"2.0","method":"sum","id":1}"#);
    assert_eq!(stage.spoken(other).map(|(id, _)| id), Some("socket.io"));
    assert_eq!(
        stage.spoken(plain),
        None,
        "the connection before keeps what it had"
    );
    stage.connect("ws://localhost/rpc");
    let agreed = ConnectionStep::Agreed {
        subprotocol: Some("mcp".to_owned()),
    };
    let agreed = stage.after(0, Event::Step(agreed));
    assert_eq!(
        stage.spoken(agreed),
        Some(("json-rpc", Some((Confidence::Certain, Reason::Subprotocol))))
    );
    assert_eq!(
        stage.groups(),
        [
            "1 ↑ text",
            "1 ↑ type: tick {type: string, price: number}",
            "1 ↓ Control open",
            "1 ↓ Heartbeat ping",
            "1 ↑ Heartbeat pong",
            "1 ↑ Event chat",
            "1 ↑ method: sum {jsonrpc: string, method: string, id: number}",
        ]
        .map(str::to_owned)
    );
}

#[test]
fn what_came_before_a_protocol_was_known_is_decoded_too() {
    let mut stage = Stage::new(Choice::Automatic);
    stage.connect("ws://localhost/");
    stage.received("2");
    stage.received(r#"0{"sid":"a","upgrades":[],"pingInterval":1,"pingTimeout":1}"#);
    assert_eq!(
        stage.groups(),
        ["1 ↓ Heartbeat ping", "1 ↓ Control open"].map(str::to_owned)
    );
}

#[test]
fn a_choice_holds_whatever_is_said() {
    let chosen = Choice::Always(protocol_named("json-rpc").unwrap());
    let mut stage = Stage::new(chosen);
    let seq = stage.connect("ws://localhost/socket.io/?EIO=4");
    stage.received("2");
    assert_eq!(stage.spoken(seq), Some(("json-rpc", None)));
    let mut stage = Stage::new(Choice::Never);
    let seq = stage.connect("ws://localhost/socket.io/?EIO=4");
    stage.received(r#"0{"sid":"a","upgrades":[],"pingInterval":1,"pingTimeout":1}"#);
    assert_eq!(stage.spoken(seq), None);
}

#[test]
fn messages_that_are_one_know_each_other() {
    let mut stage = Stage::new(Choice::Automatic);
    stage.connect("ws://localhost/socket.io/?EIO=4");
    let event =
        stage.received(r#"452-["x",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]"#);
    let first = stage.after(1, Event::Received(LentMessage::Binary(b"one"[..].into())));
    stage.received("2");
    let second = stage.after(1, Event::Received(LentMessage::Binary(b"two"[..].into())));
    let state = stage.state.lock();
    assert_eq!(
        state.joined.belonging(event),
        Belonging::Begins(vec![first, second])
    );
    assert_eq!(state.joined.belonging(first), Belonging::Continues(event));
    assert_eq!(state.joined.belonging(second), Belonging::Continues(event));
    drop(state);
    assert_eq!(
        stage.groups(),
        // The event is whole with its last attachment, and all three are in its group.
        ["3 ↓ Event x", "1 ↓ Heartbeat ping"].map(str::to_owned)
    );
}

#[test]
fn what_is_known_is_bounded() {
    let mut stage = Stage::new(Choice::Always(protocol_named("json-rpc").unwrap()));
    stage.connect("ws://localhost/");
    for id in 0..3000 {
        stage.sent(&format!(
            r#"{{"jsonrpc":"2.0","method":"m{id}","id":{id}}}"#
        ));
    }
    for id in 0..3000 {
        stage.sent(&format!(r#"{{"jsonrpc":"2.0","method":"e{id}"}}"#));
    }
    assert!(stage.state.lock().groups.all().len() <= 1002);
    let methods = stage.state.lock().pairs.methods();
    assert_eq!(methods.len(), 501);
    assert_eq!((&*methods[0].name, methods[0].calls), ("…", 2500));
    let groups = stage.state.lock().groups.all();
    // Events are told apart while there is room, and calls are as methods are.
    let told = |index: usize| {
        (
            groups[index].likeness.name.as_deref(),
            groups[index].messages,
        )
    };
    assert_eq!(told(0), (None, 2501));
    assert_eq!(told(1), (Some("…"), 2500));
    assert_eq!(groups[2].likeness.kind, Some(Kind::Call));
}

#[test]
fn plain_messages_are_left_alone_until_somebody_wants_to_know() {
    let mut stage = Stage::new(Choice::Automatic);
    stage.job = Job::new(
        Choice::Automatic,
        Arc::clone(&stage.recorder),
        Arc::clone(&stage.state),
    );
    stage.connect("ws://localhost/");
    for _ in 0..30 {
        stage.sent("hello");
    }
    assert_eq!(stage.groups(), ["16 ↑ text".to_owned()]);
    stage.job.want();
    stage.sent("hello");
    assert_eq!(stage.groups(), ["31 ↑ text".to_owned()]);
}

#[test]
fn what_is_one_is_decoded_together() {
    let mut stage = Stage::new(Choice::Automatic);
    stage.connect("ws://localhost/socket.io/?EIO=4");
    let event = stage.received(r#"451-["x",{"_placeholder":true,"num":0}]"#);
    let attached = stage.after(1, Event::Received(LentMessage::Binary(b"one"[..].into())));
    let recorder = stage.recorder.read();
    let share = |seq| recorder.log.share(seq).unwrap();
    let protocol = stage.state.lock().spoken(event).unwrap().protocol;
    let (units, tree) = decode(protocol, &[share(event), share(attached)]).unwrap();
    assert_eq!(units[0].name.as_deref(), Some("x"));
    assert!(tree.ends_with(r#""attachments":["one"]}"#), "{tree}");
    let (kind, words) = glance(protocol, &share(event).message()).unwrap();
    assert_eq!(kind, Kind::Event);
    assert!(words.starts_with("x "), "{words}");
}

#[test]
fn a_path_or_a_subprotocol_that_is_not_certain_is_corrected_by_messages() {
    let mut stage = Stage::new(Choice::Automatic);
    let seq = stage.connect("ws://localhost/mqtt");
    let subprotocol = Some("mqtt".to_owned());
    stage.after(0, Event::Step(ConnectionStep::Agreed { subprotocol }));
    let supposed = Some((Confidence::Likely, Reason::Subprotocol));
    assert_eq!(stage.spoken(seq), Some(("mqtt5", supposed)));
    let connect = b"\x10\x0d\0\x04MQTT\x04\x02\0\x3c\0\x01a";
    stage.after(1, Event::Sent(LentMessage::Binary(connect[..].into())));
    let known = Some((Confidence::Certain, Reason::Subprotocol));
    assert_eq!(stage.spoken(seq), Some(("mqtt3", known)));
}

#[test]
fn a_call_in_several_messages_is_that_of_the_first_and_its_answer_is_found() {
    let mut stage = Stage::new(Choice::Always(protocol_named("mqtt3").unwrap()));
    stage.connect("ws://localhost/mqtt");
    let mut binary = |is_sent: bool, bytes: &'static [u8]| {
        let message = LentMessage::Binary(bytes.into());
        stage.after(
            1000,
            if is_sent {
                Event::Sent(message)
            } else {
                Event::Received(message)
            },
        )
    };
    let begun = binary(true, b"\x32\x08\0\x03t/a");
    binary(true, b"\0\x0b!");
    let answer = binary(false, b"\x40\x02\0\x0b");
    let state = stage.state.lock();
    assert_eq!(state.pairs.partner(answer).unwrap().seq, begun);
    drop(state);
    assert_eq!(
        stage.groups(),
        ["2 ↑ Call t/a", "1 ↓ Acknowledgement t/a"].map(str::to_owned)
    );
}
