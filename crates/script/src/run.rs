//! Carrying out a script.

mod began;
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
mod told;
mod unordered;

pub use difference::{DiffLine, Sign};
pub use failure::{Category, ExpectedMessage, Failure, Fault, MissingMessages};
pub use misfit::Misfit;
pub use runner::Runner;
pub use setup::Setup;
pub use shown::ShownMessage;
pub use told::{Outcome, Told, Turn};

#[cfg(test)]
mod tests;
