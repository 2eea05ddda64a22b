//! An address whose credentials do not show.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::credentials::{MASK, redact_addresses};

/// An address that somebody may want to go to. What is displayed, printed or stored of it has no credential in it; the whole of
/// it is only given to who asks for it by [`Self::expose`].
///
/// ```
/// use connection::SecretAddress;
///
/// let address = SecretAddress::new("wss://example.org/chat?room=1&access_token=abc");
/// assert_eq!(address.to_string(), "wss://example.org/chat?room=1&access_token=•••");
/// assert_eq!(address.expose(), Some("wss://example.org/chat?room=1&access_token=abc"));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct SecretAddress {
    shown: String,
    /// `None` if only what is shown is known, and a credential is missing from it.
    whole: Option<String>,
}

impl SecretAddress {
    /// An address, whole.
    pub fn new(whole: &str) -> Self {
        Self {
            shown: redact_addresses(whole).into_owned(),
            whole: Some(whole.to_owned()),
        }
    }

    /// The address behind what was shown of one; it can only be exposed if no credential is missing.
    pub fn from_shown(shown: &str) -> Self {
        // No address has the mask in it: it would be escaped.
        let is_whole = !shown.contains(MASK) && matches!(redact_addresses(shown), Cow::Borrowed(_));
        Self {
            shown: shown.to_owned(),
            whole: is_whole.then(|| shown.to_owned()),
        }
    }

    /// What may be shown of it.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// The whole of it, with the credentials; `None` where it was read back from what was shown.
    pub fn expose(&self) -> Option<&str> {
        self.whole.as_deref()
    }

    /// The same address, of which less is shown.
    #[must_use]
    pub(crate) fn shown_as(self, redact: impl FnOnce(&str) -> String) -> Self {
        Self {
            shown: redact(&self.shown),
            ..self
        }
    }
}

impl fmt::Display for SecretAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.shown)
    }
}

impl fmt::Debug for SecretAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SecretAddress({self})")
    }
}

impl Serialize for SecretAddress {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.shown)
    }
}

impl<'de> Deserialize<'de> for SecretAddress {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let shown = String::deserialize(deserializer)?;
        Ok(Self::from_shown(&shown))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credential_is_only_given_to_who_asks_for_it() {
        let whole = "wss://example.org/chat?token=s3cret&room=1";
        let shown = "wss://example.org/chat?token=•••&room=1";
        let address = SecretAddress::new(whole);
        let stored = serde_json::to_string(&address).unwrap();
        for text in [format!("{address}"), format!("{address:?}"), stored.clone()] {
            assert!(text.contains(shown) && !text.contains("s3cret"), "{text}");
        }
        assert_eq!(address.expose(), Some(whole));
        let read_back: SecretAddress = serde_json::from_str(&stored).unwrap();
        assert_eq!((read_back.shown(), read_back.expose()), (shown, None));
    }

    #[test]
    fn an_address_without_credentials_is_read_back_whole() {
        let address = SecretAddress::new("wss://example.org/chat?room=1");
        let stored = serde_json::to_string(&address).unwrap();
        let read_back: SecretAddress = serde_json::from_str(&stored).unwrap();
        assert_eq!(read_back, address);
        assert_eq!(read_back.expose(), Some(address.shown()));
    }
}
