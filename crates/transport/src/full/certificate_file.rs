//! Files with certificates and keys, and what is in those that cannot be used.

use std::fmt;
use std::path::Path;

use connection::{Cause, Failure, FileFault};
use rustls::pki_types::pem::{self, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// The largest file that is read, in bytes. The roots of a whole system are some 250 KB.
const MAX_FILE: u64 = 16 * 1024 * 1024;

/// Editors on Windows begin a file with it. The first line of PEM would not be known behind it.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// All certificates in a file.
pub(super) fn certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>, Failure> {
    let bytes = read(file)?;
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&bytes).collect();
    match found {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        Ok(_) => {
            let fault = fault_of(&bytes, Wanted::Certificate);
            Err(unusable(file, fault, "there is no certificate in it"))
        }
        Err(error) => Err(broken(file, &bytes, Wanted::Certificate, &error)),
    }
}

/// The first private key in a file.
pub(super) fn private_key(file: &Path) -> Result<PrivateKeyDer<'static>, Failure> {
    let bytes = read(file)?;
    PrivateKeyDer::from_pem_slice(&bytes).map_err(|error| match error {
        pem::Error::NoItemsFound => {
            let fault = fault_of(&bytes, Wanted::Key);
            unusable(file, fault, "there is no usable private key in it")
        }
        error => broken(file, &bytes, Wanted::Key, &error),
    })
}

/// A file that cannot be used.
pub(super) fn unusable(file: &Path, fault: FileFault, reason: impl fmt::Display) -> Failure {
    Failure {
        cause: Cause::File(fault),
        detail: format!("{}: {reason}", file.display()),
    }
}

fn broken(file: &Path, bytes: &[u8], wanted: Wanted, error: &pem::Error) -> Failure {
    let fault = match fault_of(bytes, wanted) {
        FileFault::NoCertificate | FileFault::NoKey => FileFault::Malformed,
        other => other,
    };
    unusable(file, fault, described(error))
}

/// A file, unless it would never end.
fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    let unreadable = |error| unusable(file, FileFault::Unreadable, error);
    let about = std::fs::metadata(file).map_err(unreadable)?;
    if !about.is_file() {
        return Err(unusable(file, FileFault::NotAFile, "it is not a file"));
    }
    if about.len() > MAX_FILE {
        let reason = format!("it has {} bytes; {MAX_FILE} are read", about.len());
        return Err(unusable(file, FileFault::TooLarge, reason));
    }
    let mut bytes = std::fs::read(file).map_err(unreadable)?;
    if bytes.starts_with(BYTE_ORDER_MARK) {
        bytes.drain(..BYTE_ORDER_MARK.len());
    }
    Ok(bytes)
}

/// What is wrong with a file, without quoting it: there may be a key in it.
fn described(error: &pem::Error) -> &'static str {
    match error {
        pem::Error::MissingSectionEnd { .. } => "a PEM section has no END line",
        pem::Error::IllegalSectionStart { .. } => "a PEM section has a malformed BEGIN line",
        pem::Error::Base64Decode(_) => "it is not in Base64",
        _ => "it is not in PEM",
    }
}

/// What a file was to hold.
#[derive(Clone, Copy, Debug)]
enum Wanted {
    Certificate,
    Key,
}

/// What a file is that does not hold what is wanted of it.
fn fault_of(bytes: &[u8], wanted: Wanted) -> FileFault {
    match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => FileFault::Utf16,
        // JKS and JCEKS.
        [0xfe, 0xed, 0xfe, 0xed, ..] | [0xce, 0xce, 0xce, 0xce, ..] => FileFault::JavaKeyStore,
        _ => content_of_sequence(bytes).map_or_else(|| fault_of_text(bytes, wanted), fault_of_der),
    }
}

/// What is in a DER sequence that takes up the whole file (X.690, section 8.1).
fn content_of_sequence(bytes: &[u8]) -> Option<&[u8]> {
    let [0x30, length, rest @ ..] = bytes else {
        return None;
    };
    let (length, content) = match *length {
        // BER, as some PKCS #12 files are: it ends where the file does.
        0x80 => (rest.len(), rest),
        short @ 0..0x80 => (usize::from(short), rest),
        long => {
            let (length, content) = rest.split_at_checked(usize::from(long & 0x7f))?;
            let length = length.iter().try_fold(0_usize, |length, byte| {
                length.checked_mul(256)?.checked_add(usize::from(*byte))
            });
            (length?, content)
        }
    };
    (content.len() == length).then_some(content)
}

/// By how it begins: with a version, or with the identifier of an algorithm or of a kind of content.
fn fault_of_der(content: &[u8]) -> FileFault {
    // 1.2.840.113549.1.5 (PKCS #5) and 1.2.840.113549.1.7 (PKCS #7).
    const PKCS5: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x05";
    const PKCS7: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07";
    match content {
        [0x02, 0x01, 0x03, ..] => FileFault::Pkcs12,
        [0x06, _, rest @ ..] if rest.starts_with(PKCS7) => FileFault::Pkcs7,
        [0x30, _, 0x06, _, rest @ ..] if rest.starts_with(PKCS5) => FileFault::EncryptedKey,
        _ => FileFault::Der,
    }
}

/// By the labels of its sections (RFC 7468, section 2), whatever stands around them.
fn fault_of_text(bytes: &[u8], wanted: Wanted) -> FileFault {
    let text = String::from_utf8_lossy(bytes);
    let has = |label: &str| text.contains(&format!("-----BEGIN {label}-----"));
    // RFC 1421, section 4.6.1.1: how keys were encrypted before PKCS #8.
    let is_encrypted = has("ENCRYPTED PRIVATE KEY") || text.contains("Proc-Type: 4,ENCRYPTED");
    match wanted {
        Wanted::Key if is_encrypted => FileFault::EncryptedKey,
        Wanted::Key if has("DSA PRIVATE KEY") => FileFault::Unsupported,
        Wanted::Certificate if has("TRUSTED CERTIFICATE") => FileFault::TrustedCertificate,
        _ if has("OPENSSH PRIVATE KEY")
            || has("SSH2 ENCRYPTED PRIVATE KEY")
            || text.starts_with("PuTTY-User-Key-File-") =>
        {
            FileFault::SshKey
        }
        _ if has("PKCS7") || has("CMS") => FileFault::Pkcs7,
        _ if has("CERTIFICATE REQUEST") || has("NEW CERTIFICATE REQUEST") => {
            FileFault::CertificateRequest
        }
        _ if has("PUBLIC KEY") || has("RSA PUBLIC KEY") => FileFault::PublicKey,
        Wanted::Certificate => FileFault::NoCertificate,
        Wanted::Key => FileFault::NoKey,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_another_kind_is_told_as_what_it_is() {
        #[track_caller]
        fn check(bytes: &[u8], wanted: Wanted, expected: FileFault) {
            let begin = String::from_utf8_lossy(&bytes[..bytes.len().min(40)]);
            assert_eq!(fault_of(bytes, wanted), expected, "{begin:?}");
        }
        use FileFault as Fault;
        let certificate = |bytes: &[u8], expected| check(bytes, Wanted::Certificate, expected);
        let key = |bytes: &[u8], expected| check(bytes, Wanted::Key, expected);
        let pem = |label: &str| format!("-----BEGIN {label}-----\nAAAA\n-----END {label}-----\n");
        let both = |bytes: &[u8], expected| {
            certificate(bytes, expected);
            key(bytes, expected);
        };
        key(pem("ENCRYPTED PRIVATE KEY").as_bytes(), Fault::EncryptedKey);
        let old = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES\n\nAAAA";
        key(old.as_bytes(), Fault::EncryptedKey);
        key(pem("CERTIFICATE").as_bytes(), Fault::NoKey);
        key(pem("EC PARAMETERS").as_bytes(), Fault::NoKey);
        key(pem("DSA PRIVATE KEY").as_bytes(), Fault::Unsupported);
        certificate(pem("PRIVATE KEY").as_bytes(), Fault::NoCertificate);
        certificate(
            pem("ENCRYPTED PRIVATE KEY").as_bytes(),
            Fault::NoCertificate,
        );
        certificate(
            pem("TRUSTED CERTIFICATE").as_bytes(),
            Fault::TrustedCertificate,
        );
        both(pem("OPENSSH PRIVATE KEY").as_bytes(), Fault::SshKey);
        both(b"PuTTY-User-Key-File-3: ssh-ed25519", Fault::SshKey);
        both(pem("PKCS7").as_bytes(), Fault::Pkcs7);
        both(
            pem("CERTIFICATE REQUEST").as_bytes(),
            Fault::CertificateRequest,
        );
        both(pem("PUBLIC KEY").as_bytes(), Fault::PublicKey);
        both(b"\xff\xfe-\0-\0", Fault::Utf16);
        both(b"\xfe\xed\xfe\xed\0\0\0\x02", Fault::JavaKeyStore);
        both(b"\x30\x05\x02\x01\x03\x30\0", Fault::Pkcs12);
        both(b"\x30\x80\x02\x01\x03\x30\x80\0\0\0\0", Fault::Pkcs12);
        both(b"\x30\x81\x03\x02\x01\x00", Fault::Der);
        both(b"\x30\x82\x00\x02\x30\x00", Fault::Der);
        both(
            b"\x30\x0b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02",
            Fault::Pkcs7,
        );
        both(
            b"\x30\x0d\x30\x0b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d",
            Fault::EncryptedKey,
        );
        for nothing in [
            &b""[..],
            b"0",
            b"0\x84",
            b"0\xff",
            b"0123",
            b"hello",
            &[0; 64],
        ] {
            certificate(nothing, Fault::NoCertificate);
            key(nothing, Fault::NoKey);
        }
    }
}
