//! fastwebsockets, as in its examples, but for the handshake: see the crate's documentation.

use fastwebsockets::{FragmentCollector, OpCode, Role, WebSocket};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::unconstrained;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use super::ending::Ending;

/// The load's request is far smaller.
const MAX_REQUEST_BYTES: usize = 1024;

pub(super) async fn echo(mut stream: TcpStream) -> Ending {
    unconstrained(async {
        shake_hands(&mut stream).await?;
        let mut socket = FragmentCollector::new(WebSocket::after_handshake(stream, Role::Server));
        loop {
            let frame = socket.read_frame().await?;
            match frame.opcode {
                OpCode::Close => return Ok(()),
                OpCode::Text | OpCode::Binary => socket.write_frame(frame).await?,
                OpCode::Continuation | OpCode::Ping | OpCode::Pong => {}
            }
        }
    })
    .await
}

/// As much of a handshake as the load needs: nothing follows the request before it is answered.
async fn shake_hands(stream: &mut TcpStream) -> Ending {
    let mut request = Vec::with_capacity(MAX_REQUEST_BYTES);
    while !request.ends_with(b"\r\n\r\n") {
        if stream.read_buf(&mut request).await? == 0 || request.len() > MAX_REQUEST_BYTES {
            return Err("no handshake".into());
        }
    }
    let request = String::from_utf8(request)?;
    let key = request
        .lines()
        .find_map(|line| line.strip_prefix("Sec-WebSocket-Key: "))
        .ok_or("no key")?;
    let response = format!(
        "HTTP/1.1 101 Switching Protocols\r\n\
         Upgrade: websocket\r\n\
         Connection: Upgrade\r\n\
         Sec-WebSocket-Accept: {}\r\n\
         \r\n",
        derive_accept_key(key.as_bytes())
    );
    Ok(stream.write_all(response.as_bytes()).await?)
}
