//! Action Cable of Ruby on Rails.
//!
//! <https://guides.rubyonrails.org/action_cable_overview.html>; the protocol is in `actioncable/lib/action_cable.rb` and
//! `actioncable/app/javascript/action_cable/` of <https://github.com/rails/rails>.

#[cfg(feature = "speaking")]
mod forms;

use std::borrow::Cow;

use super::encodings::value;
use super::members::{Members, string};
use super::payload::{Payload, Sender};
use super::summary::words;
use super::{Confidence, Evidence, Fault, Kind, Output, Protocol, Reason, Tree, Unit};

/// What its clients ask for (`INTERNAL[:protocols]`).
const SUBPROTOCOL: &str = "actioncable-v1-json";
/// Where its servers are unless told otherwise (`INTERNAL[:default_mount_path]`).
const PATH: &str = "/cable";

/// The protocol.
pub struct ActionCable;

impl Protocol for ActionCable {
    fn id(&self) -> &'static str {
        "action-cable"
    }

    fn name(&self) -> &'static str {
        "Action Cable"
    }

    fn recognise(&self, evidence: &Evidence<'_>) -> Option<(Confidence, Reason)> {
        if evidence.subprotocol == Some(SUBPROTOCOL) {
            return Some((Confidence::Certain, Reason::Subprotocol));
        }
        if evidence.first.iter().any(subscribes) {
            return Some((Confidence::Certain, Reason::Messages));
        }
        let path = evidence.path.split('?').next();
        (path == Some(PATH)).then_some((Confidence::Likely, Reason::Path))
    }

    fn decode(&self, parts: &[Payload<'_>], output: &mut Output) -> Result<(), Fault> {
        let Some(message) = parts.first() else {
            return Ok(());
        };
        let members = Members::read(message.bytes).ok_or(Fault::new("not a JSON object"))?;
        output.unit(match message.sender {
            Sender::Client => command(&members)?,
            Sender::Server => announcement(&members)?,
        });
        write(&members, output.tree());
        Ok(())
    }

    #[cfg(feature = "speaking")]
    fn forms(&self) -> &'static [super::Form] {
        forms::FORMS
    }
}

/// Whether a message subscribes to a channel.
fn subscribes(message: &Payload<'_>) -> bool {
    let members = Members::read(message.bytes);
    message.sender == Sender::Client
        && members.is_some_and(|members| {
            members.string("command").as_deref() == Some("subscribe")
                && Identifier::read(&members).is_ok_and(|identifier| identifier.channel.is_some())
        })
}

/// What a subscription is known by: a JSON text within a string, with the class of the channel and its parameters.
struct Identifier<'a> {
    text: Cow<'a, str>,
    channel: Option<String>,
}

impl<'a> Identifier<'a> {
    fn read(members: &Members<'a>) -> Result<Self, Fault> {
        let text = members.string("identifier");
        let text = text.ok_or(Fault::new("no \"identifier\""))?;
        let channel = Members::read(text.as_bytes())
            .and_then(|members| members.string("channel").map(Cow::into_owned));
        Ok(Self { text, channel })
    }

    fn name(&self) -> &str {
        self.channel.as_deref().unwrap_or(&self.text)
    }
}

/// What a client sends.
fn command(members: &Members<'_>) -> Result<Unit, Fault> {
    let command = members.string("command");
    let command = command.ok_or(Fault::new("no \"command\""))?;
    let identifier = Identifier::read(members)?;
    let name = identifier.name();
    Ok(match &*command {
        "subscribe" => Unit::new(Kind::Call, words(&[&command, &identifier.text]))
            .named(name)
            .paired(Sender::Client, &*identifier.text),
        "unsubscribe" => Unit::new(Kind::Control, words(&[&command, &identifier.text])).named(name),
        "message" => {
            let data = members.string("data").unwrap_or_default();
            let action = Members::read(data.as_bytes()).and_then(|data| {
                let action = data.string("action")?;
                Some(format!("{name}#{action}"))
            });
            let name = action.as_deref().unwrap_or(name);
            Unit::new(Kind::Event, words(&[name, &data])).named(name)
        }
        _ => {
            return Err(Fault::new(
                "no command \"subscribe\", \"unsubscribe\" or \"message\"",
            ));
        }
    })
}

/// What a server sends.
fn announcement(members: &Members<'_>) -> Result<Unit, Fault> {
    let Some(message_type) = members.string("type") else {
        let identifier = Identifier::read(members)?;
        let message = members.get("message");
        let message = message.ok_or(Fault::new("neither \"type\" nor \"message\""))?;
        let name = identifier.name();
        return Ok(Unit::new(Kind::Event, words(&[name, message])).named(name));
    };
    let name = &*message_type;
    let answer = |kind| {
        let identifier = Identifier::read(members)?;
        let unit = Unit::new(kind, words(&[name, &identifier.text]));
        Ok(unit.paired(Sender::Client, &*identifier.text))
    };
    match name {
        "welcome" => Ok(Unit::new(Kind::Control, name).named(name)),
        "disconnect" => {
            let reason = members.string("reason").unwrap_or_default();
            Ok(Unit::new(Kind::Control, words(&[name, &reason])).named(name))
        }
        "ping" => {
            let time = members.get("message").unwrap_or_default();
            Ok(Unit::new(Kind::Heartbeat, words(&[name, time])).named(name))
        }
        "confirm_subscription" => answer(Kind::Acknowledgement),
        "reject_subscription" => answer(Kind::Error),
        _ => Err(Fault::new("no message of a server has this \"type\"")),
    }
}

/// All members as they stand in the message, but for the JSON texts within strings.
fn write(members: &Members<'_>, tree: &mut Tree) {
    tree.object(None, |tree| {
        for (name, json) in members.iter() {
            match string(json).filter(|_| matches!(name, "identifier" | "data")) {
                Some(text) => value(tree, name, text.as_bytes()),
                None => tree.json(name, json),
            }
        }
    });
}

#[cfg(test)]
mod tests;
