//! Whether ewebsock is held up by an address that does not answer.
//!
//! ewebsock also tries the addresses of a name one after the other, each for as long as the system lets it, minutes for one
//! that is silent. It does not tell how far it came: an address that is silent and a server that takes long to answer look the
//! same from here, and the latter must not be asked twice. So if nothing has come after [`SILENCE`], the name is looked up here
//! as well, and its addresses are tried with TCP alone, in the order in which ewebsock tries them: one that refuses, it has
//! left behind; at the first one that accepts, it has been accepted too, and is waited for. Only if one is silent and a later
//! one accepts, ewebsock is held up. A name with a single address is left alone: there is no other one to try.
//!
//! Rejected: racing the addresses first, in every attempt (each server would see a connection without a request); reading the
//! tables of sockets of the system (another way for each system).

use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use connection::Endpoint;
use futures_util::future::select_ok;
use tokio::net::{TcpStream, lookup_host};
use tokio::time::{sleep, timeout};

/// How long nothing may come from ewebsock before it is looked whether an address holds it up: a server that can be reached
/// has accepted by then, even behind a slow mobile network.
const SILENCE: Duration = Duration::from_secs(1);

/// How long an address may be silent while it is tried here before those after it are tried as well. Twice what RFC 8305,
/// section 5, recommends: ewebsock has tried it for longer, and what is decided here is not whom to ask but whether again.
const ATTEMPT_DELAY: Duration = Duration::from_millis(500);

/// The most addresses that are tried here. Names have a handful; a name must not fill the socket table.
const MAX_TRIED: usize = 8;

/// Waits until ewebsock has been silent for so long that an address may hold it up, and whether one does.
pub(super) async fn holds_up(endpoint: &Endpoint) -> bool {
    sleep(SILENCE).await;
    let (host, port) = endpoint.host_and_port();
    let Ok(found) = lookup_host((host, port)).await else {
        return false;
    };
    let addresses: Vec<_> = found.take(MAX_TRIED).collect();
    addresses.len() > 1 && is_held_up(&addresses).await
}

/// Whether one who tries these addresses one after the other is held up by one that is silent, while a later one accepts.
async fn is_held_up(addresses: &[SocketAddr]) -> bool {
    for (index, address) in addresses.iter().enumerate() {
        let mut connecting = pin!(TcpStream::connect(address));
        match timeout(ATTEMPT_DELAY, &mut connecting).await {
            Ok(Ok(_accepted)) => return false,
            Ok(Err(_refused)) => {}
            Err(_silent) => {
                return tokio::select! {
                    // It was slow, or ewebsock goes on by itself now.
                    _ = connecting => false,
                    accepts = accepts(&addresses[index + 1..]) => accepts,
                };
            }
        }
    }
    false
}

/// Whether any of these accepts.
async fn accepts(addresses: &[SocketAddr]) -> bool {
    let connecting = addresses
        .iter()
        .map(|address| Box::pin(TcpStream::connect(address)));
    !addresses.is_empty() && select_ok(connecting).await.is_ok()
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use socket2::{Domain, Socket, Type};

    use super::*;

    /// An address that accepts, and what keeps it.
    fn accepting() -> (TcpListener, SocketAddr) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        (listener, address)
    }

    /// An address that refuses.
    fn refusing() -> SocketAddr {
        accepting().1
    }

    /// An address that does not answer, since its queue is full, and what keeps it.
    fn silent() -> (Socket, Vec<std::net::TcpStream>, SocketAddr) {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        let any: SocketAddr = "127.0.0.1:0".parse().unwrap();
        socket.bind(&any.into()).unwrap();
        socket.listen(0).unwrap();
        let address = socket.local_addr().unwrap().as_socket().unwrap();
        let connect = || {
            let patience = Duration::from_millis(200);
            std::net::TcpStream::connect_timeout(&address, patience).ok()
        };
        let waiting = std::iter::from_fn(connect).collect();
        (socket, waiting, address)
    }

    #[test]
    fn ewebsock_is_held_up_by_a_silent_address_before_one_that_accepts() {
        let runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = { runtime }.enable_all().build().unwrap();
        let (_listener, accepts) = accepting();
        let (_socket, _waiting, is_silent) = silent();
        let refuses = refusing();
        let check = |addresses: &[SocketAddr], expected| {
            assert_eq!(
                runtime.block_on(is_held_up(addresses)),
                expected,
                "{addresses:?}"
            );
        };
        check(&[is_silent, accepts], true);
        check(&[refuses, is_silent, refuses, accepts], true);
        check(&[accepts, is_silent], false);
        check(&[refuses, accepts, is_silent], false);
        check(&[is_silent, refuses], false);
        check(&[refuses], false);
        check(&[], false);
    }
}
