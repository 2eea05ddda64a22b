//! Frames, as they are told of.

use connection::{Event, Header, LentFrame, Message, Options, Step};
use wire::deflate::{Inflater, Parameters};
use wire::{FrameHead, MAX_KEPT_PAYLOAD, Opcode, RawFrame, apply_mask, frame};

use super::opened;
use crate::support::{Client, RawServer, Server, upgraded};

type Frame = LentFrame<'static>;

fn recorded() -> Options {
    Options {
        records_frames: true,
        ..Options::default()
    }
}

fn text(text: &str) -> Message {
    Message::Text(text.to_owned())
}

/// The frames that are told until the event of which this holds, with that.
#[track_caller]
fn until(client: &Client, is_last: impl Fn(&Event<'_>) -> bool) -> (Vec<Frame>, Event<'static>) {
    let mut frames = Vec::new();
    loop {
        match client.next_or_frame() {
            Event::Frame(frame) => frames.push(frame),
            event if is_last(&event) => return (frames, event),
            _ => {}
        }
    }
}

fn received(event: &Event<'_>) -> bool {
    matches!(event, Event::Received(_))
}

/// Sends a text, and takes what is told until one has come back.
#[track_caller]
fn exchange(client: &mut Client, sent: &str) -> Vec<Frame> {
    client.connection.send(text(sent)).unwrap();
    until(client, received).0
}

/// Which way it went, what it is, whether it is the last one, its payload without a mask, and its message.
type Told<'a> = (bool, Opcode, bool, &'a str, Option<u64>);

#[track_caller]
fn check(frames: &[Frame], expected: &[Told<'_>]) {
    let payloads: Vec<String> = frames
        .iter()
        .map(|frame| String::from_utf8_lossy(&payload(frame)).into_owned())
        .collect();
    let told: Vec<Told<'_>> = frames
        .iter()
        .zip(&payloads)
        .map(|(frame, payload)| {
            let (head, _) = frame.head().unwrap();
            assert_eq!(head.mask.is_some(), frame.is_sent);
            let is_final = head.is_final;
            (
                frame.is_sent,
                head.opcode,
                is_final,
                payload.as_str(),
                frame.message,
            )
        })
        .collect();
    assert_eq!(told, expected);
}

/// What is in a frame, without its mask.
fn payload(frame: &Frame) -> Vec<u8> {
    let (head, size) = frame.head().unwrap();
    let mut payload = frame.bytes[size..].to_vec();
    apply_mask(&mut payload, head.mask.unwrap_or_default());
    payload
}

#[test]
fn each_frame_of_a_message_is_told_before_the_message_that_comes_in() {
    use Opcode::{Continuation, Text};
    let server = Server::start();
    let url = format!("{}/fragment/3/echo", server.url);
    let (mut client, _) = opened(&url, recorded());
    let frames = exchange(&mut client, "1234567");
    check(
        &frames,
        &[
            (true, Text, true, "1234567", Some(0)),
            (false, Text, false, "123", Some(0)),
            (false, Continuation, false, "456", Some(0)),
            (false, Continuation, true, "7", Some(0)),
        ],
    );
    let frames = exchange(&mut client, "8");
    check(
        &frames,
        &[
            (true, Text, true, "8", Some(1)),
            (false, Text, true, "8", Some(1)),
        ],
    );
    // The closing handshake too, whose answer comes when this side has ended.
    client.connection.disconnect();
    let (mut frames, _) = until(&client, |event| matches!(event, Event::Closed(_)));
    while frames.len() < 2 {
        let Event::Frame(frame) = client.next_or_frame() else {
            panic!("it is over");
        };
        frames.push(frame);
    }
    let ways: Vec<_> = frames.iter().map(|frame| frame.is_sent).collect();
    assert_eq!(ways, [true, false]);
    let is_close = |frame: &Frame| frame.head().unwrap().0.opcode == Opcode::Close;
    assert!(frames.iter().all(is_close));
}

#[test]
fn telling_begins_and_ends_on_the_open_connection() {
    use Opcode::Text;
    let server = Server::start();
    let (mut client, _) = opened(&server.url, Options::default());
    assert!(!client.connection.records_frames());
    assert_eq!(exchange(&mut client, "a"), []);
    client.connection.record_frames(true);
    assert!(client.connection.records_frames());
    let both = |payload, message| {
        [
            (true, Text, true, payload, Some(message)),
            (false, Text, true, payload, Some(message)),
        ]
    };
    check(&exchange(&mut client, "b"), &both("b", 1));
    client.connection.record_frames(false);
    assert_eq!(exchange(&mut client, "c"), []);
    client.connection.record_frames(true);
    check(&exchange(&mut client, "d"), &both("d", 3));
}

#[test]
fn what_came_with_the_reply_is_told_once_it_is_open() {
    let server = RawServer::answering(|request| upgraded(request, b"\x89\x01p\x01\x01a\x80\x01b"));
    let (client, _) = opened(&server.url(), recorded());
    use Opcode::{Continuation, Ping, Text};
    let (frames, _) = until(&client, received);
    let received: Vec<_> = frames.into_iter().filter(|frame| !frame.is_sent).collect();
    check(
        &received,
        &[
            (false, Ping, true, "p", None),
            (false, Text, false, "a", Some(0)),
            (false, Continuation, true, "b", Some(0)),
        ],
    );
}

#[test]
fn compressed_messages_are_told_as_they_are_on_the_wire() {
    let server = Server::start();
    for path in [
        "/deflate/echo",
        "/deflate/fragment/1000/echo",
        "/deflate/echo?client_no_context_takeover&server_no_context_takeover",
    ] {
        let url = format!("{}{path}", server.url);
        // Nobody asked for frames.
        let (mut client, steps) = opened(&url, Options::default());
        assert!(client.connection.records_frames());
        let agreed = steps.iter().find_map(|step| match step {
            Step::Compression { agreed } => Some(*agreed),
            _ => None,
        });
        let agreed: Parameters = agreed.unwrap();
        let sides = [agreed.of_client(), agreed.of_server()];
        let mut inflaters = sides.map(|side| Inflater::new(side.window_bits, side.keeps_context));
        for size in [1, 1000, 1000, 200_000] {
            let message: String = "{\"id\":1},你好".chars().cycle().take(size).collect();
            let frames = exchange(&mut client, &message);
            for (inflater, is_sent) in inflaters.iter_mut().zip([true, false]) {
                let frames = frames.iter().filter(|frame| frame.is_sent == is_sent);
                let frames: Vec<_> = frames.collect();
                let head = |frame: &Frame| frame.head().unwrap().0;
                let is_compressed = head(frames[0]).reserved == 4;
                let all: Vec<u8> = frames.iter().flat_map(|frame| payload(frame)).collect();
                let mut inflated = Vec::new();
                if is_compressed {
                    assert!(head(frames[frames.len() - 1]).is_final);
                    inflate(inflater, &all, &mut inflated);
                } else {
                    inflated = all.clone();
                }
                assert!(inflated == message.as_bytes(), "{path}: {size} {is_sent}");
                assert!(size < 1000 || all.len() < size / 2, "{path}: {size}");
            }
        }
    }
}

fn inflate(inflater: &mut Inflater, compressed: &[u8], inflated: &mut Vec<u8>) {
    let mut rest = compressed;
    loop {
        inflated.reserve(64 * 1024);
        let step = inflater.inflate(rest, true, inflated).unwrap();
        rest = &rest[step.read..];
        if step.is_done {
            return;
        }
    }
}

/// A frame made by hand ends where it ends, whatever it says, and is of no message.
#[test]
fn a_frame_made_by_hand_is_told_with_its_payload() {
    let server = RawServer::stuck();
    let (mut client, _) = opened(&server.url(), recorded());
    client.connection.send(text("before")).unwrap();
    let mut raw = RawFrame::whole(Opcode::Text, b"Hello");
    raw.declared = Some(1000);
    client.connection.send_frame(raw.clone()).unwrap();
    raw.declared = Some(1);
    client.connection.send_frame(raw).unwrap();
    client.connection.send(text("after")).unwrap();
    let mut frames = Vec::new();
    while frames.len() < 4 {
        if let Event::Frame(frame) = client.next_or_frame() {
            frames.push(frame);
        }
    }
    let told = |payload, message| (true, Opcode::Text, true, payload, message);
    check(
        &frames,
        &[
            told("before", Some(0)),
            told("Hello", None),
            told("Hello", None),
            told("after", Some(1)),
        ],
    );
    let lengths = frames.iter().map(|frame| frame.head().unwrap().0.length);
    let lengths: Vec<_> = lengths.collect();
    assert_eq!(lengths, [6, 1000, 1, 5]);
}

/// What is large is told by its head and the beginning; what breaks off, as far as it came.
#[test]
fn large_and_broken_frames_are_told_in_part() {
    #[track_caller]
    fn check(sent: Vec<u8>, expected: (FrameHead, usize)) {
        let server = RawServer::answering(move |request| upgraded(request, &sent));
        let (client, _) = opened(&server.url(), recorded());
        let frame = loop {
            match client.next_or_frame() {
                Event::Frame(frame) if !frame.is_sent => break frame,
                _ => {}
            }
        };
        let (head, size) = frame.head().unwrap();
        assert_eq!((head, frame.bytes.len() - size), expected);
    }
    let large = FrameHead::whole(Opcode::Binary, 16 << 20);
    check(frame(&large, &vec![1; 16 << 20]), (large, MAX_KEPT_PAYLOAD));
    check(frame(&large, b"abc"), (large, 3));
    let reserved = FrameHead {
        reserved: 7,
        ..FrameHead::whole(Opcode::Reserved(3), 2)
    };
    check(frame(&reserved, b"ab"), (reserved, 2));
    let long_ping = FrameHead::whole(Opcode::Ping, 300);
    check(frame(&long_ping, &[7; 300]), (long_ping, 300));
}

/// A secret that a server repeats in the reason of its close is not told in the frame either.
#[test]
fn a_secret_in_a_close_frame_is_taken_out() {
    let closing = frame(
        &FrameHead::whole(Opcode::Close, 2 + 22),
        b"\x03\xf0bad key 'topsecret-123'",
    );
    let server = RawServer::answering(move |request| upgraded(request, &closing));
    let options = Options {
        headers: vec![Header::parse("Authorization: Bearer topsecret-123").unwrap()],
        ..recorded()
    };
    let (client, _) = opened(&server.url(), options);
    let (frames, _) = until(&client, |event| matches!(event, Event::Closed(_)));
    let told = payload(&frames[0]);
    assert_eq!(&told[..2], b"\x03\xf0");
    assert_eq!(&told[2..], "*".repeat(22).as_bytes());
}
