//! Everything that holds for any bytes holds for the seeds of the fuzz targets.

use std::path::Path;

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
fn the_seeds_of_decoders_hold() {
    check("decoders", super::decoders);
}

#[cfg(feature = "protobuf-schema")]
#[test]
fn the_seeds_of_protobuf_with_a_schema_hold() {
    check("protobuf_schema", super::protobuf_schema);
}
