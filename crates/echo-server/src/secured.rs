//! A connection whose stream is TLS, or a program that was made without it.

use tokio::net::TcpStream;

#[cfg(feature = "tls")]
pub(crate) use self::with_tls::{Acceptor, secure, tcp};
#[cfg(not(feature = "tls"))]
pub(crate) use self::without_tls::{Acceptor, secure, tcp};

/// Why there is no TLS on a connection.
#[derive(Debug)]
#[cfg_attr(
    not(feature = "tls"),
    expect(dead_code, reason = "without TLS nothing asks for it")
)]
pub(crate) enum Insecure {
    /// The peer does not even try. Nothing has been read.
    NotTried(TcpStream),
    /// It did not come about.
    Failed(std::io::Error),
}

#[cfg(feature = "tls")]
mod with_tls {
    use std::sync::Arc;

    use tokio::net::TcpStream;
    use tokio_rustls::TlsAcceptor;
    use tokio_rustls::server::TlsStream;

    use super::Insecure;
    use crate::meter::{Meter, Metered};

    /// What makes TLS out of a TCP connection.
    pub(crate) type Acceptor = TlsAcceptor;

    type Secured = TlsStream<Metered<TcpStream>>;

    /// The first byte of a TLS connection: a handshake record (RFC 8446, section 5.1).
    const HANDSHAKE: u8 = 22;

    /// Shakes hands.
    pub(crate) async fn secure(
        stream: TcpStream,
        acceptor: Acceptor,
        meter: Arc<Meter>,
    ) -> Result<Secured, Insecure> {
        let mut first = [HANDSHAKE];
        stream.peek(&mut first).await.map_err(Insecure::Failed)?;
        if first != [HANDSHAKE] {
            return Err(Insecure::NotTried(stream));
        }
        let stream = Metered::new(stream, meter);
        acceptor.accept(stream).await.map_err(Insecure::Failed)
    }

    /// What carries it.
    pub(crate) fn tcp(stream: &Secured) -> &TcpStream {
        stream.get_ref().0.get_ref()
    }
}

#[cfg(not(feature = "tls"))]
mod without_tls {
    use std::sync::Arc;

    use tokio::net::TcpStream;

    use super::Insecure;
    use crate::meter::{Meter, Metered};

    /// There is none.
    #[derive(Clone)]
    pub(crate) enum Acceptor {}

    pub(crate) async fn secure(
        _stream: TcpStream,
        acceptor: Acceptor,
        _meter: Arc<Meter>,
    ) -> Result<Metered<TcpStream>, Insecure> {
        match acceptor {}
    }

    pub(crate) fn tcp(stream: &Metered<TcpStream>) -> &TcpStream {
        stream.get_ref()
    }
}
