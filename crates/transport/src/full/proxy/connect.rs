//! A tunnel through an HTTP proxy (RFC 9110, section 9.3.6).

use std::io;

use connection::{Failure, ProxyFault};
use data_encoding::BASE64;
use httparse::{EMPTY_HEADER, Error, Response, Status};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::fault::{broken_off, failure};
use super::login::Login;

/// The most of what a proxy answers that is read, interim replies included, in bytes. Squid's page of an error is shorter.
const MAX_ANSWER: usize = 16 * 1024;

/// The most headers of one reply.
const MAX_HEADERS: usize = 100;

/// The most of a reply that is shown, in bytes.
const MAX_SHOWN: usize = 256;

/// Asks for a tunnel, and reads the answer: not one byte more, for what follows comes from the server.
pub(super) async fn connect(
    tcp: &mut TcpStream,
    host: &str,
    port: u16,
    login: Option<Login>,
) -> Result<(), Failure> {
    let has_login = login.is_some();
    let request = request(host, port, login);
    let asked = tcp.write_all(request.as_bytes()).await;
    asked.map_err(|error| broken_off(&error))?;
    let mut read = 0;
    loop {
        let head = read_head(tcp, &mut read).await?;
        // An interim reply says nothing of how it ends (RFC 9110, section 15.2); there is nothing to switch to.
        if !(100..200).contains(&head.status) || head.status == 101 {
            return head.judge(has_login);
        }
    }
}

fn request(host: &str, port: u16, login: Option<Login>) -> String {
    let server = authority(host, port);
    let login = login.map(|Login { name, password }| {
        let login = BASE64.encode(format!("{name}:{password}").as_bytes());
        format!("Proxy-Authorization: Basic {login}\r\n")
    });
    let login = login.unwrap_or_default();
    format!("CONNECT {server} HTTP/1.1\r\nHost: {server}\r\n{login}\r\n")
}

/// `host:port`, with brackets where they are needed.
pub(super) fn authority(host: &str, port: u16) -> String {
    if host.contains(':') {
        format!("[{host}]:{port}")
    } else {
        format!("{host}:{port}")
    }
}

/// The head of a reply.
struct Head {
    status: u16,
    /// Its first line, and what kind of login is wanted.
    shown: String,
}

impl Head {
    /// Any 2xx is a tunnel, whatever the headers say of a body.
    fn judge(self, has_login: bool) -> Result<(), Failure> {
        let fault = match self.status {
            200..=299 => return Ok(()),
            407 if has_login => ProxyFault::LoginRefused,
            407 => ProxyFault::Login,
            status => ProxyFault::Status(status),
        };
        Err(answered(fault, &self.shown))
    }
}

fn answered(fault: ProxyFault, answer: &str) -> Failure {
    failure(fault, format!("the proxy responded: {answer}"))
}

/// Reads one head, in whatever pieces it comes.
async fn read_head(tcp: &mut TcpStream, read: &mut usize) -> Result<Head, Failure> {
    let mut bytes = Vec::new();
    let mut piece = [0; 1024];
    loop {
        let seen = tcp.peek(&mut piece).await;
        let seen = seen.map_err(|error| broken_off(&error))?;
        if seen == 0 {
            return Err(ended(&bytes));
        }
        let before = bytes.len();
        bytes.extend_from_slice(&piece[..seen]);
        let parsed = parse(&bytes)?;
        let of_head = parsed.as_ref().map_or(seen, |(_, length)| length - before);
        let taken = tcp.read_exact(&mut piece[..of_head]).await;
        taken.map_err(|error| broken_off(&error))?;
        *read += of_head;
        if *read > MAX_ANSWER {
            let detail = format!("more than {MAX_ANSWER} bytes before the end of the headers");
            return Err(failure(ProxyFault::Head, detail));
        }
        if let Some((head, _)) = parsed {
            return Ok(head);
        }
    }
}

/// The head and its length, once it is whole.
fn parse(bytes: &[u8]) -> Result<Option<(Head, usize)>, Failure> {
    let mut headers = [EMPTY_HEADER; MAX_HEADERS];
    let mut reply = Response::new(&mut headers);
    match reply.parse(bytes) {
        Ok(Status::Complete(length)) => {
            let wanted = reply
                .headers
                .iter()
                .filter(|header| header.name.eq_ignore_ascii_case("Proxy-Authenticate"));
            let wanted = wanted.map(|header| {
                format!(
                    "; {}: {}",
                    header.name,
                    String::from_utf8_lossy(header.value)
                )
            });
            let head = Head {
                status: reply.code.unwrap_or_default(),
                shown: first_line(bytes) + &wanted.collect::<String>(),
            };
            Ok(Some((head, length)))
        }
        Ok(Status::Partial) => Ok(None),
        Err(Error::TooManyHeaders) => {
            let detail = format!("more than {MAX_HEADERS} headers");
            Err(failure(ProxyFault::Head, detail))
        }
        Err(error) => {
            let line = first_line(bytes);
            let shown = format!("{line}; its head is malformed: {error}");
            match refusal(&line) {
                // It says what it wants, however it goes on.
                Some(status) => Ok(Some((Head { status, shown }, bytes.len()))),
                None => Err(answered(ProxyFault::Nonsense, &shown)),
            }
        }
    }
}

/// The status of a first line that refuses, `HTTP/1.1 407 …`.
fn refusal(line: &str) -> Option<u16> {
    let (version, rest) = line.split_once(' ')?;
    let status = rest.split(' ').next()?.parse().ok()?;
    (version.starts_with("HTTP/1.") && (300..600).contains(&status)).then_some(status)
}

/// It ended before its answer did.
fn ended(bytes: &[u8]) -> Failure {
    match bytes {
        [] => broken_off(&io::ErrorKind::UnexpectedEof.into()),
        _ => answered(ProxyFault::Nonsense, &first_line(bytes)),
    }
}

fn first_line(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(MAX_SHOWN)]);
    let line = text.trim_start().lines().next().unwrap_or_default();
    line.trim_end().to_owned()
}
