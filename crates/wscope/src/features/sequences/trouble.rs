//! What is wrong with a script, line by line.

use script::ScriptError;

use super::browser::Unsupported;

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It cannot be read, or needs something that is not there.
    Script(ScriptError),
    /// A browser lets no page do it.
    Browser(u32, Unsupported),
}

impl Trouble {
    /// Its line and column, from 1 on.
    pub fn place(&self) -> (u32, u32) {
        match self {
            Self::Script(error) => (error.at.line, error.at.column),
            Self::Browser(line, _) => (*line, 1),
        }
    }
}
