//! What a browser says went wrong.

use wasm_bindgen::{JsCast as _, JsValue};

/// In the browser's words.
pub fn explain(why: &JsValue) -> String {
    if let Some(exception) = why.dyn_ref::<web_sys::DomException>() {
        return exception.message();
    }
    if let Some(error) = why.dyn_ref::<js_sys::Error>() {
        return error.message().into();
    }
    why.as_string().unwrap_or_else(|| format!("{why:?}"))
}
