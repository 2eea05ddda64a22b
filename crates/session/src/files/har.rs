//! HTTP Archive 1.2, with WebSocket messages as Chrome writes them: an entry for each socket, with `_resourceType`
//! `websocket` and `_webSocketMessages` (<http://www.softwareishard.com/blog/har-12-spec/>; mitmproxy writes the same).

mod messages;
mod model;
mod reading;
mod times;
mod writing;

pub(super) use self::reading::read;
pub(super) use self::writing::HarWriter;

#[cfg(test)]
mod tests;
