//! A chat with names. Each line is a JSON object, both ways.

use serde::Deserialize;
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use super::room::{received, refused, too_long};
use super::talk::Conversation;
use crate::reply::Reply;
use crate::rooms::{Membership, Rooms};

/// The room of the chat. A path cannot name it: names are not empty.
const ROOM: &str = "";

/// What a member may send.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    join: Option<String>,
    users: Option<bool>,
    say: Option<String>,
    to: Option<String>,
}

/// A member of the chat.
pub(crate) fn member(rooms: &Rooms) -> Conversation {
    let (membership, subscriber) = match rooms.join(ROOM) {
        Ok(joined) => joined,
        Err(full) => return refused(full),
    };
    let pushes = received(subscriber, membership.number(), false);
    let mut member = Member {
        rooms: rooms.clone(),
        membership,
        name: None,
    };
    Conversation::new(move |message| vec![member.answer(&message)], pushes)
}

/// Somebody in the chat. Dropping it leaves the chat.
struct Member {
    rooms: Rooms,
    membership: Membership,
    name: Option<String>,
}

impl Member {
    fn answer(&mut self, message: &Message) -> Reply {
        let max_message_size = self.rooms.bounds().max_room_message_size;
        if message.len() > max_message_size {
            return too_long(max_message_size);
        }
        let line = message
            .to_text()
            .ok()
            .and_then(|text| serde_json::from_str(text).ok());
        let answer = match line {
            Some(Line { join: Some(name), users: None, say: None, to: None }) => self.join(&name),
            Some(Line { join: None, users: Some(true), say: None, to: None }) => {
                Ok(json!({ "users": self.rooms.names() }))
            }
            Some(Line { join: None, users: None, say: Some(text), to }) => self.say(&text, to.as_deref()),
            _ => Err("expected {\"join\":\"me\"}, {\"users\":true}, {\"say\":\"hi\"} or {\"say\":\"hi\",\"to\":\"you\"}".to_owned()),
        };
        Reply::json(&answer.unwrap_or_else(|error| json!({ "error": error })))
    }

    fn join(&mut self, name: &str) -> Result<serde_json::Value, String> {
        let max_size = self.rooms.bounds().max_name_size;
        if !(1..=max_size).contains(&name.len()) {
            return Err(format!("a name has 1 to {max_size} bytes"));
        }
        if !self.membership.take_name(name) {
            return Err("somebody has this name".to_owned());
        }
        self.announce("left");
        self.name = Some(name.to_owned());
        self.announce("joined");
        Ok(json!({ "welcome": name, "users": self.rooms.names() }))
    }

    fn say(&self, text: &str, to: Option<&str>) -> Result<serde_json::Value, String> {
        let name = self.name.as_ref().ok_or("join first: {\"join\":\"me\"}")?;
        let number = to
            .map(|to| {
                self.rooms
                    .number_of(to)
                    .ok_or_else(|| format!("nobody here is called {to}"))
            })
            .transpose()?;
        let mut said = json!({ "from": name, "say": text });
        if number.is_some() {
            said["private"] = true.into();
        }
        self.membership
            .publish(Message::text(said.to_string()), number);
        Ok(json!({ "sent": true }))
    }

    fn announce(&self, what: &str) {
        if let Some(name) = &self.name {
            self.membership
                .publish(Message::text(json!({ what: name }).to_string()), None);
        }
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        self.announce("left");
    }
}
