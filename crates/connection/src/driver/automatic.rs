//! ewebsock, and where it gets no further, tokio-tungstenite itself: a second request within the same attempt.
//!
//! ewebsock dials by itself, tells errors as text, and hides everything else. Of some servers that are right it says that they
//! are wrong: of those that send an interim reply or a list in `Connection`, or whose reply comes in small pieces. The other
//! driver reads such a reply itself, and of a redirect or a head over a limit it tells more. So when ewebsock ends with such an
//! error, the other driver asks once more, and a row says so. A refusal (4xx, 5xx) or a failure of TLS is what the server
//! means, and is not asked for twice.
//!
//! # A silent address
//!
//! ewebsock also tries the addresses of a name one after the other, each for as long as the system lets it, minutes for one
//! that is silent. It does not tell how far it came: an address that is silent and a server that takes long to answer look the
//! same from here, and the latter must not be asked twice. So if nothing has come after [`SILENCE`], the name is looked up here
//! as well, and its addresses are tried with TCP alone, in the order in which ewebsock tries them: one that refuses, it has
//! left behind; at the first one that accepts, it has been accepted too, and is waited for. Only if one is silent and a later
//! one accepts, ewebsock is held up, and is dropped. A name with a single address is left alone: nobody else could be asked.
//!
//! Rejected: racing the addresses first, in every attempt (each server would see a connection without a request); reading the
//! tables of sockets of the system (another way for each system).
//!
//! # One after the other
//!
//! The second request begins when ewebsock's task has ended, and its socket is closed with it: the end of its `Ear` is the signal.

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::select_ok;
use tokio::net::{TcpStream, lookup_host};
use tokio::task::AbortHandle;
use tokio::time::{sleep, timeout};

use super::Driver;
use super::ewebsock::Ewebsock;
use super::failure::no_network;
use super::native::Native;
use super::network::{Network, Stop};
use crate::connection::Signals;
use crate::{
    Cause, CloseFrame, Endpoint, Failure, Message, Options, ReplyFault, Signal, Step, TakeOver,
};

/// How long nothing may come from ewebsock before it is looked whether an address holds it up: a server that can be reached
/// has accepted by then, even behind a slow mobile network.
const SILENCE: Duration = Duration::from_secs(1);

/// How long an address may be silent while it is tried here before those after it are tried as well. Twice what RFC 8305,
/// section 5, recommends: ewebsock has tried it for longer, and what is decided here is not whom to ask but whether again.
const ATTEMPT_DELAY: Duration = Duration::from_millis(500);

/// The most addresses that are tried here. Names have a handful; nobody's socket table is to be filled by a name.
const MAX_TRIED: usize = 8;

/// One attempt and the connection that came from it.
pub(super) struct Automatic(Arc<Shared>);

/// What the face of the driver and the ear of ewebsock have in common.
struct Shared {
    stage: Mutex<Stage>,
    /// Why the second request is to be sent, once that is certain. From then on nothing that ewebsock says is of interest.
    reason: Mutex<Option<TakeOver>>,
    endpoint: Endpoint,
    options: Options,
    signals: Signals,
}

/// What is done about what ewebsock says.
enum Verdict {
    Tell,
    Ignore,
    TakeOver(TakeOver),
}

enum Stage {
    /// ewebsock tries, or carries the connection.
    First(Ewebsock),
    /// The other driver does.
    Second(Native),
    /// It was hung up, or ended.
    Over,
}

impl Automatic {
    /// Begins to connect.
    pub(super) fn dial(
        endpoint: &Endpoint,
        options: &Options,
        signals: Signals,
    ) -> Result<Self, Failure> {
        let (network, lease) = Network::start().map_err(no_network)?;
        let shared = Arc::new(Shared {
            stage: Mutex::new(Stage::Over),
            reason: Mutex::default(),
            endpoint: endpoint.clone(),
            options: options.clone(),
            signals,
        });
        let watching = watch(Arc::clone(&shared), lease.stop());
        let watch = network.within(|| tokio::spawn(watching)).abort_handle();
        let hearing = Arc::clone(&shared);
        let hear = Box::new(move |signal| hearing.hear(signal, &watch));
        {
            // What ewebsock says at once waits until it is known whose word that is.
            let mut stage = shared.stage();
            *stage = Stage::First(Ewebsock::dial(endpoint, network, lease, hear)?);
        }
        Ok(Self(shared))
    }

    fn end(&self) -> Stage {
        std::mem::replace(&mut self.0.stage(), Stage::Over)
    }
}

impl Shared {
    /// Hears what ewebsock says.
    fn hear(&self, signal: Signal, watch: &AbortHandle) {
        match self.judge(&signal, watch) {
            Verdict::Tell => self.signals.tell(signal),
            Verdict::Ignore => {}
            Verdict::TakeOver(why) => self.take_over(why),
        }
    }

    fn judge(&self, signal: &Signal, watch: &AbortHandle) -> Verdict {
        let mut reason = lock(&self.reason);
        if matches!(signal, Signal::Opened | Signal::Gone) {
            watch.abort();
        }
        if let Signal::Error(failure) = signal {
            *reason = reason.or(reason_of(failure));
        }
        match (*reason, signal) {
            (None, _) => Verdict::Tell,
            (Some(why), Signal::Gone) => Verdict::TakeOver(why),
            (Some(_), _) => Verdict::Ignore,
        }
    }

    /// Sends the second request. Nothing of the first attempt is left.
    fn take_over(&self, why: TakeOver) {
        self.signals.tell(Signal::Step(Step::TakenOver { why }));
        let mut stage = self.stage();
        if !matches!(*stage, Stage::First(_)) {
            // It was hung up meanwhile.
            return;
        }
        match Native::dial(&self.endpoint, &self.options, self.signals.clone()) {
            Ok(second) => *stage = Stage::Second(second),
            Err(failure) => {
                *stage = Stage::Over;
                drop(stage);
                self.signals.tell(Signal::Error(failure));
            }
        }
    }

    fn stage(&self) -> MutexGuard<'_, Stage> {
        lock(&self.stage)
    }
}

/// Why a server is asked once more after ewebsock ended with this, if it is.
fn reason_of(failure: &Failure) -> Option<TakeOver> {
    /// What tungstenite says of a reply in many small pieces, and of one over 64 KiB.
    const ATTACK: &str = "Attack attempt detected";
    Some(match failure.cause {
        Cause::HttpStatus(100..200) => TakeOver::InterimReply,
        Cause::HttpStatus(300..400) => TakeOver::Redirect,
        Cause::Reply(ReplyFault::Upgrade) => TakeOver::Upgrade,
        Cause::Reply(ReplyFault::Connection) => TakeOver::Connection,
        Cause::Reply(ReplyFault::Malformed) => TakeOver::Malformed,
        Cause::HeadLimit(_) => TakeOver::HeadLimit,
        _ if failure.detail == ATTACK => TakeOver::Pieces,
        _ => return None,
    })
}

/// Drops ewebsock if a silent address holds it up.
async fn watch(shared: Arc<Shared>, stop: Stop) {
    sleep(SILENCE).await;
    let (host, port) = shared.endpoint.host_and_port();
    let Ok(found) = lookup_host((host, port)).await else {
        return;
    };
    let addresses: Vec<_> = found.take(MAX_TRIED).collect();
    if addresses.len() > 1 && is_held_up(&addresses).await {
        *lock(&shared.reason) = Some(TakeOver::SilentAddress);
        stop.stop();
    }
}

/// Whether one who tries these addresses one after the other is held up by one that is silent, while a later one accepts.
async fn is_held_up(addresses: &[SocketAddr]) -> bool {
    for (index, address) in addresses.iter().enumerate() {
        let mut connecting = pin!(TcpStream::connect(address));
        match timeout(ATTEMPT_DELAY, &mut connecting).await {
            Ok(Ok(_accepted)) => return false,
            Ok(Err(_refused)) => {}
            Err(_silent) => {
                return tokio::select! {
                    // It was slow, or ewebsock goes on by itself now.
                    _ = connecting => false,
                    accepts = accepts(&addresses[index + 1..]) => accepts,
                };
            }
        }
    }
    false
}

/// Whether any of these accepts.
async fn accepts(addresses: &[SocketAddr]) -> bool {
    let connecting = addresses
        .iter()
        .map(|address| Box::pin(TcpStream::connect(address)));
    !addresses.is_empty() && select_ok(connecting).await.is_ok()
}

impl Driver for Automatic {
    fn is_full(&self) -> bool {
        match &*self.0.stage() {
            Stage::First(driver) => driver.is_full(),
            Stage::Second(driver) => driver.is_full(),
            Stage::Over => false,
        }
    }

    fn sends_pings(&self) -> bool {
        matches!(&*self.0.stage(), Stage::Second(driver) if driver.sends_pings())
    }

    fn sends_close_frames(&self) -> bool {
        matches!(&*self.0.stage(), Stage::Second(driver) if driver.sends_close_frames())
    }

    fn has_taken_over(&self) -> bool {
        matches!(&*self.0.stage(), Stage::Second(_))
    }

    fn send(&mut self, message: Message) {
        match &mut *self.0.stage() {
            Stage::First(driver) => driver.send(message),
            Stage::Second(driver) => driver.send(message),
            Stage::Over => {}
        }
    }

    fn close_with(self: Box<Self>, frame: CloseFrame) {
        if let Stage::Second(driver) = self.end() {
            Box::new(driver).close_with(frame);
        }
    }

    fn finish(self: Box<Self>, patience: Duration) {
        match self.end() {
            Stage::First(driver) => Box::new(driver).finish(patience),
            Stage::Second(driver) => Box::new(driver).finish(patience),
            Stage::Over => {}
        }
    }
}

impl Drop for Automatic {
    fn drop(&mut self) {
        // The ear holds what is shared for as long as ewebsock lives: that must not keep it alive.
        drop(self.end());
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing is left half done by what holds these.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use socket2::{Domain, Socket, Type};

    use super::super::failure::from_text;
    use super::*;

    /// An address that accepts, and what keeps it.
    fn accepting() -> (TcpListener, SocketAddr) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        (listener, address)
    }

    /// An address that refuses.
    fn refusing() -> SocketAddr {
        accepting().1
    }

    /// An address that does not answer, since its queue is full, and what keeps it.
    fn silent() -> (Socket, Vec<std::net::TcpStream>, SocketAddr) {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        let any: SocketAddr = "127.0.0.1:0".parse().unwrap();
        socket.bind(&any.into()).unwrap();
        socket.listen(0).unwrap();
        let address = socket.local_addr().unwrap().as_socket().unwrap();
        let connect = || {
            let patience = Duration::from_millis(200);
            std::net::TcpStream::connect_timeout(&address, patience).ok()
        };
        let waiting = std::iter::from_fn(connect).collect();
        (socket, waiting, address)
    }

    #[test]
    fn ewebsock_is_held_up_by_a_silent_address_before_one_that_accepts() {
        let runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = { runtime }.enable_all().build().unwrap();
        let (_listener, accepts) = accepting();
        let (_socket, _waiting, is_silent) = silent();
        let refuses = refusing();
        let check = |addresses: &[SocketAddr], expected| {
            assert_eq!(
                runtime.block_on(is_held_up(addresses)),
                expected,
                "{addresses:?}"
            );
        };
        check(&[is_silent, accepts], true);
        check(&[refuses, is_silent, refuses, accepts], true);
        check(&[accepts, is_silent], false);
        check(&[refuses, accepts, is_silent], false);
        check(&[is_silent, refuses], false);
        check(&[refuses], false);
        check(&[], false);
    }

    #[test]
    fn only_what_ewebsock_misjudges_is_asked_for_twice() {
        #[track_caller]
        fn check(text: &str, expected: Option<TakeOver>) {
            assert_eq!(reason_of(&from_text(text.to_owned())), expected, "{text}");
        }
        check("HTTP error: 103 Early Hints", Some(TakeOver::InterimReply));
        check("HTTP error: 100 Continue", Some(TakeOver::InterimReply));
        check(
            "HTTP error: 301 Moved Permanently",
            Some(TakeOver::Redirect),
        );
        check(
            "HTTP error: 308 Permanent Redirect",
            Some(TakeOver::Redirect),
        );
        let protocol = |text: &str| format!("WebSocket protocol error: {text}");
        check(
            &protocol("No \"Connection: upgrade\" header"),
            Some(TakeOver::Connection),
        );
        check(
            &protocol("No \"Upgrade: websocket\" header"),
            Some(TakeOver::Upgrade),
        );
        check(
            &protocol("httparse error: invalid header name"),
            Some(TakeOver::Malformed),
        );
        check("Attack attempt detected", Some(TakeOver::Pieces));
        check(
            "Space limit exceeded: Too many headers",
            Some(TakeOver::HeadLimit),
        );
        for text in [
            "HTTP error: 200 OK",
            "HTTP error: 400 Bad Request",
            "HTTP error: 401 Unauthorized",
            "HTTP error: 404 Not Found",
            "HTTP error: 429 Too Many Requests",
            "HTTP error: 500 Internal Server Error",
            "HTTP error: 503 Service Unavailable",
            "TLS error: Invalid DNS name",
            "IO error: invalid peer certificate: UnknownIssuer",
            "IO error: received corrupt message of type InvalidContentType",
            "IO error: Connection refused (os error 111)",
            "Space limit exceeded: Message too long: 67108865 > 67108864",
            "UTF-8 encoding error",
        ] {
            check(text, None);
        }
        for text in [
            "Handshake not finished",
            "Key mismatch in \"Sec-WebSocket-Accept\" header",
            "SubProtocol error: Server sent a subprotocol but none was requested",
            "httparse error: invalid HTTP version",
            "HTTP version must be 1.1 or higher",
            "Reserved bits are non-zero",
            "Connection reset without closing handshake",
        ] {
            check(&protocol(text), None);
        }
    }
}
