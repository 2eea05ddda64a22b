//! Messages, as they are sent and as they are told of.

use std::borrow::Cow;

/// One message, or one control frame that carries data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// A text message: UTF-8 by definition (RFC 6455, section 5.6).
    Text(String),
    /// A binary message.
    Binary(Vec<u8>),
    /// A ping from the peer. The pong is sent by the library.
    Ping(Vec<u8>),
    /// A pong from the peer.
    Pong(Vec<u8>),
}

impl Message {
    /// The payload, as it is on the wire.
    pub fn payload(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Binary(bytes) | Self::Ping(bytes) | Self::Pong(bytes) => bytes,
        }
    }

    /// The payload, as it is on the wire, without a copy.
    pub fn into_payload(self) -> Vec<u8> {
        match self {
            Self::Text(text) => text.into_bytes(),
            Self::Binary(bytes) | Self::Ping(bytes) | Self::Pong(bytes) => bytes,
        }
    }
}

/// A message that is told of. Its payload is lent for the time of the call, or given away where the transport has no more use
/// for it: who keeps a copy makes one copy at most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LentMessage<'a> {
    /// As [`Message::Text`].
    Text(Cow<'a, str>),
    /// As [`Message::Binary`].
    Binary(Cow<'a, [u8]>),
    /// As [`Message::Ping`].
    Ping(Cow<'a, [u8]>),
    /// As [`Message::Pong`].
    Pong(Cow<'a, [u8]>),
}

impl<'a> LentMessage<'a> {
    /// The payload, as it is on the wire.
    pub fn payload(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Binary(bytes) | Self::Ping(bytes) | Self::Pong(bytes) => bytes,
        }
    }

    /// The payload, as it is on the wire, without a copy.
    pub fn into_payload(self) -> Cow<'a, [u8]> {
        match self {
            Self::Text(Cow::Borrowed(text)) => Cow::Borrowed(text.as_bytes()),
            Self::Text(Cow::Owned(text)) => Cow::Owned(text.into_bytes()),
            Self::Binary(bytes) | Self::Ping(bytes) | Self::Pong(bytes) => bytes,
        }
    }

    /// The message itself, to be kept. Copies the payload if it is only lent.
    pub fn into_owned(self) -> Message {
        match self {
            Self::Text(text) => Message::Text(text.into_owned()),
            Self::Binary(bytes) => Message::Binary(bytes.into_owned()),
            Self::Ping(bytes) => Message::Ping(bytes.into_owned()),
            Self::Pong(bytes) => Message::Pong(bytes.into_owned()),
        }
    }
}

impl From<Message> for LentMessage<'_> {
    fn from(message: Message) -> Self {
        match message {
            Message::Text(text) => Self::Text(text.into()),
            Message::Binary(bytes) => Self::Binary(bytes.into()),
            Message::Ping(bytes) => Self::Ping(bytes.into()),
            Message::Pong(bytes) => Self::Pong(bytes.into()),
        }
    }
}

impl<'a> From<&'a Message> for LentMessage<'a> {
    fn from(message: &'a Message) -> Self {
        match message {
            Message::Text(text) => Self::Text(text.into()),
            Message::Binary(bytes) => Self::Binary(bytes.into()),
            Message::Ping(bytes) => Self::Ping(bytes.into()),
            Message::Pong(bytes) => Self::Pong(bytes.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_lent_is_copied_once_and_what_is_given_is_not() {
        #[track_caller]
        fn check(message: Message) {
            let payload = message.payload().as_ptr();
            let lent = LentMessage::from(&message);
            assert_eq!(lent.payload().as_ptr(), payload);
            assert_eq!(lent.clone().into_payload().as_ptr(), payload);
            assert_eq!(lent.into_owned(), message);
            let given = LentMessage::from(message);
            assert_eq!(given.clone().into_owned().payload(), given.payload());
            let kept = given.into_owned();
            assert_eq!(kept.payload().as_ptr(), payload);
        }
        check(Message::Text("你好".to_owned()));
        check(Message::Binary(vec![0, 255]));
        check(Message::Ping(b"a".to_vec()));
        check(Message::Pong(b"b".to_vec()));
    }
}
