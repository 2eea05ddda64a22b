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

/// The first line of a seed names its protocol, as its name does: `NAME-1`, or `encoding-NAME`.
#[test]
fn the_seeds_of_decoders_name_protocols_that_there_are() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds/decoders");
    for seed in std::fs::read_dir(folder).expect("a folder of seeds") {
        let path = seed.expect("a seed").path();
        let name = path.file_name().and_then(|name| name.to_str());
        let (head, tail) = name.and_then(|name| name.rsplit_once('-')).expect("a name");
        let expected = match head {
            "recognised" => "",
            "encoding" => tail,
            name => name,
        };
        let bytes = std::fs::read(&path).expect("a seed");
        let id = bytes.split(|byte| *byte == b'\n').next().expect("a line");
        assert_eq!(id, expected.as_bytes(), "{}", path.display());
        let protocol = crate::decoders::protocol_named(expected);
        assert_eq!(
            protocol.is_none(),
            expected.is_empty(),
            "{}",
            path.display()
        );
    }
}

#[cfg(feature = "protobuf-schema")]
#[test]
fn the_seeds_of_protobuf_with_a_schema_hold() {
    check("protobuf_schema", super::protobuf_schema);
}
