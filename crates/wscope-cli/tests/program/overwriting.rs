//! What is read is not overwritten.

use std::fs;

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
    let secrets = file(&folder, "secrets.csv", "secret\n");
    let at = format!("--redact-value-from=@{secrets}");
    check(&["convert", "--force", &recording, &secrets, &at], &secrets);
    // A recording is never put in the place of a file.
    let arguments = ["replay", &recording, "--to", "127.0.0.1:1", "--record"];
    let refused = output(&[&arguments[..], &[&recording]].concat());
    assert_eq!(refused.code, Some(5), "{}", refused.errors);
    assert_eq!(fs::read_to_string(&recording).unwrap(), session(&[">a"]));
}
