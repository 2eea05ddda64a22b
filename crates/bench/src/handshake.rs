//! The client's side of the opening handshake (RFC 6455, section 4.1).

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use crate::common::Result;

/// A server of this machine that takes longer is stuck.
const TIMEOUT: Duration = Duration::from_secs(10);

/// No server here says more.
const MAX_RESPONSE_BYTES: usize = 4096;

/// A connection to the server on which messages may be sent. Reads and writes block, for a while at most.
pub(crate) fn connect(address: SocketAddr) -> Result<TcpStream> {
    let mut stream = TcpStream::connect_timeout(&address, TIMEOUT)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.set_write_timeout(Some(TIMEOUT))?;
    stream.write_all(request(address).as_bytes())?;
    let response = read_response(&mut stream)?;
    // The key is always the same, and so is what follows from it.
    let accepted = response.starts_with("HTTP/1.1 101 ")
        && response
            .to_ascii_lowercase()
            .contains("sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo=");
    if accepted {
        Ok(stream)
    } else {
        Err(format!("the handshake was answered with `{}`", response.trim_end()).into())
    }
}

fn request(address: SocketAddr) -> String {
    format!(
        "GET / HTTP/1.1\r\n\
         Host: {address}\r\n\
         Upgrade: websocket\r\n\
         Connection: Upgrade\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
         Sec-WebSocket-Version: 13\r\n\
         \r\n"
    )
}

/// Reads to the empty line. Nothing can follow it: an echo does not speak first.
fn read_response(stream: &mut TcpStream) -> Result<String> {
    let mut response = Vec::new();
    let mut buffer = [0; 1024];
    while !response.ends_with(b"\r\n\r\n") {
        let count = stream.read(&mut buffer)?;
        if count == 0 || response.len() > MAX_RESPONSE_BYTES {
            break;
        }
        response.extend_from_slice(&buffer[..count]);
    }
    Ok(String::from_utf8_lossy(&response).into_owned())
}
