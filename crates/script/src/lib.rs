//! Tests of a WebSocket server that read like a conversation: read, checked, carried out step by step.
//!
//! ```text
//! connect ws://{{host}}/chat
//! send json {"join":"Ada"}
//! expect json within 2s
//!   $.users contains "Ada"
//!   capture $.id as id
//! close 1000
//! ```
//!
//! The language is described in the `README.md` of this crate. [`Script::parse`] reads a text, or tells all that is wrong with it and
//! where; written with [`Display`](std::fmt::Display) it is read as the same again. A [`Runner`] carries it out.
//!
//! # The decision that shaped it
//!
//! A runner is driven from outside. It does one step when it is asked to ([`Runner::begin`]), is polled with the time, and says when it
//! is to be polled again. So the same code runs in a loop on a command line, step by step before an audience, and in a page, which must not
//! wait. It is given its transport, as a `Session` is, and never prints: what it has to say is data.
//!
//! What an unset variable stands for, and which connection a line is about, is known before anything is sent, because steps are
//! carried out in the order in which they stand.
//!
//! # What was rejected
//!
//! - *A programming language.* It would need conditions, functions and a debugger. What those are needed for is a program's task, and
//!   `wsc` in a pipe is there for it.
//! - *Messages that nobody expected as a remark.* A server that answers twice would pass. Who wants that says `ignore` or `eventually`.

mod bytes;
mod cause;
mod check;
mod error;
mod files;
mod json_path;
mod json_value;
pub mod limits;
mod parse;
mod print;
mod regular;
mod run;
mod save;
mod schema;
mod syntax;
mod template;
mod units;
mod variables;

pub use cause::CauseName;
pub use error::{Position, Problem, ScriptError};
pub use files::{Files, NoFiles};
pub use limits::MAX_SCRIPT_BYTES;
pub use run::{
    Category, DiffLine, ExpectedMessage, Failure, Fault, Misfit, MissingMessages, Outcome, Runner,
    Setup, ShownMessage, Sign, Told, Turn,
};
pub use save::{MadeScript, ScriptSink};
pub use syntax::*;
pub use template::{FillError, Template};
pub use units::Amount;
pub use variables::{VariableError, Variables};
