//! A running server, and what a client does with it.

use std::future::Future;
use std::time::Duration;

use echo_server::{CancellationToken, Config, Listener, run};
use futures_util::{SinkExt, StreamExt};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// Far more than anything here takes on a slow and busy machine.
pub(crate) const SOON: Duration = Duration::from_secs(60);

/// What `future` yields, which must be soon.
pub(crate) async fn soon<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(SOON, future)
        .await
        .expect("this should happen soon")
}

/// A server that runs until it is told to stop, or until the test is over.
pub(crate) struct Server {
    pub(crate) url: String,
    pub(crate) port: u16,
    shutdown: CancellationToken,
    running: JoinHandle<()>,
}

impl Server {
    pub(crate) async fn start() -> Self {
        Self::start_with(Config::default()).await
    }

    pub(crate) async fn start_with(config: Config) -> Self {
        let listener = Listener::bind("127.0.0.1:0").await.expect("a free port");
        Self::serve(listener, config)
    }

    pub(crate) fn serve(listener: Listener, config: Config) -> Self {
        let shutdown = CancellationToken::new();
        Self {
            url: listener.url(),
            port: listener.port(),
            running: tokio::spawn(run(listener, config, shutdown.clone())),
            shutdown,
        }
    }

    pub(crate) async fn connect(&self) -> Client {
        Client::connect(&self.url).await.expect("a connection")
    }

    /// Connects to a scenario.
    pub(crate) async fn connect_to(&self, path: &str) -> Client {
        let url = format!("{}{path}", self.url);
        Client::connect(&url).await.expect("a connection")
    }

    /// Connects as soon as that is not refused.
    pub(crate) async fn connect_when_there_is_room(&self) -> Client {
        soon(async {
            loop {
                if let Ok(client) = Client::connect(&self.url).await {
                    return client;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        })
        .await
    }

    pub(crate) async fn connect_tcp(&self) -> TcpStream {
        soon(TcpStream::connect(("127.0.0.1", self.port)))
            .await
            .expect("a TCP connection")
    }

    /// Begins the shutdown without waiting for its end.
    pub(crate) fn cancel(&self) {
        self.shutdown.cancel();
    }

    /// Returns when the server has.
    pub(crate) async fn stopped(self) {
        soon(self.running).await.expect("the server does not panic");
    }
}

/// All that the server answers to some bytes, until it ends the connection in an orderly way.
pub(crate) async fn answer_to(server: &Server, request: &[u8]) -> Vec<u8> {
    let mut stream = server.connect_tcp().await;
    stream
        .write_all(request)
        .await
        .expect("the request is taken");
    let mut answer = Vec::new();
    soon(stream.read_to_end(&mut answer))
        .await
        .expect("an orderly end");
    answer
}

/// A WebSocket client with the defaults of its library.
pub(crate) struct Client {
    pub(crate) socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Client {
    pub(crate) async fn connect(url: &str) -> Result<Self, Error> {
        let (socket, _) = soon(connect_async(url)).await?;
        Ok(Self { socket })
    }

    pub(crate) async fn send(&mut self, message: Message) {
        soon(self.socket.send(message))
            .await
            .expect("the message is taken");
    }

    pub(crate) async fn receive(&mut self) -> Message {
        soon(self.socket.next())
            .await
            .expect("the connection is open")
            .expect("a sound message")
    }

    /// Sends a message and expects the same one back.
    pub(crate) async fn expect_echo(&mut self, message: Message) {
        self.send(message.clone()).await;
        let echo = self.receive().await;
        // Not `assert_eq!`: nobody reads 64 MiB of difference.
        assert!(
            echo == message,
            "{} bytes came back as {}",
            message.len(),
            echo.len()
        );
    }

    /// Expects the server to close the connection, and nothing after that.
    pub(crate) async fn expect_close(&mut self) -> Option<CloseFrame> {
        let Message::Close(frame) = self.receive().await else {
            panic!("not a close frame")
        };
        let after = soon(self.socket.next()).await;
        assert!(
            !matches!(after, Some(Ok(_))),
            "after the close frame: {after:?}"
        );
        frame
    }
}
