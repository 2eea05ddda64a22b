//! The part of the command line that bounds what others can do to this machine.

use std::ops::RangeInclusive;
use std::time::Duration;

use clap::Args;
use echo_server::{Config, Origin, limits};
use scenario::{Bounds, units};

/// Every bound that can be chosen, with the defaults of the library. Of a time, `0` stands for no limit where there may
/// be none.
#[derive(Debug, Args)]
#[command(next_help_heading = "Limits")]
pub(super) struct Limits {
    /// The largest message to echo, such as 64MiB, 1MB or 4096; a larger one: close code 1009.
    #[arg(long, value_name = "SIZE", default_value = "64MiB", value_parser = units::parse_size)]
    max_message_size: usize,

    /// The largest frame to read; a larger one: close code 1009.
    #[arg(long, value_name = "SIZE", default_value = "64MiB", value_parser = units::parse_size)]
    max_frame_size: usize,

    #[arg(long, value_name = "SIZE", default_value_t = limits::MAX_WRITE_BUFFER_SIZE,
        hide_default_value = true, value_parser = write_buffer, help = format!(
            "The most bytes of answers that wait for a client that does not read [default: {}KiB]",
            limits::MAX_WRITE_BUFFER_SIZE >> 10
        ))]
    max_write_buffer: usize,

    /// The most connections at one time; one more: HTTP status 503.
    #[arg(long, value_name = "N", default_value_t = limits::MAX_CONNECTIONS, value_parser = count)]
    max_connections: usize,

    #[arg(long, value_name = "N", value_parser = count, help = format!(
        "The most connections of one address, or of one /64 network of IPv6; one more: HTTP status 429 [default: {}, but \
         any number from this machine]",
        limits::MAX_CONNECTIONS_PER_ADDRESS
    ))]
    max_connections_per_address: Option<usize>,

    /// The most threads that serve connections [default: one for each processor but one].
    #[arg(long, value_name = "N", value_parser = count)]
    threads: Option<usize>,

    /// How long a request may take, the handshake or another.
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = time)]
    handshake_timeout: Duration,

    /// Close a WebSocket that carried no message for so long: close code 1001; 0 for never.
    #[arg(long, value_name = "TIME", default_value = "1day", value_parser = time_or_never)]
    idle_timeout: Wait,

    /// Ping a client that was silent for so long; 0 for never.
    #[arg(long, value_name = "TIME", default_value = "25s", value_parser = time_or_never)]
    ping_interval: Wait,

    /// Drop a client that does not answer a ping for so long: close code 1008.
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = time)]
    pong_timeout: Duration,

    /// The most rooms at one time; one more: close code 1013.
    #[arg(long, value_name = "N", default_value_t = scenario::limits::MAX_ROOMS, value_parser = count)]
    max_rooms: usize,

    /// The most members of a room; one more: close code 1013.
    #[arg(long, value_name = "N", default_value_t = scenario::limits::MAX_ROOM_MEMBERS, value_parser = count)]
    max_room_members: usize,

    /// The largest message in a room; a larger one: close code 1009.
    #[arg(long, value_name = "SIZE", default_value = "64KiB", value_parser = units::parse_size)]
    max_room_message_size: usize,

    /// The longest name of a room, a member or a subprotocol, in bytes; a longer one: HTTP status 400.
    #[arg(long, value_name = "BYTES", default_value_t = scenario::limits::MAX_NAME_SIZE, value_parser = count)]
    max_name_size: usize,

    /// The most messages that a flood sends in a second; a higher rate: HTTP status 400; 0 for as many as the client
    /// reads.
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u32))]
    max_flood_rate: u32,

    /// Let only pages from here use the server, such as `https://example.org`; others: HTTP status 403, for a WebSocket or
    /// anything else. May be given several times; the page of --web is asked like any other [default: any page].
    #[arg(long = "allow-origin", value_name = "ORIGIN")]
    allowed_origins: Vec<Origin>,
}

/// A time to wait, or none: an `Option` here would say that the argument may be missing.
#[derive(Clone, Copy, Debug)]
struct Wait(Option<Duration>);

impl Limits {
    /// The configuration within these limits.
    pub(super) fn config(&self) -> Config {
        Config {
            max_message_size: self.max_message_size,
            max_frame_size: self.max_frame_size,
            max_write_buffer: self.max_write_buffer,
            max_connections: self.max_connections,
            max_connections_per_address: self.max_connections_per_address,
            threads: self.threads,
            handshake_timeout: self.handshake_timeout,
            idle_timeout: self.idle_timeout.0,
            ping_interval: self.ping_interval.0,
            pong_timeout: self.pong_timeout,
            allowed_origins: self.allowed_origins.clone(),
            scenarios: Bounds {
                max_name_size: self.max_name_size,
                max_rooms: self.max_rooms,
                max_room_members: self.max_room_members,
                max_room_message_size: self.max_room_message_size,
                max_flood_rate: Some(self.max_flood_rate).filter(|rate| *rate > 0),
            },
            ..Config::default()
        }
    }
}

/// What counts as a number of things: a billion is more than any machine has.
const COUNTS: RangeInclusive<usize> = 1..=1_000_000_000;

fn count(text: &str) -> Result<usize, String> {
    let number = text.parse().ok().filter(|number| COUNTS.contains(number));
    number.ok_or_else(|| format!("expected a number from 1 to {}", COUNTS.end()))
}

fn write_buffer(text: &str) -> Result<usize, String> {
    let size = units::parse_size(text)?;
    if size < limits::MIN_WRITE_BUFFER_SIZE {
        return Err(format!(
            "expected at least {} bytes",
            limits::MIN_WRITE_BUFFER_SIZE
        ));
    }
    Ok(size)
}

fn time(text: &str) -> Result<Duration, String> {
    let time = units::parse_duration(text)?;
    if time.is_zero() || time > limits::MAX_WAIT {
        let days = limits::MAX_WAIT.as_secs() / (24 * 60 * 60);
        return Err(format!("expected a time above 0 and of at most {days}days"));
    }
    Ok(time)
}

fn time_or_never(text: &str) -> Result<Wait, String> {
    if text == "0" {
        return Ok(Wait(None));
    }
    let time = time(text).map_err(|error| format!("{error}, or 0 for never"))?;
    Ok(Wait(Some(time)))
}
