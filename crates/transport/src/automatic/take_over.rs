//! ewebsock, and where it gets no further, tokio-tungstenite itself: a second request within the same attempt.
//!
//! ewebsock connects by itself, tells errors as text, and hides everything else. It refuses some servers that
//! follow the rules: of those that send an interim reply or a list in `Connection`, or whose reply comes in small pieces. `Full` reads
//! such a reply itself, and of a redirect or a head over a limit it tells more. So when ewebsock ends with such an error, or is
//! held up by a [silent address](super::silent_address), `Full` asks once more, and a step tells it. A refusal (4xx, 5xx) or a
//! failure of TLS is what the server means, and is not asked for twice.
//!
//! The second request begins when ewebsock's task has ended, and its socket is closed with it: that its event handler is
//! dropped is the signal.

use std::sync::Arc;
use std::time::Duration;

use connection::{
    Cause, CloseFrame, Endpoint, Failure, Link, Message, Observer, Options, Raw, ReplyFault,
    Signal, Step, TakeOver, Transport,
};
use parking_lot::Mutex;
use tokio::task::AbortHandle;

use super::silent_address::holds_up;
use crate::ewebsock::{EwebsockLink, Network, Stop};
use crate::full::{Full, FullLink};

/// One attempt and the connection that came from it.
pub(super) struct TakeOverLink(Arc<Shared>);

/// What the link and the observer of ewebsock have in common.
struct Shared {
    stage: Mutex<Stage>,
    /// Why the second request is to be sent, once that is certain. From then on nothing that ewebsock tells is of interest.
    reason: Mutex<Option<TakeOver>>,
    endpoint: Endpoint,
    options: Options,
    observer: Observer,
}

/// What is done about a signal of ewebsock.
enum Verdict {
    Tell,
    Ignore,
    TakeOver(TakeOver),
}

enum Stage {
    /// ewebsock tries, or carries the connection.
    First(EwebsockLink),
    /// `Full` does.
    Second(FullLink),
    /// It was closed from this side, or ended.
    Over,
}

impl TakeOverLink {
    /// Begins to connect.
    pub(super) fn start(
        endpoint: &Endpoint,
        options: &Options,
        observer: Observer,
    ) -> Result<Self, Failure> {
        let (network, lease) = Network::start()?;
        let shared = Arc::new(Shared {
            stage: Mutex::new(Stage::Over),
            reason: Mutex::default(),
            endpoint: endpoint.clone(),
            options: options.clone(),
            observer,
        });
        let watching = watch(Arc::clone(&shared), lease.stop());
        let watch = network.within(|| tokio::spawn(watching)).abort_handle();
        let observing = Arc::clone(&shared);
        let observe = Box::new(move |signal: Signal<'_>| observing.observe(signal, &watch));
        {
            // What ewebsock tells at once waits until it is known whose signal that is.
            let mut stage = shared.stage.lock();
            *stage = Stage::First(EwebsockLink::start(endpoint, network, lease, observe)?);
        }
        Ok(Self(shared))
    }

    fn end(&self) -> Stage {
        std::mem::replace(&mut self.0.stage.lock(), Stage::Over)
    }
}

impl Shared {
    /// Takes in what ewebsock tells.
    fn observe(&self, signal: Signal<'_>, watch: &AbortHandle) {
        match self.judge(&signal, watch) {
            Verdict::Tell => self.observer.observe(signal),
            Verdict::Ignore => {}
            Verdict::TakeOver(why) => self.take_over(why),
        }
    }

    fn judge(&self, signal: &Signal<'_>, watch: &AbortHandle) -> Verdict {
        let mut reason = self.reason.lock();
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
        self.observer.observe(Signal::Step(Step::TakenOver { why }));
        let mut stage = self.stage.lock();
        if !matches!(*stage, Stage::First(_)) {
            // It was closed from this side meanwhile.
            return;
        }
        match FullLink::start(&self.endpoint, &self.options, self.observer.clone()) {
            Ok(second) => *stage = Stage::Second(second),
            Err(failure) => {
                *stage = Stage::Over;
                drop(stage);
                self.observer.observe(Signal::Error(failure));
            }
        }
    }
}

/// Drops ewebsock if a silent address holds it up.
async fn watch(shared: Arc<Shared>, stop: Stop) {
    if holds_up(&shared.endpoint).await {
        *shared.reason.lock() = Some(TakeOver::SilentAddress);
        stop.stop();
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

impl Link for TakeOverLink {
    fn is_full(&self) -> bool {
        match &*self.0.stage.lock() {
            Stage::First(link) => link.is_full(),
            Stage::Second(link) => link.is_full(),
            Stage::Over => false,
        }
    }

    fn sends_pings(&self) -> bool {
        matches!(&*self.0.stage.lock(), Stage::Second(link) if link.sends_pings())
    }

    fn sends_close_frames(&self) -> bool {
        matches!(&*self.0.stage.lock(), Stage::Second(link) if link.sends_close_frames())
    }

    fn sends_raw_frames(&self) -> bool {
        matches!(&*self.0.stage.lock(), Stage::Second(link) if link.sends_raw_frames())
    }

    fn send_raw(&mut self, raw: Raw) {
        if let Stage::Second(link) = &mut *self.0.stage.lock() {
            link.send_raw(raw);
        }
    }

    fn records_frames(&self) -> bool {
        matches!(&*self.0.stage.lock(), Stage::Second(link) if link.records_frames())
    }

    fn record_frames(&self, records: bool) {
        if let Stage::Second(link) = &*self.0.stage.lock() {
            link.record_frames(records);
        }
    }

    fn bytes_moved(&self) -> u64 {
        match &*self.0.stage.lock() {
            Stage::Second(link) => link.bytes_moved(),
            Stage::First(_) | Stage::Over => 0,
        }
    }

    fn successor(&self) -> Option<Arc<dyn Transport>> {
        let has_taken_over = matches!(&*self.0.stage.lock(), Stage::Second(_));
        has_taken_over.then(|| Arc::new(Full) as Arc<dyn Transport>)
    }

    fn send(&mut self, message: Message) {
        match &mut *self.0.stage.lock() {
            Stage::First(link) => link.send(message),
            Stage::Second(link) => link.send(message),
            Stage::Over => {}
        }
    }

    fn close_with(self: Box<Self>, frame: CloseFrame) {
        if let Stage::Second(link) = self.end() {
            Box::new(link).close_with(frame);
        }
    }

    fn finish(self: Box<Self>, frame: Option<CloseFrame>, time_limit: Duration) {
        match self.end() {
            Stage::First(link) => Box::new(link).finish(frame, time_limit),
            Stage::Second(link) => Box::new(link).finish(frame, time_limit),
            Stage::Over => {}
        }
    }
}

impl Drop for TakeOverLink {
    fn drop(&mut self) {
        // ewebsock's observer holds what is shared for as long as ewebsock lives: that must not keep it alive.
        drop(self.end());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::from_text;

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
