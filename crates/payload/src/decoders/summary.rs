//! How a summary is put together.

use std::borrow::Cow;

use super::limits::MAX_PREVIEW;

/// Parts of a summary with a space between them, each cut where it is too long: there is to be room
/// for the others, and 64 MiB are not to be copied for a row that shows their beginning. Empty ones are left out.
pub(super) fn words(parts: &[&str]) -> String {
    let mut summary = String::new();
    for part in parts.iter().filter(|part| !part.is_empty()) {
        if !summary.is_empty() {
            summary.push(' ');
        }
        summary.push_str(&part[..part.floor_char_boundary(MAX_PREVIEW)]);
    }
    summary
}

/// Bytes as a part of a summary: their beginning if they are text, else their number.
pub(super) fn beginning(bytes: &[u8]) -> Cow<'_, str> {
    let start = &bytes[..bytes.len().min(MAX_PREVIEW)];
    match str::from_utf8(start) {
        Ok(text) => Cow::Borrowed(text),
        // The last character was cut, and only there.
        Err(error) if error.error_len().is_none() && start.len() < bytes.len() => {
            String::from_utf8_lossy(&start[..error.valid_up_to()])
        }
        Err(_) => Cow::Owned(format!("{} B", bytes.len())),
    }
}
