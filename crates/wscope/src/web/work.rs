//! What the program does in a worker: the page has started it there once more, without a window.

use js_sys::Function;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::kit::language::Language;
use crate::kit::worker::{Teller, Work};
use crate::shell::{opening_file, session_export};

/// Does something, and tells what comes of it by calling `tell`.
#[wasm_bindgen]
pub fn work(work: &Work, tell: Function) {
    let teller = Teller(tell);
    let language = Language::from_locale(&work.language());
    if let Some(file) = work.file() {
        opening_file::read_beside(&file, &work.name(), language, &teller);
    } else if let Some(lines) = work.lines() {
        session_export::write_beside(work, &lines, language, &teller);
    }
}
