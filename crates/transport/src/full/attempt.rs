//! From an address to an open connection, step by step, each of which is told.

use std::time::Duration;

use connection::{Endpoint, Failure, Observer, Options, ProxyAddress};

use web_time::Instant;

use super::frame_observer::FrameObserver;
use super::frame_recorder::FrameSwitch;
use super::handshake::open_handshake;
use super::socket::Socket;
use super::tcp::{Duplex, reach};
use super::{key_log, proxy, request, tls};

/// What is left of the time of an attempt when its way to the server is given up: time to tell which addresses, or which proxy,
/// did not answer. Once the attempt itself is over, nothing more is told of it.
const TIME_TO_TELL: Duration = Duration::from_millis(100);

/// How long the way to the server may take.
fn way_time_limit(connect_timeout: Duration) -> Duration {
    let time_limit = connect_timeout.saturating_sub(TIME_TO_TELL);
    time_limit.max(connect_timeout / 2)
}

/// Goes all the way.
pub(super) async fn open(
    endpoint: &Endpoint,
    options: &Options,
    proxy: Option<&ProxyAddress>,
    (observer, switch): (&Observer, &FrameSwitch),
) -> Result<(Socket, FrameObserver), Failure> {
    let start = Instant::now();
    // The request and files are checked before a socket is opened.
    let request = request::head(endpoint, options)?;
    let time_limit = way_time_limit(options.connect_timeout);
    let stream = way(endpoint, options, proxy, time_limit, observer).await?;
    // As with the way: what has come in of a reply is to be told before the attempt is over.
    let time_left = time_limit.saturating_sub(start.elapsed());
    let told = (observer, switch);
    open_handshake(endpoint, options, &request, stream, time_left, told).await
}

/// The way to the server: through the proxy if there is one, and encrypted if the address asks for it.
pub(super) async fn way(
    endpoint: &Endpoint,
    options: &Options,
    proxy: Option<&ProxyAddress>,
    time_limit: Duration,
    observer: &Observer,
) -> Result<Box<dyn Duplex>, Failure> {
    let (host, port) = endpoint.host_and_port();
    let security = endpoint.is_secure();
    let security = security.then(|| tls::config(options, key_log::wanted()));
    let security = security.transpose()?;
    let tcp = match proxy {
        Some(proxy) => proxy::tunnel(proxy, &host, port, time_limit, observer).await?,
        None => reach(&host, port, time_limit, observer).await?.0,
    };
    Ok(match security {
        Some(security) => Box::new(tls::secure(&host, tcp, security, observer).await?),
        None => Box::new(tcp),
    })
}
