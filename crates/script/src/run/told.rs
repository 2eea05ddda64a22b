//! What a script that is carried out tells: of its steps, of what is to be done next, and how it ended.

use std::time::Duration;

use super::failure::Failure;

/// How a script ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Everything was as expected.
    Passed,
    /// Something was not.
    Failed(Box<Failure>),
    /// A step said that what follows is not to be carried out, for this reason, which may be empty.
    Skipped(String),
}

/// What is told of a script while it is carried out.
#[derive(Clone, Copy, Debug)]
pub enum Told<'a> {
    /// The step on this line begins.
    Began(u32),
    /// The step on this line is done, after it waited for this time: until what it waited for was recorded. Zero for what waits for nothing, or
    /// for what had come before.
    Passed(u32, Duration),
    /// A step has failed, after this time.
    Failed(&'a Failure, Duration),
    /// The step on this line says that it and what follows is not carried out.
    Skipped(u32),
}

/// What is to be done with a [`Runner`](super::Runner) next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// The next step can begin: [`Runner::begin`](super::Runner::begin).
    Ready,
    /// It is to be polled again when it wakes its user, and after this time.
    Wait(Option<Duration>),
    /// It is over: [`Runner::outcome`](super::Runner::outcome).
    Over,
}
