//! The port, taken but not yet served.

use std::fmt;
use std::future::poll_fn;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::task::Poll;

use tokio::net::{TcpListener, TcpSocket, TcpStream, lookup_host};

use crate::address::{Address, Host};
use crate::limits;
use crate::secured::Acceptor;

/// A bound port: clients can connect as soon as this exists, and are served by [`run`](crate::run).
pub struct Listener {
    /// What was asked for, with the port that was really taken.
    address: Address,
    /// Whether what comes in at that address has to be TLS.
    is_secured: bool,
    /// Two for `localhost` on a machine that has both loopback addresses, one otherwise; and those of another listener
    /// that was added.
    sockets: Vec<BoundSocket>,
    /// The addresses of `sockets`.
    local_addrs: Vec<SocketAddr>,
}

struct BoundSocket {
    socket: TcpListener,
    /// What comes in here has to be TLS.
    acceptor: Option<Acceptor>,
}

/// A connection that has come in.
pub(crate) struct Accepted {
    pub(crate) stream: TcpStream,
    pub(crate) peer: SocketAddr,
    /// What it has to go through first.
    pub(crate) acceptor: Option<Acceptor>,
}

/// Why a port could not be taken.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BindError {
    /// The text is not of the form `HOST:PORT`.
    #[error(
        "`{address}` is not an address to listen on; expected HOST:PORT, such as localhost:4000, 127.0.0.1:0 or [::1]:4000"
    )]
    BadAddress {
        /// The text.
        address: String,
    },
    /// Another program listens there.
    #[error("{address} is already in use")]
    InUse {
        /// The address that was asked for.
        address: String,
    },
    /// The operating system does not let this program listen there.
    #[error("no permission to listen on {address}")]
    PermissionDenied {
        /// The address that was asked for.
        address: String,
    },
    /// Anything else: the machine does not have the address, or the name is unknown.
    #[error("cannot listen on {address}: {source}")]
    Io {
        /// The address that was asked for.
        address: String,
        /// The error of the operating system.
        source: io::Error,
    },
}

impl Listener {
    /// Takes the port of `addr`, which is `HOST:PORT`: `localhost:4000`, `127.0.0.1:0`,
    /// `[::1]:4000`, `0.0.0.0:4000`.
    ///
    /// `localhost` means every loopback address that the machine has, because clients differ in
    /// whether they try 127.0.0.1 or `::1` first. Port 0 picks a free port, the same on both.
    ///
    /// # Errors
    /// If `addr` is malformed, or if the port cannot be taken on any one of its addresses.
    pub async fn bind(addr: &str) -> Result<Self, BindError> {
        let Some(address) = Address::parse(addr) else {
            return Err(BindError::BadAddress {
                address: addr.to_owned(),
            });
        };
        let bound = match &address.host {
            Host::Localhost => bind_localhost(address.port),
            Host::Ip(ip) => listen((*ip, address.port).into()).map(|one| vec![one]),
            Host::Name(name) => bind_name(name, address.port).await.map(|one| vec![one]),
        };
        let explain = |error| BindError::new(&address, error);
        let sockets = bound.map_err(explain)?;
        let local_addrs: Vec<_> = sockets
            .iter()
            .map(TcpListener::local_addr)
            .collect::<Result<_, _>>()
            .map_err(explain)?;
        let port = local_addrs.first().map_or(address.port, SocketAddr::port);
        Ok(Self {
            address: address.with_port(port),
            is_secured: false,
            sockets: sockets.into_iter().map(BoundSocket::plain).collect(),
            local_addrs,
        })
    }

    /// The same, for `wss://` and `https://`.
    #[cfg(feature = "tls")]
    #[must_use]
    pub fn secured(mut self, tls: &crate::Tls) -> Self {
        self.is_secured = true;
        for door in &mut self.sockets {
            door.acceptor = Some(tls.acceptor());
        }
        self
    }

    /// Both: one server then serves the clients of either. The address for clients is still that of the first.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.sockets.extend(other.sockets);
        self.local_addrs.extend(other.local_addrs);
        self
    }

    /// The addresses that are listened on: one, or two for `localhost`, and those of listeners that were added.
    pub fn local_addrs(&self) -> &[SocketAddr] {
        &self.local_addrs
    }

    /// The port, also when port 0 was asked for.
    pub fn port(&self) -> u16 {
        self.address.port
    }

    /// The address for a client, such as `ws://localhost:4000`: the host as it was asked for, with
    /// the real port.
    pub fn url(&self) -> String {
        let scheme = if self.is_secured { "wss" } else { "ws" };
        format!("{scheme}://{}", self.address)
    }

    /// The next TCP connection on any of the sockets. Cancel safe.
    pub(crate) async fn accept(&mut self) -> io::Result<Accepted> {
        // Each socket is polled first in its turn, so a busy one does not starve the other.
        self.sockets.rotate_left(1);
        poll_fn(|context| {
            for door in &self.sockets {
                if let Poll::Ready(accepted) = door.socket.poll_accept(context) {
                    return Poll::Ready(accepted.map(|(stream, peer)| Accepted {
                        stream,
                        peer,
                        acceptor: door.acceptor.clone(),
                    }));
                }
            }
            Poll::Pending
        })
        .await
    }
}

impl BoundSocket {
    fn plain(socket: TcpListener) -> Self {
        let acceptor = None;
        Self { socket, acceptor }
    }
}

/// Without what TLS would have to hide.
impl fmt::Debug for Listener {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Listener")
            .field("address", &self.address)
            .field("local_addrs", &self.local_addrs)
            .finish_non_exhaustive()
    }
}

impl BindError {
    fn new(address: &Address, source: io::Error) -> Self {
        let address = address.to_string();
        match source.kind() {
            io::ErrorKind::AddrInUse => Self::InUse { address },
            io::ErrorKind::PermissionDenied => Self::PermissionDenied { address },
            _ => Self::Io { address, source },
        }
    }
}

/// On the first address of this name that can be listened on.
async fn bind_name(name: &str, port: u16) -> io::Result<TcpListener> {
    let mut last = io::Error::new(io::ErrorKind::InvalidInput, "the name has no address");
    for address in lookup_host((name, port)).await? {
        match listen(address) {
            Ok(socket) => return Ok(socket),
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// As [`TcpListener::bind`] does, but more connections may wait to be accepted than the 128 of that.
fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    // On Windows, another program could listen there too.
    #[cfg(not(windows))]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(limits::LISTEN_BACKLOG)
}

fn bind_localhost(port: u16) -> io::Result<Vec<TcpListener>> {
    let mut attempts_left = if port == 0 {
        limits::MAX_PORT_ATTEMPTS
    } else {
        1
    };
    loop {
        attempts_left -= 1;
        match bind_loopback_addresses(port) {
            // The port picked for one address was taken on the other.
            Err(error) if error.kind() == io::ErrorKind::AddrInUse && attempts_left > 0 => {}
            result => return result,
        }
    }
}

/// Binds every loopback address that exists; with port 0, all to the port picked for the first.
fn bind_loopback_addresses(port: u16) -> io::Result<Vec<TcpListener>> {
    let mut port = port;
    let mut sockets = Vec::with_capacity(2);
    let mut missing = None;
    for ip in [Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()] {
        match listen(SocketAddr::new(ip, port)) {
            Ok(socket) => {
                port = socket.local_addr()?.port();
                sockets.push(socket);
            }
            Err(error) if is_refusal(&error) => return Err(error),
            // How a machine says that it has no such address differs between systems.
            Err(error) => missing = Some(error),
        }
    }
    match missing {
        Some(error) if sockets.is_empty() => Err(error),
        _ => Ok(sockets),
    }
}

/// Whether the address exists but may not be had.
fn is_refusal(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::AddrInUse | io::ErrorKind::PermissionDenied
    )
}
