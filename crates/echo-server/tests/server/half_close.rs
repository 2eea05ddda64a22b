//! Clients that end their side of the stream with their last request, and then read.

use echo_server::Config;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use crate::harness::{Server, soon};
use crate::raw::{self, BINARY, TEXT, frame, request};

/// Sends everything, ends this side, and reads to the orderly end of the other.
async fn answer_after_end(
    stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
    bytes: &[u8],
) -> Vec<u8> {
    raw::write(stream, bytes).await;
    stream.shutdown().await.expect("an end of this side");
    let mut answer = Vec::new();
    soon(stream.read_to_end(&mut answer))
        .await
        .expect("an orderly end");
    answer
}

/// What is sent, how the answer has to begin, and how it has to end.
fn cases() -> Vec<(Vec<u8>, &'static str, Vec<u8>)> {
    let get = |path: &str| format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").into_bytes();
    let with =
        |path: &str, frames: &[Vec<u8>]| [request(path).into_bytes(), frames.concat()].concat();
    vec![
        (get("/healthz"), "HTTP/1.1 200 ", b"\r\n\r\nok\n".to_vec()),
        (get("/nothing/here"), "HTTP/1.1 404 ", b"port.\n".to_vec()),
        (
            [get("/scenarios"), get("/healthz")].concat(),
            "HTTP/1.1 200 ",
            b"\r\n\r\nok\n".to_vec(),
        ),
        (
            get("/events/poll?token=secret&since=9999999"),
            "HTTP/1.1 200 ",
            b"\r\n\r\n".to_vec(),
        ),
        // The answer comes later.
        (
            get("/events/wait?token=secret"),
            "HTTP/1.1 200 ",
            Vec::new(),
        ),
        (
            b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf".to_vec(),
            "HTTP/1.1 405 ",
            b"port.\n".to_vec(),
        ),
        // What is not a whole request is not left without an answer either.
        (
            b"GET /healthz HTTP/1.1\r\nHost: a\r\n".to_vec(),
            "HTTP/1.1 400 ",
            b"port.\n".to_vec(),
        ),
        (b"GET".to_vec(), "HTTP/1.1 400 ", b"port.\n".to_vec()),
        (
            [get("/healthz"), b"GET /".to_vec()].concat(),
            "HTTP/1.1 200 ",
            b"port.\n".to_vec(),
        ),
        // Nothing is answered to nothing.
        (Vec::new(), "", Vec::new()),
        (b"\r\n".to_vec(), "", Vec::new()),
        (with("/", &[]), "HTTP/1.1 101 ", b"\r\n\r\n".to_vec()),
        (
            with("/delay/10ms/echo", &[]),
            "HTTP/1.1 101 ",
            b"\r\n\r\n".to_vec(),
        ),
        (with("/silent", &[]), "HTTP/1.1 101 ", b"\r\n\r\n".to_vec()),
        (
            with("/", &[frame(TEXT, b"one"), frame(BINARY, b"two")]),
            "HTTP/1.1 101 ",
            b"\r\n\r\n\x81\x03one\x82\x03two".to_vec(),
        ),
        (
            with(
                "/",
                &[
                    frame(TEXT, b"one"),
                    frame(TEXT, b"cut").split_at(7).0.to_vec(),
                ],
            ),
            "HTTP/1.1 101 ",
            b"\r\n\r\n\x81\x03one".to_vec(),
        ),
        (
            with("/course", &[frame(TEXT, b"helloworld")]),
            "HTTP/1.1 101 ",
            b"\r\n\r\n\x81\x0bHello World".to_vec(),
        ),
        (
            with("/", &[frame(raw::CLOSE, &1000_u16.to_be_bytes())]),
            "HTTP/1.1 101 ",
            b"\r\n\r\n\x88\x02\x03\xe8".to_vec(),
        ),
    ]
}

#[track_caller]
fn check(sent: &[u8], answer: &[u8], beginning: &str, end: &[u8]) {
    let fits = answer.starts_with(beginning.as_bytes()) && answer.ends_with(end);
    assert!(
        fits && (!beginning.is_empty() || answer.is_empty()),
        "{}: {}",
        String::from_utf8_lossy(sent),
        String::from_utf8_lossy(answer)
    );
}

#[tokio::test]
async fn a_client_that_ends_its_side_still_gets_the_answer() {
    let server = Server::start().await;
    for (sent, beginning, end) in cases() {
        let mut stream = server.connect_tcp().await;
        let answer = answer_after_end(&mut stream, &sent).await;
        check(&sent, &answer, beginning, &end);
    }
}

#[cfg(feature = "tls")]
#[tokio::test]
async fn the_end_of_a_side_of_tls_is_no_end_of_the_other() {
    let secured = crate::tls::Secured::start(Config::default()).await;
    for (sent, beginning, end) in cases() {
        let mut stream = secured.tls("localhost").await;
        let answer = answer_after_end(&mut stream, &sent).await;
        check(&sent, &answer, beginning, &end);
    }
}

/// Without the alert of TLS: requests are answered all the same.
#[cfg(feature = "tls")]
#[tokio::test]
async fn the_end_of_tcp_below_tls_is_no_end_of_the_other_side() {
    let secured = crate::tls::Secured::start(Config::default()).await;
    for (sent, beginning, end) in cases() {
        let mut stream = secured.tls("localhost").await;
        raw::write(&mut stream, &sent).await;
        stream.flush().await.expect("it is sent");
        stream
            .get_mut()
            .0
            .shutdown()
            .await
            .expect("an end of this side");
        let mut answer = Vec::new();
        soon(stream.read_to_end(&mut answer))
            .await
            .expect("an orderly end");
        check(&sent, &answer, beginning, &end);
    }
}

/// A large file is sent to its end.
#[tokio::test]
async fn a_download_goes_on_after_the_end_of_the_other_side() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("index.html"), vec![b'x'; 3 << 20]).expect("a file");
    let server = Server::start_with(Config {
        web: Some(folder.path().to_owned()),
        ..Config::default()
    })
    .await;
    let mut stream = server.connect_tcp().await;
    let request = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    let answer = answer_after_end(&mut stream, request).await;
    assert!(answer.starts_with(b"HTTP/1.1 200 "));
    assert!(answer.len() > 3 << 20 && answer.ends_with(b"xxx"));
}
