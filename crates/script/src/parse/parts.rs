//! What several steps have in them.

use super::cursor::{Cursor, Fault};
use super::lines::{Line, Lines};
use crate::template::Template;
use crate::variables::is_name;

/// What a name looks like.
pub(super) const NAME: &str = "a name of letters, digits, _, - and .";

/// A name of a variable.
pub(super) fn name(cursor: &mut Cursor<'_>) -> Result<String, Fault> {
    cursor.value(NAME, |word| is_name(word).then(|| word.to_owned()))
}

/// What is left of the line, or the lines below it if nothing is left.
pub(super) fn text_or_block<'a>(
    lines: &mut Lines<'a>,
    line: Line<'a>,
    cursor: &mut Cursor<'a>,
    expected: &'static str,
) -> Result<Template, Fault> {
    if cursor.is_over()
        && let Some(block) = lines.block(line)?
    {
        return Ok(block);
    }
    cursor.text(expected)
}

/// What a code of a close frame looks like.
pub(super) const CODE: &str = "a close code, such as 1000";

pub(super) fn code(word: &str) -> Option<u16> {
    word.parse().ok().filter(|_| word.len() == 4)
}
