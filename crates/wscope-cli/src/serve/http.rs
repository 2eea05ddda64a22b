//! What a client asks for before it is a WebSocket.

use std::convert::Infallible;
use std::sync::Arc;

use hyper::body::{Body as _, Bytes, Incoming};
use hyper::header::{
    ALLOW, CONNECTION, CONTENT_TYPE, HeaderMap, HeaderValue, ORIGIN, SEC_WEBSOCKET_ACCEPT,
    SEC_WEBSOCKET_EXTENSIONS, SEC_WEBSOCKET_PROTOCOL, SEC_WEBSOCKET_VERSION, UPGRADE,
};
use hyper::server::conn::http1::Builder;
use hyper::service::service_fn;
use hyper::upgrade::OnUpgrade;
use hyper::{Method, Request, Response, StatusCode, Version};
use hyper_util::rt::{TokioIo, TokioTimer};
use parking_lot::Mutex;
use tokio::net::TcpStream;
use tokio::sync::OwnedSemaphorePermit;
use wire::deflate::{Accepted, Parameters, Wishes};
use wire::handshake::{self, Origin, accept_key, split_list};

use super::server::Server;
use crate::file_notes::counted;
use crate::telling::remark;

/// A client that has become a WebSocket.
pub(super) struct Opened {
    pub(super) stream: TcpStream,
    /// What it has sent after the handshake.
    pub(super) read: Bytes,
    /// Where it wanted to go.
    pub(super) target: String,
    /// What was agreed on compression.
    pub(super) compression: Option<Parameters>,
    /// Its place among those that are served at once.
    pub(super) seat: OwnedSemaphorePermit,
}

/// A request that opens a WebSocket.
struct Upgrade {
    on: OnUpgrade,
    target: String,
    compression: Option<Parameters>,
    seat: OwnedSemaphorePermit,
}

/// Answers requests until one of them opens a WebSocket. `None` if none did; why, is said.
pub(super) async fn open(stream: TcpStream, server: &Arc<Server>, name: &str) -> Option<Opened> {
    let upgrade: Arc<Mutex<Option<Upgrade>>> = Arc::default();
    let service = service_fn(|mut request: Request<Incoming>| {
        let compression = server.compression;
        let agreed = compression.and_then(|wishes| agreed(&wishes, request.headers()));
        let answer = answer(&request, agreed.as_ref(), server);
        let answer = answer.and_then(|answer| Ok((answer, seat(server)?)));
        let answer = match answer {
            Ok((answer, seat)) => {
                *upgrade.lock() = Some(Upgrade {
                    target: request.uri().to_string(),
                    on: hyper::upgrade::on(&mut request),
                    compression: agreed.map(|agreed| agreed.parameters),
                    seat,
                });
                answer
            }
            Err((status, words)) => {
                remark(&format!("{name} was refused: {status}: {words}"));
                refusal(status, &words, server)
            }
        };
        async { Ok::<_, Infallible>(answer) }
    });
    let connection = builder()
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    // A client that breaks off, or sends what is no HTTP, has been answered as far as it can be.
    if let Err(error) = connection.await {
        remark(&format!(
            "{name} sent no request that can be read ({error})"
        ));
        return None;
    }
    let upgrade = upgrade.lock().take()?;
    let parts = upgrade
        .on
        .await
        .ok()?
        .downcast::<TokioIo<TcpStream>>()
        .ok()?;
    Some(Opened {
        stream: parts.io.into_inner(),
        read: parts.read_buf,
        target: upgrade.target,
        compression: upgrade.compression,
        seat: upgrade.seat,
    })
}

/// A place for a client, if there is one.
fn seat(server: &Server) -> Result<OwnedSemaphorePermit, (StatusCode, String)> {
    Arc::clone(&server.seats)
        .try_acquire_owned()
        .map_err(|_none| {
            let clients = counted(server.max_clients.into(), "client is", "clients are");
            let words = format!("{clients} connected, and more are not served at once.");
            (StatusCode::SERVICE_UNAVAILABLE, words)
        })
}

fn builder() -> Builder {
    let mut builder = Builder::new();
    builder
        .timer(TokioTimer::new())
        // A client may end its side of the stream after its request, and still wait for the answer.
        .half_close(true);
    builder
}

/// What is agreed on compression. A client whose offers cannot be accepted is served without it.
fn agreed(wishes: &Wishes, headers: &HeaderMap) -> Option<Accepted> {
    // One list may come as several lines (RFC 9110, section 5.3).
    let lines = headers.get_all(SEC_WEBSOCKET_EXTENSIONS).iter();
    let offers: Vec<_> = lines.map(HeaderValue::as_bytes).collect();
    wishes.accept(&offers.join(&b", "[..])).ok().flatten()
}

fn answer(
    request: &Request<Incoming>,
    agreed: Option<&Accepted>,
    server: &Server,
) -> Result<Response<String>, (StatusCode, String)> {
    let headers = request.headers();
    let lines = |name| headers.get_all(name).iter().map(HeaderValue::as_bytes);
    let handshake = handshake::Request {
        is_get: request.method() == Method::GET,
        is_http_1_1: request.version() >= Version::HTTP_11,
        has_body: !request.body().is_end_stream(),
        lines,
    };
    let key = match handshake.judge() {
        Ok(key) => key,
        Err(mistake) => {
            let status = StatusCode::from_u16(mistake.status).unwrap_or(StatusCode::BAD_REQUEST);
            let words = format!("Not a WebSocket handshake: {}.", mistake.words);
            return Err((status, words));
        }
    };
    if !may_connect(headers, &server.origins) {
        let words = "Pages from this origin may not use this server; --origin lets them.";
        return Err((StatusCode::FORBIDDEN, words.to_owned()));
    }
    let Ok(accept) = HeaderValue::try_from(accept_key(key)) else {
        return Err((StatusCode::INTERNAL_SERVER_ERROR, String::new()));
    };
    let mut response = Response::new(String::new());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let answered = response.headers_mut();
    answered.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
    answered.insert(UPGRADE, HeaderValue::from_static("websocket"));
    answered.insert(SEC_WEBSOCKET_ACCEPT, accept);
    if let Some(name) = subprotocol(headers, server.subprotocol.as_deref()) {
        answered.insert(SEC_WEBSOCKET_PROTOCOL, name);
    }
    let extension = agreed.and_then(|agreed| HeaderValue::try_from(agreed.to_string()).ok());
    if let Some(extension) = extension {
        answered.insert(SEC_WEBSOCKET_EXTENSIONS, extension);
    }
    Ok(response)
}

/// The subprotocol of the recording, if the client offers it: a client that offers none gets none (RFC 6455, section 4.2.2).
fn subprotocol(headers: &HeaderMap, recorded: Option<&str>) -> Option<HeaderValue> {
    let recorded = recorded?;
    let mut lines = headers.get_all(SEC_WEBSOCKET_PROTOCOL).iter();
    let is_offered =
        lines.any(|line| split_list(line.as_bytes(), b',').any(|name| name == recorded.as_bytes()));
    let name = is_offered.then(|| HeaderValue::from_str(recorded).ok());
    name.flatten()
}

/// Whether a request comes from no page, or from one that may connect: of this machine, or of a listed origin.
fn may_connect(headers: &HeaderMap, allowed: &[Origin]) -> bool {
    let mut origins = headers.get_all(ORIGIN).iter();
    match (origins.next(), origins.next()) {
        (None, _) => true,
        (Some(origin), None) => {
            let origin = origin.as_bytes();
            let read = std::str::from_utf8(origin).ok().map(str::parse::<Origin>);
            let is_here = matches!(read, Some(Ok(page)) if page.is_loopback());
            is_here || allowed.iter().any(|one| one.is(origin))
        }
        _ => false,
    }
}

fn refusal(status: StatusCode, words: &str, server: &Server) -> Response<String> {
    let description = &server.description;
    let body = format!(
        "{description}\n{words}\nConnect with a WebSocket client, at ws:// and this host and port.\n"
    );
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    let text = HeaderValue::from_static("text/plain; charset=utf-8");
    headers.insert(CONTENT_TYPE, text);
    headers.insert(CONNECTION, HeaderValue::from_static("close"));
    match status {
        StatusCode::UPGRADE_REQUIRED => {
            // RFC 9110, section 15.5.22, and RFC 6455, section 4.4.
            headers.insert(CONNECTION, HeaderValue::from_static("close, upgrade"));
            headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
            headers.insert(SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"));
        }
        StatusCode::METHOD_NOT_ALLOWED => {
            headers.insert(ALLOW, HeaderValue::from_static("GET"));
        }
        _ => {}
    }
    response
}
