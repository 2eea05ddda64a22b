//! Objects of JavaScript, as scripts are given them.

use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;

/// An object with these properties.
pub fn object(fields: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in fields {
        // A fresh object takes every property.
        Reflect::set(&object, &(*name).into(), value).ok();
    }
    object
}
