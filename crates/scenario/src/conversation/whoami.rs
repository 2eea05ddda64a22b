//! What the server knows about the connection.

use futures_util::StreamExt as _;
use futures_util::stream;

use super::talk::Conversation;
use crate::handshake::Handshake;
use crate::reply::Reply;

/// The handshake at the beginning, and again for each message.
pub(crate) fn conversation(handshake: &Handshake) -> Conversation {
    let told = Reply::json(handshake);
    let pushes = stream::iter([told.clone()]).chain(stream::pending());
    Conversation::new(move |_| vec![told.clone()], pushes.boxed())
}

/// How many messages and bytes were received so far.
pub(crate) fn counting() -> Conversation {
    let (mut messages, mut bytes) = (0_u64, 0_u64);
    Conversation::answering(move |message| {
        messages += 1;
        bytes += message.len() as u64;
        vec![Reply::json(
            &serde_json::json!({ "messages": messages, "bytes": bytes }),
        )]
    })
}
