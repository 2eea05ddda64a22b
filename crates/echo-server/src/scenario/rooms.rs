//! Where connections hear each other: rooms, and the names of the chat.
//!
//! [`Halls`] is the whole of what connections share. An echo shares nothing, so it scales past one machine as it is. Rooms
//! are carried by a [`Carrier`]: within one program by [`InProcess`]; between machines by one over a broker such as Redis
//! or NATS, which does not exist yet. Such a one would publish what is said to a subject named after the room, and hand
//! on what it hears there; it would give each machine seats with numbers of its own, and keep the names of the chat at
//! the broker too.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio_tungstenite::tungstenite::Message;

use super::Bounds;
use super::backlog::{Backlog, Hearer};
use crate::limits;

/// Carries what is said in a room to everyone in it, wherever they are.
pub(crate) trait Carrier: Send + Sync {
    /// Opens a room. Whatever is said in it, here or elsewhere, goes to `backlog`, where all in the room hear it; what is
    /// returned says something. The room is closed when that is dropped.
    fn open(&self, room: &str, backlog: Arc<Backlog>) -> Mouth;
}

/// Says something in a room. It may not wait: who says too much for a carrier is heard with gaps.
pub(crate) type Mouth = Arc<dyn Fn(Said) + Send + Sync>;

/// Everyone is in this program.
struct InProcess;

impl Carrier for InProcess {
    fn open(&self, _room: &str, backlog: Arc<Backlog>) -> Mouth {
        Arc::new(move |said| backlog.push(said))
    }
}

/// The rooms of one server.
#[derive(Clone)]
pub(crate) struct Halls {
    bounds: Bounds,
    carrier: Arc<dyn Carrier>,
    inner: Arc<Mutex<Inner>>,
}

#[derive(Default)]
struct Inner {
    /// A room is there while somebody is in it.
    rooms: HashMap<String, Room>,
    /// Who goes by which name in the chat.
    names: HashMap<String, u64>,
    next_seat: u64,
}

struct Room {
    backlog: Arc<Backlog>,
    mouth: Mouth,
    /// How many have a seat.
    members: usize,
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
pub(crate) struct Seat {
    halls: Halls,
    room: String,
    number: u64,
    mouth: Mouth,
}

/// Why nobody can enter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Full {
    /// There are as many rooms as there may be.
    #[error("there are too many rooms: try again later")]
    Rooms,
    /// There are as many in the room as there may be.
    #[error("the room is full: try again later")]
    Members,
}

impl Halls {
    pub(crate) fn new(bounds: Bounds) -> Self {
        Self {
            bounds,
            carrier: Arc::new(InProcess),
            inner: Arc::default(),
        }
    }

    /// What may be asked for.
    pub(crate) fn bounds(&self) -> &Bounds {
        &self.bounds
    }

    /// Enters a room, which is made if it is not there.
    pub(crate) fn join(&self, room: &str) -> Result<(Seat, Hearer), Full> {
        let mut inner = self.lock();
        match inner.rooms.get(room) {
            None if inner.rooms.len() >= self.bounds.max_rooms => return Err(Full::Rooms),
            Some(room) if room.members >= self.bounds.max_room_members => {
                return Err(Full::Members);
            }
            _ => {}
        }
        inner.next_seat += 1;
        let number = inner.next_seat;
        let new = || {
            let backlog = Backlog::new(limits::ROOM_BACKLOG, limits::ROOM_BACKLOG_BYTES);
            Room {
                mouth: self.carrier.open(room, backlog.clone()),
                backlog,
                members: 0,
            }
        };
        let entered = inner.rooms.entry(room.to_owned()).or_insert_with(new);
        entered.members += 1;
        let mouth = entered.mouth.clone();
        let hearer = entered.backlog.subscribe();
        let seat = Seat {
            halls: self.clone(),
            room: room.to_owned(),
            number,
            mouth,
        };
        Ok((seat, hearer))
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
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many rooms there are.
    pub(crate) fn rooms(&self) -> usize {
        self.lock().rooms.len()
    }

    /// How many bytes wait in all rooms for those who have not heard them, payloads only.
    pub(crate) fn waiting_bytes(&self) -> usize {
        let rooms = self.lock();
        rooms.rooms.values().map(|room| room.backlog.bytes()).sum()
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
        (self.mouth)(Said { from, to, message });
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
    async fn others_in_the_room_hear_what_is_said() {
        let halls = Halls::new(Bounds::default());
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
        assert!(other_hears.try_recv().is_none());
    }

    #[test]
    fn empty_rooms_vanish() {
        let halls = Halls::new(Bounds::default());
        let (first, _) = halls.join("a").unwrap();
        let (second, _) = halls.join("a").unwrap();
        drop(first);
        assert_eq!(halls.rooms(), 1);
        drop(second);
        assert_eq!(halls.rooms(), 0);
    }

    #[test]
    fn rooms_are_bounded() {
        let halls = Halls::new(Bounds {
            max_rooms: 3,
            max_room_members: 2,
            ..Bounds::default()
        });
        let seats: Vec<_> = (0..3)
            .map(|room| halls.join(&room.to_string()).unwrap())
            .collect();
        assert_eq!(halls.join("one more").err(), Some(Full::Rooms));
        let second = halls.join("0").unwrap();
        assert_eq!(halls.join("0").err(), Some(Full::Members));
        drop(second);
        assert!(halls.join("0").is_ok());
        drop(seats);
        assert!(halls.join("one more").is_ok());
    }

    #[test]
    fn a_name_belongs_to_one() {
        let halls = Halls::new(Bounds::default());
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
