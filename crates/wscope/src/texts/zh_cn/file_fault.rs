//! 证书或密钥文件为何无法使用，用简体中文。

use connection::FileFault;

pub(super) fn file(fault: FileFault) -> &'static str {
    match fault {
        FileFault::Unreadable => "无法读取。文件名对吗？有读取权限吗？",
        FileFault::NotAFile => "它不是文件",
        FileFault::TooLarge => "它太大了，不会是证书或密钥",
        FileFault::NoCertificate => "里面没有证书。证书以“-----BEGIN CERTIFICATE-----”开头",
        FileFault::NoKey => "里面没有私钥。私钥以“-----BEGIN PRIVATE KEY-----”开头",
        FileFault::Malformed => "它已损坏。内容复制完整了吗？",
        FileFault::EncryptedKey => {
            "私钥用密码加密了。请解密到另一个文件：openssl pkey -in KEY -out NEW.pem"
        }
        FileFault::Der => {
            "它是 DER 格式，而这里需要 PEM。请转换：openssl x509 -inform der -in FILE -out NEW.pem（密钥用 openssl pkey）"
        }
        FileFault::Pkcs12 => {
            "它是 PKCS #12 文件（.p12、.pfx），而这里需要 PEM。请转换：openssl pkcs12 -in FILE -out NEW.pem -nodes"
        }
        FileFault::Pkcs7 => {
            "它是 PKCS #7 文件（.p7b），而这里需要 PEM。请转换：openssl pkcs7 -print_certs -in FILE -out NEW.pem"
        }
        FileFault::JavaKeyStore => {
            "它是 Java 密钥库，而这里需要 PEM。请先用 keytool -importkeystore -deststoretype pkcs12，再用 openssl pkcs12 转换"
        }
        FileFault::SshKey => "它是 SSH 密钥，不能用于 TLS",
        FileFault::PublicKey => "它是公钥。这里需要证书及其私钥",
        FileFault::CertificateRequest => "它是证书请求。这里需要为它签发的证书",
        FileFault::TrustedCertificate => {
            "它是 OpenSSL 自有的格式（TRUSTED CERTIFICATE）。请转换：openssl x509 -in FILE -out NEW.pem"
        }
        FileFault::Utf16 => "它是 UTF-16 文本。请另存为 UTF-8 或 ASCII",
        FileFault::OtherKey => "私钥与客户端证书不匹配",
        FileFault::Unsupported => {
            "这种私钥不能用于 TLS。可以使用 RSA（至少 2048 位）、ECDSA（P-256、P-384）和 Ed25519"
        }
    }
}
