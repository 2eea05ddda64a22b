//! Everything that holds for any bytes holds for the seeds of the fuzz targets, and for every example that people are told.

use std::path::Path;

use super::{compressed, connection, frames, negotiation, path, units};
use scenario::catalogue;

/// Gives each seed of a target to the function of the same name.
#[track_caller]
fn check(target: &str, property: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/seeds")
        .join(target);
    let seeds = std::fs::read_dir(&folder).expect("a folder of seeds");
    let mut count = 0;
    for seed in seeds {
        let seed = std::fs::read(seed.expect("a seed").path()).expect("a seed");
        property(&seed);
        count += 1;
    }
    assert!(count > 0, "{} is empty", folder.display());
}

#[test]
fn the_seeds_of_paths_hold() {
    check("path", path);
}

#[test]
fn the_seeds_of_units_hold() {
    check("units", units);
}

#[test]
fn the_seeds_of_frames_hold() {
    check("frames", frames);
}

#[test]
fn the_seeds_of_compressed_frames_hold() {
    check("compressed", compressed);
}

#[test]
fn the_seeds_of_negotiations_hold() {
    check("negotiation", negotiation);
}

#[test]
fn the_seeds_of_connections_hold() {
    check("connection", connection);
}

#[test]
fn every_example_can_be_asked_for() {
    for entry in catalogue() {
        path(entry.example.as_bytes());
        // Whether the client then ends the stream or stays.
        for shape in ["0", "H"] {
            let request = format!(
                "{shape}GET {} HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
                 Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
                entry.example
            );
            connection(request.as_bytes());
        }
    }
}
