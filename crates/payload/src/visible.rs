//! Makes a payload safe and readable on one line: bounded, and with nothing invisible in it.
//!
//! Everything that quotes a peer, a file or a person goes through here: rows, the detail pane, tooltips, names of tabs,
//! addresses and notices. What is copied or saved does not: it keeps its bytes.

use std::fmt::Write as _;
use std::ops::Range;

use icu_properties::props::{
    DefaultIgnorableCodePoint, Emoji, EmojiModifier, ExtendedPictographic, GeneralCategory,
    PrependedConcatenationMark,
};
use icu_properties::{CodePointMapData, CodePointSetData};

/// How much of a payload a row shows at most, in bytes: about as much as a wide window has room for, and little enough
/// that thirty rows cost nothing.
pub const PREVIEW_BYTES: usize = 256;

/// A piece of a payload as it is shown, and where the marked parts of the payload are in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// What is shown.
    pub text: String,
    /// The marked parts of `text`, in bytes, in ascending order.
    pub marks: Vec<Range<usize>>,
}

impl Line {
    /// Puts something before it.
    pub fn prepend(&mut self, start: &str) {
        self.text.insert_str(0, start);
        for mark in &mut self.marks {
            *mark = mark.start + start.len()..mark.end + start.len();
        }
    }
}

/// The first [`PREVIEW_BYTES`] of a text on one line. Bytes that are not UTF-8 become `�`. A text of blanks alone would show
/// as nothing, so these are escaped as well.
pub fn text_preview(payload: &[u8], marks: &[Range<usize>]) -> Line {
    // As much more as tells where the last unit ends.
    let head = &payload[..payload.len().min(PREVIEW_BYTES + MAX_UNIT_BYTES)];
    // The head of a long text may end within a character.
    let is_blank = head.utf8_chunks().all(|chunk| {
        let is_whole = chunk.invalid().is_empty() || head.len() < payload.len();
        is_whole && chunk.valid().chars().all(is_blank_character)
    });
    let mut writer = Writer::new(marks);
    'head: for chunk in head.utf8_chunks() {
        for unit in units(chunk.valid()) {
            if writer.read + unit.text.len() > PREVIEW_BYTES {
                break 'head;
            }
            writer.write(unit.text.len(), |text| {
                if is_blank {
                    text.extend(unit.text.chars().flat_map(char::escape_unicode));
                } else {
                    unit.push_to(text);
                }
            });
        }
        if writer.read + chunk.invalid().len() > PREVIEW_BYTES {
            break;
        }
        if !chunk.invalid().is_empty() {
            writer.write(chunk.invalid().len(), |text| text.push('\u{fffd}'));
        }
    }
    let is_cut = writer.read < payload.len();
    writer.end(if is_cut { "…" } else { "" })
}

/// The first bytes of a binary payload, as `de ad be ef`.
pub fn hex_preview(payload: &[u8], marks: &[Range<usize>]) -> Line {
    // Three characters a byte: as wide as the preview of a text.
    let head = &payload[..payload.len().min(PREVIEW_BYTES / 3)];
    let mut writer = Writer::new(marks);
    for (index, byte) in head.iter().enumerate() {
        let space = if index == 0 { "" } else { " " };
        // Writing into a string cannot fail.
        writer.write(1, |text| {
            write!(text, "{space}{byte:02x}").ok();
        });
    }
    writer.end(if head.len() < payload.len() {
        " …"
    } else {
        ""
    })
}

/// A row of a text as it is shown: with tabs as spaces, and escapes for what would be invisible.
pub fn text_row(bytes: &[u8], marks: &[Range<usize>]) -> Line {
    let mut writer = Writer::new(marks);
    for chunk in bytes.utf8_chunks() {
        for unit in units(chunk.valid()) {
            writer.write(unit.text.len(), |text| match unit.text {
                "\t" => text.push_str(TAB),
                _ => unit.push_to(text),
            });
        }
        if !chunk.invalid().is_empty() {
            writer.write(chunk.invalid().len(), |text| text.push('\u{fffd}'));
        }
    }
    writer.end("")
}

/// What a tab is shown as.
pub const TAB: &str = "    ";

/// A row of a hex dump: offset, digits padded to `width` bytes, and the printable ASCII.
pub fn hex_row(offset: usize, bytes: &[u8], width: usize, marks: &[Range<usize>]) -> Line {
    let mut writer = Writer::new(marks);
    writer.line.text = format!("{offset:08x} ");
    for byte in bytes {
        writer.write(1, |text| {
            write!(text, " {byte:02x}").ok();
        });
    }
    writer
        .line
        .text
        .push_str(&"   ".repeat(width.saturating_sub(bytes.len())));
    let mut line = writer.end("  ");
    let printable = |byte: &u8| {
        if matches!(byte, b' '..=b'~') {
            char::from(*byte)
        } else {
            '.'
        }
    };
    line.text.extend(bytes.iter().map(printable));
    line
}

/// Columns that a row of a hex dump takes.
pub const fn hex_columns(bytes: usize) -> usize {
    "00000000 ".len() + 3 * bytes + "  ".len() + bytes
}

/// Writes a line piece by piece, and carries the marks over.
struct Writer<'a> {
    line: Line,
    /// How much of the payload is written.
    read: usize,
    /// Marks of the payload that are not passed yet.
    marks: &'a [Range<usize>],
}

impl<'a> Writer<'a> {
    fn new(marks: &'a [Range<usize>]) -> Self {
        Self {
            line: Line::default(),
            read: 0,
            marks,
        }
    }

    /// Writes what stands for the next `bytes` of the payload.
    fn write(&mut self, bytes: usize, push: impl FnOnce(&mut String)) {
        let start = self.line.text.len();
        push(&mut self.line.text);
        let end = self.line.text.len();
        let source = self.read..self.read + bytes;
        self.read = source.end;
        while let [first, rest @ ..] = self.marks
            && first.end <= source.start
        {
            self.marks = rest;
        }
        if self
            .marks
            .first()
            .is_some_and(|mark| mark.start < source.end)
        {
            match self.line.marks.last_mut() {
                Some(last) if last.end == start => last.end = end,
                _ => self.line.marks.push(start..end),
            }
        }
    }

    fn end(mut self, tail: &str) -> Line {
        self.line.text.push_str(tail);
        self.line
    }
}

/// A text with escapes for what would be invisible.
pub fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    units(text).for_each(|unit| unit.push_to(&mut shown));
    shown
}

/// The same, cut to so many characters, for where an address must not push out what stands beside it.
pub fn shortened(text: &str, characters: usize) -> String {
    let mut shown = String::new();
    let mut left = characters;
    for unit in units(text) {
        let start = shown.len();
        unit.push_to(&mut shown);
        match left.checked_sub(shown[start..].chars().count()) {
            Some(rest) => left = rest,
            None => {
                shown.truncate(start);
                shown.push('…');
                break;
            }
        }
    }
    shown
}

/// What is shown as one: a character, or an emoji of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit<'a> {
    /// Its characters.
    pub text: &'a str,
    /// Whether it is an emoji: whatever is invisible in it belongs to its look.
    is_emoji: bool,
}

impl<'a> Unit<'a> {
    /// The first one of a text.
    pub fn first_of(text: &'a str) -> Option<Self> {
        let first = text.chars().next()?;
        let emoji = emoji_length(text, first);
        Some(Self {
            text: &text[..emoji.unwrap_or(first.len_utf8())],
            is_emoji: emoji.is_some(),
        })
    }

    /// Columns that it takes: an ASCII character takes one, every other two, and an escape as many as it has characters.
    pub fn columns(self) -> usize {
        let columns = |c: char| match c {
            '\t' => TAB.len(),
            _ if self.is_emoji && needs_escape(c) => 0,
            _ if needs_escape(c) => c.escape_default().len(),
            _ if c.is_ascii() => 1,
            _ => 2,
        };
        self.text.chars().map(columns).sum()
    }

    /// Whether it may be longer when more of the text is known.
    pub fn may_go_on(self) -> bool {
        self.is_emoji || matches!(self.text, "#" | "*") || self.text.as_bytes()[0].is_ascii_digit()
    }

    fn push_to(self, shown: &mut String) {
        for c in self.text.chars() {
            if !self.is_emoji && needs_escape(c) {
                shown.extend(c.escape_default());
            } else {
                shown.push(c);
            }
        }
    }
}

fn units(text: &str) -> impl Iterator<Item = Unit<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let unit = Unit::first_of(rest)?;
        rest = &rest[unit.text.len()..];
        Some(unit)
    })
}

/// The most bytes of a text that its first unit can have: elements of a base, a selector and a modifier with joiners
/// between, or a flag with its tags.
pub const MAX_UNIT_BYTES: usize = MAX_EMOJI_ELEMENTS * (4 + 3 + 4 + 3);

/// How many emoji are joined to one at most: twice as many as any that is in use, and few enough that a message of nothing
/// else is not one endless sign.
const MAX_EMOJI_ELEMENTS: usize = 8;

const TEXT_STYLE: char = '\u{fe0e}';
const EMOJI_STYLE: char = '\u{fe0f}';
const JOINER: char = '\u{200d}';
const KEYCAP: char = '\u{20e3}';

/// The length of the emoji that begins at `first`, the first character of `text` (Unicode Technical Standard 51, section
/// 1.4), in bytes.
fn emoji_length(text: &str, first: char) -> Option<usize> {
    if first.is_ascii() {
        return keycap_length(text, first);
    }
    let mut end = element_length(text, first)?;
    for _ in 1..MAX_EMOJI_ELEMENTS {
        let Some(joined) = text[end..].strip_prefix(JOINER) else {
            break;
        };
        let Some(next) = joined.chars().next() else {
            break;
        };
        let Some(length) = element_length(joined, next) else {
            break;
        };
        end += JOINER.len_utf8() + length;
    }
    Some(end)
}

/// A digit with the sign of a key around it.
fn keycap_length(text: &str, first: char) -> Option<usize> {
    if !matches!(first, '0'..='9' | '#' | '*') {
        return None;
    }
    let rest = text[1..].strip_prefix(EMOJI_STYLE)?.strip_prefix(KEYCAP)?;
    Some(text.len() - rest.len())
}

/// A pictograph with what changes its look.
fn element_length(text: &str, base: char) -> Option<usize> {
    if is_ordinary(base) || !CodePointSetData::new::<ExtendedPictographic>().contains(base) {
        return None;
    }
    let mut end = base.len_utf8();
    // One that has no other style would only carry the selector along, unseen.
    if !CodePointSetData::new::<Emoji>().contains(base) {
        return Some(end);
    }
    if base == FLAG {
        end += tags_length(&text[end..]);
    }
    let mut rest = text[end..].chars();
    let mut next = rest.next();
    if let Some(style @ (TEXT_STYLE | EMOJI_STYLE)) = next {
        end += style.len_utf8();
        next = rest.next();
    }
    let is_modifier = |c: &char| CodePointSetData::new::<EmojiModifier>().contains(*c);
    end += next.filter(is_modifier).map_or(0, char::len_utf8);
    Some(end)
}

/// The flag to which tags may be added.
const FLAG: char = '\u{1f3f4}';

/// The length of the tags that make a flag that of a region, such as `gbsct`, in bytes; 0 if there are none, or others.
fn tags_length(text: &str) -> usize {
    const END: char = '\u{e007f}';
    const REGION: Range<usize> = 3..7;
    let is_tag = |c: &char| matches!(c, '\u{e0030}'..='\u{e0039}' | '\u{e0061}'..='\u{e007a}');
    let tags = text.chars().take(REGION.end).take_while(is_tag).count();
    let is_region = REGION.contains(&tags) && text.chars().nth(tags) == Some(END);
    if is_region {
        (tags + 1) * END.len_utf8()
    } else {
        0
    }
}

/// Whether a character by itself is shown as its escape: what Unicode says is not to be seen (controls, formats, separators
/// of lines, `Default_Ignorable_Code_Point`), and what nothing is known of (unassigned, private). With these a message could
/// pose as another (Unicode Technical Report 36, section 2.5).
fn needs_escape(c: char) -> bool {
    if is_ordinary(c) {
        return false;
    }
    if CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c) {
        return true;
    }
    match CodePointMapData::<GeneralCategory>::new().get(c) {
        GeneralCategory::Control
        | GeneralCategory::LineSeparator
        | GeneralCategory::ParagraphSeparator
        | GeneralCategory::PrivateUse => true,
        // Arabic signs of number and of verse are seen.
        GeneralCategory::Format => {
            !CodePointSetData::new::<PrependedConcatenationMark>().contains(c)
        }
        // What is kept for emoji to come may have come already, in a font.
        GeneralCategory::Unassigned => !CodePointSetData::new::<ExtendedPictographic>().contains(c),
        _ => false,
    }
}

/// What needs no look into the tables, because so much is written with it: ASCII that prints, Han and Hangul.
const fn is_ordinary(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

/// Whether it takes room and shows nothing in it.
fn is_blank_character(c: char) -> bool {
    // The braille pattern without a dot is no white space to Unicode.
    c.is_whitespace() || c == '\u{2800}'
}

#[cfg(test)]
mod tests;
