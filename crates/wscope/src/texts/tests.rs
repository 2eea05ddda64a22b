use super::*;

#[test]
fn one_of_a_kind_is_singular() {
    let check = |text: Text<'_>, expected: &str| assert_eq!(Language::English.say(text), expected);
    check(Text::Hits(0), "0 matches");
    check(Text::Hits(1), "1 match");
    check(Text::Hits(1_000), "1\u{a0}000 matches");
    check(Text::StatusDropped(1), "1 oldest message dropped");
    check(Text::StatusDropped(12), "12 oldest messages dropped");
}
