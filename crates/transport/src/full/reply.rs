//! The reply to a request for a WebSocket, as it comes in.

use connection::{Failure, Step};
use web_time::Instant;

use super::head::{Head, MAX_HEAD_BYTES, parse};

/// The most that is shown of a reply, in bytes: enough of an error page to read what is wrong.
pub(super) const MAX_REPLY: usize = 4 * 1024;

/// The longest beginning of a reply that is looked at whenever more of it comes in, in bytes: it shows whether this is HTTP at all.
const BEGINNING: usize = 16;

/// The reply, as far as it has come in.
pub(super) struct Reply {
    bytes: Vec<u8>,
    /// Where its head ends, once it does.
    head_ends: Option<usize>,
    /// Whether something came in that may have made the head whole, or shown that it never will be.
    is_due: bool,
    asked: Instant,
    /// When the last of its head came in.
    answered: Instant,
}

impl Reply {
    /// A reply of which nothing has come in yet, to a request that has just gone out.
    pub(super) fn new() -> Self {
        let now = Instant::now();
        Self {
            bytes: Vec::new(),
            head_ends: None,
            is_due: false,
            asked: now,
            answered: now,
        }
    }

    /// Takes in what was read, as long as the head is not whole.
    pub(super) fn push_head(&mut self, more: &[u8]) {
        self.answered = Instant::now();
        let had_less = self.bytes.len() < BEGINNING;
        self.bytes.extend_from_slice(more);
        // A head that comes byte by byte is parsed once a line and not once a byte.
        self.is_due |= more.contains(&b'\n') || had_less;
    }

    /// The head, if it is whole.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn head(&mut self) -> Result<Option<Head>, Failure> {
        if !std::mem::take(&mut self.is_due) && self.bytes.len() <= MAX_HEAD_BYTES {
            return Ok(None);
        }
        let head = parse(&self.bytes)?;
        self.head_ends = head.as_ref().map(|head| head.length);
        Ok(head)
    }

    /// Another reply follows this one, which was an interim one and is told.
    pub(super) fn pass_over(&mut self) -> Step {
        let (head, micros) = (self.shown(), self.micros());
        self.bytes
            .drain(..self.head_ends.take().unwrap_or_default());
        self.is_due = true;
        Step::Interim { head, micros }
    }

    /// Takes in what follows the head, as far as it will be shown.
    pub(super) fn push_page(&mut self, more: &[u8]) {
        let room = MAX_REPLY.saturating_sub(self.bytes.len());
        self.bytes.extend_from_slice(&more[..more.len().min(room)]);
    }

    /// All of it, as far as it was read.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What was read behind the head.
    pub(super) fn rest(&self) -> &[u8] {
        let end = self.head_ends.unwrap_or(self.bytes.len());
        &self.bytes[end..]
    }

    /// What was read behind the head: the first frames.
    pub(super) fn into_rest(mut self) -> Vec<u8> {
        self.bytes
            .split_off(self.head_ends.unwrap_or(self.bytes.len()))
    }

    /// What was answered, and how long after the request; nothing if nothing was.
    pub(super) fn as_step(&self) -> Option<Step> {
        let (head, micros) = (self.shown(), self.micros());
        (!head.is_empty()).then_some(Step::Answered { head, micros })
    }

    /// How long after the request the last of the head came.
    fn micros(&self) -> u64 {
        let micros = self.answered.duration_since(self.asked).as_micros();
        u64::try_from(micros).unwrap_or(u64::MAX)
    }

    /// Frames may follow the head of a reply that accepts, and another reply that of an interim one; a page, which is of
    /// interest, that of any other.
    fn shown(&self) -> String {
        let text = String::from_utf8_lossy(&self.bytes[..self.bytes.len().min(MAX_REPLY)]);
        let status = text.split_whitespace().nth(1);
        let has_no_page = status.is_some_and(|status| status.len() == 3 && status.starts_with('1'));
        match self.head_ends {
            Some(end) if has_no_page => {
                let head = String::from_utf8_lossy(&self.bytes[..end.min(MAX_REPLY)]);
                head.trim_end().to_owned()
            }
            _ => text.trim_end().to_owned(),
        }
    }

    /// Whether it comes from a server that expects TLS: it answers in TLS, or with a page that explains it.
    pub(super) fn asks_for_tls(&self) -> bool {
        /// An alert, of any version.
        const ALERT: &[u8] = &[0x15, 0x03];
        /// The texts of nginx, Go, Apache and Tomcat.
        const WORDS: [&str; 4] = [
            "plain http request was sent to https port",
            "client sent an http request to an https server",
            "speaking plain http to an ssl-enabled server",
            "this combination of host and port requires tls",
        ];
        self.bytes.starts_with(ALERT) || self.is_bad_request_with(&WORDS)
    }

    /// Whether it comes from a server that has set TLS up without a certificate of this side, or with one that it does not
    /// accept, and sends a page that explains it.
    pub(super) fn asks_for_certificate(&self) -> bool {
        /// The texts of nginx in either case.
        const WORDS: [&str; 2] = [
            "no required ssl certificate was sent",
            "the ssl certificate error",
        ];
        self.is_bad_request_with(&WORDS)
    }

    fn is_bad_request_with(&self, words: &[&str]) -> bool {
        let text = String::from_utf8_lossy(&self.bytes).to_ascii_lowercase();
        let is_bad_request = text.split_whitespace().nth(1) == Some("400");
        is_bad_request && words.iter().any(|words| text.contains(words))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A reply that comes in whole, and byte for byte, is told as `head`, and `rest` is kept of what follows.
    #[track_caller]
    fn check(reply: &str, head: &str, rest: &str) {
        for size in [1, 3, reply.len().max(1)] {
            let mut received = Reply::new();
            for piece in reply.as_bytes().chunks(size) {
                if received.head_ends.is_some() {
                    received.push_page(piece);
                } else {
                    received.push_head(piece);
                    // What is no reply is shown nevertheless.
                    received.head().ok();
                }
            }
            assert_eq!(received.shown(), head, "{reply} by {size}");
            assert_eq!(received.rest(), rest.as_bytes(), "{reply} by {size}");
        }
    }

    #[test]
    fn a_page_is_shown_and_frames_are_not() {
        check(
            "HTTP/1.1 101 Yes\r\nA: b\r\n\r\n\u{1}\u{2}\r\n\r\n",
            "HTTP/1.1 101 Yes\r\nA: b",
            "\u{1}\u{2}\r\n\r\n",
        );
        check(
            "HTTP/1.1 404 No\r\nA: b\r\n\r\nnot here\r\n",
            "HTTP/1.1 404 No\r\nA: b\r\n\r\nnot here",
            "not here\r\n",
        );
        check(
            "\r\nHTTP/1.1 101 Yes\nA: b\n\nx",
            "\r\nHTTP/1.1 101 Yes\nA: b",
            "x",
        );
        check("220 mail.example ESMTP\r\n", "220 mail.example ESMTP", "");
        check("", "", "");
    }

    #[test]
    fn what_cannot_be_http_is_known_at_once() {
        for greeting in [
            "220 mail.example ready to serve",
            "SSH-2.0-x",
            "* OK IMAP4rev1 is ready",
        ] {
            for size in [1, 5, 16, 17, greeting.len()] {
                let mut received = Reply::new();
                let mut pieces = greeting.as_bytes().chunks(size);
                let is_refused = pieces.any(|piece| {
                    received.push_head(piece);
                    received.head().is_err()
                });
                assert!(is_refused, "{greeting} by {size}");
            }
        }
        let mut received = Reply::new();
        received.push_head(b"HTTP/1.1 101 Switching");
        assert!(received.head().is_ok());
    }

    #[test]
    fn a_server_that_expects_tls_says_so_in_several_ways() {
        #[track_caller]
        fn check(reply: &[u8], expected: bool) {
            let mut received = Reply::new();
            received.push_head(reply);
            assert_eq!(received.asks_for_tls(), expected, "{reply:?}");
        }
        check(b"\x15\x03\x03\x00\x02\x02\x0a", true);
        check(
            b"HTTP/1.1 400 Bad Request\r\n\r\n<center>The plain HTTP request was sent to HTTPS port</center>",
            true,
        );
        check(
            b"HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n",
            true,
        );
        check(b"HTTP/1.1 400 Bad Request\r\n\r\nno", false);
        check(
            b"HTTP/1.1 200 OK\r\n\r\nClient sent an HTTP request to an HTTPS server.\n",
            false,
        );
        check(b"", false);
    }

    #[test]
    fn a_server_may_ask_for_a_certificate_in_a_page() {
        #[track_caller]
        fn check(reply: &str, expected: bool) {
            let mut received = Reply::new();
            received.push_head(reply.as_bytes());
            assert_eq!(received.asks_for_certificate(), expected, "{reply}");
        }
        check(
            "HTTP/1.1 400 Bad Request\r\n\r\n<title>400 No required SSL certificate was sent</title>",
            true,
        );
        check(
            "HTTP/1.1 400 Bad Request\r\n\r\n<title>400 The SSL certificate error</title>",
            true,
        );
        check("HTTP/1.1 400 Bad Request\r\n\r\nno", false);
    }
}
