//! How a handshake is proved (RFC 6455, section 1.3).

use data_encoding::HEXLOWER;
use wire::handshake::{accept_digest, accept_key};

pub use wire::handshake::GUID;

/// How the server proves that it read the handshake, step by step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The key with the GUID behind it.
    pub joined: String,
    /// Its SHA-1, in hexadecimal digits.
    pub digest: String,
    /// The same in Base64: `Sec-WebSocket-Accept`.
    pub accept: String,
}

impl Proof {
    /// For this `Sec-WebSocket-Key`.
    pub fn of(key: &str) -> Self {
        Self {
            joined: format!("{key}{GUID}"),
            digest: HEXLOWER.encode(&accept_digest(key.as_bytes())),
            accept: accept_key(key.as_bytes()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 6455, section 1.3.
    #[test]
    fn the_proof_is_worked_out_step_by_step() {
        let proof = Proof::of("dGhlIHNhbXBsZSBub25jZQ==");
        assert_eq!(
            proof.joined,
            "dGhlIHNhbXBsZSBub25jZQ==258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        );
        assert_eq!(proof.digest, "b37a4f2cc0624f1690f64606cf385945b2bec4ea");
        assert_eq!(proof.accept, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }
}
