//! The page: `start` opens the window on a canvas and returns the [`Handle`] by which scripts look at it.
//!
//! Everything around the canvas (the progress of the download, what went wrong, working offline) is in
//! `crates/wscope/web/`, in plain HTML and JavaScript: it must work where this program does not.

mod handle;
mod options;
mod widgets;

use wasm_bindgen::prelude::{JsError, JsValue, wasm_bindgen};
use web_sys::HtmlCanvasElement;

pub use handle::Handle;

use crate::App;
use crate::store::{Place, Store};
use widgets::Widgets;

/// Opens the window on this canvas. `on_crash` is called with the reason if the program breaks afterwards.
///
/// # Errors
/// When the browser has no WebGL, or the address of the page cannot be read.
#[wasm_bindgen]
pub async fn start(
    canvas: HtmlCanvasElement,
    on_crash: js_sys::Function,
) -> Result<Handle, JsValue> {
    report_crashes(on_crash);
    let options = options::from_page()?;
    let widgets = Widgets::default();
    let runner = eframe::WebRunner::new();
    let plugin = widgets.clone();
    runner
        .start(
            canvas,
            eframe::WebOptions::default(),
            Box::new(move |creation| {
                creation.egui_ctx.add_plugin(plugin);
                let store = Store::at(Place);
                let app = App::new(&creation.egui_ctx, Some(store), options);
                Ok(Box::new(app))
            }),
        )
        .await?;
    Ok(Handle::new(runner, widgets))
}

/// The page shows what the panic hook is told; a panic does not pass through any `Result`.
fn report_crashes(on_crash: js_sys::Function) {
    thread_local! {
        static ON_CRASH: std::cell::OnceCell<js_sys::Function> = const { std::cell::OnceCell::new() };
    }
    ON_CRASH.with(|told| {
        // The first page that starts is the only one.
        told.set(on_crash).ok();
    });
    std::panic::set_hook(Box::new(|info| {
        let reason = JsValue::from(info.to_string());
        ON_CRASH.with(|told| {
            if let Some(told) = told.get() {
                // What would be thrown here could be told to nobody.
                told.call1(&JsValue::NULL, &reason).ok();
            }
        });
    }));
}

/// What a page without a window object would be told. There is none: workers have no canvas element either.
fn no_window() -> JsValue {
    JsError::new("there is no window").into()
}
