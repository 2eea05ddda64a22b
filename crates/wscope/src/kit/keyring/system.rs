//! The Secret Service over D-Bus, Keychain, or the Credential Manager.

use std::error::Error as _;

use keyring::{Entry, Error};

use super::access::{Keyring, KeyringError};

/// Under this name the system shows the entries.
const SERVICE: &str = "wscope";

/// The keyring of the system.
pub(super) struct SystemKeyring;

impl Keyring for SystemKeyring {
    fn read(&self, entry: u64) -> Result<String, KeyringError> {
        let secret = open(entry)?.get_secret().map_err(explain)?;
        // What is no text was not written here.
        String::from_utf8(secret).map_err(|_error| KeyringError::Missing)
    }

    fn write(&self, entry: u64, text: &str) -> Result<(), KeyringError> {
        // Windows gives bytes twice the room that it gives a text.
        let entry = open(entry)?;
        entry.set_secret(text.as_bytes()).map_err(explain)
    }

    fn delete(&self, entry: u64) -> Result<(), KeyringError> {
        match open(entry)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(explain(error)),
        }
    }
}

fn open(entry: u64) -> Result<Entry, KeyringError> {
    match Entry::new(SERVICE, &format!("secret-{entry}")) {
        Err(Error::NoDefaultStore) => {
            let why = match Entry::store_status() {
                Err(error) => words(error),
                // It was there a moment ago.
                Ok(()) => Error::NoDefaultStore.to_string(),
            };
            Err(KeyringError::Unavailable(why))
        }
        opened => opened.map_err(explain),
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
