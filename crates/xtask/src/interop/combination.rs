//! What can be agreed on (RFC 7692, section 7.1).

use std::fmt;

use serde_json::{Value, json};

use crate::Result;

/// Who asks for a combination. The other side agrees to whatever is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asker {
    Client,
    Server,
}

/// What is to be agreed on, and what was. The largest window is that of an answer that names none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Combination {
    pub(super) server: Direction,
    pub(super) client: Direction,
}

/// How one side compresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Direction {
    pub(super) keeps_context: bool,
    pub(super) window_bits: u8,
}

/// The smallest that zlib compresses with, one in between, and the largest.
const WINDOWS: [u8; 3] = [9, 12, MAX_WINDOW];

const MAX_WINDOW: u8 = 15;

/// A window that only a client is asked for: zlib does not compress with so small a one.
const EIGHT_BITS: u8 = 8;

/// All that one side may ask for.
pub(super) fn combinations(asker: Asker, takes_eight_bits: bool) -> Vec<Combination> {
    let directions = |windows: &[u8]| {
        let mut all = Vec::new();
        for keeps_context in [true, false] {
            all.extend(windows.iter().map(|&window_bits| Direction {
                keeps_context,
                window_bits,
            }));
        }
        all
    };
    let mut clients = directions(&WINDOWS);
    if takes_eight_bits && asker == Asker::Server {
        clients.extend(directions(&[EIGHT_BITS]));
    }
    let mut all = Vec::new();
    for server in directions(&WINDOWS) {
        all.extend(clients.iter().map(|&client| Combination { server, client }));
    }
    all
}

impl Combination {
    /// As the servers here read it from the query of a path.
    pub(super) fn query(&self, asker: Asker) -> String {
        if asker == Asker::Client {
            return String::new();
        }
        let Self { server, client } = self;
        let mut parts = vec![
            format!("server_max_window_bits={}", server.window_bits),
            format!("client_max_window_bits={}", client.window_bits),
        ];
        if !server.keeps_context {
            parts.push("server_no_context_takeover".to_owned());
        }
        if !client.keeps_context {
            parts.push("client_no_context_takeover".to_owned());
        }
        parts.join("&")
    }

    /// As the clients here read it from a plan: a window that is not told is up to the server.
    pub(super) fn offer(&self, asker: Asker) -> Value {
        let Self { server, client } = self;
        let asks = asker == Asker::Client;
        json!({
            "server_no_context_takeover": asks && !server.keeps_context,
            "client_no_context_takeover": asks && !client.keeps_context,
            "server_max_window_bits": asks.then_some(server.window_bits),
            "client_max_window_bits": asks.then_some(client.window_bits),
        })
    }

    /// By the header of an answer.
    pub(super) fn agreed(header: &str) -> Result<Self> {
        let fault = || format!("`{header}` was answered");
        let mut parts = header.split(';').map(str::trim);
        if parts.next() != Some("permessage-deflate") {
            return Err(fault().into());
        }
        let full = Direction {
            keeps_context: true,
            window_bits: MAX_WINDOW,
        };
        let (mut server, mut client) = (full, full);
        for part in parts {
            match part.split_once('=') {
                None if part == "server_no_context_takeover" => server.keeps_context = false,
                None if part == "client_no_context_takeover" => client.keeps_context = false,
                Some(("server_max_window_bits", bits)) => server.window_bits = bits.parse()?,
                Some(("client_max_window_bits", bits)) => client.window_bits = bits.parse()?,
                _ => return Err(fault().into()),
            }
        }
        Ok(Self { server, client })
    }
}

impl fmt::Display for Combination {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { server, client } = self;
        write!(formatter, "server {server}, client {client}")
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let context = if self.keeps_context {
            "with"
        } else {
            "without"
        };
        write!(formatter, "{context} context and {} bits", self.window_bits)
    }
}

#[cfg(test)]
mod tests {
    use super::{Asker, Combination, combinations};

    #[test]
    fn each_combination_is_there_once() {
        for (asker, takes_eight_bits, count) in [
            (Asker::Client, false, 36),
            (Asker::Client, true, 36),
            (Asker::Server, false, 36),
            (Asker::Server, true, 48),
        ] {
            let mut texts: Vec<_> = combinations(asker, takes_eight_bits)
                .iter()
                .map(Combination::to_string)
                .collect();
            texts.sort_unstable();
            texts.dedup();
            assert_eq!(texts.len(), count, "{asker:?} {takes_eight_bits}");
        }
    }

    #[test]
    fn an_answer_is_read_whatever_its_order() {
        for (header, expected) in [
            (
                "permessage-deflate",
                "server with context and 15 bits, client with context and 15 bits",
            ),
            (
                "permessage-deflate; client_max_window_bits=9;server_no_context_takeover",
                "server without context and 15 bits, client with context and 9 bits",
            ),
        ] {
            let agreed = Combination::agreed(header).unwrap();
            assert_eq!(agreed.to_string(), expected, "{header}");
        }
        for header in ["", "x", "permessage-deflate; x", "permessage-deflate; x=1"] {
            assert!(Combination::agreed(header).is_err(), "{header}");
        }
    }
}
