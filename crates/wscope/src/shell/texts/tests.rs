use super::*;

#[test]
fn one_of_a_kind_is_singular() {
    let check = |text: Text<'_>, expected: &str| assert_eq!(text.say(Language::English), expected);
    check(Text::StatusDropped(1), "1 oldest message dropped");
    check(Text::StatusDropped(12), "12 oldest messages dropped");
}
