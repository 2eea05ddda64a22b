//! Whose pages may use this server (RFC 6454; RFC 6455, section 10.2), and which of them a browser lets read an answer
//! (Fetch standard, "CORS protocol").
//!
//! One judgement for every request, a handshake or not. A request without `Origin` comes from no page, or from one of this
//! server that asks for a file.

use axum::body::Body;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, ORIGIN, VARY,
};
use axum::http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};
pub use wire::handshake::{BadOrigin, Origin};

use crate::limits;
use crate::refusal::Refusal;

/// What the answer to a request says of origins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sharing {
    /// The page that may read the answer besides those of this server; `*` for any.
    reader: Option<HeaderValue>,
    /// Whether a page from elsewhere would be answered otherwise.
    varies: bool,
}

impl Sharing {
    /// Judges a request by a list of the origins that may use the server; if it is empty, all may, and read what is meant
    /// for pages from elsewhere.
    pub(crate) fn judge(
        headers: &HeaderMap,
        allowed: &[Origin],
        is_for_all: bool,
    ) -> Result<Self, Refusal> {
        if allowed.is_empty() {
            return Ok(Self {
                reader: is_for_all.then_some(HeaderValue::from_static("*")),
                varies: false,
            });
        }
        let mut origins = headers.get_all(ORIGIN).iter();
        let reader = match (origins.next(), origins.next()) {
            (None, _) => None,
            (Some(origin), None) if allowed.iter().any(|one| one.is(origin.as_bytes())) => {
                Some(origin.clone())
            }
            _ => {
                let reason = "Pages from this origin may not use this server.".to_owned();
                return Err(Refusal::new(StatusCode::FORBIDDEN, reason));
            }
        };
        let varies = true;
        Ok(Self { reader, varies })
    }

    /// The answer to a browser that asks, before it does, whether a page may send a request that no plain page can: one
    /// with `Authorization`. `None` if the request asks nothing of the kind, or the page may not.
    pub(crate) fn preflight<B>(&self, request: &Request<B>) -> Option<Response<Body>> {
        let headers = request.headers();
        let is_asked = request.method() == Method::OPTIONS
            && headers.contains_key(ORIGIN)
            && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD);
        if !is_asked || self.reader.is_none() {
            return None;
        }
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NO_CONTENT;
        let headers = response.headers_mut();
        let methods = HeaderValue::from_static("GET, HEAD");
        headers.insert(ACCESS_CONTROL_ALLOW_METHODS, methods);
        let allowed = HeaderValue::from_static("authorization");
        headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, allowed);
        let age = limits::PREFLIGHT_AGE.as_secs();
        headers.insert(ACCESS_CONTROL_MAX_AGE, age.into());
        Some(response)
    }

    /// Says it in an answer.
    pub(crate) fn tell(self, headers: &mut HeaderMap) {
        if let Some(reader) = self.reader {
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, reader);
        }
        if self.varies {
            let others = headers.get(VARY).and_then(|value| value.to_str().ok());
            let vary = others.map(|others| format!("{others}, origin"));
            let vary = vary.and_then(|vary| HeaderValue::try_from(vary).ok());
            headers.insert(VARY, vary.unwrap_or(HeaderValue::from_static("origin")));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Judges a request with these `Origin` headers: who may read the answer, or `None` if it is refused.
    fn judge(allowed: &[&str], origins: &[&str], is_for_all: bool) -> Option<String> {
        let allowed: Vec<_> = allowed.iter().map(|one| one.parse().expect(one)).collect();
        let mut headers = HeaderMap::new();
        for origin in origins {
            headers.append(ORIGIN, origin.parse().expect("a value"));
        }
        let sharing = Sharing::judge(&headers, &allowed, is_for_all).ok()?;
        let mut answer = HeaderMap::new();
        answer.insert(VARY, HeaderValue::from_static("accept-encoding"));
        sharing.tell(&mut answer);
        let varies = answer[VARY] == "accept-encoding, origin";
        assert_eq!(varies, !allowed.is_empty(), "{answer:?}");
        let reader = answer.get(ACCESS_CONTROL_ALLOW_ORIGIN);
        Some(reader.map_or_else(String::new, |reader| {
            reader.to_str().expect("text").to_owned()
        }))
    }

    #[test]
    fn one_judgement_for_every_request() {
        let listed = ["https://example.org", "null"];
        for (origins, expected) in [
            (&[][..], Some("")),
            (&["https://example.org"], Some("https://example.org")),
            (&["null"], Some("null")),
            (&["https://example.org:8443"], None),
            (&["http://example.org"], None),
            (&["https://example.org.evil.example"], None),
            (&["https://evil.example https://example.org"], None),
            (&["*"], None),
            (&[""], None),
            (&["https://example.org", "https://evil.example"], None),
            (&["https://example.org", "https://example.org"], None),
        ] {
            for is_for_all in [false, true] {
                let reader = judge(&listed, origins, is_for_all);
                assert_eq!(reader.as_deref(), expected, "{origins:?}");
            }
            // Without a list the origin does not matter.
            assert_eq!(judge(&[], origins, true).as_deref(), Some("*"));
            assert_eq!(judge(&[], origins, false).as_deref(), Some(""));
        }
    }
}
