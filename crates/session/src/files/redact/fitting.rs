//! What is replaced in a text in which there may be JSON, which must be JSON again: neither its structure is replaced, nor a part of a number.

use std::ops::Range;

use super::json;
use super::placeholder::placeholder;
use super::secrets::Secret;

/// A part of a text that can be replaced.
struct Part {
    place: Range<usize>,
    /// A number, or `true`, `false` or `null`, in JSON: only as a whole, by a string.
    is_word: bool,
}

/// What is replaced of a text.
pub(super) struct Edit {
    place: Range<usize>,
    /// The placeholder needs quotes.
    is_word: bool,
    pub(super) secret: Secret,
}

/// The edits by which what stands in these places, in their order, is no longer in the text.
pub(super) fn edits(text: &[u8], places: &[(Range<usize>, Secret)]) -> Vec<Edit> {
    if places.is_empty() {
        return Vec::new();
    }
    let parts = parts(text);
    let mut edits: Vec<Edit> = Vec::new();
    for (place, secret) in places {
        let first = parts.partition_point(|part| part.place.end <= place.start);
        let touched = parts[first..]
            .iter()
            .take_while(|part| part.place.start < place.end);
        for part in touched {
            // Of places that overlap, the second begins where the first ends.
            let done = edits.last().map_or(0, |last| last.place.end);
            let start = part.place.start.max(place.start).max(done);
            let cut = start..part.place.end.min(place.end);
            // What is within a number is another number.
            let is_other = part.is_word && cut == *place && cut != part.place;
            if is_other || cut.is_empty() {
                continue;
            }
            edits.push(Edit {
                place: if part.is_word {
                    part.place.clone()
                } else {
                    cut
                },
                is_word: part.is_word,
                secret: *secret,
            });
        }
    }
    edits
}

/// The text with placeholders, if something is replaced in it.
pub(super) fn replaced(text: &[u8], edits: &[Edit]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut copied = 0;
    for edit in edits {
        let quote: &[u8] = if edit.is_word { b"\"" } else { b"" };
        let placeholder = placeholder(edit.secret.number);
        out.extend_from_slice(&text[copied..edit.place.start]);
        out.extend([quote, placeholder.as_bytes(), quote].concat());
        copied = edit.place.end;
    }
    if edits.is_empty() {
        return None;
    }
    out.extend_from_slice(&text[copied..]);
    Some(out)
}

/// The parts of a text, in their order: the values in JSON, and what is no JSON.
fn parts(text: &[u8]) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut from = 0;
    let mut begin = 0;
    let text_part = |place: Range<usize>| Part {
        place,
        is_word: false,
    };
    for chunk in text.utf8_chunks() {
        let valid = chunk.valid();
        for json in json::places(valid) {
            parts.push(text_part(from..begin + json.start));
            parts.extend(json::scalars(&valid[json.clone()]).map(|(place, is_text)| {
                let first = begin + json.start;
                Part {
                    place: first + place.start..first + place.end,
                    is_word: !is_text,
                }
            }));
            from = begin + json.end;
        }
        begin += valid.len() + chunk.invalid().len();
    }
    parts.push(text_part(from..text.len()));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::redact::rules::Rule;

    #[test]
    fn json_stays_json() {
        #[track_caller]
        fn check(text: &str, secret: &str, expected: &str) {
            let found = memchr::memmem::find_iter(text.as_bytes(), secret);
            let it = Secret {
                number: 1,
                rule: Rule::Values,
                is_sought: true,
            };
            let places: Vec<_> = found.map(|at| (at..at + secret.len(), it)).collect();
            let new = replaced(text.as_bytes(), &edits(text.as_bytes(), &places));
            let new = String::from_utf8(new.unwrap_or(text.into())).unwrap();
            assert_eq!(new.replace("[secret 1]", "*"), expected);
        }
        check("a 1234 b", "1234", "a * b");
        check("a -1234.5 b", "1234", "a -*.5 b");
        check(
            "[-1234,1234.5,1234,1e1234]",
            "1234",
            "[-1234,1234.5,\"*\",1e1234]",
        );
        check(r#"{"x1234":"-1234.5"}"#, "1234", r#"{"x*":"-*.5"}"#);
        check("[1.5e30,1.5e300]", "1.5e30", "[\"*\",1.5e300]");
        check("[true,false]", "alse", "[true,false]");
        check(
            r#"x {"a":"b", "c":1.5} y"#,
            r#""b", "c":1"#,
            r#"x {"a":"*", "*":"*"} y"#,
        );
        check(
            r#"x {"a":[12,"b"]} y"#,
            r#"x {"a":[1"#,
            r#"*{"*":["*","b"]} y"#,
        );
        check(r#"{"a":1}bcd{"a":1}"#, r#"}bcd{"#, r#"{"a":1}*{"a":1}"#);
    }
    #[test]
    fn of_places_that_overlap_both_are_replaced() {
        #[track_caller]
        fn check(text: &str, places: &[Range<usize>], expected: &str) {
            let numbered = (1..).zip(places).map(|(number, place)| {
                let it = Secret {
                    number,
                    rule: Rule::Values,
                    is_sought: true,
                };
                (place.clone(), it)
            });
            let edits = edits(text.as_bytes(), &numbered.collect::<Vec<_>>());
            let new = replaced(text.as_bytes(), &edits);
            let new = String::from_utf8(new.unwrap_or(text.into())).unwrap();
            assert_eq!(new, expected);
        }
        check("12-3-long", &[0..4, 3..9], "[secret 1][secret 2]");
        check("12-3-long", &[0..9, 3..5], "[secret 1]");
        check("[12345]", &[1..4, 3..6], "[12345]");
    }
}
