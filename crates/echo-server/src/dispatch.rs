//! The one place that takes a request and decides what becomes of it: a WebSocket, a page, or a
//! refusal.

use std::cell::Cell;
use std::convert::Infallible;
use std::future::{Future, ready};
use std::net::SocketAddr;
use std::pin::Pin;

use axum::body::Body;
use axum::http::header::{SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_EXTENSIONS, SEC_WEBSOCKET_PROTOCOL};
use axum::http::{HeaderValue, Method, Request, Response, StatusCode};
use hyper::body::Incoming;
use hyper::service::Service;
use scenario::{Handshake, HandshakeAnswer, Scenario};
use tracing::{debug, info};
use wire::deflate::Parameters;

use crate::event_answers;
use crate::events::{ByteAccounting, Delivery};
use crate::handshake;
use crate::origin::Sharing;
use crate::refusal::Refusal;
use crate::site::Site;
use crate::target;
use crate::token::has_token;

/// What pages from anywhere may read unless there is a list of those that may: it contains nothing that is not public, and a page
/// from elsewhere asks a server on the person's machine for it.
const FOR_ALL: [&str; 5] = [
    "/scenarios",
    "/events/begin",
    "/events/poll",
    "/events/report",
    "/events/wait",
];

type Answer = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

/// What is done with a WebSocket.
#[derive(Debug)]
pub(crate) struct Conversation {
    pub(crate) scenario: Scenario,
    pub(crate) handshake: Handshake,
    /// What was agreed on.
    pub(crate) compression: Option<Parameters>,
}

/// How far a connection has come with HTTP.
#[derive(Debug, Default)]
pub(crate) enum Progress {
    /// No request has been read in full.
    #[default]
    Nothing,
    /// The last request was a plain one, or was refused.
    Answered,
    /// The last request was a sound handshake: a WebSocket begins.
    Upgraded(Box<Conversation>),
}

/// The answers to the requests of one connection.
pub(crate) struct Dispatch<'site> {
    site: &'site Site,
    peer: Option<SocketAddr>,
    progress: Cell<Progress>,
    accounting: &'site ByteAccounting,
}

impl<'site> Dispatch<'site> {
    pub(crate) fn new(
        site: &'site Site,
        peer: Option<SocketAddr>,
        accounting: &'site ByteAccounting,
    ) -> Self {
        Self {
            site,
            peer,
            progress: Cell::default(),
            accounting,
        }
    }

    pub(crate) fn into_progress(self) -> Progress {
        self.progress.into_inner()
    }

    /// What holds for every request.
    fn admit(&self, request: &Request<Incoming>) -> Result<Sharing, Refusal> {
        target::check(request)?;
        let is_for_all = FOR_ALL.contains(&request.uri().path());
        let allowed = &self.site.config.allowed_origins;
        Sharing::judge(request.headers(), allowed, is_for_all)
    }

    /// Answers a request that is no handshake.
    fn answer(&self, request: Request<Incoming>, sharing: &Sharing) -> Answer {
        if let Some(preflight) = sharing.preflight(&request) {
            Box::pin(ready(Ok(preflight)))
        } else if let Some(refusal) = refuse_method(request.method()) {
            Box::pin(ready(Ok(self.refuse(refusal))))
        } else if let Some(answer) = event_answers::answer(self.site, &request, self.accounting) {
            Box::pin(async { Ok(answer.await) })
        } else {
            Box::pin(self.site.pages.call(request))
        }
    }

    /// Answers a request for a WebSocket.
    fn upgrade(&self, request: &Request<Incoming>) -> Response<Body> {
        match self.try_upgrade(request) {
            Ok(response) => response,
            Err(refusal) => {
                info!(reason = refusal.reason(), "handshake failed");
                self.refuse(refusal)
            }
        }
    }

    fn refuse(&self, refusal: Refusal) -> Response<Body> {
        self.site.metrics.refused(refusal.cause());
        refusal.into_response()
    }

    /// The path says what the WebSocket will be used for, which may be to have it refused.
    fn try_upgrade(&self, request: &Request<Incoming>) -> Result<Response<Body>, Refusal> {
        let query = request.uri().query().unwrap_or_default();
        let config = &self.site.config;
        let scenario = Scenario::parse_within(&config.scenarios, request.uri().path(), query)?;
        let mut response = handshake::accept(request)?;
        if let Some(events) = scenario.event_request() {
            let run = self.site.runs.find(events.run.as_deref())?;
            self.accounting.attribute(&run, Delivery::Push);
        }
        adapt(&mut response, scenario.handshake(), request, &config.token)?;
        let compression = config.compression.agree(&scenario, request.headers())?;
        if let Some(accepted) = compression {
            let agreed = HeaderValue::from_str(&accepted.to_string()).map_err(Refusal::internal)?;
            let headers = response.headers_mut();
            headers.insert(SEC_WEBSOCKET_EXTENSIONS, agreed);
        }
        let handshake = seen(request, self.peer);
        let conversation = Conversation {
            scenario,
            handshake,
            compression: compression.map(|accepted| accepted.parameters),
        };
        self.progress
            .set(Progress::Upgraded(Box::new(conversation)));
        Ok(response)
    }
}

impl Service<Request<Incoming>> for Dispatch<'_> {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Answer;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        // A query may have a token in it.
        debug!(method = %request.method(), path = request.uri().path(), "request");
        self.progress.set(Progress::Answered);
        self.accounting.next_request();
        let sharing = match self.admit(&request) {
            Ok(sharing) => sharing,
            Err(refusal) => {
                info!(reason = refusal.reason(), "refused");
                return Box::pin(ready(Ok(self.refuse(refusal))));
            }
        };
        if handshake::is_asked_for(request.headers()) {
            return Box::pin(ready(Ok(self.upgrade(&request))));
        }
        let answer = self.answer(request, &sharing);
        Box::pin(async move {
            let mut response = answer.await?;
            sharing.tell(response.headers_mut());
            Ok(response)
        })
    }
}

/// Changes the answer to a sound handshake as a scenario wants it, or refuses it.
fn adapt<B>(
    response: &mut Response<Body>,
    answer: &HandshakeAnswer,
    request: &Request<B>,
    token: &str,
) -> Result<(), Refusal> {
    let headers = response.headers_mut();
    match answer {
        HandshakeAnswer::Accept => {}
        HandshakeAnswer::AcceptWithToken => {
            if !has_token(request, token) {
                return Err(Refusal::no_token());
            }
        }
        HandshakeAnswer::AcceptSubprotocol(name) => {
            if let Ok(name) = HeaderValue::from_str(name) {
                headers.insert(SEC_WEBSOCKET_PROTOCOL, name);
            }
        }
        HandshakeAnswer::AcceptAs(accept) => {
            if let Ok(accept) = HeaderValue::from_str(accept) {
                headers.insert(SEC_WEBSOCKET_ACCEPT, accept);
            }
        }
        HandshakeAnswer::Refuse(status) => {
            let status = StatusCode::from_u16(*status).unwrap_or(StatusCode::BAD_REQUEST);
            return Err(Refusal::requested(status));
        }
    }
    Ok(())
}

/// The handshake as scenarios are told it.
fn seen<B>(request: &Request<B>, peer: Option<SocketAddr>) -> Handshake {
    let uri = request.uri();
    let url = (uri.path(), uri.query().unwrap_or_default());
    let headers = request.headers().iter();
    let headers = headers.map(|(name, value)| (name.as_str(), value.as_bytes()));
    Handshake::new(peer, format!("{:?}", request.version()), url, headers)
}

/// Everything here is to be read, so other methods are refused before anybody looks at the path
/// (RFC 9110, section 9.1: 405 for a method that is known, 501 for one that is not).
fn refuse_method(method: &Method) -> Option<Refusal> {
    let status = match *method {
        Method::GET | Method::HEAD => return None,
        Method::POST
        | Method::PUT
        | Method::DELETE
        | Method::PATCH
        | Method::OPTIONS
        | Method::CONNECT
        | Method::TRACE => StatusCode::METHOD_NOT_ALLOWED,
        _ => StatusCode::NOT_IMPLEMENTED,
    };
    let refusal = Refusal::new(status, "Only GET and HEAD are answered.".to_owned());
    Some(refusal.allowing("GET, HEAD"))
}
