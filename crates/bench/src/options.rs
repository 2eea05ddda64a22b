//! What can be asked of a measurement.

use std::time::Duration;

use crate::load::Load;
use crate::server::RunningRival;

#[derive(clap::Args)]
pub(crate) struct EchoOptions {
    /// How often each server has its turn
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(crate) rounds: u32,

    /// How long each load lasts, for each server in each round
    #[arg(long, value_name = "S", default_value = "1", value_parser = parse_seconds)]
    pub(crate) seconds: Duration,

    /// Only this load: 8x16x16KiB is 8 connections, 16 messages in flight on each, 16 KiB each; 8x16x16KiB+deflate compresses
    /// them (RFC 7692); idle is memory. May be repeated
    #[arg(long = "load", value_name = "LOAD")]
    pub(crate) loads: Vec<Load>,

    /// An echo server that runs already, such as ws=ws://127.0.0.1:4001, and compresses if that is offered. May be repeated
    #[arg(long = "rival", value_name = "NAME=URL")]
    pub(crate) rivals: Vec<RunningRival>,
}

#[derive(clap::Args)]
pub(crate) struct SoakOptions {
    /// Connections at once. One in 20 comes and goes, one is half open, one reads slowly
    #[arg(long, value_name = "N", default_value_t = 2000, value_parser = clap::value_parser!(u32).range(1..=9000))]
    pub(crate) connections: u32,

    /// How long, after 5 s to warm up
    #[arg(long, value_name = "S", default_value = "60", value_parser = parse_seconds)]
    pub(crate) seconds: Duration,
}

#[derive(clap::Args)]
pub(crate) struct PairingOptions {
    /// How often both have their turn
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(crate) rounds: u32,

    /// How long the echo lasts, in each round
    #[arg(long, value_name = "S", default_value = "1", value_parser = parse_seconds)]
    pub(crate) seconds: Duration,

    /// Calls in the record, with an answer each
    #[arg(long, value_name = "N", default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(1000..=5_000_000))]
    pub(crate) calls: u32,
}

fn parse_seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "not a number of seconds")?;
    if (0.01..=3600.0).contains(&seconds) {
        Ok(Duration::from_secs_f64(seconds))
    } else {
        Err("between 0.01 and 3600 seconds".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::parse_seconds;

    #[test]
    fn times_are_positive_and_end() {
        assert!(parse_seconds("0.5").is_ok());
        for text in ["", "0", "-1", "NaN", "inf", "1e9", "one"] {
            assert!(parse_seconds(text).is_err(), "{text}");
        }
    }
}
