//! In which protocol the messages of a tab are decoded, and the .proto files for that.

use std::sync::Arc;

use egui::Context;
use session::conversation::Choice;

use super::Tab;
use crate::kit::proto_files::ProtoFault;
use crate::kit::protocol_choice::ProtocolChoice;

impl Tab {
    /// Once a frame: reads the files that were chosen, in whatever way, where they are not read already.
    pub fn poll_schema(&mut self, context: &Context) {
        if self.form.protocol_choice() == ProtocolChoice::ProtoFiles {
            self.schema.poll(&self.form.proto, context);
        } else {
            self.schema.forget();
        }
    }

    /// Reads the files again: they may have changed.
    pub fn read_schema_again(&mut self) {
        self.schema.forget();
    }

    /// What is wrong with the files that messages are decoded with.
    pub(super) fn schema_fault(&self) -> Option<Arc<ProtoFault>> {
        self.schema.fault()
    }

    /// In which protocol messages are decoded. As long as the files are not read it is none.
    pub fn choice(&self) -> Choice {
        let with_schema = self.schema.protocol();
        self.form.protocol_choice().decoded(with_schema)
    }
}
