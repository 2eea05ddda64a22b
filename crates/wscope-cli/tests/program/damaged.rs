//! Compressed files that were cut off or changed.

use std::fs;

use crate::support::{Output, file, output, session};

fn compressed(folder: &tempfile::TempDir, name: &str) -> (String, Vec<u8>) {
    let lines: Vec<String> = (0..400_u64)
        .map(|number| {
            let odd = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
            format!("{}{number} {odd:x}", [">", "<"][number as usize % 2])
        })
        .collect();
    let lines: Vec<_> = lines.iter().map(String::as_str).collect();
    let plain = file(folder, "plain.wscope.jsonl", &session(&lines));
    let path = folder.path().join(name).display().to_string();
    let made = output(&["convert", "--force", &plain, &path]);
    assert_eq!(made.code, Some(0), "{}", made.errors);
    let bytes = fs::read(&path).unwrap();
    (path, bytes)
}

#[track_caller]
fn check(run: &Output, code: i32, told: &str, untold: &str) {
    assert_eq!(run.code, Some(code), "{}", run.errors);
    assert!(run.errors.contains(told), "{}", run.errors);
    assert!(!run.errors.contains(untold), "{}", run.errors);
}

#[test]
fn what_precedes_the_damage_is_used_and_the_damage_told() {
    const CUT: &str = "the compressed data breaks off: what precedes that is read";
    const DAMAGED: &str = "the compressed data is damaged (";
    let folder = tempfile::tempdir().unwrap();
    let back = folder
        .path()
        .join("back.wscope.jsonl")
        .display()
        .to_string();
    for name in ["a.wscope.jsonl.gz", "a.wscope.jsonl.zst"] {
        let (path, whole) = compressed(&folder, name);
        let convert = || output(&["convert", "--force", &path, &back]);
        let entries = || fs::read_to_string(&back).unwrap().lines().count();
        check(&convert(), 0, "", "note");
        assert_eq!(entries(), 402);
        // The end of a gzip file is its checksum, of a Zstandard file one of its frame.
        fs::write(&path, &whole[..whole.len() - 1]).unwrap();
        check(&convert(), 0, CUT, "damaged");
        assert_eq!(entries(), 402, "{name}");
        let described = output(&["describe", &path]);
        check(&described, 0, CUT, "damaged");
        let compared = output(&["diff", &path, &back]);
        check(&compared, 5, CUT, "damaged");
        assert!(compared.out.contains("no differences"), "{}", compared.out);
        let replayed = output(&["replay", &path, "--to", "ws://127.0.0.1:1"]);
        check(&replayed, 3, CUT, "damaged");
        let mut changed = whole.clone();
        *changed.last_mut().unwrap() ^= 1;
        fs::write(&path, &changed).unwrap();
        check(&convert(), 0, DAMAGED, "breaks off");
        check(
            &convert(),
            0,
            "precedes that is read, and may be wrong",
            "breaks off",
        );
        assert_eq!(entries(), 402, "{name}");
        let replayed = output(&["replay", &path, "--to", "ws://127.0.0.1:1"]);
        check(&replayed, 3, DAMAGED, "breaks off");
        if name.ends_with("gz") {
            fs::write(&path, &whole[..whole.len() / 2]).unwrap();
            check(
                &convert(),
                0,
                "note: the file ends within a line, whose ",
                "damaged",
            );
            check(&convert(), 0, CUT, "damaged");
            assert!((150..250).contains(&entries()), "{}", entries());
        }
        fs::write(&path, &whole[..12]).unwrap();
        let told = "nothing of the file can be read: the compressed data breaks off";
        check(&convert(), 5, told, "neither");
        // What is shared is told so as well, and what is damaged is not taken for whole.
        fs::write(&path, &whole[..whole.len() - 1]).unwrap();
        let shared = output(&["convert", "--force", "--redact", &path, &back]);
        check(&shared, 0, CUT, "damaged");
    }
}
