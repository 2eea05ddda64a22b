//! What the servers are loaded with.

use std::fmt;
use std::str::FromStr;

/// One way to load a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Load {
    /// Messages, as fast as they come back.
    Traffic(Traffic),
    /// Many connections that say nothing: what counts is memory.
    Idle,
}

/// How messages are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Traffic {
    pub connections: usize,
    /// Messages sent in one go on each connection; the next go begins when all of them are back.
    pub in_flight: usize,
    /// Bytes in each message.
    pub payload: usize,
    /// Whether messages are compressed (RFC 7692): JSON then, and noise otherwise.
    pub is_compressed: bool,
}

/// The loads that our server is judged by, each with the least ratio of its speed to that of the best of the others.
const GOALS: [(Traffic, f64); 7] = [
    (traffic(1, 1, 16), 1.0),
    (traffic(32, 1, 16), 1.0),
    (traffic(8, 64, 16), 10.0),
    (traffic(8, 16, 16 << 10), 1.3),
    (traffic(4, 1, 1 << 20), 1.0),
    (compressed(traffic(8, 64, 1 << 10)), 1.0),
    (compressed(traffic(8, 1, 64 << 10)), 1.0),
];

/// At the end of a load whose messages are compressed.
const COMPRESSED: &str = "+deflate";

/// No load needs more, and the frames of a go are all held in memory.
const MAX_BYTES_IN_FLIGHT: usize = 64 << 20;

/// As many as a server has to take by default.
const MAX_CONNECTIONS: usize = 10_000;

const fn traffic(connections: usize, in_flight: usize, payload: usize) -> Traffic {
    Traffic {
        connections,
        in_flight,
        payload,
        is_compressed: false,
    }
}

const fn compressed(traffic: Traffic) -> Traffic {
    Traffic {
        is_compressed: true,
        ..traffic
    }
}

impl Load {
    /// All that our server is judged by, beside others that compress or not.
    pub(crate) fn standard(with_compression: bool) -> Vec<Self> {
        let traffic = GOALS.iter().map(|(traffic, _)| *traffic);
        let traffic = traffic.filter(|traffic| with_compression || !traffic.is_compressed);
        traffic.map(Self::Traffic).chain([Self::Idle]).collect()
    }
}

impl Traffic {
    /// How many times as fast as the best of the others ours should be. A load of one's own has no goal.
    pub(crate) fn goal(&self) -> Option<f64> {
        let (_, goal) = GOALS.iter().find(|(traffic, _)| traffic == self)?;
        Some(*goal)
    }
}

impl FromStr for Load {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "idle" {
            return Ok(Self::Idle);
        }
        let (plain, is_compressed) = match text.strip_suffix(COMPRESSED) {
            Some(plain) => (plain, true),
            None => (text, false),
        };
        let parts: Vec<&str> = plain.split('x').collect();
        let [connections, in_flight, payload] = parts[..] else {
            return Err("neither `idle` nor of the form 8x16x16KiB".to_owned());
        };
        let load = Traffic {
            is_compressed,
            ..traffic(
                positive(connections)?,
                positive(in_flight)?,
                parse_size(payload)?,
            )
        };
        if load.connections > MAX_CONNECTIONS {
            return Err(format!("more than {MAX_CONNECTIONS} connections"));
        }
        if load.in_flight.saturating_mul(load.payload) > MAX_BYTES_IN_FLIGHT {
            return Err("more than 64 MiB in flight".to_owned());
        }
        Ok(Self::Traffic(load))
    }
}

fn positive(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) | Err(_) => Err(format!("`{text}` is not a number from 1 up")),
        Ok(number) => Ok(number),
    }
}

fn parse_size(text: &str) -> Result<usize, String> {
    let units = [("KiB", 1 << 10), ("MiB", 1 << 20), ("B", 1)];
    let with_unit = units
        .into_iter()
        .find_map(|(unit, bytes)| Some((text.strip_suffix(unit)?, bytes)));
    let (number, bytes) = with_unit.unwrap_or((text, 1));
    positive(number)?
        .checked_mul(bytes)
        .ok_or_else(|| format!("`{text}` is too large"))
}

/// In the form that is understood too.
impl fmt::Display for Load {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Traffic(traffic) => traffic.fmt(formatter),
            Self::Idle => formatter.write_str("idle"),
        }
    }
}

impl fmt::Display for Traffic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            connections,
            in_flight,
            payload,
            is_compressed,
        } = self;
        write!(formatter, "{connections}x{in_flight}x")?;
        match payload {
            _ if payload.is_multiple_of(1 << 20) => write!(formatter, "{}MiB", payload >> 20),
            _ if payload.is_multiple_of(1 << 10) => write!(formatter, "{}KiB", payload >> 10),
            _ => write!(formatter, "{payload}B"),
        }?;
        formatter.write_str(if *is_compressed { COMPRESSED } else { "" })
    }
}

#[cfg(test)]
mod tests {
    use super::{Load, traffic};

    #[test]
    fn the_standard_loads_are_written_the_way_they_are_understood() {
        let names: Vec<String> = Load::standard(true).iter().map(Load::to_string).collect();
        assert_eq!(
            names,
            [
                "1x1x16B",
                "32x1x16B",
                "8x64x16B",
                "8x16x16KiB",
                "4x1x1MiB",
                "8x64x1KiB+deflate",
                "8x1x64KiB+deflate",
                "idle"
            ]
        );
        for load in Load::standard(true) {
            assert_eq!(load.to_string().parse(), Ok(load));
        }
        assert_eq!(Load::standard(false).len(), names.len() - 2);
    }

    #[test]
    fn a_load_of_ones_own_has_no_goal() {
        let own = traffic(2, 3, 100);
        assert_eq!("2x3x100".parse(), Ok(Load::Traffic(own)));
        assert_eq!(own.goal(), None);
        assert_eq!(traffic(8, 64, 16).goal(), Some(10.0));
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "8x16",
            "8x16x16KiBx1",
            "0x1x16",
            "1x0x16",
            "1x1x0",
            "1x1x16kB",
            "1x1x16B+",
            "idle+deflate",
            "10001x1x16",
            "1x65x1MiB",
            "1x1x99999999999999999MiB",
        ] {
            assert!(text.parse::<Load>().is_err(), "{text}");
        }
    }
}
