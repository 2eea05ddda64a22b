//! The row of a scenario in the table.

use crate::act::Act;
use crate::arguments::Arguments;
use crate::path::PathError;
use crate::step::Step;
use crate::words::{Group, Words};

/// One scenario.
pub(crate) struct Row {
    /// How its part of a path begins.
    pub(crate) name: &'static str,
    /// Names of earlier versions, which are still understood.
    pub(crate) aliases: &'static [&'static str],
    pub(crate) group: Group,
    /// What people are told: more than once where it has two forms.
    pub(crate) words: &'static [Words],
    pub(crate) part: Part,
}

/// What a part of a path is, with the reading of its arguments.
pub(crate) enum Part {
    /// It changes what is sent, and another part follows.
    Step(fn(&mut Arguments<'_, '_>) -> Result<Step, PathError>),
    /// It determines what is sent, and is the last.
    Act(fn(&mut Arguments<'_, '_>) -> Result<Act, PathError>),
}
