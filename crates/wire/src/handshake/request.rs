//! Whether a request is a sound opening handshake (RFC 6455, section 4.2.1).

use super::{is_extension_list, is_key, list_contains};

/// A request for a WebSocket, as far as the rules look at it.
#[derive(Clone, Copy, Debug)]
pub struct Request<F> {
    /// Whether its method is GET.
    pub is_get: bool,
    /// Whether it is of HTTP/1.1 or later.
    pub is_http_1_1: bool,
    /// Whether something follows its head, where the first frame has to stand.
    pub has_body: bool,
    /// The lines of the header with this name, which is in lower case.
    pub lines: F,
}

/// What is wrong with a request for a WebSocket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The status with which it is to be refused: 400, 405 or 426.
    pub status: u16,
    /// What it is, as the end of a sentence that begins with “Not a WebSocket handshake”.
    pub words: &'static str,
}

impl<'a, F, I> Request<F>
where
    F: Fn(&'static str) -> I,
    I: Iterator<Item = &'a [u8]>,
{
    /// The key of a sound handshake.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn judge(&self) -> Result<&'a [u8], Mistake> {
        let bad = |words| mistake(400, words);
        let upgrade = |words| mistake(426, words);
        if !self.is_get {
            return Err(mistake(405, "its method is not GET"));
        }
        if !self.is_http_1_1 {
            return Err(bad("it is older than HTTP/1.1"));
        }
        if !self.contains("connection", "upgrade") {
            return Err(upgrade("no Connection header contains upgrade"));
        }
        if !self.contains("upgrade", "websocket") {
            return Err(upgrade("no Upgrade header contains websocket"));
        }
        // Neither is a list (sections 4.3, 11.3.1 and 11.3.5).
        let version = self
            .only("sec-websocket-version")
            .map_err(|Several| bad("there is more than one Sec-WebSocket-Version"))?;
        match version {
            Some(b"13") => {}
            Some(version) if version.contains(&b',') => {
                return Err(bad("Sec-WebSocket-Version says more than one version"));
            }
            _ => return Err(upgrade("Sec-WebSocket-Version is not 13")),
        }
        let key = self
            .only("sec-websocket-key")
            .map_err(|Several| bad("there is more than one Sec-WebSocket-Key"))?
            .ok_or_else(|| bad("there is no Sec-WebSocket-Key"))?;
        if !is_key(key) {
            return Err(bad("Sec-WebSocket-Key is not 16 bytes in Base64"));
        }
        if !(self.lines)("sec-websocket-extensions").all(is_extension_list) {
            return Err(bad("Sec-WebSocket-Extensions is not a list of extensions"));
        }
        if self.has_body {
            return Err(bad("the request has a body"));
        }
        Ok(key)
    }

    /// Whether a list, which may come as several lines, has this element in any case (RFC 9110, section 5.6.1).
    fn contains(&self, name: &'static str, element: &str) -> bool {
        (self.lines)(name).any(|line| list_contains(line, element))
    }

    /// The value of a header that must not come as several lines.
    fn only(&self, name: &'static str) -> Result<Option<&'a [u8]>, Several> {
        let mut lines = (self.lines)(name);
        let first = lines.next();
        match lines.next() {
            Some(_) => Err(Several),
            None => Ok(first),
        }
    }
}

/// A header comes as several lines that must not.
struct Several;

fn mistake(status: u16, words: &'static str) -> Mistake {
    Mistake { status, words }
}
