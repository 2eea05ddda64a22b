//! How bytes are encoded that lie within a message, or are one: text, JSON, a compressed or a binary format. What is recognised by
//! a guess is marked as one.

mod base64;
pub(super) mod cbor;
mod compressed;
mod encoding;
mod items;
pub(super) mod message_pack;
mod printable;
pub(super) mod protobuf;
mod timestamp;

pub use encoding::Encoding;

use serde::de::IgnoredAny;

use super::Fault;
use super::tree::{Nested, Tree};
use compressed::Decompressed;
use printable::is_printable;

/// What bytes may be that lie within others: any of these again.
pub(super) const NESTED: Nested = Nested {
    value: |tree, name, bytes| value(tree, name, bytes),
    bytes,
    string: base64::write,
};
pub(super) use items::{Document, Token};

/// Fewer bytes are never taken for a binary format: nearly any few are some value.
const MIN_GUESSED: usize = 4;

/// What bytes are that nothing is known of, if they are all of it. `None` for plain text and for what is unknown. `MessagePack`,
/// CBOR and Protobuf are guesses.
pub fn detect(bytes: &[u8]) -> Option<Encoding> {
    if let Ok(text) = str::from_utf8(bytes)
        && is_printable(text)
    {
        if is_json(text) {
            return Some(Encoding::Json);
        }
        return is_ndjson(text).then_some(Encoding::Ndjson);
    }
    compressed::detect(bytes).or_else(|| guess(bytes))
}

/// Which binary format bytes may be of: one that reads all of them, and finds several values.
pub(super) fn guess(bytes: &[u8]) -> Option<Encoding> {
    if bytes.len() < MIN_GUESSED {
        return None;
    }
    let has_items = |document: Result<Document<'_>, Fault>| {
        document.is_ok_and(|document| match document.token() {
            Token::Array(count) | Token::Map(count) => count != Some(0),
            // RFC 8949, section 3.4.6.
            Token::Tag(_) => true,
            _ => false,
        })
    };
    if has_items(message_pack::read(bytes)) {
        return Some(Encoding::MessagePack);
    }
    if has_items(cbor::read(bytes)) {
        return Some(Encoding::Cbor);
    }
    protobuf::is_likely(bytes).then_some(Encoding::Protobuf)
}

/// Decodes bytes into the tree, as one value without a name.
///
/// # Errors
///
/// They are not encoded so, or not all of them. Nothing was written then.
pub fn decode(encoding: Encoding, bytes: &[u8], tree: &mut Tree) -> Result<(), Fault> {
    write(encoding, bytes, tree, None)
}

/// Checks bytes, and writes them as the member `name`.
fn write(
    encoding: Encoding,
    bytes: &[u8],
    tree: &mut Tree,
    name: Option<&str>,
) -> Result<(), Fault> {
    match encoding {
        Encoding::Json => {
            let text = utf8(bytes)?;
            serde_json::from_str::<IgnoredAny>(text)
                .map_err(|error| Fault::new(format!("not valid JSON: {error}")))?;
            tree.json(name, text.trim_ascii());
        }
        Encoding::Ndjson => {
            let text = utf8(bytes)?;
            for (index, line) in json_lines(text).enumerate() {
                serde_json::from_str::<IgnoredAny>(line).map_err(|error| {
                    Fault::new(format!("value {} is not valid JSON: {error}", index + 1))
                })?;
            }
            tree.array(name, |tree| {
                tree.each(json_lines(text), |tree, line| {
                    tree.json(None, line.trim_ascii());
                });
            });
        }
        Encoding::MessagePack => message_pack::read(bytes)?.write(tree, name),
        Encoding::Cbor => cbor::read(bytes)?.write(tree, name),
        Encoding::Protobuf => {
            protobuf::check(bytes)?;
            protobuf::write(tree, name, bytes);
        }
        Encoding::Gzip | Encoding::Zlib | Encoding::Zstd => {
            let content = Decompressed::read(encoding, bytes, tree)?;
            content.write(tree, name, encoding);
        }
    }
    Ok(())
}

/// Writes bytes as the member `name`: JSON as it stands, text as a string, what looks like an encoding with its name, and what is
/// none of these as its size and its first bytes.
pub fn value<'n>(tree: &mut Tree, name: impl Into<Option<&'n str>>, bytes: &[u8]) {
    if !tree.is_wanted() {
        return;
    }
    let name = name.into();
    match str::from_utf8(bytes) {
        Ok(text) if is_json(text) => tree.json(name, text.trim_ascii()),
        Ok(text) if is_ndjson(text) => encoded(tree, name, Encoding::Ndjson, bytes),
        Ok(text) if is_printable(text) || !protobuf::is_likely(bytes) => tree.string(name, text),
        _ => binary(tree, name, bytes),
    }
}

/// Writes bytes that are known to be no text in the format they stand in, as [`raw`], with what they may be beside their size.
pub(super) fn bytes(tree: &mut Tree, name: Option<&str>, bytes: &[u8]) {
    if !tree.is_wanted() {
        return;
    }
    match str::from_utf8(bytes) {
        Ok(text) if is_printable(text) => tree.object(name, |tree| {
            tree.number("bytes", bytes.len());
            value(tree, "text", bytes);
        }),
        _ => binary(tree, name, bytes),
    }
}

/// Writes bytes that are no text.
fn binary(tree: &mut Tree, name: Option<&str>, bytes: &[u8]) {
    let found = tree
        .has_layer()
        .then(|| compressed::detect(bytes).or_else(|| guess(bytes)));
    match found.flatten() {
        Some(encoding) => encoded(tree, name, encoding, bytes),
        None => raw(tree, name, bytes),
    }
}

/// Writes bytes that look like an encoding.
fn encoded(tree: &mut Tree, name: Option<&str>, encoding: Encoding, bytes: &[u8]) {
    if matches!(encoding, Encoding::Gzip | Encoding::Zlib | Encoding::Zstd) {
        match Decompressed::read(encoding, bytes, tree) {
            Ok(content) => content.write(tree, name, encoding),
            Err(_) => raw(tree, name, bytes),
        }
        return;
    }
    tree.object(name, |tree| {
        let guess = if encoding.is_guess() { " (guess)" } else { "" };
        tree.string("encoding", &format!("{}{guess}", encoding.name()));
        tree.number("bytes", bytes.len());
        tree.layer(|tree| {
            // It was read before, when it was detected.
            if write(encoding, bytes, tree, Some("content")).is_err() {
                raw(tree, "content", bytes);
            }
        });
    });
}

/// Writes bytes of which nothing is known.
pub fn raw<'n>(tree: &mut Tree, name: impl Into<Option<&'n str>>, bytes: &[u8]) {
    tree.raw(name, bytes);
}

fn utf8(bytes: &[u8]) -> Result<&str, Fault> {
    str::from_utf8(bytes).map_err(|error| Fault::at(error.valid_up_to(), "not UTF-8"))
}

/// Whether a text is one JSON value that is more than a word or a number.
fn is_json(text: &str) -> bool {
    begins_json(text) && serde_json::from_str::<IgnoredAny>(text).is_ok()
}

fn begins_json(text: &str) -> bool {
    matches!(
        text.trim_ascii_start().as_bytes().first(),
        Some(b'{' | b'[')
    )
}

/// Whether a text is several JSON values that are more than words and numbers, one in each line.
fn is_ndjson(text: &str) -> bool {
    begins_json(text) && json_lines(text).nth(1).is_some() && json_lines(text).all(is_json)
}

/// The lines that are not empty.
fn json_lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.trim_ascii().is_empty())
}

#[cfg(test)]
mod tests;
