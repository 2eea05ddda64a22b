//! Goes through everything that a payload may be read as.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use connection::MAX_MESSAGE_BYTES;
use data_encoding::{
    BASE64_NOPAD, BASE64URL_NOPAD, Encoding, HEXLOWER, HEXLOWER_PERMISSIVE, HEXUPPER,
};
use payload::json_tokens::end_of_string;
use percent_encoding::{percent_decode_str, percent_encode};
use regex::bytes::Regex;

use super::codecs::{Unpacked, unpack};
use super::escapes::{each_reading, is_printable};
use super::json::{self, Scalar};
use super::matcher::UNRESERVED;
use super::rules::{Rules, own};

/// What is done with what is read.
pub(super) trait Views {
    /// The rules.
    fn rules(&self) -> &Arc<Rules>;

    /// A text or bytes, whole: what stands in their place, if something does.
    fn whole(&mut self, bytes: &[u8]) -> Option<Vec<u8>>;

    /// A value in JSON: what stands in its place.
    fn scalar(&mut self, scalar: &Scalar<'_>) -> Option<String>;
}

/// How much more may be looked into.
pub(super) struct Reach {
    bytes: usize,
    /// What is decompressed.
    pub(super) unpacked: usize,
    /// Something was not looked into.
    pub(super) is_over: bool,
}

/// How much may come of one message, in bytes: of text in Base64 in JSON each layer counts, and whatever is decompressed.
const MAX_BYTES: usize = 4 * MAX_MESSAGE_BYTES;

/// How much may be decompressed of one message, in bytes. A few kilobytes can be made that become a thousand times as many, of which each is then
/// searched in all that it may be read as, about 2 MB in a second.
const MAX_UNPACKED: usize = 16 << 20;

/// How deep is looked: each of JSON, a string in it, Base64 and compression is one.
const MAX_DEPTH: u32 = 16;

/// Texts of fewer bytes within what is no text are none.
const MIN_TEXT: usize = 6;

/// What is encoded has at least so many characters.
const MIN_RUN: usize = 8;

impl Reach {
    pub(super) fn new() -> Self {
        Self::unpacking(MAX_UNPACKED)
    }

    /// The same, and at most so many bytes may be decompressed.
    pub(super) fn unpacking(bytes: usize) -> Self {
        Self {
            bytes: MAX_BYTES,
            unpacked: bytes.min(MAX_UNPACKED),
            is_over: false,
        }
    }

    fn takes(&mut self, bytes: usize, depth: u32) -> bool {
        let left = self.bytes.checked_sub(bytes).filter(|_| depth <= MAX_DEPTH);
        self.is_over |= left.is_none();
        self.bytes = left.unwrap_or(self.bytes);
        left.is_some()
    }
}

/// Goes through a payload. Returns it with what stands in the places of what was replaced.
pub(super) fn rewrite<'a>(
    bytes: &'a [u8],
    views: &mut dyn Views,
    reach: &mut Reach,
    depth: u32,
) -> Cow<'a, [u8]> {
    if bytes.is_empty() || !reach.takes(bytes.len(), depth) {
        return bytes.into();
    }
    match unpack(bytes, reach.unpacked) {
        Unpacked::Not => {}
        Unpacked::TooLarge => {
            reach.is_over = true;
            // So much was decompressed until that was known.
            reach.unpacked = 0;
        }
        Unpacked::Packed(packed) => {
            reach.unpacked -= packed.inner.len();
            if let Cow::Owned(inner) = rewrite(&packed.inner, views, reach, depth + 1) {
                let before = rewrite(&bytes[..packed.begin], views, reach, depth + 1);
                let again = packed
                    .repack(bytes, &before, &inner)
                    .filter(|_| !packed.is_part);
                // What cannot be made again cannot stay.
                reach.is_over |= again.is_none();
                return again.map_or(bytes.into(), Cow::from);
            }
        }
    }
    if let Some(new) = rewrite_utf16(bytes, views, reach, depth) {
        return new.into();
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return match rewrite_text(text, views, reach, depth) {
            Cow::Borrowed(_) => bytes.into(),
            Cow::Owned(text) => text.into_bytes().into(),
        };
    }
    let mut out = Vec::new();
    let mut is_changed = false;
    for chunk in bytes.utf8_chunks() {
        let valid = chunk.valid();
        let text = match valid.len() < MIN_TEXT {
            true => valid.into(),
            false => rewrite_text(valid, views, reach, depth),
        };
        is_changed |= matches!(text, Cow::Owned(_));
        out.extend_from_slice(text.as_bytes());
        out.extend_from_slice(chunk.invalid());
    }
    match views.whole(&out) {
        Some(new) => new.into(),
        None if is_changed => out.into(),
        None => bytes.into(),
    }
}

/// The same of a text in UTF-16, of which some characters are those of ASCII.
fn rewrite_utf16(
    bytes: &[u8],
    views: &mut dyn Views,
    reach: &mut Reach,
    depth: u32,
) -> Option<Vec<u8>> {
    let (units, rest) = bytes.as_chunks();
    if !rest.is_empty() || units.len() < MIN_TEXT || !bytes.contains(&0) {
        return None;
    }
    [true, false].into_iter().find_map(|is_little| {
        let units = units.iter().map(|unit| match is_little {
            true => u16::from_le_bytes(*unit),
            false => u16::from_be_bytes(*unit),
        });
        let write = |unit: u16| match is_little {
            true => unit.to_le_bytes(),
            false => unit.to_be_bytes(),
        };
        let text: Result<String, _> = char::decode_utf16(units).collect();
        let text = text.ok().filter(|text| is_printable(text.as_bytes()))?;
        if !reach.takes(text.len(), depth + 1) {
            return None;
        }
        match rewrite_text(&text, views, reach, depth + 1) {
            Cow::Owned(new) => Some(new.encode_utf16().flat_map(write).collect()),
            Cow::Borrowed(_) => None,
        }
    })
}

/// The same of a text.
pub(super) fn rewrite_text<'a>(
    text: &'a str,
    views: &mut dyn Views,
    reach: &mut Reach,
    depth: u32,
) -> Cow<'a, str> {
    let mut out = String::new();
    let mut is_changed = false;
    let mut from = 0;
    for place in json::places(text) {
        let before = encoded(&text[from..place.start], views, reach, depth);
        let inner = rewrite_json(&text[place.clone()], views, reach, depth);
        is_changed |= inner.is_some() || matches!(before, Cow::Owned(_));
        out += &before;
        out += inner.as_deref().unwrap_or(&text[place.clone()]);
        from = place.end;
    }
    let after = encoded(&text[from..], views, reach, depth);
    is_changed |= matches!(after, Cow::Owned(_));
    out += &after;
    let new = views.whole(out.as_bytes()).map(String::from_utf8);
    match new {
        Some(Ok(new)) => new.into(),
        // A pattern has matched half a character.
        Some(Err(new)) => String::from_utf8_lossy(new.as_bytes()).into_owned().into(),
        None if is_changed => out.into(),
        None => text.into(),
    }
}

fn rewrite_json(
    text: &str,
    views: &mut dyn Views,
    reach: &mut Reach,
    depth: u32,
) -> Option<String> {
    let rules = Arc::clone(views.rules());
    json::rewrite(text, &rules, |scalar| {
        views.scalar(&scalar).or_else(|| {
            let is_own = scalar.is_text && reach.takes(scalar.value.len(), depth + 1);
            let new = is_own.then(|| rewrite_text(scalar.value, views, reach, depth + 1));
            match new {
                Some(Cow::Owned(new)) => Some(new),
                _ => None,
            }
        })
    })
}

/// A text that is no JSON, as one that was cut, and may have strings with escapes.
fn quoted<'a>(text: &'a str, views: &mut dyn Views, reach: &mut Reach, depth: u32) -> Cow<'a, str> {
    let mut out = String::new();
    let (mut at, mut copied) = (0, 0);
    while let Some(begin) = text[at..].find('"').map(|found| at + found) {
        let end = end_of_string(text.as_bytes(), begin + 1);
        let written = text.get(begin..end).unwrap_or_default();
        at = begin + 1;
        let unescaped = written
            .contains('\\')
            .then(|| serde_json::from_str::<String>(written));
        let Some(Ok(unescaped)) = unescaped else {
            // The quote at its end may begin another. What is between is not looked at again.
            let is_closed = end > at && text.as_bytes().get(end - 1) == Some(&b'"');
            at = if is_closed { end - 1 } else { end };
            continue;
        };
        at = end;
        if !reach.takes(unescaped.len(), depth + 1) {
            break;
        }
        if let Cow::Owned(new) = rewrite_text(&unescaped, views, reach, depth + 1) {
            out += &text[copied..begin];
            out += &serde_json::Value::from(new).to_string();
            copied = end;
        }
    }
    if copied == 0 {
        return text.into();
    }
    out += &text[copied..];
    out.into()
}

/// A text in which there may be Base64, hexadecimal and percent escapes.
fn encoded<'a>(
    text: &'a str,
    views: &mut dyn Views,
    reach: &mut Reach,
    depth: u32,
) -> Cow<'a, str> {
    reach.is_over |= each_reading(text.as_bytes(), &mut |_, _| {});
    let text = quoted(text, views, reach, depth);
    let is_escaped = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~%+".contains(&byte);
    let unescaped = runs(&text, &is_escaped, &mut |whole| {
        let run = whole.trim_end_matches('=');
        let bytes: Vec<u8> = run
            .contains('%')
            .then(|| percent_decode_str(run).collect())?;
        let decoded = Some(bytes).filter(|bytes| bytes != run.as_bytes())?;
        match rewrite(&decoded, views, reach, depth + 1) {
            Cow::Owned(new) => {
                let escaped = percent_encode(&new, &UNRESERVED).to_string();
                Some(escaped + &whole[run.len()..])
            }
            Cow::Borrowed(_) => None,
        }
    });
    let whole = in_lines(&unescaped, views, reach, depth);
    let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || b"+/-_".contains(&byte);
    let decoded = runs(
        &whole,
        &is_base64,
        &mut |run| match decoded(run, views, reach, depth) {
            Cow::Owned(new) => Some(new),
            Cow::Borrowed(_) => None,
        },
    );
    let owned = |text: Cow<'_, str>| match text {
        Cow::Owned(new) => Some(new),
        Cow::Borrowed(_) => None,
    };
    let decoded = owned(decoded).or_else(|| owned(whole));
    let new = decoded.or_else(|| owned(unescaped));
    new.map_or(text, Cow::from)
}

/// Base64 in lines, as in mail (RFC 2045, section 6.8).
const LINES: &str = r"[A-Za-z0-9+/]{40,}(?:\r?\n[A-Za-z0-9+/]+)+={0,2}";

/// Replaces what is encoded in several lines.
fn in_lines<'t>(
    text: &'t str,
    views: &mut dyn Views,
    reach: &mut Reach,
    depth: u32,
) -> Cow<'t, str> {
    static CELL: OnceLock<Option<Regex>> = OnceLock::new();
    let found = own(LINES, &CELL).into_iter();
    let mut out = String::new();
    let mut copied = 0;
    for lines in found.flat_map(|lines| lines.find_iter(text.as_bytes())) {
        if let Some(new) = decoded_whole(&text[lines.range()], views, reach, depth) {
            out += &text[copied..lines.start()];
            out += &new;
            copied = lines.end();
        }
    }
    if copied == 0 {
        return text.into();
    }
    out += &text[copied..];
    out.into()
}

/// Letters of Base64 that also separate what is encoded from something else.
const SEPARATORS: [&[char]; 2] = [&['/'], &['-', '_']];

/// The most characters that may stand before what is encoded, as the type of a packet, or `0x`.
const MAX_BEFORE: usize = 3;

/// What stands for a run of letters and digits of which something is encoded: all of it, or a part.
fn decoded<'r>(run: &'r str, views: &mut dyn Views, reach: &mut Reach, depth: u32) -> Cow<'r, str> {
    let mut found = decoded_whole(run, views, reach, depth).map(Cow::Owned);
    for separator in SEPARATORS {
        if found.is_none() && run.contains(separator) {
            let is_in = |byte: u8| !separator.contains(&char::from(byte));
            let parts = runs(
                run,
                &is_in,
                &mut |part| match decoded(part, views, reach, depth) {
                    Cow::Owned(new) => Some(new),
                    Cow::Borrowed(_) => None,
                },
            );
            found = Some(parts);
        }
    }
    found.unwrap_or(run.into())
}

fn decoded_whole(
    run: &str,
    views: &mut dyn Views,
    reach: &mut Reach,
    depth: u32,
) -> Option<String> {
    let letters = run.trim_end_matches('=').replace(['\r', '\n'], "");
    (0..=MAX_BEFORE).find_map(|before| {
        let encoded = letters.get(before..).filter(|it| it.len() >= MIN_RUN)?;
        let (encoding, bytes) = decodings(encoded).find_map(|encoding| {
            let bytes = encoding.decode(encoded.as_bytes()).ok()?;
            // Behind something else, what is no text is most probably not encoded at all.
            if before > 0 && !is_printable(&bytes) {
                return None;
            }
            match rewrite(&bytes, views, reach, depth + 1) {
                Cow::Owned(new) => Some((encoding, new)),
                Cow::Borrowed(_) => None,
            }
        })?;
        let new = encoding.encode(&bytes);
        let padding = (4 - new.len() % 4) % 4;
        let padding = if run.ends_with('=') { padding } else { 0 };
        Some([&letters[..before], &new, &"==="[..padding]].concat())
    })
}

/// How a run of letters and digits may be read.
fn decodings(run: &str) -> impl Iterator<Item = Encoding> {
    let has = |letters: &[char]| run.contains(letters);
    let is_even = run.len().is_multiple_of(2);
    let hex = match (
        has(&['a', 'b', 'c', 'd', 'e', 'f']),
        has(&['A', 'B', 'C', 'D', 'E', 'F']),
    ) {
        (true, true) => HEXLOWER_PERMISSIVE,
        (false, true) => HEXUPPER,
        _ => HEXLOWER,
    };
    let hex = (is_even && run.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(hex);
    let base64 = match (has(&['+', '/']), has(&['-', '_'])) {
        (true, true) => None,
        (false, true) => Some(BASE64URL_NOPAD),
        _ => Some(BASE64_NOPAD),
    };
    hex.into_iter().chain(base64)
}

/// The text with what `replace` gives for its runs of these bytes, with the padding of Base64.
fn runs<'a>(
    text: &'a str,
    is_in: &dyn Fn(u8) -> bool,
    replace: &mut dyn FnMut(&str) -> Option<String>,
) -> Cow<'a, str> {
    let bytes = text.as_bytes();
    let mut out = String::new();
    let (mut at, mut copied) = (0, 0);
    while at < bytes.len() {
        if !is_in(bytes[at]) {
            at += 1;
            continue;
        }
        let begin = at;
        while bytes.get(at).is_some_and(|byte| is_in(*byte)) {
            at += 1;
        }
        let is_long = at - begin >= MIN_RUN;
        let padding = bytes[at..].iter().take(2);
        at += padding.take_while(|byte| **byte == b'=').count();
        // Other letters than those of ASCII have bytes of their own, and may be within a run that excludes some.
        let run = text.get(begin..at).filter(|_| is_long);
        if let Some(new) = run.and_then(&mut *replace) {
            out += &text[copied..begin];
            out += &new;
            copied = at;
        }
    }
    if copied == 0 {
        return text.into();
    }
    out += &text[copied..];
    out.into()
}
