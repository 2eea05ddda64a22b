//! A server that echoes over TLS.

use std::sync::Arc;

use futures_util::{SinkExt as _, StreamExt as _};
use rustls::crypto::ring;
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, SupportedProtocolVersion};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio_rustls::TlsAcceptor;

use super::authority::{Authority, Certified};

/// On a free port, with a runtime of its own.
pub(crate) struct Secured {
    _runtime: Runtime,
    pub(crate) port: u16,
}

impl Secured {
    /// Shows this certificate.
    pub(crate) fn start(certified: &Certified) -> Self {
        Self::start_with(certified, None, rustls::DEFAULT_VERSIONS)
    }

    /// Shows this certificate, and wants to see one of which that authority knows.
    pub(crate) fn start_with(
        certified: &Certified,
        clients_of: Option<&Authority>,
        versions: &[&'static SupportedProtocolVersion],
    ) -> Self {
        let provider = Arc::new(ring::default_provider());
        let builder = ServerConfig::builder_with_provider(Arc::clone(&provider));
        let builder = builder.with_protocol_versions(versions).unwrap();
        let builder = match clients_of {
            None => builder.with_no_client_auth(),
            Some(authority) => {
                let mut roots = RootCertStore::empty();
                roots.add(authority.root()).unwrap();
                let verifier =
                    WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
                builder.with_client_cert_verifier(verifier.build().unwrap())
            }
        };
        let chain = vec![certified.certificate.clone()];
        let config = builder.with_single_cert(chain, certified.key()).unwrap();
        Self::serve(TlsAcceptor::from(Arc::new(config)))
    }

    fn serve(acceptor: TlsAcceptor) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let port = listener.local_addr().unwrap().port();
        runtime.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(echo(acceptor.clone(), stream));
            }
        });
        Self {
            _runtime: runtime,
            port,
        }
    }

    /// By the name that its certificate is for.
    pub(crate) fn url(&self) -> String {
        format!("wss://localhost:{}", self.port)
    }
}

/// A client that is refused, or refuses, is dropped.
async fn echo(acceptor: TlsAcceptor, stream: TcpStream) -> Option<()> {
    let stream = acceptor.accept(stream).await.ok()?;
    let mut socket = tokio_tungstenite::accept_async(stream).await.ok()?;
    while let Some(Ok(message)) = socket.next().await {
        if !message.is_close() {
            socket.send(message).await.ok()?;
        }
    }
    Some(())
}
