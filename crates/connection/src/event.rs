//! What happens to a connection, in the words of RFC 6455.

use std::fmt;
use std::net::{IpAddr, SocketAddr};

use serde::{Deserialize, Serialize};

use crate::{Endpoint, FileFault};

/// One message, or one control frame that carries data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// A text message: UTF-8 by definition (RFC 6455, section 5.6).
    Text(String),
    /// A binary message.
    Binary(Vec<u8>),
    /// A ping from the peer. The pong is sent by the library.
    Ping(Vec<u8>),
    /// A pong from the peer.
    Pong(Vec<u8>),
}

impl Message {
    /// The payload, as it is on the wire.
    pub fn payload(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Binary(bytes) | Self::Ping(bytes) | Self::Pong(bytes) => bytes,
        }
    }

    /// The payload, as it is on the wire, without a copy.
    pub fn into_payload(self) -> Vec<u8> {
        match self {
            Self::Text(text) => text.into_bytes(),
            Self::Binary(bytes) | Self::Ping(bytes) | Self::Pong(bytes) => bytes,
        }
    }
}

/// What the handler of a connection is told, in this order for each attempt:
/// `Connecting`, any number of `Step`s, then `Opened`, `Failed`, or `Closed` if it was cancelled; after `Opened` any number of
/// messages, then `Closed` or `Lost`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// An attempt to connect begins.
    Connecting(Endpoint),
    /// The attempt got one step further, or there is more to tell of the message before. Of inspected connections, and of those
    /// that were [taken over](Step::TakenOver).
    Step(Step),
    /// The handshake is done: both sides may send.
    Opened,
    /// A message was handed to the socket. Told before its answer can arrive.
    Sent(Message),
    /// A message arrived.
    Received(Message),
    /// The connection, or the attempt, was ended by one side on purpose.
    Closed(HungUpBy),
    /// The attempt did not lead to an open connection.
    Failed(Failure),
    /// The open connection broke.
    Lost(Failure),
}

/// Who ended a connection on purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HungUpBy {
    /// This side, with this close frame; `None` where nothing was chosen, or there was nothing to close.
    Us(Option<CloseFrame>),
    /// The other side, with a close frame. `None` where the library does not tell what was in it.
    Peer(Option<CloseFrame>),
}

/// What both sides agreed on, where the library tells it though it shows no handshake: the attributes of a browser's
/// `WebSocket`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// The address, as it was dialled.
    pub address: String,
    /// The subprotocol that the server chose; empty for none.
    pub subprotocol: String,
    /// The extensions that the server switched on; empty for none.
    pub extensions: String,
}

/// What was in a close frame (RFC 6455, section 5.5.1).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloseFrame {
    /// Why, as a number; `None` in an empty frame.
    pub code: Option<u16>,
    /// Why, in words of the peer. May be empty.
    pub reason: String,
}

/// The longest reason of a close frame, in bytes: a control frame carries 125, of which the code takes two.
pub const MAX_CLOSE_REASON_BYTES: usize = 123;

/// Why a close frame cannot be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CloseFrameError {
    /// The code may not be in a frame: it stands for what a peer cannot say, such as that it is gone (RFC 6455, section 7.4.1).
    #[error("{0} is never sent: it stands for an ending without such a frame")]
    NeverSent(u16),
    /// Nobody may use the code yet, or ever (RFC 6455, section 7.4.2).
    #[error("{0} is no code that may be sent: 1000 to 1003, 1007 to 1014, and 3000 to 4999 are")]
    Unassigned(u16),
    /// A browser lets its pages send 1000 and 3000 to 4999 only.
    #[error("a browser lets its pages send 1000 and 3000 to 4999 only, not {0}")]
    NotFromPage(u16),
    /// The reason is over [`MAX_CLOSE_REASON_BYTES`].
    #[error("the reason has {0} bytes; 123 fit into a close frame")]
    LongReason(usize),
    /// A reason follows a code: without one there is no place for it.
    #[error("a reason needs a code")]
    ReasonAlone,
}

impl CloseFrame {
    /// Whether it may be sent from here.
    ///
    /// # Errors
    /// The rule that forbids it.
    pub fn check_sendable(&self) -> Result<(), CloseFrameError> {
        let length = self.reason.len();
        match self.code {
            None if length > 0 => return Err(CloseFrameError::ReasonAlone),
            Some(code @ (1004..=1006 | 1015)) => return Err(CloseFrameError::NeverSent(code)),
            Some(code) if !is_close_code(code) => {
                return Err(CloseFrameError::Unassigned(code));
            }
            Some(code) if cfg!(target_arch = "wasm32") && matches!(code, 1001..=2999) => {
                return Err(CloseFrameError::NotFromPage(code));
            }
            _ => {}
        }
        if length > MAX_CLOSE_REASON_BYTES {
            return Err(CloseFrameError::LongReason(length));
        }
        Ok(())
    }
}

/// Whether a close frame may carry the code: the others are reserved, or stand for an ending without such a frame (RFC 6455,
/// section 7.4, and the registry of IANA).
pub(crate) fn is_close_code(code: u16) -> bool {
    matches!(code, 1000..=1003 | 1007..=1014 | 3000..=4999)
}

/// How far an attempt came, and how long this part of it took; and what is told of an open connection beside its messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
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
        /// Which.
        address: SocketAddr,
        /// What the system said, or which address was faster.
        detail: String,
        /// In microseconds.
        micros: u64,
    },
    /// TCP is connected.
    Reached {
        /// With whom.
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
        /// In microseconds.
        micros: u64,
    },
    /// The handshake was sent.
    Requested {
        /// The request, as it went out.
        head: String,
    },
    /// The server answered it, with whatever.
    Answered {
        /// The beginning of the reply, as it came in.
        head: String,
        /// Since the request, in microseconds.
        micros: u64,
    },
    /// Before its answer, the server said something that is none: an interim reply, as 103 Early Hints (RFC 9110, section 15.2).
    Interim {
        /// The beginning of it, as it came in.
        head: String,
        /// Since the request, in microseconds.
        micros: u64,
    },
    /// The first driver got no further, and was dropped; the other one asks the server once more, in the same attempt. What
    /// follows is told of the second request.
    TakenOver {
        /// What the first one does not do.
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
    /// The message before came in more than one frame.
    Fragments {
        /// In so many.
        count: u32,
    },
}

fn yes() -> bool {
    true
}

/// Why a server is asked once more: what ewebsock does not do, and the other driver does.
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

/// Why an attempt failed or a connection broke.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What went wrong, for words in a person's language.
    pub cause: Cause,
    /// What the library said, for those who want to know. It may quote what the peer sent.
    pub detail: String,
}

/// What is wrong with a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CertificateFault {
    /// Its time is over.
    Expired,
    /// Its time has not begun: one of the two clocks is wrong, perhaps.
    NotYetValid,
    /// It is for another name.
    WrongName,
    /// Nobody who is trusted vouches for it.
    UnknownIssuer,
    /// Anything else.
    Other,
}

/// Why a proxy does not lead to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProxyFault {
    /// The environment names it by what is no address.
    Address,
    /// The environment names one of a kind that is not supported, such as `https://`.
    Scheme,
    /// No address is known for its name.
    UnknownHost,
    /// Nothing listens at its address.
    Refused,
    /// The network says that it cannot be reached.
    Unreachable,
    /// It did not answer within the time of the attempt.
    TimedOut,
    /// It wants a login.
    Login,
    /// It does not accept the login that it was given.
    LoginRefused,
    /// The login cannot be sent: in SOCKS5, the name and the password have 1 to 255 bytes each (RFC 1929).
    Credentials,
    /// An HTTP proxy answered with this status.
    Status(u16),
    /// A SOCKS5 proxy answered with this code, from 1 to 8 (RFC 1928, section 6).
    Socks(u8),
    /// It answers, but not as a proxy of its kind does.
    Nonsense,
    /// Its answer has more headers, or more bytes before their end, than are read.
    Head,
    /// It ended the connection before it answered.
    Dropped,
    /// Anything else: the detail says what.
    Other,
}

/// What is wrong with a close frame (RFC 6455, sections 5.5 and 7.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CloseFault {
    /// Its code is reserved, or stands for an ending without a close frame.
    Code,
    /// Its reason is not UTF-8.
    Reason,
    /// It carries one byte, and a code has two.
    OneByte,
    /// It carries more than 125 bytes.
    Long,
    /// It is said to be one of several fragments.
    Fragmented,
}

/// What is wrong with a frame that is not a close frame (RFC 6455, sections 5.1 to 5.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FrameFault {
    /// A reserved bit is set, and no extension gives it a meaning.
    ReservedBits,
    /// Its opcode is reserved.
    Opcode(u8),
    /// It is masked, which only a client does.
    Masked,
    /// A control frame that is said to be one of several fragments.
    FragmentedControl,
    /// A control frame that carries more than 125 bytes.
    LongControl,
    /// A continuation without a message that it could continue.
    NothingToContinue,
    /// A new message before the last fragment of the one before.
    Unfinished,
}

/// What is wrong with the reply to the handshake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReplyFault {
    /// It ended before it was whole, or there was none.
    Incomplete,
    /// It is in another version of HTTP than 1.1, which alone can be switched to WebSocket in this way.
    HttpVersion,
    /// It is HTTP, but a line of its head is not.
    Malformed,
    /// It accepts without `Upgrade: websocket`.
    Upgrade,
    /// It accepts without `Connection: Upgrade`.
    Connection,
    /// It accepts without `Sec-WebSocket-Accept`.
    NoAccept,
    /// It accepts with more than one `Sec-WebSocket-Accept`.
    SeveralAccepts,
}

/// A limit that the reply to the handshake is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HeadLimit {
    /// Its head is larger than so many bytes.
    Bytes(usize),
    /// It has more headers than so many.
    Headers(usize),
    /// More interim replies come before it than so many.
    InterimReplies(usize),
}

impl fmt::Display for HeadLimit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(limit) => write!(formatter, "the head has more than {limit} bytes"),
            Self::Headers(limit) => write!(formatter, "the head has more than {limit} headers"),
            Self::InterimReplies(limit) => write!(formatter, "more than {limit} interim replies"),
        }
    }
}

/// What went wrong, as far as the library tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// Nothing listens at that address.
    Refused,
    /// No address is known for that name.
    UnknownHost,
    /// The network says that the host cannot be reached.
    Unreachable,
    /// No answer within [`Options::connect_timeout`](crate::Options::connect_timeout), or the network gave up.
    TimedOut,
    /// The server answered the handshake with this HTTP status instead of 101.
    HttpStatus(u16),
    /// The server answered the handshake with this HTTP status, and with the address of another server to ask. It is not
    /// followed unasked (RFC 6455, section 4.1, leaves it open).
    Redirect {
        /// The status.
        status: u16,
        /// The address, whole, as [`Endpoint::parse`] reads it.
        to: String,
    },
    /// Something is wrong with the reply to the handshake.
    Reply(ReplyFault),
    /// The reply to the handshake is over a limit.
    HeadLimit(HeadLimit),
    /// The server switched on extensions that this side did not offer (RFC 6455, section 4.1).
    Extension {
        /// Their names, with commas between them.
        names: String,
    },
    /// Something answered, but not with a WebSocket handshake.
    NotWebSocket,
    /// The server accepted the handshake with a `Sec-WebSocket-Accept` that does not fit the key (RFC 6455, section 4.1).
    WrongAccept,
    /// The server chose a subprotocol that this side did not offer (RFC 6455, section 4.1). It may choose none.
    Subprotocol,
    /// The server chose more than one, in a list or in several lines.
    SeveralSubprotocols,
    /// The server answered with a `Sec-WebSocket-Protocol` that names none.
    EmptySubprotocol,
    /// The server answered with a `Sec-WebSocket-Protocol` that is no name of a subprotocol.
    MalformedSubprotocol,
    /// The encrypted channel could not be set up.
    Tls,
    /// The certificate of the server was not accepted.
    Certificate(CertificateFault),
    /// The server speaks no TLS at that port.
    NoTls,
    /// The server expects TLS at that port, and was spoken to without.
    OnlyTls,
    /// The server wants a certificate of this side, and got none that it accepts.
    ClientCertificate,
    /// The proxy does not lead to the server.
    Proxy(ProxyFault),
    /// A file that the options name cannot be used.
    File(FileFault),
    /// The peer did not answer a ping in time.
    NoPong,
    /// The peer pings, and shows no sign of reading the answers, of which the most that is allowed waits.
    UnreadPongs,
    /// The peer sent a message over [`Options::max_message_bytes`](crate::Options::max_message_bytes).
    MessageTooLarge,
    /// The peer sent a text message that is not UTF-8.
    InvalidText,
    /// The peer sent something that is not UTF-8: a text message, or the reason in a close frame. ewebsock does not tell which.
    InvalidUtf8,
    /// The peer sent a close frame that breaks the rules.
    CloseFrame {
        /// Its code, if it has one.
        code: Option<u16>,
        /// What is wrong.
        fault: CloseFault,
    },
    /// The peer sent another frame that breaks the rules.
    Frame(FrameFault),
    /// The peer broke another rule of RFC 6455.
    ProtocolViolation,
    /// The connection ended without a close frame.
    Dropped,
    /// A page that came over https wants to speak unencrypted, and the browser does not let it.
    Insecure,
    /// The browser knows why, and tells no page.
    Untold,
    /// Anything else: the detail says what.
    Other,
}

#[cfg(test)]
mod tests;
