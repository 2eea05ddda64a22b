//! A connection whose stream is TLS, or a program that was made without it.

use tokio::net::TcpStream;

#[cfg(feature = "tls")]
pub(crate) use self::with_tls::{Acceptor, secure};
#[cfg(not(feature = "tls"))]
pub(crate) use self::without_tls::{Acceptor, secure};

/// Why there is no TLS on a connection.
#[derive(Debug)]
#[cfg_attr(
    not(feature = "tls"),
    expect(dead_code, reason = "without TLS nothing asks for it")
)]
pub(crate) enum Insecure {
    /// The peer does not even try. Nothing has been read.
    NotTried(TcpStream),
    /// The handshake of TLS failed.
    Failed(std::io::Error),
}

#[cfg(feature = "tls")]
mod with_tls {
    use std::io;
    use std::pin::Pin;
    use std::sync::Arc;
    use std::task::{Context, Poll};

    use scenario::Abort;
    use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
    use tokio::net::TcpStream;
    use tokio_rustls::TlsAcceptor;
    use tokio_rustls::server::TlsStream;

    use super::Insecure;
    use crate::meter::{Meter, MeteredStream};

    /// Makes TLS out of a TCP connection.
    pub(crate) type Acceptor = TlsAcceptor;

    /// TLS on a TCP connection.
    pub(crate) struct SecuredStream(TlsStream<MeteredStream<TcpStream>>);

    /// The first byte of a TLS connection: a handshake record (RFC 8446, section 5.1).
    const HANDSHAKE: u8 = 22;

    /// The handshake of TLS.
    pub(crate) async fn secure(
        stream: TcpStream,
        acceptor: Acceptor,
        meter: Arc<Meter>,
    ) -> Result<SecuredStream, Insecure> {
        let mut first = [HANDSHAKE];
        stream.peek(&mut first).await.map_err(Insecure::Failed)?;
        if first != [HANDSHAKE] {
            return Err(Insecure::NotTried(stream));
        }
        let stream = MeteredStream::new(stream, meter);
        let secured = acceptor.accept(stream).await;
        secured.map(SecuredStream).map_err(Insecure::Failed)
    }

    impl Abort for SecuredStream {
        fn abort(&mut self) {
            self.0.get_mut().0.abort();
        }
    }

    impl AsyncRead for SecuredStream {
        fn poll_read(
            mut self: Pin<&mut Self>,
            context: &mut Context<'_>,
            buffer: &mut ReadBuf<'_>,
        ) -> Poll<io::Result<()>> {
            Pin::new(&mut self.0).poll_read(context, buffer)
        }
    }

    impl AsyncWrite for SecuredStream {
        fn poll_write(
            mut self: Pin<&mut Self>,
            context: &mut Context<'_>,
            bytes: &[u8],
        ) -> Poll<io::Result<usize>> {
            Pin::new(&mut self.0).poll_write(context, bytes)
        }

        fn poll_write_vectored(
            mut self: Pin<&mut Self>,
            context: &mut Context<'_>,
            slices: &[io::IoSlice<'_>],
        ) -> Poll<io::Result<usize>> {
            Pin::new(&mut self.0).poll_write_vectored(context, slices)
        }

        fn is_write_vectored(&self) -> bool {
            self.0.is_write_vectored()
        }

        fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
            Pin::new(&mut self.0).poll_flush(context)
        }

        fn poll_shutdown(
            mut self: Pin<&mut Self>,
            context: &mut Context<'_>,
        ) -> Poll<io::Result<()>> {
            Pin::new(&mut self.0).poll_shutdown(context)
        }
    }
}

#[cfg(not(feature = "tls"))]
mod without_tls {
    use std::sync::Arc;

    use tokio::net::TcpStream;

    use super::Insecure;
    use crate::meter::{Meter, MeteredStream};

    /// Without TLS there is no value of it.
    #[derive(Clone)]
    pub(crate) enum Acceptor {}

    pub(crate) async fn secure(
        _stream: TcpStream,
        acceptor: Acceptor,
        _meter: Arc<Meter>,
    ) -> Result<MeteredStream<TcpStream>, Insecure> {
        match acceptor {}
    }
}
