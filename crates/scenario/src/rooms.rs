//! Rooms, in which connections receive what others publish, and the names of the chat.
//!
//! [`Rooms`] is all that the connections of a server share. An echo shares nothing, so it scales past one machine as it is.
//! Rooms are within one program. To carry them between machines, a broker such as NATS would have to be told in
//! [`Membership::publish`], and be subscribed to where a room is made, in [`Rooms::join`].

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio_tungstenite::tungstenite::Message;

use crate::backlog::{Backlog, Subscriber};
use crate::bounds::Bounds;
use crate::limits;
use crate::room_message::RoomMessage;

/// The rooms of one server.
#[derive(Clone)]
pub struct Rooms {
    bounds: Bounds,
    inner: Arc<Mutex<Inner>>,
}

#[derive(Default)]
struct Inner {
    /// A room is there while somebody is in it.
    rooms: HashMap<String, Room>,
    /// The names of the chat, and the number of the member who has it.
    names: HashMap<String, u64>,
    last_number: u64,
}

struct Room {
    backlog: Arc<Backlog>,
    members: usize,
}

/// The membership in a room. Dropping it leaves the room.
pub(crate) struct Membership {
    rooms: Rooms,
    room: String,
    number: u64,
    backlog: Arc<Backlog>,
}

/// Why a room cannot be joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Full {
    /// There are as many rooms as there may be.
    #[error("there are too many rooms: try again later")]
    Rooms,
    /// There are as many in the room as there may be.
    #[error("the room is full: try again later")]
    Members,
}

impl Rooms {
    /// No rooms yet.
    pub fn new(bounds: Bounds) -> Self {
        Self {
            bounds,
            inner: Arc::default(),
        }
    }

    /// What may be asked for.
    pub(crate) fn bounds(&self) -> &Bounds {
        &self.bounds
    }

    /// Joins a room, which is made if it is not there. Returns what receives the messages that are published from now on.
    pub(crate) fn join(&self, room: &str) -> Result<(Membership, Subscriber), Full> {
        let mut inner = self.inner.lock();
        match inner.rooms.get(room) {
            None if inner.rooms.len() >= self.bounds.max_rooms => return Err(Full::Rooms),
            Some(room) if room.members >= self.bounds.max_room_members => {
                return Err(Full::Members);
            }
            _ => {}
        }
        inner.last_number += 1;
        let number = inner.last_number;
        let joined = inner.rooms.entry(room.to_owned());
        let joined = joined.or_insert_with(|| Room {
            backlog: Backlog::new(limits::ROOM_BACKLOG, limits::ROOM_BACKLOG_BYTES),
            members: 0,
        });
        joined.members += 1;
        let backlog = joined.backlog.clone();
        let subscriber = backlog.subscribe();
        let membership = Membership {
            rooms: self.clone(),
            room: room.to_owned(),
            number,
            backlog,
        };
        Ok((membership, subscriber))
    }

    /// The names of the chat, in order.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names: Vec<_> = self.inner.lock().names.keys().cloned().collect();
        names.sort_unstable();
        names
    }

    /// The number of the member who has this name.
    pub(crate) fn number_of(&self, name: &str) -> Option<u64> {
        self.inner.lock().names.get(name).copied()
    }

    /// How many rooms there are.
    pub fn count(&self) -> usize {
        self.inner.lock().rooms.len()
    }

    /// How many bytes wait in all rooms for members who have not received them, payloads only.
    pub fn waiting_bytes(&self) -> usize {
        let inner = self.inner.lock();
        inner.rooms.values().map(|room| room.backlog.bytes()).sum()
    }
}

impl Membership {
    /// The number of the member, which nobody else has.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// Sends a message to all in the room, or to one member. It never waits: members who read too slowly miss some.
    pub(crate) fn publish(&self, message: Message, to: Option<u64>) {
        let from = self.number;
        self.backlog.push(RoomMessage { from, to, message });
    }

    /// Takes a name, unless somebody has it.
    pub(crate) fn take_name(&self, name: &str) -> bool {
        let mut inner = self.rooms.inner.lock();
        if inner.names.contains_key(name) {
            return false;
        }
        inner.names.retain(|_, number| *number != self.number);
        inner.names.insert(name.to_owned(), self.number);
        true
    }
}

impl Drop for Membership {
    fn drop(&mut self) {
        let mut inner = self.rooms.inner.lock();
        inner.names.retain(|_, number| *number != self.number);
        if let Some(room) = inner.rooms.get_mut(&self.room) {
            room.members -= 1;
            if room.members == 0 {
                inner.rooms.remove(&self.room);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn others_in_the_room_receive_what_is_published() {
        let rooms = Rooms::new(Bounds::default());
        let (first, mut first_receives) = rooms.join("a").unwrap();
        let (second, mut second_receives) = rooms.join("a").unwrap();
        let (_other, mut other_receives) = rooms.join("b").unwrap();
        first.publish(Message::text("hi"), None);
        let received = second_receives.recv().await.unwrap();
        assert_eq!(
            (received.from, received.message),
            (first.number(), Message::text("hi"))
        );
        assert_ne!(first.number(), second.number());
        assert_eq!(first_receives.recv().await.unwrap().from, first.number());
        assert!(other_receives.try_recv().is_none());
    }

    #[test]
    fn empty_rooms_vanish() {
        let rooms = Rooms::new(Bounds::default());
        let (first, _) = rooms.join("a").unwrap();
        let (second, _) = rooms.join("a").unwrap();
        drop(first);
        assert_eq!(rooms.count(), 1);
        drop(second);
        assert_eq!(rooms.count(), 0);
    }

    #[test]
    fn rooms_are_bounded() {
        let rooms = Rooms::new(Bounds {
            max_rooms: 3,
            max_room_members: 2,
            ..Bounds::default()
        });
        let members: Vec<_> = (0..3)
            .map(|room| rooms.join(&room.to_string()).unwrap())
            .collect();
        assert_eq!(rooms.join("one more").err(), Some(Full::Rooms));
        let second = rooms.join("0").unwrap();
        assert_eq!(rooms.join("0").err(), Some(Full::Members));
        drop(second);
        assert!(rooms.join("0").is_ok());
        drop(members);
        assert!(rooms.join("one more").is_ok());
    }

    #[test]
    fn a_name_belongs_to_one() {
        let rooms = Rooms::new(Bounds::default());
        let (first, _) = rooms.join("chat").unwrap();
        let (second, _) = rooms.join("chat").unwrap();
        assert!(first.take_name("me"));
        assert!(!second.take_name("me"));
        assert!(first.take_name("another me"));
        assert!(second.take_name("me"));
        assert_eq!(rooms.names(), ["another me", "me"]);
        drop(first);
        assert_eq!(rooms.names(), ["me"]);
        assert_eq!(rooms.number_of("me"), Some(second.number()));
    }

    #[test]
    fn bytes_wait_for_the_members_of_each_room() {
        let rooms = Rooms::new(Bounds::default());
        let members: Vec<_> = ["a", "b", "c"].map(|room| rooms.join(room).unwrap()).into();
        members[0].0.publish(Message::text("hello"), None);
        assert_eq!((rooms.count(), rooms.waiting_bytes()), (3, 5));
        drop(members);
        assert_eq!((rooms.count(), rooms.waiting_bytes()), (0, 0));
    }
}
