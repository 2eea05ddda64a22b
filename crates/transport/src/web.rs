//! The browser's own `WebSocket`: it tells what a browser lets a page see, such as how long the handshake took,
//! which subprotocol was chosen, and with which frame it was closed. It also takes what ewebsock does not hand on.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use connection::{
    Agreement, Cause, CloseFrame, Endpoint, Failure, LentMessage, Link, MAX_PENDING_BYTES, Message,
    Observer, Options, Signal, Step, Subprotocol, Transport,
};
use js_sys::{Array, ArrayBuffer, JsString, Uint8Array};
use wasm_bindgen::prelude::{Closure, JsCast as _, JsValue};
use web_sys::{BinaryType, CloseEvent, Event, MessageEvent, WebSocket};
use web_time::Instant;

use crate::failure::from_text;
use crate::page_socket::{agreement_of, ending_of};

/// The browser's own `WebSocket`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Web;

impl Transport for Web {
    fn connect(
        &self,
        endpoint: &Endpoint,
        options: &Options,
        observer: Observer,
    ) -> Result<Box<dyn Link>, Failure> {
        let names = options.subprotocols.iter().map(Subprotocol::as_str);
        let offered: Array = names.map(JsValue::from_str).collect();
        let socket =
            new_socket(endpoint, &offered).map_err(|error| from_text(format!("{error:?}")))?;
        socket.set_binary_type(BinaryType::Arraybuffer);
        let callbacks = Callbacks::set(&socket, offered.length() > 0, observer);
        Ok(Box::new(WebLink {
            socket,
            _callbacks: callbacks,
        }))
    }
}

fn new_socket(endpoint: &Endpoint, offered: &Array) -> Result<WebSocket, JsValue> {
    let new = || WebSocket::new_with_str_sequence(endpoint.expose(), offered);
    #[cfg(feature = "ewebsock")]
    return crate::constructor::unwatched(new);
    #[cfg(not(feature = "ewebsock"))]
    new()
}

/// One attempt and the connection that came from it.
struct WebLink {
    socket: WebSocket,
    /// Called by the browser, for as long as they are set.
    _callbacks: Callbacks,
}

/// What the browser calls. They are taken away from the socket before they are dropped.
struct Callbacks {
    _on_open: Closure<dyn FnMut(Event)>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_close: Closure<dyn FnMut(CloseEvent)>,
}

impl WebLink {
    fn remove_callbacks(&self) {
        self.socket.set_onopen(None);
        self.socket.set_onmessage(None);
        self.socket.set_onclose(None);
    }
}

impl Callbacks {
    fn set(socket: &WebSocket, has_offered: bool, observer: Observer) -> Self {
        let has_opened = Rc::new(Cell::new(false));
        let on_open = on_open(
            socket.clone(),
            has_offered,
            Rc::clone(&has_opened),
            observer.clone(),
        );
        let on_message = on_message(observer.clone());
        let on_close = on_close(has_opened, observer);
        socket.set_onopen(Some(on_open.as_ref().unchecked_ref()));
        socket.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        socket.set_onclose(Some(on_close.as_ref().unchecked_ref()));
        Self {
            _on_open: on_open,
            _on_message: on_message,
            _on_close: on_close,
        }
    }
}

fn on_open(
    socket: WebSocket,
    has_offered: bool,
    has_opened: Rc<Cell<bool>>,
    observer: Observer,
) -> Closure<dyn FnMut(Event)> {
    let start = Instant::now();
    Closure::new(move |_event| {
        has_opened.set(true);
        let micros = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX);
        observer.observe(Signal::Step(Step::Hidden { micros }));
        if has_offered {
            let chosen = socket.protocol();
            let subprotocol = (!chosen.is_empty()).then_some(chosen);
            observer.observe(Signal::Step(Step::Agreed { subprotocol }));
        }
        observer.observe(Signal::Opened);
    })
}

fn on_message(observer: Observer) -> Closure<dyn FnMut(MessageEvent)> {
    Closure::new(move |event: MessageEvent| {
        if let Some(message) = message_of(&event.data()) {
            observer.observe(Signal::Received(message));
        }
    })
}

/// The browser tells an error without a reason, and then that the socket is closed: once is enough.
fn on_close(has_opened: Rc<Cell<bool>>, observer: Observer) -> Closure<dyn FnMut(CloseEvent)> {
    Closure::new(move |event: CloseEvent| {
        observer.observe(match ending_of(&event) {
            Ok(frame) => Signal::Closed(Some(frame)),
            Err(failure) if has_opened.get() => Signal::Error(failure),
            // The browser does not tell its pages why a connection was not opened.
            Err(failure) => Signal::Error(Failure {
                cause: Cause::Untold,
                ..failure
            }),
        });
    })
}

/// A text, or bytes: the socket was asked for arrays.
fn message_of(data: &JsValue) -> Option<LentMessage<'static>> {
    if let Some(text) = data.dyn_ref::<JsString>() {
        return Some(LentMessage::Text(String::from(text).into()));
    }
    let buffer = data.dyn_ref::<ArrayBuffer>()?;
    Some(LentMessage::Binary(Uint8Array::new(buffer).to_vec().into()))
}

impl Link for WebLink {
    fn is_full(&self) -> bool {
        self.socket.buffered_amount() as usize >= MAX_PENDING_BYTES
    }

    fn sends_pings(&self) -> bool {
        // A page has no way to do so.
        false
    }

    fn sends_close_frames(&self) -> bool {
        true
    }

    fn agreement(&self) -> Option<Agreement> {
        Some(agreement_of(&self.socket))
    }

    fn send(&mut self, message: Message) {
        // The end of a socket that has just closed is told anyway.
        match message {
            Message::Text(text) => self.socket.send_with_str(&text).ok(),
            Message::Binary(bytes) => self.socket.send_with_u8_array(&bytes).ok(),
            Message::Ping(_) | Message::Pong(_) => None,
        };
    }

    fn close_with(self: Box<Self>, frame: CloseFrame) {
        self.remove_callbacks();
        // It was checked whether the browser takes it; then the socket is closed by the drop.
        if let Some(code) = frame.code {
            self.socket
                .close_with_code_and_reason(code, &frame.reason)
                .ok();
        }
    }

    fn finish(self: Box<Self>, frame: Option<CloseFrame>, _patience: Duration) {
        // Nothing can be waited for in a page: its sockets are closed by the browser.
        if let Some(frame) = frame {
            self.close_with(frame);
        }
    }
}

impl Drop for WebLink {
    fn drop(&mut self) {
        self.remove_callbacks();
        // Closing it twice changes nothing.
        self.socket.close().ok();
    }
}
