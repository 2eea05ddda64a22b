//! The .proto files with which the messages of a tab are decoded.

use std::sync::Arc;
use std::task::Poll;

use egui::Context;
use payload::decoders::Protocol;
use payload::decoders::protobuf_schema::{self, SchemaError};
use session::conversation::Choice;

use super::Tab;
use crate::kit::proto_files::ProtoFiles;
use crate::kit::protocol_choice::ProtocolChoice;
use crate::kit::task::Task;

/// The files as they were read last, and what came of it.
#[derive(Default)]
pub(super) struct Schema {
    of: ProtoFiles,
    stage: Stage,
}

#[derive(Default)]
enum Stage {
    #[default]
    Unread,
    Reading(Task<Result<protobuf_schema::Schema, SchemaError>>),
    Read(&'static dyn Protocol),
    Wrong(Arc<SchemaError>),
}

impl Tab {
    /// Once a frame: reads the files that were chosen, in whatever way, where they are not read already.
    pub fn poll_schema(&mut self, context: &Context) {
        if self.form.protocol_choice() != ProtocolChoice::ProtoFiles {
            self.schema.stage = Stage::Unread;
            return;
        }
        let schema = &mut self.schema;
        if matches!(schema.stage, Stage::Unread) || schema.of != self.form.proto {
            schema.of.clone_from(&self.form.proto);
            schema.stage = Stage::Reading(schema.of.read(context));
        }
        let Stage::Reading(task) = &schema.stage else {
            return;
        };
        let Poll::Ready(read) = task.poll() else {
            return;
        };
        // Without a thread nothing is read.
        let none = || SchemaError::Files(String::from("no thread"));
        let read = read.unwrap_or_else(|| Err(none()));
        let protocol = read.and_then(|read| read.protocol(&schema.of.types()));
        schema.stage = match protocol {
            Ok(protocol) => Stage::Read(protocol),
            Err(error) => Stage::Wrong(Arc::new(error)),
        };
    }

    /// Reads the files again: they may have changed.
    pub fn read_schema_again(&mut self) {
        self.schema.stage = Stage::Unread;
    }

    /// What is wrong with the files that messages are decoded with.
    pub(super) fn schema_fault(&self) -> Option<Arc<SchemaError>> {
        match &self.schema.stage {
            Stage::Wrong(fault) => Some(Arc::clone(fault)),
            Stage::Unread | Stage::Reading(_) | Stage::Read(_) => None,
        }
    }

    /// In which protocol messages are decoded. As long as the files are not read it is none.
    pub fn choice(&self) -> Choice {
        let with_schema = match self.schema.stage {
            Stage::Read(protocol) => Some(protocol),
            Stage::Unread | Stage::Reading(_) | Stage::Wrong(_) => None,
        };
        self.form.protocol_choice().decoded(with_schema)
    }
}
