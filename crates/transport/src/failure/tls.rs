//! What the errors of rustls mean, which come as `io::Error`.

use std::io;

use connection::{Cause, CertificateFault, Failure};
use rustls::{AlertDescription, CertificateError, Error, InvalidMessage};

/// A failure to set up the encrypted channel.
pub(crate) fn unsecured(error: &io::Error) -> Failure {
    Failure {
        cause: error_of_rustls(error).map_or(Cause::Tls, cause_of),
        detail: error_of_rustls(error).map_or_else(|| error.to_string(), described),
    }
}

/// What is wrong, in words: the library writes some parts as they are written in Rust.
fn described(error: &Error) -> String {
    match error {
        Error::InvalidCertificate(CertificateError::NotValidForNameContext {
            expected,
            presented,
        }) => {
            // As `DnsName("example.org")` and `IpAddress(127.0.0.1)`.
            let names = presented.iter().map(|name| {
                let inner = name.split_once('(').map_or(&**name, |(_, inner)| inner);
                inner.trim_end_matches(')').trim_matches('"')
            });
            let names: Vec<_> = names.collect();
            let names = match names.is_empty() {
                true => "no name".to_owned(),
                false => names.join(", "),
            };
            format!(
                "the certificate is for {names}, and not for {}",
                expected.to_str()
            )
        }
        Error::InvalidCertificate(error) if is_old_version(error) => OLD_VERSION.to_owned(),
        error => error.to_string(),
    }
}

/// Why such a certificate is of no use, even where any is accepted: to check that the server has the key to it, it has to be read.
const OLD_VERSION: &str = "the certificate is X.509 version 1 or 2, and only version 3 (RFC 5280) can be read, also where no certificate is verified";

/// Whether a certificate is older than X.509 version 3.
fn is_old_version(error: &CertificateError) -> bool {
    // The error itself is of a crate that rustls does not hand on.
    matches!(error, CertificateError::Other(other) if other.to_string() == "UnsupportedCertVersion")
}

/// What is wrong with a certificate of this side, if this is about that.
pub(crate) fn fault_of_own_certificate(error: &Error) -> Option<String> {
    match error {
        Error::InvalidCertificate(error) if is_old_version(error) => Some(OLD_VERSION.to_owned()),
        Error::InvalidCertificate(CertificateError::BadEncoding) => {
            Some("its first certificate is malformed".to_owned())
        }
        Error::InvalidCertificate(error) => {
            Some(format!("its first certificate cannot be used: {error}"))
        }
        _ => None,
    }
}

/// What an error means that came through the encrypted channel after it was there, if it is one of rustls at all.
///
/// With TLS 1.3 a client is done before the server has seen its certificate, and is told only then what is wrong with it.
pub(super) fn told_later(error: &io::Error) -> Option<Cause> {
    Some(match cause_of(error_of_rustls(error)?) {
        // It spoke TLS until now.
        Cause::NoTls => Cause::Tls,
        cause => cause,
    })
}

fn error_of_rustls(error: &io::Error) -> Option<&Error> {
    error.get_ref()?.downcast_ref()
}

fn cause_of(error: &Error) -> Cause {
    use InvalidMessage as Invalid;
    match error {
        Error::InvalidCertificate(error) => Cause::Certificate(fault_of(error)),
        // This is how a record begins; other mistakes are made within TLS.
        Error::InvalidMessage(
            Invalid::InvalidContentType
            | Invalid::UnknownProtocolVersion
            | Invalid::MessageTooLarge,
        ) => Cause::NoTls,
        Error::AlertReceived(alert) if is_about_ours(*alert) => Cause::ClientCertificate,
        _ => Cause::Tls,
    }
}

fn fault_of(error: &CertificateError) -> CertificateFault {
    use CertificateError as Error;
    match error {
        Error::Expired | Error::ExpiredContext { .. } => CertificateFault::Expired,
        Error::NotValidYet | Error::NotValidYetContext { .. } => CertificateFault::NotYetValid,
        Error::NotValidForName | Error::NotValidForNameContext { .. } => {
            CertificateFault::WrongName
        }
        Error::UnknownIssuer => CertificateFault::UnknownIssuer,
        // ewebsock: as a rule one that is self-signed, as `openssl req -x509` makes it.
        error if is_authority_as_server(error) => CertificateFault::UnknownIssuer,
        _ => CertificateFault::Other,
    }
}

/// Whether a server shows the certificate of an authority as its own.
pub(crate) fn is_authority_as_server(error: &CertificateError) -> bool {
    // The error itself is of a crate that rustls does not hand on.
    matches!(error, CertificateError::Other(other) if other.to_string() == "CaUsedAsEndEntity")
}

/// Whether the server says something of the certificate of this side, or that there is none.
fn is_about_ours(alert: AlertDescription) -> bool {
    use AlertDescription as Alert;
    matches!(
        alert,
        Alert::NoCertificate
            | Alert::BadCertificate
            | Alert::UnsupportedCertificate
            | Alert::CertificateRevoked
            | Alert::CertificateExpired
            | Alert::CertificateUnknown
            | Alert::CertificateRequired
            | Alert::UnknownCA
            | Alert::AccessDenied
    )
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use rustls::pki_types::UnixTime;

    use super::*;

    #[track_caller]
    fn check(error: Error, expected: Cause) {
        let error = io::Error::new(io::ErrorKind::InvalidData, error);
        let failure = unsecured(&error);
        assert_eq!(failure.cause, expected, "{error}");
        // What ewebsock says of the same is read in the same way.
        let text = format!("IO error: {error}");
        assert_eq!(
            super::super::text::from_text(text).cause,
            expected,
            "{error}"
        );
    }

    #[test]
    fn gives_errors_their_meaning() {
        use CertificateFault as Fault;
        let certificate = |error| Error::InvalidCertificate(error);
        let fault = Cause::Certificate;
        let time = UnixTime::since_unix_epoch(Duration::from_secs(1));
        check(
            certificate(CertificateError::Expired),
            fault(Fault::Expired),
        );
        let (not_after, not_before) = (time, time);
        check(
            certificate(CertificateError::ExpiredContext { time, not_after }),
            fault(Fault::Expired),
        );
        check(
            certificate(CertificateError::NotValidYet),
            fault(Fault::NotYetValid),
        );
        check(
            certificate(CertificateError::NotValidYetContext { time, not_before }),
            fault(Fault::NotYetValid),
        );
        check(
            certificate(CertificateError::NotValidForName),
            fault(Fault::WrongName),
        );
        check(
            certificate(CertificateError::UnknownIssuer),
            fault(Fault::UnknownIssuer),
        );
        check(certificate(CertificateError::Revoked), fault(Fault::Other));
        for message in [
            InvalidMessage::InvalidContentType,
            InvalidMessage::UnknownProtocolVersion,
            InvalidMessage::MessageTooLarge,
        ] {
            check(Error::InvalidMessage(message), Cause::NoTls);
        }
        check(
            Error::InvalidMessage(InvalidMessage::MissingKeyExchange),
            Cause::Tls,
        );
        for alert in [
            AlertDescription::CertificateRequired,
            AlertDescription::BadCertificate,
            AlertDescription::UnknownCA,
        ] {
            check(Error::AlertReceived(alert), Cause::ClientCertificate);
        }
        check(
            Error::AlertReceived(AlertDescription::HandshakeFailure),
            Cause::Tls,
        );
        check(Error::NoCertificatesPresented, Cause::Tls);
    }

    #[test]
    fn what_is_wrong_with_a_certificate_is_told_in_words() {
        #[track_caller]
        fn check(error: CertificateError, expected: &str) {
            let error = Error::InvalidCertificate(error);
            let error = io::Error::new(io::ErrorKind::InvalidData, error);
            assert_eq!(unsecured(&error).detail, expected);
        }
        let names = |presented: &[&str]| CertificateError::NotValidForNameContext {
            expected: "localhost".try_into().unwrap(),
            presented: presented.iter().map(|&name| name.to_owned()).collect(),
        };
        check(
            names(&[r#"DnsName("a.example")"#, "IpAddress(127.0.0.1)"]),
            "the certificate is for a.example, 127.0.0.1, and not for localhost",
        );
        check(
            names(&[]),
            "the certificate is for no name, and not for localhost",
        );
        check(
            CertificateError::Revoked,
            "invalid peer certificate: Revoked",
        );
    }

    #[test]
    fn a_peer_that_spoke_tls_still_does() {
        let error = Error::InvalidMessage(InvalidMessage::InvalidContentType);
        let error = io::Error::new(io::ErrorKind::InvalidData, error);
        assert_eq!(told_later(&error), Some(Cause::Tls));
        assert_eq!(told_later(&io::ErrorKind::BrokenPipe.into()), None);
    }
}
