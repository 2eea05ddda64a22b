//! What a person can ask of the dialog.

use crate::kit::command::{self, About};
use crate::kit::language::Language;
use crate::kit::proto_files::ProtoFiles;

/// What a person can ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Decode messages with these, as they are now.
    Use(ProtoFiles),
    /// Close the dialog.
    Close,
}

impl command::Command for Command {
    /// The dialog has the words: nothing else asks for it.
    fn about(&self, _language: Language) -> Option<About> {
        None
    }
}
