//! Why a file with a certificate or a key cannot be used.

use serde::{Deserialize, Serialize};

/// What is wrong with a file that the options name: in most cases it is a good file of another kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileFault {
    /// The system does not let it be read, or there is none.
    Unreadable,
    /// It is a folder, or a device that would never end.
    NotAFile,
    /// It is larger than certificates and keys are.
    TooLarge,
    /// There is no certificate in it.
    NoCertificate,
    /// There is no private key in it.
    NoKey,
    /// It is PEM (RFC 7468), and broken.
    Malformed,
    /// The private key is encrypted with a passphrase.
    EncryptedKey,
    /// It is DER, not PEM.
    Der,
    /// It is PKCS #12 (RFC 7292), as `.p12` and `.pfx` are.
    Pkcs12,
    /// It is PKCS #7 (RFC 5652), as `.p7b` is.
    Pkcs7,
    /// It is the key store of a Java program.
    JavaKeyStore,
    /// It is a key for SSH, of OpenSSH or `PuTTY`.
    SshKey,
    /// It is a public key, where a certificate or a private key is needed.
    PublicKey,
    /// It is a request for a certificate (RFC 2986), which nobody has signed.
    CertificateRequest,
    /// The certificate is in the form of OpenSSL that says for what it is trusted.
    TrustedCertificate,
    /// It is text in UTF-16.
    Utf16,
    /// The private key belongs to another certificate.
    OtherKey,
    /// The key is of a kind that TLS has no use for, or that is too weak for it.
    Unsupported,
}
