//! The encrypted channel: whom this side trusts, and what it shows of itself.

use std::path::Path;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{
    CryptoProvider, WebPkiSupportedAlgorithms, ring, verify_tls12_signature, verify_tls13_signature,
};
use rustls::pki_types::pem::{self, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::{
    ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme, WantsVerifier,
};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use web_time::Instant;

use super::tcp::micros_since;
use crate::connection::Signals;
use crate::driver::failure::unsecured;
use crate::{Cause, Failure, Identity, Options, Signal, Step, Trust};

/// The largest file that is read, in bytes. The roots of a whole system are some 250 KB.
const MAX_FILE: u64 = 16 * 1024 * 1024;

/// What a channel is to be like.
pub(super) struct Security {
    config: ClientConfig,
    is_verified: bool,
}

/// Sets TLS up over a stream.
pub(super) async fn secure(
    host: &str,
    stream: TcpStream,
    security: Security,
    signals: &Signals,
) -> Result<TlsStream<TcpStream>, Failure> {
    let name = ServerName::try_from(host.to_owned()).map_err(no_tls)?;
    let start = Instant::now();
    let stream = TlsConnector::from(Arc::new(security.config))
        .connect(name, stream)
        .await
        .map_err(|error| unsecured(&error))?;
    let version = stream.get_ref().1.protocol_version();
    signals.tell(Signal::Step(Step::Secured {
        version: version.map_or_else(String::new, |version| format!("{version:?}")),
        is_verified: security.is_verified,
        micros: micros_since(start),
    }));
    Ok(stream)
}

/// What the options ask for. The files are read anew each time: it is a thread of this attempt alone that waits for them.
pub(super) fn config(options: &Options) -> Result<Security, Failure> {
    let provider = Arc::new(ring::default_provider());
    let algorithms = provider.signature_verification_algorithms;
    let builder = builder(provider)?;
    let builder = match &options.trust {
        Trust::System => builder.with_root_certificates(trusted(None)?),
        Trust::Also(file) => builder.with_root_certificates(trusted(Some(file))?),
        Trust::Anyone => builder
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(AcceptsAnyone(algorithms))),
    };
    let config = match &options.identity {
        None => builder.with_no_client_auth(),
        Some(identity) => {
            let chain = certificates(&identity.certificates)?;
            builder
                .with_client_auth_cert(chain, key(identity)?)
                .map_err(|error| unusable(&identity.key, error))?
        }
    };
    let is_verified = options.trust != Trust::Anyone;
    Ok(Security {
        config,
        is_verified,
    })
}

fn builder(
    provider: Arc<CryptoProvider>,
) -> Result<rustls::ConfigBuilder<ClientConfig, WantsVerifier>, Failure> {
    ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(no_tls)
}

/// Whom the system trusts, and those in a file.
fn trusted(also: Option<&Path>) -> Result<RootCertStore, Failure> {
    let mut roots = RootCertStore::empty();
    if let Some(file) = also {
        for certificate in certificates(file)? {
            roots
                .add(certificate)
                .map_err(|error| unusable(file, error))?;
        }
    }
    let found = rustls_native_certs::load_native_certs();
    // One that cannot be read is as one that is not there: what it vouches for is refused, and that is told.
    roots.add_parsable_certificates(found.certs);
    if roots.is_empty() {
        let errors = found.errors;
        return Err(no_tls(format!(
            "the system has no trusted roots: {errors:?}"
        )));
    }
    Ok(roots)
}

fn certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>, Failure> {
    let read = CertificateDer::pem_slice_iter(&read(file)?).collect();
    let certificates: Vec<_> = match read {
        Ok(certificates) => certificates,
        Err(error) => return Err(unusable(file, described(&error))),
    };
    if certificates.is_empty() {
        return Err(unusable(file, "there is no certificate in it"));
    }
    Ok(certificates)
}

fn key(identity: &Identity) -> Result<PrivateKeyDer<'static>, Failure> {
    let file = &identity.key;
    PrivateKeyDer::from_pem_slice(&read(file)?).map_err(|error| match error {
        pem::Error::NoItemsFound => unusable(file, "there is no private key in it"),
        error => unusable(file, described(&error)),
    })
}

/// A file, unless it would never end.
fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    let about = std::fs::metadata(file).map_err(|error| unusable(file, error))?;
    if !about.is_file() {
        return Err(unusable(file, "it is not a file"));
    }
    if about.len() > MAX_FILE {
        let reason = format!("it has {} bytes; {MAX_FILE} are read", about.len());
        return Err(unusable(file, reason));
    }
    std::fs::read(file).map_err(|error| unusable(file, error))
}

/// What is wrong with a file, without quoting it: there may be a key in it.
fn described(error: &pem::Error) -> &'static str {
    match error {
        pem::Error::MissingSectionEnd { .. } => "a section of it has no end",
        pem::Error::IllegalSectionStart { .. } => "a section of it does not begin as one should",
        pem::Error::Base64Decode(_) => "it is not in Base64",
        _ => "it is not in PEM",
    }
}

fn unusable(file: &Path, reason: impl ToString) -> Failure {
    Failure {
        cause: Cause::File,
        detail: format!("{}: {}", file.display(), reason.to_string()),
    }
}

fn no_tls(detail: impl ToString) -> Failure {
    Failure {
        cause: Cause::Tls,
        detail: detail.to_string(),
    }
}

/// Accepts any certificate. That the server has the key to it is checked nevertheless: so at least nobody can be in the
/// middle who was not there from the beginning.
#[derive(Debug)]
struct AcceptsAnyone(WebPkiSupportedAlgorithms);

impl ServerCertVerifier for AcceptsAnyone {
    fn verify_server_cert(
        &self,
        _certificate: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signature, &self.0)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signature, &self.0)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_schemes()
    }
}
