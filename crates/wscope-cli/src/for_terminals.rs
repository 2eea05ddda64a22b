//! JSON that a terminal can show as it is.

use session::files::is_obeyed;

/// JSON in which nothing stands as it is that a terminal obeys: that can only be within strings.
pub(crate) fn for_terminals(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for letter in json.chars() {
        if is_obeyed(letter) {
            text.push_str(&format!("\\u{:04x}", u32::from(letter)));
        } else {
            text.push(letter);
        }
    }
    text
}
