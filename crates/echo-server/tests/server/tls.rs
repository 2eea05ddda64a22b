//! The same server behind TLS, and a client that trusts its authority alone.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use echo_server::{Config, Listener, Tls};
use futures_util::{SinkExt, StreamExt};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

use crate::bounds::send_until_stuck;
use crate::harness::{Server, soon};
use crate::program::{Running, complaint};
use crate::raw::{self, BINARY, frame, request};

/// A server that is reached with and without TLS.
pub(crate) struct Secured {
    server: Server,
    pub(crate) port: u16,
    folder: tempfile::TempDir,
}

impl Secured {
    pub(crate) async fn start(config: Config) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (tls, _) = Tls::self_signed(folder.path()).expect("a certificate");
        let secured = Listener::bind("localhost:0").await.expect("a free port");
        let port = secured.port();
        let plain = Listener::bind("127.0.0.1:0").await.expect("a free port");
        let server = Server::serve(plain.and(secured.secured(&tls)), config);
        Self {
            server,
            port,
            folder,
        }
    }

    async fn tcp(&self) -> TcpStream {
        let connected = TcpStream::connect(("localhost", self.port)).await;
        connected.expect("a TCP connection")
    }

    pub(crate) async fn tls(&self, name: &str) -> TlsStream<TcpStream> {
        self.tls_over(self.tcp().await, name).await
    }

    pub(crate) async fn tls_over(&self, stream: TcpStream, name: &str) -> TlsStream<TcpStream> {
        let authority = self.folder.path().join("authority.pem");
        shake_hands(stream, &authority, name).await
    }

    async fn connect(&self, path: &str) -> WebSocketStream<TlsStream<TcpStream>> {
        open(self.tls("localhost").await, path).await
    }
}

async fn shake_hands(stream: TcpStream, authority: &Path, name: &str) -> TlsStream<TcpStream> {
    let mut roots = RootCertStore::empty();
    let authority = CertificateDer::from_pem_file(authority).expect("a certificate");
    roots.add(authority).expect("an authority");
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(name.to_owned()).expect("a name");
    let shaken = TlsConnector::from(Arc::new(config)).connect(name, stream);
    soon(shaken).await.expect("a server to be trusted")
}

async fn open(stream: TlsStream<TcpStream>, path: &str) -> WebSocketStream<TlsStream<TcpStream>> {
    let url = format!("wss://localhost{path}");
    let opened = tokio_tungstenite::client_async(url, stream);
    soon(opened).await.expect("a WebSocket").0
}

async fn expect_echo(socket: &mut WebSocketStream<TlsStream<TcpStream>>, message: Message) {
    soon(socket.send(message.clone()))
        .await
        .expect("it is taken");
    let echo = soon(socket.next()).await.expect("open").expect("sound");
    assert!(echo == message, "{} bytes", message.len());
}

#[tokio::test]
async fn everything_works_over_tls() {
    let secured = Secured::start(Config::default()).await;
    let mut socket = secured.connect("/").await;
    for size in [0, 1, 70_000, 3 << 20] {
        expect_echo(&mut socket, Message::binary(vec![7; size])).await;
    }
    let mut slow = secured.connect("/delay/1ms/drip/1MBps/echo").await;
    expect_echo(&mut slow, Message::text("你好")).await;

    // A room is the same one from both sides.
    let mut plain = secured.server.connect_to("/room/a?self=true").await;
    plain.expect_echo(Message::text("I am in")).await;
    let mut member = secured.connect("/room/a").await;
    soon(member.send(Message::text("hello")))
        .await
        .expect("it is taken");
    assert_eq!(plain.receive().await, Message::text("hello"));

    secured.server.cancel();
    let last = soon(socket.next()).await.expect("open").expect("sound");
    let Message::Close(Some(frame)) = last else {
        panic!("{last}")
    };
    assert_eq!(u16::from(frame.code), 1001);
    drop((socket, slow, plain, member));
    secured.server.stopped().await;
}

#[tokio::test]
async fn pages_come_over_https_under_each_name() {
    let secured = Secured::start(Config::default()).await;
    for name in ["localhost", "127.0.0.1", "::1"] {
        let mut stream = secured.tls(name).await;
        let request = b"GET /healthz HTTP/1.0\r\n\r\n";
        soon(stream.write_all(request)).await.expect("it is taken");
        let mut answer = String::new();
        // Without the alert `close_notify`, this would be an error.
        soon(stream.read_to_string(&mut answer))
            .await
            .expect("an orderly end");
        assert!(answer.starts_with("HTTP/1.1 200 ") || answer.starts_with("HTTP/1.0 200 "));
        assert!(answer.ends_with("\r\n\r\nok\n"), "{answer}");
    }
}

#[tokio::test]
async fn a_reset_is_one_of_tcp() {
    let secured = Secured::start(Config::default()).await;
    let mut stream = secured.tls("localhost").await;
    soon(stream.write_all(request("/reset").as_bytes()))
        .await
        .expect("it is taken");
    let mut answer = Vec::new();
    let error = soon(stream.read_to_end(&mut answer))
        .await
        .expect_err("no orderly end");
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
    assert!(answer.starts_with(b"HTTP/1.1 101 "));
}

#[tokio::test]
async fn a_client_without_tls_gets_a_reason_or_is_ended() {
    let secured = Secured::start(Config {
        handshake_timeout: Duration::from_millis(100),
        ..Config::default()
    })
    .await;
    let mut answer = String::new();
    let mut stream = secured.tcp().await;
    raw::write(&mut stream, request("/").as_bytes()).await;
    soon(stream.read_to_string(&mut answer))
        .await
        .expect("an orderly end");
    assert!(
        answer.starts_with("HTTP/1.1 400 ") && answer.contains("wss://"),
        "{answer}"
    );

    // Nothing at all, and the beginning of something.
    for bytes in [&b""[..], b"\x16\x03\x01"] {
        let mut stream = secured.tcp().await;
        raw::write(&mut stream, bytes).await;
        assert_eq!(soon(stream.read(&mut [0])).await.unwrap_or(0), 0);
    }
    soon(async {
        loop {
            let text = raw::get(&secured.server, "/metrics").await;
            let is_counted = |line| text.lines().any(|found| found == line);
            if is_counted("echo_server_refusals_total{reason=\"tls\"} 1")
                && is_counted("echo_server_refusals_total{reason=\"timeout\"} 2")
            {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_client_for_which_there_is_no_room_gets_the_reason_over_tls() {
    let secured = Secured::start(Config {
        max_connections: 1,
        ..Config::default()
    })
    .await;
    let _first = secured.server.connect().await;
    let mut stream = secured.tls("localhost").await;
    let mut answer = String::new();
    soon(stream.read_to_string(&mut answer))
        .await
        .expect("an orderly end");
    assert!(answer.starts_with("HTTP/1.1 503 "), "{answer}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_never_reads_is_not_read_from() {
    let secured = Secured::start(Config::default()).await;
    let mut stream = secured.tls("localhost").await;
    soon(stream.write_all(request("/").as_bytes()))
        .await
        .expect("it is taken");
    send_until_stuck(&mut stream, &frame(BINARY, &[0; 16 << 10])).await;
    let mut next = secured.connect("/").await;
    expect_echo(&mut next, Message::text("next, please")).await;
}

#[test]
fn certificates_come_from_files_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let (own, authority) = Tls::self_signed(folder.path()).expect("a certificate");
    let both = folder.path().join("localhost.pem");
    let read = Tls::from_files(&both, &both).expect("a certificate and its key");
    assert_eq!(read.fingerprint(), own.fingerprint());

    let missing = folder.path().join("missing.pem");
    for (certificate, key, expected) in [
        (&missing, &both, "missing.pem"),
        (&both, &missing, "missing.pem"),
        (&both, &authority, "authority.pem"),
        (&authority, &both, "with this key"),
    ] {
        let error = Tls::from_files(certificate, key).expect_err("a mistake");
        assert!(error.to_string().contains(expected), "{error}");
    }
}

#[tokio::test]
async fn the_program_says_what_to_trust() {
    use std::io::{BufRead, Read};

    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().to_str().expect("a path that is text");
    let mut program = Running::start(&[
        "--listen",
        "localhost:0",
        "--tls-listen",
        "localhost:0",
        "--tls-self-signed",
        "--tls-dir",
        path,
    ]);
    assert!(program.line.starts_with("listening on ws://localhost:"));
    let mut lines = Read::by_ref(&mut program.stdout)
        .lines()
        .map(|line| line.expect("a line"));
    let mut next = |prefix: &str| {
        let line = lines.next().expect("a line");
        line.strip_prefix(prefix).expect(prefix).to_owned()
    };
    let address = next("listening on wss://");
    let fingerprint = next("certificate SHA-256 ");
    let authority = next("its authority, to be trusted, is ");

    let (tls, _) = Tls::self_signed(folder.path()).expect("the same certificate");
    assert_eq!(tls.fingerprint(), fingerprint);
    let stream = TcpStream::connect(address).await.expect("a TCP connection");
    let stream = shake_hands(stream, Path::new(&authority), "localhost").await;
    expect_echo(&mut open(stream, "/").await, Message::text("hello")).await;
}

#[test]
fn a_certificate_that_cannot_be_had_is_one_line_and_exit_code_2() {
    let text = complaint(&[
        "--listen=localhost:0",
        "--tls-cert=no.pem",
        "--tls-key=no.pem",
    ]);
    assert!(text.contains("no.pem"), "{text}");
    let text = complaint(&[
        "--listen=localhost:0",
        "--tls-self-signed",
        "--tls-dir=/dev/null/x",
    ]);
    assert!(text.contains("/dev/null/x"), "{text}");
}

/// A pipe without a writer would hang, a device without an end fill the memory.
#[cfg(unix)]
#[test]
fn a_certificate_that_is_no_regular_file_or_too_large_is_not_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let pipe = folder.path().join("pipe.pem");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.expect("mkfifo").success());
    let large = folder.path().join("large.pem");
    let file = std::fs::File::create(&large).expect("a file");
    file.set_len(1 << 40).expect("a sparse file");
    Tls::self_signed(folder.path()).expect("a certificate");
    // Both are in it.
    let good = folder.path().join("localhost.pem");
    for (path, why) in [
        (pipe.as_path(), "not a regular file"),
        (Path::new("/dev/zero"), "not a regular file"),
        (folder.path(), "not a regular file"),
        (&large, "larger than 1048576 bytes"),
    ] {
        for (certificate, key) in [(path, good.as_path()), (&good, path)] {
            let error = Tls::from_files(certificate, key).expect_err("no certificate");
            let expected = format!("cannot read {}: ", path.display());
            let told = error.to_string();
            assert!(told.starts_with(&expected) && told.contains(why), "{told}");
        }
    }
}

/// What was kept is read again at the next start.
#[cfg(unix)]
#[tokio::test]
async fn a_pipe_where_a_certificate_is_kept_does_not_hang() {
    for name in ["authority.pem", "localhost.pem"] {
        let folder = tempfile::tempdir().expect("a folder");
        let (first, _) = Tls::self_signed(folder.path()).expect("a certificate");
        let pipe = folder.path().join(name);
        std::fs::remove_file(&pipe).expect("it was kept");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.expect("mkfifo").success());
        let path = folder.path().to_owned();
        let again = tokio::task::spawn_blocking(move || Tls::self_signed(&path));
        let again = soon(again).await.expect("no panic");
        let (again, _) = again.expect("another certificate");
        assert_ne!(first.fingerprint(), again.fingerprint());
    }
}

#[tokio::test]
async fn a_client_that_never_reads_answers_over_tls_is_dropped() {
    let secured = Secured::start(Config {
        max_connections: 1,
        pong_timeout: Duration::from_millis(50),
        ..Config::default()
    })
    .await;
    let mut stream = secured.tls("localhost").await;
    let requests = "GET /scenarios HTTP/1.1\r\nHost: a\r\n\r\n".repeat(3000);
    let sending = async {
        stream.write_all(requests.as_bytes()).await.ok();
        stream.flush().await.ok();
        std::future::pending::<()>().await;
    };
    let next = async {
        let mut next = secured.server.connect_when_there_is_room().await;
        next.expect_echo(Message::text("my place now")).await;
    };
    tokio::select! {
        () = next => {}
        () = sending => {}
    }
}
