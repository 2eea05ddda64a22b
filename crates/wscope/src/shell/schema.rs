//! The .proto files with which the messages of a tab are decoded.

use std::sync::Arc;
use std::task::Poll;

use egui::Context;
use payload::decoders::Protocol;
use payload::decoders::protobuf_schema::{self, SchemaError};

use crate::kit::proto_files::{ProtoFault, ProtoFiles, poll_read};
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
    Wrong(Arc<ProtoFault>),
}

impl Schema {
    /// Once a frame: reads these files, where they are not read already.
    pub(super) fn poll(&mut self, files: &ProtoFiles, context: &Context) {
        if matches!(self.stage, Stage::Unread) || self.of != *files {
            self.of.clone_from(files);
            self.stage = Stage::Reading(files.read(context));
        }
        let Stage::Reading(task) = &self.stage else {
            return;
        };
        let Poll::Ready(read) = poll_read(task) else {
            return;
        };
        let types = &files.types();
        let protocol = read.and_then(|read| read.protocol(types).map_err(ProtoFault::Schema));
        self.stage = match protocol {
            Ok(protocol) => Stage::Read(protocol),
            Err(error) => Stage::Wrong(Arc::new(error)),
        };
    }

    /// What was read is no longer needed, or may have changed: it is read again where it is needed.
    pub(super) fn forget(&mut self) {
        self.stage = Stage::Unread;
    }

    /// What is wrong with the files.
    pub(super) fn fault(&self) -> Option<Arc<ProtoFault>> {
        match &self.stage {
            Stage::Wrong(fault) => Some(Arc::clone(fault)),
            Stage::Unread | Stage::Reading(_) | Stage::Read(_) => None,
        }
    }

    /// The protocol that they make, as soon as they are read.
    pub(super) fn protocol(&self) -> Option<&'static dyn Protocol> {
        match self.stage {
            Stage::Read(protocol) => Some(protocol),
            Stage::Unread | Stage::Reading(_) | Stage::Wrong(_) => None,
        }
    }
}
