//! How the page is started: what its own address says.

use connection::Endpoint;
use wasm_bindgen::JsValue;
use web_sys::{UrlSearchParams, Window};

use super::surroundings::no_window;
use crate::kit::language::Language;
use crate::kit::theme::{Contrast, Pointer};
use crate::shell::start_options::StartOptions;

/// Reads `?url=…&send=…&lang=…`. Without `url` it is the server that the page came from. What a link says holds for this
/// visit: none of it is stored.
pub(super) fn from_page() -> Result<StartOptions, JsValue> {
    let window = web_sys::window().ok_or_else(no_window)?;
    let location = window.location();
    let asked = UrlSearchParams::new_with_str(&location.search()?)?;
    let is_secure_page = location.protocol()? == "https:";
    let own = own_origin(&location.host()?, is_secure_page);
    let defaults = StartOptions::default();
    Ok(StartOptions {
        address: own.unwrap_or(defaults.address),
        is_default_address: true,
        link: asked.get("url"),
        // A page that is opened in the background is not painted before somebody looks at it.
        connects_after_painting: !window.document().is_some_and(|document| document.hidden()),
        text: asked.get("send").unwrap_or(defaults.text),
        language: asked.get("lang").map(|name| Language::from_locale(&name)),
        is_secure_page,
        pointer: pointer(&window),
        contrast: contrast(&window),
        ..StartOptions::default()
    })
}

/// What the browser says of the pointer that is used most: a finger on phones and tablets.
fn pointer(window: &Window) -> Pointer {
    if is_so(window, "(pointer: coarse)") {
        Pointer::Coarse
    } else {
        Pointer::Fine
    }
}

/// What the browser says of colours. Forced ones do not reach a canvas, so they are answered with the contrast they are for.
fn contrast(window: &Window) -> Contrast {
    if is_so(window, "(forced-colors: active)") || is_so(window, "(prefers-contrast: more)") {
        Contrast::High
    } else {
        Contrast::Usual
    }
}

fn is_so(window: &Window, query: &str) -> bool {
    let answer = window.match_media(query).ok().flatten();
    answer.is_some_and(|answer| answer.matches())
}

/// The WebSocket address of the server that the page came from; `None` if it came from a file.
fn own_origin(host: &str, is_secure: bool) -> Option<String> {
    let scheme = if is_secure { "wss" } else { "ws" };
    let address = format!("{scheme}://{host}");
    Endpoint::parse(&address).ok().map(|_valid| address)
}
