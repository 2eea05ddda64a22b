//! What can be asked of the measurement of clients.

use std::path::PathBuf;

use crate::client_rivals::Client;

#[derive(clap::Args)]
pub(crate) struct CliOptions {
    /// How often each client has its turn
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(crate) rounds: u32,

    /// How many lines are sent in a turn
    #[arg(long, value_name = "N", default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    pub(crate) lines: u64,

    /// How long a line is without its end, in bytes
    #[arg(long, value_name = "BYTES", default_value_t = 64, value_parser = clap::value_parser!(u16).range(16..=4096))]
    pub(crate) size: u16,

    /// How many times each client is started to see how soon a line is back, in a round
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(crate) starts: u32,

    /// Where echo-server and wsc lie, to measure what is handed out; without it, both are built here
    #[arg(long, value_name = "FOLDER")]
    pub(crate) programs: Option<PathBuf>,

    /// A client that is installed, as websocat=PROGRAM or wscat=PROGRAM. May be repeated
    #[arg(long = "rival", value_name = "NAME=PROGRAM")]
    pub(crate) rivals: Vec<Client>,
}
