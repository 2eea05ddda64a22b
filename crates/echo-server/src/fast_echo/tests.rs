//! The fast echo beside tungstenite over a stream of frames: whatever a client sends, and however it comes in pieces, the
//! same bytes come back.

use proptest::collection::vec;
use proptest::prelude::*;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::Role;

use wire::stream::MAX_PIECE;

use super::FastEcho;
use crate::echo::{Tally, echo};
use crate::properties::{Client, through_fast_echo, through_frame_stream};
use crate::{Config, limits};

/// Small enough that some messages are larger.
const MAX_MESSAGE_SIZE: usize = 70_000;

fn config() -> Config {
    Config {
        max_message_size: MAX_MESSAGE_SIZE,
        ..Config::default()
    }
}

/// A frame as a client may send it, or should not.
fn frame(first: u8, form: u8, payload: &[u8]) -> Vec<u8> {
    const KEY: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];
    let mut frame = vec![first];
    let length = payload.len();
    // `form` asks for more bytes of length than are needed, or for no mask.
    let masked = if form == 3 { 0 } else { 0x80 };
    if length <= 125 && form != 1 && form != 2 {
        frame.push(masked | length as u8);
    } else if length <= 0xffff && form != 2 {
        frame.push(masked | 126);
        frame.extend((length as u16).to_be_bytes());
    } else {
        frame.push(masked | 127);
        frame.extend((length as u64).to_be_bytes());
    }
    if masked == 0 {
        frame.extend(payload);
    } else {
        frame.extend(KEY);
        let bytes = payload.iter().zip(KEY.iter().cycle());
        frame.extend(bytes.map(|(byte, key)| byte ^ key));
    }
    frame
}

fn payload() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        20 => vec(0..0x80_u8, 0..40),
        4 => vec(0..0x80_u8, 120..130),
        4 => "\\PC{0,40}".prop_map(String::into_bytes),
        2 => vec(any::<u8>(), 0..40),
        1 => (60_000..=MAX_MESSAGE_SIZE).prop_map(|size| vec![b'x'; size]),
        1 => (1..100_usize).prop_map(|more| vec![b'x'; MAX_MESSAGE_SIZE + more]),
        1 => (0..5000_usize).prop_map(|size| vec![b'y'; size]),
    ]
}

fn any_frame() -> impl Strategy<Value = Vec<u8>> {
    let first = prop_oneof![
        30 => prop_oneof![Just(0x81), Just(0x82)],
        3 => prop_oneof![Just(0x89), Just(0x8a)],
        // Beginnings, middles and ends of messages, mostly where they belong to nothing.
        1 => prop_oneof![Just(0x01), Just(0x02), Just(0x00), Just(0x80)],
        1 => prop_oneof![Just(0x88), any::<u8>()],
    ];
    let form = prop_oneof![30 => Just(0_u8), 1 => 1..=3_u8];
    let single =
        (first, form, payload()).prop_map(|(first, form, payload)| frame(first, form, &payload));
    // A message in three frames, with a ping in it.
    let parts = (prop_oneof![Just(1_u8), Just(2)], payload(), payload());
    let several = parts.prop_map(|(kind, one, two)| {
        let control = frame(0x89, 0, b"?");
        [
            frame(kind, 0, &one),
            control,
            frame(0, 0, &two),
            frame(0x80, 0, b"end"),
        ]
        .concat()
    });
    prop_oneof![12 => single, 1 => several]
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build();
    runtime.expect("a runtime").block_on(future)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn the_same_comes_back_as_without_it(
        frames in vec(any_frame(), 0..30),
        piece_sizes in vec(prop_oneof![1..20_usize, 1..1000_usize, 1..100_000_usize], 1..10),
        takes in prop_oneof![1..50_usize, 1..100_000_usize],
        early in 0..50_usize,
        cut in 0..20_usize,
    ) {
        let bytes = frames.concat();
        let bytes = &bytes[..bytes.len().saturating_sub(cut.saturating_sub(10))];
        let (read, rest) = bytes.split_at(early.min(bytes.len()));
        let client = Client::new(rest, &piece_sizes, takes);
        let (config, max_size) = (config(), limits::MAX_ECHO_FRAME_SIZE);
        let ours = block_on(through_fast_echo(client.clone(), read, &config, max_size));
        let theirs = block_on(through_frame_stream(client, read, &config, max_size));
        prop_assert_eq!(ours.1, theirs.1);
        prop_assert_eq!(ours.2, theirs.2);
        prop_assert!(ours.0 == theirs.0, "{} and {} bytes", ours.0.len(), theirs.0.len());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn large_messages_come_back_as_without_it(
        sizes in vec(MAX_PIECE - 10..5 * MAX_PIECE, 1..4),
        is_text: bool,
        piece_sizes in vec(prop_oneof![1..1000_usize, 1..100_000_usize], 1..10),
        takes in 1..100_000_usize,
        early in 0..50_usize,
    ) {
        let kind = if is_text { 1 } else { 2 };
        let message = |size: &usize| {
            let text: String = "名 name ".chars().cycle().take(size / 2).collect();
            let (one, two) = text.as_bytes().split_at(size / 2);
            [
                // Twice in one frame, the second time too large to be answered without tungstenite, then in two.
                frame(0x80 | kind, 0, text.as_bytes()),
                frame(0x80 | kind, 0, text.repeat(9).as_bytes()),
                frame(kind, 0, one),
                frame(0x89, 0, b"?"),
                frame(0x80, 0, two),
            ]
            .concat()
        };
        let bytes: Vec<u8> = sizes.iter().flat_map(message).collect();
        let (read, rest) = bytes.split_at(early);
        let client = Client::new(rest, &piece_sizes, takes);
        let (config, max_size) = (Config::default(), limits::MAX_ECHO_FRAME_SIZE);
        let ours = block_on(through_fast_echo(client.clone(), read, &config, max_size));
        let theirs = block_on(through_frame_stream(client, read, &config, max_size));
        prop_assert_eq!(ours.1, theirs.1);
        prop_assert_eq!(ours.2, theirs.2);
        prop_assert!(ours.0 == theirs.0, "{} and {} bytes", ours.0.len(), theirs.0.len());
    }
}

#[test]
fn a_message_of_the_largest_size_comes_back_in_one_frame() {
    let payload = vec![b'm'; limits::MAX_ECHO_FRAME_SIZE];
    let message = frame(0x81, 0, &payload);
    let client = Client::new(&message.repeat(2), &[100_000], 300_000);
    let mut tally = Tally::default();
    let mut received = client.clone();
    let ended = block_on(async {
        let stream = FastEcho::new(&mut received, &[], usize::MAX, usize::MAX);
        let mut socket = WebSocketStream::from_raw_socket(stream, Role::Server, None).await;
        echo(&mut socket, limits::MAX_ECHO_FRAME_SIZE, &mut tally).await
    });
    ended.expect_err("the client is gone without a word");
    assert_eq!(tally.messages, 2);
    let mut answer = vec![0x81, 127];
    answer.extend((payload.len() as u64).to_be_bytes());
    answer.extend(payload);
    assert!(received.received == answer.repeat(2));
}

#[test]
fn what_is_idle_holds_no_memory() {
    let mut buffer = super::Buffer::new(&frame(0x82, 0, b"hello"));
    assert!(matches!(
        buffer.answer_front(100),
        super::Front::Answered { payload: 5 }
    ));
    assert_eq!(buffer.answers(), b"\x82\x05hello");
    buffer.advance_written(7);
    assert_eq!(buffer.space().len(), limits::FAST_ECHO_BUFFER_SIZE);
    buffer.settle();
    assert!(buffer.is_full(), "nothing fits into no memory");
}
