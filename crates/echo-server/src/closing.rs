//! How a connection ends, and what is sent last.

use std::io;

use futures_util::{SinkExt, StreamExt};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::error::{CapacityError, ProtocolError};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Error, Message, Utf8Bytes};
use tracing::debug;
use wire::stream::InboundFault;

use crate::echo::Socket;
use crate::keep_alive::Overdue;
use crate::limits;

/// Why a conversation is over.
#[derive(Debug)]
pub(crate) enum Ending {
    /// The peer began the close handshake, which is done.
    ClosedByPeer(Option<CloseFrame>),
    /// The scenario ends here, with this close frame.
    ClosedByUs(CloseFrame),
    /// The peer broke a rule, or the connection broke.
    Failed(Error),
    /// The server is being shut down.
    ShutDown,
}

impl Ending {
    /// The close frame that the peer still has to be sent, if it can be.
    pub(crate) fn close_frame(&self) -> Option<CloseFrame> {
        match self {
            Self::ClosedByPeer(_) => None,
            Self::ClosedByUs(frame) => Some(frame.clone()),
            Self::Failed(error) => verdict(error),
            Self::ShutDown => Some(close_frame(
                CloseCode::Away,
                "the echo server is shutting down",
            )),
        }
    }

    /// Whether the peer ended its side of the stream without a close frame, and in TLS perhaps without the alert that announces it. It
    /// may still read.
    pub(crate) fn is_end_of_stream(&self) -> bool {
        match self {
            Self::Failed(Error::Protocol(ProtocolError::ResetWithoutClosingHandshake)) => true,
            Self::Failed(Error::Io(error)) => error.kind() == io::ErrorKind::UnexpectedEof,
            _ => false,
        }
    }

    /// The close code of the connection, as the API of a browser would tell it (RFC 6455, section
    /// 7.1.5): 1005 if the peer gave none, 1006 if there was no close handshake.
    pub(crate) fn code(&self) -> u16 {
        match self {
            Self::ClosedByPeer(Some(frame)) => frame.code.into(),
            Self::ClosedByPeer(None) => CloseCode::Status.into(),
            Self::ClosedByUs(_) | Self::Failed(_) | Self::ShutDown => self
                .close_frame()
                .map_or(CloseCode::Abnormal, |frame| frame.code)
                .into(),
        }
    }
}

/// What a peer is told that broke a rule (RFC 6455, section 7.4.1) or was silent for too long. `None`
/// if it is gone.
fn verdict(error: &Error) -> Option<CloseFrame> {
    if let Some(overdue) = Overdue::of(error) {
        let code = match overdue {
            // No rule was broken, and the peer may connect again.
            Overdue::Idle(_) => CloseCode::Away,
            // A ping has to be answered (section 5.5.2).
            Overdue::Unanswered(_) => CloseCode::Policy,
        };
        return Some(close_frame(code, overdue.to_string()));
    }
    if let Some(fault) = inbound_fault(error) {
        return Some(match fault {
            InboundFault::Inflate => close_frame(CloseCode::Invalid, fault.to_string()),
            InboundFault::Frame(fault) => {
                let reason = format!("the client sent a {fault}");
                close_frame(CloseCode::Protocol, reason)
            }
        });
    }
    match error {
        Error::Capacity(CapacityError::MessageTooLong { max_size, .. }) => {
            let reason = format!("this server takes messages and frames of up to {max_size} bytes");
            Some(close_frame(CloseCode::Size, reason))
        }
        Error::Utf8(_) => Some(close_frame(CloseCode::Invalid, "text must be UTF-8")),
        Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => None,
        Error::Protocol(error) => Some(close_frame(CloseCode::Protocol, protocol_reason(error))),
        _ => None,
    }
}

/// What the layer that compresses found wrong, if that is the error.
fn inbound_fault(error: &Error) -> Option<InboundFault> {
    match error {
        Error::Io(error) => error.get_ref()?.downcast_ref().copied(),
        _ => None,
    }
}

/// The message of the library, unless it quotes so much of what the peer sent that it does not fit: a reason has at most
/// 123 bytes (section 5.5).
fn protocol_reason(error: &ProtocolError) -> String {
    const MAX_REASON_BYTES: usize = 123;
    let reason = error.to_string();
    if reason.len() <= MAX_REASON_BYTES {
        reason
    } else {
        "protocol error".to_owned()
    }
}

pub(crate) fn close_frame(code: CloseCode, reason: impl Into<Utf8Bytes>) -> CloseFrame {
    CloseFrame {
        code,
        reason: reason.into(),
    }
}

/// Sends a close frame and reads until the peer has answered it, both within a bound, so that the connection ends whatever
/// the peer does.
pub(crate) async fn close_handshake(socket: &mut impl Socket, frame: CloseFrame) {
    let handshake = async {
        socket.send(Message::Close(Some(frame))).await?;
        // After a broken rule the stream has ended already: nothing more can be understood.
        while let Some(message) = socket.next().await {
            message?;
        }
        Ok::<(), Error>(())
    };
    match timeout(limits::CLOSE_TIMEOUT, handshake).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => debug!(%error, "the close handshake failed"),
        Err(_) => debug!("the peer did not answer the close frame in time"),
    }
}

/// Sends what has been answered already, within a bound.
pub(crate) async fn send_rest(socket: &mut impl Socket) {
    match timeout(limits::CLOSE_TIMEOUT, socket.flush()).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => debug!(%error, "the last answers could not be sent"),
        Err(_) => debug!("the peer did not take the last answers in time"),
    }
}

/// Ends our side of the stream, then reads and discards the rest of the other side, within a
/// bound. Dropped right away, the stream would be reset, and the peer might never read the last
/// frame.
pub(crate) async fn linger(stream: &mut (impl AsyncRead + AsyncWrite + Unpin)) {
    let drain = async {
        stream.shutdown().await?;
        tokio::io::copy(stream, &mut tokio::io::sink()).await
    };
    match timeout(limits::LINGER_TIMEOUT, drain).await {
        Ok(Ok(_)) => {}
        Ok(Err(error)) => debug!(%error, "the stream did not end in an orderly way"),
        Err(_) => debug!("the peer did not end the stream in time"),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use wire::FrameFault;

    use super::{CapacityError, Ending, Error, InboundFault, Overdue, ProtocolError, io};

    fn check(ending: &Ending, code: u16, is_told: bool) {
        assert_eq!(ending.code(), code, "{ending:?}");
        let frame = ending.close_frame();
        assert_eq!(frame.is_some(), is_told, "{ending:?}");
        if let Some(frame) = frame {
            assert_eq!(u16::from(frame.code), code, "{ending:?}");
            assert!(frame.reason.len() <= 123, "{ending:?}");
        }
    }

    #[test]
    fn each_ending_has_its_code() {
        let too_long = Error::Capacity(CapacityError::MessageTooLong {
            size: usize::MAX,
            max_size: usize::MAX,
        });
        check(&Ending::Failed(too_long), 1009, true);
        check(&Ending::Failed(Error::Utf8(String::new())), 1007, true);
        let fault = |fault: InboundFault| Ending::Failed(io::Error::from(fault).into());
        check(&fault(InboundFault::Inflate), 1007, true);
        for frame in [FrameFault::LongLength, FrameFault::HighLength] {
            check(&fault(InboundFault::Frame(frame)), 1002, true);
        }
        for error in [
            ProtocolError::NonZeroReservedBits,
            ProtocolError::UnmaskedFrameFromClient,
            ProtocolError::InvalidOpcode(3),
            ProtocolError::InvalidCloseSequence,
        ] {
            check(&Ending::Failed(Error::Protocol(error)), 1002, true);
        }
        let time = Duration::MAX;
        check(&Ending::Failed(Overdue::Idle(time).into()), 1001, true);
        check(
            &Ending::Failed(Overdue::Unanswered(time).into()),
            1008,
            true,
        );
        check(&Ending::ShutDown, 1001, true);
        check(&Ending::ClosedByPeer(None), 1005, false);
        let reset = Error::Protocol(ProtocolError::ResetWithoutClosingHandshake);
        check(&Ending::Failed(reset), 1006, false);
        check(&Ending::Failed(Error::ConnectionClosed), 1006, false);
        check(
            &Ending::Failed(io::Error::from(io::ErrorKind::BrokenPipe).into()),
            1006,
            false,
        );
    }
}
