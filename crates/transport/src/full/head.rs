//! The head of a reply (RFC 9112, section 4), read within limits.

use connection::{Cause, Failure, HeadLimit, ReplyFault};
use httparse::{Header, ParserConfig, Response, Status};
use wire::handshake::split_list;

/// The largest head that is read, in bytes: as much as tungstenite reads of one, so that both transports take the same replies.
/// Servers and proxies stop far below: Apache and nginx at 8 KiB a line, Node at 16 KiB.
pub(super) const MAX_HEAD_BYTES: usize = 64 * 1024;

/// The most headers that are read: as many as tungstenite reads.
const MAX_HEADERS: usize = 124;

/// The head of a reply.
pub(super) struct Head {
    /// Whether it is of HTTP/1.1, and not of 1.0.
    pub(super) is_http_1_1: bool,
    pub(super) status: u16,
    headers: Vec<(String, Vec<u8>)>,
    /// How many bytes it takes up, with the empty line at its end.
    pub(super) length: usize,
}

impl Head {
    /// The values of all headers of this name, as they are on the wire.
    pub(super) fn values(&self, name: &str) -> impl Iterator<Item = &[u8]> {
        let of_name = self.headers.iter();
        let of_name = of_name.filter(move |(other, _)| other.eq_ignore_ascii_case(name));
        of_name.map(|(_, value)| value.as_slice())
    }

    /// The members of a header that is a list (RFC 9110, section 5.6.1), over all of its lines.
    pub(super) fn list(&self, name: &str) -> impl Iterator<Item = &[u8]> {
        let members = self.values(name).flat_map(|value| split_list(value, b','));
        members.filter(|member| !member.is_empty())
    }

    /// Whether a header that is a list contains this token, in any case of its letters.
    pub(super) fn contains(&self, name: &str, token: &str) -> bool {
        self.list(name)
            .any(|member| member.eq_ignore_ascii_case(token.as_bytes()))
    }
}

/// Reads a head; nothing if there is more to come of it.
///
/// What a user agent may overlook is overlooked: blanks before a colon, folded values, several blanks in the first line,
/// line feeds without carriage returns, empty lines before the first (RFC 9112, sections 2.2, 4, 5.1 and 5.2).
///
/// # Errors
/// What is wrong with it.
pub(super) fn parse(bytes: &[u8]) -> Result<Option<Head>, Failure> {
    let mut config = ParserConfig::default();
    config
        .allow_spaces_after_header_name_in_responses(true)
        .allow_obsolete_multiline_headers_in_responses(true)
        .allow_multiple_spaces_in_response_status_delimiters(true);
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut response = Response::new(&mut headers);
    let parsed = config.parse_response(&mut response, bytes);
    match parsed.map_err(|error| fault(error, bytes))? {
        Status::Complete(_) if !response.code.is_some_and(is_status) => Err(Failure {
            cause: Cause::Reply(ReplyFault::Malformed),
            detail: "the status is not from 100 to 599".to_owned(),
        }),
        Status::Complete(length) if length <= MAX_HEAD_BYTES => Ok(Some(Head {
            is_http_1_1: response.version == Some(1),
            status: response.code.unwrap_or_default(),
            headers: response.headers.iter().map(owned).collect(),
            length,
        })),
        Status::Partial if bytes.len() <= MAX_HEAD_BYTES => Ok(None),
        Status::Complete(_) | Status::Partial => Err(over(HeadLimit::Bytes(MAX_HEAD_BYTES))),
    }
}

/// Whether HTTP has such a status (RFC 9110, section 15).
fn is_status(code: u16) -> bool {
    matches!(code, 100..=599)
}

fn owned(header: &Header<'_>) -> (String, Vec<u8>) {
    (header.name.to_owned(), header.value.to_owned())
}

/// More than a limit allows.
pub(super) fn over(limit: HeadLimit) -> Failure {
    Failure {
        cause: Cause::HeadLimit(limit),
        detail: limit.to_string(),
    }
}

fn fault(error: httparse::Error, bytes: &[u8]) -> Failure {
    use httparse::Error;
    let cause = match error {
        Error::TooManyHeaders => return over(HeadLimit::Headers(MAX_HEADERS)),
        Error::HeaderName | Error::HeaderValue | Error::NewLine | Error::Status => {
            Cause::Reply(ReplyFault::Malformed)
        }
        Error::Version | Error::Token if is_other_http(bytes) => {
            Cause::Reply(ReplyFault::HttpVersion)
        }
        Error::Version | Error::Token if is_http(bytes) => Cause::Reply(ReplyFault::Malformed),
        Error::Version | Error::Token => Cause::NotWebSocket,
    };
    let detail = error.to_string();
    Failure { cause, detail }
}

/// Whether it is HTTP, but of another version: by its name, or by the SETTINGS frame with which HTTP/2 begins (RFC 9113,
/// sections 3.4 and 6.5).
fn is_other_http(bytes: &[u8]) -> bool {
    const SETTINGS: &[u8] = &[0x04, 0, 0, 0, 0, 0];
    let is_http_2 = bytes.first() == Some(&0) && bytes.get(3..9) == Some(SETTINGS);
    let version = bytes.trim_ascii_start().strip_prefix(b"HTTP/");
    let version = version.and_then(|rest| rest.split(|byte| !is_of_version(*byte)).next());
    is_http_2 || version.is_some_and(|version| !matches!(version, b"1.0" | b"1.1" | b""))
}

fn is_of_version(byte: u8) -> bool {
    byte.is_ascii_digit() || byte == b'.'
}

/// Whether it begins as HTTP does.
fn is_http(bytes: &[u8]) -> bool {
    bytes.trim_ascii_start().starts_with(b"HTTP/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn whole(bytes: &[u8]) -> Head {
        for end in 0..bytes.len() {
            // The end of a line may be the end of the head, or the next line may belong to it.
            assert!(matches!(parse(&bytes[..end]), Ok(None)), "at {end}");
        }
        parse(bytes).unwrap().unwrap()
    }

    #[test]
    fn lists_are_read_over_lines_blanks_and_quotes() {
        #[track_caller]
        fn check(lines: &str, expected: &[&str]) {
            let head = whole(format!("HTTP/1.1 101 Yes\r\n{lines}\r\n").as_bytes());
            let list: Vec<_> = head.list("list").map(String::from_utf8_lossy).collect();
            assert_eq!(list, expected, "{lines}");
        }
        check("", &[]);
        check("List: a\r\n", &["a"]);
        check("list:a,b\r\n", &["a", "b"]);
        check("LIST:\ta\t,\t b \t\r\n", &["a", "b"]);
        check("List: a\r\nOther: x\r\nList: b, c\r\n", &["a", "b", "c"]);
        check("List: ,, a,,\r\nList:\r\n", &["a"]);
        check("List: a,\r\n\tb\r\n c\r\n", &["a", "b\r\n c"]);
        check("List : a\r\n", &["a"]);
        check(
            "List: a; x=\"b,c\\\",d\", e\r\n",
            &["a; x=\"b,c\\\",d\"", "e"],
        );
    }

    #[test]
    fn tokens_are_found_in_any_case_and_whole() {
        let head = whole(b"HTTP/1.1 101 Yes\nConnection: Keep-Alive\nconnection: x,\tUPGRADE\n\n");
        assert!(head.contains("Connection", "upgrade"));
        assert!(!head.contains("Connection", "keep"));
        assert!(!head.contains("Upgrade", "upgrade"));
    }

    #[test]
    fn what_is_wrong_with_a_head_has_a_name() {
        #[track_caller]
        fn check(head: &[u8], expected: Cause) {
            let cause = parse(head).err().map(|failure| failure.cause);
            let shown = String::from_utf8_lossy(&head[..head.len().min(80)]);
            assert_eq!(cause, Some(expected), "{shown}");
        }
        let fault = Cause::Reply;
        check(b"220 mail.example ESMTP\r\n", Cause::NotWebSocket);
        check(b"\x15\x03\x03\x00\x02\x02\x0a", Cause::NotWebSocket);
        check(
            b"\0\0\x12\x04\0\0\0\0\0\0\x03",
            fault(ReplyFault::HttpVersion),
        );
        check(b"HTTP/2 200 OK\r\n\r\n", fault(ReplyFault::HttpVersion));
        check(b"HTTP/1.2 101 Yes\r\n\r\n", fault(ReplyFault::HttpVersion));
        check(b"HTTP/3 200\r\n\r\n", fault(ReplyFault::HttpVersion));
        for malformed in [
            &b"HTTP/1.1\t101 Yes\r\n\r\n"[..],
            b" HTTP/1.1 101 Yes\r\n\r\n",
            b"\tHTTP/1.1 101 Yes\r\n\r\n",
            b"HTTP/1.1x 101 Yes\r\n\r\n",
            b"HTTP/x 101 Yes\r\n\r\n",
            b"HTTP/1.1 000 No\r\n\r\n",
            b"HTTP/1.1 099 No\r\n\r\n",
            b"HTTP/1.1 600 No\r\n\r\n",
            b"HTTP/1.1 999 No\r\n\r\n",
        ] {
            check(malformed, fault(ReplyFault::Malformed));
        }
        check(b"HTTP/1.1 abc\r\n\r\n", fault(ReplyFault::Malformed));
        check(
            b"HTTP/1.1 101 Yes\r\nno colon\r\n\r\n",
            fault(ReplyFault::Malformed),
        );
        check(
            b"HTTP/1.1 101 Yes\r\nA: \0\r\n\r\n",
            fault(ReplyFault::Malformed),
        );
        let many = format!("HTTP/1.1 101 Yes\r\n{}\r\n", "A: b\r\n".repeat(125));
        check(many.as_bytes(), Cause::HeadLimit(HeadLimit::Headers(124)));
        let large = Cause::HeadLimit(HeadLimit::Bytes(MAX_HEAD_BYTES));
        let whole = format!(
            "HTTP/1.1 101 Yes\r\nA: {}\r\n\r\n",
            "b".repeat(MAX_HEAD_BYTES)
        );
        check(whole.as_bytes(), large.clone());
        check(&whole.as_bytes()[..=MAX_HEAD_BYTES], large);
    }
}
