//! What a peer can have reserved, and how long it can keep others waiting.

use super::*;

#[test]
fn a_message_over_the_limit_is_refused_before_it_is_there() {
    let agreed = Some(Parameters::default());
    // A frame that announces too much.
    let announced = [0x82, 127, 0, 0, 0, 0, 0, 0x20, 0, 0];
    // Little that inflates to too much.
    let mut bomb = Vec::new();
    Deflater::new(15, true)
        .expect("zlib has this window")
        .deflate(&vec![0; 2 * MAX_MESSAGE_SIZE], true, &mut bomb)
        .expect("zlib compresses");
    let head = FrameHead {
        reserved: 0b100,
        ..FrameHead::whole(Opcode::Binary, bomb.len() as u64)
    };
    for bytes in [&announced[..], &frame(&head, &bomb)] {
        let error = error_of(Role::Client, agreed, bytes);
        let is_refused = matches!(error, Error::Capacity(CapacityError::MessageTooLong { .. }));
        assert!(is_refused, "{error}");
    }
}

/// A compressed frame is refused by what it announces too: it may inflate to nothing at all.
#[test]
fn a_compressed_frame_over_the_limit_is_refused_by_its_head() {
    let agreed = Some(Parameters::default());
    let head = FrameHead {
        reserved: 0b100,
        ..FrameHead::whole(Opcode::Binary, 1 << 40)
    };
    let error = error_of(Role::Client, agreed, &frame(&head, b"\x03\x00"));
    let is_refused = matches!(error, Error::Capacity(CapacityError::MessageTooLong { .. }));
    assert!(is_refused, "{error}");
    // What does not compress is a little larger than the message.
    let limits = config(Role::Client, agreed);
    let payload = noise(3, limits.max_frame_size);
    let mut compressed = Vec::new();
    Deflater::new(15, true)
        .expect("zlib has this window")
        .deflate(&payload, true, &mut compressed)
        .expect("zlib compresses");
    assert!(compressed.len() > payload.len());
    let head = FrameHead {
        reserved: 0b100,
        ..FrameHead::whole(Opcode::Binary, compressed.len() as u64)
    };
    block_on(async {
        let (mut near, far) = duplex(2 << 20);
        let mut socket = socket(far, Role::Client, agreed).await;
        near.write_all(&frame(&head, &compressed))
            .await
            .expect("it can be written");
        let message = socket.next().await.expect("something is said");
        assert!(message.expect("it is within the limit") == Message::binary(payload));
    });
}

/// Two bytes end a stream of blocks and have the next one begun, which costs a copy of the window: others have a turn between.
#[test]
fn a_flood_of_empty_streams_does_not_keep_others_waiting() {
    let agreed = Some(Parameters::default());
    let payload = b"\x03\x00".repeat(7_000);
    let head = FrameHead {
        reserved: 0b100,
        ..FrameHead::whole(Opcode::Binary, payload.len() as u64)
    };
    block_on(async {
        let (mut near, far) = duplex(1 << 20);
        let mut stream = FrameStream::new(far, Vec::new(), &config(Role::Client, agreed));
        near.write_all(&frame(&head, &payload))
            .await
            .expect("it can be written");
        near.shutdown().await.expect("it can be ended");
        let turns = std::cell::Cell::new(0_u32);
        let is_over = std::cell::Cell::new(false);
        let reading = async {
            let mut read = Vec::new();
            stream.read_to_end(&mut read).await.expect("it is sound");
            is_over.set(true);
            read
        };
        let others = async {
            while !is_over.get() {
                turns.set(turns.get() + 1);
                tokio::task::yield_now().await;
            }
        };
        let (read, ()) = tokio::join!(reading, others);
        assert_eq!(read, [0x82, 0]);
        assert!(turns.get() > 3, "{} turns", turns.get());
    });
}

/// A piece is no larger than a frame may be that comes from elsewhere.
#[test]
fn what_inflates_is_handed_on_in_frames_that_are_small_enough() {
    let limits = StreamConfig {
        max_frame_size: 1000,
        ..config(Role::Client, Some(Parameters::default()))
    };
    let mut compressed = Vec::new();
    Deflater::new(15, true)
        .expect("zlib has this window")
        .deflate(&[b'a'; 4500], true, &mut compressed)
        .expect("zlib compresses");
    let head = FrameHead {
        reserved: 0b100,
        ..FrameHead::whole(Opcode::Text, compressed.len() as u64)
    };
    let read = block_on(async {
        let (mut near, far) = duplex(1 << 20);
        let mut stream = FrameStream::new(far, Vec::new(), &limits);
        near.write_all(&frame(&head, &compressed))
            .await
            .expect("it can be written");
        near.shutdown().await.expect("it can be ended");
        let mut read = Vec::new();
        stream.read_to_end(&mut read).await.expect("it is sound");
        read
    });
    let (mut rest, mut lengths) = (&read[..], Vec::new());
    while let Some((head, size)) = FrameHead::parse(rest) {
        lengths.push(head.length);
        rest = &rest[size + head.length as usize..];
    }
    assert_eq!(lengths.iter().sum::<u64>(), 4500);
    assert!(lengths.iter().all(|length| *length <= 1000), "{lengths:?}");
}
