//! What both sides of the opening handshake (RFC 6455, section 4) read and compute in the same way.

mod accept_key;
mod extensions;
mod list;
mod origin;
mod request;

pub use accept_key::{GUID, accept_digest, accept_key, is_key};
pub use extensions::{Extension, extensions, is_extension_list};
pub use list::{is_token, list_contains, split_list};
pub use origin::{BadOrigin, Origin};
pub use request::{Mistake, Request};
