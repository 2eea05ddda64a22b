/// Whether a text has no control characters but those of lines, so that somebody may have written it.
pub(super) fn is_printable(text: &str) -> bool {
    let is_control = |byte: u8| byte < b' ' && !matches!(byte, b'\n' | b'\r' | b'\t');
    !text.bytes().any(|byte| is_control(byte) || byte == 0x7f)
}
