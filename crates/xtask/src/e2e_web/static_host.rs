//! A host that only has files, as static hosts do: unlike the echo server it lets any page show them in a frame.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};

use crate::Result;

/// Serves the files of `folder` on a thread of its own, and at `/around` the page `around`. Returns the port.
pub(super) fn start(folder: &Path, around: &str) -> Result<u16> {
    let listener = TcpListener::bind("localhost:0")?;
    let port = listener.local_addr()?.port();
    let (folder, around) = (folder.to_owned(), around.to_owned());
    std::thread::Builder::new()
        .name("static host".to_owned())
        .spawn(move || {
            for stream in listener.incoming().flatten() {
                // A browser may connect and ask for nothing: it must not hold up the others.
                let (folder, around) = (folder.clone(), around.clone());
                let thread = std::thread::Builder::new().name("request".to_owned());
                // When the browser leaves early, the test that looks at the page says so.
                let answer = move || drop(answer(&stream, &folder, &around));
                thread.spawn(answer).ok();
            }
        })?;
    Ok(port)
}

fn answer(stream: &TcpStream, folder: &Path, around: &str) -> Result<()> {
    let mut lines = BufReader::new(stream).lines();
    let request = lines.next().ok_or("no request")??;
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let target = request.split(' ').nth(1).unwrap_or_default();
    let path = target.split('?').next().unwrap_or_default();
    let (status, kind, body) = match path {
        "/around" => ("200 OK", "text/html", around.as_bytes().to_vec()),
        path => file(folder, path),
    };
    let length = body.len();
    let mut stream = stream;
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    )?;
    Ok(stream.write_all(&body)?)
}

/// Status, type and content of a file.
fn file(folder: &Path, path: &str) -> (&'static str, &'static str, Vec<u8>) {
    let name = match path.trim_start_matches('/') {
        "" => "index.html",
        name => name,
    };
    let kind = match PathBuf::from(name).extension().and_then(|end| end.to_str()) {
        Some("html") => "text/html",
        Some("js") => "text/javascript",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    };
    match std::fs::read(folder.join(name)) {
        Ok(content) => ("200 OK", kind, content),
        Err(_) => ("404 Not Found", "text/plain", Vec::new()),
    }
}
