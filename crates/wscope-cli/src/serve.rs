//! `wsc serve`: the server's side of a recording, for any client.

mod client;
mod closing;
mod handshakes;
mod http;
mod server;
mod unfinished;

use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::ops::ControlFlow;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use payload::visible::visible;
use session::files::{FileError, FileProgress};
use session::mock::{Matching, Mock, MockTooLarge};
use session::replay::Speed;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use wire::deflate::{MIN_WINDOW_BITS, Parameters, Wishes};
use wire::handshake::Origin;

use crate::ending::Exit;
use crate::limits::{ACCEPT_PAUSE, MAX_CLIENTS};
use crate::recorded::{Recorded, RecordedArguments, RecordedError};
use crate::telling::{complain, remark};
use crate::{signals, standard};
use handshakes::Handshakes;
use server::{Server, Unknown};

/// Answers WebSocket clients as the server of a recording did. Each client gets the conversation from its beginning.
#[derive(Debug, Args)]
#[command(
    after_help = "What the server said before the first message of the client is said when a client has connected; what followed a message \
                  of the client follows it again, at the recorded distances. Close codes are as recorded, and the recorded subprotocol is \
                  chosen if a client offers it; so with compression. Every path is accepted.\n\n\
                  The first line of the output is 'listening on ws://ADDRESS:PORT'; what clients do is said on standard error.\n\n\
                  It ends at SIGINT or SIGTERM, and closes all connections with 1001 then.\n\n\
                  Exit codes: 0 it was ended; 2 a file or an argument cannot be used; 3 it cannot listen there; 5 the file could not be read \
                  or the output not be written; 130 a second signal came"
)]
pub(crate) struct ServeArguments {
    #[command(flatten)]
    recorded: RecordedArguments,

    /// Where to listen; port 0 is any that is free
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:4000")]
    listen: String,

    /// What answers a message
    #[arg(long = "match", value_name = "HOW", value_enum, default_value_t = Match::Order)]
    matching: Match,

    /// How many times as fast as it was recorded: 1, 10, 0.5; or max, without any wait [default: 1]
    #[arg(long, value_name = "SPEED", value_parser = str::parse::<Speed>)]
    speed: Option<Speed>,

    /// Agree on compression (permessage-deflate) with clients that offer it; otherwise as the recorded server did
    #[arg(long, overrides_with = "no_compression")]
    compress: bool,

    /// Agree on no compression
    #[arg(long, overrides_with = "compress")]
    no_compression: bool,

    /// What to do when a client says what was never heard
    #[arg(long, value_name = "WHAT", value_enum, default_value_t = Unknown::Close)]
    unknown: Unknown,

    /// How many clients are served at once: more are refused with HTTP status 503
    #[arg(long, value_name = "NUMBER", default_value_t = MAX_CLIENTS, value_parser = clap::value_parser!(u16).range(1..))]
    max_clients: u16,

    /// Pages from here may connect too, as `https://example.org`; may be given several times. Those of this machine always may
    #[arg(long = "origin", value_name = "ORIGIN")]
    origins: Vec<Origin>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Match {
    /// The third message gets what followed the third one of the recording
    Order,
    /// A message gets what followed an equal one, the next that was not used; JSON is compared by value
    Content,
}

/// Why nothing is served.
#[derive(Debug, thiserror::Error)]
enum ServeError {
    #[error(transparent)]
    Recorded(#[from] RecordedError),
    #[error("{path}: {error}")]
    Read { path: String, error: FileError },
    #[error("{path}: {error}")]
    TooLarge { path: String, error: MockTooLarge },
    #[error("{0} is not an address to listen on; HOST:PORT is expected, such as 127.0.0.1:4000")]
    BadAddress(String),
    #[error("{0} is already in use")]
    InUse(String),
    #[error("cannot listen on {address}: {error}")]
    Listen { address: String, error: io::Error },
    #[error("the output cannot be written: {0}")]
    Output(io::Error),
    #[error("the system has no thread left: {0}")]
    Threads(io::Error),
}

impl ServeError {
    fn exit(&self) -> Exit {
        match self {
            Self::Recorded(error) => error.exit(),
            Self::TooLarge { .. } | Self::BadAddress(_) => Exit::Usage,
            Self::InUse(_) | Self::Listen { .. } | Self::Threads(_) => Exit::CannotConnect,
            Self::Read { .. } | Self::Output(_) => Exit::InputOutput,
        }
    }
}

/// Does it until it is ended.
pub(crate) fn serve(arguments: &ServeArguments) -> Exit {
    match arguments.run() {
        Ok(()) => Exit::Done,
        Err(error) => {
            complain(&error.to_string());
            error.exit()
        }
    }
}

impl ServeArguments {
    fn run(&self) -> Result<(), ServeError> {
        let progress = FileProgress::default();
        let (stop, stopped) = watch::channel(false);
        let cancelled = progress.clone();
        let end = move || {
            cancelled.cancel();
            stop.send_replace(true);
        };
        signals::watch(end).map_err(ServeError::Threads)?;
        let recorded = self.recorded.find(&progress)?;
        let server = Arc::new(self.server(&recorded, &progress)?);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(ServeError::Threads)?;
        runtime.block_on(async {
            let listener = self.bind().await?;
            let address = listener.local_addr();
            announce(address.map_err(|error| self.cannot_listen(error))?)?;
            accept_all(listener, server, stopped).await;
            Ok(())
        })
    }

    fn server(&self, recorded: &Recorded, progress: &FileProgress) -> Result<Server, ServeError> {
        let speed = recorded.speed(self.speed)?;
        let mut mock = Mock::default();
        let mut too_large = None;
        let read = recorded.read(progress, |act| match mock.push(act) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                too_large = Some(error);
                ControlFlow::Break(())
            }
        });
        let path = recorded.shown_path();
        if let Some(error) = too_large {
            return Err(ServeError::TooLarge { path, error });
        }
        read.map_err(|error| ServeError::Read { path, error })?;
        let connection = &recorded.connection;
        let (said, heard) = (mock.said(), mock.heard());
        let address = connection
            .address
            .as_deref()
            .unwrap_or("an unknown address");
        let description = format!(
            "This is a mock WebSocket server: it answers as the server at {} did when a conversation with it was recorded.\n\
             The recording has {heard} messages of the client and {said} of the server.",
            visible(address)
        );
        Ok(Server {
            mock: Arc::new(mock),
            matching: match self.matching {
                Match::Order => Matching::Order,
                Match::Content => Matching::Content,
            },
            speed,
            unknown: self.unknown,
            origins: self.origins.clone(),
            subprotocol: connection.subprotocol.clone(),
            compression: self.compression(connection.compression),
            seats: Arc::new(Semaphore::new(self.max_clients.into())),
            max_clients: self.max_clients,
            unfinished: Arc::default(),
            description,
        })
    }

    /// What is asked of clients that offer compression: what was agreed on in the recording, if nothing else is said.
    fn compression(&self, recorded: Option<Parameters>) -> Option<Wishes> {
        let wishes = recorded.map(|recorded| Wishes {
            server_no_context_takeover: recorded.server_no_context_takeover,
            client_no_context_takeover: recorded.client_no_context_takeover,
            // zlib does not compress with the smallest window that can be agreed on.
            server_max_window_bits: recorded.server_max_window_bits.max(MIN_WINDOW_BITS),
            client_max_window_bits: recorded.client_max_window_bits,
        });
        match wishes {
            _ if self.no_compression => None,
            None if self.compress => Some(Wishes::default()),
            wishes => wishes,
        }
    }

    async fn bind(&self) -> Result<TcpListener, ServeError> {
        let address = &self.listen;
        let is_address = address.rsplit_once(':').is_some_and(|(host, port)| {
            !host.is_empty()
                && port.parse::<u16>().is_ok()
                && port.bytes().all(|byte| byte.is_ascii_digit())
        });
        if !is_address {
            return Err(ServeError::BadAddress(address.clone()));
        }
        let bound = TcpListener::bind(address).await;
        bound.map_err(|error| self.cannot_listen(error))
    }

    fn cannot_listen(&self, error: io::Error) -> ServeError {
        let address = self.listen.clone();
        match error.kind() {
            io::ErrorKind::AddrInUse => ServeError::InUse(address),
            _ => ServeError::Listen { address, error },
        }
    }
}

/// Says where it listens, for people and for scripts.
fn announce(address: SocketAddr) -> Result<(), ServeError> {
    let mut out = standard::output().map_err(ServeError::Output)?;
    writeln!(out, "listening on ws://{address}").map_err(ServeError::Output)?;
    if !address.ip().to_canonical().is_loopback() {
        remark(&format!(
            "{address} can be reached from other machines; 127.0.0.1 is for this machine alone"
        ));
    }
    Ok(())
}

/// Serves all that connect, until it is stopped and they are gone.
async fn accept_all(listener: TcpListener, server: Arc<Server>, stopped: watch::Receiver<bool>) {
    let mut clients = JoinSet::new();
    let mut handshakes = Handshakes::default();
    let mut stop = stopped.clone();
    let mut number = 0_u64;
    loop {
        tokio::select! {
            biased;
            // Whoever would set it is there as long as the program.
            _ = stop.wait_for(|is_stopped| *is_stopped) => break,
            Some(_) = clients.join_next() => {}
            accepted = accept(&listener, &mut handshakes) => match accepted {
                Ok((stream, peer)) => {
                    number += 1;
                    let name = format!("client {number} ({peer})");
                    let (server, stopped) = (Arc::clone(&server), stopped.clone());
                    handshakes.begin(&name.clone(), |handshake| {
                        clients.spawn(client::serve(stream, name, server, handshake, stopped))
                    });
                }
                Err(error) => {
                    remark(&format!("a connection could not be accepted: {error}"));
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            },
        }
    }
    drop(listener);
    while clients.join_next().await.is_some() {}
}

/// The next connection, once there is room for its handshake.
async fn accept(
    listener: &TcpListener,
    handshakes: &mut Handshakes,
) -> io::Result<(TcpStream, SocketAddr)> {
    handshakes.room().await;
    listener.accept().await
}
