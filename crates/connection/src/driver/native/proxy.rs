//! What stands between this side and the server: an HTTP proxy that makes a tunnel, or a SOCKS5 proxy.

mod overheard;

use std::error::Error;
use std::future::{Ready, ready};
use std::io;
use std::task::{Context, Poll};

use hyper_util::client::legacy::connect::proxy::{SocksV5, Tunnel};
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::http::Uri;
use tower_service::Service;
use web_time::Instant;

use self::overheard::{Answer, Overheard};
use super::tcp::{micros_since, reach};
use crate::connection::Signals;
use crate::{Cause, Endpoint, Failure, Proxy, Signal, Step};

/// The ports of proxies that name none.
const HTTP_PORT: u16 = 80;
const SOCKS_PORT: u16 = 1080;

/// A proxy that was chosen.
pub(super) struct Between {
    kind: Kind,
    proxy: Intercept,
}

#[derive(Clone, Copy)]
enum Kind {
    Http,
    Socks,
}

/// What the environment says of proxies.
pub(super) fn of_environment() -> Matcher {
    Matcher::from_env()
}

/// The proxy that stands before this server, if any does.
pub(super) fn between(
    endpoint: &Endpoint,
    proxy: &Proxy,
    of_environment: impl FnOnce() -> Matcher,
) -> Result<Option<Between>, Failure> {
    let (host, port) = endpoint.host_and_port();
    let scheme = if endpoint.is_secure() {
        "https"
    } else {
        "http"
    };
    let server = uri(scheme, &host, port)?;
    let proxy = match proxy {
        Proxy::None => return Ok(None),
        Proxy::Environment => of_environment().intercept(&server),
        Proxy::At(address) => {
            let matcher = Matcher::builder().all(address.url().as_str()).build();
            let proxy = matcher.intercept(&server);
            // Never past a proxy that somebody asked for.
            Some(proxy.ok_or_else(|| unusable(&address.without_credentials()))?)
        }
    };
    let Some(proxy) = proxy else {
        return Ok(None);
    };
    let kind = match proxy.uri().scheme_str() {
        Some("http") => Kind::Http,
        // The name is looked up by the proxy in any case.
        Some("socks5" | "socks5h") => Kind::Socks,
        _ => return Err(unusable(&shown(&proxy))),
    };
    Ok(Some(Between { kind, proxy }))
}

fn unusable(proxy: &str) -> Failure {
    Failure {
        cause: Cause::ProxyUnreachable,
        detail: format!("{proxy} is no proxy that can be used: http:// and socks5:// can"),
    }
}

/// The address without a password, which is kept beside it.
fn shown(proxy: &Intercept) -> String {
    proxy.uri().to_string().trim_end_matches('/').to_owned()
}

/// Where `host` and `port` are, in the words of HTTP.
fn uri(scheme: &str, host: &str, port: u16) -> Result<Uri, Failure> {
    let is_ipv6 = host.contains(':');
    let authority = if is_ipv6 {
        format!("[{host}]:{port}")
    } else {
        format!("{host}:{port}")
    };
    let uri = Uri::builder().scheme(scheme).authority(authority);
    uri.path_and_query("/").build().map_err(|error| Failure {
        cause: Cause::Other,
        detail: error.to_string(),
    })
}

/// Goes to the proxy, and through it to the server.
pub(super) async fn tunnel(
    between: &Between,
    host: &str,
    port: u16,
    signals: &Signals,
) -> Result<TcpStream, Failure> {
    let tcp = reach_proxy(between, signals).await?;
    let start = Instant::now();
    let answer = Answer::default();
    let stream = TokioIo::new(Overheard::new(tcp, answer.clone()));
    // Either looks at host and port alone.
    let server = uri("https", host, port)?;
    let stream = match between.kind {
        Kind::Http => through_http(&between.proxy, stream, server).await,
        Kind::Socks => through_socks(&between.proxy, stream, server).await,
    };
    let stream = stream.map_err(|error| refused(between.kind, error.as_ref(), &answer))?;
    let proxy = shown(&between.proxy);
    let micros = micros_since(start);
    signals.tell(Signal::Step(Step::Tunnelled { proxy, micros }));
    Ok(stream.into_inner().into_inner())
}

async fn reach_proxy(between: &Between, signals: &Signals) -> Result<TcpStream, Failure> {
    let uri = between.proxy.uri();
    let port = uri.port_u16().unwrap_or(match between.kind {
        Kind::Http => HTTP_PORT,
        Kind::Socks => SOCKS_PORT,
    });
    let host = uri.host().unwrap_or_default();
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let reached = reach(host, port, signals).await;
    let (stream, _) = reached.map_err(|failure| Failure {
        cause: Cause::ProxyUnreachable,
        ..failure
    })?;
    Ok(stream)
}

type Through = TokioIo<Overheard>;
type Refusal = Box<dyn Error + Send + Sync>;

async fn through_http(proxy: &Intercept, stream: Through, server: Uri) -> Result<Through, Refusal> {
    let mut tunnel = Tunnel::new(proxy.uri().clone(), Reached(Some(stream)));
    if let Some(credentials) = proxy.basic_auth() {
        tunnel = tunnel.with_auth(credentials.clone());
    }
    Ok(tunnel.call(server).await?)
}

async fn through_socks(
    proxy: &Intercept,
    stream: Through,
    server: Uri,
) -> Result<Through, Refusal> {
    let mut socks = SocksV5::new(proxy.uri().clone(), Reached(Some(stream)));
    if let Some((name, password)) = proxy.raw_auth() {
        socks = socks.with_auth(name.to_owned(), password.to_owned());
    }
    Ok(socks.call(server).await?)
}

/// What a proxy says that leads nowhere: in its own words, if they are words.
fn refused(kind: Kind, error: &(dyn Error + 'static), answer: &Answer) -> Failure {
    let reason = error
        .source()
        .map_or_else(|| error.to_string(), |source| format!("{error}: {source}"));
    let line = match kind {
        Kind::Http => answer.first_line(),
        Kind::Socks => None,
    };
    Failure {
        cause: Cause::ProxyRefused,
        detail: line.map_or(reason, |line| format!("the proxy answered: {line}")),
    }
}

/// Hands out a stream that is there already, for what makes tunnels.
struct Reached(Option<Through>);

impl Service<Uri> for Reached {
    type Response = Through;
    type Error = io::Error;
    type Future = Ready<io::Result<Through>>;

    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _proxy: Uri) -> Self::Future {
        // It is asked once.
        let stream = self.0.take();
        ready(stream.ok_or_else(|| io::ErrorKind::NotConnected.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ProxyAddress;

    /// The proxy before `server`, with the credentials it is given.
    fn proxy(server: &str, proxy: &Proxy, environment: Matcher) -> Result<String, Cause> {
        let endpoint = Endpoint::parse(server).unwrap();
        let between = between(&endpoint, proxy, || environment);
        let between = between.map_err(|failure| {
            assert!(!failure.detail.contains("secret"), "{}", failure.detail);
            failure.cause
        })?;
        let Some(Between { proxy, .. }) = between else {
            return Ok(String::new());
        };
        let (basic, raw) = (proxy.basic_auth(), proxy.raw_auth());
        let basic = basic.map(|value| format!(" {}", value.to_str().unwrap()));
        let raw = raw.map(|(name, password)| format!(" {name} {password}"));
        let credentials = basic.or(raw).unwrap_or_default();
        Ok(format!("{}{credentials}", shown(&proxy)))
    }

    #[test]
    fn the_environment_says_which_proxy_for_which_server() {
        #[track_caller]
        fn check(server: &str, expected: &str) {
            let environment = Matcher::builder()
                .http("http://plain:1")
                .https("me:secret@secure:2")
                .no("example.net, 10.0.0.0/8");
            let chosen = proxy(server, &Proxy::Environment, environment.build());
            assert_eq!(chosen.as_deref(), Ok(expected), "{server}");
        }
        check("ws://example.org", "http://plain:1");
        check("wss://example.org", "http://secure:2 Basic bWU6c2VjcmV0");
        check("ws://[::1]:4000", "http://plain:1");
        check("wss://example.net", "");
        check("wss://a.example.net", "");
        check("wss://notexample.net", "http://secure:2 Basic bWU6c2VjcmV0");
        check("ws://10.1.2.3", "");
        let all = |address: &str| Matcher::builder().all(address).build();
        let by = |address| proxy("ws://example.org", &Proxy::Environment, all(address));
        assert_eq!(by("socks5h://p:3").as_deref(), Ok("socks5h://p:3"));
        assert_eq!(by("").as_deref(), Ok(""));
        assert_eq!(by("https://me:secret@p"), Err(Cause::ProxyUnreachable));
        let none = proxy("ws://example.org", &Proxy::None, all("http://p"));
        assert_eq!(none.as_deref(), Ok(""));
    }

    #[test]
    fn a_proxy_of_ones_own_stands_before_every_server() {
        #[track_caller]
        fn check(address: &str, expected: &str) {
            let address = ProxyAddress::parse(address).unwrap();
            for server in ["ws://localhost", "wss://example.org", "ws://[::1]"] {
                let environment = Matcher::builder().all("http://other").no("*");
                let chosen = proxy(server, &Proxy::At(address.clone()), environment.build());
                assert_eq!(chosen.as_deref(), Ok(expected), "{address:?} for {server}");
            }
        }
        check("proxy:8080", "http://proxy:8080");
        check("http://me@[::1]:1", "http://[::1]:1 Basic bWU6");
        check("socks5://me:p%40%20w@proxy", "socks5://proxy me p@ w");
        check("http://代理.example", "http://xn--mnq481g.example");
    }
}
