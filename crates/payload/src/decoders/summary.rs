//! How a summary is put together.

use std::borrow::Cow;

/// So much of one part stands in a summary, in bytes: there is to be room for the others, and a payload of 64 MiB is not to be
/// copied for a row that shows its beginning.
const SHOWN_PART: usize = 160;

/// Parts of a summary with a space between them, each cut where it is too long. Empty ones are left out.
pub(super) fn words(parts: &[&str]) -> String {
    let mut summary = String::new();
    for part in parts.iter().filter(|part| !part.is_empty()) {
        if !summary.is_empty() {
            summary.push(' ');
        }
        summary.push_str(&part[..part.floor_char_boundary(SHOWN_PART)]);
    }
    summary
}

/// Bytes as a part of a summary: their beginning if they are text, else their number.
pub(super) fn beginning(bytes: &[u8]) -> Cow<'_, str> {
    let start = &bytes[..bytes.len().min(SHOWN_PART)];
    match str::from_utf8(start) {
        Ok(text) => Cow::Borrowed(text),
        // The last character was cut, and only there.
        Err(error) if error.error_len().is_none() && start.len() < bytes.len() => {
            String::from_utf8_lossy(&start[..error.valid_up_to()])
        }
        Err(_) => Cow::Owned(format!("{} B", bytes.len())),
    }
}
