//! Where connections hear each other: rooms, and the names of the chat.
//!
//! [`Halls`] is the whole of what connections share. An echo shares nothing, so it scales past one machine as it is; rooms
//! would need a broker (such as Redis or NATS) that carries what is said from one machine to the others: it would stand
//! behind [`Halls::join`], which is all that the acts know.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::broadcast;
use tokio_tungstenite::tungstenite::Message;

use crate::limits;

/// The rooms of one server.
#[derive(Clone, Debug, Default)]
pub(crate) struct Halls(Arc<Mutex<Inner>>);

#[derive(Debug, Default)]
struct Inner {
    /// A room is there while somebody is in it.
    rooms: HashMap<String, broadcast::Sender<Said>>,
    /// Who goes by which name in the chat.
    names: HashMap<String, u64>,
    next_seat: u64,
}

/// Something that was said in a room.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    /// The seat of whoever said it.
    pub(crate) from: u64,
    /// The seat of the only one who is to hear it, if it is not for all.
    pub(crate) to: Option<u64>,
    pub(crate) message: Message,
}

/// A place in a room. Dropping it leaves the room.
#[derive(Debug)]
pub(crate) struct Seat {
    halls: Halls,
    room: String,
    number: u64,
    sender: broadcast::Sender<Said>,
}

/// There are as many rooms as there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Full;

impl Halls {
    /// Enters a room, which is made if it is not there.
    pub(crate) fn join(&self, room: &str) -> Result<(Seat, broadcast::Receiver<Said>), Full> {
        let mut inner = self.lock();
        if !inner.rooms.contains_key(room) && inner.rooms.len() >= limits::MAX_ROOMS {
            return Err(Full);
        }
        inner.next_seat += 1;
        let number = inner.next_seat;
        let new = || broadcast::Sender::new(limits::ROOM_BACKLOG);
        let sender = inner
            .rooms
            .entry(room.to_owned())
            .or_insert_with(new)
            .clone();
        let receiver = sender.subscribe();
        let seat = Seat {
            halls: self.clone(),
            room: room.to_owned(),
            number,
            sender,
        };
        Ok((seat, receiver))
    }

    /// The names of the chat, in order.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names: Vec<_> = self.lock().names.keys().cloned().collect();
        names.sort_unstable();
        names
    }

    /// The seat of whoever has this name.
    pub(crate) fn seat_of(&self, name: &str) -> Option<u64> {
        self.lock().names.get(name).copied()
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // Nothing that holds the lock can be left half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cfg(test)]
    fn rooms(&self) -> usize {
        self.lock().rooms.len()
    }
}

impl Seat {
    /// The number of the seat, which nobody else has.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// Says something to all in the room, or to one.
    pub(crate) fn say(&self, message: Message, to: Option<u64>) {
        let from = self.number;
        // Nobody may be there to hear it.
        self.sender.send(Said { from, to, message }).ok();
    }

    /// Takes a name, unless somebody has it.
    pub(crate) fn take_name(&self, name: &str) -> bool {
        let mut inner = self.halls.lock();
        if inner.names.contains_key(name) {
            return false;
        }
        inner.names.retain(|_, seat| *seat != self.number);
        inner.names.insert(name.to_owned(), self.number);
        true
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut inner = self.halls.lock();
        inner.names.retain(|_, seat| *seat != self.number);
        // The receiver of this seat may still be there, or be gone already: whoever leaves last is the only one left with
        // a seat, and so the only other holder of a sender.
        let is_last = inner
            .rooms
            .get(&self.room)
            .is_some_and(|sender| sender.strong_count() <= 2);
        if is_last {
            inner.rooms.remove(&self.room);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn others_in_the_room_hear_what_is_said() {
        let halls = Halls::default();
        let (first, mut first_hears) = halls.join("a").unwrap();
        let (second, mut second_hears) = halls.join("a").unwrap();
        let (_other, mut other_hears) = halls.join("b").unwrap();
        first.say(Message::text("hi"), None);
        let said = second_hears.recv().await.unwrap();
        assert_eq!(
            (said.from, said.message),
            (first.number(), Message::text("hi"))
        );
        assert_ne!(first.number(), second.number());
        assert_eq!(first_hears.recv().await.unwrap().from, first.number());
        assert!(other_hears.try_recv().is_err());
    }

    #[test]
    fn empty_rooms_vanish() {
        let halls = Halls::default();
        let (first, _) = halls.join("a").unwrap();
        let (second, _) = halls.join("a").unwrap();
        drop(first);
        assert_eq!(halls.rooms(), 1);
        drop(second);
        assert_eq!(halls.rooms(), 0);
    }

    #[test]
    fn rooms_are_bounded() {
        let halls = Halls::default();
        let seats: Vec<_> = (0..limits::MAX_ROOMS)
            .map(|room| halls.join(&room.to_string()).unwrap())
            .collect();
        assert_eq!(halls.join("one more").unwrap_err(), Full);
        assert!(halls.join("0").is_ok());
        drop(seats);
        assert!(halls.join("one more").is_ok());
    }

    #[test]
    fn a_name_belongs_to_one() {
        let halls = Halls::default();
        let (first, _) = halls.join("chat").unwrap();
        let (second, _) = halls.join("chat").unwrap();
        assert!(first.take_name("me"));
        assert!(!second.take_name("me"));
        assert!(first.take_name("another me"));
        assert!(second.take_name("me"));
        assert_eq!(halls.names(), ["another me", "me"]);
        drop(first);
        assert_eq!(halls.names(), ["me"]);
        assert_eq!(halls.seat_of("me"), Some(second.number()));
    }
}
