//! The keyring of the system, as far as this program needs one: entries by number, each with a text.

#[cfg(not(target_arch = "wasm32"))]
use std::sync::Arc;

mod access;
#[cfg(not(target_arch = "wasm32"))]
mod system;

pub use access::{Keyring, KeyringError};

/// The keyring of this system. Whether it can be used is known when it is.
#[cfg(not(target_arch = "wasm32"))]
pub fn system() -> Arc<dyn Keyring> {
    Arc::new(system::SystemKeyring::default())
}
