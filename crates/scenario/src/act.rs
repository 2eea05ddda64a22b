//! The acts: what a server does on a connection, as the rows of the table say it.

use std::sync::Arc;

use crate::bytes::ByteAct;
use crate::context::Context;
use crate::conversation::Conversation;

/// What a server does on a connection.
#[derive(Clone)]
pub(crate) struct Act {
    pub(crate) handshake: HandshakeAnswer,
    pub(crate) behaviour: Behaviour,
    /// Whether it sends what only a client can read that has agreed on compression.
    pub(crate) needs_compression: bool,
}

/// How the handshake is answered, if it is sound.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum HandshakeAnswer {
    /// As usual.
    #[default]
    Accept,
    /// As usual for a client that shows the token of the server; another is refused.
    AcceptWithToken,
    /// With this subprotocol.
    AcceptSubprotocol(String),
    /// With this `Sec-WebSocket-Accept`, and not the one that proves that the handshake was read.
    AcceptAs(String),
    /// With this HTTP status, from 300 to 599.
    Refuse(u16),
}

/// What is done after the handshake.
#[derive(Clone)]
pub(crate) enum Behaviour {
    /// Messages are exchanged.
    Messages(Messages),
    /// Something is done to the bytes below.
    Bytes(ByteAct),
}

/// Which messages are sent.
#[derive(Clone)]
pub(crate) enum Messages {
    /// Every message back.
    Echo,
    /// The events of a run, as they happen.
    Events(EventRequest),
    /// A conversation of another kind.
    Conversation(Begin),
}

/// Begins a conversation on one connection.
pub(crate) type Begin = Arc<dyn Fn(&Context) -> Conversation + Send + Sync>;

/// Which events of the server a scenario tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRequest {
    /// The run; `None` for the one that all share.
    pub run: Option<String>,
    /// The last event that is known already; `None` for the last one that has happened.
    pub since: Option<u64>,
}

impl Act {
    pub(crate) fn echo() -> Self {
        Self::messages(Messages::Echo)
    }

    pub(crate) fn conversation(
        begin: impl Fn(&Context) -> Conversation + Send + Sync + 'static,
    ) -> Self {
        Self::messages(Messages::Conversation(Arc::new(begin)))
    }

    pub(crate) fn messages(messages: Messages) -> Self {
        Self {
            handshake: HandshakeAnswer::Accept,
            behaviour: Behaviour::Messages(messages),
            needs_compression: false,
        }
    }

    pub(crate) fn bytes(act: ByteAct) -> Self {
        Self {
            handshake: HandshakeAnswer::Accept,
            behaviour: Behaviour::Bytes(act),
            needs_compression: false,
        }
    }

    /// Nothing is done after the handshake, which is answered so that there is no WebSocket.
    pub(crate) fn only_handshake(handshake: HandshakeAnswer) -> Self {
        let ends_at_once = ByteAct::End {
            after: std::time::Duration::ZERO,
        };
        Self::bytes(ends_at_once).answering(handshake)
    }

    /// The same for clients that can read compressed messages.
    pub(crate) fn compressed(self) -> Self {
        Self {
            needs_compression: true,
            ..self
        }
    }

    /// The same after another answer to the handshake.
    pub(crate) fn answering(self, handshake: HandshakeAnswer) -> Self {
        Self { handshake, ..self }
    }
}
