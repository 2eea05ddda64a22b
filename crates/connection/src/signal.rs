//! What a transport tells of one attempt.

use crate::close_frame::CloseFrame;
use crate::failure::Failure;
use crate::frame::LentFrame;
use crate::message::LentMessage;
use crate::step::Step;

/// What a transport tells of one attempt, and of the connection that came from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signal<'a> {
    /// The attempt got one step further.
    Step(Step),
    /// The handshake is done.
    Opened,
    /// A message arrived.
    Received(LentMessage<'a>),
    /// The transport sent a message of its own accord.
    Sent(LentMessage<'a>),
    /// A frame was read or written.
    Frame(LentFrame<'a>),
    /// A close frame arrived. `None` where the library does not tell what was in it.
    Closed(Option<CloseFrame>),
    /// Something went wrong.
    Error(Failure),
    /// The transport has let go of the socket. Nothing will follow.
    Gone,
}
