//! The client's side of the opening handshake (RFC 6455, section 4.1).

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use crate::common::Result;

/// A server of this machine that takes longer is stuck.
const TIMEOUT: Duration = Duration::from_secs(10);

/// No server here says more.
const MAX_RESPONSE_BYTES: usize = 4096;

/// A connection to the server on which messages may be sent. Reads and writes block, for a while at most. An extension that is
/// offered has to be accepted.
pub(crate) fn connect(
    address: SocketAddr,
    path: &str,
    extension: Option<&str>,
) -> Result<TcpStream> {
    let mut stream = TcpStream::connect_timeout(&address, TIMEOUT)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.set_write_timeout(Some(TIMEOUT))?;
    stream.write_all(request(address, path, extension).as_bytes())?;
    let response = read_response(&mut stream)?;
    // The key is always the same, and so is what follows from it.
    let lower_case = response.to_ascii_lowercase();
    let accepted = response.starts_with("HTTP/1.1 101 ")
        && lower_case.contains("sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo=");
    let is_extended = lower_case.contains("sec-websocket-extensions:");
    if accepted && is_extended == extension.is_some() {
        Ok(stream)
    } else {
        Err(format!("the handshake was answered with `{}`", response.trim_end()).into())
    }
}

fn request(address: SocketAddr, path: &str, extension: Option<&str>) -> String {
    let offer = extension.map(|name| format!("Sec-WebSocket-Extensions: {name}\r\n"));
    let offer = offer.unwrap_or_default();
    format!(
        "GET {path} HTTP/1.1\r\n\
         Host: {address}\r\n\
         Upgrade: websocket\r\n\
         Connection: Upgrade\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
         Sec-WebSocket-Version: 13\r\n\
         {offer}\
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
