//! A server that sends numbered messages as fast as they are taken.

use std::net::TcpListener;

use tokio_tungstenite::tungstenite::{self, Message};

use crate::Result;

/// Starts the server on a thread of its own. Returns its address. It serves one client, sends `count` messages, then stays
/// connected until the client leaves.
pub fn start(count: u64) -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = format!("ws://{}", listener.local_addr()?);
    std::thread::Builder::new()
        .name("flood".to_owned())
        .spawn(move || {
            // When the window leaves early, the test that looks at it says so.
            serve(&listener, count).ok();
        })?;
    Ok(address)
}

/// Like [`start`], but sends `pairs` of a text and a binary message.
pub fn start_mixed(pairs: u64) -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = format!("ws://{}", listener.local_addr()?);
    std::thread::Builder::new()
        .name("flood".to_owned())
        .spawn(move || {
            serve_mixed(&listener, pairs).ok();
        })?;
    Ok(address)
}

fn serve_mixed(listener: &TcpListener, pairs: u64) -> Result<()> {
    let (stream, _) = listener.accept()?;
    let mut socket = tungstenite::accept(stream).map_err(|error| error.to_string())?;
    for number in 0..pairs {
        socket.write(Message::text(number.to_string()))?;
        socket.write(Message::binary(number.to_be_bytes().to_vec()))?;
    }
    socket.flush()?;
    while socket.read().is_ok() {}
    Ok(())
}

fn serve(listener: &TcpListener, count: u64) -> Result<()> {
    let (stream, _) = listener.accept()?;
    let mut socket = tungstenite::accept(stream).map_err(|error| error.to_string())?;
    for number in 0..count {
        socket.write(Message::text(format!("flood {number:09}")))?;
    }
    socket.flush()?;
    while socket.read().is_ok() {}
    Ok(())
}
