//! Threads: what waits there keeps nobody else waiting.

use std::time::Duration;

use super::Answer;

/// Does something beside the window. `false` if the system has no thread for it.
pub fn spawn(name: &str, work: impl Future<Output = ()> + Send + 'static) -> bool {
    let thread = std::thread::Builder::new().name(name.to_owned());
    thread.spawn(move || pollster::block_on(work)).is_ok()
}

pub async fn sleep(time: Duration) {
    std::thread::sleep(time);
}

/// Asks an HTTP server.
pub async fn fetch(url: &str) -> Result<Answer, String> {
    ehttp::fetch_blocking(&ehttp::Request::get(url)).map(Answer::from)
}
