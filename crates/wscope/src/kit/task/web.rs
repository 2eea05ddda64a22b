//! Promises of the browser.

use std::time::Duration;

use js_sys::Promise;
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// Nothing needs to be `Send` in a page, which has one thread.
pub trait SendOnNative {}

impl<T> SendOnNative for T {}

/// Does something beside the window, in turns with it. There is always room for it.
pub fn spawn(_name: &str, work: impl Future<Output = ()> + 'static) -> bool {
    spawn_local(work);
    true
}

/// Waits. Browsers let a hidden page wait for a second at least.
pub async fn sleep(time: Duration) {
    let millis = i32::try_from(time.as_millis()).unwrap_or(i32::MAX);
    let promise = Promise::new(&mut |done, _| {
        if let Some(window) = web_sys::window() {
            // Without a timer the promise never resolves; the page is gone then.
            window
                .set_timeout_with_callback_and_timeout_and_arguments_0(&done, millis)
                .ok();
        }
    });
    JsFuture::from(promise).await.ok();
}
