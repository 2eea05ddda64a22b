//! The system's dialog for choosing a file.

use std::time::Duration;

use egui::Context;
#[cfg(not(target_arch = "wasm32"))]
use web_time::Instant;

use crate::kit::task::Task;

/// Nobody closes a dialog sooner than this after it was asked for. One that ends sooner was never shown: rfd tells both alike.
#[cfg_attr(
    target_arch = "wasm32",
    expect(dead_code, reason = "a page has no paths")
)]
const FASTEST_CANCEL: Duration = Duration::from_millis(300);

/// A file that a person has chosen: where it lies.
#[cfg(not(target_arch = "wasm32"))]
pub type ChosenFile = std::path::PathBuf;

/// A file that a person has chosen: what the browser hands over.
#[cfg(target_arch = "wasm32")]
pub type ChosenFile = web_sys::File;

/// Lets the person choose a file that is read.
#[cfg(not(target_arch = "wasm32"))]
pub fn choose(context: &Context) -> Task<Picked<ChosenFile>> {
    pick(context)
}

/// Lets the person choose a file that is read.
#[cfg(target_arch = "wasm32")]
pub fn choose(context: &Context) -> Task<Picked<ChosenFile>> {
    let (task, completer) = Task::new(context);
    let chosen = |file: Option<_>| file.map_or(Picked::Cancelled, Picked::File);
    match crate::kit::browser_file::choose(move |file| completer.complete(chosen(file))) {
        Ok(()) => task,
        Err(_) => no_dialog(context),
    }
}

/// What came of the dialog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Picked<F = String> {
    /// This file was chosen.
    File(F),
    /// It was closed.
    Cancelled,
    /// The system could not show one.
    NoDialog,
}

/// Lets the person choose a path.
#[cfg(not(target_arch = "wasm32"))]
pub fn pick<F: From<String> + Send + 'static>(context: &Context) -> Task<Picked<F>> {
    let start = Instant::now();
    // Some systems want it to be opened by the window's own thread.
    let chosen = rfd::AsyncFileDialog::new().pick_file();
    Task::spawn("wscope-pick", context, async move {
        let path = chosen.await.map(|file| file.path().display().to_string());
        picked(path.map(F::from), start.elapsed())
    })
}

/// Lets the person choose several files with this extension, for which the system has a `kind` of name.
#[cfg(not(target_arch = "wasm32"))]
pub fn pick_several(context: &Context, kind: &str, extension: &str) -> Task<Picked<Vec<String>>> {
    let start = Instant::now();
    let dialog = rfd::AsyncFileDialog::new().add_filter(kind, &[extension]);
    let chosen = dialog.pick_files();
    Task::spawn("wscope-pick", context, async move {
        let shown = |file: &rfd::FileHandle| file.path().display().to_string();
        let paths = chosen.await;
        let paths = paths.map(|files| files.iter().map(shown).collect());
        picked(paths, start.elapsed())
    })
}

/// Lets the person choose a folder.
#[cfg(not(target_arch = "wasm32"))]
pub fn pick_folder(context: &Context) -> Task<Picked<Vec<String>>> {
    let start = Instant::now();
    let chosen = rfd::AsyncFileDialog::new().pick_folder();
    Task::spawn("wscope-pick", context, async move {
        let path = chosen.await;
        let path = path.map(|folder| vec![folder.path().display().to_string()]);
        picked(path, start.elapsed())
    })
}

/// A page has no paths.
#[cfg(target_arch = "wasm32")]
pub fn pick(context: &Context) -> Task<Picked> {
    no_dialog(context)
}

#[cfg(target_arch = "wasm32")]
fn no_dialog<F: 'static>(context: &Context) -> Task<Picked<F>> {
    let (task, completer) = Task::new(context);
    completer.complete(Picked::NoDialog);
    task
}

#[cfg(not(target_arch = "wasm32"))]
fn picked<F>(path: Option<F>, after: Duration) -> Picked<F> {
    match path {
        Some(path) => Picked::File(path),
        None if was_shown(after) => Picked::Cancelled,
        None => Picked::NoDialog,
    }
}

/// Whether a dialog that ended without a choice after this time was there for a person to see.
#[cfg(not(target_arch = "wasm32"))]
pub fn was_shown(after: Duration) -> bool {
    after >= FASTEST_CANCEL
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn a_dialog_that_ends_at_once_was_never_shown() {
        let short = Duration::from_millis(20);
        let long = Duration::from_secs(2);
        assert_eq!(picked::<String>(None, short), Picked::NoDialog);
        assert_eq!(picked::<String>(None, long), Picked::Cancelled);
        let path = || "/a".to_owned();
        assert_eq!(picked(Some(path()), short), Picked::File(path()));
    }
}
