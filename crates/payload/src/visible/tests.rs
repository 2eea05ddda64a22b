use super::*;

#[test]
fn a_text_stays_on_one_line() {
    #[track_caller]
    fn check(payload: impl AsRef<[u8]>, expected: &str) {
        assert_eq!(text_preview(payload.as_ref(), &[]).text, expected);
    }
    check("helloworld", "helloworld");
    check("", "");
    check("你好 🌍", "你好 🌍");
    check("a\nb\tc\r\0", r"a\nb\tc\r\u{0}");
    check("abc\u{202e}txt.exe", r"abc\u{202e}txt.exe");
    check("   ", r"\u{20}\u{20}\u{20}");
    check(" \u{3000}\u{2800}\n", r"\u{20}\u{3000}\u{2800}\u{a}");
    check(" a ", " a ");
    check(
        "\u{3000}".repeat(1000),
        &format!("{}…", r"\u{3000}".repeat(85)),
    );
    check("\u{feff}x\u{2066}", r"\u{feff}x\u{2066}");
    check(b"a\xffb\xc3", "a\u{fffd}b\u{fffd}");
}

/// Characters that a terminal, a browser or this window would show as nothing, by kind.
const UNSEEN: &str = "\u{0}\u{7}\u{1b}\u{7f}\u{80}\u{9f}\u{ad}\u{34f}\u{61c}\u{115f}\u{1160}\u{17b4}\u{17b5}\u{180b}\u{180e}\
    \u{180f}\u{200b}\u{200c}\u{200d}\u{200e}\u{200f}\u{2028}\u{2029}\u{202a}\u{202e}\u{2060}\u{2064}\u{2065}\u{2066}\u{2069}\
    \u{206a}\u{206f}\u{3164}\u{fe00}\u{fe0e}\u{fe0f}\u{feff}\u{ffa0}\u{fff0}\u{fff9}\u{fffb}\u{1bca0}\u{1d173}\u{1d17a}\
    \u{e0000}\u{e0001}\u{e0020}\u{e0041}\u{e007f}\u{e0100}\u{e01ef}\u{e0fff}\
    \u{378}\u{fdd0}\u{ffff}\u{10ffff}\u{e000}\u{f8ff}\u{f0000}\u{10fffd}";

#[test]
fn what_shows_as_nothing_is_escaped() {
    for c in UNSEEN.chars() {
        let escape = c.escape_default().to_string();
        for (text, expected) in [
            (format!("a{c}b"), format!("a{escape}b")),
            (c.to_string(), escape.clone()),
            (format!("中{c}文"), format!("中{escape}文")),
        ] {
            assert_eq!(text_preview(text.as_bytes(), &[]).text, expected);
            assert_eq!(text_row(text.as_bytes(), &[]).text, expected);
            assert_eq!(visible(&text), expected);
            assert_eq!(shortened(&text, 99), expected);
        }
    }
}

#[test]
fn what_can_be_seen_stays() {
    for text in [
        "Grüße, 世界, สวัสดี, नमस्ते, שלום, مرحبا, ½ € → ☃",
        "e\u{301} \u{600}1 \u{6dd}", // Marks of accent, and signs of Arabic that enclose what follows.
        "❤️ ❤ ☎︎ ©️ 👍🏽 ✌🏽 ☝️",
        "👨‍👩‍👧 👩🏽‍💻 👁️‍🗨️ 🏳️‍🌈 🏴‍☠️ 👩🏻‍❤️‍💋‍👩🏻",
        "1️⃣ #️⃣ 🇨🇭 🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
    ] {
        assert_eq!(visible(text), text);
        assert_eq!(text_preview(text.as_bytes(), &[]).text, text);
    }
}

#[test]
fn nothing_hides_behind_an_emoji() {
    for (text, expected) in [
        // A second selector, one of the others, one for a sign that has no other style.
        ("❤\u{fe0f}\u{fe0f}", "❤\u{fe0f}\\u{fe0f}"),
        ("😀\u{e0100}", r"😀\u{e0100}"),
        ("★\u{fe0f}", r"★\u{fe0f}"),
        ("1\u{fe0f}", r"1\u{fe0f}"),
        ("🇨\u{fe0f}", r"🇨\u{fe0f}"),
        // Joiners that join nothing.
        ("😀\u{200d}", r"😀\u{200d}"),
        ("\u{200d}😀", r"\u{200d}😀"),
        ("😀\u{200d}a", r"😀\u{200d}a"),
        ("😀\u{200d}\u{200d}😀", r"😀\u{200d}\u{200d}😀"),
        // Tags behind anything but a flag, of no region, or without an end.
        (
            "😀\u{e0068}\u{e0069}\u{e007f}",
            r"😀\u{e0068}\u{e0069}\u{e007f}",
        ),
        (
            "🏴\u{e0068}\u{e0069}\u{e007f}",
            r"🏴\u{e0068}\u{e0069}\u{e007f}",
        ),
        (
            "🏴\u{e0067}\u{e0062}\u{e0073}",
            r"🏴\u{e0067}\u{e0062}\u{e0073}",
        ),
    ] {
        assert_eq!(visible(text), expected);
    }
    // However many are joined, a unit stays small.
    let endless = "😀\u{200d}".repeat(1000);
    let longest = units(&endless).map(|unit| unit.text.len()).max();
    assert!(longest.is_some_and(|longest| longest <= MAX_UNIT_BYTES));
}

#[test]
fn an_emoji_is_not_cut_in_two() {
    let family = "👨‍👩‍👧";
    let text = format!("{}{family}{family}", "a".repeat(PREVIEW_BYTES - 25));
    let shown = text_preview(text.as_bytes(), &[]).text;
    assert_eq!(
        shown,
        format!("{}{family}…", "a".repeat(PREVIEW_BYTES - 25))
    );
    assert_eq!(shortened(&format!("ab{family}"), 4), "ab…");
    assert_eq!(shortened("a\u{200b}b", 8), "a…");
}

#[test]
fn what_is_not_looked_up_needs_no_look() {
    let tables = |c: char| {
        CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
            || CodePointSetData::new::<ExtendedPictographic>().contains(c)
            || matches!(
                CodePointMapData::<GeneralCategory>::new().get(c),
                GeneralCategory::Unassigned | GeneralCategory::Format | GeneralCategory::Control
            )
    };
    let ordinary = (' '..=char::MAX).filter(|c| is_ordinary(*c));
    assert_eq!(ordinary.filter(|c| tables(*c)).collect::<String>(), "");
}

#[test]
fn a_long_text_is_cut_between_characters() {
    let long = "中".repeat(1000);
    assert_eq!(
        text_preview(long.as_bytes(), &[]).text,
        format!("{}…", "中".repeat(85))
    );
    let long = "a".repeat(PREVIEW_BYTES + 1);
    assert_eq!(
        text_preview(long.as_bytes(), &[]).text,
        format!("{}…", "a".repeat(PREVIEW_BYTES))
    );
    let exact = "a".repeat(PREVIEW_BYTES);
    assert_eq!(text_preview(exact.as_bytes(), &[]).text, exact);
}

#[test]
fn bytes_are_shown_as_digits() {
    assert_eq!(hex_preview(b"", &[]).text, "");
    assert_eq!(hex_preview(&[0xde, 0xad, 0, 0xff], &[]).text, "de ad 00 ff");
    assert_eq!(
        hex_preview(&[1; 86], &[]).text,
        format!("{} …", ["01"; 85].join(" "))
    );
}

#[expect(clippy::single_range_in_vec_init, reason = "one mark is one range")]
#[test]
fn marks_follow_what_they_mark() {
    #[track_caller]
    fn check(line: &Line, expected: &[&str]) {
        let marked: Vec<&str> = line
            .marks
            .iter()
            .map(|mark| &line.text[mark.clone()])
            .collect();
        assert_eq!(marked, expected, "{line:?}");
    }
    check(
        &text_preview(b"one two one", &[0..3, 8..11]),
        &["one", "one"],
    );
    check(&text_preview("a\n中b".as_bytes(), &[1..5]), &["\\n中"]);
    check(&text_preview(b"abc", &[0..1, 1..2]), &["ab"]);
    check(&text_preview(b"abc", &[7..9]), &[]);
    check(&hex_preview(&[1, 2, 3], &[1..3]), &[" 02 03"]);
    check(&text_row(b"a\tb", &[1..2]), &[TAB]);
    check(&hex_row(0, &[1, 2], 4, &[0..1]), &[" 01"]);
}

#[test]
fn shows_a_hex_dump() {
    let row = hex_row(16, b"hello\0\xff", 8, &[]).text;
    assert_eq!(row, "00000010  68 65 6c 6c 6f 00 ff     hello..");
    assert!(row.len() <= hex_columns(8));
}
