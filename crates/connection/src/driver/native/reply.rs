//! The reply to a request for a WebSocket, as it comes in.

use web_time::Instant;

use crate::Step;

/// The most that is shown of a reply, in bytes: as much of a page of errors as anybody reads.
pub(super) const MAX_REPLY: usize = 4 * 1024;

/// The most of a head that is looked at, in bytes: as many as tungstenite reads of one.
const MAX_HEAD: usize = 64 * 1024;

/// The reply, as far as it has come in.
pub(super) struct Reply {
    bytes: Vec<u8>,
    /// Where its head ends, once it does.
    head_ends: Option<usize>,
    asked: Instant,
    /// When the last of its head came in.
    answered: Instant,
}

impl Reply {
    /// The request has gone out.
    pub(super) fn begin() -> Self {
        let now = Instant::now();
        Self {
            bytes: Vec::new(),
            head_ends: None,
            asked: now,
            answered: now,
        }
    }

    /// Takes in what was read. So many bytes of it belong to the head.
    pub(super) fn hear(&mut self, more: &[u8]) -> usize {
        let before = self.bytes.len();
        if self.head_ends.is_some() || before > MAX_HEAD {
            return more.len();
        }
        self.answered = Instant::now();
        self.bytes.extend_from_slice(more);
        self.head_ends = head_end(&self.bytes);
        self.head_ends
            .map_or(more.len(), |end| end.saturating_sub(before))
    }

    /// So much of the rest was taken for more of the head.
    pub(super) fn lengthen_head(&mut self, by: usize) {
        self.head_ends = self.head_ends.map(|end| end + by);
    }

    /// Takes in what follows the head, as far as it will be shown.
    pub(super) fn read_more(&mut self, more: &[u8]) {
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
        let micros = self.answered.duration_since(self.asked).as_micros();
        let head = self.shown();
        (!head.is_empty()).then(|| Step::Answered {
            head,
            micros: u64::try_from(micros).unwrap_or(u64::MAX),
        })
    }

    /// Frames may follow the head of a reply that accepts; a page, which is of interest, that of one that does not.
    fn shown(&self) -> String {
        let text = String::from_utf8_lossy(&self.bytes[..self.bytes.len().min(MAX_REPLY)]);
        let accepts = text.split_whitespace().nth(1) == Some("101");
        match self.head_ends {
            Some(end) if accepts => {
                let head = String::from_utf8_lossy(&self.bytes[..end.min(MAX_REPLY)]);
                head.trim_end().to_owned()
            }
            _ => text.trim_end().to_owned(),
        }
    }

    /// The values of all headers of this name.
    pub(super) fn values(&self, name: &str) -> Vec<&[u8]> {
        let head = &self.bytes[..self.head_ends.unwrap_or(self.bytes.len())];
        let lines = head.split(|byte| *byte == b'\n').skip(1);
        let values = lines.filter_map(|line| {
            let colon = line.iter().position(|byte| *byte == b':')?;
            let is_it = line[..colon].eq_ignore_ascii_case(name.as_bytes());
            is_it.then(|| line[colon + 1..].trim_ascii())
        });
        values.collect()
    }

    /// Whether it comes from a server that expects TLS: it says so in TLS, or in a page of its own words.
    pub(super) fn asks_for_tls(&self) -> bool {
        /// An alert, of any version.
        const ALERT: &[u8] = &[0x15, 0x03];
        /// What nginx, Go, Apache and Tomcat say.
        const WORDS: [&str; 4] = [
            "plain http request was sent to https port",
            "client sent an http request to an https server",
            "speaking plain http to an ssl-enabled server",
            "this combination of host and port requires tls",
        ];
        self.bytes.starts_with(ALERT) || self.is_bad_request_that_says(&WORDS)
    }

    /// Whether it comes from a server that has set TLS up without a certificate of this side, or with one that it does not
    /// accept, and says so in a page.
    pub(super) fn asks_for_certificate(&self) -> bool {
        /// What nginx says in either case.
        const WORDS: [&str; 2] = [
            "no required ssl certificate was sent",
            "the ssl certificate error",
        ];
        self.is_bad_request_that_says(&WORDS)
    }

    fn is_bad_request_that_says(&self, words: &[&str]) -> bool {
        let text = String::from_utf8_lossy(&self.bytes).to_ascii_lowercase();
        let is_bad_request = text.split_whitespace().nth(1) == Some("400");
        is_bad_request && words.iter().any(|words| text.contains(words))
    }
}

/// Where a head ends: behind its first empty line. As tungstenite does, it passes over empty lines before it, and does
/// without carriage returns.
fn head_end(bytes: &[u8]) -> Option<usize> {
    let start = bytes.iter().position(|byte| !b"\r\n".contains(byte))?;
    let mut is_line_empty = false;
    for (index, byte) in bytes.iter().enumerate().skip(start) {
        match byte {
            b'\n' if is_line_empty => return Some(index + 1),
            b'\n' => is_line_empty = true,
            b'\r' => {}
            _ => is_line_empty = false,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A reply that comes in whole, and byte for byte, is told as `head`, and `rest` is kept for whoever reads on.
    #[track_caller]
    fn check(reply: &str, head: &str, rest: &str) {
        for size in [1, 3, reply.len().max(1)] {
            let mut heard = Reply::begin();
            let (mut of_head, mut handed_on) = (0, 0);
            for piece in reply.as_bytes().chunks(size) {
                if heard.head_ends.is_some() {
                    // Nobody reads further than the head.
                    heard.read_more(piece);
                } else {
                    of_head += heard.hear(piece);
                    handed_on += piece.len();
                }
            }
            assert!(of_head <= handed_on);
            assert_eq!(heard.shown(), head, "{reply} by {size}");
            assert_eq!(heard.rest(), rest.as_bytes(), "{reply} by {size}");
            if heard.head_ends.is_some() {
                assert_eq!(of_head + rest.len(), reply.len(), "{reply} by {size}");
            }
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
    fn a_server_that_expects_tls_says_so_in_several_ways() {
        #[track_caller]
        fn check(reply: &[u8], expected: bool) {
            let mut heard = Reply::begin();
            heard.hear(reply);
            assert_eq!(heard.asks_for_tls(), expected, "{reply:?}");
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
            let mut heard = Reply::begin();
            heard.hear(reply.as_bytes());
            assert_eq!(heard.asks_for_certificate(), expected, "{reply}");
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
