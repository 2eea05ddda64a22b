//! TLS: what a listener needs to be reached with `wss://` and `https://`.

mod credentials;
mod pem_file;
mod self_signed;

pub use self::credentials::{Tls, TlsError};
