//! What a server may send: answers to requests (RFC 9112), and frames (RFC 6455, section 5).

use std::io::Cursor;

use tokio_tungstenite::tungstenite::protocol::frame::FrameHeader;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Control, Data, OpCode};

/// The head of an answer.
pub(super) struct Head {
    pub(super) status: u16,
    /// The length of its body, if it says so.
    pub(super) content_length: Option<usize>,
}

/// Takes the head of an answer off the front, which has to be well written. `None` if it has not come in full.
pub(super) fn take_head(bytes: &mut &[u8]) -> Option<Head> {
    const END: &[u8] = b"\r\n\r\n";
    let end = bytes.windows(END.len()).position(|window| window == END)?;
    let (head, rest) = bytes.split_at(end);
    *bytes = &rest[END.len()..];
    let head = std::str::from_utf8(head).expect("a head is text");
    let mut lines = head.split("\r\n");
    let first = lines.next().unwrap_or_default();
    let status = first
        .strip_prefix("HTTP/1.1 ")
        .or_else(|| first.strip_prefix("HTTP/1.0 "))
        .and_then(|rest| rest.get(..3)?.parse().ok());
    let status = status.expect("a status line");
    let mut content_length = None;
    for line in lines {
        let is_sound = line.chars().all(|c| c == '\t' || !c.is_control());
        assert!(is_sound, "a header: {line:?}");
        let (name, value) = line.split_once(':').expect("a name and a value");
        if name.eq_ignore_ascii_case("content-length") {
            content_length = value.trim().parse().ok();
        }
    }
    Some(Head {
        status,
        content_length,
    })
}

/// Checks the frames of a server up to where they were cut off: none is masked, messages begin and end in order, texts are
/// UTF-8, and nothing follows a close frame.
pub(super) fn check_frames(mut bytes: &[u8]) {
    let mut message: Option<(Data, Vec<u8>)> = None;
    while let Some((header, payload)) = take_frame(&mut bytes) {
        assert!(header.mask.is_none(), "{header:?} is masked");
        assert!(!(header.rsv1 || header.rsv2 || header.rsv3), "{header:?}");
        match header.opcode {
            OpCode::Control(control) => {
                assert!(header.is_final && payload.len() <= 125, "{header:?}");
                if control == Control::Close {
                    assert!(payload.len() != 1, "half a close code");
                    assert!(bytes.is_empty(), "{bytes:?} after the close frame");
                }
            }
            OpCode::Data(Data::Continue) => {
                let begun = &mut message.as_mut().expect("a message was begun").1;
                begun.extend(payload);
            }
            OpCode::Data(kind) => {
                assert!(message.is_none(), "{header:?} within a message");
                message = Some((kind, payload.to_vec()));
            }
        }
        if let OpCode::Data(_) = header.opcode
            && header.is_final
            && let Some((Data::Text, text)) = message.take()
        {
            assert!(std::str::from_utf8(&text).is_ok(), "{text:?} is no text");
        }
    }
}

fn take_frame<'a>(bytes: &mut &'a [u8]) -> Option<(FrameHeader, &'a [u8])> {
    let mut cursor = Cursor::new(*bytes);
    let (header, length) = FrameHeader::parse(&mut cursor).expect("a frame's header")?;
    let rest = &bytes[usize::try_from(cursor.position()).ok()?..];
    let (payload, rest) = rest.split_at_checked(usize::try_from(length).ok()?)?;
    *bytes = rest;
    Some((header, payload))
}
