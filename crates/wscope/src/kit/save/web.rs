//! In a browser a file is a download, and the browser asks where to put it.

use std::io;
use std::path::{Path, PathBuf};

use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::Blob;

use super::outcome::{Content, Fill, Outcome};
use crate::kit::js_error::explain;
use crate::kit::task::Task;

/// A download has a name only.
pub fn default_path(name: &str) -> PathBuf {
    PathBuf::from(name)
}

/// A page has no dialog for this: the browser asks by itself, if the person wants it to.
pub fn browse(_path: &Path, context: &egui::Context) -> Task<Outcome> {
    Task::spawn("", context, async { Outcome::NoneChosen })
}

/// Hands the file to the browser, which never replaces one.
pub fn write(
    path: PathBuf,
    content: Content,
    _replaces: bool,
    context: &egui::Context,
) -> Task<Outcome> {
    // At once: a browser offers a download only while it handles what the person did.
    let outcome = match download_bytes(&path.to_string_lossy(), &content) {
        Ok(()) => Outcome::Saved(path),
        Err(error) => Outcome::Failed(error),
    };
    let (task, completer) = Task::new(context);
    completer.complete(outcome);
    task
}

/// The same, of what is written piece by piece. A browser takes it whole.
pub fn fill(path: PathBuf, fill: Fill, _replaces: bool, context: &egui::Context) -> Task<Outcome> {
    let mut whole = Bounded(Vec::new());
    let outcome = match fill(&mut whole) {
        Ok(()) => match download_bytes(&path.to_string_lossy(), &whole.0) {
            Ok(()) => Outcome::Saved(path),
            Err(error) => Outcome::Failed(error),
        },
        Err(error) => Outcome::Failed(error.to_string()),
    };
    let (task, completer) = Task::new(context);
    completer.complete(outcome);
    task
}

/// What is downloaded at most, in bytes: it is in memory twice while the browser takes it over.
const MAX_DOWNLOAD: usize = 256 << 20;

struct Bounded(Vec<u8>);

impl io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > MAX_DOWNLOAD {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn download_bytes(name: &str, content: &[u8]) -> Result<(), String> {
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(content));
    let blob = Blob::new_with_u8_array_sequence(&parts).map_err(|error| explain(&error))?;
    download(name, &blob)
}

/// Hands a file to the browser, under this name.
///
/// # Errors
/// Why the browser does not take it, in its words.
pub fn download(name: &str, file: &Blob) -> Result<(), String> {
    click(name, file).map_err(|error| explain(&error))
}

fn click(name: &str, file: &Blob) -> Result<(), JsValue> {
    let url = web_sys::Url::create_object_url_with_blob(file)?;
    let document = web_sys::window().and_then(|window| window.document());
    let document = document.ok_or("there is no document")?;
    let link: web_sys::HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    web_sys::Url::revoke_object_url(&url)
}
