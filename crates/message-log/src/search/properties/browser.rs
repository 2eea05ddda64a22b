//! Asks the regular expressions of the browser.

use std::cell::RefCell;
use std::collections::HashMap;

use js_sys::{Array, Function, JsString, Reflect, RegExp};
use wasm_bindgen::{JsCast as _, JsValue};

use super::spelled::Runs;

/// So many properties are remembered: nobody types more. An expression is built at each key that is pressed.
const MAX_REMEMBERED: usize = 64;

thread_local! {
    static REMEMBERED: RefCell<HashMap<String, Option<Runs>>> = RefCell::default();
    /// Every character there is, in ascending order.
    static ALL: JsString = {
        let all: String = ('\0'..=char::MAX).collect();
        all.into()
    };
}

/// The characters of a property, by any name that the `regex` crate has for it; `None` if the browser knows none.
pub(super) fn characters(name: &str) -> Option<Runs> {
    REMEMBERED.with_borrow_mut(|remembered| {
        if let Some(known) = remembered.get(name) {
            return known.clone();
        }
        let found = names(name).iter().find_map(|name| ask(name));
        if remembered.len() == MAX_REMEMBERED {
            remembered.clear();
        }
        remembered.insert(name.to_owned(), found.clone());
        found
    })
}

/// How JavaScript may call it, which is strict about names: `greek` is `Script=Greek` there.
fn names(name: &str) -> Vec<String> {
    let name = name.replace("!=", "=").replace(':', "=");
    let Some((property, value)) = name.split_once('=') else {
        let forms = forms(&name);
        let scripts = forms.iter().map(|form| format!("Script={form}"));
        return forms.iter().cloned().chain(scripts).collect();
    };
    let plain: String = property.chars().filter(char::is_ascii_alphabetic).collect();
    let property = match plain.to_ascii_lowercase().as_str() {
        "sc" | "script" => "Script",
        "scx" | "scriptextensions" => "Script_Extensions",
        "gc" | "generalcategory" => "General_Category",
        _ => return Vec::new(),
    };
    let forms = forms(value).into_iter();
    forms.map(|form| format!("{property}={form}")).collect()
}

/// A name as it was typed, with capitals where the words of Unicode's names have them, and as an abbreviation.
fn forms(name: &str) -> Vec<String> {
    let words = name
        .split(|c: char| c == '_' || c == '-' || c.is_whitespace())
        .filter(|word| !word.is_empty());
    let capitals = words.map(|word| {
        let (first, rest) = word.split_at(word.chars().next().map_or(0, char::len_utf8));
        first.to_uppercase() + &rest.to_lowercase()
    });
    let capitals = capitals.collect::<Vec<_>>().join("_");
    vec![name.trim().to_owned(), capitals, name.trim().to_uppercase()]
}

fn ask(name: &str) -> Option<Runs> {
    // What a person typed must not be more than a name there.
    if !name
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "_=".contains(c))
    {
        return None;
    }
    let constructor: Function = Reflect::get(&js_sys::global(), &"RegExp".into())
        .ok()?
        .dyn_into()
        .ok()?;
    let arguments: [JsValue; 2] = [format!("\\p{{{name}}}+").into(), "gu".into()];
    let arguments: Array = arguments.iter().collect();
    let expression: RegExp = Reflect::construct(&constructor, &arguments)
        .ok()?
        .dyn_into()
        .ok()?;
    let found = ALL.with(|all| all.match_(&expression));
    let Some(found) = found else {
        return Some(Runs::default());
    };
    let found: Array = found.dyn_into().ok()?;
    let runs = found
        .iter()
        .filter_map(|run| run.dyn_into::<JsString>().ok());
    runs.map(|run| Some((at(&run, 0)?, last(&run)?))).collect()
}

fn at(text: &JsString, place: u32) -> Option<char> {
    char::from_u32(text.code_point_at(place).as_f64()? as u32)
}

fn last(text: &JsString) -> Option<char> {
    let length = text.length();
    // Of two halves of one character the first says which it is.
    let pair = length.checked_sub(2).and_then(|place| at(text, place));
    pair.filter(|c| c.len_utf16() == 2)
        .or_else(|| at(text, length.checked_sub(1)?))
}
