//! A server that sends numbered messages as fast as they are taken.

use std::net::{TcpListener, TcpStream};
use std::ops::Range;
use std::time::Duration;

use tokio_tungstenite::tungstenite::handshake::server::{Request, Response};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{self, Message, WebSocket};

use crate::Result;

/// Starts the server on a thread of its own. Returns its address. It serves one client, sends `count` messages, then stays
/// connected until the client leaves.
pub(crate) fn start(count: u64) -> Result<String> {
    on_a_thread(move |listener| serve(listener, count))
}

/// Like [`start`], but sends `pairs` of a text and a binary message.
pub(crate) fn start_mixed(pairs: u64) -> Result<String> {
    on_a_thread(move |listener| serve_mixed(listener, pairs))
}

/// Like [`start`], but for each message of the client more follow: first `burst`, as fast as they are taken, then `calm`, one
/// each millisecond.
pub(crate) fn start_and_go_on(count: u64, burst: u64, calm: u64) -> Result<String> {
    on_a_thread(move |listener| serve_in_parts(listener, count, burst, calm))
}

/// Starts a server on a thread of its own that echoes to clients with this token in the address, and closes with 1008 for others.
/// Returns its address. Whatever becomes of a client, the next one is served.
pub(crate) fn start_guarded(token: &'static str) -> Result<String> {
    on_a_thread(move |listener| {
        loop {
            let (stream, _) = listener.accept()?;
            // Who leaves early is looked at by the test itself.
            serve_guarded(stream, token).ok();
        }
    })
}

#[expect(clippy::result_large_err, reason = "the library gives the type")]
fn serve_guarded(stream: TcpStream, token: &str) -> Result<()> {
    let mut is_known = false;
    let wanted = format!("token={token}");
    let look = |request: &Request, response: Response| {
        let query = request.uri().query().unwrap_or_default();
        is_known = query.split('&').any(|one| one == wanted);
        Ok(response)
    };
    let mut socket = tungstenite::accept_hdr(stream, look).map_err(|error| error.to_string())?;
    if !is_known {
        let frame = CloseFrame {
            code: CloseCode::Policy,
            reason: "token required".into(),
        };
        socket.close(Some(frame))?;
    }
    // Until the client leaves.
    while let Ok(message) = socket.read() {
        if message.is_text() || message.is_binary() {
            socket.send(message)?;
        }
    }
    Ok(())
}

fn on_a_thread(serve: impl FnOnce(&TcpListener) -> Result<()> + Send + 'static) -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = format!("ws://{}", listener.local_addr()?);
    std::thread::Builder::new()
        .name("flood".to_owned())
        .spawn(move || {
            // When the client leaves early, the test that looks at it says so.
            serve(&listener).ok();
        })?;
    Ok(address)
}

fn serve_mixed(listener: &TcpListener, pairs: u64) -> Result<()> {
    let mut socket = accept(listener)?;
    for number in 0..pairs {
        socket.write(Message::text(number.to_string()))?;
        socket.write(Message::binary(number.to_be_bytes().to_vec()))?;
    }
    socket.flush()?;
    while socket.read().is_ok() {}
    Ok(())
}

fn serve_in_parts(listener: &TcpListener, count: u64, burst: u64, calm: u64) -> Result<()> {
    let mut socket = accept(listener)?;
    send(&mut socket, 0..count)?;
    socket.read()?;
    send(&mut socket, count..count + burst)?;
    socket.read()?;
    for number in count + burst..count + burst + calm {
        std::thread::sleep(Duration::from_millis(1));
        send(&mut socket, number..number + 1)?;
    }
    while socket.read().is_ok() {}
    Ok(())
}

fn serve(listener: &TcpListener, count: u64) -> Result<()> {
    let mut socket = accept(listener)?;
    send(&mut socket, 0..count)?;
    while socket.read().is_ok() {}
    Ok(())
}

/// The first client whose handshake succeeds: who looks whether the port is open, or gives up, is no client.
fn accept(listener: &TcpListener) -> Result<WebSocket<TcpStream>> {
    loop {
        let (stream, _) = listener.accept()?;
        if let Ok(socket) = tungstenite::accept(stream) {
            return Ok(socket);
        }
    }
}

fn send(socket: &mut WebSocket<TcpStream>, numbers: Range<u64>) -> Result<()> {
    for number in numbers {
        socket.write(Message::text(format!("flood {number:09}")))?;
    }
    Ok(socket.flush()?)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    /// A connection that leaves at once, and one that does not speak WebSocket.
    fn disturb(address: &str) {
        let host = address.trim_start_matches("ws://");
        drop(TcpStream::connect(host).unwrap());
        let mut stream = TcpStream::connect(host).unwrap();
        stream.write_all(b"GET / HTTP/1.0\r\n\r\n").unwrap();
    }

    #[test]
    fn a_handshake_that_fails_is_not_the_end() {
        let address = start_guarded("secret").unwrap();
        for text in ["one", "two"] {
            disturb(&address);
            let (mut socket, _) = tungstenite::connect(format!("{address}/?token=secret")).unwrap();
            socket.send(Message::text(text)).unwrap();
            assert_eq!(socket.read().unwrap(), Message::text(text));
        }
        let address = start(1).unwrap();
        disturb(&address);
        let (mut socket, _) = tungstenite::connect(&address).unwrap();
        assert_eq!(socket.read().unwrap(), Message::text("flood 000000000"));
    }
}
