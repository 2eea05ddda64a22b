//! Real servers for tests: one that echoes, and ones that misbehave.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use echo_server::{CancellationToken, Config, Listener};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;

/// An echo server on a free port, with a runtime of its own.
pub(crate) struct Server {
    runtime: Option<Runtime>,
    shutdown: CancellationToken,
    pub(crate) url: String,
    pub(crate) port: u16,
}

impl Server {
    pub(crate) fn start() -> Self {
        Self::start_at("localhost:0")
    }

    pub(crate) fn start_at(address: &str) -> Self {
        let runtime = runtime();
        let listener = runtime.block_on(Listener::bind(address)).unwrap();
        let (url, port) = (listener.url(), listener.port());
        let shutdown = CancellationToken::new();
        runtime.spawn(echo_server::run(
            listener,
            Config::default(),
            shutdown.clone(),
        ));
        Self {
            runtime: Some(runtime),
            shutdown,
            url,
            port,
        }
    }

    /// Ends it with a close frame.
    pub(crate) fn shut_down(&self) {
        self.shutdown.cancel();
    }

    /// Ends it without one, as a crash would. When this returns, nothing listens any more.
    pub(crate) fn kill(mut self) {
        self.runtime.take().unwrap().shutdown_background();
        while std::net::TcpStream::connect(("localhost", self.port)).is_ok() {
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap()
}

/// A TCP server that answers the first bytes of each client in its own way.
pub(crate) struct RawServer {
    _runtime: Runtime,
    pub address: SocketAddr,
}

impl RawServer {
    /// Answers with `answer`, then closes.
    pub(crate) fn answering(answer: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static) -> Self {
        let answer = Arc::new(answer);
        Self::serving(move |mut stream, request| {
            let answer = answer(&request);
            async move {
                stream.write_all(&answer).await.unwrap();
                stream.shutdown().await.unwrap();
                // Until the client closes: an early close would turn into a reset and lose the answer.
                let mut rest = Vec::new();
                stream.read_to_end(&mut rest).await.ok();
            }
        })
    }

    /// Upgrades, and never reads again.
    pub(crate) fn stuck() -> Self {
        Self::serving(|mut stream, request| async move {
            stream.write_all(&upgraded(&request, &[])).await.unwrap();
            std::future::pending::<()>().await;
        })
    }

    /// Upgrades, and sends messages as fast as they are taken, without an end.
    pub(crate) fn flooding() -> Self {
        Self::serving(|mut stream, request| async move {
            stream.write_all(&upgraded(&request, &[])).await.unwrap();
            let burst = b"\x81\x05flood".repeat(4096);
            while stream.write_all(&burst).await.is_ok() {}
        })
    }

    /// Serves each client with its first bytes.
    pub(crate) fn serving<F: Future<Output = ()> + Send + 'static>(
        serve: impl Fn(TcpStream, String) -> F + Send + 'static,
    ) -> Self {
        let runtime = runtime();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        runtime.spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut request = vec![0; 4096];
                let length = stream.read(&mut request).await.unwrap_or_default();
                let request = String::from_utf8_lossy(&request[..length]).into_owned();
                tokio::spawn(serve(stream, request));
            }
        });
        Self {
            _runtime: runtime,
            address,
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("ws://{}", self.address)
    }
}

/// The handshake answer of RFC 6455, section 4.2.2, followed by `frames`.
pub(crate) fn upgraded(request: &str, frames: &[u8]) -> Vec<u8> {
    let key = request
        .lines()
        .find_map(|line| line.strip_prefix("Sec-WebSocket-Key: "))
        .unwrap();
    let accept = tokio_tungstenite::tungstenite::handshake::derive_accept_key(key.as_bytes());
    let mut answer = format!(
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Accept: {accept}\r\n\r\n"
    )
    .into_bytes();
    answer.extend_from_slice(frames);
    answer
}
