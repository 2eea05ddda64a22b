//! WAMP 2 (<https://wamp-proto.org/wamp_latest_ietf.html>, whose sections are named here): remote calls and publications through
//! a router, in JSON, `MessagePack` or CBOR.

#[cfg(feature = "speaking")]
mod forms;
mod item;
mod message_types;

use super::members::Members;
use super::payload::{Payload, Sender};
use super::{Confidence, Evidence, Fault, Kind, Output, Protocol, Reason, Tree, Unit};
use item::{Item, messages};
use message_types::{MessageType, Role};

/// What all its subprotocols begin with; what follows is how messages are encoded (section 5.3).
const SUBPROTOCOL: &str = "wamp.2.";
/// What a HELLO and its answer are paired by: there is one of each, and no request.
const HELLO_PAIR: &str = "HELLO";

/// The protocol.
pub struct Wamp;

/// A message whose values were counted.
struct Message<'a> {
    message_type: &'static MessageType,
    /// What follows the number of the type.
    values: Vec<Item<'a>>,
}

impl Protocol for Wamp {
    fn id(&self) -> &'static str {
        "wamp"
    }

    fn name(&self) -> &'static str {
        "WAMP 2"
    }

    fn recognise(&self, evidence: &Evidence<'_>) -> Option<(Confidence, Reason)> {
        let is_agreed = evidence
            .subprotocol
            .is_some_and(|name| name.starts_with(SUBPROTOCOL));
        if is_agreed {
            return Some((Confidence::Certain, Reason::Subprotocol));
        }
        let first = evidence.first.first()?;
        is_hello(first).then_some((Confidence::Certain, Reason::Messages))
    }

    fn decode(&self, parts: &[Payload<'_>], output: &mut Output) -> Result<(), Fault> {
        let Some(payload) = parts.first() else {
            return Ok(());
        };
        let batch = messages(payload)?;
        for array in &batch {
            let message = Message::read(array)?;
            output.unit(message.unit(payload.sender)?);
        }
        if output.tree().is_wanted() {
            let write_each = |tree: &mut Tree| {
                for array in &batch {
                    if let Ok(message) = Message::read(array) {
                        message.write(tree);
                    }
                }
            };
            match batch.len() {
                1 => write_each(output.tree()),
                _ => output.tree().array(None, write_each),
            }
        }
        Ok(())
    }

    #[cfg(feature = "speaking")]
    fn forms(&self) -> &'static [super::Form] {
        forms::FORMS
    }
}

/// Whether a message is the first of a client: the name of a realm, and the roles that it can play (section 4.1.1).
fn is_hello(payload: &Payload<'_>) -> bool {
    let Ok(batch) = messages(payload) else {
        return false;
    };
    let message = batch.first().and_then(|array| Message::read(array).ok());
    message.is_some_and(|message| {
        message.message_type.name == "HELLO"
            && message
                .flag(1, "roles")
                .is_some_and(|roles| roles.starts_with('{'))
            && payload.sender == Sender::Client
    })
}

impl<'a> Message<'a> {
    fn read(array: &Item<'a>) -> Result<Self, Fault> {
        // One more than the longest has, to tell that there are too many.
        let mut values = array.values(message_types::LONGEST + 1)?;
        if values.is_empty() {
            return Err(Fault::new("an empty array"));
        }
        let number = values.remove(0);
        let number = number.json();
        let message_type = MessageType::find(&number)
            .ok_or_else(|| Fault::new(format!("no message type: {number:.20} (section 3.5)")))?;
        let MessageType {
            name,
            fields,
            required,
            ..
        } = *message_type;
        if values.len() < required || values.len() > fields.len() {
            let found = values.len();
            let most = fields.len();
            return Err(Fault::new(format!(
                "{found} values, and {name} has {required} to {most}"
            )));
        }
        Ok(Self {
            message_type,
            values,
        })
    }

    /// The value of a member of an object, if there is one.
    fn flag(&self, index: usize, name: &str) -> Option<String> {
        let options = self.values.get(index)?;
        // Nearly none has it, and most are empty.
        if !options.mentions(name) {
            return None;
        }
        let json = options.json();
        let members = Members::read(json.as_bytes())?;
        members.get(name).map(str::to_owned)
    }

    fn has_flag(&self, index: usize, name: &str) -> bool {
        self.flag(index, name).as_deref() == Some("true")
    }

    /// The request that it is or answers.
    fn request(&self, index: usize) -> Result<String, Fault> {
        let request = self.values.get(index).map(Item::json).unwrap_or_default();
        // Section 2.1.2.
        if request.is_empty() || !request.bytes().all(|byte| byte.is_ascii_digit()) {
            let name = self.message_type.name;
            return Err(Fault::new(format!(
                "the request of {name} is not a number: {request:.20}"
            )));
        }
        Ok(request.into_owned())
    }

    fn unit(&self, sender: Sender) -> Result<Unit, Fault> {
        let role = self.message_type.role;
        let kind = match role {
            Role::Call | Role::Hello => Kind::Call,
            Role::Publish if self.has_flag(1, "acknowledge") => Kind::Call,
            Role::Publish | Role::Event => Kind::Event,
            Role::Answer | Role::Progress | Role::Welcome => Kind::Result,
            Role::Acknowledgement => Kind::Acknowledgement,
            Role::Error | Role::Abort => Kind::Error,
            Role::Control => Kind::Control,
        };
        let uri = self
            .message_type
            .uri()
            .and_then(|index| self.values.get(index));
        let uri = uri.and_then(Item::text);
        let mut unit = Unit::new(kind, self.summary(uri.as_deref()));
        let name = uri.as_deref().unwrap_or(self.message_type.name);
        // An answer is about what was called, which is found by its pair.
        if !matches!(
            role,
            Role::Answer | Role::Progress | Role::Acknowledgement | Role::Error
        ) {
            unit = unit.named(name);
        }
        Ok(match role {
            Role::Hello => unit.paired(sender, HELLO_PAIR),
            Role::Welcome | Role::Abort => unit.paired(sender.other(), HELLO_PAIR),
            Role::Call => unit.paired(sender, self.request(0)?),
            Role::Publish if kind == Kind::Call => unit.paired(sender, self.request(0)?),
            // Section 11.3.1: more results follow.
            Role::Progress if self.has_flag(1, "progress") => {
                unit.paired(sender.other(), self.request(0)?).partial()
            }
            Role::Answer | Role::Progress | Role::Acknowledgement => {
                unit.paired(sender.other(), self.request(0)?)
            }
            // `[ERROR, REQUEST.Type, REQUEST.Request, …]`
            Role::Error => unit.paired(sender.other(), self.request(1)?),
            Role::Publish | Role::Event | Role::Control => unit,
        })
    }

    /// The type, what it is about, and the arguments.
    fn summary(&self, uri: Option<&str>) -> String {
        let MessageType { name, fields, .. } = self.message_type;
        let mut summary = (*name).to_owned();
        let mut push = |word: &str| {
            summary.push(' ');
            summary.push_str(word);
        };
        if let Some(uri) = uri {
            push(uri);
        }
        for (field, value) in fields.iter().zip(&self.values) {
            match *field {
                "arguments" | "keyword arguments" => push(&value.preview()),
                "session" | "subscription" | "registration" | "auth method" => {
                    push(&format!("{field} {}", value.preview()));
                }
                _ => {}
            }
        }
        summary
    }

    fn write(&self, tree: &mut Tree) {
        tree.object(None, |tree| {
            tree.string("message", self.message_type.name);
            for (field, value) in self.message_type.fields.iter().zip(&self.values) {
                let request_type = (*field == "request type")
                    .then(|| MessageType::find(&value.json()))
                    .flatten();
                match request_type {
                    Some(request_type) => tree.string(*field, request_type.name),
                    None => value.write(tree, field),
                }
            }
        });
    }
}

#[cfg(test)]
mod tests;
