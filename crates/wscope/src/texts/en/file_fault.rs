//! Why a file with a certificate or a key cannot be used, in English.

use connection::FileFault;

pub(super) fn file(fault: FileFault) -> &'static str {
    match fault {
        FileFault::Unreadable => "it cannot be read. Is its name right? May it be read?",
        FileFault::NotAFile => "it is not a file",
        FileFault::TooLarge => "it is too large to be a certificate or a key",
        FileFault::NoCertificate => {
            "there is no certificate in it. A certificate begins with “-----BEGIN CERTIFICATE-----”"
        }
        FileFault::NoKey => {
            "there is no private key in it. A key begins with “-----BEGIN PRIVATE KEY-----”"
        }
        FileFault::Malformed => "it is damaged. Was all of it copied?",
        FileFault::EncryptedKey => {
            "the private key is encrypted with a passphrase. Decrypt it into a file of its own: openssl pkey -in KEY -out NEW.pem"
        }
        FileFault::Der => {
            "it is in DER format, and PEM is needed. Convert it: openssl x509 -inform der -in FILE -out NEW.pem (a key: openssl pkey)"
        }
        FileFault::Pkcs12 => {
            "it is a PKCS #12 file (.p12, .pfx), and PEM is needed. Convert it: openssl pkcs12 -in FILE -out NEW.pem -nodes"
        }
        FileFault::Pkcs7 => {
            "it is a PKCS #7 file (.p7b), and PEM is needed. Convert it: openssl pkcs7 -print_certs -in FILE -out NEW.pem"
        }
        FileFault::JavaKeyStore => {
            "it is a Java key store, and PEM is needed. Convert it with keytool -importkeystore -deststoretype pkcs12, then openssl pkcs12"
        }
        FileFault::SshKey => "it is a key for SSH, which TLS cannot use",
        FileFault::PublicKey => "it is a public key. A certificate and its private key are needed",
        FileFault::CertificateRequest => {
            "it is a certificate request. The certificate that was issued for it is needed"
        }
        FileFault::TrustedCertificate => {
            "it is in OpenSSL’s own format (TRUSTED CERTIFICATE). Convert it: openssl x509 -in FILE -out NEW.pem"
        }
        FileFault::Utf16 => "it is text in UTF-16. Save it as UTF-8 or ASCII",
        FileFault::OtherKey => "the private key does not belong to the client certificate",
        FileFault::Unsupported => {
            "the private key cannot be used for TLS. RSA (2048 bits or more), ECDSA (P-256, P-384) and Ed25519 can"
        }
    }
}
