//! What is put between frames, and what is held back.

use super::*;

/// The peer has decompressed what was put between: what comes after it must not refer to what was before.
#[test]
fn after_what_was_put_between_messages_are_still_understood() {
    let agreed = Some(Parameters::default());
    block_on(async {
        let (near, far) = duplex(1 << 20);
        let mut client = socket(near, Role::Client, agreed).await;
        let mut server = socket(far, Role::Server, agreed).await;
        let mut compressed = Vec::new();
        Deflater::new(15, true)
            .expect("zlib has this window")
            .deflate(b"something else", true, &mut compressed)
            .expect("zlib compresses");
        let raw = RawFrame {
            reserved: 0b100,
            ..RawFrame::whole(Opcode::Text, &compressed)
        };
        for text in ["hello, hello", "something else", "hello, hello"] {
            if text == "something else" {
                client.get_mut().inject_frame(&raw).expect("there is a key");
                client.flush().await.expect("it can be sent");
            } else {
                client
                    .send(Message::text(text))
                    .await
                    .expect("it can be sent");
            }
            let message = server.next().await.expect("something is said");
            assert_eq!(message.expect("it is sound"), Message::text(text));
        }
    });
}

#[test]
fn control_frames_are_held_back_and_bytes_are_put_between_frames() {
    block_on(async {
        let (near, mut far) = duplex(1 << 20);
        let mut stream = FrameStream::new(near, Vec::new(), &config(Role::Client, None));
        stream.withhold(Withheld {
            pongs: true,
            closes: true,
        });
        stream
            .write_all(b"\x8a\x00\x88\x00\x81\x01a")
            .await
            .expect("it can be written");
        stream.inject(b"\xff\x00");
        stream.withhold(Withheld::default());
        stream
            .write_all(b"\x8a\x00")
            .await
            .expect("it can be written");
        stream.shutdown().await.expect("it can be ended");
        drop(stream);
        let mut read = Vec::new();
        far.read_to_end(&mut read).await.expect("it can be read");
        assert_eq!(read, b"\x81\x01a\xff\x00\x8a\x00");
    });
}
