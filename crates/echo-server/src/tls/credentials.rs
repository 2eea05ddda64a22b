//! A certificate and its key.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::{CryptoProvider, ring};
use tokio_rustls::rustls::pki_types::pem::{self, PemObject as _};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, UnixTime};
use tokio_rustls::rustls::time_provider::TimeProvider;
use tokio_rustls::rustls::{self, ServerConfig};

use super::pem_file;
use crate::clock;

/// A certificate and its key, ready to be used by a [`Listener`](crate::Listener).
#[derive(Clone, Debug)]
pub struct Tls {
    config: Arc<ServerConfig>,
    /// The certificate that clients are shown first.
    pub(super) certificate: CertificateDer<'static>,
}

/// Why there can be no TLS.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TlsError {
    /// A file cannot be read, or has not in it what it should.
    #[error("cannot read {path}: {source}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: pem::Error,
    },
    /// The certificate and the key are of no use, or not for each other.
    #[error("cannot use this certificate with this key: {0}")]
    Unusable(#[from] rustls::Error),
    /// A certificate of our own could not be made.
    #[error("cannot make a certificate: {0}")]
    NotMade(#[from] rcgen::Error),
    /// A certificate of our own could not be kept.
    #[error("cannot keep a certificate in {folder}: {source}")]
    NotKept {
        /// Where it should be kept.
        folder: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// There is no folder of this user.
    #[error("cannot tell where to keep a certificate: this user has no home folder")]
    Homeless,
}

impl Tls {
    /// Reads the certificate, with those that lead from it to its issuer, and its key; both are PEM files.
    ///
    /// # Errors
    /// If they cannot be read, or not be used with each other.
    pub fn from_files(certificates: &Path, key: &Path) -> Result<Self, TlsError> {
        let unreadable = |path: &Path| {
            let path = path.to_owned();
            move |source| TlsError::Unreadable { path, source }
        };
        let chain = pem_file::read(certificates)
            .map_err(pem::Error::Io)
            .and_then(|pem| CertificateDer::pem_slice_iter(&pem).collect())
            .map_err(unreadable(certificates))?;
        let key = pem_file::read(key)
            .map_err(pem::Error::Io)
            .and_then(|pem| PrivateKeyDer::from_pem_slice(&pem))
            .map_err(unreadable(key))?;
        Self::new(chain, key)
    }

    pub(super) fn new(
        chain: Vec<CertificateDer<'static>>,
        key: PrivateKeyDer<'static>,
    ) -> Result<Self, TlsError> {
        let certificate = chain.first().cloned();
        let certificate = certificate.ok_or(rustls::Error::NoCertificatesPresented)?;
        let mut config = ServerConfig::builder_with_details(provider(), Arc::new(ClampedClock))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(chain, key)?;
        // A WebSocket begins with HTTP/1.1. Without this, a client might speak of HTTP/2 first.
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self {
            config: Arc::new(config),
            certificate,
        })
    }

    /// The SHA-256 of the certificate, as browsers show it.
    pub fn fingerprint(&self) -> String {
        use ::ring::digest::{SHA256, digest};

        let digest = digest(&SHA256, &self.certificate);
        let bytes = digest.as_ref().iter().map(|byte| format!("{byte:02X}"));
        bytes.collect::<Vec<_>>().join(":")
    }

    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        self.config.clone().into()
    }
}

/// The clock for TLS. That of rustls panics before 1970.
#[derive(Debug)]
struct ClampedClock;

impl TimeProvider for ClampedClock {
    fn current_time(&self) -> Option<UnixTime> {
        let now = clock::since_1970(SystemTime::now());
        Some(UnixTime::since_unix_epoch(now))
    }
}

pub(super) fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}
