//! Which certificate of a server is accepted.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{VerifierBuilderError, WebPkiServerVerifier, verify_server_name};
use rustls::crypto::{
    CryptoProvider, WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature,
};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use webpki::EndEntityCert;

use crate::failure::is_authority_as_server;

/// The certificates that the system trusts, and those in a file.
pub(super) struct Trusted {
    pub(super) roots: RootCertStore,
    /// The same, as they are.
    pub(super) certificates: Vec<CertificateDer<'static>>,
}

/// Accepts what a trusted authority has signed, and a trusted certificate itself, where the server shows the very same one.
///
/// `openssl req -x509` marks what it makes as an authority (RFC 5280, section 4.2.1.9), and rustls accepts no authority as a
/// server. But a person who names that certificate as trusted means exactly this server, and curl, OpenSSL, Node and Python
/// take it so. Its time and its name are checked as those of any other.
#[derive(Debug)]
pub(super) struct AcceptsNamedCertificates {
    inner: Arc<WebPkiServerVerifier>,
    named: Vec<CertificateDer<'static>>,
}

impl AcceptsNamedCertificates {
    pub(super) fn new(
        trusted: Trusted,
        provider: Arc<CryptoProvider>,
    ) -> Result<Self, VerifierBuilderError> {
        let roots = Arc::new(trusted.roots);
        Ok(Self {
            inner: WebPkiServerVerifier::builder_with_provider(roots, provider).build()?,
            named: trusted.certificates,
        })
    }
}

impl ServerCertVerifier for AcceptsNamedCertificates {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let verified =
            self.inner
                .verify_server_cert(certificate, intermediates, name, ocsp_response, now);
        match verified {
            // By now its time has been checked: that comes first.
            Err(Error::InvalidCertificate(error))
                if self.named.contains(certificate)
                    && (is_authority_as_server(&error) || is_about_name(&error)) =>
            {
                verify_name(certificate, name)
            }
            Err(Error::InvalidCertificate(error))
                if is_authority_as_server(&error) && is_self_issued(certificate) =>
            {
                // Which is what is wrong with it: named, it would be accepted.
                Err(CertificateError::UnknownIssuer.into())
            }
            other => other,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.inner
            .verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.inner
            .verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.inner.supported_verify_schemes()
    }
}

fn is_about_name(error: &CertificateError) -> bool {
    matches!(
        error,
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. }
    )
}

fn is_self_issued(certificate: &CertificateDer<'_>) -> bool {
    EndEntityCert::try_from(certificate).is_ok_and(|about| about.issuer() == about.subject())
}

/// Whether a named certificate is for this name. One without alternative names, as `openssl req -x509 -subj /CN=localhost`
/// makes it, has its name in the subject.
fn verify_name(
    certificate: &CertificateDer<'_>,
    name: &ServerName<'_>,
) -> Result<ServerCertVerified, Error> {
    let verified = verify_server_name(&ParsedCertificate::try_from(certificate)?, name);
    match verified {
        Err(Error::InvalidCertificate(CertificateError::NotValidForNameContext {
            presented,
            ..
        })) if presented.is_empty() && is_common_name(certificate, name) => {}
        other => other?,
    }
    Ok(ServerCertVerified::assertion())
}

fn is_common_name(certificate: &CertificateDer<'_>, name: &ServerName<'_>) -> bool {
    let ServerName::DnsName(name) = name else {
        return false;
    };
    let name = name.as_ref().as_bytes();
    EndEntityCert::try_from(certificate).is_ok_and(|about| {
        common_name(about.subject()).is_some_and(|common| common.eq_ignore_ascii_case(name))
    })
}

/// The first common name in the subject of a certificate (RFC 5280, section 4.1.2.4): a sequence of sets of pairs of a type and a
/// text. Of the types of texts those that have one byte for each letter of a host name.
fn common_name(mut subject: &[u8]) -> Option<&[u8]> {
    const SEQUENCE: u8 = 0x30;
    const SET: u8 = 0x31;
    const OBJECT_IDENTIFIER: u8 = 0x06;
    const TEXTS: [u8; 4] = [0x0c, 0x13, 0x14, 0x16];
    const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];
    while !subject.is_empty() {
        let (SET, mut pairs) = next_value(&mut subject)? else {
            return None;
        };
        while !pairs.is_empty() {
            let (SEQUENCE, mut pair) = next_value(&mut pairs)? else {
                return None;
            };
            if next_value(&mut pair)? == (OBJECT_IDENTIFIER, COMMON_NAME) {
                let (tag, text) = next_value(&mut pair)?;
                return TEXTS.contains(&tag).then_some(text);
            }
        }
    }
    None
}

/// Takes the next value off the encoded ones (ITU-T X.690, section 8.1): the byte of its tag, and what is in it. None if it is cut off,
/// or longer than 64 KiB, as nothing in a certificate that was read is.
fn next_value<'a>(encoded: &mut &'a [u8]) -> Option<(u8, &'a [u8])> {
    let (&[tag, short], rest) = encoded.split_first_chunk()?;
    let (length, rest) = match short {
        0..=0x7f => (usize::from(short), rest),
        0x81 => rest.split_first().map(|(&one, rest)| (one.into(), rest))?,
        0x82 => rest
            .split_first_chunk()
            .map(|(&two, rest)| (u16::from_be_bytes(two).into(), rest))?,
        _ => return None,
    };
    let (value, rest) = rest.split_at_checked(length)?;
    *encoded = rest;
    Some((tag, value))
}

/// Accepts any certificate. That the server has the key to it is checked nevertheless: so at least no other party can
/// take over a connection that was set up.
#[derive(Debug)]
pub(super) struct AcceptsAnyCertificate(pub(super) WebPkiSupportedAlgorithms);

impl ServerCertVerifier for AcceptsAnyCertificate {
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
