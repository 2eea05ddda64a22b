//! Reads one element with all within it, and writes it into a tree: XML without comments, instructions and document types, which
//! XMPP does not allow (RFC 6120, section 11.1).

use data_encoding::BASE64;
use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesRef, BytesStart, Event};

use crate::decoders::{Fault, MAX_DEPTH, Payload, Tree};

/// The namespace of the elements that open and close a stream (RFC 7395, section 3.3.2).
pub(super) const FRAMING: &str = "urn:ietf:params:xml:ns:xmpp-framing";

/// An element has so many attributes at most; each is compared with those before it.
const MAX_ATTRIBUTES: usize = 64;
/// What an element adds to the depth of the tree: itself, and the array of what is within.
const LEVELS: usize = 2;
/// A reason of the library is cut there: it may quote a name of megabytes.
const MAX_REASON: usize = 160;

/// What of an element is told in one line.
#[derive(Debug, Default)]
pub(super) struct Outline {
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    /// The first element within it.
    pub(super) child: String,
    pub(super) child_namespace: String,
    /// What went wrong: the first element within an error (RFC 6120, section 8.3.2), or within a failure.
    pub(super) condition: String,
    /// What a message says (RFC 6121, section 5.2.3), or a presence (section 4.7.2).
    pub(super) text: String,
    /// What logs in.
    pub(super) secrets: Vec<String>,
}

impl Outline {
    /// The value of an attribute; empty if there is none.
    pub(super) fn attribute(&self, name: &str) -> &str {
        let found = self.attributes.iter().find(|(key, _)| *key == name);
        found.map_or("", |(_, value)| value)
    }
}

/// Reads a message.
pub(super) fn read(text: &str, tree: &mut Tree) -> Result<Outline, Fault> {
    let mut walk = Walk {
        text,
        reader: Reader::from_str(text),
        outline: Outline::default(),
        parents: Vec::new(),
    };
    let start = match walk.next()? {
        Event::Decl(_) => walk.next()?,
        other => other,
    };
    match start {
        Event::Start(start) => walk.element(&start, false, tree)?,
        Event::Empty(start) => walk.element(&start, true, tree)?,
        _ => return Err(Fault::at(0, "it does not begin with an element")),
    }
    let end = walk.position();
    if text[end..].trim_ascii().is_empty() {
        return Ok(walk.outline);
    }
    Err(Fault::at(end, "something follows the element"))
}

struct Walk<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    outline: Outline,
    /// The names of the elements that are open.
    parents: Vec<String>,
}

impl<'a> Walk<'a> {
    fn position(&self) -> usize {
        let position = usize::try_from(self.reader.buffer_position());
        position.unwrap_or(usize::MAX).min(self.text.len())
    }

    fn next(&mut self) -> Result<Event<'a>, Fault> {
        let at = self.position();
        match self.reader.read_event() {
            Ok(Event::Eof) => Err(Fault::at(self.text.len(), "it ends within the element")),
            Ok(Event::Comment(_) | Event::PI(_) | Event::DocType(_)) => Err(Fault::at(
                at,
                "a comment, instruction or document type, which XMPP does not have",
            )),
            Ok(event) => Ok(event),
            Err(error) => Err(fault(at, &error)),
        }
    }

    /// An element whose start was read.
    fn element(
        &mut self,
        start: &BytesStart<'a>,
        is_empty: bool,
        tree: &mut Tree,
    ) -> Result<(), Fault> {
        let at = self.position();
        let name = start.name();
        let name = utf8(at, name.as_ref())?;
        let attributes = attributes(at, start)?;
        if !is_empty && tree.depth() + LEVELS > MAX_DEPTH {
            let within = self.reader.read_to_end(start.to_end().name());
            let within = within.map_err(|error| fault(at, &error))?;
            let range = usize::try_from(within.start)
                .ok()
                .zip(usize::try_from(within.end).ok());
            let within = range.and_then(|(start, end)| self.text.get(start..end));
            tree.string(None, within.unwrap_or_default());
            return Ok(());
        }
        let mut outcome = Ok(());
        tree.object(None, |tree| {
            tree.string("element", name);
            if !attributes.is_empty() {
                tree.object("attributes", |tree| {
                    for (name, value) in &attributes {
                        tree.string(*name, value);
                    }
                });
            }
            self.note(name, &attributes);
            if !is_empty {
                self.parents.push(name.to_owned());
                tree.array("content", |tree| outcome = self.content(tree));
                self.parents.pop();
            }
        });
        outcome
    }

    /// What lies within an element, with its end.
    fn content(&mut self, tree: &mut Tree) -> Result<(), Fault> {
        let mut text = String::new();
        loop {
            let at = self.position();
            match self.next()? {
                Event::Text(piece) => text.push_str(utf8(at, &piece)?),
                Event::CData(piece) => text.push_str(utf8(at, &piece)?),
                Event::GeneralRef(reference) => text.push_str(&resolved(at, &reference)?),
                Event::Start(start) => {
                    self.text(&mut text, tree);
                    self.element(&start, false, tree)?;
                }
                Event::Empty(start) => {
                    self.text(&mut text, tree);
                    self.element(&start, true, tree)?;
                }
                Event::End(_) => {
                    self.text(&mut text, tree);
                    return Ok(());
                }
                _ => return Err(Fault::at(at, "an XML declaration within the element")),
            }
        }
    }

    /// Writes the text that stands between two elements.
    fn text(&mut self, text: &mut String, tree: &mut Tree) {
        if text.is_empty() {
            return;
        }
        tree.string(None, text);
        if self.parents.last().is_some_and(|it| is_secret(it)) && tree.is_wanted() {
            let login = BASE64.decode(text.trim().as_bytes()).ok();
            let login = login.and_then(|login| String::from_utf8(login).ok());
            // As the mechanism PLAIN has it: both separated from each other (RFC 4616, section 2).
            let password = login.as_deref().and_then(|login| login.rsplit_once('\0'));
            let password = password.map(|(_, password)| password.to_owned());
            self.outline.secrets.push(text.clone());
            self.outline.secrets.extend(password);
        }
        let [_, parent] = &*self.parents else {
            text.clear();
            return;
        };
        if matches!(&**parent, "body" | "status") && self.outline.text.is_empty() {
            std::mem::swap(&mut self.outline.text, text);
        }
        text.clear();
    }

    /// Keeps what is told in one line.
    fn note(&mut self, name: &str, attributes: &[(&str, Cow<'_, str>)]) {
        let outline = &mut self.outline;
        let is_first_condition = match &*self.parents {
            [] => {
                name.clone_into(&mut outline.name);
                let attributes = attributes.iter();
                outline.attributes = attributes
                    .map(|(name, value)| ((*name).to_owned(), value.to_string()))
                    .collect();
                false
            }
            [root] => {
                if outline.child.is_empty() {
                    name.clone_into(&mut outline.child);
                    let namespace = attributes.iter().find(|(key, _)| *key == "xmlns");
                    outline.child_namespace =
                        namespace.map_or_else(String::new, |(_, value)| value.to_string());
                }
                matches!(&**root, "failure" | "failed" | "stream:error")
            }
            [_, parent] => parent == "error",
            _ => false,
        };
        if is_first_condition && outline.condition.is_empty() {
            name.clone_into(&mut outline.condition);
        }
    }
}

/// Whether what an element holds logs in: with SASL (RFC 6120, section 6.4; XEP-0388), as a member of a room (XEP-0045, section 7.2.6), or
/// as before there was SASL (XEP-0078).
fn is_secret(element: &str) -> bool {
    let name = element.rsplit_once(':').map_or(element, |(_, name)| name);
    matches!(
        name,
        "auth" | "response" | "initial-response" | "password" | "digest"
    )
}

fn attributes<'s>(
    at: usize,
    start: &'s BytesStart<'_>,
) -> Result<Vec<(&'s str, Cow<'s, str>)>, Fault> {
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| fault(at, &error))?;
        if attributes.len() == MAX_ATTRIBUTES {
            let reason = format!("more attributes than {MAX_ATTRIBUTES}");
            return Err(Fault::at(at, reason));
        }
        let name = utf8(at, attribute.key.into_inner())?;
        let value = match attribute.value {
            Cow::Borrowed(value) => unescape(utf8(at, value)?),
            Cow::Owned(value) => unescape(utf8(at, &value)?).map(|it| it.into_owned().into()),
        };
        attributes.push((name, value.map_err(|error| fault(at, &error))?));
    }
    Ok(attributes)
}

/// What a reference stands for: a character by its number, or one of the five entities that XML has itself.
fn resolved(at: usize, reference: &BytesRef<'_>) -> Result<String, Fault> {
    let character = reference.resolve_char_ref();
    if let Some(character) = character.map_err(|error| fault(at, &error))? {
        return Ok(character.to_string());
    }
    let entity = resolve_predefined_entity(utf8(at, reference)?);
    let entity = entity.ok_or(Fault::at(at, "an entity that XML does not have itself"))?;
    Ok(entity.to_owned())
}

fn utf8(at: usize, bytes: &[u8]) -> Result<&str, Fault> {
    str::from_utf8(bytes).map_err(|_invalid| Fault::at(at, "not UTF-8"))
}

/// A fault in the words of the library.
fn fault(at: usize, error: &dyn std::fmt::Display) -> Fault {
    let mut reason = format!("not valid XML: {error}");
    reason.truncate(reason.floor_char_boundary(MAX_REASON));
    Fault::at(at, reason)
}

/// Reads the element that a message has.
pub(super) fn read_message(message: &Payload<'_>, tree: &mut Tree) -> Result<Outline, Fault> {
    let text = message.as_text();
    read(
        text.ok_or(Fault::new("a binary message, which XMPP does not have"))?,
        tree,
    )
}
