//! What is sent there and back.

use data_encoding::BASE64;
use serde_json::{Value, json};

/// Messages that are sent in a row, without waiting for the first to come back.
pub(super) struct Group {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    messages: Vec<Message>,
}

/// How far a group can be compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Well in any case.
    Alike,
    /// Not at all.
    Noise,
    /// Only by what the messages before have said.
    Again,
}

enum Message {
    Text(String),
    Binary(Vec<u8>),
}

/// Nothing, as little as can be, and both sides of each limit of the length of a frame, with a large one.
const SIZES: [usize; 7] = [0, 1, 125, 126, 65_535, 65_536, 1 << 20];

/// So short that it is within the smallest window of the message after it.
const SHORT: usize = 100;

/// How often the same short message is sent.
const REPETITIONS: usize = 20;

pub(super) fn groups() -> [Group; 4] {
    [
        Group {
            name: "json",
            kind: Kind::Alike,
            messages: SIZES.map(|size| Message::Text(records(size))).into(),
        },
        Group {
            name: "noise",
            kind: Kind::Noise,
            messages: SIZES.map(|size| Message::Binary(noise(size))).into(),
        },
        Group {
            name: "repeated",
            kind: Kind::Alike,
            messages: SIZES
                .map(|size| Message::Binary(b"again ".iter().copied().cycle().take(size).collect()))
                .into(),
        },
        Group {
            name: "again",
            kind: Kind::Again,
            messages: (0..REPETITIONS)
                .map(|_| Message::Binary(noise(SHORT)))
                .collect(),
        },
    ]
}

impl Group {
    /// Bytes of all payloads.
    pub(super) fn size(&self) -> u64 {
        let sizes = self.messages.iter().map(|message| match message {
            Message::Text(text) => text.len() as u64,
            Message::Binary(bytes) => bytes.len() as u64,
        });
        sizes.sum()
    }
}

/// As the clients here read them.
pub(super) fn to_json(groups: &[Group]) -> Value {
    let message = |message: &Message| match message {
        Message::Text(text) => json!({ "text": text }),
        Message::Binary(bytes) => json!({ "base64": BASE64.encode(bytes) }),
    };
    let groups = groups.iter().map(|group| {
        let messages: Vec<_> = group.messages.iter().map(message).collect();
        json!({ "name": group.name, "messages": messages })
    });
    groups.collect()
}

/// Of so many bytes: what an application sends, each record a little different.
fn records(size: usize) -> String {
    let mut text = String::new();
    for number in 0.. {
        if text.len() >= size {
            break;
        }
        let price = number * 7919 % 10_007;
        text += &format!(
            "{{\"id\":{number},\"城市\":\"上海\",\"price\":{price},\"note\":\"压缩的消息\"}},\n"
        );
    }
    text.truncate(text.floor_char_boundary(size));
    let missing = size - text.len();
    text + &" ".repeat(missing)
}

/// Bytes without a pattern; the same ones each time.
fn noise(count: usize) -> Vec<u8> {
    let mut state: u64 = 0x9e37_79b9_7f4a_7c15;
    let next = || {
        // Xorshift, of which the upper bits are the better ones.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_be_bytes()[0]
    };
    std::iter::repeat_with(next).take(count).collect()
}

#[cfg(test)]
mod tests {
    use super::{SIZES, groups, records};

    #[test]
    fn records_have_the_size_that_was_asked_for() {
        for size in SIZES {
            assert_eq!(records(size).len(), size);
        }
        assert!(groups().iter().all(|group| group.size() > 0));
    }
}
