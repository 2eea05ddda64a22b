//! Events that are delivered to clients in different ways, and what each costs: polling and WebSocket compared.
//!
//! The events of a run need not be stored: when one happens and its text follow from its number. So everybody sees
//! the same ones, at the same times. They happen unevenly, as what is worth telling does: steady events would always come
//! at once, or always late, to a client that polls at a steady pace.
//!
//! What is counted is what passes through the sockets: [`ByteAccounting`] attributes the bytes of a connection to the
//! requests and the WebSocket on it.

mod byte_accounting;
mod counters;
mod run;
mod runs;

pub(crate) use self::byte_accounting::ByteAccounting;
pub(crate) use self::counters::Delivery;
pub(crate) use self::run::{Plan, Report, Run};
pub(crate) use self::runs::{Runs, UnknownRun};

#[cfg(test)]
mod tests;
