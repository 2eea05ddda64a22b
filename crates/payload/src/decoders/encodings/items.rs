//! Binary formats that are JSON with more types: `MessagePack` and CBOR. They differ in how an item begins ([`Token`]), and are
//! checked and written by the same code, which makes no values in memory: 64 MiB may be as many items.
//!
//! What JSON does not have is an object with one member that says what it is: `{"float":"NaN"}`, `{"tag":1,"value":…}`,
//! `{"map":[[key,value],…]}` where keys are no strings, or the same twice.

use super::super::limits::{MAX_DEPTH, MAX_KEYS};
use super::super::{Fault, Tree};

/// What an item begins with, or all of it if it has no items within.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::decoders) enum Token<'a> {
    Null,
    Boolean(bool),
    Integer(i128),
    Single(f32),
    Double(f64),
    Text(&'a [u8]),
    Bytes(&'a [u8]),
    /// So many items follow; without a number, items up to a [`Token::Break`].
    Array(Option<u64>),
    /// So many pairs of items follow; without a number, pairs up to a [`Token::Break`].
    Map(Option<u64>),
    /// Texts (or bytes) follow that are one, up to a [`Token::Break`].
    Chunks {
        is_text: bool,
    },
    /// Says what the next item means.
    Tag(u64),
    /// Bytes that an application gives a meaning to.
    Extension(i8, &'a [u8]),
    /// A value that only has a name or a number.
    Simple(u8),
    Break,
}

/// Reads the item that begins at a byte. Returns it, and where the next one begins.
pub(super) type ReadToken = for<'a> fn(&'a [u8], usize) -> Result<(Token<'a>, usize), Fault>;

/// One item with all that it contains, which was checked.
#[derive(Debug)]
pub(in crate::decoders) struct Document<'a> {
    bytes: &'a [u8],
    read_token: ReadToken,
    /// Where maps begin that are no object of JSON, in their order.
    irregular: Vec<usize>,
}

impl<'a> Document<'a> {
    /// Checks that the bytes are one item.
    pub(super) fn read(bytes: &'a [u8], read_token: ReadToken) -> Result<Self, Fault> {
        let mut check = Check {
            bytes,
            read_token,
            irregular: Vec::new(),
            keys: Vec::new(),
        };
        let end = check.item(0, 0)?;
        if end < bytes.len() {
            let rest = bytes.len() - end;
            return Err(Fault::at(end, format!("{rest} bytes follow the value")));
        }
        let mut irregular = check.irregular;
        irregular.sort_unstable();
        Ok(Self {
            bytes,
            read_token,
            irregular,
        })
    }

    /// What it begins with.
    pub(in crate::decoders) fn token(&self) -> Token<'a> {
        self.token_at(0).0
    }

    /// Whether it is an object: a map with names, none twice, and so all maps within.
    pub(super) fn is_object(&self) -> bool {
        let is_map = match self.token() {
            Token::Map(count) => count != Some(0),
            _ => false,
        };
        is_map && self.irregular.is_empty()
    }

    /// The items of an array (no array has none), each as its bytes, up to a number.
    pub(in crate::decoders) fn items(&self, most: usize) -> Vec<&'a [u8]> {
        let (Token::Array(mut left), mut at) = self.token_at(0) else {
            return Vec::new();
        };
        let mut items = Vec::new();
        while items.len() < most && has_more(self.bytes, self.read_token, &mut left, &mut at) {
            let end = self.skip(at);
            items.push(&self.bytes[at..end]);
            at = end;
        }
        items
    }

    /// Writes it.
    pub(in crate::decoders) fn write(&self, tree: &mut Tree, name: Option<&str>) {
        self.write_item(tree, name, 0);
    }

    /// A token of what was checked, and where the next one begins.
    fn token_at(&self, at: usize) -> (Token<'a>, usize) {
        (self.read_token)(self.bytes, at).unwrap_or((Token::Break, self.bytes.len()))
    }

    /// Where the item ends that begins at a byte.
    fn skip(&self, at: usize) -> usize {
        let (token, next) = self.token_at(at);
        let (mut left, each) = match token {
            Token::Array(count) => (count, 1),
            Token::Map(count) => (count, 2),
            Token::Chunks { .. } => (None, 1),
            Token::Tag(_) => (Some(1), 1),
            _ => return next,
        };
        let mut at = next;
        while has_more(self.bytes, self.read_token, &mut left, &mut at) {
            for _item in 0..each {
                at = self.skip(at);
            }
        }
        at
    }

    /// Writes the item that begins at a byte, and returns where the next one begins.
    fn write_item(&self, tree: &mut Tree, name: Option<&str>, at: usize) -> usize {
        /// So many levels of the tree are needed for one level of items at most: a map that is no object.
        const LEVELS: usize = 3;
        if !tree.is_wanted() {
            return self.bytes.len();
        }
        let (token, next) = self.token_at(at);
        let is_nested = matches!(token, Token::Array(_) | Token::Map(_) | Token::Tag(_));
        if is_nested && tree.depth() + LEVELS > MAX_DEPTH {
            tree.string(name, "…");
            return self.skip(at);
        }
        match token {
            Token::Array(mut left) => {
                let mut at = next;
                tree.array(name, |tree| {
                    while has_more(self.bytes, self.read_token, &mut left, &mut at)
                        && tree.has_room(false)
                    {
                        at = self.write_item(tree, None, at);
                    }
                });
                at
            }
            Token::Map(left) if self.irregular.binary_search(&at).is_ok() => {
                self.write_pairs(tree, name, left, next)
            }
            Token::Map(left) => self.write_object(tree, name, left, next),
            Token::Tag(tag) => {
                let mut at = next;
                tree.object(name, |tree| {
                    tree.number("tag", tag);
                    at = self.write_item(tree, Some("value"), next);
                });
                at
            }
            Token::Chunks { is_text } => {
                let (bytes, next) = self.chunks(next);
                if is_text {
                    write_text(tree, name, &bytes);
                } else {
                    tree.nested_bytes(name, &bytes);
                }
                next
            }
            _ => {
                write_scalar(tree, name, token);
                next
            }
        }
    }

    /// A map whose keys are strings, none twice.
    fn write_object(
        &self,
        tree: &mut Tree,
        name: Option<&str>,
        mut left: Option<u64>,
        mut at: usize,
    ) -> usize {
        tree.object(name, |tree| {
            while has_more(self.bytes, self.read_token, &mut left, &mut at) && tree.has_room(true) {
                let (key, value) = self.token_at(at);
                let Token::Text(key) = key else {
                    return;
                };
                let key = String::from_utf8_lossy(key);
                at = self.write_item(tree, Some(&key), value);
            }
        });
        at
    }

    /// A map with other keys, as pairs.
    fn write_pairs(
        &self,
        tree: &mut Tree,
        name: Option<&str>,
        mut left: Option<u64>,
        mut at: usize,
    ) -> usize {
        tree.object(name, |tree| {
            tree.array("map", |tree| {
                while has_more(self.bytes, self.read_token, &mut left, &mut at)
                    && tree.has_room(false)
                {
                    tree.array(None, |tree| {
                        at = self.write_item(tree, None, at);
                        at = self.write_item(tree, None, at);
                    });
                }
            });
        });
        at
    }

    /// The chunks from a byte on as one, and where the next item begins.
    fn chunks(&self, mut at: usize) -> (Vec<u8>, usize) {
        let mut whole = Vec::new();
        loop {
            let (token, next) = self.token_at(at);
            at = next;
            match token {
                Token::Text(chunk) | Token::Bytes(chunk) => whole.extend_from_slice(chunk),
                _ => return (whole, at),
            }
        }
    }
}

/// Whether one more item follows. Goes on behind the break that ends items without a number.
fn has_more(bytes: &[u8], read: ReadToken, left: &mut Option<u64>, at: &mut usize) -> bool {
    match left {
        Some(0) => false,
        Some(left) => {
            *left -= 1;
            true
        }
        None => match read(bytes, *at) {
            Ok((Token::Break, next)) => {
                *at = next;
                false
            }
            // Without an end there is nothing more either: the fault is found when the next token is read.
            _ => true,
        },
    }
}

fn write_scalar(tree: &mut Tree, name: Option<&str>, token: Token<'_>) {
    match token {
        Token::Boolean(value) => tree.boolean(name, value),
        // Nearly all fit, and are written much faster so.
        Token::Integer(value) => match i64::try_from(value) {
            Ok(value) => tree.number(name, value),
            Err(_) => tree.number(name, value),
        },
        // Rust writes a finite number as JSON has it, with as many digits as tell it apart from others of its size.
        Token::Single(value) => tree.float(name, value.is_finite(), format_args!("{value:?}")),
        Token::Double(value) => tree.float(name, value.is_finite(), format_args!("{value:?}")),
        Token::Text(text) => write_text(tree, name, text),
        Token::Bytes(bytes) => tree.nested_bytes(name, bytes),
        Token::Extension(number, bytes) => tree.object(name, |tree| {
            tree.number("extension", number);
            match super::timestamp::timestamp(number, bytes) {
                Some((seconds, nanoseconds)) => {
                    tree.number("seconds", seconds);
                    tree.number("nanoseconds", nanoseconds);
                }
                None => tree.nested_bytes(Some("value"), bytes),
            }
        }),
        // RFC 8949, section 3.3.
        Token::Simple(23) => tree.object(name, |tree| tree.string("simple", "undefined")),
        Token::Simple(number) => tree.object(name, |tree| tree.number("simple", number)),
        Token::Null
        | Token::Array(_)
        | Token::Map(_)
        | Token::Chunks { .. }
        | Token::Tag(_)
        | Token::Break => tree.null(name),
    }
}

/// A text, or its bytes if it is none: `MessagePack` of old has bytes there.
fn write_text(tree: &mut Tree, name: Option<&str>, text: &[u8]) {
    match str::from_utf8(text) {
        Ok(text) => tree.string(name, text),
        Err(_) => tree.object(name, |tree| tree.raw("string without UTF-8", text)),
    }
}

/// The check of a document.
struct Check<'a> {
    bytes: &'a [u8],
    read_token: ReadToken,
    irregular: Vec<usize>,
    /// The keys of the maps that are being read, the innermost last.
    keys: Vec<&'a [u8]>,
}

impl<'a> Check<'a> {
    /// Checks the item that begins at a byte, and returns where the next one begins.
    fn item(&mut self, at: usize, depth: usize) -> Result<usize, Fault> {
        if depth > MAX_DEPTH {
            return Err(Fault::at(
                at,
                format!("values are nested deeper than {MAX_DEPTH}"),
            ));
        }
        let (token, next) = (self.read_token)(self.bytes, at)?;
        match token {
            Token::Array(left) => self.array(left, next, depth),
            Token::Map(left) => self.map(at, left, next, depth),
            Token::Tag(_) => self.item(next, depth + 1),
            Token::Chunks { is_text } => self.chunks(is_text, next),
            Token::Break => Err(Fault::at(at, "a break outside of a value that it ends")),
            _ => Ok(next),
        }
    }

    fn array(
        &mut self,
        mut left: Option<u64>,
        mut at: usize,
        depth: usize,
    ) -> Result<usize, Fault> {
        self.is_possible(left, at)?;
        while has_more(self.bytes, self.read_token, &mut left, &mut at) {
            at = self.item(at, depth + 1)?;
        }
        Ok(at)
    }

    fn map(
        &mut self,
        begin: usize,
        mut left: Option<u64>,
        mut at: usize,
        depth: usize,
    ) -> Result<usize, Fault> {
        self.is_possible(left, at)?;
        let first_key = self.keys.len();
        let mut is_object = true;
        while has_more(self.bytes, self.read_token, &mut left, &mut at) {
            if is_object {
                is_object = match (self.read_token)(self.bytes, at)?.0 {
                    Token::Text(key) if str::from_utf8(key).is_ok() => {
                        self.keys.push(key);
                        self.keys.len() - first_key <= MAX_KEYS
                    }
                    _ => false,
                };
            }
            at = self.item(at, depth + 1)?;
            at = self.item(at, depth + 1)?;
        }
        let keys = &mut self.keys[first_key..];
        keys.sort_unstable();
        if !is_object || keys.windows(2).any(|two| two[0] == two[1]) {
            self.irregular.push(begin);
        }
        self.keys.truncate(first_key);
        Ok(at)
    }

    /// RFC 8949, section 3.2.3: chunks are of the same type, and have a length.
    fn chunks(&self, is_text: bool, mut at: usize) -> Result<usize, Fault> {
        loop {
            let (token, next) = (self.read_token)(self.bytes, at)?;
            match token {
                Token::Break => return Ok(next),
                Token::Text(_) if is_text => {}
                Token::Bytes(_) if !is_text => {}
                _ => return Err(Fault::at(at, "a chunk of another type than its string")),
            }
            at = next;
        }
    }

    /// An item has a byte at least.
    fn is_possible(&self, count: Option<u64>, at: usize) -> Result<(), Fault> {
        let left = self.bytes.len() - at;
        match count {
            Some(count) if count > left as u64 => Err(Fault::at(
                at,
                format!("{count} items are announced, and {left} bytes are left"),
            )),
            _ => Ok(()),
        }
    }
}
