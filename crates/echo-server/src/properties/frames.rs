//! The fast echo beside tungstenite over the stream of frames that keeps to the standard where tungstenite does not: whatever
//! a client sends, and however it comes in pieces, the same bytes come back.

use std::fmt;
use std::task::{Context, Poll};

use futures_util::{SinkExt as _, StreamExt as _};
use scenario::messages::feed;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::error::CapacityError;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role};
use tokio_tungstenite::tungstenite::{Error, Message};
use wire::stream::{FrameStream, StreamConfig};

use super::{Client, choose};
use crate::Config;
use crate::echo::{Socket, Tally, echo};
use crate::fast_echo::FastEcho;

/// Small, so that it takes little to go beyond: of messages, of frames, and of what is answered in one frame.
const MAX_MESSAGE_SIZE: usize = 400;
const MAX_FRAME_SIZE: usize = 300;
const MAX_ECHO_FRAME_SIZE: usize = 200;

/// How the bytes are cut.
const SIZES: [usize; 8] = [1, 2, 3, 7, 20, 130, 1000, 100_000];

/// The echo of any bytes is that of tungstenite over a stream of frames: the same bytes, the same count of messages, the same end.
///
/// The first bytes say how the rest comes: how much of it with the handshake, how much the client takes at once, and the
/// sizes of three pieces, again and again.
pub fn frames(mut data: &[u8]) {
    let mut shape = [0; 5];
    for size in &mut shape {
        let Some(chosen) = choose(&mut data, &SIZES) else {
            return;
        };
        *size = chosen;
    }
    let [early, takes, piece_sizes @ ..] = shape;
    let (read, rest) = data.split_at((early - 1).min(data.len()));
    let client = Client::new(rest, &piece_sizes, takes);
    let config = Config {
        max_message_size: MAX_MESSAGE_SIZE,
        max_frame_size: MAX_FRAME_SIZE,
        ..Config::default()
    };
    let max_size = MAX_ECHO_FRAME_SIZE;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build();
    let (fast, plain) = runtime.expect("a runtime").block_on(async {
        let fast = through_fast_echo(client.clone(), read, &config, max_size).await;
        (
            fast,
            through_frame_stream(client, read, &config, max_size).await,
        )
    });
    assert_eq!(fast, plain);
}

/// What a client received, what was counted, and how it ended.
pub(crate) type Outcome = (Vec<u8>, Tally, String);

/// The fast echo without keep-alive.
impl<S: AsyncRead + AsyncWrite + Unpin> Socket for WebSocketStream<FastEcho<S>> {
    fn poll_fast_echo(
        &mut self,
        context: &mut Context<'_>,
        tally: &mut Tally,
    ) -> Poll<Result<(), Error>> {
        self.get_mut().poll_echo(context, tally).map_err(Error::Io)
    }
}

/// The echo as the server does it. Of what comes, some was `read` already.
pub(crate) async fn through_fast_echo(
    mut client: Client,
    read: &[u8],
    config: &Config,
    max_echo_frame_size: usize,
) -> Outcome {
    let max_payload = config.frame_bound().min(max_echo_frame_size);
    let stream = FastEcho::new(&mut client, read, max_payload, config.frame_bound());
    let web_socket = Some(config.web_socket());
    let mut socket = WebSocketStream::from_raw_socket(stream, Role::Server, web_socket).await;
    let mut tally = Tally::default();
    let ending = echo(&mut socket, max_echo_frame_size, &mut tally).await;
    let after = after(&mut socket, &ending).await;
    drop(socket);
    (client.received, tally, told(&ending, &after))
}

/// The same as anybody would write it, over the stream that refuses what tungstenite would take.
pub(crate) async fn through_frame_stream(
    mut client: Client,
    read: &[u8],
    config: &Config,
    max_echo_frame_size: usize,
) -> Outcome {
    let web_socket = Some(config.web_socket());
    let stream = StreamConfig {
        role: wire::stream::Role::Server,
        compression: None,
        max_frame_size: config.frame_bound(),
    };
    let stream = FrameStream::new(&mut client, read.to_vec(), &stream);
    let mut socket = WebSocketStream::from_raw_socket(stream, Role::Server, web_socket).await;
    let mut tally = Tally::default();
    let ending = echo_plainly(&mut socket, max_echo_frame_size, &mut tally).await;
    let after = after(&mut socket, &ending).await;
    drop(socket);
    (client.received, tally, told(&ending, &after))
}

/// How it ended. Not how much of a message there was when it was found to be too large or no text: frames are cut on their
/// way.
fn told(ending: &Result<Option<CloseFrame>, Error>, after: &impl fmt::Debug) -> String {
    match ending {
        Err(Error::Capacity(CapacityError::MessageTooLong { max_size, .. })) => {
            format!("larger than {max_size} {after:?}")
        }
        Err(Error::Utf8(_)) => format!("no text {after:?}"),
        other => format!("{other:?} {after:?}"),
    }
}

async fn echo_plainly(
    socket: &mut WebSocketStream<FrameStream<&mut Client>>,
    max_echo_frame_size: usize,
    tally: &mut Tally,
) -> Result<Option<CloseFrame>, Error> {
    loop {
        let message = socket
            .next()
            .await
            .unwrap_or(Err(Error::ConnectionClosed))?;
        match message {
            Message::Text(_) | Message::Binary(_) => {
                tally.add(&message);
                feed(socket, message, max_echo_frame_size).await?;
                socket.flush().await?;
            }
            Message::Close(frame) => {
                socket.flush().await?;
                // It is over for tungstenite then, which does not flush the stream any more.
                socket.get_mut().flush().await?;
                return Ok(frame);
            }
            Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => socket.flush().await?,
        }
    }
}

/// The close frame after a mistake has to come after everything else.
async fn after<S: AsyncRead + AsyncWrite + Unpin>(
    socket: &mut WebSocketStream<S>,
    ending: &Result<Option<CloseFrame>, Error>,
) -> Result<(), Error> {
    match ending {
        Ok(_) | Err(Error::ConnectionClosed) => Ok(()),
        Err(_) => socket.send(Message::Close(None)).await,
    }
}
