//! Which connections compress their messages (RFC 7692).

use axum::http::header::SEC_WEBSOCKET_EXTENSIONS;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use scenario::Scenario;
use tracing::info;
use wire::deflate::{Accepted, Wishes};

use crate::refusal::Refusal;

/// Which connections compress their messages, if their clients offer that.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Compression {
    /// Those whose path asks for it: an echo of small messages is faster without.
    #[default]
    ByPath,
    /// All that exchange messages.
    On,
    /// None.
    Off,
}

impl Compression {
    /// What is agreed on with a client, by the offers in its handshake; `None` for nothing.
    ///
    /// # Errors
    /// If the scenario can only be played for a client that has agreed on compression.
    pub(crate) fn agree(
        self,
        scenario: &Scenario,
        headers: &HeaderMap,
    ) -> Result<Option<Accepted>, Refusal> {
        let agreed = self
            .wishes(scenario)
            .and_then(|wishes| accept(&wishes, headers));
        if agreed.is_none() && scenario.needs_compression() {
            let reason = match self {
                Self::Off => "This server does not compress, and this scenario needs it.",
                Self::ByPath | Self::On => {
                    "This scenario needs a client that offers permessage-deflate."
                }
            };
            return Err(Refusal::new(StatusCode::BAD_REQUEST, reason.to_owned()));
        }
        Ok(agreed)
    }

    fn wishes(self, scenario: &Scenario) -> Option<Wishes> {
        let asked = scenario.compression();
        match self {
            Self::Off => None,
            Self::ByPath => asked,
            // Bytes that are written as they are have no use for it.
            Self::On => asked.or_else(|| scenario.is_about_messages().then(Wishes::default)),
        }
    }
}

fn accept(wishes: &Wishes, headers: &HeaderMap) -> Option<Accepted> {
    // One list may come as several lines (RFC 9110, section 5.3).
    let offers: Vec<_> = headers
        .get_all(SEC_WEBSOCKET_EXTENSIONS)
        .iter()
        .map(HeaderValue::as_bytes)
        .collect();
    match wishes.accept(&offers.join(&b", "[..])) {
        Ok(agreed) => agreed,
        Err(declined) => {
            for fault in declined {
                info!(%fault, "an offer of compression was declined");
            }
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is answered to these lines of offers; a refusal is told by its status.
    #[track_caller]
    fn check(compression: Compression, path: &str, offers: &[&'static str], expected: &str) {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let scenario = Scenario::parse(path, query).expect("a scenario");
        let lines = offers.iter().map(|line| HeaderValue::from_static(line));
        let headers = lines.map(|line| (SEC_WEBSOCKET_EXTENSIONS, line)).collect();
        let answer = match compression.agree(&scenario, &headers) {
            Ok(None) => String::new(),
            Ok(Some(agreed)) => agreed.to_string(),
            Err(refusal) => refusal.status().as_str().to_owned(),
        };
        assert_eq!(answer, expected, "{path} {offers:?}");
    }

    #[test]
    fn only_where_it_is_asked_for_and_offered() {
        const OFFER: &[&str] = &["permessage-deflate; client_max_window_bits"];
        const AGREED: &str = "permessage-deflate";
        for (path, by_path, on, off) in [
            ("/", "", AGREED, ""),
            ("/deflate", AGREED, AGREED, ""),
            ("/delay/1s/deflate/course", AGREED, AGREED, ""),
            ("/bomb/1MiB", AGREED, AGREED, "400"),
            ("/reset", "", "", ""),
        ] {
            check(Compression::ByPath, path, OFFER, by_path);
            check(Compression::On, path, OFFER, on);
            check(Compression::Off, path, OFFER, off);
            let refused = if path.starts_with("/bomb") { "400" } else { "" };
            check(Compression::On, path, &["x"], refused);
            check(Compression::On, path, &[], refused);
        }
    }

    #[test]
    fn the_path_says_what_the_server_wants() {
        for (query, offers, expected) in [
            (
                "server_no_context_takeover",
                &["permessage-deflate"][..],
                "permessage-deflate; server_no_context_takeover",
            ),
            (
                "client_max_window_bits=10",
                &["permessage-deflate"],
                "permessage-deflate",
            ),
            (
                "client_max_window_bits=10&client_no_context_takeover=true",
                &["permessage-deflate; client_max_window_bits"],
                "permessage-deflate; client_no_context_takeover; client_max_window_bits=10",
            ),
            (
                "client_max_window_bits=8",
                &["permessage-deflate; client_max_window_bits=9"],
                "permessage-deflate; client_max_window_bits=8",
            ),
            // The first offer that can be accepted, be it on another line.
            (
                "server_max_window_bits=12",
                &[
                    "x, permessage-deflate; server_max_window_bits=8",
                    "permessage-deflate; server_max_window_bits=14",
                ],
                "permessage-deflate; server_max_window_bits=12",
            ),
            ("", &["permessage-deflate; server_max_window_bits=8"], ""),
            ("", &["permessage-deflate; unknown"], ""),
        ] {
            let path = format!("/deflate/echo?{query}");
            check(Compression::ByPath, &path, offers, expected);
        }
    }
}
