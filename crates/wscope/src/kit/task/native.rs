//! A thread for each task, so blocking is allowed.

use std::time::Duration;

/// What can be done on another thread.
pub trait SendOnNative: Send {}

impl<T: Send> SendOnNative for T {}

/// Does something beside the window. `false` if the system has no thread for it.
pub fn spawn(name: &str, work: impl Future<Output = ()> + Send + 'static) -> bool {
    let thread = std::thread::Builder::new().name(name.to_owned());
    thread.spawn(move || pollster::block_on(work)).is_ok()
}

/// Waits.
pub async fn sleep(time: Duration) {
    std::thread::sleep(time);
}
