//! The steps of an attempt, and what is told of an open connection beside its messages.

use std::net::{IpAddr, SocketAddr};

use serde::{Deserialize, Serialize};
use wire::deflate::Parameters;
use wire::{RawFrame, Withheld};

use crate::close_frame::CloseFrame;

/// How far an attempt came, and how long this part of it took; and what is told of an open connection beside its messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "kebab-case")]
pub enum Step {
    /// The name was looked up.
    Resolved {
        /// What was found, in the order in which it is tried.
        addresses: Vec<IpAddr>,
        /// In microseconds.
        micros: u64,
    },
    /// One address refused, could not be reached, or had not answered yet when another one accepted.
    Unreached {
        /// That address.
        address: SocketAddr,
        /// What the system said, or which address was faster.
        detail: String,
        /// In microseconds.
        micros: u64,
    },
    /// TCP is connected.
    Reached {
        /// The address that accepted.
        address: SocketAddr,
        /// In microseconds.
        micros: u64,
    },
    /// The proxy leads to the server.
    Tunnelled {
        /// The proxy, without a password.
        proxy: String,
        /// In microseconds.
        micros: u64,
    },
    /// The encrypted channel is there, and its certificate was accepted.
    Secured {
        /// The version of TLS, as `TLSv1_3`.
        version: String,
        /// Whether the certificate was checked: [`Trust::Anyone`](crate::Trust::Anyone) accepts it unseen.
        #[serde(default = "yes")]
        is_verified: bool,
        /// Where the secrets of this channel are written to, if they are.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key_log: Option<KeyLog>,
        /// In microseconds.
        micros: u64,
    },
    /// The handshake was sent.
    Requested {
        /// The request, as it went out.
        head: String,
    },
    /// The server answered it, whether or not it accepted.
    Answered {
        /// The beginning of the reply, as it came in.
        head: String,
        /// Since the request, in microseconds.
        micros: u64,
    },
    /// Before its answer, the server sent an interim reply, as 103 Early Hints (RFC 9110, section 15.2).
    Interim {
        /// The beginning of it, as it came in.
        head: String,
        /// Since the request, in microseconds.
        micros: u64,
    },
    /// ewebsock got no further, and was dropped; the full transport asks the server once more, in the same attempt. What
    /// follows is told of the second request.
    TakenOver {
        /// What ewebsock does not do.
        why: TakeOver,
    },
    /// A browser has done all of that, and hides it from its pages.
    Hidden {
        /// The whole of it, in microseconds.
        micros: u64,
    },
    /// Which of the offered subprotocols the server chose, if any were offered.
    Agreed {
        /// Its name; `None` if it chose none.
        subprotocol: Option<String>,
    },
    /// The server agreed to compress messages (RFC 7692).
    Compression {
        /// What was agreed on.
        agreed: Parameters,
    },
    /// The message before came in more than one frame.
    Fragments {
        /// The number of frames.
        count: u32,
    },
    /// The connection ends within a message, which is not told.
    Unfinished {
        /// The frames of it that had begun.
        frames: u32,
        /// The bytes of its payload that had come.
        bytes: u64,
    },
    /// A frame was sent that a person had put together, outside the messages.
    RawFrame(RawFrameHead),
    /// Which control frames are held back from now on.
    Withheld(Withheld),
    /// A close frame came, and the answer is withheld: the connection stays as it is until the other side ends it.
    CloseUnanswered {
        /// What was in it, where that is known.
        frame: CloseFrame,
    },
}

/// What is recorded of a frame that a person had put together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct RawFrameHead {
    /// Whether it said that it was the last one of its message.
    #[serde(rename = "fin")]
    pub is_final: bool,
    /// The bits RSV1, RSV2 and RSV3, from 4 to 1.
    #[serde(rename = "rsv")]
    pub reserved: u8,
    /// Its four bits.
    pub opcode: u8,
    /// Whether it was masked.
    #[serde(rename = "masked")]
    pub is_masked: bool,
    /// The length that its head told, in bytes.
    pub length: u64,
    /// The bytes of payload that followed.
    pub payload: u64,
}

impl From<&RawFrame> for RawFrameHead {
    fn from(frame: &RawFrame) -> Self {
        Self {
            is_final: frame.is_final,
            reserved: frame.reserved & 0x7,
            opcode: frame.opcode.bits(),
            is_masked: frame.masking != wire::Masking::Unmasked,
            length: frame.length(),
            payload: frame.payload.len() as u64,
        }
    }
}

fn yes() -> bool {
    true
}

/// The file named by the environment variable `SSLKEYLOGFILE`. With it, what was captured of the connection can be
/// decrypted, as Wireshark does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyLog {
    /// The file, as the variable names it.
    pub file: String,
    /// Why the secrets could not be written, in the system's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
}

/// Why a server is asked once more: what ewebsock does not do, and the full transport does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TakeOver {
    /// It takes an interim reply (1xx) for the answer.
    InterimReply,
    /// It does not tell where a redirect (3xx) leads.
    Redirect,
    /// It found no `Upgrade: websocket`, of which it reads the first line only, and not as a list.
    Upgrade,
    /// It found no `Connection: Upgrade`, as above.
    Connection,
    /// It takes a reply in many small pieces for an attack, and so one that is too large.
    Pieces,
    /// It does not tell by how much a reply is too large.
    HeadLimit,
    /// It does not read a head with folded values or blanks before a colon.
    Malformed,
    /// It waits for an address that is silent while another one of the same name accepts.
    SilentAddress,
}
