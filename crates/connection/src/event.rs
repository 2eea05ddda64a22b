//! What happens to a connection, in the terms of RFC 6455.

use crate::close_frame::CloseFrame;
use crate::endpoint::Endpoint;
use crate::failure::Failure;
use crate::frame::LentFrame;
use crate::message::LentMessage;
use crate::step::Step;

/// What the handler of a connection is told, in this order for each attempt:
/// `Connecting`, any number of `Step`s, then `Opened`, `Failed`, or `Closed` if it was cancelled; after `Opened` any number of
/// messages, then `Closed` or `Lost`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event<'a> {
    /// An attempt to connect begins.
    Connecting(Endpoint),
    /// The attempt got one step further, or there is more to tell of the message before. Of connections with all details, and of
    /// those that were [taken over](Step::TakenOver).
    Step(Step),
    /// The handshake is done: both sides may send.
    Opened,
    /// A message was handed to the socket. Told before its answer can arrive.
    Sent(LentMessage<'a>),
    /// A message arrived.
    Received(LentMessage<'a>),
    /// A frame was read or written, where frames are told of: [`Options::records_frames`](crate::Options::records_frames) asks
    /// for that, and where compression was agreed on it is always done. One that came in is told before its message is, one
    /// that was sent after it; and those that end a connection after that is `Closed`.
    Frame(LentFrame<'a>),
    /// The connection, or the attempt, was ended by one side on purpose.
    Closed(ClosedBy),
    /// The attempt did not lead to an open connection.
    Failed(Failure),
    /// The open connection broke.
    Lost(Failure),
}

impl Event<'_> {
    /// The event itself, to be kept. Copies the payload of a message if it is only lent.
    pub fn into_owned(self) -> Event<'static> {
        match self {
            Self::Connecting(endpoint) => Event::Connecting(endpoint),
            Self::Step(step) => Event::Step(step),
            Self::Opened => Event::Opened,
            Self::Sent(message) => Event::Sent(message.into_owned().into()),
            Self::Received(message) => Event::Received(message.into_owned().into()),
            Self::Frame(frame) => Event::Frame(frame.into_owned()),
            Self::Closed(by) => Event::Closed(by),
            Self::Failed(failure) => Event::Failed(failure),
            Self::Lost(failure) => Event::Lost(failure),
        }
    }
}

/// Who ended a connection on purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClosedBy {
    /// This side, with this close frame; `None` where nothing was chosen, or there was nothing to close.
    Us(Option<CloseFrame>),
    /// The other side, with a close frame. `None` where the library does not tell what was in it.
    Peer(Option<CloseFrame>),
}

/// What both sides agreed on, where the library tells it though it shows no handshake: the attributes of a browser's
/// `WebSocket`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// The address, as it was requested, without credentials.
    pub address: String,
    /// The subprotocol that the server chose; empty for none.
    pub subprotocol: String,
    /// The extensions that the server switched on; empty for none.
    pub extensions: String,
}
