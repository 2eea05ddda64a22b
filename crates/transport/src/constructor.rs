//! The constructor of the page's `WebSocket`, replaced by one that also shows each socket to this program.
//!
//! ewebsock makes its socket itself and hides it: how it ended, and how much of what was sent still waits.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use connection::{CloseFrame, Failure};
use js_sys::{Array, Function, Object, Proxy, Reflect};
use parking_lot::Mutex;
use wasm_bindgen::prelude::{Closure, JsCast as _, JsValue};
use web_sys::{CloseEvent, WebSocket};

use crate::failure::from_text;
use crate::page_socket::ending_of;

/// How a socket ended, once it has: with a close frame, or else it was refused or broke.
pub(crate) type Ending = Arc<Mutex<Option<Result<CloseFrame, Failure>>>>;

thread_local! {
    /// Whether the constructor was replaced.
    static IS_REPLACED: Cell<bool> = const { Cell::new(false) };
    /// Where the next socket tells how it ended.
    static NEXT_ENDING: RefCell<Ending> = RefCell::default();
    /// The socket that was made last, until it is taken.
    static LAST: RefCell<Option<WebSocket>> = const { RefCell::new(None) };
}

/// How the next socket ends is written to `ending`.
///
/// # Errors
/// When the constructor cannot be replaced.
pub(crate) fn watch(ending: Ending) -> Result<(), JsValue> {
    if !IS_REPLACED.get() {
        replace()?;
        IS_REPLACED.set(true);
    }
    NEXT_ENDING.set(ending);
    Ok(())
}

/// The socket that was made last, if it was not taken yet.
pub(crate) fn take_last() -> Option<WebSocket> {
    LAST.take()
}

/// Makes a socket that is not ewebsock's: it must not be taken for one, nor its end for the end of one.
#[cfg(feature = "web")]
pub(crate) fn unwatched<T>(make: impl FnOnce() -> T) -> T {
    NEXT_ENDING.set(Ending::default());
    let made = make();
    LAST.take();
    made
}

/// Replaces the page's `WebSocket` by one that hands each socket to [`prepare`] when it is made.
///
/// It is done this way because the Content-Security-Policy of the page allows no script made at run time, and a closure
/// from Rust has no `this`: so neither a method nor an accessor of the prototype can be replaced from here.
fn replace() -> Result<(), JsValue> {
    let window = js_sys::global();
    let constructor: Function = Reflect::get(&window, &"WebSocket".into())?.dyn_into()?;
    let construct = Closure::<dyn Fn(Function, Array) -> Result<JsValue, JsValue>>::new(
        |constructor: Function, arguments: Array| {
            let made = Reflect::construct(&constructor, &arguments);
            let socket = made.inspect_err(|error| {
                let failure = from_text(format!("{error:?}"));
                NEXT_ENDING.with_borrow(|ending| *ending.lock() = Some(Err(failure)));
            })?;
            prepare(socket.unchecked_ref())?;
            Ok(socket)
        },
    );
    let handler = Object::new();
    Reflect::set(&handler, &"construct".into(), &construct.into_js_value())?;
    let proxy = Proxy::new(&constructor, &handler);
    Reflect::set(&window, &"WebSocket".into(), &proxy).map(drop)
}

/// What is done with a socket before ewebsock gets it.
fn prepare(socket: &WebSocket) -> Result<(), JsValue> {
    // With every binary message that ewebsock sends it asks for blobs. A blob is read asynchronously, so binary messages
    // would arrive after text that followed them on the wire. A property of the socket itself hides the accessor of its
    // prototype: ewebsock may write into it what it likes, the socket goes on to deliver arrays.
    socket.set_binary_type(web_sys::BinaryType::Arraybuffer);
    let property = Object::new();
    Reflect::set(&property, &"value".into(), &"arraybuffer".into())?;
    Reflect::set(&property, &"writable".into(), &true.into())?;
    Object::define_property(socket, &"binaryType".into(), &property);

    // ewebsock does not tell whether a connection was closed or lost. This listener is the first, so it knows before
    // ewebsock says that it is over.
    let ending = NEXT_ENDING.with_borrow(Arc::clone);
    let on_close = Closure::once_into_js(move |event: CloseEvent| {
        *ending.lock() = Some(ending_of(&event));
    });
    socket.add_event_listener_with_callback("close", on_close.unchecked_ref())?;
    LAST.set(Some(socket.clone()));
    Ok(())
}
