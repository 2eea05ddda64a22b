//! What a person can ask of the list.

use crate::kit::command::{self, About};
use crate::kit::language::Language;

use super::columns::Widths;
use super::times::Times;

/// What a person can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Make the columns so wide.
    SetWidths(Widths),
    /// Write times like this.
    SetTimes(Times),
}

impl command::Command for Command {
    fn about(&self, _language: Language) -> Option<About> {
        match self {
            Self::SetWidths(_) | Self::SetTimes(_) => None,
        }
    }
}
