//! What scenarios say in messages.

pub(crate) mod chat;
pub(crate) mod course;
pub(crate) mod pushes;
pub(crate) mod room;
mod talk;
pub(crate) mod whoami;

pub(crate) use self::pushes::Flood;
pub(crate) use self::talk::Conversation;
