//! Files of a browser: chosen in its dialog, and read and written on a thread that may wait for them.

use std::io::{self, Read, Write};

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Blob, File, FileReaderSync, HtmlInputElement};

use crate::kit::js_error::explain;

/// Lets the person choose a file. A dialog that is closed tells nothing in some browsers: then `chosen` is dropped with the element.
///
/// # Errors
/// When the browser has no such dialog.
pub fn choose(chosen: impl FnOnce(Option<File>) + 'static) -> Result<(), JsValue> {
    let document = web_sys::window().and_then(|window| window.document());
    let document = document.ok_or("there is no document")?;
    let input: HtmlInputElement = document.create_element("input")?.unchecked_into();
    input.set_type("file");
    let field = input.clone();
    let on_change = Closure::once_into_js(move || {
        chosen(field.files().and_then(|files| files.get(0)));
    });
    input.set_onchange(Some(on_change.unchecked_ref()));
    input.set_oncancel(Some(on_change.unchecked_ref()));
    input.click();
    Ok(())
}

/// What a file is read in, in bytes: each piece is asked of another process.
const PIECE: usize = 1 << 20;

/// Reads a file, and waits for it: only workers may.
pub struct BlobReader<'a> {
    blob: Blob,
    reader: FileReaderSync,
    /// So much was read.
    at: f64,
    /// Called before each piece is read.
    before: Box<dyn Fn() + 'a>,
}

impl<'a> BlobReader<'a> {
    /// Reads it from its beginning. `before` is called before each piece.
    ///
    /// # Errors
    /// When the browser has no such reader.
    pub fn open(blob: &Blob, before: impl Fn() + 'a) -> io::Result<Self> {
        Ok(Self {
            blob: blob.clone(),
            reader: FileReaderSync::new().map_err(|error| unusable(&error))?,
            at: 0.0,
            before: Box::new(before),
        })
    }
}

impl Read for BlobReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        (self.before)();
        let wanted = buffer.len().min(PIECE);
        let end = self.at + wanted as f64;
        let piece = self.blob.slice_with_f64_and_f64(self.at, end);
        let piece = piece.and_then(|piece| self.reader.read_as_array_buffer(&piece));
        let piece = piece.map_err(|error| unusable(&error))?;
        let piece = Uint8Array::new(&piece);
        let count = piece.length() as usize;
        piece.copy_to(&mut buffer[..count]);
        self.at += count as f64;
        Ok(count)
    }
}

/// What is written stays with the browser, which may put it on a disk.
pub struct BlobWriter {
    parts: Array,
    waiting: Vec<u8>,
}

impl Default for BlobWriter {
    fn default() -> Self {
        Self {
            parts: Array::new(),
            waiting: Vec::new(),
        }
    }
}

impl BlobWriter {
    /// What was written, as far as it was flushed.
    ///
    /// # Errors
    /// When the browser has no room for it.
    pub fn blob(&self) -> io::Result<Blob> {
        Blob::new_with_blob_sequence(&self.parts).map_err(|error| unusable(&error))
    }
}

impl Write for BlobWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if !self.waiting.is_empty() {
            let bytes = Array::of1(&Uint8Array::from(&self.waiting[..]));
            let part = Blob::new_with_u8_array_sequence(&bytes);
            let part = part.map_err(|error| unusable(&error))?;
            self.parts.push(&part);
            self.waiting.clear();
        }
        Ok(())
    }
}

fn unusable(error: &JsValue) -> io::Error {
    io::Error::other(explain(error))
}
