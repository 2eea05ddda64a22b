//! From an address to an open connection, step by step, each of which is told.

use std::time::Duration;

use super::frame_observer::FrameObserver;
use super::handshake::shake_hands;
use super::socket::Socket;
use super::tcp::{Duplex, reach};
use super::{proxy, tls};
use connection::{Endpoint, Failure, Observer, Options};

/// What is left of the time of an attempt when its way to the server is given up: time to say which addresses, or which proxy,
/// did not answer. When the attempt itself is over, nothing is heard of it any more.
const LAST_WORDS: Duration = Duration::from_millis(100);

/// How long the way to the server may take.
fn patience(connect_timeout: Duration) -> Duration {
    let patience = connect_timeout.saturating_sub(LAST_WORDS);
    patience.max(connect_timeout / 2)
}

/// Goes all the way.
pub(super) async fn open(
    endpoint: &Endpoint,
    options: &Options,
    observer: &Observer,
) -> Result<(Socket, FrameObserver), Failure> {
    let (host, port) = endpoint.host_and_port();
    // What is wrong with a file is told before anybody is troubled.
    let security = endpoint.is_secure().then(|| tls::config(options));
    let security = security.transpose()?;
    let patience = patience(options.connect_timeout);
    let tcp = match proxy::between(endpoint, &options.proxy)? {
        Some(proxy) => proxy::tunnel(&proxy, &host, port, patience, observer).await?,
        None => reach(&host, port, patience, observer).await?.0,
    };
    let stream: Box<dyn Duplex> = match security {
        Some(security) => Box::new(tls::secure(&host, tcp, security, observer).await?),
        None => Box::new(tcp),
    };
    shake_hands(endpoint, options, stream, observer).await
}
