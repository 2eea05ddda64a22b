//! Pictures of a conversation: a client of a market that speaks JSON-RPC, recorded as it was.

use message_log::{Direction, Entry, Kind, Timestamp};
use session::RecordedEvent;
use wscope::features::conversation::{Choice, Command as Conversation, Part};
use wscope::features::inspector::{self, Page};
use wscope::features::{frames, messages};
use wscope::kit::list_mode::ListMode;
use wscope::shell::command::Command;

use crate::opened::Opened;

/// When it began, in microseconds since 1970.
const BEGAN_US: u64 = 1_795_474_466_880_000;

/// Who said what, and after how many milliseconds.
const SAID: [(u64, Direction, &str); 22] = [
    (
        12,
        SENT,
        r#"{"jsonrpc":"2.0","method":"login","params":{"user":"ada"},"id":1}"#,
    ),
    (
        58,
        RECEIVED,
        r#"{"jsonrpc":"2.0","result":{"session":"7f3a"},"id":1}"#,
    ),
    (
        60,
        SENT,
        r#"{"jsonrpc":"2.0","method":"subscribe","params":["quotes"],"id":2}"#,
    ),
    (72, RECEIVED, r#"{"jsonrpc":"2.0","result":true,"id":2}"#),
    (
        80,
        RECEIVED,
        r#"{"jsonrpc":"2.0","method":"quote","params":{"symbol":"BTC-USD","price":97241.0}}"#,
    ),
    (
        140,
        RECEIVED,
        r#"{"jsonrpc":"2.0","method":"quote","params":{"symbol":"BTC-USD","price":97243.5}}"#,
    ),
    (
        190,
        RECEIVED,
        r#"{"jsonrpc":"2.0","method":"quote","params":{"symbol":"BTC-USD","price":97240.0}}"#,
    ),
    (
        400,
        SENT,
        r#"{"jsonrpc":"2.0","method":"history","params":{"days":1},"id":3}"#,
    ),
    (
        412,
        SENT,
        r#"{"jsonrpc":"2.0","method":"history","params":{"days":30},"id":4}"#,
    ),
    (
        430,
        RECEIVED,
        r#"{"jsonrpc":"2.0","result":{"rows":24},"id":3}"#,
    ),
    (
        1_130,
        RECEIVED,
        r#"{"jsonrpc":"2.0","result":{"rows":720},"id":4}"#,
    ),
    (1_200, SENT, PING),
    (1_202, RECEIVED, PONG),
    (2_200, SENT, PING),
    (2_203, RECEIVED, PONG),
    (3_200, SENT, PING),
    (3_202, RECEIVED, PONG),
    (
        3_300,
        SENT,
        r#"{"jsonrpc":"2.0","method":"order","params":{"side":"buy","size":0.5},"id":5}"#,
    ),
    (
        3_345,
        RECEIVED,
        r#"{"jsonrpc":"2.0","error":{"code":-32001,"message":"insufficient funds"},"id":5}"#,
    ),
    (
        3_400,
        SENT,
        r#"{"jsonrpc":"2.0","method":"order","params":{"side":"buy","size":0.1},"id":6}"#,
    ),
    (
        3_431,
        RECEIVED,
        r#"{"jsonrpc":"2.0","result":{"order":"a81"},"id":6}"#,
    ),
    (
        3_500,
        SENT,
        r#"{"jsonrpc":"2.0","method":"watch","params":["a81"],"id":7}"#,
    ),
];
const SENT: Direction = Direction::Sent;
const RECEIVED: Direction = Direction::Received;
/// Instead of a payload: frames that keep the connection open.
const PING: &str = "ping";
const PONG: &str = "pong";

/// Fills the list with it.
fn show(opened: &mut Opened) {
    opened.ask(Command::Disconnect);
    opened.ask(Command::Clear);
    let at = |millis: u64| Timestamp::from_micros(BEGAN_US + millis * 1000);
    let session = opened.stage.session();
    let address = "wss://market.example.com/rpc".to_owned();
    session.record_at(RecordedEvent::Connecting { address }, at(0));
    session.record_at(RecordedEvent::Opened, at(10));
    for (millis, direction, text) in SAID {
        let (kind, payload) = match text {
            PING => (Kind::Ping, &b""[..]),
            PONG => (Kind::Pong, &b""[..]),
            text => (Kind::Text, text.as_bytes()),
        };
        let entry = Entry {
            direction,
            kind,
            at: at(millis),
        };
        session.append(entry, payload.into()).unwrap();
    }
    let last = opened.stage.kept().end;
    opened.stage.wait_until("all of it", |stage| {
        stage.harness.state().tab().conversation.next().get() == last
    });
    opened.stage.harness.run_steps(10);
}

/// The methods.
pub(crate) fn methods(opened: &mut Opened) {
    show(opened);
    let page = inspector::Command::Show(Page::Conversation);
    opened.ask(Command::Inspector(page));
    opened.stage.harness.run_steps(10);
}

/// The diagram, from the handshake on.
pub(crate) fn flow(opened: &mut Opened) {
    show(opened);
    opened.ask(Command::Frames(frames::Command::Switch(ListMode::Flow)));
    opened.select(1);
    opened.ask(Command::Inspector(inspector::Command::Close));
    opened.stage.harness.run_steps(10);
}

/// The groups, of which some are left out.
pub(crate) fn groups(opened: &mut Opened) {
    show(opened);
    let page = inspector::Command::Show(Page::Conversation);
    opened.ask(Command::Inspector(page));
    let tab = opened.stage.harness.state_mut().tab_mut();
    tab.conversation_state.show(Part::Groups);
    opened.stage.harness.run_steps(10);
    let groups = opened.stage.harness.state().tab().conversation.groups();
    let quotes = groups
        .iter()
        .find(|group| group.likeness.name.as_deref() == Some("quote"));
    let hide = Conversation::ChooseGroup {
        group: Box::new(quotes.unwrap().likeness.clone()),
        choice: Some(Choice::Hide),
    };
    opened.ask(Command::Conversation(hide));
    opened.stage.harness.run_steps(10);
}

/// Heartbeats and quotes, each in one row.
pub(crate) fn folded(opened: &mut Opened) {
    show(opened);
    opened.ask(Command::Messages(messages::Command::FoldHeartbeats(true)));
    opened.ask(Command::Messages(messages::Command::FoldAlike(true)));
    opened
        .stage
        .wait_until("the rows", |stage| stage.rows().len() < 20);
    opened.stage.harness.run_steps(10);
}
