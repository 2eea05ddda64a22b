//! The part of the command line that is about TLS.

use std::path::{Path, PathBuf};

use clap::Args;
use echo_server::{Tls, TlsError};

/// Where a certificate comes from, and where it is used.
#[derive(Debug, Args)]
#[command(next_help_heading = "TLS")]
pub(crate) struct TlsArguments {
    /// Speak TLS too, with a certificate for this machine alone that is made and kept by this program.
    #[arg(long = "tls-self-signed", conflicts_with = "certificate")]
    is_self_signed: bool,

    /// Where that certificate is kept [default: a folder of this user].
    #[arg(long = "tls-dir", value_name = "DIR", requires = "is_self_signed")]
    folder: Option<PathBuf>,

    /// Speak TLS too, with the certificate in this PEM file, followed by those that lead to its issuer.
    #[arg(
        long = "tls-cert",
        id = "certificate",
        value_name = "FILE",
        requires = "key"
    )]
    certificate: Option<PathBuf>,

    /// The PEM file with its key.
    #[arg(
        long = "tls-key",
        id = "key",
        value_name = "FILE",
        requires = "certificate"
    )]
    key: Option<PathBuf>,

    /// Where to listen for TLS, beside the address of --listen.
    #[arg(
        long = "tls-listen",
        id = "tls_listen",
        value_name = "ADDR",
        default_value = "localhost:4443"
    )]
    pub(crate) listen: String,
}

/// A certificate, and what has to be printed about it.
pub(crate) struct Certificate {
    pub(crate) tls: Tls,
    /// The file of the authority, if it is our own.
    authority: Option<PathBuf>,
}

impl TlsArguments {
    /// The certificate, if one is asked for.
    ///
    /// # Errors
    /// If it cannot be read, made or kept.
    pub(crate) fn certificate(&self) -> Result<Option<Certificate>, TlsError> {
        if self.is_self_signed {
            let usual = || Tls::usual_folder();
            let folder = self.folder.clone().map_or_else(usual, Ok)?;
            return Certificate::own(&folder).map(Some);
        }
        let (Some(certificate), Some(key)) = (&self.certificate, &self.key) else {
            return Ok(None);
        };
        let tls = Tls::from_files(certificate, key)?;
        let authority = None;
        Ok(Some(Certificate { tls, authority }))
    }
}

impl Certificate {
    fn own(folder: &Path) -> Result<Self, TlsError> {
        let (tls, authority) = Tls::self_signed(folder)?;
        let authority = Some(authority);
        Ok(Self { tls, authority })
    }

    /// What a person needs to trust it.
    pub(crate) fn description(&self) -> String {
        let mut text = format!("certificate SHA-256 {}\n", self.tls.fingerprint());
        if let Some(file) = &self.authority {
            text += &format!("its authority, to be trusted, is {}\n", file.display());
        }
        text
    }
}
