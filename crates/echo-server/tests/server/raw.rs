//! A client that writes its bytes by hand, so it can break the rules.

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use wire::{FrameHead, Opcode};

use crate::harness::{Server, soon};

/// The first byte of a frame (RFC 6455, section 5.2): FIN and an opcode.
pub(crate) const TEXT: u8 = 0x81;
pub(crate) const BINARY: u8 = 0x82;
pub(crate) const CLOSE: u8 = 0x88;
pub(crate) const PING: u8 = 0x89;

/// A sound opening handshake.
pub(crate) fn request(path: &str) -> String {
    format!(
        "GET {path} HTTP/1.1\r\n\
         Host: localhost\r\n\
         Origin: https://elsewhere.example\r\n\
         Connection: Upgrade\r\n\
         Upgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
         \r\n"
    )
}

pub(crate) struct RawClient {
    pub(crate) stream: TcpStream,
}

/// A connection whose client has room for little, and so soon shows the server that it does not read.
pub(crate) async fn narrow(server: &Server) -> TcpStream {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(4096).expect("a small buffer");
    let address = ([127, 0, 0, 1], server.port).into();
    soon(socket.connect(address)).await.expect("a connection")
}

impl RawClient {
    /// Connects and does the opening handshake.
    pub(crate) async fn connect(server: &Server) -> Self {
        let mut stream = server.connect_tcp().await;
        stream
            .write_all(request("/").as_bytes())
            .await
            .expect("the request is taken");
        Self::upgraded(stream).await
    }

    /// Reads the answer to an opening handshake that was sent already.
    pub(crate) async fn upgraded(stream: TcpStream) -> Self {
        Self::upgraded_with_head(stream).await.0
    }

    /// The same, with the head of the answer.
    pub(crate) async fn upgraded_with_head(mut stream: TcpStream) -> (Self, String) {
        let mut response = Vec::new();
        while !response.ends_with(b"\r\n\r\n") {
            response.push(soon(stream.read_u8()).await.expect("a response"));
        }
        assert!(response.starts_with(b"HTTP/1.1 101 "));
        let head = String::from_utf8(response).expect("text");
        (Self { stream }, head)
    }

    pub(crate) async fn send(&mut self, bytes: &[u8]) {
        soon(self.stream.write_all(bytes))
            .await
            .expect("the frame is taken");
    }

    /// One frame from the server, which must be short: its first byte and its payload.
    pub(crate) async fn receive(&mut self) -> (u8, Vec<u8>) {
        soon(async {
            let first = self.stream.read_u8().await?;
            let length = self.stream.read_u8().await?;
            assert!(length < 126, "a short frame without a mask");
            let mut payload = vec![0; length.into()];
            self.stream.read_exact(&mut payload).await?;
            Ok::<_, std::io::Error>((first, payload))
        })
        .await
        .expect("a frame")
    }

    /// Expects a close frame with this code, then the orderly end of the stream: no reset.
    pub(crate) async fn expect_close(&mut self, code: u16) {
        let (first, payload) = self.receive().await;
        assert_eq!(first, CLOSE);
        let (received, reason) = payload.split_first_chunk().expect("a code");
        assert_eq!(u16::from_be_bytes(*received), code);
        assert!(!reason.is_empty() && std::str::from_utf8(reason).is_ok());
        let mut rest = Vec::new();
        soon(self.stream.read_to_end(&mut rest))
            .await
            .expect("an orderly end");
        assert!(rest.is_empty());
    }
}

/// A frame with a mask of zeros, which leaves the payload as it is.
pub(crate) fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let head = FrameHead {
        is_final: first & 0x80 != 0,
        reserved: first >> 4 & 0x7,
        opcode: Opcode::from_bits(first),
        mask: Some([0; 4]),
        length: payload.len() as u64,
    };
    wire::frame(&head, payload)
}

/// Sends a sound opening handshake for this path.
pub(crate) async fn ask(stream: &mut TcpStream, path: &str) {
    write(stream, request(path).as_bytes()).await;
}

pub(crate) async fn write(stream: &mut (impl AsyncWrite + Unpin), bytes: &[u8]) {
    soon(stream.write_all(bytes))
        .await
        .expect("the bytes are taken");
}

/// Reads the head of an answer.
pub(crate) async fn read_head(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(soon(stream.read_u8()).await.expect("a response"));
    }
    String::from_utf8(head).expect("text")
}

/// The whole answer to a plain request.
pub(crate) async fn get(server: &Server, path: &str) -> String {
    let mut stream = server.connect_tcp().await;
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    write(&mut stream, request.as_bytes()).await;
    let mut answer = String::new();
    soon(stream.read_to_string(&mut answer))
        .await
        .expect("an answer");
    answer
}
