//! How a server proves that it read the handshake (RFC 6455, sections 1.3 and 4.2.2).

use data_encoding::BASE64;
use sha1::{Digest as _, Sha1};

/// What the server appends to the key of a client.
pub const GUID: &str = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/// The SHA-1 of a `Sec-WebSocket-Key` with the [`GUID`] after it.
pub fn accept_digest(key: &[u8]) -> [u8; 20] {
    Sha1::new()
        .chain_update(key)
        .chain_update(GUID)
        .finalize()
        .into()
}

/// The `Sec-WebSocket-Accept` that answers a `Sec-WebSocket-Key`: [`accept_digest`] in Base64.
pub fn accept_key(key: &[u8]) -> String {
    BASE64.encode(&accept_digest(key))
}

/// Whether this has the form of a `Sec-WebSocket-Key`: 16 bytes in Base64 (RFC 4648, section 4). Which bytes does not
/// matter, since the answer is made from the text.
pub fn is_key(key: &[u8]) -> bool {
    let is_digit = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/".contains(byte);
    matches!(key.strip_suffix(b"=="), Some(digits) if digits.len() == 22 && digits.iter().all(is_digit))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 6455, section 1.3.
    #[test]
    fn the_example_of_the_standard_is_answered() {
        let key = b"dGhlIHNhbXBsZSBub25jZQ==";
        assert!(is_key(key));
        assert_eq!(accept_key(key), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }
}
