//! In a browser a file is what the person chooses in its dialog.

use egui::{Context, DroppedFileHandle};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::File;

use super::attachment::{AttachError, Attachment, Outcome, check};
use crate::kit::browser_file::choose;
use crate::kit::js_error::explain;
use crate::kit::task::Task;

/// Asks for a file, and reads it.
pub(super) fn browse(context: &Context) -> Task<Outcome> {
    let (task, completer) = Task::new(context);
    let asked = choose(move |file| {
        spawn_local(async move {
            completer.complete(match file {
                Some(file) => Some(content(&file).await),
                None => None,
            });
        });
    });
    match asked {
        Ok(()) => task,
        Err(error) => Task::spawn("", context, async move { Some(Err(unreadable(&error))) }),
    }
}

/// Reads a file that the person has chosen already.
pub(super) fn read_file(file: File, context: &Context) -> Task<Outcome> {
    Task::spawn("", context, async move { Some(content(&file).await) })
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
