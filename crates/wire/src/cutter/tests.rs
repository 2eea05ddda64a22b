use proptest::prelude::*;

use super::*;
use crate::opcode::Opcode;
use crate::raw_frame::{Masking, RawFrame};

/// What was told of a frame.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Told {
    head: FrameHead,
    bytes: Vec<u8>,
    message: Option<u64>,
}

fn cut_into(told: &mut Vec<Told>) -> impl FnMut(CutFrame<'_>) {
    |frame| {
        told.push(Told {
            head: frame.head,
            bytes: frame.bytes.to_vec(),
            message: frame.message,
        });
    }
}

fn any_frame() -> impl Strategy<Value = RawFrame> {
    let payload = prop_oneof![
        8 => prop::collection::vec(any::<u8>(), 0..300),
        1 => prop::collection::vec(any::<u8>(), 65_500..65_600),
    ];
    let parts = (any::<bool>(), 0..8_u8, 0..16_u8, any::<Option<[u8; 4]>>());
    (parts, payload).prop_map(|((is_final, reserved, opcode, key), payload)| RawFrame {
        is_final,
        reserved,
        masking: key.map_or(Masking::Unmasked, Masking::Key),
        ..RawFrame::whole(Opcode::from_bits(opcode), &payload)
    })
}

/// What is to be told of these frames, one after the other.
fn expected(frames: &[RawFrame]) -> Vec<Told> {
    let mut messages = 0;
    let told = frames.iter().map(|frame| {
        let mut bytes = frame.encode([0; 4]);
        let (head, size) = FrameHead::parse(&bytes).unwrap();
        bytes.truncate(size + MAX_KEPT_PAYLOAD);
        let message = (!head.opcode.is_control()).then_some(messages);
        messages += u64::from(message.is_some() && head.is_final);
        Told {
            head,
            bytes,
            message,
        }
    });
    told.collect()
}

/// The same bytes in pieces of these sizes, over and over.
fn pieces<'a>(mut bytes: &'a [u8], sizes: &'a [usize]) -> impl Iterator<Item = &'a [u8]> {
    let mut sizes = sizes.iter().cycle();
    std::iter::from_fn(move || {
        let size = sizes.next().copied().unwrap_or(1).min(bytes.len());
        let (piece, rest) = bytes.split_at(size);
        bytes = rest;
        (!piece.is_empty()).then_some(piece)
    })
}

#[test]
fn a_frame_made_by_hand_ends_where_it_ends() {
    // One before it that waits to be written, one that tells too much, one that tells too little, and one after them.
    let mut cutter = FrameCutter::default();
    let mut told = Vec::new();
    cutter.cut(b"\x81\x01a\x81", true, cut_into(&mut told));
    cutter.expect_hand_made(2, 4);
    cutter.cut(b"\x01b\x81\x05He", true, cut_into(&mut told));
    cutter.expect_hand_made(0, 6);
    cutter.cut(b"\x82\x01Hell\x01\x01c", true, cut_into(&mut told));
    cutter.cut(b"\x89\x00\x80\x01d", true, cut_into(&mut told));
    let told: Vec<_> = told
        .iter()
        .map(|frame| (&frame.bytes[..], frame.message))
        .collect();
    let all: [(&[u8], _); 7] = [
        (b"\x81\x01a", Some(0)),
        (b"\x81\x01b", Some(1)),
        (b"\x81\x05He", None),
        (b"\x82\x01Hell", None),
        (b"\x01\x01c", Some(2)),
        (b"\x89\x00", None),
        (b"\x80\x01d", Some(2)),
    ];
    assert_eq!(told, all);
}

#[test]
fn what_has_begun_is_told_when_nothing_follows() {
    #[track_caller]
    fn check(bytes: &[u8], expected: Option<&[u8]>) {
        let mut cutter = FrameCutter::default();
        let mut told = Vec::new();
        cutter.cut(bytes, true, |_| panic!("it has not ended"));
        cutter.end(cut_into(&mut told));
        let told = told.first().map(|frame| &frame.bytes[..]);
        assert_eq!(told, expected, "{bytes:?}");
        cutter.end(|_| panic!("it was told already"));
    }
    check(b"", None);
    check(b"\x81", None);
    check(b"\x82\x7e\x01", None);
    check(b"\x82\x05He", Some(b"\x82\x05He"));
    check(
        b"\x82\x7f\xff\0\0\0\0\0\0\0",
        Some(b"\x82\x7f\xff\0\0\0\0\0\0\0"),
    );
}

#[test]
fn a_frame_that_had_begun_before_is_not_told() {
    let mut cutter = FrameCutter::default();
    cutter.cut(b"\x81\x01a\x82\x03b", false, |_| panic!("nobody asked"));
    let mut told = Vec::new();
    cutter.cut(b"cd\x81\x01e", true, cut_into(&mut told));
    let told: Vec<_> = told
        .iter()
        .map(|frame| (&frame.bytes[..], frame.message))
        .collect();
    assert_eq!(told, [(&b"\x81\x01e"[..], Some(2))]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_split_gives_the_same_frames(
        frames in prop::collection::vec(any_frame(), 0..8),
        sizes in prop::collection::vec(1..5_000_usize, 1..5),
        end in prop::collection::vec(1..20_usize, 0..3),
    ) {
        let bytes: Vec<u8> = frames.iter().flat_map(|frame| frame.encode([0; 4])).collect();
        let sizes = [sizes, end].concat();
        let mut cutter = FrameCutter::default();
        let mut told = Vec::new();
        for piece in pieces(&bytes, &sizes) {
            cutter.cut(piece, true, cut_into(&mut told));
        }
        prop_assert_eq!(told, expected(&frames));
        cutter.end(|_| panic!("all of it was told"));
    }

    #[test]
    fn it_goes_on_where_a_tracker_is(
        frames in prop::collection::vec(any_frame(), 1..6),
        place in any::<prop::sample::Index>(),
    ) {
        let bytes: Vec<u8> = frames.iter().flat_map(|frame| frame.encode([0; 4])).collect();
        let (before, after) = bytes.split_at(place.index(bytes.len()));
        let mut tracker = FrameTracker::default();
        tracker.observe(before, drop);
        let mut cutter = FrameCutter::after(&tracker);
        let mut told = Vec::new();
        cutter.cut(after, true, cut_into(&mut told));
        let all = expected(&frames);
        // Those whose head had not passed.
        let first = all.len() - told.len();
        prop_assert_eq!(&told[..], &all[first..]);
        let mut position = 0;
        let passed = frames.iter().take_while(|frame| {
            let head = position + frame.encode_head([0; 4]).len();
            position += frame.encode([0; 4]).len();
            head <= before.len()
        });
        prop_assert_eq!(first, passed.count());
    }

    #[test]
    fn no_bytes_make_it_panic(bytes: Vec<u8>, after: u64, size: u64) {
        let mut cutter = FrameCutter::default();
        cutter.expect_hand_made(after % 16, size);
        for piece in bytes.chunks(3) {
            cutter.cut(piece, true, |frame| assert!(frame.bytes.len() >= 2));
        }
        cutter.end(|frame| assert!(frame.bytes.len() >= 2));
    }
}
