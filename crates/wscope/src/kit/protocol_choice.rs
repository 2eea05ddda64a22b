//! In which protocol the messages of a connection are decoded, as a person chooses it.

use std::borrow::Cow;

#[cfg(not(target_arch = "wasm32"))]
use payload::decoders::protobuf_schema::PROTOBUF_SCHEMA;
use payload::decoders::{PROTOCOLS, Protocol, protocol_named};
use session::conversation::Choice;

use egui::Ui;

use crate::kit::choice::Choice as Field;
use crate::kit::language::Language;

/// In which protocol messages are decoded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProtocolChoice {
    /// In the one that the connection seems to speak.
    #[default]
    Automatic,
    /// In none.
    None,
    /// In the one with this id, whatever the connection seems to speak.
    Always(&'static str),
    /// In Protobuf, with the names of .proto files.
    #[cfg(not(target_arch = "wasm32"))]
    ProtoFiles,
}

/// How [`ProtocolChoice::None`] is stored: no protocol is called so.
const NONE: &str = "none";

impl ProtocolChoice {
    /// What was stored. A protocol that this version does not know cannot be decoded: it is looked for one that is known.
    pub fn of(stored: &str) -> Self {
        match stored {
            "" => Self::Automatic,
            NONE => Self::None,
            #[cfg(not(target_arch = "wasm32"))]
            PROTOBUF_SCHEMA => Self::ProtoFiles,
            id => {
                let known = protocols().find(|(known, _)| *known == id);
                known.map_or(Self::Automatic, |(id, _)| Self::Always(id))
            }
        }
    }

    /// How it is stored.
    pub fn stored(self) -> &'static str {
        match self {
            Self::Automatic => "",
            Self::None => NONE,
            Self::Always(id) => id,
            #[cfg(not(target_arch = "wasm32"))]
            Self::ProtoFiles => PROTOBUF_SCHEMA,
        }
    }

    /// All that can be chosen.
    pub fn offered() -> impl Iterator<Item = Self> {
        let first = [
            Self::Automatic,
            Self::None,
            // Behind all protocols of the list it is not found.
            #[cfg(not(target_arch = "wasm32"))]
            Self::ProtoFiles,
        ];
        let all = protocols().map(|(id, _)| Self::Always(id));
        first.into_iter().chain(all)
    }

    /// Shows which one is chosen, or `spoken` in its place, and lets the person choose another one; returns that.
    pub fn show(self, ui: &mut Ui, language: Language, spoken: Option<&str>) -> Option<Self> {
        let name = language.pick("协议", "Protocol");
        let shown = spoken.map_or_else(|| self.say(language), |name| name.to_owned().into());
        let field = Field {
            salt: "protocol-choice",
            name: &format!("{name}: {shown}"),
            shown: &shown,
            width: None,
        };
        let offered = Self::offered().map(|choice| (choice, choice.say(language).into_owned()));
        let (_, chosen) = field.show(ui, offered, |choice| *choice == self);
        chosen
    }

    /// What it is called.
    pub fn say(self, language: Language) -> Cow<'static, str> {
        match self {
            Self::Automatic => language.pick("自动", "Automatic"),
            Self::None => language.pick("不解码", "None"),
            Self::Always(id) => {
                let named = protocols().find(|(known, _)| *known == id);
                named.map_or(id, |(_, name)| name).into()
            }
            #[cfg(not(target_arch = "wasm32"))]
            Self::ProtoFiles => language.pick(
                "Protobuf（使用 .proto 文件）…",
                "Protobuf with .proto files…",
            ),
        }
    }
}

impl ProtocolChoice {
    /// What is decoded accordingly, with the protocol that was made of .proto files, if they are read.
    #[cfg_attr(
        target_arch = "wasm32",
        expect(unused_variables, reason = "a page reads no .proto files")
    )]
    pub fn decoded(self, with_schema: Option<&'static dyn Protocol>) -> Choice {
        match self {
            Self::Automatic => Choice::Automatic,
            Self::None => Choice::Never,
            Self::Always(id) => protocol_named(id).map_or(Choice::Automatic, Choice::Always),
            #[cfg(not(target_arch = "wasm32"))]
            Self::ProtoFiles => with_schema.map_or(Choice::Never, Choice::Always),
        }
    }
}

/// Their ids and names.
fn protocols() -> impl Iterator<Item = (&'static str, &'static str)> {
    let all = PROTOCOLS.iter();
    all.map(|protocol: &&dyn Protocol| (protocol.id(), protocol.name()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_is_read_as_it_is_stored() {
        for choice in ProtocolChoice::offered() {
            assert_eq!(ProtocolChoice::of(choice.stored()), choice);
            for language in Language::ALL {
                assert!(!choice.say(language).is_empty());
            }
        }
        let unknown = ProtocolChoice::of("a-protocol-of-later");
        assert_eq!(unknown, ProtocolChoice::Automatic);
    }
}
