//! The encrypted channel: whom this side trusts, and what it shows of itself.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use connection::{Cause, Failure, FileFault, Observer, Options, Signal, Step, Trust};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, InconsistentKeys, RootCertStore, WantsVerifier};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use web_time::Instant;

use super::certificate_file::{certificates, private_key, unusable};
use super::key_log::KeyFile;
use super::tcp::micros_since;
use super::verifier::{AcceptsAnyCertificate, AcceptsNamedCertificates, Trusted};
use crate::failure::{fault_of_own_certificate, unsecured};

/// What a channel is to be like.
pub(super) struct Security {
    config: ClientConfig,
    is_verified: bool,
    key_file: Option<Arc<KeyFile>>,
}

/// Sets TLS up over a stream.
pub(super) async fn secure(
    host: &str,
    stream: TcpStream,
    security: Security,
    observer: &Observer,
) -> Result<TlsStream<TcpStream>, Failure> {
    let name = ServerName::try_from(host.to_owned()).map_err(no_tls)?;
    let start = Instant::now();
    let stream = TlsConnector::from(Arc::new(security.config))
        .connect(name, stream)
        .await
        .map_err(|error| unsecured(&error))?;
    let version = stream.get_ref().1.protocol_version();
    observer.observe(Signal::Step(Step::Secured {
        version: version.map_or_else(String::new, |version| format!("{version:?}")),
        is_verified: security.is_verified,
        key_log: security.key_file.map(|file| file.told()),
        micros: micros_since(start),
    }));
    Ok(stream)
}

/// What the options ask for; the secrets are written to the file, if there is one. Files are opened anew each time: it is a
/// thread of this attempt alone that waits for them.
pub(super) fn config(options: &Options, keys: Option<PathBuf>) -> Result<Security, Failure> {
    let provider = Arc::new(ring::default_provider());
    let algorithms = provider.signature_verification_algorithms;
    let builder = builder(Arc::clone(&provider))?.dangerous();
    let verified = |also| {
        let trusted = trusted(also)?;
        AcceptsNamedCertificates::new(trusted, provider).map_err(no_tls)
    };
    let builder = match &options.trust {
        Trust::System => builder.with_custom_certificate_verifier(Arc::new(verified(None)?)),
        Trust::Also(file) => {
            builder.with_custom_certificate_verifier(Arc::new(verified(Some(file))?))
        }
        Trust::Anyone => {
            builder.with_custom_certificate_verifier(Arc::new(AcceptsAnyCertificate(algorithms)))
        }
    };
    let mut config = match &options.identity {
        None => builder.with_no_client_auth(),
        Some(identity) => {
            let chain = certificates(&identity.certificates)?;
            builder
                .with_client_auth_cert(chain, private_key(&identity.key)?)
                .map_err(|error| match fault_of_own_certificate(&error) {
                    Some(why) => unusable(&identity.certificates, FileFault::Malformed, why),
                    None => unusable(&identity.key, fault_of_key(&error), error),
                })?
        }
    };
    let is_verified = options.trust != Trust::Anyone;
    let key_file = keys.map(|path| Arc::new(KeyFile::open(path)));
    if let Some(file) = &key_file {
        config.key_log = Arc::<KeyFile>::clone(file);
    }
    Ok(Security {
        config,
        is_verified,
        key_file,
    })
}

fn builder(
    provider: Arc<CryptoProvider>,
) -> Result<rustls::ConfigBuilder<ClientConfig, WantsVerifier>, Failure> {
    ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(no_tls)
}

fn fault_of_key(error: &rustls::Error) -> FileFault {
    match error {
        rustls::Error::InconsistentKeys(InconsistentKeys::KeyMismatch) => FileFault::OtherKey,
        _ => FileFault::Unsupported,
    }
}

fn trusted(also: Option<&Path>) -> Result<Trusted, Failure> {
    let mut roots = RootCertStore::empty();
    let mut all = Vec::new();
    if let Some(file) = also {
        for certificate in certificates(file)? {
            roots
                .add(certificate.clone())
                .map_err(|error| unusable(file, FileFault::Malformed, error))?;
            all.push(certificate);
        }
    }
    let found = rustls_native_certs::load_native_certs();
    all.extend(found.certs.iter().cloned());
    // One that cannot be read is as one that is not there: what it has signed is refused, and that is told.
    roots.add_parsable_certificates(found.certs);
    if roots.is_empty() {
        let errors: Vec<_> = found.errors.iter().map(ToString::to_string).collect();
        let errors = errors.join("; ");
        return Err(no_tls(format!("the system has no trusted roots: {errors}")));
    }
    Ok(Trusted {
        roots,
        certificates: all,
    })
}

fn no_tls(detail: impl ToString) -> Failure {
    Failure {
        cause: Cause::Tls,
        detail: detail.to_string(),
    }
}
