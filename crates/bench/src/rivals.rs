//! The servers that ours is measured against: plain echoes, written as the documentation of each library does it.
//!
//! All run on the runtime that `#[tokio::main]` makes, which is ours too, and without delay in TCP, as ours. None has a
//! limit of its own making in its way.

mod ending;
mod fastwebsockets;
mod tokio_websockets;
mod tungstenite;

use std::io::{self, Write as _};
use std::net::Ipv4Addr;

use clap::ValueEnum;
use tokio::net::TcpListener;

use crate::common::Result;
use ending::Ending;

/// A WebSocket library, in an echo server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Rival {
    Tungstenite,
    #[value(name = "fastwebsockets")]
    FastWebSockets,
    #[value(name = "tokio-websockets")]
    TokioWebSockets,
}

impl Rival {
    /// As it is called on the command line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Tungstenite => "tungstenite",
            Self::FastWebSockets => "fastwebsockets",
            Self::TokioWebSockets => "tokio-websockets",
        }
    }
}

/// Serves on any free port, which it prints, until the process is killed.
pub(crate) fn serve(rival: Rival) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    // As `#[tokio::main]` has it: on the thread that waits for the runtime.
    runtime.block_on(async {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        writeln!(io::stdout(), "listening on {}", listener.local_addr()?)?;
        accept(rival, listener).await
    })
}

async fn accept(rival: Rival, listener: TcpListener) -> Result<()> {
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        match rival {
            Rival::Tungstenite => spawn(tungstenite::echo(stream)),
            Rival::FastWebSockets => spawn(fastwebsockets::echo(stream)),
            Rival::TokioWebSockets => spawn(tokio_websockets::echo(stream)),
        }
    }
}

fn spawn(connection: impl Future<Output = Ending> + Send + 'static) {
    tokio::spawn(async {
        connection.await.ok();
    });
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;
    use std::time::Duration;

    use clap::ValueEnum as _;
    use tokio::net::TcpListener;

    use super::{Rival, accept};
    use crate::generator::Generator;
    use crate::load::{Load, Traffic};

    fn check(rival: Rival, traffic: Traffic) {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let bind = TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
        let listener = runtime.block_on(bind).expect("a free port");
        let address = listener.local_addr().expect("its address");
        runtime.spawn(async move {
            accept(rival, listener).await.ok();
        });
        let mut generator = Generator::connect(address, "/", traffic).expect("a handshake");
        let measured = generator.run(Duration::from_millis(100), true);
        let measured = measured.expect("every message comes back as it was sent");
        assert!(measured.messages > 0, "{rival:?} {traffic}");
    }

    #[test]
    fn each_sends_back_what_it_was_sent() {
        for rival in Rival::value_variants() {
            for load in Load::standard(false) {
                if let Load::Traffic(traffic) = load {
                    check(*rival, traffic);
                }
            }
        }
    }

    #[test]
    fn names_are_those_of_the_command_line() {
        for rival in Rival::value_variants() {
            assert_eq!(Rival::from_str(rival.name(), false), Ok(*rival));
        }
    }
}
