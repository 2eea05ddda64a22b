//! The storage of the browser, which all tabs of the page share.

use wasm_bindgen::JsValue;

use super::entries::{Entries, LoadError};
use crate::kit::js_error::explain;
use crate::shell::settings::STORAGE_KEY;

/// What could not be read is kept under this name. There is room for one: the browser gives a page a few megabytes.
const ASIDE_KEY: &str = "wscope-settings.unreadable";

/// The page's part of the storage.
#[derive(Clone, Debug)]
pub struct Place;

/// Reading and writing happen at once here, as far as other tabs can see.
pub(super) struct Lock;

impl Place {
    /// A page has none.
    #[expect(clippy::unused_self, reason = "the native place needs it")]
    pub(super) fn file(&self) -> Option<String> {
        None
    }

    #[expect(clippy::unused_self, reason = "the native place needs it")]
    pub(super) fn lock(&self) -> Option<Lock> {
        Some(Lock)
    }

    #[expect(clippy::unused_self, reason = "the native place needs it")]
    pub(super) fn load(&self) -> Result<Entries, LoadError> {
        let unavailable = |why| LoadError::Unavailable(explain(&why));
        let text = storage().and_then(|storage| storage.get_item(STORAGE_KEY));
        let text = text.map_err(unavailable)?;
        let entry = |text| (STORAGE_KEY.to_owned(), text);
        Ok(text.map(entry).into_iter().collect())
    }

    #[expect(clippy::unused_self, reason = "the native place needs it")]
    pub(super) fn set_aside(&self) -> Result<String, String> {
        let moved = storage().and_then(|storage| {
            if let Some(text) = storage.get_item(STORAGE_KEY)? {
                storage.set_item(ASIDE_KEY, &text)?;
            }
            storage.remove_item(STORAGE_KEY)
        });
        moved.map_err(|why| explain(&why))?;
        Ok(format!("localStorage[\"{ASIDE_KEY}\"]"))
    }

    #[expect(clippy::unused_self, reason = "the native place needs it")]
    pub(super) fn save(&self, entries: &Entries) -> Result<(), String> {
        let text = entries.get(STORAGE_KEY).map_or("", String::as_str);
        let saved = storage().and_then(|storage| storage.set_item(STORAGE_KEY, text));
        saved.map_err(|why| explain(&why))
    }
}

fn storage() -> Result<web_sys::Storage, JsValue> {
    let window = web_sys::window().ok_or("there is no window")?;
    // Browsers can be told to keep nothing for a page.
    Ok(window.local_storage()?.ok_or("there is no local storage")?)
}
