//! What is offered for the compression of messages, as a person fills it in.

use serde::{Deserialize, Serialize};
use wire::deflate::{MAX_WINDOW_BITS, MIN_AGREED_WINDOW_BITS, Offer};

/// The fields about `permessage-deflate` (RFC 7692). Unless they are changed they ask for what browsers ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CompressionForm {
    /// Whether compression is offered.
    pub is_offered: bool,
    /// Whether this side compresses each message on its own.
    pub client_no_context_takeover: bool,
    /// Whether the server has to.
    pub server_no_context_takeover: bool,
    /// The largest window of this side, in bits.
    pub client_max_window_bits: u8,
    /// The largest window of the server, in bits.
    pub server_max_window_bits: u8,
}

impl Default for CompressionForm {
    fn default() -> Self {
        Self {
            is_offered: true,
            client_no_context_takeover: false,
            server_no_context_takeover: false,
            client_max_window_bits: MAX_WINDOW_BITS,
            server_max_window_bits: MAX_WINDOW_BITS,
        }
    }
}

impl CompressionForm {
    /// What is offered. The largest window is not asked for by name: it is what holds without.
    pub fn read(self) -> Option<Offer> {
        let smaller = |bits: u8| {
            let bits = bits.clamp(MIN_AGREED_WINDOW_BITS, MAX_WINDOW_BITS);
            (bits < MAX_WINDOW_BITS).then_some(bits)
        };
        self.is_offered.then(|| Offer {
            server_no_context_takeover: self.server_no_context_takeover,
            client_no_context_takeover: self.client_no_context_takeover,
            server_max_window_bits: smaller(self.server_max_window_bits),
            client_max_window_bits: Some(smaller(self.client_max_window_bits)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_filled_in_is_offered() {
        let offered = |form: CompressionForm| form.read().map(|offer| offer.to_string());
        let plain = CompressionForm::default();
        assert_eq!(plain.read(), Some(Offer::OF_BROWSERS));
        let chosen = CompressionForm {
            client_no_context_takeover: true,
            server_no_context_takeover: true,
            client_max_window_bits: 10,
            // As stored by somebody else.
            server_max_window_bits: 0,
            ..plain
        };
        let expected = "permessage-deflate; server_no_context_takeover; client_no_context_takeover; \
                        server_max_window_bits=8; client_max_window_bits=10";
        assert_eq!(offered(chosen).as_deref(), Some(expected));
        let none = CompressionForm {
            is_offered: false,
            ..chosen
        };
        assert_eq!(offered(none), None);
    }
}
