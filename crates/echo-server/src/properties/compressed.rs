//! Compressed messages of a client, in any bytes and pieces: what is handed on is bounded, and does not depend on the pieces.

use tokio::io::AsyncReadExt as _;
use wire::deflate::Parameters;
use wire::stream::{FrameStream, MAX_PIECE, Role, StreamConfig};
use wire::{FrameHead, Opcode, apply_mask};

use super::{Client, choose};

/// How the bytes are cut, and how much is asked for at once.
const SIZES: [usize; 7] = [1, 2, 3, 7, 130, 5000, 100_000];

/// Windows that can be agreed on.
const WINDOWS: [u8; 8] = [8, 9, 10, 11, 12, 13, 14, 15];

/// Larger than any frame that is made up, so that none is refused for its size.
const MAX_FRAME_SIZE: usize = 1 << 20;

/// So much is read at most: a few bytes may stand for very many.
const MAX_READ: usize = 1 << 20;

/// What came of the bytes.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    /// Each message that ended, with its opcode.
    messages: Vec<(Opcode, Vec<u8>)>,
    /// Why it ended, or nothing for the end of the stream.
    fault: String,
    /// Whether there would have been more than is read here.
    is_cut_off: bool,
}

/// The first bytes say what was agreed on, how much is asked for at once, and the sizes of three pieces.
pub fn compressed(mut data: &[u8]) {
    let (Some(no_context), Some(window)) = (
        choose(&mut data, &[false, true]),
        choose(&mut data, &WINDOWS),
    ) else {
        return;
    };
    let mut sizes = [0; 4];
    for size in &mut sizes {
        let Some(chosen) = choose(&mut data, &SIZES) else {
            return;
        };
        *size = chosen;
    }
    let [asked, pieces @ ..] = sizes;
    let agreed = Parameters {
        client_no_context_takeover: no_context,
        client_max_window_bits: window,
        ..Parameters::default()
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build();
    let (in_pieces, at_once) = runtime.expect("a runtime").block_on(async {
        let in_pieces = read(Client::new(data, &pieces, 1), agreed, asked).await;
        let at_once = read(Client::new(data, &[data.len()], 1), agreed, MAX_READ).await;
        (in_pieces, at_once)
    });
    // Where it is cut off depends on what is asked for at once.
    if !in_pieces.is_cut_off && !at_once.is_cut_off {
        assert_eq!(in_pieces, at_once);
    }
}

async fn read(client: Client, agreed: Parameters, asked: usize) -> Outcome {
    let config = StreamConfig {
        role: Role::Server,
        compression: Some(agreed),
        max_frame_size: MAX_FRAME_SIZE,
    };
    let mut stream = FrameStream::new(client, Vec::new(), &config);
    let (mut bytes, mut fault) = (Vec::new(), String::new());
    let mut space = vec![0; asked];
    while bytes.len() < MAX_READ {
        match stream.read(&mut space).await {
            Ok(0) => break,
            Ok(count) => bytes.extend_from_slice(&space[..count]),
            Err(error) => {
                fault = error.to_string();
                break;
            }
        }
    }
    Outcome {
        messages: messages(&bytes),
        fault,
        is_cut_off: bytes.len() >= MAX_READ,
    }
}

/// Checks the frames that were handed on, and puts messages together.
fn messages(mut bytes: &[u8]) -> Vec<(Opcode, Vec<u8>)> {
    let mut messages = Vec::new();
    let mut current: Option<(Opcode, Vec<u8>)> = None;
    while let Some((head, size)) = FrameHead::parse(bytes) {
        let length = usize::try_from(head.length).unwrap_or(usize::MAX);
        let Some(frame) = size.checked_add(length).and_then(|end| bytes.get(..end)) else {
            // Not all of it has come, or it is to be refused by its head.
            break;
        };
        bytes = &bytes[frame.len()..];
        if head.opcode.is_control() {
            continue;
        }
        if head.reserved != 0 || head.mask.is_none() || matches!(head.opcode, Opcode::Reserved(_)) {
            assert!(bytes.is_empty(), "{head:?} breaks a rule, and more follows");
            break;
        }
        assert!(length <= MAX_PIECE, "{head:?} is larger than a piece");
        let mut payload = frame[size..].to_vec();
        apply_mask(&mut payload, head.mask.unwrap_or_default());
        match &mut current {
            Some((_, message)) if head.opcode == Opcode::Continuation => message.extend(payload),
            None if head.opcode != Opcode::Continuation => current = Some((head.opcode, payload)),
            _ => {
                assert!(bytes.is_empty(), "{head:?} breaks a rule, and more follows");
                break;
            }
        }
        if head.is_final {
            messages.extend(current.take());
        }
    }
    messages
}
