//! What stands around the canvas, as the program calls it: an object of functions that `loader.js` hands over.

use std::cell::OnceCell;

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::{JsError, JsValue, wasm_bindgen};

use crate::kit::worker;

#[wasm_bindgen]
extern "C" {
    /// The functions of `loader.js` that the program calls.
    pub type Surroundings;

    /// The program has broken, and why.
    #[wasm_bindgen(method)]
    fn crashed(this: &Surroundings, reason: &str);

    /// A frame is to be painted within so many milliseconds.
    #[wasm_bindgen(method, js_name = wantFrame)]
    fn want_frame(this: &Surroundings, millis: f64);

    /// A frame was painted; the next one is due in so many milliseconds, unless one is wanted sooner.
    #[wasm_bindgen(method)]
    fn painted(this: &Surroundings, millis: f64);

    /// The focus goes on to what stands behind the canvas.
    #[wasm_bindgen(method)]
    fn leave(this: &Surroundings);

    /// Puts a text on the clipboard, and says whether it is there.
    #[wasm_bindgen(method)]
    fn copy(this: &Surroundings, text: &str) -> Promise;

    /// Starts a worker that does what it is given.
    #[wasm_bindgen(method, getter, js_name = startWorker)]
    fn start_worker(this: &Surroundings) -> Function;

    /// Reads the text on the clipboard; nothing where that is not allowed.
    #[wasm_bindgen(method)]
    fn paste(this: &Surroundings) -> Promise;
}

thread_local! {
    /// Hooks of egui and of panics have no place of their own to keep it in.
    static PAGE: OnceCell<Surroundings> = const { OnceCell::new() };
}

/// The page that starts first is the only one.
pub(super) fn settle(page: Surroundings) {
    worker::provide(page.start_worker());
    PAGE.with(|place| place.set(page).ok());
}

fn with<T>(call: impl FnOnce(&Surroundings) -> T) -> Option<T> {
    PAGE.with(|place| place.get().map(call))
}

/// Says that the program has broken.
pub(super) fn crashed(reason: &str) {
    with(|page| page.crashed(reason));
}

/// Asks for a frame.
pub(super) fn want_frame(millis: f64) {
    with(|page| page.want_frame(millis));
}

/// Says that a frame was painted, and when the next one is due.
pub(super) fn painted(millis: f64) {
    with(|page| page.painted(millis));
}

/// Gives the focus to what stands behind the canvas.
pub(super) fn leave() {
    with(Surroundings::leave);
}

/// Puts a text on the clipboard. What is promised says whether it is there.
pub(super) fn copy(text: &str) -> Option<Promise> {
    with(|page| page.copy(text))
}

/// Reads the clipboard. What is promised is its text, or nothing.
pub(super) fn paste() -> Option<Promise> {
    with(Surroundings::paste)
}

/// What a page without a window object would be told. There is none: workers have no canvas element either.
pub(super) fn no_window() -> JsValue {
    JsError::new("there is no window").into()
}
