//! What is read is not overwritten.

use std::fs;
use std::path::Path;

use crate::support::{file, output, session};

#[track_caller]
fn check(arguments: &[&str], input: &str) {
    let before = fs::read(input).unwrap();
    let refused = output(arguments);
    let told = refused.errors.contains("is read as well");
    assert!(told, "{arguments:?}: {}", refused.errors);
    assert_eq!((refused.code, &*refused.out), (Some(2), ""));
    assert_eq!(fs::read(input).unwrap(), before, "{arguments:?}");
}

#[test]
fn a_report_does_not_replace_what_a_test_reads() {
    let folder = tempfile::tempdir().unwrap();
    let body = "connect ws://127.0.0.1:1/\nsend binary file data.bin\n";
    let script = file(&folder, "keep.wstest", body);
    let data = file(&folder, "data.bin", "data");
    let folder_name = folder.path().display().to_string();
    let header = file(&folder, "header", "A: b\n");
    let at_header = format!("@{header}");
    check(&["test", &script, "--output", &script], &script);
    check(&["test", &folder_name, "--output", &script], &script);
    check(&["test", &script, "--list", "--output", &script], &script);
    check(&["test", &script, "--output", &data], &data);
    check(
        &["test", &script, "-H", &at_header, "--output", &header],
        &header,
    );
    check(&["test", &script, "--ca", &data, "--output", &data], &data);
    let other_way = format!("{folder_name}/../{}", {
        let name = folder.path().file_name().unwrap();
        format!("{}/keep.wstest", name.display())
    });
    check(&["test", &script, "--output", &other_way], &script);
    let hard = folder.path().join("hard");
    fs::hard_link(&script, &hard).unwrap();
    let hard = hard.display().to_string();
    check(&["test", &script, "--output", &hard], &script);
    #[cfg(unix)]
    {
        let soft = folder.path().join("soft");
        std::os::unix::fs::symlink(&script, &soft).unwrap();
        let soft = soft.display().to_string();
        check(&["test", &script, "--output", &soft], &script);
        check(&["test", &soft, "--output", &script], &script);
    }
}

#[test]
fn a_conversion_does_not_replace_what_it_reads() {
    let folder = tempfile::tempdir().unwrap();
    let recording = file(&folder, "a.wscope.jsonl", &session(&[">a"]));
    check(&["convert", &recording, &recording], &recording);
    check(&["convert", "--force", &recording, &recording], &recording);
    let link = folder.path().join("b.har");
    fs::hard_link(&recording, &link).unwrap();
    let link = link.display().to_string();
    check(&["convert", "--force", &recording, &link], &recording);
    #[cfg(unix)]
    {
        let soft = folder.path().join("soft.wscope.jsonl");
        std::os::unix::fs::symlink(&recording, &soft).unwrap();
        let soft = soft.display().to_string();
        check(&["convert", "--force", &recording, &soft], &recording);
        check(&["convert", "--force", &soft, &recording], &recording);
    }
    let secrets = file(&folder, "secrets.csv", "secret\n");
    let at = format!("--redact-value-from=@{secrets}");
    check(&["convert", "--force", &recording, &secrets, &at], &secrets);
    // A recording is never put in the place of a file.
    let arguments = ["replay", &recording, "--to", "127.0.0.1:1", "--record"];
    let refused = output(&[&arguments[..], &[&recording]].concat());
    assert_eq!(refused.code, Some(5), "{}", refused.errors);
    assert_eq!(fs::read_to_string(&recording).unwrap(), session(&[">a"]));
}

/// A link stays, and what it leads to is written.
#[cfg(unix)]
#[test]
fn a_link_is_followed_by_what_is_written() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};

    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let path = |name: &str| at(name).display().to_string();
    let from = path("from.wscope.jsonl");
    let line = r#"{"time":7,"direction":"sent","kind":"text","text":"new"}"#;
    fs::write(&from, format!("{line}\n")).unwrap();
    fs::create_dir(at("inner")).unwrap();
    symlink("circle.har", at("circle.har")).unwrap();
    let convert = |name: &str| output(&["convert", "--force", &from, &path(name)]);
    for name in [
        "link.wscope.jsonl",
        "link.har",
        "link.csv.gz",
        "link.wstest",
    ] {
        let target = at("inner").join(name);
        symlink(Path::new("inner").join(name), at(name)).unwrap();
        // It leads nowhere at first.
        for mode in [None, Some(0o600)] {
            if let Some(mode) = mode {
                fs::write(&target, "old").unwrap();
                let mode = fs::Permissions::from_mode(mode);
                fs::set_permissions(&target, mode).unwrap();
            }
            let converted = convert(name);
            assert_eq!(converted.code, Some(0), "{}", converted.errors);
            assert!(fs::symlink_metadata(at(name)).unwrap().is_symlink());
            let written = fs::read(&target).unwrap();
            assert!(written.len() > 3, "{name}");
            let now = fs::metadata(&target).unwrap().mode() & 0o777;
            assert!(mode.is_none_or(|mode| mode == now), "{name}: {now:o}");
        }
        // Without it, nothing that it leads to is replaced.
        let refused = output(&["convert", &from, &path(name)]);
        assert_eq!(refused.code, Some(2), "{}", refused.errors);
    }
    let circle = convert("circle.har");
    assert_eq!(circle.code, Some(5), "{}", circle.errors);
    fs::create_dir(at("folder.har")).unwrap();
    let told = convert("folder.har");
    assert!(
        told.errors
            .contains("is a folder, and no file can take its place"),
        "{}",
        told.errors
    );
    let names = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(names, 8);
    assert_eq!(fs::read_dir(at("inner")).unwrap().count(), 4);
}
