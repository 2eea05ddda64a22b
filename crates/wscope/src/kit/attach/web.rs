//! In a browser a file is what the person chooses in its dialog.

use egui::{Context, DroppedFileHandle};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{File, HtmlInputElement};

use super::attachment::{AttachError, Attachment, Outcome, check};
use crate::kit::js_error::explain;
use crate::kit::task::{Completer, Task};

/// Asks for a file, and reads it. A dialog that is closed tells nothing in some browsers: then the task ends with the element.
pub(super) fn browse(context: &Context) -> Task<Outcome> {
    let (task, completer) = Task::new(context);
    if let Err((error, completer)) = ask(completer) {
        completer.complete(Some(Err(unreadable(&error))));
    }
    task
}

/// Reads a file that was dropped.
pub(super) fn read(file: DroppedFileHandle, context: &Context) -> Task<Outcome> {
    Task::spawn("", context, async move {
        let name = file.path().to_string_lossy().into_owned();
        Some(match file.bytes_async().await {
            Ok(bytes) => check(name, bytes),
            Err(reason) => Err(AttachError::Unreadable(reason)),
        })
    })
}

/// Opens the dialog.
fn ask(completer: Completer<Outcome>) -> Result<(), (JsValue, Completer<Outcome>)> {
    let document = web_sys::window().and_then(|window| window.document());
    let Some(document) = document else {
        return Err(("there is no document".into(), completer));
    };
    let input: HtmlInputElement = match document.create_element("input") {
        Ok(element) => element.unchecked_into(),
        Err(error) => return Err((error, completer)),
    };
    input.set_type("file");
    let field = input.clone();
    let on_change = Closure::once_into_js(move || {
        let file = field.files().and_then(|files| files.get(0));
        spawn_local(async move {
            completer.complete(match file {
                Some(file) => Some(content(&file).await),
                None => None,
            });
        });
    });
    input.set_onchange(Some(on_change.unchecked_ref()));
    input.click();
    Ok(())
}

async fn content(file: &File) -> Result<Attachment, AttachError> {
    let bytes = file.size();
    if bytes > connection::MAX_MESSAGE_BYTES as f64 {
        let bytes = bytes as u64;
        return Err(AttachError::TooLarge { bytes });
    }
    let buffer = JsFuture::from(file.array_buffer()).await;
    let buffer = buffer.map_err(|error| unreadable(&error))?;
    check(file.name(), js_sys::Uint8Array::new(&buffer).to_vec())
}

fn unreadable(error: &JsValue) -> AttachError {
    AttachError::Unreadable(explain(error))
}
