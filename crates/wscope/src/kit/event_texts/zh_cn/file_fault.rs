//! 证书或密钥文件为何无法使用，用简体中文。

use connection::FileFault;

pub(super) fn file(fault: FileFault) -> &'static str {
    match fault {
        FileFault::Unreadable => "无法读取。请检查文件名和读取权限",
        FileFault::NotAFile => "不是文件",
        FileFault::TooLarge => "文件过大，不可能是证书或密钥",
        FileFault::NoCertificate => "文件中没有证书。证书以“-----BEGIN CERTIFICATE-----”开头",
        FileFault::NoKey => "文件中没有私钥。私钥以“-----BEGIN PRIVATE KEY-----”开头",
        FileFault::Malformed => "文件已损坏。内容是否复制完整？",
        FileFault::EncryptedKey => {
            "私钥已用密码加密。请解密到新文件：openssl pkey -in KEY -out NEW.pem"
        }
        FileFault::Der => {
            "文件为 DER 格式，但需要 PEM。请转换：openssl x509 -inform der -in FILE -out NEW.pem（密钥用 openssl pkey）"
        }
        FileFault::Pkcs12 => {
            "文件为 PKCS #12（.p12、.pfx），但需要 PEM。请转换：openssl pkcs12 -in FILE -out NEW.pem -nodes"
        }
        FileFault::Pkcs7 => {
            "文件为 PKCS #7（.p7b），但需要 PEM。请转换：openssl pkcs7 -print_certs -in FILE -out NEW.pem"
        }
        FileFault::JavaKeyStore => {
            "文件为 Java 密钥库，但需要 PEM。请先用 keytool -importkeystore -deststoretype pkcs12，再用 openssl pkcs12 转换"
        }
        FileFault::SshKey => "文件为 SSH 密钥，不能用于 TLS",
        FileFault::PublicKey => "文件为公钥。需要证书及其私钥",
        FileFault::CertificateRequest => "文件为证书请求。需要据此签发的证书",
        FileFault::TrustedCertificate => {
            "文件为 OpenSSL 自有格式（TRUSTED CERTIFICATE）。请转换：openssl x509 -in FILE -out NEW.pem"
        }
        FileFault::Utf16 => "文件为 UTF-16 文本。请另存为 UTF-8 或 ASCII",
        FileFault::OtherKey => "私钥与客户端证书不匹配",
        FileFault::Unsupported => {
            "不支持此类型的私钥。支持 RSA（至少 2048 位）、ECDSA（P-256、P-384）和 Ed25519"
        }
    }
}
