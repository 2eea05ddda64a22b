//! What a typed text becomes as the payload of a message.

use data_encoding::BASE64_NOPAD;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use crate::json::Indenter;

/// What a text is meant as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// As it is.
    #[default]
    Text,
    /// As it is, if it is JSON.
    Json,
    /// Bytes, two digits each.
    Hex,
    /// Bytes (RFC 4648, sections 4 and 5).
    Base64,
}

impl Form {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Text, Self::Json, Self::Hex, Self::Base64];
}

/// What is to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// As a text message.
    Text(String),
    /// As a binary message.
    Binary(Vec<u8>),
}

/// What is wrong with a text, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// What is wrong with the text.
    pub flaw: Flaw,
    /// Where, counted from 1.
    pub line: usize,
    /// Where in that line, counted in characters from 1.
    pub column: usize,
}

/// What is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// It is not JSON; in the words of the library.
    Json(String),
    /// This is no hexadecimal digit.
    NotHex(char),
    /// A byte has two digits, and this is the only one.
    HalfByte(char),
    /// This is no character of Base64.
    NotBase64(char),
    /// The text is cut off in the middle of a byte, or its last character says more than a byte holds.
    Base64End,
}

/// What a text is as the payload of a message.
///
/// # Errors
/// What is wrong with it, and where.
pub fn parse(text: &str, form: Form) -> Result<Content, Malformed> {
    match form {
        Form::Text => Ok(Content::Text(text.to_owned())),
        Form::Json => {
            check_json(text)?;
            // Every character as it was typed: a space may be what is to be tested.
            Ok(Content::Text(text.to_owned()))
        }
        Form::Hex => hex(text).map(Content::Binary),
        Form::Base64 => base64(text).map(Content::Binary),
    }
}

/// The same JSON, indented, with every token as it was.
///
/// # Errors
/// Where it is not JSON.
pub fn indented(text: &str) -> Result<String, Malformed> {
    check_json(text)?;
    let mut indenter = Indenter::default();
    indenter.advance(text.as_bytes(), text.len());
    // White space between tokens is ASCII, so it stays UTF-8.
    Ok(String::from_utf8_lossy(indenter.text()).into_owned())
}

fn check_json(text: &str) -> Result<(), Malformed> {
    serde_json::from_str::<IgnoredAny>(text)
        .map(drop)
        .map_err(|error| {
            let line = text.lines().nth(error.line().saturating_sub(1));
            // The library counts bytes.
            let head = line.unwrap_or_default().as_bytes();
            let head = &head[..error.column().saturating_sub(1).min(head.len())];
            let message = error.to_string();
            let reason = message.split(" at line ").next().unwrap_or_default();
            Malformed {
                flaw: Flaw::Json(reason.to_owned()),
                line: error.line().max(1),
                column: String::from_utf8_lossy(head).chars().count() + 1,
            }
        })
}

/// Digits in pairs; white space and `,` `:` `-` may stand between them, and `0x` before them.
fn hex(text: &str) -> Result<Vec<u8>, Malformed> {
    let mut bytes = Vec::with_capacity(text.len() / 2);
    let mut first: Option<(usize, char, u8)> = None;
    let mut characters = text.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        let is_between = c.is_whitespace() || matches!(c, ',' | ':' | '-');
        match (c.to_digit(16), first) {
            (Some(0), None) if matches!(characters.peek(), Some((_, 'x' | 'X'))) => {
                characters.next();
            }
            // A digit has four bits.
            (Some(digit), None) => first = Some((at, c, digit as u8)),
            (Some(digit), Some((_, _, high))) => {
                bytes.push(high << 4 | digit as u8);
                first = None;
            }
            (None, None) if is_between => {}
            (None, Some((at, c, _))) if is_between => {
                return Err(malformed(text, at, Flaw::HalfByte(c)));
            }
            (None, _) => return Err(malformed(text, at, Flaw::NotHex(c))),
        }
    }
    match first {
        Some((at, c, _)) => Err(malformed(text, at, Flaw::HalfByte(c))),
        None => Ok(bytes),
    }
}

/// Either alphabet, with padding or without, white space anywhere.
fn base64(text: &str) -> Result<Vec<u8>, Malformed> {
    let standard = |c: char| match c {
        '-' => '+',
        '_' => '/',
        other => other,
    };
    let end = text.trim_end_matches(|c: char| c == '=' || c.is_whitespace());
    let packed: String = end
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(standard)
        .collect();
    BASE64_NOPAD.decode(packed.as_bytes()).map_err(|_error| {
        let is_strange = |c: char| !(c.is_ascii_alphanumeric() || "+/-_".contains(c));
        let mut strange = end.char_indices().filter(|(_, c)| !c.is_whitespace());
        match strange.find(|(_, c)| is_strange(*c)) {
            Some((at, c)) => malformed(text, at, Flaw::NotBase64(c)),
            None => {
                let last = end.char_indices().last().map_or(0, |(at, _)| at);
                malformed(text, last, Flaw::Base64End)
            }
        }
    })
}

/// Puts a flaw where it is, `at` so many bytes.
fn malformed(text: &str, at: usize, flaw: Flaw) -> Malformed {
    let before = &text[..at];
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    Malformed {
        flaw,
        line: before.matches('\n').count() + 1,
        column: before[line_start..].chars().count() + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(form: Form, text: &str, expected: Result<Content, (Flaw, usize, usize)>) {
        let expected = expected.map_err(|(flaw, line, column)| Malformed { flaw, line, column });
        assert_eq!(parse(text, form), expected, "{text}");
    }

    fn bytes(bytes: &[u8]) -> Result<Content, (Flaw, usize, usize)> {
        Ok(Content::Binary(bytes.to_vec()))
    }

    #[test]
    fn hex_is_read_as_people_write_it() {
        let check = |text, expected| check(Form::Hex, text, expected);
        check("", bytes(b""));
        check("de ad BE:ef", bytes(&[0xde, 0xad, 0xbe, 0xef]));
        check("0xde, 0xad\n0X00", bytes(&[0xde, 0xad, 0]));
        check("00-01", bytes(&[0, 1]));
        check("0", Err((Flaw::HalfByte('0'), 1, 1)));
        check("de a", Err((Flaw::HalfByte('a'), 1, 4)));
        check("d e", Err((Flaw::HalfByte('d'), 1, 1)));
        check("de\n中文 xg", Err((Flaw::NotHex('中'), 2, 1)));
        check("de\nad g", Err((Flaw::NotHex('g'), 2, 4)));
    }

    #[test]
    fn base64_is_read_in_either_alphabet() {
        let check = |text, expected| check(Form::Base64, text, expected);
        check("", bytes(b""));
        check("aGVsbG93b3JsZA==", bytes(b"helloworld"));
        check("aGVsbG93\nb3JsZA", bytes(b"helloworld"));
        check("-_8=", bytes(&[0xfb, 0xff]));
        check("+/8", bytes(&[0xfb, 0xff]));
        check("aGV!", Err((Flaw::NotBase64('!'), 1, 4)));
        check("aG=V", Err((Flaw::NotBase64('='), 1, 3)));
        check("a", Err((Flaw::Base64End, 1, 1)));
        check("aGVsb\nG9", Err((Flaw::Base64End, 2, 2)));
    }

    #[test]
    fn json_is_checked_and_sent_as_it_was_typed() {
        let text = "{ \"a\" : 1.0,\n\"a\":12345678901234567890 }";
        check(Form::Json, text, Ok(Content::Text(text.to_owned())));
        let flaw = parse("{\"中\": tru}", Form::Json).unwrap_err();
        assert_eq!((flaw.line, flaw.column), (1, 10));
        assert!(matches!(
            parse("", Form::Json).unwrap_err().flaw,
            Flaw::Json(_)
        ));
        assert!(parse("[1] 2", Form::Json).is_err());
        let indented = indented(r#"{"a":1.10,"b":[]}"#).unwrap();
        assert_eq!(indented, "{\n  \"a\": 1.10,\n  \"b\": []\n}");
        // As deep as a message can be, without a stack that runs over.
        let deep = "[".repeat(100_000) + &"]".repeat(100_000);
        assert!(parse(&deep, Form::Json).is_ok());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn bytes_come_back(payload: Vec<u8>) {
            let hex = data_encoding::HEXLOWER.encode(&payload);
            prop_assert_eq!(parse(&hex, Form::Hex), Ok(Content::Binary(payload.clone())));
            for encoded in [
                data_encoding::BASE64.encode(&payload),
                data_encoding::BASE64URL_NOPAD.encode(&payload),
            ] {
                prop_assert_eq!(parse(&encoded, Form::Base64), Ok(Content::Binary(payload.clone())));
            }
        }

        #[test]
        fn a_flaw_is_within_the_text(text: String) {
            for form in Form::ALL {
                if let Err(flaw) = parse(&text, form) {
                    prop_assert!(flaw.line <= text.lines().count() + 1);
                    prop_assert!(flaw.column <= text.chars().count() + 1);
                }
            }
        }
    }
}
