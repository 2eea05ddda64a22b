//! What exactly is wrong with a certificate, a proxy, a frame, a reply or a file.

use std::fmt;

use serde::{Deserialize, Serialize};

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
    /// No trusted authority has signed it.
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

/// A limit that the reply to the handshake is over, or the request for it.
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
            Self::Bytes(limit) => {
                write!(formatter, "the header section has more than {limit} bytes")
            }
            Self::Headers(limit) => write!(formatter, "more than {limit} headers"),
            Self::InterimReplies(limit) => {
                write!(formatter, "more than {limit} interim responses (1xx)")
            }
        }
    }
}

/// What is wrong with a file that the options name: in most cases it is a good file of another kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileFault {
    /// The system does not let it be read, or there is none.
    Unreadable,
    /// It is a folder, or a device that would never end.
    NotAFile,
    /// It is larger than certificates and keys are.
    TooLarge,
    /// There is no certificate in it.
    NoCertificate,
    /// There is no private key in it.
    NoKey,
    /// It is PEM (RFC 7468), and broken.
    Malformed,
    /// The private key is encrypted with a passphrase.
    EncryptedKey,
    /// It is DER, not PEM.
    Der,
    /// It is PKCS #12 (RFC 7292), as `.p12` and `.pfx` are.
    Pkcs12,
    /// It is PKCS #7 (RFC 5652), as `.p7b` is.
    Pkcs7,
    /// It is the key store of a Java program.
    JavaKeyStore,
    /// It is a key for SSH, of OpenSSH or `PuTTY`.
    SshKey,
    /// It is a public key, where a certificate or a private key is needed.
    PublicKey,
    /// It is a request for a certificate (RFC 2986), which is not signed by an authority.
    CertificateRequest,
    /// The certificate is in the form of OpenSSL that says for what it is trusted.
    TrustedCertificate,
    /// It is text in UTF-16.
    Utf16,
    /// The private key belongs to another certificate.
    OtherKey,
    /// The key is of a kind that TLS has no use for, or that is too weak for it.
    Unsupported,
}
