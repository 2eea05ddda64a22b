//! The words of a command line, as the shell reads them that it was written for: `sh` and its like, `cmd` and PowerShell.

use super::expansion::{self, Expansion};

/// A command line, as words.
#[derive(Debug, Default)]
pub(super) struct Words {
    pub(super) words: Vec<String>,
    /// What a shell would have put something else in the place of.
    pub(super) expansions: Vec<Expansion>,
}

/// The words, or `None` if a quotation does not end.
pub(super) fn split(text: &str) -> Option<Words> {
    let text = text.trim().replace("\r\n", "\n");
    if is_of_cmd(&text) {
        let expansions = expansion::of_cmd(&text);
        let words = split_windows(&without_carets(&text))?;
        return Some(Words { words, expansions });
    }
    let text = text.replace("\\\n", " ").replace("`\n", " ");
    let mut expansions = Vec::new();
    let words = shlex::split(&with_plain_quotes(&text, &mut expansions)?)?;
    Some(Words { words, expansions })
}

/// `^` escapes in `cmd` alone, and a path with a drive is one there.
fn is_of_cmd(text: &str) -> bool {
    if text.contains("^\n") || text.contains("^\"") {
        return true;
    }
    let is_path = |word: &str| {
        let mut chars = word.trim_start_matches('"').chars();
        chars.next().is_some_and(|c| c.is_ascii_alphabetic()) && chars.as_str().starts_with(":\\")
    };
    !text.contains('\'') && text.split_whitespace().skip(1).any(is_path)
}

/// `^` at the end of a line continues it, and takes the meaning of whatever else follows it.
fn without_carets(text: &str) -> String {
    let mut plain = String::new();
    let mut is_quoted = false;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        is_quoted ^= c == '"';
        match c {
            // Within quotes it is a character as any other.
            '^' if !is_quoted => match chars.next() {
                Some('\n') => plain.push(' '),
                Some(other) => plain.push(other),
                None => {}
            },
            _ => plain.push(c),
        }
    }
    plain
}

/// As programs for Windows read what they are given: `"` alone quotes, and `\` escapes a `"` only.
fn split_windows(text: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut is_quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.next_if_eq(&'"').is_some() => word.get_or_insert_default().push('"'),
            '\\' if is_quoted && followed_by_escaped_quote(&chars) => {
                chars.next();
                word.get_or_insert_default().push('\\');
            }
            '"' => {
                is_quoted = !is_quoted;
                word.get_or_insert_default();
            }
            c if c.is_whitespace() && !is_quoted => words.extend(word.take()),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    (!is_quoted).then_some(words)
}

/// Whether a row of `\` goes on and ends before a `"`: two of them mean one there.
fn followed_by_escaped_quote(chars: &std::iter::Peekable<std::str::Chars<'_>>) -> bool {
    let mut next = chars.clone();
    let mut goes_on = false;
    while next.next_if_eq(&'\\').is_some() {
        goes_on = true;
    }
    goes_on && next.next() == Some('"')
}

/// Writes in plain quotes what `shlex` does not know: `$'…'`, in which browsers quote special characters, and what a shell would
/// expand, which stays one word as it is written.
fn with_plain_quotes(text: &str, expansions: &mut Vec<Expansion>) -> Option<String> {
    let mut plain = String::new();
    let mut quote = None;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let is_word_start = plain.is_empty() || plain.ends_with(char::is_whitespace);
        let found = match quote {
            Some('\'') => None,
            _ => expansion::at(rest, quote.is_none() && is_word_start),
        };
        let mut length = c.len_utf8();
        if quote.is_none() && rest.starts_with("$'") {
            let body = &rest["$'".len()..];
            let end = end_of_quotation(body)?;
            let decoded = ansi_c(&mut body[..=end].chars().peekable())?;
            plain.push_str(&shlex::try_quote(&decoded).ok()?);
            rest = &body[end + 1..];
            continue;
        }
        if let Some(expansion) = found {
            length = expansion.raw.len();
            let word = shlex::try_quote(&expansion.raw).ok()?;
            // Within quotation marks these are closed before it, and opened again behind it.
            let mark = quote.map(String::from).unwrap_or_default();
            plain.extend([mark.as_str(), &*word, mark.as_str()]);
            expansions.push(expansion);
        } else if c == '\\' && quote != Some('\'') {
            length += rest[length..].chars().next().map_or(0, char::len_utf8);
            plain.push_str(&rest[..length]);
        } else {
            match quote {
                None if matches!(c, '\'' | '"') => quote = Some(c),
                Some(open) if open == c => quote = None,
                _ => {}
            }
            plain.push(c);
        }
        rest = &rest[length..];
    }
    Some(plain)
}

/// Where the `'` is that ends a quotation in which `\` escapes.
fn end_of_quotation(body: &str) -> Option<usize> {
    let mut is_escaped = false;
    body.char_indices().find_map(|(at, c)| {
        let was_escaped = is_escaped;
        is_escaped = c == '\\' && !was_escaped;
        (c == '\'' && !was_escaped).then_some(at)
    })
}

/// What stands in `$'…'`, up to its end.
fn ansi_c(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<String> {
    let mut text = String::new();
    loop {
        match chars.next()? {
            '\'' => return Some(text),
            '\\' => {
                let c = chars.next()?;
                let number = |chars: &mut _, most| digits(chars, 16, most);
                text.push(match c {
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    'a' => '\u{7}',
                    'b' => '\u{8}',
                    'e' | 'E' => '\u{1b}',
                    'f' => '\u{c}',
                    'v' => '\u{b}',
                    'x' => number(chars, 2)?,
                    'u' => number(chars, 4)?,
                    'U' => number(chars, 8)?,
                    '0'..='7' => octal(c, chars)?,
                    other => other,
                });
            }
            c => text.push(c),
        }
    }
}

/// A character by one to three octal digits.
fn octal(first: char, chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<char> {
    let mut number = first.to_digit(8)?;
    for _ in 0..2 {
        match chars.next_if(|c| c.is_digit(8)) {
            Some(digit) => number = number * 8 + digit.to_digit(8)?,
            None => break,
        }
    }
    char::from_u32(number)
}

/// A character by its number.
fn digits(
    chars: &mut std::iter::Peekable<std::str::Chars<'_>>,
    radix: u32,
    most: usize,
) -> Option<char> {
    let mut number = 0;
    let mut count = 0;
    while count < most {
        let Some(digit) = chars.next_if(|c| c.is_digit(radix)) else {
            break;
        };
        number = number * radix + digit.to_digit(radix)?;
        count += 1;
    }
    (count > 0).then(|| char::from_u32(number)).flatten()
}
