//! Side-by-side measurements against other people's programs.
//!
//! `cargo run --release -p bench -- echo` starts our echo server and three others, loads each in turn for several rounds,
//! and says whether ours is as fast as it should be. One JSON object a line goes to stdout, a table for people to stderr.
//!
//! `cargo run --release -p bench -- soak` keeps 2,000 connections of all kinds on it for a minute, and says whether anything
//! was lost, or stayed behind.
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

mod echo;
mod frames;
mod generator;
mod handshake;
mod idle;
mod load;
mod process;
mod report;
mod rivals;
mod server;
mod soak;

use std::io::{self, Write as _};
use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, Subcommand};

use load::Load;
use rivals::Rival;

/// What a measurement fails with: one sentence for the person who ran it.
type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

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
    /// Our echo server with many connections of all kinds: nothing may be lost, and nothing may stay behind
    Soak(SoakOptions),
    /// One of the others, until it is killed
    #[command(hide = true)]
    Serve { rival: Rival },
}

#[derive(clap::Args)]
struct EchoOptions {
    /// How often each server has its turn
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=1000))]
    rounds: u32,

    /// How long each load lasts, for each server in each round
    #[arg(long, value_name = "S", default_value = "1", value_parser = parse_seconds)]
    seconds: Duration,

    /// Only this load: 8x16x16KiB is 8 connections, 16 messages in flight on each, 16 KiB each; idle is memory.
    /// May be repeated
    #[arg(long = "load", value_name = "LOAD")]
    loads: Vec<Load>,
}

#[derive(clap::Args)]
struct SoakOptions {
    /// Connections at once. One in 20 comes and goes, one is half open, one reads slowly
    #[arg(long, value_name = "N", default_value_t = 2000, value_parser = clap::value_parser!(u32).range(1..=9000))]
    connections: u32,

    /// How long, after twice 5 s to warm up
    #[arg(long, value_name = "S", default_value = "60", value_parser = parse_seconds)]
    seconds: Duration,
}

fn parse_seconds(text: &str) -> std::result::Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "not a number of seconds")?;
    if (0.01..=3600.0).contains(&seconds) {
        Ok(Duration::from_secs_f64(seconds))
    } else {
        Err("between 0.01 and 3600 seconds".to_owned())
    }
}

fn main() -> ExitCode {
    let done = match Arguments::parse().subject {
        Subject::Echo(options) => echo::run(&options),
        Subject::Soak(options) => soak::run(&options),
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

/// Tells the person what happens.
#[expect(clippy::print_stderr, reason = "stdout is for programs")]
fn say(text: impl std::fmt::Display) {
    eprintln!("{text}");
}

/// Tells a program what was measured: one JSON object, on a line of its own.
fn emit(object: &serde_json::Value) -> Result<()> {
    writeln!(io::stdout(), "{object}")?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::{Arguments, parse_seconds};

    #[test]
    fn the_definition_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn times_are_positive_and_end() {
        assert!(parse_seconds("0.5").is_ok());
        for text in ["", "0", "-1", "NaN", "inf", "1e9", "one"] {
            assert!(parse_seconds(text).is_err(), "{text}");
        }
    }
}
