//! Frames that break a rule of RFC 6455. Each carries `hi` where it can.

use wire::{FrameHead, MAX_CONTROL_PAYLOAD, Opcode, frame};

const PAYLOAD: &[u8] = b"hi";

fn head(payload: &[u8]) -> FrameHead {
    FrameHead::whole(Opcode::Text, payload.len() as u64)
}

/// A text that is not UTF-8 (section 5.6).
pub(crate) fn bad_utf8() -> Vec<u8> {
    let payload = b"caf\xe9";
    frame(&head(payload), payload)
}

/// A reserved bit is set (section 5.2).
pub(crate) fn reserved_bits() -> Vec<u8> {
    let head = FrameHead {
        reserved: 0b100,
        ..head(PAYLOAD)
    };
    frame(&head, PAYLOAD)
}

/// The frame is masked, which only a client's may be (section 5.1).
pub(crate) fn masked() -> Vec<u8> {
    let head = FrameHead {
        mask: Some([1, 2, 3, 4]),
        ..head(PAYLOAD)
    };
    frame(&head, PAYLOAD)
}

/// An opcode that means nothing (section 5.2).
pub(crate) fn unknown_opcode() -> Vec<u8> {
    let head = FrameHead {
        opcode: Opcode::Reserved(3),
        ..head(PAYLOAD)
    };
    frame(&head, PAYLOAD)
}

/// A ping with more than 125 bytes (section 5.5).
pub(crate) fn oversized_control() -> Vec<u8> {
    let payload = [b'.'; MAX_CONTROL_PAYLOAD + 1];
    let head = FrameHead::whole(Opcode::Ping, payload.len() as u64);
    frame(&head, &payload)
}
