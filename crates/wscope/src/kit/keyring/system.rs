//! The Secret Service over D-Bus, Keychain, or the Credential Manager.

use std::error::Error as _;
use std::sync::Arc;

#[cfg(target_os = "macos")]
use apple_native_keyring_store::keychain::Store;
use keyring_core::{CredentialStore, Entry, Error};
use parking_lot::Mutex;
#[cfg(windows)]
use windows_native_keyring_store::Store;
#[cfg(all(unix, not(target_os = "macos")))]
use zbus_secret_service_keyring_store::Store;

use super::access::{Keyring, KeyringError};

/// Under this name the system shows the entries.
const SERVICE: &str = "wscope";

/// The keyring of the system.
#[derive(Default)]
pub(super) struct SystemKeyring {
    /// The way to it, from the first use on. One that has failed is opened anew at the next: a bus may begin late, and begin again.
    store: Mutex<Option<Arc<CredentialStore>>>,
}

impl Keyring for SystemKeyring {
    fn read(&self, entry: u64) -> Result<String, KeyringError> {
        let secret = self.with(entry, Entry::get_secret)?;
        // What is no text was not written here.
        String::from_utf8(secret).map_err(|_error| KeyringError::Missing)
    }

    fn write(&self, entry: u64, text: &str) -> Result<(), KeyringError> {
        // Windows gives bytes twice the room that it gives a text.
        self.with(entry, |entry| entry.set_secret(text.as_bytes()))
    }

    fn delete(&self, entry: u64) -> Result<(), KeyringError> {
        match self.with(entry, Entry::delete_credential) {
            Err(KeyringError::Missing) => Ok(()),
            outcome => outcome,
        }
    }
}

impl SystemKeyring {
    fn with<T>(
        &self,
        entry: u64,
        act: impl FnOnce(&Entry) -> Result<T, Error>,
    ) -> Result<T, KeyringError> {
        let store = self.open().map_err(explain)?;
        let entry = store.build(SERVICE, &format!("secret-{entry}"), None);
        entry.and_then(|entry| act(&entry)).map_err(|error| {
            if matches!(error, Error::PlatformFailure(_)) {
                *self.store.lock() = None;
            }
            explain(error)
        })
    }

    fn open(&self) -> Result<Arc<CredentialStore>, Error> {
        let mut store = self.store.lock();
        if let Some(store) = &*store {
            return Ok(Arc::clone(store));
        }
        let opened: Arc<CredentialStore> = Store::new()?;
        *store = Some(Arc::clone(&opened));
        Ok(opened)
    }
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the shape of what `map_err` calls"
)]
fn explain(error: Error) -> KeyringError {
    match &error {
        Error::NoEntry => KeyringError::Missing,
        Error::NoStorageAccess(_) => KeyringError::Locked,
        Error::TooLong(..) => KeyringError::TooLong,
        other => KeyringError::Unavailable(words(other)),
    }
}

/// What the system said, which the library wraps.
fn words(error: &Error) -> String {
    error
        .source()
        .map_or_else(|| error.to_string(), ToString::to_string)
}
