//! The page: `start` opens the window on a canvas and returns the [`Handle`] by which scripts look at it.
//!
//! Everything around the canvas (the progress of the download, what went wrong, working offline) is in
//! `crates/wscope/web/`, in plain HTML and JavaScript: it must work where this program does not.

mod clipboard;
mod frames;
mod handle;
mod options;
mod surroundings;
mod widgets;
mod work;

use wasm_bindgen::prelude::{JsValue, wasm_bindgen};
use web_sys::HtmlCanvasElement;

pub use handle::Handle;
pub use surroundings::Surroundings;
pub use work::work;

use crate::App;
use crate::shell::store::{Place, Store};
use clipboard::Clipboard;
use frames::Frames;
use widgets::Widgets;

/// Opens the window on this canvas, in a page with these functions.
///
/// # Errors
/// When the browser has no WebGL, or the address of the page cannot be read.
#[wasm_bindgen]
pub async fn start(canvas: HtmlCanvasElement, page: Surroundings) -> Result<Handle, JsValue> {
    surroundings::settle(page);
    // The page shows what the panic hook is told; a panic does not pass through any `Result`.
    std::panic::set_hook(Box::new(|info| surroundings::crashed(&info.to_string())));
    let options = options::from_page()?;
    let widgets = Widgets::default();
    let runner = eframe::WebRunner::new();
    let plugin = widgets.clone();
    runner
        .start(
            canvas,
            web_options(),
            Box::new(move |creation| {
                creation.egui_ctx.add_plugin(plugin);
                creation.egui_ctx.add_plugin(Frames);
                creation.egui_ctx.add_plugin(Clipboard::default());
                let store = Store::at(Place);
                let app = App::new(&creation.egui_ctx, Some(store), options);
                Ok(Box::new(app))
            }),
        )
        .await?;
    Ok(Handle::new(runner, widgets))
}

fn web_options() -> eframe::WebOptions {
    eframe::WebOptions {
        // Where nothing is selected a copy leaves the clipboard as it is; where something is, `loader.js` prevents it.
        should_prevent_default: Box::new(|event| {
            !matches!(event, egui::Event::Copy | egui::Event::Cut)
        }),
        ..eframe::WebOptions::default()
    }
}
