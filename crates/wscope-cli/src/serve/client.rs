//! One client, from its connection to its end.

use std::sync::Arc;
use std::time::Instant;

use connection::{CloseFrame, MAX_MESSAGE_BYTES};
use futures_util::{SinkExt as _, StreamExt as _};
use message_log::Kind;
use payload::visible::shortened;
use session::mock::{MockConversation, Reply};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::{sleep_until, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
use tokio_tungstenite::tungstenite::protocol::frame::{CloseFrame as WireCloseFrame, Frame};
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error, Message, Utf8Bytes};
use wire::stream::{self, FrameStream, StreamConfig};

use super::closing::{broken_rule, by_client, with_code};
use super::handshakes::Handshake;
use super::http::{self, Opened};
use super::server::{Server, Unknown};
use super::unfinished::Counted;
use crate::limits::{MAX_UNREAD_BYTES, REQUEST_TIMEOUT, SERVER_CLOSE_TIMEOUT, SHOWN_CHARACTERS};
use crate::telling::remark;

type Socket = WebSocketStream<Counted<FrameStream<TcpStream>>>;

/// How a conversation ended.
enum Ending {
    /// It is closed, or the client is gone. By whom and how is said so.
    Closed(String),
    /// It is to be closed with this.
    Close(Option<WireCloseFrame>),
    /// The connection is dropped, as it was in the recording.
    Drop,
    /// The connection broke, or the client broke a rule.
    Broken(Error),
    /// The program ends.
    Stopped,
}

/// Serves a client until it is gone, or the program ends.
pub(super) async fn serve(
    stream: TcpStream,
    name: String,
    server: Arc<Server>,
    handshake: Handshake,
    mut stopped: watch::Receiver<bool>,
) {
    // Each reply is due when it is due.
    stream.set_nodelay(true).ok();
    let opened = tokio::select! {
        biased;
        _ = stopped.wait_for(|is_stopped| *is_stopped) => return,
        opened = timeout(REQUEST_TIMEOUT, http::open(stream, &server, &name)) => opened,
    };
    // Whatever came of it, another one may begin.
    drop(handshake);
    let opened = opened.unwrap_or_else(|_late| {
        let seconds = REQUEST_TIMEOUT.as_secs();
        remark(&format!(
            "{name} was dropped: its handshake took more than {seconds} s"
        ));
        None
    });
    let Some(Opened {
        stream,
        read,
        target,
        compression,
        seat,
    }) = opened
    else {
        return;
    };
    remark(&format!(
        "{name} is connected, to {}",
        shortened(&target, SHOWN_CHARACTERS)
    ));
    let config = WebSocketConfig::default()
        .max_write_buffer_size(MAX_UNREAD_BYTES)
        .max_message_size(Some(MAX_MESSAGE_BYTES))
        .max_frame_size(Some(MAX_MESSAGE_BYTES));
    let layer = StreamConfig {
        role: stream::Role::Server,
        compression,
        max_frame_size: MAX_MESSAGE_BYTES,
    };
    let stream = FrameStream::new(stream, read.to_vec(), &layer);
    let stream = Counted::new(stream, Arc::clone(&server.unfinished));
    let mut socket = WebSocketStream::from_raw_socket(stream, Role::Server, Some(config)).await;
    let mut client = Client {
        conversation: MockConversation::new(
            Arc::clone(&server.mock),
            server.matching,
            server.speed,
            Instant::now(),
        ),
        name,
        said: 0,
        unknown: server.unknown,
    };
    let ending = tokio::select! {
        biased;
        _ = stopped.wait_for(|is_stopped| *is_stopped) => Ending::Stopped,
        ending = client.converse(&mut socket) => ending,
    };
    let words = end(&mut socket, ending).await;
    remark(&format!(
        "{}: {words}; {} of {} recorded messages were sent to it, and {} of {} received from it",
        client.name,
        client.said,
        server.mock.said(),
        client.conversation.heard(),
        server.mock.heard()
    ));
    drop(seat);
}

/// What is said of a client that is gone without a close frame.
fn gone() -> String {
    "ended by the client without a close frame".to_owned()
}

/// A client, and what it has heard.
struct Client {
    conversation: MockConversation,
    name: String,
    said: u64,
    unknown: Unknown,
}

impl Client {
    async fn converse(&mut self, socket: &mut Socket) -> Ending {
        let mut closed = None;
        loop {
            // After a close frame nothing is said any more (RFC 6455, section 5.5.1).
            let due = self.conversation.due().filter(|_| closed.is_none());
            let is_due = async {
                match due {
                    Some(due) => sleep_until(due.into()).await,
                    None => std::future::pending().await,
                }
            };
            let came = tokio::select! {
                biased;
                () = is_due => {
                    if let Some(ending) = self.say_due(socket).await {
                        return ending;
                    }
                    continue;
                }
                came = socket.next(), if self.conversation.can_hear() => came,
            };
            match came {
                None => return Ending::Closed(closed.unwrap_or_else(gone)),
                Some(Ok(Message::Close(frame))) => closed = Some(by_client(frame.as_ref())),
                Some(Ok(message)) => {
                    // A control frame may stand between the fragments of a message, and does not end it (RFC 6455, section 5.4).
                    if message.is_text() || message.is_binary() {
                        socket.get_mut().end_message();
                    } else {
                        socket.get_mut().skip_control(message.len());
                    }
                    if let Some(ending) = self.hear(&message) {
                        return ending;
                    }
                }
                Some(Err(Error::ConnectionClosed)) => {
                    return Ending::Closed(closed.unwrap_or_else(gone));
                }
                Some(Err(error)) => return Ending::Broken(error),
            }
        }
    }

    /// Says all that is due. Returns how the conversation ends, if it does.
    async fn say_due(&mut self, socket: &mut Socket) -> Option<Ending> {
        let now = Instant::now();
        let mut ending = None;
        while ending.is_none()
            && let Some(reply) = self.conversation.take_due(now)
        {
            self.said += 1;
            match reply {
                Reply::Message(kind, payload) => {
                    let fed = socket.feed(message(kind, payload)).await;
                    ending = fed.err().map(Ending::Broken);
                }
                Reply::Close(frame) => ending = Some(closing(frame)),
                Reply::Drop => ending = Some(Ending::Drop),
            }
        }
        // What was said before the end has to leave.
        match socket.flush().await {
            Ok(()) => ending,
            Err(error) => ending.or(Some(Ending::Broken(error))),
        }
    }

    /// Returns how the conversation ends, if it does.
    fn hear(&mut self, message: &Message) -> Option<Ending> {
        let (kind, payload) = match message {
            Message::Text(text) => (Kind::Text, text.as_bytes()),
            Message::Binary(bytes) => (Kind::Binary, &bytes[..]),
            // The library answers pings.
            Message::Ping(_) | Message::Pong(_) | Message::Close(_) | Message::Frame(_) => {
                return None;
            }
        };
        let heard = self.conversation.hear(kind, payload, Instant::now());
        if heard.is_ok() {
            return None;
        }
        remark(&format!(
            "{} sent what the recording has no answer to: {}",
            self.name,
            described(kind, payload)
        ));
        let frame = WireCloseFrame {
            code: 1008.into(),
            reason: Utf8Bytes::from_static("the recording has no answer to this message"),
        };
        (self.unknown == Unknown::Close).then_some(Ending::Close(Some(frame)))
    }
}

/// A message in one line, cut.
fn described(kind: Kind, payload: &[u8]) -> String {
    // As much as is shown, with room for what is escaped.
    let start = &payload[..payload.len().min(4 * SHOWN_CHARACTERS)];
    match kind {
        Kind::Text => shortened(&String::from_utf8_lossy(start), SHOWN_CHARACTERS),
        _ => {
            let digits: String = start
                .iter()
                .take(32)
                .map(|byte| format!(" {byte:02x}"))
                .collect();
            let more = if payload.len() > 32 { " …" } else { "" };
            format!("{} bytes:{digits}{more}", payload.len())
        }
    }
}

fn message(kind: Kind, payload: Vec<u8>) -> Message {
    match kind {
        Kind::Text => match String::from_utf8(payload) {
            Ok(text) => Message::text(text),
            // The library sends no text that is none; the recorded server did.
            Err(error) => {
                let opcode = OpCode::Data(Data::Text);
                Message::Frame(Frame::message(error.into_bytes(), opcode, true))
            }
        },
        Kind::Ping => Message::Ping(payload.into()),
        Kind::Pong => Message::Pong(payload.into()),
        Kind::Binary | Kind::Event => Message::Binary(payload.into()),
    }
}

/// As the recorded server closed the connection. A code that stands for a connection that ended without a close frame cannot be
/// sent: then it ends without one.
fn closing(frame: Option<CloseFrame>) -> Ending {
    let normal = CloseFrame {
        code: Some(1000),
        reason: String::new(),
    };
    // Where nothing is known but that the server closed it, it is taken to be as usual.
    let frame = frame.unwrap_or(normal);
    if frame.check_sendable().is_err() {
        return Ending::Drop;
    }
    Ending::Close(frame.code.map(|code| WireCloseFrame {
        code: code.into(),
        reason: frame.reason.into(),
    }))
}

/// The longest reason that is told to a client, in characters: with those that are escaped, less than a close frame has room for (RFC 6455,
/// section 5.5).
const MAX_REASON: usize = 100;

/// Ends the connection, and says how.
async fn end(socket: &mut Socket, ending: Ending) -> String {
    let (frame, words) = match ending {
        Ending::Closed(words) => return words,
        Ending::Drop => return "dropped, as recorded".to_owned(),
        Ending::Broken(error) => match broken_rule(&error) {
            Some(rule) => {
                let frame = WireCloseFrame {
                    code: rule.code.into(),
                    reason: shortened(&rule.sent, MAX_REASON).into(),
                };
                (Some(frame), rule.words())
            }
            None => return format!("the connection broke ({error})"),
        },
        Ending::Close(frame) => {
            let words = format!("closed by this server{}", with_code(frame.as_ref()));
            (frame, words)
        }
        Ending::Stopped => {
            let frame = WireCloseFrame {
                code: 1001.into(),
                reason: Utf8Bytes::from_static("the mock server is shutting down"),
            };
            (
                Some(frame),
                "closed by this server with code 1001".to_owned(),
            )
        }
    };
    let closing = async {
        socket.close(frame).await?;
        // Until the client has answered.
        while let Some(message) = socket.next().await {
            message?;
        }
        Ok::<_, Error>(())
    };
    match timeout(SERVER_CLOSE_TIMEOUT, closing).await {
        Ok(Ok(()) | Err(Error::ConnectionClosed)) => words,
        Ok(Err(error)) => format!("{words}, which was not answered ({error})"),
        Err(_late) => format!("{words}, which was not answered"),
    }
}
