//! Why a file with a certificate or a key cannot be used, in English.

use connection::FileFault;

pub(super) fn file(fault: FileFault) -> &'static str {
    match fault {
        FileFault::Unreadable => "it cannot be read. Check its name and permissions",
        FileFault::NotAFile => "it is not a file",
        FileFault::TooLarge => "it is too large to be a certificate or a key",
        FileFault::NoCertificate => {
            "it contains no certificate. A certificate begins with “-----BEGIN CERTIFICATE-----”"
        }
        FileFault::NoKey => {
            "it contains no private key. A private key begins with “-----BEGIN PRIVATE KEY-----”"
        }
        FileFault::Malformed => "it is damaged. Was it copied completely?",
        FileFault::EncryptedKey => {
            "the private key is encrypted with a passphrase. Decrypt it into a new file: openssl pkey -in KEY -out NEW.pem"
        }
        FileFault::Der => {
            "it is in DER format, but PEM is required. Convert it: openssl x509 -inform der -in FILE -out NEW.pem (a key: openssl pkey)"
        }
        FileFault::Pkcs12 => {
            "it is a PKCS #12 file (.p12, .pfx), but PEM is required. Convert it: openssl pkcs12 -in FILE -out NEW.pem -nodes"
        }
        FileFault::Pkcs7 => {
            "it is a PKCS #7 file (.p7b), but PEM is required. Convert it: openssl pkcs7 -print_certs -in FILE -out NEW.pem"
        }
        FileFault::JavaKeyStore => {
            "it is a Java keystore, but PEM is required. Convert it with keytool -importkeystore -deststoretype pkcs12, then openssl pkcs12"
        }
        FileFault::SshKey => "it is an SSH key, which cannot be used for TLS",
        FileFault::PublicKey => {
            "it is a public key. A certificate and its private key are required"
        }
        FileFault::CertificateRequest => {
            "it is a certificate request. The certificate issued for it is required"
        }
        FileFault::TrustedCertificate => {
            "it is in OpenSSL’s own format (TRUSTED CERTIFICATE). Convert it: openssl x509 -in FILE -out NEW.pem"
        }
        FileFault::Utf16 => "it is UTF-16 text. Save it as UTF-8 or ASCII",
        FileFault::OtherKey => "the private key does not match the client certificate",
        FileFault::Unsupported => {
            "this type of private key is not supported. Supported are RSA (2048 bits or more), ECDSA (P-256, P-384) and Ed25519"
        }
    }
}
