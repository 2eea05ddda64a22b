//! A chat with names. Each line is a JSON object, both ways.

use serde::Deserialize;
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use super::{Actor, Reply, pushes, too_long};
use crate::scenario::rooms::{Halls, Seat};

/// The room of the chat. A path cannot name it: names are not empty.
const ROOM: &str = "";

/// What a member may say.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    join: Option<String>,
    users: Option<bool>,
    say: Option<String>,
    to: Option<String>,
}

pub(super) fn actor(halls: &Halls) -> Actor {
    let (seat, hears) = match halls.join(ROOM) {
        Ok(entered) => entered,
        Err(full) => return Actor::full(full),
    };
    let mut member = Member {
        halls: halls.clone(),
        seat,
        name: None,
    };
    Actor {
        pushes: pushes::heard(hears, false)(member.seat.number()),
        answers: Box::new(move |message| vec![member.answer(&message)]),
    }
}

/// Somebody in the chat. Dropping it leaves the chat.
struct Member {
    halls: Halls,
    seat: Seat,
    name: Option<String>,
}

impl Member {
    fn answer(&mut self, message: &Message) -> Reply {
        let max_message_size = self.halls.bounds().max_room_message_size;
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
                Ok(json!({ "users": self.halls.names() }))
            }
            Some(Line { join: None, users: None, say: Some(text), to }) => self.say(&text, to.as_deref()),
            _ => Err("expected {\"join\":\"me\"}, {\"users\":true}, {\"say\":\"hi\"} or {\"say\":\"hi\",\"to\":\"you\"}".to_owned()),
        };
        Reply::json(&answer.unwrap_or_else(|error| json!({ "error": error })))
    }

    fn join(&mut self, name: &str) -> Result<serde_json::Value, String> {
        let max_size = self.halls.bounds().max_name_size;
        if !(1..=max_size).contains(&name.len()) {
            return Err(format!("a name has 1 to {max_size} bytes"));
        }
        if !self.seat.take_name(name) {
            return Err("somebody has this name".to_owned());
        }
        self.announce("left");
        self.name = Some(name.to_owned());
        self.announce("joined");
        Ok(json!({ "welcome": name, "users": self.halls.names() }))
    }

    fn say(&self, text: &str, to: Option<&str>) -> Result<serde_json::Value, String> {
        let name = self.name.as_ref().ok_or("join first: {\"join\":\"me\"}")?;
        let seat = to
            .map(|to| {
                self.halls
                    .seat_of(to)
                    .ok_or_else(|| format!("nobody here is called {to}"))
            })
            .transpose()?;
        let mut said = json!({ "from": name, "say": text });
        if seat.is_some() {
            said["private"] = true.into();
        }
        self.seat.say(Message::text(said.to_string()), seat);
        Ok(json!({ "sent": true }))
    }

    fn announce(&self, what: &str) {
        if let Some(name) = &self.name {
            self.seat
                .say(Message::text(json!({ what: name }).to_string()), None);
        }
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        self.announce("left");
    }
}
