//! One connection, from the accepted TCP stream to its end: first HTTP, then perhaps a WebSocket.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::http::StatusCode;
use hyper::body::Bytes;
use scenario::{Abort, Context, Ended, Plan, Play, ThrottledStream};
use socket2::{SockRef, TcpKeepalive};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::Role;
use tokio_util::sync::CancellationToken;
use tracing::{debug, info};
use wire::deflate::Parameters;
use wire::stream::FrameStream;

use crate::activity_stream::{ActivityStream, PeerActivity};
use crate::closing::{Ending, close_handshake, linger, send_rest};
use crate::dispatch::Conversation;
use crate::echo::{Socket, Tally, echo};
use crate::events::{ByteAccounting, Run};
use crate::fast_echo::FastEcho;
use crate::http::{self, HttpEnding};
use crate::keep_alive_stream::KeepAliveStream;
use crate::limits;
use crate::meter::{Meter, MeteredStream};
use crate::refusal::Refusal;
use crate::secured::{Acceptor, Insecure, secure};
use crate::site::Site;

/// Serves a TCP connection, or what is in it if it has to be TLS. Ends early, but in an orderly way, on
/// shutdown.
pub(crate) async fn serve(
    stream: TcpStream,
    acceptor: Option<Acceptor>,
    site: Arc<Site>,
    shutdown: CancellationToken,
) {
    if let Err(error) = tune(&stream) {
        debug!(%error, "the socket options could not be set");
    }
    if let Some(acceptor) = acceptor {
        // On the heap: a connection without TLS needs no room for it.
        return Box::pin(serve_secured(stream, acceptor, &site, &shutdown)).await;
    }
    let peer = stream.peer_addr().ok();
    let meter = Arc::default();
    let mut stream = MeteredStream::new(stream, Arc::clone(&meter));
    serve_stream(&mut stream, peer, meter, &site, &shutdown).await;
}

async fn serve_secured(
    stream: TcpStream,
    acceptor: Acceptor,
    site: &Site,
    shutdown: &CancellationToken,
) {
    let peer = stream.peer_addr().ok();
    let meter = Arc::default();
    let securing = secure(stream, acceptor, Arc::clone(&meter));
    let securing = timeout(site.config.request_timeout(), securing);
    let secured = tokio::select! {
        biased;
        () = shutdown.cancelled() => return,
        secured = securing => secured,
    };
    match secured {
        Ok(Ok(mut stream)) => serve_stream(&mut stream, peer, meter, site, shutdown).await,
        Ok(Err(error)) => {
            site.metrics.refused("tls");
            info!(?error, "no TLS");
            if let Insecure::NotTried(mut stream) = error {
                let reason = "This port speaks TLS: wss:// and https://.".to_owned();
                send_refusal(&mut stream, Refusal::new(StatusCode::BAD_REQUEST, reason)).await;
            }
        }
        Err(_) => {
            site.metrics.refused("timeout");
            info!("refused: the TLS handshake took too long");
        }
    }
}

/// Serves a connection over any stream; the meter is that of the socket below.
pub(crate) async fn serve_stream<S>(
    stream: &mut S,
    peer: Option<SocketAddr>,
    meter: Arc<Meter>,
    site: &Site,
    shutdown: &CancellationToken,
) where
    S: AsyncRead + AsyncWrite + Abort + Unpin,
{
    // Lives to the very end: the last bytes are attributed to the last request.
    let accounting = ByteAccounting::new(meter);
    // What only some connections need, or need only for a while, is boxed: every connection holds the memory of the
    // rest, idle or not.
    let http = Box::pin(http::serve(stream, site, peer, &accounting, shutdown));
    match http.await {
        HttpEnding::Upgraded(conversation, read) => {
            let run = accounting.run();
            converse(stream, read, conversation, run, site, shutdown).await;
        }
        HttpEnding::Finished => {}
        HttpEnding::Refused(refusal) => {
            info!(reason = refusal.reason(), "refused");
            site.metrics.refused(refusal.cause());
            refusal.write(stream).await;
        }
        HttpEnding::TooSlow => {
            let handshake_timeout = site.config.handshake_timeout;
            info!(?handshake_timeout, "refused: the request took too long");
            let seconds = handshake_timeout.as_secs_f64();
            let reason = format!("The request took longer than {seconds} s.");
            let refusal = Refusal::new(StatusCode::REQUEST_TIMEOUT, reason);
            site.metrics.refused(refusal.cause());
            refusal.write(stream).await;
        }
        HttpEnding::Stalled => {
            info!("reset: the answer to a request was not taken");
            // An orderly end would have to wait behind what the peer does not take.
            stream.abort();
        }
        HttpEnding::Lost => return,
    }
    linger(stream).await;
}

/// Refuses a TCP connection for which there is no room, without waiting for a request.
pub(crate) async fn refuse(mut stream: TcpStream, acceptor: Option<Acceptor>, refusal: Refusal) {
    let Some(acceptor) = acceptor else {
        return send_refusal(&mut stream, refusal).await;
    };
    let securing = secure(stream, acceptor, Arc::default());
    // Only a client that completes the handshake of TLS in time is told why: until then there is no way to tell.
    match timeout(limits::CLOSE_TIMEOUT, securing).await {
        Ok(Ok(mut stream)) => send_refusal(&mut stream, refusal).await,
        Ok(Err(Insecure::NotTried(mut stream))) => send_refusal(&mut stream, refusal).await,
        Ok(Err(Insecure::Failed(error))) => debug!(%error, "no TLS"),
        Err(_) => debug!("the TLS handshake took too long"),
    }
}

/// Sends a refusal, and nothing after it.
async fn send_refusal(stream: &mut (impl AsyncRead + AsyncWrite + Unpin), refusal: Refusal) {
    refusal.write(stream).await;
    linger(stream).await;
}

fn tune(stream: &TcpStream) -> std::io::Result<()> {
    // Answers are batched already, so holding back small packets would only delay them.
    stream.set_nodelay(true)?;
    let keepalive = TcpKeepalive::new().with_time(limits::KEEPALIVE_TIME);
    SockRef::from(stream).set_tcp_keepalive(&keepalive)
}

/// The WebSocket on the stream itself, without the layers of HTTP. What was read together with the handshake comes first.
/// The stream is borrowed, since it has to linger afterwards.
async fn web_socket<S>(
    stream: S,
    read: Bytes,
    patience: Option<Duration>,
    site: &Site,
) -> KeepAliveStream<'_, S>
where
    S: AsyncRead + AsyncWrite + PeerActivity + Unpin,
{
    let config = &site.config;
    let max_payload = config.echo_frame_size();
    let stream = FastEcho::new(stream, &read, max_payload, config.frame_bound());
    let socket =
        WebSocketStream::from_raw_socket(stream, Role::Server, Some(config.web_socket())).await;
    let mut socket = KeepAliveStream::new(socket, site);
    if let Some(patience) = patience {
        socket.allow_at_least(patience);
    }
    socket
}

/// Serves a WebSocket after its handshake, over any stream.
async fn converse<S>(
    stream: &mut S,
    read: Bytes,
    conversation: Box<Conversation>,
    run: Option<Arc<Run>>,
    site: &Site,
    shutdown: &CancellationToken,
) where
    S: AsyncRead + AsyncWrite + Abort + Unpin,
{
    let _open = site.metrics.web_socket(&conversation.scenario);
    if matches!(conversation.scenario.plan(), Plan::PlainEcho(_)) {
        let compression = conversation.compression;
        // An idle connection holds no memory for what an echo does not need.
        drop((conversation, run));
        let stream = ActivityStream::new(stream);
        let max_frame_size = site.config.echo_frame_size();
        let work = Work::Echo { max_frame_size };
        let code = exchange_on(stream, read, compression, None, work, (site, shutdown)).await;
        site.metrics.closed(code);
    } else {
        Box::pin(play(stream, read, conversation, run, site, shutdown)).await;
    }
}

/// Plays a scenario that is more than an echo.
async fn play<S>(
    stream: &mut S,
    read: Bytes,
    conversation: Box<Conversation>,
    run: Option<Arc<Run>>,
    site: &Site,
    shutdown: &CancellationToken,
) where
    S: AsyncRead + AsyncWrite + Abort + Unpin,
{
    let Conversation {
        scenario,
        handshake,
        compression,
    } = *conversation;
    match scenario.plan() {
        Plan::PlainEcho(play) | Plan::Messages(play) => {
            let rate = play.bytes_per_second();
            let stream = ThrottledStream::new(ActivityStream::new(stream), rate);
            let request = scenario.event_request();
            let events = request
                .zip(run)
                .map(|(request, run)| run.replies(request.since));
            let context = Context {
                rooms: site.rooms.clone(),
                handshake,
                events,
                max_frame_size: site.config.echo_frame_size(),
            };
            let work = Work::Play(play, Box::new(context));
            // A ping has to wait behind what is written so slowly.
            let patience = rate.map(|_| site.config.unwatched_time());
            let within = (site, shutdown);
            let code = exchange_on(stream, read, compression, patience, work, within).await;
            site.metrics.closed(code);
        }
        Plan::Bytes(act) => {
            info!(?scenario, "connection opened");
            tokio::select! {
                biased;
                () = shutdown.cancelled() => {}
                played = act.play(stream, site.config.unwatched_time()) => if let Err(error) = played {
                    debug!(%error, "the stream broke");
                },
            }
        }
    }
}

/// Exchanges messages over a stream, of which something has been read already, compressed if that was agreed on. A peer has
/// at least so long to answer a ping.
async fn exchange_on<S>(
    stream: S,
    read: Bytes,
    compression: Option<Parameters>,
    patience: Option<Duration>,
    work: Work<'_>,
    (site, shutdown): (&Site, &CancellationToken),
) -> u16
where
    S: AsyncRead + AsyncWrite + PeerActivity + Unpin,
{
    let Some(agreed) = compression else {
        let mut socket = Box::pin(web_socket(stream, read, patience, site)).await;
        return exchange(&mut socket, work, shutdown).await;
    };
    let config = site.config.frame_stream(agreed);
    let stream = FrameStream::new(stream, read.to_vec(), &config)
        .with_offload(site.spare_thread.for_connection());
    // Even if nothing is left of it, it holds the memory that the request was read into.
    drop(read);
    let mut socket = Box::pin(web_socket(stream, Bytes::new(), patience, site)).await;
    // On the heap: a connection without compression needs no room for it.
    Box::pin(async move { exchange(&mut socket, work, shutdown).await }).await
}

/// What is done with a WebSocket.
enum Work<'a> {
    /// The plain echo, through which nothing of the scenarios passes.
    Echo { max_frame_size: usize },
    /// Another scenario.
    Play(Play<'a>, Box<Context>),
}

/// Exchanges messages, from the first one to the last close frame. Returns the close code. (The socket is borrowed: a future
/// that is given one has room for it twice.)
async fn exchange(socket: &mut impl Socket, work: Work<'_>, shutdown: &CancellationToken) -> u16 {
    info!("connection opened");
    let opened = Instant::now();
    let mut tally = Tally::default();
    let ending = tokio::select! {
        biased;
        () = shutdown.cancelled() => Ending::ShutDown,
        ending = exchange_to_end(socket, work, &mut tally) => ending,
    };
    if let Some(frame) = ending.close_frame() {
        close_handshake(socket, frame).await;
    } else if ending.is_end_of_stream() {
        send_rest(socket).await;
    }
    report(&ending, tally, opened.elapsed());
    ending.code()
}

async fn exchange_to_end(socket: &mut impl Socket, work: Work<'_>, tally: &mut Tally) -> Ending {
    match work {
        Work::Echo { max_frame_size } => match echo(socket, max_frame_size, tally).await {
            Ok(frame) => Ending::ClosedByPeer(frame),
            Err(error) => Ending::Failed(error),
        },
        Work::Play(play, context) => {
            let played = Box::pin(play.play(socket, *context, |message| tally.add(message)));
            match played.await {
                Ok(Ended::ByClient(frame)) => Ending::ClosedByPeer(frame),
                Ok(Ended::ByScenario(frame)) => Ending::ClosedByUs(frame),
                Err(error) => Ending::Failed(error),
            }
        }
    }
}

fn report(ending: &Ending, tally: Tally, duration: Duration) {
    let Tally { messages, bytes } = tally;
    let code = ending.code();
    match ending {
        Ending::Failed(error) => {
            info!(code, messages, bytes, ?duration, %error, "connection closed");
        }
        Ending::ClosedByPeer(_) | Ending::ClosedByUs(_) | Ending::ShutDown => {
            info!(code, messages, bytes, ?duration, "connection closed");
        }
    }
}

#[cfg(test)]
mod tests;
