//! Frames that somebody put together, and control frames that are withheld.

use std::time::Duration;

use connection::{CloseFrame, ClosedBy, Event, Message, Options, RawFrameHead, SendError, Step};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use wire::{Expected, Opcode, PRESETS, Preset, RawFrame, Withheld};

use super::opened;
use crate::support::{Client, RawServer, Server, upgraded};

/// So long nothing comes of what is waited for.
const SILENCE: Duration = Duration::from_millis(200);

fn send(client: &mut Client, frame: &RawFrame) {
    client.connection.send_frame(frame.clone()).unwrap();
    let told = Event::Step(Step::RawFrame(RawFrameHead::from(frame)));
    assert_eq!(client.next_or_step(), told);
}

fn send_preset(client: &mut Client, preset: Preset) {
    if let Some(before) = preset.before() {
        send(client, &before);
    }
    send(client, &preset.frame());
}

fn text(text: &str) -> Message {
    Message::Text(text.to_owned())
}

#[test]
fn each_preset_is_answered_as_the_standard_says() {
    check_presets("", false);
}

#[test]
fn each_preset_is_answered_so_where_compression_was_agreed_on() {
    check_presets("/deflate", true);
}

#[track_caller]
fn check_presets(path: &str, is_compressed: bool) {
    let server = Server::start();
    let url = format!("{}{path}", server.url);
    let mut faults = Vec::new();
    for preset in PRESETS {
        let (mut client, steps) = opened(&url, Options::default());
        let mut steps = steps.iter();
        let has_agreed = steps.any(|step| matches!(step, Step::Compression { .. }));
        assert_eq!(has_agreed, is_compressed);
        send_preset(&mut client, preset);
        let expected = preset.expected(is_compressed);
        let answer = answer(&client, expected);
        let is_refused = |code| expected == Expected::MayClose(code);
        if answer != expected && !matches!(answer, Expected::Closes(code) if is_refused(code)) {
            faults.push((preset, expected, answer));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// What the server did.
#[track_caller]
fn answer(client: &Client, expected: Expected) -> Expected {
    if expected == Expected::Waits {
        std::thread::sleep(SILENCE);
        assert_eq!(client.pending(), []);
        return expected;
    }
    match client.next() {
        Event::Received(message) if message == text("Hello").into() => Expected::Accepts,
        // The first of two frames may be sound.
        Event::Received(_) => answer(client, expected),
        Event::Closed(ClosedBy::Peer(Some(CloseFrame {
            code: Some(code), ..
        }))) => Expected::Closes(code),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_frame_stands_between_the_messages_before_and_after_it() {
    let server = Server::start();
    let (mut client, _) = opened(&server.url, Options::default());
    for round in 0..50 {
        client
            .connection
            .send(text(&format!("before {round}")))
            .unwrap();
        let raw = RawFrame::whole(Opcode::Text, format!("raw {round}").as_bytes());
        client.connection.send_frame(raw).unwrap();
    }
    client.connection.send(text("last")).unwrap();
    let mut received = Vec::new();
    while received.last() != Some(&text("last")) {
        if let Event::Received(message) = client.next() {
            received.push(message.into_owned());
        }
    }
    let expected: Vec<_> = (0..50)
        .flat_map(|round| {
            [
                text(&format!("before {round}")),
                text(&format!("raw {round}")),
            ]
        })
        .chain([text("last")])
        .collect();
    assert_eq!(received, expected);
}

/// A message in fragments, each of them sent by hand, with a message of the library's in vain between them.
#[test]
fn fragments_can_be_sent_one_by_one() {
    let server = Server::start();
    let (mut client, _) = opened(&server.url, Options::default());
    let first = RawFrame {
        is_final: false,
        ..RawFrame::whole(Opcode::Text, b"Hel")
    };
    send(&mut client, &first);
    send(&mut client, &RawFrame::whole(Opcode::Ping, b"between"));
    assert_eq!(
        client.next(),
        Event::Received(Message::Pong(b"between".to_vec()).into())
    );
    send(&mut client, &RawFrame::whole(Opcode::Continuation, b"lo"));
    assert_eq!(client.next(), Event::Received(text("Hello").into()));
}

#[test]
fn only_a_connection_with_details_can() {
    let server = Server::start();
    let mut client = Client::connected_to(&server.url, false);
    let frame = RawFrame::whole(Opcode::Text, b"a");
    let withheld = Withheld::default();
    assert_eq!(client.connection.can_send_raw(), Err(SendError::RawFrame));
    assert_eq!(
        client.connection.send_frame(frame.clone()),
        Err(SendError::RawFrame)
    );
    assert_eq!(
        client.connection.withhold(withheld),
        Err(SendError::RawFrame)
    );
    assert_eq!(client.pending(), []);
    client.connection.disconnect();
    assert_eq!(client.connection.can_send_raw(), Err(SendError::NotOpen));
    assert_eq!(
        client.connection.send_frame(frame.clone()),
        Err(SendError::NotOpen)
    );
}

fn withhold(client: &mut Client, pongs: bool, closes: bool) {
    let withheld = Withheld { pongs, closes };
    client.connection.withhold(withheld).unwrap();
    assert_eq!(client.next_or_step(), Event::Step(Step::Withheld(withheld)));
    assert_eq!(client.connection.withheld(), withheld);
}

/// A server that answers each text with a ping, and tells in the end which pongs came.
#[test]
fn pings_are_not_answered_while_pongs_are_withheld() {
    let (told, read) = std::sync::mpsc::sync_channel(1);
    let server = RawServer::serving(move |mut stream, request| {
        let told = told.clone();
        async move {
            stream.write_all(&upgraded(&request, b"")).await.unwrap();
            let (mut pongs, mut bytes) = (Vec::new(), Vec::new());
            while stream.read_buf(&mut bytes).await.is_ok_and(|read| read > 0) {
                while let Some((opcode, payload)) = take_frame(&mut bytes) {
                    match opcode {
                        Opcode::Text => stream.write_all(&[0x89, 1, payload[0]]).await.unwrap(),
                        Opcode::Pong => pongs.push(payload[0]),
                        _ => {}
                    }
                }
            }
            told.send(pongs).unwrap();
        }
    });
    let (mut client, _) = opened(&server.url(), Options::default());
    for (round, is_withheld) in [("1", false), ("2", true), ("3", true), ("4", false)] {
        withhold(&mut client, is_withheld, false);
        client.connection.send(text(round)).unwrap();
        assert_eq!(client.next(), Event::Sent(text(round).into()));
        let ping = Message::Ping(round.as_bytes().to_vec());
        assert_eq!(client.next(), Event::Received(ping.into()));
    }
    client.connection.disconnect();
    let pongs = read.recv_timeout(Duration::from_secs(10)).unwrap();
    assert_eq!(pongs, b"14");
}

/// Takes a masked frame from the beginning of these bytes, once it is whole.
fn take_frame(bytes: &mut Vec<u8>) -> Option<(Opcode, Vec<u8>)> {
    let (head, size) = wire::FrameHead::parse(bytes)?;
    let end = size + usize::try_from(head.length).unwrap();
    if bytes.len() < end {
        return None;
    }
    let mut payload: Vec<u8> = bytes.drain(..end).skip(size).collect();
    wire::apply_mask(&mut payload, head.mask.unwrap());
    Some((head.opcode, payload))
}

/// The server says how long it waits for the answer: until then the connection is open, and what ends it is told with its code.
#[test]
fn a_close_frame_is_not_answered_while_that_is_withheld() {
    let server = Server::start();
    let (mut client, _) = opened(&server.url, Options::default());
    withhold(&mut client, false, true);
    send_preset(&mut client, Preset::Rsv3);
    let frame = CloseFrame {
        code: Some(1002),
        ..CloseFrame::default()
    };
    let Event::Step(Step::CloseUnanswered { frame: told }) = client.next_or_step() else {
        panic!("the close frame is not told");
    };
    assert_eq!(told.code, frame.code);
    assert_eq!(client.next(), Event::Closed(ClosedBy::Peer(Some(told))));
}

/// What is withheld is forgotten with the connection.
#[test]
fn the_next_connection_withholds_nothing() {
    let server = Server::start();
    let (mut client, _) = opened(&server.url, Options::default());
    withhold(&mut client, true, true);
    client.connect(&server.url);
    while client.next() != Event::Opened {}
    assert_eq!(client.connection.withheld(), Withheld::default());
    client
        .connection
        .send_frame(Preset::Unmasked.frame())
        .unwrap();
    assert!(matches!(
        client.next(),
        Event::Closed(ClosedBy::Peer(Some(CloseFrame {
            code: Some(1002),
            ..
        })))
    ));
}

/// A server that does not see a close frame sees the end of the connection.
#[test]
fn no_close_frame_goes_out_while_that_is_withheld() {
    let (told, read) = std::sync::mpsc::sync_channel(1);
    let server = RawServer::serving(move |mut stream, request| {
        let told = told.clone();
        async move {
            stream.write_all(&upgraded(&request, b"")).await.unwrap();
            let mut seen = Vec::new();
            // Its end may be a reset.
            stream.read_to_end(&mut seen).await.ok();
            told.send(seen).unwrap();
        }
    });
    let (mut client, _) = opened(&server.url(), Options::default());
    withhold(&mut client, false, true);
    client.connection.disconnect();
    assert_eq!(read.recv_timeout(Duration::from_secs(10)).unwrap(), b"");
}
