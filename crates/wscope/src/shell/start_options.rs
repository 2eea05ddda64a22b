//! How the program is started.

use std::path::PathBuf;
use std::sync::Arc;

use crate::kit::keyring::Keyring;
use crate::kit::language::Language;
use crate::kit::theme::{Contrast, Pointer};

/// Where the program connects to if nobody says otherwise: the address of the course.
pub const DEFAULT_ADDRESS: &str = "ws://localhost:4000";
/// What it sends if nobody says otherwise.
pub const DEFAULT_TEXT: &str = "helloworld";

/// How the program is started.
#[derive(Clone, Debug)]
pub struct StartOptions {
    /// The address in the field, to which it connects at once.
    pub address: String,
    /// Whether nobody asked for that address: then the tabs of the last time go before it.
    pub is_default_address: bool,
    /// An address that came with a link to the page. It is connected to instead, and never stored.
    pub link: Option<String>,
    /// Whether to connect only when the window was painted once. In a page that takes a while, and what the socket says
    /// waits meanwhile, and would be stamped too late.
    pub connects_after_painting: bool,
    /// A file with a session, which is opened beside that. A page has none.
    pub file: Option<PathBuf>,
    /// A file into which the first connection is recorded. A page has none.
    pub record: Option<PathBuf>,
    /// The text in the composer.
    pub text: String,
    /// `None` for the saved language, or else the system's.
    pub language: Option<Language>,
    /// Where an echo server of this program listens that runs already.
    pub built_in_server: Option<String>,
    /// Where the program may start its own echo server: when that is asked for. A page has none.
    #[cfg(not(target_arch = "wasm32"))]
    pub server_address: Option<String>,
    /// Whether it is started with the program, unless something listens there.
    #[cfg(not(target_arch = "wasm32"))]
    pub starts_server: bool,
    /// Whether this is a page that came over https, to which the browser forbids unencrypted connections.
    pub is_secure_page: bool,
    /// What points at controls. A window cannot ask; a page is told by its browser.
    pub pointer: Pointer,
    /// How much contrast the system asks for. A window cannot ask; a page is told by its browser.
    pub contrast: Contrast,
    /// The keyring of the system; a page has none.
    pub keyring: Option<Arc<dyn Keyring>>,
}

impl Default for StartOptions {
    fn default() -> Self {
        Self {
            address: DEFAULT_ADDRESS.to_owned(),
            is_default_address: false,
            link: None,
            connects_after_painting: false,
            file: None,
            record: None,
            text: DEFAULT_TEXT.to_owned(),
            language: None,
            built_in_server: None,
            #[cfg(not(target_arch = "wasm32"))]
            server_address: None,
            #[cfg(not(target_arch = "wasm32"))]
            starts_server: false,
            is_secure_page: false,
            pointer: Pointer::default(),
            contrast: Contrast::default(),
            keyring: None,
        }
    }
}
