//! One connection, from the accepted TCP stream to its end: first HTTP, then perhaps a WebSocket.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::http::StatusCode;
use hyper::body::Bytes;
use socket2::{SockRef, TcpKeepalive};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::Role;
use tokio_util::sync::CancellationToken;
use tracing::{debug, info};

use crate::attended::Attended;
use crate::closing::{Ending, linger, say_farewell, send_rest};
use crate::dispatch::Conversation;
use crate::echo::{Socket, Tally, echo};
use crate::events::{Ledger, Run};
use crate::express::Express;
use crate::http::{self, HttpEnding};
use crate::limits;
use crate::meter::{Meter, Metered};
use crate::pulse::{Pulse, SignsOfLife};
use crate::refusal::Refusal;
use crate::scenario::{After, Drip, Place, Scenario, act_on_stream, play};
use crate::secured::{Acceptor, Insecure, secure, tcp};
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
    let mut stream = Metered::new(stream, Arc::clone(&meter));
    if hold(&mut stream, peer, meter, &site, &shutdown).await == After::Reset {
        reset(stream.get_ref());
    }
}

async fn serve_secured(
    stream: TcpStream,
    acceptor: Acceptor,
    site: &Site,
    shutdown: &CancellationToken,
) {
    let peer = stream.peer_addr().ok();
    let meter = Arc::default();
    let shaking = secure(stream, acceptor, Arc::clone(&meter));
    let shaking = timeout(site.config.request_timeout(), shaking);
    let shaken = tokio::select! {
        biased;
        () = shutdown.cancelled() => return,
        shaken = shaking => shaken,
    };
    match shaken {
        Ok(Ok(mut stream)) => {
            if hold(&mut stream, peer, meter, site, shutdown).await == After::Reset {
                reset(tcp(&stream));
            }
        }
        Ok(Err(error)) => {
            site.metrics.refused("tls");
            info!(?error, "no TLS");
            if let Insecure::NotTried(mut stream) = error {
                let reason = "This port speaks TLS: wss:// and https://.".to_owned();
                tell(&mut stream, Refusal::new(StatusCode::BAD_REQUEST, reason)).await;
            }
        }
        Err(_) => {
            site.metrics.refused("timeout");
            info!("refused: the TLS handshake took too long");
        }
    }
}

/// The life of a connection, over whatever carries it; the meter is that of the socket below.
pub(crate) async fn hold<S>(
    stream: &mut S,
    peer: Option<SocketAddr>,
    meter: Arc<Meter>,
    site: &Site,
    shutdown: &CancellationToken,
) -> After
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    // To the very end: what is said last belongs to whoever asked last.
    let ledger = Ledger::new(meter);
    // What only some connections need, or need only for a while, is boxed: all of them have room for
    // the rest, idle or not.
    let http = Box::pin(http::serve(stream, site, peer, &ledger, shutdown));
    match http.await {
        HttpEnding::Upgraded(conversation, read) => {
            let after = converse(stream, read, *conversation, ledger.run(), site, shutdown).await;
            if after == After::Reset {
                return after;
            }
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
            let reason = format!("The request took longer than {handshake_timeout:?}.");
            let refusal = Refusal::new(StatusCode::REQUEST_TIMEOUT, reason);
            site.metrics.refused(refusal.cause());
            refusal.write(stream).await;
        }
        HttpEnding::Stalled => {
            info!("reset: the answer to a request was not taken");
            // An orderly end would have to wait behind what the peer does not take.
            return After::Reset;
        }
        HttpEnding::Lost => return After::End,
    }
    linger(stream).await;
    After::End
}

/// Tells a TCP connection that there is no room for it, without waiting for a request.
pub(crate) async fn refuse(mut stream: TcpStream, acceptor: Option<Acceptor>, refusal: Refusal) {
    let Some(acceptor) = acceptor else {
        return tell(&mut stream, refusal).await;
    };
    let shaking = secure(stream, acceptor, Arc::default());
    // Whoever hurries learns why.
    match timeout(limits::CLOSE_TIMEOUT, shaking).await {
        Ok(Ok(mut stream)) => tell(&mut stream, refusal).await,
        Ok(Err(Insecure::NotTried(mut stream))) => tell(&mut stream, refusal).await,
        Ok(Err(Insecure::Failed(error))) => debug!(%error, "no TLS"),
        Err(_) => debug!("the TLS handshake took too long"),
    }
}

/// Says why not, and nothing after that.
async fn tell(stream: &mut (impl AsyncRead + AsyncWrite + Unpin), refusal: Refusal) {
    refusal.write(stream).await;
    linger(stream).await;
}

fn tune(stream: &TcpStream) -> std::io::Result<()> {
    // Answers are batched already: nothing is gained by holding back a small packet.
    stream.set_nodelay(true)?;
    let keepalive = TcpKeepalive::new().with_time(limits::KEEPALIVE_TIME);
    SockRef::from(stream).set_tcp_keepalive(&keepalive)
}

/// The WebSocket on the stream itself, so nothing of HTTP stands between it and the frames. What
/// was read together with the handshake comes first. The stream is only lent: it has to linger.
async fn web_socket<S>(stream: S, read: Bytes, site: &Site) -> Attended<'_, S>
where
    S: AsyncRead + AsyncWrite + SignsOfLife + Unpin,
{
    let config = &site.config;
    let max_payload = config.frame_bound().min(config.echo_frame_size());
    let lane = Express::new(stream, &read, max_payload);
    let socket =
        WebSocketStream::from_raw_socket(lane, Role::Server, Some(config.web_socket())).await;
    Attended::new(socket, site)
}

/// The life of a WebSocket, over whatever carries it.
async fn converse<S>(
    stream: &mut S,
    read: Bytes,
    conversation: Conversation,
    run: Option<Arc<Run>>,
    site: &Site,
    shutdown: &CancellationToken,
) -> After
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let Conversation {
        scenario,
        handshake,
    } = conversation;
    let _open = site.metrics.web_socket(&scenario);
    let halls = site.halls.clone();
    let place = Place {
        halls,
        handshake,
        run,
        max_frame_size: site.config.echo_frame_size(),
    };
    if scenario.is_plain_echo() {
        let socket = web_socket(Pulse::new(stream), read, site).await;
        let code = live(socket, &scenario, &place, shutdown).await;
        site.metrics.closed(code);
    } else if scenario.is_conversation() {
        let rate = scenario.bytes_per_second();
        let mut socket = web_socket(Drip::new(Pulse::new(stream), rate), read, site).await;
        if rate.is_some() {
            // A ping has to wait behind what goes so slowly.
            socket.be_patient(site.config.unwatched_time());
        }
        let code = live(socket, &scenario, &place, shutdown).await;
        site.metrics.closed(code);
    } else {
        info!(?scenario, "connection opened");
        tokio::select! {
            biased;
            () = shutdown.cancelled() => {}
            played = Box::pin(act_on_stream(&scenario, stream, site.config.unwatched_time())) => match played {
                Ok(after) => return after,
                Err(error) => debug!(%error, "the stream broke"),
            },
        }
    }
    After::End
}

/// From the first message to the last close frame. Returns the close code.
async fn live(
    mut socket: impl Socket,
    scenario: &Scenario,
    place: &Place,
    shutdown: &CancellationToken,
) -> u16 {
    info!("connection opened");
    let opened = Instant::now();
    let mut tally = Tally::default();
    let ending = tokio::select! {
        biased;
        () = shutdown.cancelled() => Ending::ShutDown,
        ending = talk(&mut socket, scenario, place, &mut tally) => ending,
    };
    if let Some(frame) = ending.farewell() {
        say_farewell(&mut socket, frame).await;
    } else if ending.is_end_of_stream() {
        send_rest(&mut socket).await;
    }
    report(&ending, tally, opened.elapsed());
    ending.code()
}

/// The plain echo has a way of its own, through which nothing of the scenarios passes.
async fn talk(
    socket: &mut impl Socket,
    scenario: &Scenario,
    place: &Place,
    tally: &mut Tally,
) -> Ending {
    if !scenario.is_plain_echo() {
        return Box::pin(play(scenario, socket, place, tally)).await;
    }
    match echo(socket, place.max_frame_size, tally).await {
        Ok(frame) => Ending::ClosedByPeer(frame),
        Err(error) => Ending::Failed(error),
    }
}

/// Ends the connection with a TCP reset: what was not sent yet is thrown away.
fn reset(stream: &TcpStream) {
    if let Err(error) = SockRef::from(stream).set_linger(Some(Duration::ZERO)) {
        debug!(%error, "the connection could not be reset");
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
