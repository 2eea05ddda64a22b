//! Side-by-side measurements against other people's programs.
//!
//! `cargo run --release -p bench -- echo` starts our echo server and three others, loads each in turn for several rounds,
//! and says whether ours is as fast as it should be. One JSON object a line goes to stdout, a table for people to stderr.
//!
//! `cargo run --release -p bench -- soak` keeps 2,000 connections of all kinds on it for a minute, and says whether anything
//! was lost, or stayed behind.
//!
//! `cargo run --release -p bench -- cli` sends a million lines through our command line and an echo server, and through the
//! clients that are named with `--rival`.
//!
//! `cargo run --release -p bench -- pairing` pairs the calls of a record of JSON-RPC with their answers, beside what one connection
//! of tokio-tungstenite echoes.
//!
//! # The decisions that shaped it
//!
//! - *Ratios, not figures.* What a machine does in a second says little about another. So the servers take turns within
//!   each round, each ratio is taken within its round, and the median of the rounds is what counts: a disturbance hits
//!   one round, and all servers in it.
//! - *A process for each server.* Nothing is shared but the machine, and memory can be attributed. The others are this
//!   program again, with a hidden subcommand. Ours is the program `echo-server` itself, which this one has cargo build
//!   first: with its own `main`, its log, and the features that it has when nothing else is built with it.
//! - *A load that costs little.* One thread, frames made in advance, several in a write, and answers that are looked
//!   into as little as possible. What the load takes from the processors is measured too.
//!
//! # What was rejected
//!
//! - *A WebSocket library for the load.* It would cost as much as the servers that it measures.
//! - *Linking our server in.* Cargo would build it with the features of everybody in this crate, and a runtime made here
//!   might not be the one that people get.
//! - *Upgrading through hyper*, as the examples of fastwebsockets do. A handshake by hand leaves it the bare TCP stream,
//!   which is the faster way; the first example of its documentation does the same.

mod client;
mod client_options;
mod client_rivals;
mod common;
mod echo;
mod frames;
mod generator;
mod handshake;
mod idle;
mod load;
mod options;
mod pairing;
mod process;
mod report;
mod rest;
mod rivals;
mod server;
mod soak;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use client_options::CliOptions;
use common::say;
use options::{EchoOptions, PairingOptions, SoakOptions};
use rivals::Rival;

#[derive(Parser)]
#[command(about = "Side-by-side measurements against other people's programs")]
struct Arguments {
    #[command(subcommand)]
    subject: Subject,
}

#[derive(Subcommand)]
enum Subject {
    /// Our echo server beside tokio-tungstenite, fastwebsockets and tokio-websockets
    Echo(EchoOptions),
    /// Our command line beside those of others: a million lines through an echo, and how soon the first one is back
    Cli(CliOptions),
    /// Our echo server with many connections of all kinds: nothing may be lost, and nothing may stay behind
    Soak(SoakOptions),
    /// Calls paired with their answers, and messages grouped, beside what tokio-tungstenite echoes
    Pairing(PairingOptions),
    /// One of the others, until it is killed
    #[command(hide = true)]
    Serve { rival: Rival },
}

fn main() -> ExitCode {
    let done = match Arguments::parse().subject {
        Subject::Echo(options) => echo::run(&options),
        Subject::Cli(options) => client::run(&options),
        Subject::Soak(options) => soak::run(&options),
        Subject::Pairing(options) => pairing::run(&options),
        Subject::Serve { rival } => rivals::serve(rival),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(format_args!("bench: {error}"));
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::Arguments;

    #[test]
    fn the_definition_is_sound() {
        Arguments::command().debug_assert();
    }
}
