//! Many connections of all kinds for a while: nothing may be lost, and nothing may stay behind.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until, timeout};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{WebSocketStream, client_async};

use crate::common::{Result, emit, say};
use crate::options::SoakOptions;
use crate::process;
use crate::server::{Contender, Server, build_ours};

/// How often a healthy connection says something.
const PACE: Duration = Duration::from_millis(200);
/// Messages that it says at once.
const AT_ONCE: u64 = 4;
/// How long an answer may take before it is lost: far longer than any queue here.
const PATIENCE: Duration = Duration::from_secs(30);
/// Bytes of a message to a peer that reads slowly.
const LARGE: usize = 64 << 10;
/// Until every kind of connection has done what it does.
const WARM_UP: Duration = Duration::from_secs(5);
/// How long the server has to forget everybody. Its own waits for a last word take 3 s.
const FAREWELL: Duration = Duration::from_secs(10);
/// How long it has then to give back the memory that they needed.
const SETTLE: Duration = Duration::from_secs(5);
/// How much more memory than a fresh server has may stay, in bytes: threads that were started, and what is kept for those who come next.
const MEMORY_SLACK: u64 = 8 << 20;

/// What was seen by the healthy connections, and how many there were of the others.
#[derive(Default)]
struct Seen {
    echoed: AtomicU64,
    wrong: AtomicU64,
    failed: AtomicU64,
    churned: AtomicU64,
}

type Socket = WebSocketStream<TcpStream>;

/// Soaks our server, after some warming up, and compares what is left with what it had when it was fresh.
pub(crate) fn run(options: &SoakOptions) -> Result<()> {
    build_ours()?;
    process::raise_open_files();
    let mut server = Server::start(Contender::Ours)?;
    let fresh = resident(&server)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    say(format_args!(
        "{} connections, to warm up …",
        options.connections
    ));
    let warm = soak(&runtime, &server, options.connections, WARM_UP);
    let rest = warm.and_then(|_| at_rest(&runtime, &server));
    let before = rest.map_err(|error| server.explain(error))?;
    say(format_args!("{:?} more …", options.seconds));
    let seen = soak(&runtime, &server, options.connections, options.seconds);
    let seen = seen.map_err(|error| server.explain(error))?;
    let after = at_rest(&runtime, &server).map_err(|error| server.explain(error))?;
    let [echoed, wrong, failed, churned] = [&seen.echoed, &seen.wrong, &seen.failed, &seen.churned]
        .map(|count| count.load(Ordering::Relaxed));
    emit(&json!({
        "connections": options.connections,
        "seconds": options.seconds.as_secs_f64(),
        "echoed": echoed,
        "lost_or_reordered": wrong,
        "failed": failed,
        "connections_that_came_and_went": churned,
        "resident_bytes_fresh": fresh,
        "resident_bytes_before": before,
        "resident_bytes_after": after,
    }))?;
    if wrong + failed > 0 {
        return Err("healthy connections suffered".into());
    }
    if after > fresh + MEMORY_SLACK {
        return Err("memory stayed behind".into());
    }
    Ok(())
}

fn soak(
    runtime: &tokio::runtime::Runtime,
    server: &Server,
    connections: u32,
    duration: Duration,
) -> Result<Arc<Seen>> {
    let seen = Arc::new(Seen::default());
    let address = server.address();
    runtime.block_on(async {
        let end = Instant::now() + duration;
        let mut tasks = JoinSet::new();
        for number in 0..connections {
            let seen = seen.clone();
            tasks.spawn(async move {
                match number % 20 {
                    0 => churn(address, end, &seen).await,
                    1 => half_open(address, end, number).await.unwrap_or_default(),
                    2 => slow(address, end).await.unwrap_or_default(),
                    _ => healthy(address, end, &seen).await,
                }
            });
            // A listener has a queue of a few hundred.
            if number % 100 == 0 {
                sleep(Duration::from_millis(10)).await;
            }
        }
        while let Some(done) = tasks.join_next().await {
            done?;
        }
        Result::Ok(())
    })?;
    Ok(seen)
}

async fn connect(address: SocketAddr) -> Result<Socket> {
    let stream = TcpStream::connect(address).await?;
    let (socket, _) = client_async(format!("ws://{address}/"), stream)
        .await
        .map_err(|error| error.to_string())?;
    Ok(socket)
}

/// Says numbers and expects the same numbers, until the end.
async fn healthy(address: SocketAddr, end: Instant, seen: &Seen) {
    let talk = async {
        let mut socket = connect(address).await?;
        let mut number = 0;
        while Instant::now() < end {
            exchange(&mut socket, number, seen).await?;
            number += AT_ONCE;
            sleep(PACE).await;
        }
        socket.close(None).await?;
        // Until the server has sent its close frame too.
        while let Some(Ok(_)) = socket.next().await {}
        Result::Ok(())
    };
    if talk.await.is_err() {
        seen.failed.fetch_add(1, Ordering::Relaxed);
    }
}

async fn exchange(socket: &mut Socket, first: u64, seen: &Seen) -> Result<()> {
    for number in first..first + AT_ONCE {
        socket.feed(Message::text(number.to_string())).await?;
    }
    socket.flush().await?;
    let mut expected = first;
    while expected < first + AT_ONCE {
        let answer = timeout(PATIENCE, socket.next()).await?;
        match answer.ok_or("the server has left")?? {
            Message::Text(text) if text.as_str() == expected.to_string() => {
                seen.echoed.fetch_add(1, Ordering::Relaxed);
            }
            Message::Ping(_) => continue,
            _ => {
                seen.wrong.fetch_add(1, Ordering::Relaxed);
            }
        }
        expected += 1;
    }
    Ok(())
}

/// Comes, speaks once, and goes again: every other time without a word.
async fn churn(address: SocketAddr, end: Instant, seen: &Seen) {
    let mut is_polite = false;
    while Instant::now() < end {
        let visit = async {
            let mut socket = connect(address).await?;
            exchange(&mut socket, 0, seen).await?;
            if is_polite {
                socket.close(None).await?;
            }
            Result::Ok(())
        };
        if visit.await.is_err() {
            seen.failed.fetch_add(1, Ordering::Relaxed);
        }
        seen.churned.fetch_add(1, Ordering::Relaxed);
        is_polite = !is_polite;
        sleep(PACE).await;
    }
}

/// Begins something and does not finish it: a request, a frame, or nothing at all.
async fn half_open(address: SocketAddr, end: Instant, number: u32) -> Result<()> {
    while Instant::now() < end {
        let mut stream = TcpStream::connect(address).await?;
        match number / 20 % 3 {
            0 => {}
            1 => {
                stream
                    .write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
                    .await?;
            }
            _ => {
                let (socket, _) = client_async("ws://localhost/", stream)
                    .await
                    .map_err(|error| error.to_string())?;
                stream = socket.into_inner();
                // The first half of a header that promises 16 MiB.
                stream.write_all(&[0x82, 0xff, 0, 0, 0, 0]).await?;
            }
        }
        // The server ends the first two after its time for a handshake.
        let mut rest = [0; 512];
        tokio::select! {
            () = sleep_until(end) => {}
            _ = stream.read(&mut rest) => sleep(PACE).await,
        }
    }
    Ok(())
}

/// Asks for much, and reads little of it.
async fn slow(address: SocketAddr, end: Instant) -> Result<()> {
    let (mut sink, mut stream) = connect(address).await?.split();
    let ask = async {
        loop {
            if sink.send(Message::binary(vec![7; LARGE])).await.is_err() {
                break;
            }
        }
    };
    let read = async {
        while let Some(Ok(_)) = stream.next().await {
            sleep(PACE * 5).await;
        }
    };
    tokio::select! {
        () = sleep_until(end) => {}
        () = ask => {}
        () = read => {}
    }
    Ok(())
}

/// Waits until the only connection of the server is the one that asks; then, its memory in bytes.
fn at_rest(runtime: &tokio::runtime::Runtime, server: &Server) -> Result<u64> {
    runtime.block_on(async {
        let latest = Instant::now() + FAREWELL;
        loop {
            let open = open_connections(server.address()).await?;
            if open <= 1 {
                break;
            }
            if Instant::now() > latest {
                return Err(format!("{open} connections stayed behind").into());
            }
            sleep(PACE).await;
        }
        sleep(SETTLE).await;
        resident(server)
    })
}

fn resident(server: &Server) -> Result<u64> {
    let bytes = server.id().and_then(process::resident_bytes);
    bytes.ok_or_else(|| "only Linux tells how much memory a process has".into())
}

async fn open_connections(address: SocketAddr) -> Result<u64> {
    let mut stream = TcpStream::connect(address).await?;
    let request = "GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    let value = answer
        .lines()
        .find_map(|line| line.strip_prefix("echo_server_open_connections "));
    Ok(value.ok_or("/metrics tells no open connections")?.parse()?)
}
