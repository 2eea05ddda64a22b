//! HTTP through ureq, which blocks the thread that it is called on.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use connection::Trust;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};

use super::answer::Answer;

/// The largest file of authorities: that of a whole system has a tenth of it.
const MAX_AUTHORITIES: u64 = 4 << 20;

/// Asks an HTTP server, and reads an answer of at most `max_bytes`. All of it, from the search for the host to the last
/// byte, takes at most the time `within`, however slowly the server speaks.
///
/// # Errors
/// If there is no answer, or it is too long or too late, in the library's words.
pub async fn get(url: &str, max_bytes: usize, within: Duration) -> Result<Answer, String> {
    ask(url, max_bytes, within, TlsConfig::default())
}

/// The same of a server that has a certificate of whom this trusts.
///
/// # Errors
/// As above, or if the file of authorities cannot be used.
pub async fn get_trusting(
    url: &str,
    max_bytes: usize,
    within: Duration,
    trust: &Trust,
) -> Result<Answer, String> {
    let config = TlsConfig::builder();
    match trust {
        Trust::Anyone if url.starts_with("https:") => {
            let config = config.disable_verification(true).build();
            ask(url, max_bytes, within, config)
        }
        Trust::Also(file) if url.starts_with("https:") => {
            let own = RootCerts::Specific(Arc::new(authorities(file)?));
            let config = config.root_certs(own).build();
            // The others are asked only where these do not vouch for it.
            ask(url, max_bytes, within, config)
                .or_else(|_error| ask(url, max_bytes, within, TlsConfig::default()))
        }
        _ => ask(url, max_bytes, within, TlsConfig::default()),
    }
}

/// The certificates in a file (PEM).
fn authorities(file: &Path) -> Result<Vec<Certificate<'static>>, String> {
    let file = File::open(file).map_err(|error| error.to_string())?;
    let mut bytes = Vec::new();
    let read = file.take(MAX_AUTHORITIES).read_to_end(&mut bytes);
    read.map_err(|error| error.to_string())?;
    let items = parse_pem(&bytes).filter_map(Result::ok);
    let certificates = items.filter_map(|item| match item {
        PemItem::Certificate(certificate) => Some(certificate),
        _ => None,
    });
    Ok(certificates.collect())
}

fn ask(url: &str, max_bytes: usize, within: Duration, tls: TlsConfig) -> Result<Answer, String> {
    let config = ureq::Agent::config_builder()
        .timeout_global(Some(within))
        .tls_config(tls)
        // What a server says with another status is an answer too.
        .http_status_as_error(false)
        .build();
    let explain = |error: ureq::Error| error.to_string();
    let response = ureq::Agent::from(config).get(url).call();
    let mut response = response.map_err(explain)?;
    let body = response.body_mut().with_config().limit(max_bytes as u64);
    Ok(Answer {
        bytes: body.read_to_vec().map_err(explain)?,
        status: response.status().as_u16(),
    })
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::{TcpListener, TcpStream};
    use std::sync::mpsc::{Receiver, sync_channel};

    use super::*;

    /// Short, since each test waits for it; no test asserts how long it took.
    const WITHIN: Duration = Duration::from_millis(300);
    /// What the answers may have.
    const MAX_BYTES: usize = 1000;

    /// A server that does this with each connection until its client has gone, and tells when one has.
    fn serve(answer: fn(&mut TcpStream) -> std::io::Result<()>) -> (String, Receiver<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let (sender, gone) = sync_channel(100);
        std::thread::Builder::new()
            .spawn(move || {
                for stream in listener.incoming() {
                    let (mut stream, sender) = (stream.unwrap(), sender.clone());
                    let talk = move || {
                        answer(&mut stream).ok();
                        // Nothing but the end comes from a client that has asked.
                        while stream.read(&mut [0; 1024]).is_ok_and(|read| read > 0) {}
                        sender.send(()).unwrap();
                    };
                    std::thread::Builder::new().spawn(talk).unwrap();
                }
            })
            .unwrap();
        (url, gone)
    }

    fn drip(stream: &mut TcpStream, drop: &[u8]) -> std::io::Result<()> {
        loop {
            stream.write_all(drop)?;
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    const SILENT: fn(&mut TcpStream) -> std::io::Result<()> = |_stream| Ok(());

    #[test]
    fn a_server_that_does_not_come_to_an_end_is_not_waited_for() {
        let slow: [fn(&mut TcpStream) -> std::io::Result<()>; 4] = [
            SILENT,
            |stream| {
                stream.write_all(b"HTTP/1.1 200 OK\r\nX-Slow: ")?;
                drip(stream, b"x")
            },
            |stream| {
                stream.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")?;
                drip(stream, b"1\r\nx\r\n")
            },
            |stream| {
                stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nx")?;
                Ok(())
            },
        ];
        for answer in slow {
            let (url, gone) = serve(answer);
            let got = pollster::block_on(get(&url, MAX_BYTES, WITHIN));
            assert!(got.unwrap_err().contains("timeout"));
            // The connection is closed too.
            gone.recv().unwrap();
        }
    }

    #[test]
    fn threads_end_that_asked_silent_servers() {
        let (url, gone) = serve(SILENT);
        let (sender, ended) = sync_channel(25);
        for _ in 0..25 {
            let (url, sender) = (url.clone(), sender.clone());
            let asked = crate::kit::task::spawn("wscope-test", async move {
                get(&url, MAX_BYTES, WITHIN).await.unwrap_err();
                sender.send(()).unwrap();
            });
            assert!(asked);
        }
        drop(sender);
        // Until each of them has dropped its sender.
        assert_eq!(ended.iter().count(), 25);
        assert_eq!(gone.iter().take(25).count(), 25);
    }

    #[test]
    fn an_answer_is_read_up_to_a_limit() {
        let (url, _) = serve(|stream| {
            let length = MAX_BYTES;
            write!(
                stream,
                "HTTP/1.1 404 Not Found\r\nContent-Length: {length}\r\n\r\n"
            )?;
            stream.write_all(&[b'x'; MAX_BYTES])
        });
        let ask = |max_bytes| {
            let patience = Duration::from_secs(60);
            pollster::block_on(get(&url, max_bytes, patience))
        };
        let answer = ask(MAX_BYTES).unwrap();
        assert_eq!((answer.status, answer.bytes.len()), (404, MAX_BYTES));
        ask(MAX_BYTES - 1).unwrap_err();
    }
}
