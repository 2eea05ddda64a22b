//! How bytes are encoded that lie within a message: text, JSON, a compressed or a binary format. What is recognised by a guess
//! is marked as one.

use data_encoding::HEXLOWER;

use super::limits::MAX_SHOWN_BYTES;
use super::tree::Tree;

/// Writes bytes as the member `name`: JSON as it stands, text as a string, and what is neither as its size and its first bytes.
pub fn value<'n>(tree: &mut Tree, name: impl Into<Option<&'n str>>, bytes: &[u8]) {
    if !tree.is_wanted() {
        return;
    }
    let name = name.into();
    match str::from_utf8(bytes) {
        Ok(text) if is_json(text) => tree.json(name, text),
        Ok(text) => tree.string(name, text),
        Err(_) => raw(tree, name, bytes),
    }
}

/// Writes bytes of which nothing is known.
pub fn raw<'n>(tree: &mut Tree, name: impl Into<Option<&'n str>>, bytes: &[u8]) {
    tree.object(name, |tree| {
        tree.number("bytes", bytes.len());
        let shown = &bytes[..bytes.len().min(MAX_SHOWN_BYTES)];
        let name = if shown.len() < bytes.len() {
            "hex (beginning)"
        } else {
            "hex"
        };
        tree.string(name, &HEXLOWER.encode(shown));
    });
}

/// Whether a text is one JSON value that is more than a word or a number.
fn is_json(text: &str) -> bool {
    matches!(
        text.trim_ascii_start().as_bytes().first(),
        Some(b'{' | b'[')
    ) && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}
