//! What the errors of libraries mean.

mod kind;
#[cfg(any(feature = "ewebsock", feature = "full", target_arch = "wasm32"))]
mod look_up;
#[cfg(any(feature = "ewebsock", target_arch = "wasm32"))]
mod text;
#[cfg(all(feature = "full", not(target_arch = "wasm32")))]
mod tls;
#[cfg(all(feature = "full", not(target_arch = "wasm32")))]
mod tungstenite;

#[cfg(all(feature = "full", not(target_arch = "wasm32")))]
pub(crate) use self::kind::is_too_many_files;
#[cfg(all(feature = "full", not(target_arch = "wasm32")))]
pub(crate) use self::look_up::is_temporary;
#[cfg(any(feature = "ewebsock", target_arch = "wasm32"))]
pub(crate) use self::text::from_text;
#[cfg(all(feature = "full", not(target_arch = "wasm32")))]
pub(crate) use self::tls::{fault_of_own_certificate, is_authority_as_server, unsecured};
#[cfg(all(feature = "full", not(target_arch = "wasm32")))]
pub(crate) use self::tungstenite::{from_error, from_io};
