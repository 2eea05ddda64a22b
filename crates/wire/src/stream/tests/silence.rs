//! What is given back in silence is not missed afterwards.

use super::*;

/// Wherever a connection falls silent for long, nothing is lost: only memory is given back.
#[tokio::test(start_paused = true)]
async fn silence_changes_nothing_of_what_is_read() {
    let agreed = Some(Parameters::default());
    let mut deflater = Deflater::new(15, true).expect("zlib has this window");
    let mut bytes = Vec::new();
    for text in [
        "hello, hello, hello",
        "hello, hello, hello",
        &"x".repeat(300),
    ] {
        let mut payload = Vec::new();
        deflater
            .deflate(text.as_bytes(), true, &mut payload)
            .expect("zlib compresses");
        let (first, second) = payload.split_at(payload.len() / 2);
        let head = FrameHead {
            reserved: 0b100,
            is_final: false,
            ..FrameHead::whole(Opcode::Text, first.len() as u64)
        };
        bytes.extend(frame(&head, first));
        let head = FrameHead::whole(Opcode::Continuation, second.len() as u64);
        bytes.extend(frame(&head, second));
    }
    // One that is not compressed, and long enough for a head of four bytes.
    bytes.extend(frame(&FrameHead::whole(Opcode::Binary, 200), &[7; 200]));
    for silent_after in 0..bytes.len() {
        let (mut near, far) = duplex(1 << 20);
        let mut socket = socket(far, Role::Client, agreed).await;
        let (before, after) = bytes.split_at(silent_after);
        near.write_all(before).await.expect("it can be written");
        let writing = async {
            tokio::time::sleep(2 * IDLE).await;
            near.write_all(after).await.expect("it can be written");
            near.shutdown().await.expect("it can be ended");
        };
        let reading = async {
            let mut read = Vec::new();
            while let Some(Ok(message)) = socket.next().await {
                read.push(message.into_data());
            }
            read
        };
        let ((), read) = tokio::join!(writing, reading);
        let expected = [
            b"hello, hello, hello".as_slice(),
            b"hello, hello, hello",
            &[b'x'; 300],
            &[7; 200],
        ];
        assert!(read == expected, "silence after {silent_after} bytes");
    }
}

/// A frame that is written in two halves, with silence between them.
#[tokio::test(start_paused = true)]
async fn silence_changes_nothing_of_what_is_written() {
    let agreed = Some(Parameters::default());
    let (near, far) = duplex(1 << 20);
    let mut server = socket(far, Role::Server, agreed).await;
    let mut client = FrameStream::new(near, Vec::new(), &config(Role::Client, agreed));
    let head = FrameHead {
        mask: Some(KEY),
        ..FrameHead::whole(Opcode::Binary, 5)
    };
    for _ in 0..2 {
        let bytes = frame(&head, b"hello");
        for half in [&bytes[..4], &bytes[4..]] {
            client.write_all(half).await.expect("it can be written");
            client.flush().await.expect("it can be sent");
            // The time is that of a reader who waits.
            let waited = tokio::time::timeout(2 * IDLE, client.read_u8()).await;
            assert!(waited.is_err(), "nothing comes");
        }
        let message = server.next().await.expect("something is said");
        assert_eq!(
            message.expect("it is sound"),
            Message::binary(&b"hello"[..])
        );
    }
}
