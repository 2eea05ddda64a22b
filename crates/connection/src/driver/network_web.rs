//! In the browser the socket runs by itself: there is nothing to drive. But of the socket that it makes ewebsock hides
//! what the program must know, so each is met at its birth: see [`attend_births`].

use std::cell::{Cell, RefCell};
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use js_sys::{Array, Function, Object, Proxy, Reflect};
use wasm_bindgen::prelude::{Closure, JsCast as _, JsValue};
use web_sys::{CloseEvent, WebSocket};

use super::MAX_PENDING_BYTES;
use super::failure::from_text;
use crate::{Agreement, Cause, CloseFrame, Failure, Signal};

/// The close code that stands for: there was no close frame (RFC 6455, section 7.1.5).
const NO_CLOSE_FRAME: u16 = 1006;

/// The close code that stands for: the close frame was empty (RFC 6455, section 7.1.5).
const NO_CLOSE_CODE: u16 = 1005;

/// The browser's own event loop, and the socket that it drives.
pub(crate) struct Network {
    socket: RefCell<Option<WebSocket>>,
}

/// Hears how the socket ended.
pub(crate) struct Lease {
    ending: Ending,
}

/// How a socket ended, once it has: with a close frame, or else it was refused or broke.
type Ending = Arc<Mutex<Option<Result<CloseFrame, Failure>>>>;

thread_local! {
    /// Whether births are attended.
    static IS_ATTENDED: Cell<bool> = const { Cell::new(false) };
    /// Where the next socket tells how it ended.
    static NEXT_ENDING: RefCell<Ending> = RefCell::default();
    /// The socket that was made last, until its network takes it.
    static NEWBORN: RefCell<Option<WebSocket>> = const { RefCell::new(None) };
}

impl Network {
    pub(crate) fn start() -> io::Result<(Self, Lease)> {
        if !IS_ATTENDED.get() {
            attend_births().map_err(|error| io::Error::other(format!("{error:?}")))?;
            IS_ATTENDED.set(true);
        }
        let ending = Ending::default();
        NEXT_ENDING.set(Arc::clone(&ending));
        let socket = RefCell::default();
        Ok((Self { socket }, Lease { ending }))
    }

    pub(crate) fn within<T>(&self, work: impl FnOnce() -> T) -> T {
        let done = work();
        if let Some(socket) = NEWBORN.take() {
            self.socket.replace(Some(socket));
        }
        done
    }

    /// Whether too much waits to be sent already.
    pub(crate) fn is_full(&self) -> bool {
        let socket = self.socket.borrow();
        socket
            .as_ref()
            .is_some_and(|socket| socket.buffered_amount() as usize >= MAX_PENDING_BYTES)
    }

    /// What was agreed on.
    pub(crate) fn agreement(&self) -> Option<Agreement> {
        self.socket.borrow().as_ref().map(agreement_of)
    }

    /// The browser counts by itself.
    #[expect(clippy::unused_self, reason = "the same face as on native")]
    pub(crate) fn note_sent(&self, _bytes: usize) {}

    /// Nothing can be waited for in a page: its sockets are closed by the browser.
    #[expect(clippy::unused_self, reason = "the same face as on native")]
    pub(crate) fn finish(self, _patience: Duration) {}
}

impl Lease {
    /// What the end of the socket means: without a close frame the connection was lost.
    pub(crate) fn closed(&self) -> Signal {
        match self.ending() {
            Some(Ok(frame)) => Signal::Closed(Some(frame)),
            Some(Err(failure)) => Signal::Error(failure),
            None => Signal::Closed(None),
        }
    }

    /// What it means that ewebsock lets go of the socket: of one that the browser did not make it says nothing else.
    pub(crate) fn gone(&self) -> Signal {
        match self.ending() {
            Some(Err(failure)) => Signal::Error(failure),
            Some(Ok(_)) | None => Signal::Gone,
        }
    }

    fn ending(&self) -> Option<Result<CloseFrame, Failure>> {
        let mut ending = self.ending.lock().unwrap_or_else(PoisonError::into_inner);
        ending.take()
    }
}

fn end(ending: &Ending, how: Result<CloseFrame, Failure>) {
    *ending.lock().unwrap_or_else(PoisonError::into_inner) = Some(how);
}

/// What the browser says of an open socket: it hides the handshake itself.
pub(super) fn agreement_of(socket: &WebSocket) -> Agreement {
    Agreement {
        address: socket.url(),
        subprotocol: socket.protocol(),
        extensions: socket.extensions(),
    }
}

/// What the browser says of the end of a socket.
pub(super) fn ending_of(event: &CloseEvent) -> Result<CloseFrame, Failure> {
    if event.was_clean() {
        return Ok(CloseFrame {
            code: (event.code() != NO_CLOSE_CODE).then(|| event.code()),
            reason: event.reason(),
        });
    }
    let cause = match event.code() {
        NO_CLOSE_FRAME => Cause::Dropped,
        _ => Cause::Other,
    };
    let detail = format!("close code {}: {}", event.code(), event.reason());
    Err(Failure { cause, detail })
}

/// Makes a socket that is not ewebsock's: it must not be taken for one, nor its end for the end of one.
pub(super) fn unattended<T>(make: impl FnOnce() -> T) -> T {
    NEXT_ENDING.set(Ending::default());
    let made = make();
    NEWBORN.take();
    made
}

/// Replaces the page's `WebSocket` by one that hands each socket to [`attend`] when it is made.
///
/// It is done this way because the Content-Security-Policy of the page allows no script made at run time, and a closure
/// from Rust has no `this`: so neither a method nor an accessor of the prototype can be replaced from here.
fn attend_births() -> Result<(), JsValue> {
    let window = js_sys::global();
    let constructor: Function = Reflect::get(&window, &"WebSocket".into())?.dyn_into()?;
    let construct = Closure::<dyn Fn(Function, Array) -> Result<JsValue, JsValue>>::new(
        |constructor: Function, arguments: Array| {
            let made = Reflect::construct(&constructor, &arguments);
            let socket = made.inspect_err(|error| {
                NEXT_ENDING.with_borrow(|ending| end(ending, Err(from_text(format!("{error:?}")))));
            })?;
            attend(socket.unchecked_ref())?;
            Ok(socket)
        },
    );
    let handler = Object::new();
    Reflect::set(&handler, &"construct".into(), &construct.into_js_value())?;
    let proxy = Proxy::new(&constructor, &handler);
    Reflect::set(&window, &"WebSocket".into(), &proxy).map(drop)
}

/// What is done with a socket before ewebsock gets it.
fn attend(socket: &WebSocket) -> Result<(), JsValue> {
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
        end(&ending, ending_of(&event));
    });
    socket.add_event_listener_with_callback("close", on_close.unchecked_ref())?;
    NEWBORN.set(Some(socket.clone()));
    Ok(())
}
