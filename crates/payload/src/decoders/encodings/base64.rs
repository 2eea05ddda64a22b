//! Base64 in strings of JSON (RFC 4648), which is how JSON carries bytes. A string does not say that it is Base64, so it is taken for it only
//! where it holds something that is recognised: words and ids are of the same letters.

use data_encoding::{BASE64, BASE64_NOPAD, BASE64URL, BASE64URL_NOPAD, Encoding as Alphabet};

use super::super::Tree;
use super::super::limits::MIN_BASE64;
use super::items::Document;
use super::printable::is_printable;
use super::{cbor, compressed, message_pack, protobuf};

/// What stands before Base64 in a `data:` URL (RFC 2397).
const DATA_URL: (&str, &str) = ("data:", ";base64,");

/// How files begin that are known by it, and what they are.
const MAGIC: &[(&[u8], &str)] = &[
    (b"\x89PNG\r\n\x1a\n", "PNG image"),
    (b"\xff\xd8\xff", "JPEG image"),
    (b"GIF87a", "GIF image"),
    (b"GIF89a", "GIF image"),
    (b"%PDF-", "PDF document"),
    (b"PK\x03\x04", "ZIP archive"),
    (b"OggS", "Ogg audio or video"),
    (b"ID3", "MP3 audio"),
    (b"fLaC", "FLAC audio"),
    (b"\x1a\x45\xdf\xa3", "Matroska or WebM video"),
    (b"\0asm", "WebAssembly module"),
    (b"\0\0\x01\0", "icon"),
];
/// The same for files that say at another place what they are.
const MAGIC_BEHIND: &[(&[u8], usize, &[u8], &str)] = &[
    (b"RIFF", 8, b"WEBP", "WebP image"),
    (b"RIFF", 8, b"WAVE", "WAVE audio"),
    (b"", 4, b"ftypavif", "AVIF image"),
    (b"", 4, b"ftyphei", "HEIF image"),
    (b"", 4, b"ftyp", "MP4 video"),
];

/// What was found in a string.
enum Holds {
    File(&'static str),
    Text,
    /// Bytes in an encoding that is known.
    Encoded,
}

/// Writes an object in place of a string of JSON: the string as it stands there, and what it holds. Writes nothing, and says so, where it
/// is no Base64, or holds nothing that is known.
pub(in crate::decoders) fn write(tree: &mut Tree, content: &str) -> bool {
    let Some(bytes) = bytes(content) else {
        return false;
    };
    let Some(holds) = recognise(&bytes) else {
        return false;
    };
    tree.layer(|tree| {
        tree.part(|tree| {
            tree.verbatim("base64", &["\"", content, "\""]);
            match holds {
                Holds::File(kind) => tree.object("holds", |tree| {
                    tree.string("format", kind);
                    tree.number("bytes", bytes.len());
                }),
                Holds::Text => tree.nested_value("holds", &bytes),
                Holds::Encoded => tree.nested_bytes("holds", &bytes),
            }
        });
    });
    true
}

/// The bytes that a string stands for, if it can be Base64 of any of the usual alphabets, with padding or without.
fn bytes(content: &str) -> Option<Vec<u8>> {
    let (scheme, marker) = DATA_URL;
    let after = content.strip_prefix(scheme);
    let letters = match after.and_then(|url| url.split_once(marker)) {
        Some((_, letters)) => letters,
        None => content,
    };
    if letters.len() < MIN_BASE64 {
        return None;
    }
    // Some writers of JSON escape every slash.
    let letters = match letters.contains('\\') {
        true => &*letters.replace("\\/", "/"),
        false => letters,
    };
    let alphabets: [&Alphabet; 4] = [&BASE64, &BASE64_NOPAD, &BASE64URL, &BASE64URL_NOPAD];
    alphabets
        .iter()
        .find_map(|alphabet| alphabet.decode(letters.as_bytes()).ok())
}

fn recognise(bytes: &[u8]) -> Option<Holds> {
    let begins = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic));
    let behind = MAGIC_BEHIND.iter().find(|(magic, at, more, _)| {
        bytes.starts_with(magic) && bytes.get(*at..).is_some_and(|rest| rest.starts_with(more))
    });
    let kind = begins.map(|it| it.1).or(behind.map(|it| it.3));
    if let Some(kind) = kind {
        return Some(Holds::File(kind));
    }
    if let Ok(text) = str::from_utf8(bytes) {
        return is_printable(text).then_some(Holds::Text);
    }
    if let Some(encoding) = compressed::detect(bytes) {
        return compressed::is_whole(encoding, bytes).then_some(Holds::Encoded);
    }
    // Nearly any bytes are some value of these formats: only what has names, or texts, is taken for one.
    let is_object = |read: Result<Document<'_>, _>| read.is_ok_and(|it| it.is_object());
    let is_encoded = is_object(message_pack::read(bytes))
        || is_object(cbor::read(bytes))
        || protobuf::has_texts(bytes);
    is_encoded.then_some(Holds::Encoded)
}
