use std::borrow::Cow;

use super::direction_state::MAX_AWAITED;
use super::on_wire::COMPRESSED;
use super::*;

const AT: Timestamp = Timestamp::from_micros(1);

fn told(frames: &mut Frames, is_sent: bool, message: Option<u64>, bytes: &[u8]) -> Seq {
    let frame = LentFrame {
        is_sent,
        bytes: Cow::Borrowed(bytes),
        message,
    };
    frames.record(&frame, AT);
    Seq::new(frames.log().kept().end.get() - 1)
}

fn agreed(frames: &mut Frames) {
    frames.observe(&Step::Compression {
        agreed: Parameters::default(),
    });
}

#[test]
fn frames_belong_to_the_messages_in_their_order() {
    let mut frames = Frames::default();
    agreed(&mut frames);
    let (sent, received) = (Direction::Sent, Direction::Received);
    frames.record_message(sent, Some(Seq::new(2)), 100);
    // It was not kept.
    frames.record_message(sent, None, 200);
    frames.record_message(sent, Some(Seq::new(5)), 300);
    let ping = b"\x89\x00";
    let first = told(&mut frames, true, Some(0), b"\xc1\x02ab");
    told(&mut frames, true, Some(1), b"\xc1\x03abc");
    // A message from the other side in two frames, with a ping and a frame of this side between.
    let begin = told(&mut frames, false, Some(0), b"\x41\x01c");
    let control = told(&mut frames, false, None, ping);
    let between = told(&mut frames, true, Some(2), b"\x82\x01d");
    let end = told(&mut frames, false, Some(0), b"\x80\x02ef");
    let head = |bytes: &[u8]| FrameHead::parse(bytes).unwrap().0;
    let end_head = head(b"\x80\x02ef");
    let of = |frames: &Frames, direction, seq: Seq, bytes: &[u8]| {
        frames.belonging(direction, seq, &head(bytes))
    };
    let before = frames.belonging(received, end, &end_head);
    assert_eq!(
        (before.message, before.is_compressed, before.is_text),
        (None, true, true)
    );
    frames.record_message(received, Some(Seq::new(7)), 1000);

    let on_wire = frames.of(received, Seq::new(7)).unwrap();
    assert_eq!(
        (on_wire.first, on_wire.frames, on_wire.bytes()),
        (begin, 2, 3)
    );
    assert_eq!(on_wire.range(), begin..Seq::new(end.get() + 1));
    assert!(on_wire.is_compressed() && on_wire.is_text());
    let on_wire = frames.of(sent, Seq::new(2)).unwrap();
    assert_eq!(
        (on_wire.first, on_wire.frames, on_wire.bytes()),
        (first, 1, 2)
    );
    let on_wire = frames.of(sent, Seq::new(5)).unwrap();
    assert!(!on_wire.is_compressed() && !on_wire.is_text());
    assert_eq!(frames.of(sent, Seq::new(7)), None);

    let message = |direction, seq, bytes| of(&frames, direction, seq, bytes).message;
    assert_eq!(message(received, begin, b"\x41\x01c"), Some(Seq::new(7)));
    assert_eq!(message(received, end, b"\x80\x02ef"), Some(Seq::new(7)));
    assert_eq!(message(received, control, ping), None);
    assert_eq!(message(sent, between, b"\x82\x01d"), Some(Seq::new(5)));
    assert_eq!(message(sent, begin, b"\x41\x01c"), None);

    let whole = |bytes: &[u8]| CompressedPayload {
        bytes: bytes.to_vec(),
        is_whole: true,
    };
    assert_eq!(
        frames.compressed(received, Seq::new(7)),
        Some(whole(b"cef"))
    );
    assert_eq!(frames.compressed(sent, Seq::new(2)), Some(whole(b"ab")));
    assert_eq!(frames.compressed(sent, Seq::new(5)), None);

    let compression = frames.compression().unwrap();
    let sent_total = Compressed {
        messages: 3,
        payload: 600,
        on_wire: 6,
    };
    assert_eq!(compression.sent, sent_total);
    assert_eq!(compression.received.on_wire, 3);
    // What was known stays known, and the next connection counts anew.
    frames.begin();
    assert_eq!(frames.compression(), None);
    assert_eq!(frames.of(sent, Seq::new(5)), Some(on_wire));
    frames.record_message(received, Some(Seq::new(9)), 1);
    assert_eq!(frames.of(received, Seq::new(9)), None);
}

#[test]
fn a_recording_that_begins_within_a_connection_takes_no_frame_for_another_message() {
    let mut frames = Frames::default();
    for (seq, direction) in [
        (1, Direction::Sent),
        (2, Direction::Received),
        (3, Direction::Sent),
    ] {
        frames.record_message(direction, Some(Seq::new(seq)), 1);
    }
    // The end of a message whose beginning was not told, and one that is whole.
    told(&mut frames, false, Some(1), b"\x80\x01a");
    frames.record_message(Direction::Received, Some(Seq::new(4)), 2);
    assert_eq!(frames.of(Direction::Received, Seq::new(4)), None);
    let whole = told(&mut frames, false, Some(2), b"\x81\x01b");
    frames.record_message(Direction::Received, Some(Seq::new(5)), 1);
    let first = |direction, seq| Some(frames.of(direction, Seq::new(seq))?.first);
    assert_eq!(first(Direction::Received, 5), Some(whole));
    // Of what was sent, the second is told.
    let sent = told(&mut frames, true, Some(1), b"\x81\x81\0\0\0\0c");
    let first = |direction, seq| Some(frames.of(direction, Seq::new(seq))?.first);
    assert_eq!(first(Direction::Sent, 3), Some(sent));
    assert_eq!(first(Direction::Sent, 1), None);
}

#[test]
fn what_is_known_is_bounded() {
    let mut frames = Frames::default();
    let count = MAX_KNOWN as u64 + 1000;
    for message in 0..count {
        told(&mut frames, false, Some(message), b"\x81\x01a");
        frames.record_message(Direction::Received, Some(Seq::new(message + 1)), 1);
    }
    assert_eq!(frames.received.known.len(), MAX_KNOWN);
    assert_eq!(frames.of(Direction::Received, Seq::new(1000)), None);
    assert!(frames.of(Direction::Received, Seq::new(1001)).is_some());
    for message in 0..MAX_AWAITED as u64 + 1000 {
        frames.record_message(Direction::Sent, Some(Seq::new(count + message)), 1);
        told(&mut frames, false, Some(count + message), b"\x81\x01a");
    }
    assert_eq!(frames.sent.awaited.len(), MAX_AWAITED);
    assert_eq!(frames.received.complete.len(), MAX_AWAITED);
    // Those that are still there have their places.
    told(&mut frames, true, Some(1000), b"\x81\x01a");
    assert!(frames.of(Direction::Sent, Seq::new(count + 1000)).is_some());
    assert!(frames.log().bytes_kept() <= BUDGET);
}

#[test]
fn what_is_large_is_told_in_part() {
    let mut frames = Frames::default();
    agreed(&mut frames);
    let head = FrameHead {
        is_final: true,
        reserved: COMPRESSED,
        opcode: Opcode::Binary,
        mask: Some([1, 2, 3, 4]),
        length: 1 << 20,
    };
    let mut bytes = wire::frame(&head, &vec![7; 1 << 20]);
    bytes.truncate(head.encode().len() + MAX_KEPT_PAYLOAD);
    frames.record_message(Direction::Sent, Some(Seq::new(1)), 9 << 20);
    told(&mut frames, true, Some(0), &bytes);
    let compressed = frames.compressed(Direction::Sent, Seq::new(1)).unwrap();
    assert_eq!(compressed.bytes, [7; MAX_KEPT_PAYLOAD]);
    assert!(!compressed.is_whole);
    assert!(is_cut(&head, MAX_KEPT_PAYLOAD));
    assert!(!is_cut(&head, 7), "it ended early");
    let small = FrameHead::whole(Opcode::Binary, MAX_KEPT_PAYLOAD as u64);
    assert!(!is_cut(&small, MAX_KEPT_PAYLOAD));
}

#[test]
fn what_was_taken_comes_back() {
    let mut frames = Frames::default();
    let first = told(&mut frames, false, Some(0), b"\x81\x01a");
    frames.record_message(Direction::Received, Some(Seq::new(1)), 1);
    let taken = frames.take();
    assert_eq!(frames.log().get(first), None);
    let second = told(&mut frames, false, Some(1), b"\x81\x01b");
    frames.put_back(taken);
    assert_eq!(frames.log().kept(), first..Seq::new(second.get() + 1));
    let on_wire = frames.of(Direction::Received, Seq::new(1)).unwrap();
    assert_eq!(
        frames.log().get(on_wire.first).unwrap().payload,
        b"\x81\x01a"
    );
}
