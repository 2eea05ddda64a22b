use super::*;
use crate::kit::frame_fields::Meaning;

#[test]
fn one_byte_is_singular() {
    let check = |text: Text<'_>, expected: &str| assert_eq!(text.say(Language::English), expected);
    check(Text::MoreBytes(1), "… and 1 byte more");
    check(Text::MoreBytes(2), "… and 2 bytes more");
    let payload = Meaning::ShortLength;
    check(Text::Field(&payload(1)), "payload of 1 byte");
    check(Text::Field(&payload(2)), "payload of 2 bytes");
}
