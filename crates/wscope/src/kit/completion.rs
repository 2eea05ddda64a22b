//! The scheme of an address that was typed without one, where that is not `ws://`.

use std::borrow::Cow;

use connection::{Endpoint, has_scheme, unwrapped};

/// Longest address, in bytes: servers refuse a request line over 8 KiB.
pub const MAX_ADDRESS_BYTES: usize = 8 * 1024;

/// The address as it is meant: a browser lets a page that came over https speak only encrypted, so there a missing scheme
/// is `wss://`.
pub fn completed(address: &str, is_secure_page: bool) -> Cow<'_, str> {
    let bare = unwrapped(address);
    if !is_secure_page || has_scheme(bare) || bare.is_empty() {
        return address.into();
    }
    let encrypted = format!("wss://{bare}");
    // What is no address either way is told as it was typed.
    if Endpoint::parse(&encrypted).is_ok() {
        encrypted.into()
    } else {
        address.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_scheme_is_the_encrypted_one_in_a_page_that_came_over_https() {
        #[track_caller]
        fn check(typed: &str, expected: &str) {
            assert_eq!(completed(typed, true), expected, "{typed}");
            assert_eq!(completed(typed, false), typed);
        }
        check("example.org", "wss://example.org");
        check(
            " example.org/chat?next=https://x ",
            "wss://example.org/chat?next=https://x",
        );
        check("example.org:80", "wss://example.org:80");
        check("[::1]:4000", "wss://[::1]:4000");
        check("\u{feff}“example.org”", "wss://example.org");
        check("ws://example.org", "ws://example.org");
        check("ws:/example.org", "ws:/example.org");
        check("WSS://example.org", "WSS://example.org");
        check("https://example.org", "https://example.org");
        check("a b", "a b");
        check("", "");
    }
}
