//! The grammar of `Sec-WebSocket-Extensions` (RFC 6455, section 9.1). A side that uses no extension still has to fail a
//! handshake whose offer does not follow it.

use super::list::is_in_token;

/// Whether this is a list of extensions with their parameters, as `permessage-deflate; client_max_window_bits, x; y="8"`.
pub fn is_extension_list(value: &[u8]) -> bool {
    let mut rest = Rest(value);
    loop {
        rest.skip_blanks();
        // An element may be empty (RFC 9110, section 5.6.1.2).
        if !rest.starts_with(b',') && !rest.is_empty() && !rest.take_extension() {
            return false;
        }
        rest.skip_blanks();
        if !rest.take(b',') {
            return rest.is_empty();
        }
    }
}

/// What has not been read yet.
struct Rest<'a>(&'a [u8]);

impl Rest<'_> {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn starts_with(&self, byte: u8) -> bool {
        self.0.first() == Some(&byte)
    }

    fn take(&mut self, byte: u8) -> bool {
        let is_next = self.starts_with(byte);
        if is_next {
            self.0 = &self.0[1..];
        }
        is_next
    }

    fn skip_blanks(&mut self) {
        self.0 = self.0.trim_ascii_start();
    }

    /// A name, then parameters, each after a semicolon.
    fn take_extension(&mut self) -> bool {
        if !self.take_token() {
            return false;
        }
        loop {
            self.skip_blanks();
            if !self.take(b';') {
                return true;
            }
            self.skip_blanks();
            if !self.take_parameter() {
                return false;
            }
        }
    }

    /// A name, and perhaps a value, which may be in quotes but has to be a token without them too.
    fn take_parameter(&mut self) -> bool {
        if !self.take_token() {
            return false;
        }
        self.skip_blanks();
        if !self.take(b'=') {
            return true;
        }
        self.skip_blanks();
        if self.take(b'"') {
            self.take_token() && self.take(b'"')
        } else {
            self.take_token()
        }
    }

    fn take_token(&mut self) -> bool {
        let length = self.0.iter().take_while(|byte| is_in_token(**byte)).count();
        self.0 = &self.0[length..];
        length > 0
    }
}

#[cfg(test)]
mod tests {
    use super::is_extension_list;

    #[test]
    fn offers_follow_the_grammar() {
        for (value, expected) in [
            ("permessage-deflate", true),
            ("permessage-deflate; client_max_window_bits", true),
            (
                "permessage-deflate; client_max_window_bits=\"15\", x-a;b=c",
                true,
            ),
            ("a\t;\tb = c\t,\td", true),
            (" , a,, b ,", true),
            ("", true),
            ("a b", false),
            ("a;", false),
            ("a;b=", false),
            ("a;b=\"", false),
            ("a;b=\"c", false),
            ("a;b=\"c d\"", false),
            ("a;b=\"\"", false),
            ("=a", false),
            (";a", false),
            ("a/b", false),
            ("a;b=c=d", false),
            ("é", false),
        ] {
            assert_eq!(is_extension_list(value.as_bytes()), expected, "{value}");
        }
    }
}
