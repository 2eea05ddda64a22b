//! What a server gives to the scenarios that it plays.

use futures_util::stream::BoxStream;

use crate::handshake::Handshake;
use crate::reply::Reply;
use crate::rooms::Rooms;

/// What a server gives to a scenario that it plays on one connection.
pub struct Context {
    /// The rooms of the server.
    pub rooms: Rooms,
    /// What the client asked for.
    pub handshake: Handshake,
    /// The events of the run that [`EventRequest`](crate::EventRequest) names, for a scenario that has one.
    pub events: Option<BoxStream<'static, Reply>>,
    /// The largest payload that is sent in one frame, in bytes.
    pub max_frame_size: usize,
}
