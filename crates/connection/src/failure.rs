//! Why an attempt failed or a connection broke.

use serde::{Deserialize, Serialize};
use wire::{CloseFault, FrameFault};

use crate::fault::{CertificateFault, FileFault, HeadLimit, ProxyFault, ReplyFault};
use crate::secret_address::SecretAddress;

/// Why an attempt failed or a connection broke.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What went wrong, to be told in a person's language.
    pub cause: Cause,
    /// The technical text of the library. It may quote what the peer sent.
    pub detail: String,
}

/// What went wrong, as far as the library tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// Nothing listens at that address.
    Refused,
    /// No address is known for that name.
    UnknownHost,
    /// The name could not be looked up now: no name server answered, or it has failed.
    NameLookup,
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
        /// The address, as [`Endpoint::parse`](crate::Endpoint::parse) reads it.
        to: SecretAddress,
    },
    /// Something is wrong with the reply to the handshake.
    Reply(ReplyFault),
    /// The reply to the handshake is over a limit.
    HeadLimit(HeadLimit),
    /// The request would be over a limit of this side, so nothing was sent.
    RequestLimit(HeadLimit),
    /// The server switched on extensions that this side did not offer (RFC 6455, section 4.1).
    Extension {
        /// Their names, with commas between them.
        names: String,
    },
    /// The server answered the offer to compress messages in a way that RFC 7692, section 7.1, forbids.
    CompressionAnswer,
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
    /// The server expects TLS at that port, and was asked without it.
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
    /// The peer sent a compressed message that cannot be decompressed.
    Inflate,
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
    /// A page that came over https wants an unencrypted connection, which the browser forbids.
    Insecure,
    /// The browser does not tell its pages why.
    Untold,
    /// Anything else: the detail says what.
    Other,
}
