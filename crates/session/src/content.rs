use connection::Message;
use payload::typed::Content;

/// What was typed, filled in or made as an answer, as a message.
pub fn message_of(content: Content) -> Message {
    match content {
        Content::Text(text) => Message::Text(text),
        Content::Binary(bytes) => Message::Binary(bytes),
    }
}
