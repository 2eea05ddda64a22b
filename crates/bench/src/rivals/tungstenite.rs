//! tokio-tungstenite, the plain way.

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::net::TcpStream;

use super::ending::Ending;

pub(super) async fn echo(stream: TcpStream) -> Ending {
    let mut socket = tokio_tungstenite::accept_async(stream).await?;
    while let Some(message) = socket.next().await {
        let message = message?;
        if message.is_text() || message.is_binary() {
            socket.send(message).await?;
        }
    }
    Ok(())
}
