//! tokio-websockets, as in its example of an echo server.

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::net::TcpStream;
use tokio::task::unconstrained;
use tokio_websockets::{Config, Limits, ServerBuilder};

use super::ending::Ending;

pub(super) async fn echo(stream: TcpStream) -> Ending {
    unconstrained(async {
        let (_request, mut socket) = ServerBuilder::new()
            .config(Config::default().frame_size(usize::MAX))
            .limits(Limits::unlimited())
            .accept(stream)
            .await?;
        while let Some(message) = socket.next().await {
            let message = message?;
            if message.is_text() || message.is_binary() {
                socket.send(message).await?;
            }
        }
        Ok(())
    })
    .await
}
