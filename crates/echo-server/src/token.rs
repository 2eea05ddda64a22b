//! The token of the server, which some paths ask for.

use axum::http::Request;
use axum::http::header::AUTHORIZATION;

/// Whether a request shows the token, in a header (RFC 6750, section 2.1) or in the query, since a browser sets no
/// headers. For a WebSocket it is looked at once, and never asked for again.
pub(crate) fn has_token<B>(request: &Request<B>, token: &str) -> bool {
    let in_header = request.headers().get(AUTHORIZATION).is_some_and(|value| {
        let value = value.to_str().unwrap_or_default();
        value
            .split_once(' ')
            .is_some_and(|(scheme, shown)| scheme.eq_ignore_ascii_case("bearer") && shown == token)
    });
    let query = request.uri().query().unwrap_or_default();
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    in_header || pairs.any(|(name, value)| name == "token" && value == token)
}
