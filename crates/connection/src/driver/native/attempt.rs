//! From an address to an open connection, step by step, each of which is told.

use tokio::io::{AsyncRead, AsyncWrite};

use super::Socket;
use super::ear::Ear;
use super::handshake::shake_hands;
use super::tap::Tap;
use super::tcp::reach;
use super::{proxy, tls};
use crate::connection::Signals;
use crate::{Endpoint, Failure, Options};

/// How many twentieths of the time of an attempt a proxy may take. When that is over, nothing more can come of the attempt, and it is
/// still time to say that it was the proxy that did not answer, and not the server.
const TWENTIETHS_OF_PROXY: u32 = 19;

/// What carries the bytes: TCP, with TLS around it or without.
pub(super) type Stream = Tap<Box<dyn Duplex>>;

/// Both directions of a stream.
pub(super) trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Duplex for S {}

/// Goes all the way.
pub(super) async fn open(
    endpoint: &Endpoint,
    options: &Options,
    signals: &Signals,
) -> Result<(Socket, Ear), Failure> {
    let (host, port) = endpoint.host_and_port();
    // What is wrong with a file is told before anybody is troubled.
    let security = endpoint.is_secure().then(|| tls::config(options));
    let security = security.transpose()?;
    let tcp = match proxy::between(endpoint, &options.proxy)? {
        Some(proxy) => {
            let patience = options.connect_timeout / 20 * TWENTIETHS_OF_PROXY;
            proxy::tunnel(&proxy, &host, port, patience, signals).await?
        }
        None => reach(&host, port, signals).await?.0,
    };
    let stream: Box<dyn Duplex> = match security {
        Some(security) => Box::new(tls::secure(&host, tcp, security, signals).await?),
        None => Box::new(tcp),
    };
    shake_hands(endpoint, options, stream, signals).await
}
