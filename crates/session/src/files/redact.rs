//! What is taken out of a session before somebody else gets it.
//!
//! It takes three passes. A [`SecretSearch`] is shown everything, and learns which values are secret by the [`Rules`]; a [`Redactor`] then
//! replaces each of them wherever it stands, the same value by the same placeholder (`[secret 1]`), so that it can still be seen
//! what is equal; and [`Redactor::check`] reads what was written, and looks for each value again. Only what passes that should leave.
//!
//! A value is looked for as it is and in every form in which it may stand: in JSON, also in a string within JSON; in Base64, hexadecimal
//! or with percent escapes, alone or within a text; and in what is compressed (gzip, zlib, DEFLATE, Zstandard), which is decompressed and
//! compressed again. What cannot be looked into, because it is too deep or too large, is left out whole.
//!
//! A message is also decoded in the protocol of its connection, for what no name in its bytes tells, as the password in an MQTT packet. A
//! secret that is found so and cannot be replaced in the message, because it is too short, cut, or no text there, is left out with it.
//!
//! # What was rejected
//!
//! Replacing only where a rule points at, as in a header: the same token stands in the next message as well. Replacing with as many bytes
//! as there were: a length says much of a password. So offsets and lengths within binary payloads may no longer be right.

mod binary;
mod check;
mod codecs;
mod decoded;
mod entry;
mod escapes;
mod field_names;
mod fitting;
mod json;
mod keep;
mod matcher;
mod placeholder;
mod rules;
mod search;
mod secrets;
#[cfg(not(target_arch = "wasm32"))]
mod share;
mod tree;
mod views;

pub use check::Leftover;
pub use field_names::{FieldName, MAX_NAMES};
pub use keep::Keep;
pub use placeholder::placeholders;
pub use rules::{Credential, Rule, RuleError, Rules};
pub use search::{Redactor, SecretSearch};
pub use secrets::{Findings, TooManySecrets};
#[cfg(not(target_arch = "wasm32"))]
pub use share::{ShareError, Shared, Sharing, share};

#[cfg(test)]
mod json_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod text_tests;
