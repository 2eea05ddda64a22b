//! How long a connection lasts whose client reads slowly, or never, and what it holds meanwhile.

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Waker};
use std::time::Duration;

use hyper::body::Bytes;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;
use wire::deflate::Parameters;
use wire::stream::FrameStream;

use super::{Work, exchange, exchange_on, serve, serve_stream, web_socket};
use crate::activity_stream::ActivityStream;
use crate::meter::MeteredStream;
use crate::site::Site;
use crate::{Config, limits};

const REQUEST: &str = "Host: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
    Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

/// How much the system takes for a client that does not read. At a byte a second that is a day.
const SYSTEM_BUFFER: usize = 100 << 10;

/// Expects a path to give its place back in time when the client does nothing after the handshake.
async fn check(path: &str, config: Config, time: Duration) {
    let (near, mut far) = duplex(SYSTEM_BUFFER);
    let mut near = MeteredStream::new(near, Arc::default());
    let request = format!("GET {path} HTTP/1.1\r\n{REQUEST}");
    far.write_all(request.as_bytes()).await.unwrap();
    let start = Instant::now();
    let site = Site::new(config);
    let shutdown = CancellationToken::new();
    let serving = serve_stream(&mut near, None, Arc::default(), &site, &shutdown);
    let ended = timeout(limits::MAX_WAIT, serving).await;
    assert!(ended.is_ok(), "{path} never ends");
    assert!(start.elapsed() <= time, "{path}: {:?}", start.elapsed());
    drop(far);
}

#[tokio::test(start_paused = true)]
async fn an_inactive_client_is_disconnected_in_time_whatever_the_path() {
    let ending = limits::CLOSE_TIMEOUT + limits::LINGER_TIMEOUT + Duration::from_millis(1);
    let watched = limits::PING_INTERVAL * 2 + limits::PONG_TIMEOUT + ending;
    let unwatched = limits::PING_INTERVAL * 2 + limits::MAX_UNWATCHED_TIME + ending;
    for (path, time) in [
        ("/", watched),
        ("/course", watched),
        ("/clock", watched),
        ("/room/a", watched),
        ("/events?token=secret", watched),
        ("/flood?rate=0", watched),
        ("/flood?rate=1", watched),
        ("/huge/1MiB", watched),
        ("/delay/600s/whoami", watched),
        ("/close/1000?after=600s", watched),
        ("/silent", unwatched),
        ("/stall", unwatched),
        ("/close/none?after=600s", unwatched),
        ("/reset?after=600s", unwatched),
        ("/drip/1Bps/flood?rate=0", unwatched),
        ("/drip/1KBps/clock?every=10ms", unwatched),
    ] {
        check(path, Config::default(), time).await;
        let with_idle_timeout = Config {
            idle_timeout: Some(Duration::from_secs(60)),
            ..Config::default()
        };
        let most = limits::PING_INTERVAL * 2 + Duration::from_secs(60) + ending;
        check(path, with_idle_timeout, time.min(most)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_over_http_that_is_taken_slowly_comes_whole() {
    const PIECE: usize = 64;
    let (near, mut far) = duplex(PIECE);
    let mut near = MeteredStream::new(near, Arc::default());
    let site = Site::new(Config::default());
    let shutdown = CancellationToken::new();
    let serving = serve_stream(&mut near, None, Arc::default(), &site, &shutdown);
    let reading = async {
        let request = b"GET /scenarios HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        far.write_all(request).await.unwrap();
        let mut answer = Vec::new();
        let mut piece = [0; PIECE];
        while let count @ 1.. = far.read(&mut piece).await.unwrap() {
            answer.extend_from_slice(&piece[..count]);
            sleep(limits::PONG_TIMEOUT - Duration::from_secs(1)).await;
        }
        String::from_utf8(answer).unwrap()
    };
    let (_, answer) = tokio::join!(serving, reading);
    assert!(answer.ends_with("}]"), "{answer}");
}

/// Two sockets of this machine: the near one is that of the server.
async fn tcp_pair() -> (TcpStream, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let far = TcpStream::connect(listener.local_addr().unwrap());
    let (far, accepted) = tokio::join!(far, listener.accept());
    (accepted.unwrap().0, far.unwrap())
}

/// What each connection holds, whether it says anything or not. A future that is given something large by value has room for it
/// twice, and one that awaits another within itself has room for that as well.
#[tokio::test]
async fn a_connection_takes_little_memory() {
    let (near, _far) = tcp_pair().await;
    let site = Arc::new(Site::new(Config::default()));
    let shutdown = CancellationToken::new();
    let serving = serve(near, None, Arc::clone(&site), shutdown.clone());
    let (near, _far) = tcp_pair().await;
    let compressing = site.config.frame_stream(Parameters::default());
    let stream = FrameStream::new(ActivityStream::new(near), Vec::new(), &compressing);
    let mut socket = web_socket(stream, Bytes::new(), None, &site).await;
    let max_frame_size = site.config.echo_frame_size();
    let work = Work::Echo { max_frame_size };
    let of_socket = size_of_val(&socket);
    let compressed = async move { exchange(&mut socket, work, &shutdown).await };
    for (what, size, most) in [
        ("a connection", size_of_val(&serving), 2304),
        ("compressed messages", size_of_val(&compressed), 2048),
        ("their socket alone", of_socket, 1088),
    ] {
        assert!(size <= most, "{what}: {size} bytes");
    }
}

/// Memory that tells whether it is still there.
struct Owned(Arc<[u8]>);

impl AsRef<[u8]> for Owned {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

#[tokio::test]
async fn the_memory_of_the_request_is_given_back_when_messages_are_exchanged() {
    // The beginning of a message came together with the request.
    let bytes: Arc<[u8]> = Arc::from([0x82, 0x85, 1, 2, 3]);
    for compression in [None, Some(Parameters::default())] {
        let site = Site::new(Config::default());
        let shutdown = CancellationToken::new();
        let (near, _far) = duplex(SYSTEM_BUFFER);
        let read = Bytes::from_owner(Owned(Arc::clone(&bytes)));
        let work = Work::Echo { max_frame_size: 1 };
        let stream = ActivityStream::new(near);
        let within = (&site, &shutdown);
        let mut exchanging = pin!(exchange_on(stream, read, compression, None, work, within));
        let mut context = Context::from_waker(Waker::noop());
        assert!(exchanging.as_mut().poll(&mut context).is_pending());
        assert_eq!(Arc::strong_count(&bytes), 1, "{compression:?}");
    }
}
