use PatternSyntax::{Literal, Regex};

use super::*;

#[track_caller]
fn check(text: &str, syntax: PatternSyntax, payload: impl AsRef<[u8]>, expected: &[&str]) {
    let payload = payload.as_ref();
    let pattern = Pattern::compile(text, syntax);
    let found: Vec<_> = pattern
        .find_iter(payload)
        .map(|range| &payload[range])
        .collect();
    let expected: Vec<_> = expected.iter().map(|text| text.as_bytes()).collect();
    assert_eq!(found, expected);
    assert!(expected.is_empty() || pattern.is_match(payload));
}

#[test]
fn the_case_matters_if_there_is_an_uppercase_letter() {
    check(
        "error",
        Literal,
        "error ERROR Error",
        &["error", "ERROR", "Error"],
    );
    check("Error", Literal, "error ERROR Error", &["Error"]);
    check("e.r", Regex, "eRr ERR", &["eRr", "ERR"]);
    check("E.r", Regex, "eRr ERR", &[]);
    check(r"\Ser", Regex, "ERer", &["Rer"]);
    check("über", Literal, "Über ÜBER", &["Über", "ÜBER"]);
    check("你好", Literal, "说你好", &["你好"]);
    check("ß", Literal, "ẞ", &["ẞ"]);
}

#[test]
fn an_escape_stands_for_itself_and_for_its_character() {
    use PatternSyntax::Escaped;
    check(
        r"a\nb",
        Escaped,
        "a\nb a\\nb A\nB anb",
        &["a\nb", r"a\nb", "A\nB"],
    );
    check(r"A\tb", Escaped, "A\tb a\tb", &["A\tb"]);
    check(
        r"\u{202e}x",
        Escaped,
        "\u{202e}x \\u{202e}x",
        &["\u{202e}x", r"\u{202e}x"],
    );
    check(r"\n\n", Escaped, "\n\n\n \\n\n", &["\n\n", "\\n\n"]);
    // No escapes.
    for text in [
        r"a.b(",
        r"\",
        r"\x",
        r"\u{",
        r"\u{}",
        r"\u{d800}",
        r"c:\dir",
    ] {
        check(text, Escaped, text, &[text]);
        check(text, Escaped, "axb(", &[]);
    }
    // Too large to be compiled: the characters stand for themselves.
    let long = r"\n".repeat(200_000);
    check(&long, Escaped, &long, &[&long]);
}

#[test]
fn a_literal_stands_for_itself() {
    check("a.b(", Literal, "axb a.b( A.B(", &["a.b(", "A.B("]);
    check("1.5", Literal, "1x5 1.5", &["1.5"]);
}

#[test]
fn bytes_need_not_be_text() {
    check("key", Literal, b"\xff\xfekey\xff", &["key"]);
    check("k.y", Regex, b"\xff\xfeKEY\xff", &["KEY"]);
}

#[test]
fn an_empty_match_is_no_place() {
    for (text, syntax) in [("", Literal), ("", Regex), ("x*", Regex), ("^|$", Regex)] {
        check(text, syntax, "ab", &[]);
        assert!(Pattern::compile(text, syntax).is_match(b"ab"));
        assert!(Pattern::compile(text, syntax).is_match(b""));
    }
    check("x*", Regex, "axxb", &["xx"]);
}

#[test]
fn what_cannot_be_compiled_is_taken_literally() {
    check("a(b", Regex, "xA(B", &["A(B"]);
    let broken = Pattern::compile("a(b", Regex);
    assert!(matches!(broken.fallback(), Some(Fallback::Broken { .. })));

    check(r"\w{9999}", Regex, r"\w{9999}", &[r"\w{9999}"]);
    let too_large = Some(Fallback::TooLarge {
        limit_bytes: REGEX_SIZE_LIMIT_BYTES,
    });
    assert_eq!(Pattern::compile(r"\w{9999}", Regex).fallback, too_large);

    let long = "é".repeat(100_000);
    check(&long, Literal, &long, &[&long]);
    assert_eq!(Pattern::compile(&long, Literal).fallback, too_large);
    assert_eq!(Pattern::compile("a(b", Literal).fallback, None);
}
