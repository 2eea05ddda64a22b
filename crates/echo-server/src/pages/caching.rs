//! How long a browser may keep what it was sent.

use axum::http::{HeaderValue, StatusCode};

/// The name changes with the content, so a browser never has to ask again.
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// Kept, but asked about each time: the answer is a short 304 as long as the `ETag` is the same.
const ASK_FIRST: HeaderValue = HeaderValue::from_static("no-cache");

/// The fewest hexadecimal digits that are taken for a hash. Build tools write 8 to 64.
const SHORTEST_HASH: usize = 8;

/// The `Cache-Control` of a response. What is missing today may be there tomorrow, whatever its
/// name.
pub(super) fn policy(is_hashed: bool, status: StatusCode) -> HeaderValue {
    if is_hashed && (status.is_success() || status == StatusCode::NOT_MODIFIED) {
        FOREVER
    } else {
        ASK_FIRST
    }
}

/// Whether the last part of a path has a hash of its content before the extension, such as
/// `app-0123456789abcdef.wasm` or `app-0123456789abcdef_bg.wasm`.
///
/// A file that is wrongly taken for a hashed one would be kept for a year, the opposite costs a short request. So a run
/// without a letter, which may be a date, is not taken for a hash.
pub(super) fn is_hashed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let Some((stem, _extension)) = name.rsplit_once('.') else {
        return false;
    };
    // What comes first is a name of its own, even if it could be a number.
    stem.split(['-', '_', '.']).skip(1).any(is_hash)
}

fn is_hash(run: &str) -> bool {
    let is_digit = |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    run.len() >= SHORTEST_HASH
        && run.bytes().all(is_digit)
        && run.bytes().any(|byte| byte.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::{ASK_FIRST, FOREVER, StatusCode, is_hashed, policy};

    #[test]
    fn hashed_names() {
        for (path, expected) in [
            ("/wscope-0123456789abcdef.wasm", true),
            ("/assets/wscope-0123456789abcdef_bg.wasm", true),
            ("/app.0a1b2c3d.js", true),
            ("/app-0a1b2c3d.js.map", true),
            ("/app-0a1b2c3.js", false),
            ("/app-0A1B2C3D.js", false),
            ("/app-0a1b2c3g.js", false),
            ("/report-20261231.html", false),
            ("/app-0123456789abcdef", false),
            ("/0123456789abcdef.wasm", false),
            ("/0123456789-abcdef0123/index.html", false),
            ("/index.html", false),
            ("/sw.js", false),
            ("/manifest.webmanifest", false),
            ("/", false),
            ("", false),
        ] {
            assert_eq!(is_hashed(path), expected, "{path}");
        }
    }

    #[test]
    fn only_what_exists_is_kept() {
        assert_eq!(policy(true, StatusCode::OK), FOREVER);
        assert_eq!(policy(true, StatusCode::NOT_MODIFIED), FOREVER);
        assert_eq!(policy(true, StatusCode::NOT_FOUND), ASK_FIRST);
        assert_eq!(policy(false, StatusCode::OK), ASK_FIRST);
    }
}
