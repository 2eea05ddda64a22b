//! Work on another thread: in a browser that is a worker, in which the program runs once more, without a window.

use std::cell::OnceCell;

use js_sys::{Function, Object, Uint8Array};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::{Closure, JsValue, wasm_bindgen};
use web_sys::{Blob, ErrorEvent, Event, MessageEvent};

use crate::kit::js_error::explain;
use crate::kit::object::object;

#[wasm_bindgen]
extern "C" {
    /// What a worker is to do. It has either a file, which is read, or lines, which are written.
    pub type Work;

    /// The file to read.
    #[wasm_bindgen(method, getter)]
    pub fn file(this: &Work) -> Option<Blob>;

    /// The messages and events to write, a line each.
    #[wasm_bindgen(method, getter)]
    pub fn lines(this: &Work) -> Option<Blob>;

    /// What is told of the session as a whole, as JSON.
    #[wasm_bindgen(method, getter)]
    pub fn header(this: &Work) -> String;

    /// The number of the first of them.
    #[wasm_bindgen(method, getter)]
    pub fn first(this: &Work) -> f64;

    /// Of how many of them something is missing that their file had.
    #[wasm_bindgen(method, getter)]
    pub fn lost(this: &Work) -> f64;

    /// The name of the file.
    #[wasm_bindgen(method, getter)]
    pub fn name(this: &Work) -> String;

    /// The language of what is told.
    #[wasm_bindgen(method, getter)]
    pub fn language(this: &Work) -> String;

    /// What a worker tells.
    pub type Told;

    /// How much is done, in percent.
    #[wasm_bindgen(method, getter)]
    pub fn percent(this: &Told) -> Option<f64>;

    /// A session begins: what is told of it as a whole, as JSON.
    #[wasm_bindgen(method, getter)]
    pub fn header(this: &Told) -> Option<String>;

    /// Messages and events of it, a line each.
    #[wasm_bindgen(method, getter)]
    pub fn lines(this: &Told) -> Option<Uint8Array>;

    /// The file that was written.
    #[wasm_bindgen(method, getter)]
    pub fn saved(this: &Told) -> Option<Blob>;

    /// It is done: what a person is told of that.
    #[wasm_bindgen(method, getter)]
    pub fn text(this: &Told) -> Option<String>;

    /// Whether that is that something is missing.
    #[wasm_bindgen(method, getter, js_name = isBad)]
    pub fn is_bad(this: &Told) -> bool;

    /// It cannot be done, and why.
    #[wasm_bindgen(method, getter)]
    pub fn failed(this: &Told) -> Option<String>;
}

thread_local! {
    /// The function of the page that starts a worker.
    static START: OnceCell<Function> = const { OnceCell::new() };
}

/// Says how a worker is started: the page knows where the program lies.
pub fn provide(start: Function) {
    START.with(|place| place.set(start).ok());
}

/// Work that goes on. Dropping it ends it.
pub struct Worker {
    worker: web_sys::Worker,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(Event)>,
}

impl Worker {
    /// Begins to do something. `told` is called with what the worker tells; it must not drop the worker.
    ///
    /// # Errors
    /// When the browser starts no worker; why, in its words.
    pub fn start(work: &Object, told: impl Fn(Told) + Clone + 'static) -> Result<Self, String> {
        let start = START.with(|place| place.get().cloned());
        let start = start.ok_or("there is no page")?;
        let worker = start.call1(&JsValue::UNDEFINED, work);
        let worker: web_sys::Worker = worker.map_err(|error| explain(&error))?.unchecked_into();
        let tell = told.clone();
        let on_message = Closure::<dyn FnMut(_)>::new(move |event: MessageEvent| {
            tell(event.data().unchecked_into());
        });
        let on_error = Closure::<dyn FnMut(_)>::new(move |event: Event| {
            // One that cannot be loaded says nothing more.
            let why = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message);
            let why = why.unwrap_or_else(|| "the worker was not loaded".to_owned());
            told(object(&[("failed", why.into())]).unchecked_into());
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Ok(Self {
            worker,
            _on_message: on_message,
            _on_error: on_error,
        })
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

/// Tells something from within a worker.
pub struct Teller(pub Function);

impl Teller {
    /// Tells an object with these properties.
    pub fn tell(&self, fields: &[(&str, JsValue)]) {
        // Whatever is told here can be told to another thread.
        self.0.call1(&JsValue::UNDEFINED, &object(fields)).ok();
    }
}
