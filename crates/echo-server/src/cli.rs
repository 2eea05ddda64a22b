//! The command line.

mod size;

use clap::Parser;
use echo_server::{Config, limits};

/// A WebSocket echo server: sends every message back, unchanged and in order.
#[derive(Debug, Parser)]
#[command(
    version,
    about,
    after_help = "The log goes to stderr; RUST_LOG chooses how much of it (default: info)."
)]
pub(crate) struct Arguments {
    /// Where to listen, as HOST:PORT; port 0 picks a free one.
    #[arg(long, value_name = "ADDR", default_value = "localhost:4000")]
    pub(crate) listen: String,

    /// The largest message to echo, such as 64MiB, 1MB or 4096.
    #[arg(long, value_name = "SIZE", default_value = "64MiB", value_parser = size::parse)]
    max_message_size: usize,

    /// The most connections at one time.
    #[arg(long, value_name = "N", default_value_t = limits::MAX_CONNECTIONS)]
    max_connections: usize,
}

impl Arguments {
    /// What the server has to know of them.
    pub(crate) fn config(&self) -> Config {
        Config {
            max_message_size: self.max_message_size,
            max_connections: self.max_connections,
            ..Config::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    use super::{Arguments, Config};

    #[test]
    fn the_definition_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn without_arguments_the_defaults_of_the_library_apply() {
        assert_eq!(
            Arguments::parse_from(["echo-server"]).config(),
            Config::default()
        );
    }
}
