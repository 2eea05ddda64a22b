//! Carrying out a script.

mod difference;
mod expectation;
mod failure;
mod inbox;
mod matching;
mod misfit;
mod outgoing;
mod peer;
mod place;
mod runner;
mod schemas;
mod setup;
mod shown;

pub use difference::{DiffLine, Sign};
pub use failure::{Category, Failure, Fault};
pub use misfit::Misfit;
pub use runner::{Outcome, Runner, Told, Turn};
pub use setup::Setup;
pub use shown::ShownMessage;

#[cfg(test)]
mod tests;
