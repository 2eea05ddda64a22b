//! The grammar of `Sec-WebSocket-Extensions` (RFC 6455, section 9.1). A side that uses no extension still has to fail a
//! handshake whose offer does not follow it.

use super::list::is_in_token;

/// An extension that is offered or agreed to, with its parameters in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension<'a> {
    /// Its registered name, as `permessage-deflate`. Compared byte by byte, as the names of its parameters are.
    pub name: &'a str,
    /// A parameter's name, and its value without the quotes around it, if it has one.
    pub parameters: Vec<(&'a str, Option<&'a str>)>,
}

/// Whether this is a list of extensions with their parameters, as `permessage-deflate; client_max_window_bits, x; y="8"`.
pub fn is_extension_list(value: &[u8]) -> bool {
    extensions(value).is_some()
}

/// The extensions of a list, in their order. `None` if it does not follow the grammar.
pub fn extensions(value: &[u8]) -> Option<Vec<Extension<'_>>> {
    let mut rest = Rest(value);
    let mut extensions = Vec::new();
    loop {
        rest.skip_blanks();
        // An element may be empty (RFC 9110, section 5.6.1.2).
        if !rest.starts_with(b',') && !rest.is_empty() {
            extensions.push(rest.take_extension()?);
        }
        rest.skip_blanks();
        if !rest.take(b',') {
            return rest.is_empty().then_some(extensions);
        }
    }
}

/// What has not been read yet.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
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
    fn take_extension(&mut self) -> Option<Extension<'a>> {
        let name = self.take_token()?;
        let mut parameters = Vec::new();
        loop {
            self.skip_blanks();
            if !self.take(b';') {
                return Some(Extension { name, parameters });
            }
            self.skip_blanks();
            parameters.push(self.take_parameter()?);
        }
    }

    /// A name, and perhaps a value, which may be in quotes but has to be a token without them too.
    fn take_parameter(&mut self) -> Option<(&'a str, Option<&'a str>)> {
        let name = self.take_token()?;
        self.skip_blanks();
        if !self.take(b'=') {
            return Some((name, None));
        }
        self.skip_blanks();
        let is_quoted = self.take(b'"');
        let value = self.take_token()?;
        let is_whole = !is_quoted || self.take(b'"');
        is_whole.then_some((name, Some(value)))
    }

    fn take_token(&mut self) -> Option<&'a str> {
        let length = self.0.iter().take_while(|byte| is_in_token(**byte)).count();
        let (token, rest) = self.0.split_at(length);
        self.0 = rest;
        // All characters of a token are of ASCII.
        str::from_utf8(token).ok().filter(|token| !token.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn extensions_are_read_with_their_parameters() {
        let list = b"a; b=\"1\";c , ,permessage-deflate;d=2";
        let of = |name, parameters: &[_]| Extension {
            name,
            parameters: parameters.to_vec(),
        };
        let expected = [
            of("a", &[("b", Some("1")), ("c", None)]),
            of("permessage-deflate", &[("d", Some("2"))]),
        ];
        assert_eq!(extensions(list), Some(expected.to_vec()));
    }
}
