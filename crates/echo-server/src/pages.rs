//! What a plain request gets: the folder of [`Config::web`](crate::Config::web) or, without one, a
//! page that says what this server is.

mod caching;
mod folder;
mod list;

use std::future::ready;
use std::path::Path;
use std::sync::Arc;

use axum::extract::Request;
use axum::http::header::{
    ACCEPT, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, REFERRER_POLICY,
    VARY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::middleware::{Next, from_fn};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, get_service};
use axum::{Json, Router};
use percent_encoding::{CONTROLS, utf8_percent_encode};
use scenario::{Rooms, Scenario, catalogue};
use tower_http::services::ServeDir;

use self::folder::Folder;
use crate::metrics::{MEDIA_TYPE, Metrics};
use crate::refusal::Refusal;

/// What a page from here may do: run WebAssembly and code of its own, and connect to any server,
/// because that is what it is for. Styles may be inline, because egui's canvas has one.
const CONTENT_SECURITY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; \
    style-src 'self' 'unsafe-inline'; connect-src 'self' ws: wss: http: https:; \
    img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self'; manifest-src 'self'; \
    object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The headers that every page has.
const COMMON: [(HeaderName, HeaderValue); 4] = [
    (
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(CONTENT_SECURITY),
    ),
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    // Also on what has no compressed variant and on status 304, which must repeat it.
    (VARY, HeaderValue::from_static("accept-encoding")),
];

/// The pages. Each request is a GET or a HEAD.
pub(crate) fn router(web: Option<&Path>, metrics: Arc<Metrics>, rooms: Rooms) -> Router {
    let metrics = move || ready(tell(&metrics, &rooms));
    let router = Router::new()
        .route("/healthz", get(healthz))
        .route("/metrics", get(metrics))
        .route("/scenarios", get(scenarios));
    let router = match web {
        Some(folder) => router.fallback_service(
            get_service(
                ServeDir::with_backend("", Folder::new(folder))
                    .precompressed_br()
                    .precompressed_gzip()
                    .fallback(get(not_found)),
            )
            .layer(from_fn(only_plain_paths)),
        ),
        None => router.route("/", get(about)).fallback(only_web_socket),
    };
    router.layer(from_fn(add_headers))
}

async fn healthz() -> &'static str {
    "ok\n"
}

/// The counters, for Prometheus.
fn tell(metrics: &Metrics, rooms: &Rooms) -> Response {
    match metrics.text(rooms) {
        Ok(text) => ([(CONTENT_TYPE, MEDIA_TYPE)], text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Says what this server is, and lists the scenarios: as a page where one is wanted, else as text.
async fn about(headers: HeaderMap) -> Response {
    let wants_html = headers
        .get(ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    if wants_html {
        Html(list::as_html()).into_response()
    } else {
        list::as_text().into_response()
    }
}

/// The same list for programs.
async fn scenarios() -> impl IntoResponse {
    Json(catalogue())
}

async fn not_found() -> Response {
    (StatusCode::NOT_FOUND, "There is nothing here.\n").into_response()
}

/// A path that is understood in more than one way names nothing: one with an escaped separator, with a backslash, which is a
/// separator on some systems, or with two slashes first, which in a redirect would begin with a host.
///
/// HEAD is answered as GET is, so it tells of the same file; axum takes the body away.
async fn only_plain_paths(mut request: Request, next: Next) -> Response {
    let path = request.uri().path().to_ascii_lowercase();
    let is_ambiguous = ["%2f", "%5c", "%00", "\\"]
        .iter()
        .any(|part| path.contains(part));
    if is_ambiguous || path.starts_with("//") {
        return not_found().await;
    }
    let Some(uri) = escaped(request.uri()) else {
        return not_found().await;
    };
    *request.uri_mut() = uri;
    *request.method_mut() = Method::GET;
    next.run(request).await
}

/// The path and the query as they should have been written, and may be in a redirect: with every character that is not ASCII
/// escaped (RFC 3986, section 2).
fn escaped(uri: &Uri) -> Option<Uri> {
    let target = uri.path_and_query()?.as_str();
    let target = utf8_percent_encode(target, CONTROLS).to_string();
    target.parse().ok()
}

/// Without a folder every other path is that of a WebSocket, or of nothing.
async fn only_web_socket(uri: Uri) -> Response {
    let refusal = match Scenario::parse(uri.path(), uri.query().unwrap_or_default()) {
        Ok(_) => Refusal::new(
            StatusCode::UPGRADE_REQUIRED,
            "This path is for a WebSocket.".to_owned(),
        ),
        Err(error) => error.into(),
    };
    refusal.into_response()
}

async fn add_headers(request: Request, next: Next) -> Response {
    let is_hashed = caching::is_hashed(request.uri().path());
    let mut response = next.run(request).await;
    let caching = caching::policy(is_hashed, response.status());
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, caching);
    for (name, value) in COMMON {
        headers.insert(name, value);
    }
    name_the_encoding(headers);
    response
}

/// Text here is UTF-8; without saying so, a browser may take it for something older.
fn name_the_encoding(headers: &mut HeaderMap) {
    let named = match headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes) {
        Some(b"text/html") => "text/html; charset=utf-8",
        Some(b"text/javascript") => "text/javascript; charset=utf-8",
        Some(b"text/css") => "text/css; charset=utf-8",
        Some(b"text/plain") => "text/plain; charset=utf-8",
        _ => return,
    };
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(named));
}
