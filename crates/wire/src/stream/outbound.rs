//! What goes out: compressed, if that was agreed.

use std::borrow::Cow;
use std::io;

use super::scratch::{self, Scratch};
use crate::deflate::Deflater;
use crate::head::FrameHead;
use crate::mask::apply_mask;
use crate::opcode::Opcode;
use crate::rules::COMPRESSED;
use crate::withheld::Withheld;

/// The largest payload of a compressed frame, in bytes: the receiver can begin to read before all of it is there.
const MAX_FRAGMENT: usize = 64 * 1024;

thread_local! {
    /// What was compressed of a frame, until it is cut into fragments.
    static DEFLATED: Scratch = const { Scratch::new(Vec::new()) };
}

/// Rewrites the frames that go out.
#[derive(Debug)]
pub(super) struct Outbound {
    deflater: Option<Deflater>,
    pub(super) withheld: Withheld,
    /// The beginning of a frame, if less than all of it was written.
    rest: Vec<u8>,
    /// The message that is being sent in several frames, and how its next one begins.
    message: Option<Message>,
}

#[derive(Clone, Copy, Debug)]
struct Message {
    /// The opcode of the next frame: that of the message for the first one.
    opcode: Opcode,
    is_compressed: bool,
}

impl Outbound {
    pub(super) fn new(deflater: Option<Deflater>) -> Self {
        Self {
            deflater,
            withheld: Withheld::default(),
            rest: Vec::new(),
            message: None,
        }
    }

    /// Whether anything is compressed at all.
    pub(super) fn compresses(&self) -> bool {
        self.deflater.is_some()
    }

    /// Takes frames over, and appends what is sent for them to `output`: whole frames always.
    pub(super) fn write(&mut self, bytes: &[u8], output: &mut Vec<u8>) -> io::Result<()> {
        if self.rest.is_empty() {
            let taken = self.write_frames(bytes, output)?;
            self.rest.extend_from_slice(&bytes[taken..]);
        } else {
            let mut rest = std::mem::take(&mut self.rest);
            rest.extend_from_slice(bytes);
            let taken = self.write_frames(&rest, output)?;
            rest.drain(..taken);
            self.rest = rest;
        }
        Ok(())
    }

    /// What follows is compressed without reference to what was before.
    pub(super) fn forget_context(&mut self) {
        self.deflater.iter_mut().for_each(Deflater::release);
    }

    /// Gives back what is needed only while something is sent. Between two messages only.
    pub(super) fn release(&mut self) {
        if self.message.is_none() {
            self.deflater.iter_mut().for_each(Deflater::release);
        }
    }

    fn write_frames(&mut self, bytes: &[u8], output: &mut Vec<u8>) -> io::Result<usize> {
        let mut taken = 0;
        while let Some((head, size)) = FrameHead::parse(&bytes[taken..]) {
            let frame = usize::try_from(head.length)
                .ok()
                .and_then(|length| bytes[taken..].get(..size.checked_add(length)?));
            let Some(frame) = frame else {
                break;
            };
            taken += frame.len();
            self.write_frame(&head, size, frame, output)?;
        }
        Ok(taken)
    }

    fn write_frame(
        &mut self,
        head: &FrameHead,
        size: usize,
        frame: &[u8],
        output: &mut Vec<u8>,
    ) -> io::Result<()> {
        match head.opcode {
            Opcode::Pong if self.withheld.pongs => {}
            Opcode::Close if self.withheld.closes => {}
            Opcode::Text | Opcode::Binary => {
                let message = Message {
                    opcode: head.opcode,
                    // A frame that has such a bit already is somebody's own.
                    is_compressed: self.deflater.is_some() && head.reserved == 0,
                };
                return self.write_data(message, head, size, frame, output);
            }
            Opcode::Continuation => {
                if let Some(message) = self.message {
                    return self.write_data(message, head, size, frame, output);
                }
                output.extend_from_slice(frame);
            }
            Opcode::Close | Opcode::Ping | Opcode::Pong | Opcode::Reserved(_) => {
                output.extend_from_slice(frame);
            }
        }
        Ok(())
    }

    fn write_data(
        &mut self,
        message: Message,
        head: &FrameHead,
        size: usize,
        frame: &[u8],
        output: &mut Vec<u8>,
    ) -> io::Result<()> {
        let Some(deflater) = self.deflater.as_mut().filter(|_| message.is_compressed) else {
            output.extend_from_slice(frame);
            self.message = (!head.is_final).then_some(Message {
                opcode: Opcode::Continuation,
                ..message
            });
            return Ok(());
        };
        let mut payload = Cow::Borrowed(&frame[size..]);
        if let Some(key) = head.mask {
            apply_mask(payload.to_mut(), key);
        }
        let mut compressed = scratch::take(&DEFLATED);
        deflater.deflate(&payload, head.is_final, &mut compressed)?;
        let is_whole = head.is_final && message.opcode != Opcode::Continuation;
        if is_whole && !deflater.keeps_context() && compressed.len() >= payload.len() {
            // Nothing gained, and nothing that follows refers to it.
            output.extend_from_slice(frame);
        } else {
            self.put_fragments(message, head, &mut compressed, output)?;
        }
        scratch::give(&DEFLATED, compressed);
        Ok(())
    }

    fn put_fragments(
        &mut self,
        mut message: Message,
        head: &FrameHead,
        compressed: &mut [u8],
        output: &mut Vec<u8>,
    ) -> io::Result<()> {
        let count = compressed.len().div_ceil(MAX_FRAGMENT);
        for (index, fragment) in compressed.chunks_mut(MAX_FRAGMENT).enumerate() {
            let is_first = message.opcode != Opcode::Continuation;
            let head = FrameHead {
                is_final: head.is_final && index + 1 == count,
                reserved: if is_first { COMPRESSED } else { 0 },
                mask: head.mask.map(|key| fragment_key(key, index)).transpose()?,
                ..FrameHead::whole(message.opcode, fragment.len() as u64)
            };
            if let Some(key) = head.mask {
                apply_mask(fragment, key);
            }
            output.extend_from_slice(&head.encode());
            output.extend_from_slice(fragment);
            message.opcode = Opcode::Continuation;
        }
        self.message = (!head.is_final).then_some(message);
        Ok(())
    }
}

/// A key for each fragment: the first has that of the frame, which was made for it and is used nowhere else.
fn fragment_key(key: [u8; 4], index: usize) -> io::Result<[u8; 4]> {
    if index == 0 {
        return Ok(key);
    }
    fresh_key()
}

/// The key of one frame must not tell that of another (RFC 6455, section 5.3).
pub(super) fn fresh_key() -> io::Result<[u8; 4]> {
    let mut fresh = [0; 4];
    getrandom::fill(&mut fresh).map_err(io::Error::other)?;
    Ok(fresh)
}
