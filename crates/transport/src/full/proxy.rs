//! What stands between this side and the server: an HTTP proxy that makes a tunnel, or a SOCKS5 proxy.

mod connect;
mod environment;
mod fault;
mod login;
mod socks;

use std::time::Duration;

use connection::{
    Cause, Endpoint, Failure, Observer, Proxy, ProxyAddress, ProxyFault, Signal, Step, in_seconds,
};
use tokio::net::TcpStream;
use tokio::time::timeout;
use web_time::Instant;

use self::fault::failure;
use self::login::Login;
use super::tcp::{micros_since, reach};

/// The ports of proxies that name none.
const HTTP_PORT: u16 = 80;
const SOCKS_PORT: u16 = 1080;

/// The proxy on the way to this server, if there is one.
pub(super) fn proxy_for(
    endpoint: &Endpoint,
    proxy: &Proxy,
) -> Result<Option<ProxyAddress>, Failure> {
    match proxy {
        Proxy::None => Ok(None),
        Proxy::Environment => environment::proxy(endpoint, |name| std::env::var(name).ok()),
        // A proxy that was asked for is never bypassed.
        Proxy::At(address) => Ok(Some(address.clone())),
    }
}

/// Goes to the proxy, and through it to the server, within the time that there is for it.
pub(super) async fn tunnel(
    proxy: &ProxyAddress,
    host: &str,
    port: u16,
    time_limit: Duration,
    observer: &Observer,
) -> Result<TcpStream, Failure> {
    let start = Instant::now();
    let tcp = reach_proxy(proxy, time_limit, observer).await?;
    let left = time_limit.saturating_sub(start.elapsed());
    let start = Instant::now();
    let tunnelled = timeout(left, tunnel_over(proxy, tcp, host, port)).await;
    let tunnelled = tunnelled.unwrap_or_else(|_elapsed| {
        let detail = format!("no response within {}", in_seconds(time_limit));
        Err(failure(ProxyFault::TimedOut, detail))
    })?;
    observer.observe(Signal::Step(Step::Tunnelled {
        proxy: proxy.without_credentials(),
        micros: micros_since(start),
    }));
    Ok(tunnelled)
}

async fn tunnel_over(
    proxy: &ProxyAddress,
    mut tcp: TcpStream,
    host: &str,
    port: u16,
) -> Result<TcpStream, Failure> {
    let login = Login::of(proxy);
    if proxy.is_socks() {
        return socks::connect(tcp, host, port, login).await;
    }
    connect::connect(&mut tcp, host, port, login).await?;
    Ok(tcp)
}

async fn reach_proxy(
    proxy: &ProxyAddress,
    time_limit: Duration,
    observer: &Observer,
) -> Result<TcpStream, Failure> {
    let default = if proxy.is_socks() {
        SOCKS_PORT
    } else {
        HTTP_PORT
    };
    let port = proxy.url().port().unwrap_or(default);
    let host = proxy.url().host_str().unwrap_or_default();
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let reached = reach(host, port, time_limit, observer).await;
    let (stream, _) = reached.map_err(|unreached| {
        let fault = match unreached.cause {
            Cause::Refused => ProxyFault::Refused,
            Cause::UnknownHost => ProxyFault::UnknownHost,
            Cause::Unreachable => ProxyFault::Unreachable,
            Cause::TimedOut => ProxyFault::TimedOut,
            _ => ProxyFault::Other,
        };
        failure(fault, unreached.detail)
    })?;
    Ok(stream)
}
