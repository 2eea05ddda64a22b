//! Protocol Buffers with their schema: the names and types of fields are those of .proto files
//! (<https://protobuf.dev/programming-guides/encoding/>, <https://protobuf.dev/reference/protobuf/proto3-spec/>).
//!
//! A message does not say of which type it is, so this is chosen, for each side. What is not as the schema says (a field that it does not
//! know, a wire type of another kind) is shown beside it as it would be without a schema: nothing of a message is left out.

mod files;
mod types;
mod write;

pub use files::{MAX_SCHEMA_BYTES, MAX_SCHEMA_FILES};
pub use types::Types;

use std::path::{Path, PathBuf};

use protox::prost_reflect::{DescriptorPool, MessageDescriptor};

use super::encodings::protobuf;
use super::limits::MAX_PREVIEW;
use super::{Confidence, Evidence, Fault, Kind, Output, Payload, Protocol, Reason, Tree, Unit};
use crate::visible::visible;
use write::write;

/// How the protocol is called where it is stored.
pub const PROTOBUF_SCHEMA: &str = "protobuf-schema";

/// Why there is no schema, or no type of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SchemaError {
    /// A file cannot be read, or is not what the language allows: what the compiler says, with the file and the line where it knows them.
    #[error("{}", visible(.0))]
    Files(String),
    /// There is no such message type.
    #[error("there is no message type {}; there are {known}", visible(.name))]
    Type {
        /// What was asked for.
        name: String,
        /// Those that there are, as far as they can be listed.
        known: String,
    },
}

/// The types that .proto files define.
#[derive(Clone, Debug)]
pub struct Schema {
    pool: DescriptorPool,
    /// Whether the files that were named define it, or else those that they import.
    own: Vec<String>,
}

impl Schema {
    /// Compiles files, with what they import. Imports are looked for in `folders`, and then beside each file.
    ///
    /// # Errors
    /// When one cannot be read, is not sound, or all of them are too large.
    pub fn read(files: &[PathBuf], folders: &[PathBuf]) -> Result<Self, SchemaError> {
        let mut folders = folders.to_vec();
        for file in files {
            // The compiler says of one that is missing that it lies in none of the folders.
            if let Err(error) = file.metadata() {
                let file = file.display();
                return Err(SchemaError::Files(format!("{file}: {error}")));
            }
            let beside = match file.parent() {
                Some(folder) if folder != Path::new("") => folder.to_owned(),
                _ => PathBuf::from("."),
            };
            if !folders.contains(&beside) {
                folders.push(beside);
            }
        }
        // What is written for debugging tells the file and the line as well.
        let fault = |error: protox::Error| SchemaError::Files(format!("{error:?}"));
        let mut compiler = protox::Compiler::with_file_resolver(files::resolver(folders));
        compiler
            .include_imports(true)
            .open_files(files)
            .map_err(fault)?;
        let own = compiler.file_descriptor_set().file;
        let own = own.iter().filter(|file| {
            let name = Path::new(file.name());
            files.iter().any(|path| path.ends_with(name))
        });
        Ok(Self {
            own: own.map(|file| file.name().to_owned()).collect(),
            pool: compiler.descriptor_pool(),
        })
    }

    /// The full names of the message types of the files that were named, for a person to choose from.
    pub fn messages(&self) -> Vec<String> {
        let of_own = |message: &MessageDescriptor| {
            let file = message.parent_file();
            !message.is_map_entry() && self.own.iter().any(|own| own == file.name())
        };
        let messages = self.pool.all_messages().filter(of_own);
        messages
            .map(|message| message.full_name().to_owned())
            .collect()
    }

    /// The protocol of a connection whose messages are of these types. It is kept as long as the program runs, as all protocols are: somebody
    /// chooses it by hand, which happens a few times.
    ///
    /// # Errors
    /// When there is no such type.
    pub fn protocol(&self, types: &Types) -> Result<&'static dyn Protocol, SchemaError> {
        let find = |name: &Option<String>| name.as_deref().map(|name| self.find(name)).transpose();
        Ok(Box::leak(Box::new(WithSchema {
            client: find(&types.client)?,
            server: find(&types.server)?,
        })))
    }

    fn find(&self, name: &str) -> Result<MessageDescriptor, SchemaError> {
        /// More are not read by anybody.
        const LISTED: usize = 20;
        let found = self.pool.get_message_by_name(name.trim_start_matches('.'));
        found.ok_or_else(|| {
            let mut known = self.messages();
            let more = known.len().saturating_sub(LISTED);
            known.truncate(LISTED);
            let end = if more > 0 {
                format!(" and {more} more")
            } else {
                String::new()
            };
            SchemaError::Type {
                name: name.to_owned(),
                known: known.join(", ") + &end,
            }
        })
    }
}

/// Messages of known types.
struct WithSchema {
    client: Option<MessageDescriptor>,
    server: Option<MessageDescriptor>,
}

impl Protocol for WithSchema {
    fn id(&self) -> &'static str {
        PROTOBUF_SCHEMA
    }

    fn name(&self) -> &'static str {
        "Protobuf (.proto)"
    }

    fn recognise(&self, _evidence: &Evidence<'_>) -> Option<(Confidence, Reason)> {
        // It is chosen.
        None
    }

    fn decode(&self, parts: &[Payload<'_>], output: &mut Output) -> Result<(), Fault> {
        let Some(message) = parts.first() else {
            return Ok(());
        };
        let descriptor = match message.sender {
            super::Sender::Client => &self.client,
            super::Sender::Server => &self.server,
        };
        let Some(descriptor) = descriptor else {
            return Err(Fault::new("no type is chosen for what this side sends"));
        };
        if message.is_text {
            return Err(Fault::new("Protobuf is sent in binary messages"));
        }
        protobuf::check(message.bytes)?;
        let mut preview = Tree::preview(MAX_PREVIEW, super::encodings::NESTED);
        write(&mut preview, None, descriptor, message.bytes);
        let summary = format!("{} {}", descriptor.name(), preview.into_preview());
        output.unit(Unit::new(Kind::Event, summary).named(descriptor.full_name()));
        write(output.tree(), None, descriptor, message.bytes);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
