//! What is recorded in files, and made of them.

use std::path::Path;

use serde_json::Value;

use crate::support::{Run, Server, run, run_plain};

fn lines(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap();
    let lines = text.lines().map(serde_json::from_str);
    lines.collect::<Result<_, _>>().unwrap()
}

fn path_in(folder: &tempfile::TempDir, name: &str) -> String {
    folder.path().join(name).display().to_string()
}

/// A recording of two echoes.
fn recorded(folder: &tempfile::TempDir) -> (String, Run) {
    let server = Server::start();
    let path = path_in(folder, "chat.wscope.jsonl");
    let url = format!("{}/?token=s3cret", server.url);
    let run = run(
        &[&url, "--record", &path],
        b"hello\n\xe4\xb8\xad\xe6\x96\x87\n",
    );
    run.check_closed_by_us();
    (path, run)
}

#[test]
fn a_recording_has_all_that_happened_and_no_credentials() {
    let folder = tempfile::tempdir().unwrap();
    let (path, run) = recorded(&folder);
    let lines = lines(Path::new(&path));
    let (header, entries) = lines.split_first().unwrap();
    assert_eq!(header["format"], "wscope");
    assert!(header["program"].as_str().unwrap().starts_with("wscope "));
    assert!(header["address"].as_str().unwrap().ends_with("?token=•••"));
    // The steps too, which are not written to the output.
    let numbers: Vec<_> = entries.iter().map(|line| &line["number"]).collect();
    let expected: Vec<Value> = (1..=entries.len()).map(Value::from).collect();
    assert_eq!(numbers, expected.iter().collect::<Vec<_>>());
    let shown: Vec<_> = entries
        .iter()
        .filter(|line| line["event"]["type"] != "step")
        .collect();
    assert_eq!(shown, run.lines.iter().collect::<Vec<_>>());
    let text = std::fs::read_to_string(path).unwrap();
    assert!(!text.contains("s3cret"), "{text}");
}

#[test]
fn a_recording_replaces_no_file_and_says_so_before_it_connects() {
    let folder = tempfile::tempdir().unwrap();
    let existing = path_in(&folder, "a.jsonl");
    std::fs::write(&existing, "kept").unwrap();
    let missing = path_in(&folder, "nowhere/a.jsonl");
    let compressed = path_in(&folder, "a.jsonl.gz");
    for (path, code, expected) in [
        (&existing, 5, "cannot be written"),
        (&missing, 5, "cannot be written"),
        (&compressed, 2, "has to end with .jsonl"),
    ] {
        let run = run(&["ws://localhost:1", "--record", path], b"");
        assert_eq!(run.code, Some(code), "{}", run.errors);
        assert!(run.errors.contains(expected), "{}", run.errors);
        assert!(run.lines.is_empty());
    }
    assert_eq!(std::fs::read_to_string(existing).unwrap(), "kept");
}

/// What does not fit on the disk is told; what was asked for goes on.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_and_the_output_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = path_in(&folder, "full.jsonl");
    let server = Server::start();
    // A file may have at most one block.
    let script = "ulimit -f 1; trap '' XFSZ; exec \"$0\" \"$@\"";
    let input = "0123456789".repeat(100) + "\n";
    let program = env!("CARGO_BIN_EXE_wsc");
    let mut child = std::process::Command::new("sh")
        .args(["-c", script, program, &server.url])
        .args(["--json", "--record", &path])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(5), "{errors}");
    assert!(
        errors.contains("the recording cannot be written"),
        "{errors}"
    );
    let lines = String::from_utf8_lossy(&output.stdout);
    assert!(lines.contains("closed-by-us"), "{lines}");
}

#[test]
fn a_recording_becomes_a_har_and_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let (path, _) = recorded(&folder);
    let (har, back) = (
        path_in(&folder, "a.har.gz"),
        path_in(&folder, "b.jsonl.zst"),
    );
    let (plain, table) = (path_in(&folder, "c.jsonl"), path_in(&folder, "d.csv"));
    for (from, to) in [
        (&path, &har),
        (&har, &back),
        (&back, &plain),
        (&path, &table),
    ] {
        let run = run_plain(&["convert", from, to], b"");
        assert_eq!(run.code, Some(0), "{}", run.errors);
    }
    let messages = |path: &str| {
        let messages = lines(Path::new(path)).into_iter();
        let messages = messages.filter(|line| line["kind"] == "text");
        messages
            .map(|line| {
                (
                    line["time"].clone(),
                    line["direction"].clone(),
                    line["text"].clone(),
                )
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(messages(&path).len(), 4);
    assert_eq!(messages(&path), messages(&plain));
    let table = std::fs::read_to_string(table).unwrap();
    assert!(table.starts_with("number,time,direction,kind,encoding,payload"));
    assert_eq!(table.matches(",sent,text,text,hello").count(), 1);
}

#[test]
fn what_cannot_be_converted_is_told_and_nothing_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = path_in(&folder, name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let to = path_in(&folder, "out.har");
    let missing = path_in(&folder, "missing.jsonl");
    let unknown = path_in(&folder, "out.txt");
    let existing = file("existing.har", "kept");
    let line = r#"{"time":7,"direction":"sent","kind":"text","text":"a"}"#;
    let sound = file("sound.jsonl", &format!("{line}\n"));
    let inner = path_in(&folder, "inner.har");
    std::fs::create_dir(&inner).unwrap();
    for (from, to, code, expected) in [
        (&missing, &to, 5, "cannot be read"),
        (&file("empty.jsonl", ""), &to, 2, "the file is empty"),
        (&file("a.txt", "hello"), &to, 2, "neither a session"),
        (
            &file("new.jsonl", r#"{"format":"wscope","version":2}"#),
            &to,
            2,
            "this program reads version 1",
        ),
        (
            &file("cut.har", r#"{"log":{"#),
            &to,
            2,
            "the HAR cannot be read",
        ),
        (&sound, &unknown, 2, "the name does not tell the format"),
        (&sound, &existing, 2, "--force replaces it"),
        (
            &sound,
            &inner,
            2,
            "is a folder, and no file can take its place",
        ),
    ] {
        let run = run_plain(&["convert", from, to], b"");
        assert_eq!(run.code, Some(code), "{}", run.errors);
        assert!(run.errors.contains(expected), "{}", run.errors);
    }
    assert_eq!(std::fs::read_to_string(&existing).unwrap(), "kept");
    let names = std::fs::read_dir(folder.path()).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().display().to_string());
    let left: Vec<_> = names
        .filter(|name| name.starts_with('.') || name == "out.har")
        .collect();
    assert!(left.is_empty(), "{left:?}");
    let damaged = file(
        "damaged.jsonl",
        &format!("{line}\nx\n{line}\n{}", &line[..20]),
    );
    let run = run_plain(&["convert", "--force", &damaged, &existing], b"");
    assert_eq!(run.code, Some(0));
    assert!(
        run.errors.contains("1 line or message could not be read"),
        "{}",
        run.errors
    );
    assert!(
        run.errors.contains("number 2: expected value"),
        "{}",
        run.errors
    );
    assert!(
        run.errors.contains("ends within a line, whose 20 bytes"),
        "{}",
        run.errors
    );
    assert!(
        std::fs::read_to_string(existing)
            .unwrap()
            .contains("_webSocketMessages")
    );
}

/// A HAR is read twice, and a pipe can be read once.
#[cfg(unix)]
#[test]
fn a_pipe_is_read_as_a_file_is() {
    let folder = tempfile::tempdir().unwrap();
    let (path, _) = recorded(&folder);
    let (har, plain) = (path_in(&folder, "a.har"), path_in(&folder, "b.jsonl"));
    assert_eq!(run_plain(&["convert", &path, &har], b"").code, Some(0));
    assert_eq!(run_plain(&["convert", &har, &plain], b"").code, Some(0));
    let expected = std::fs::read(&plain).unwrap();
    let input = std::fs::read(&har).unwrap();
    let again = path_in(&folder, "c.jsonl");
    let converted = run_plain(&["convert", "/dev/stdin", &again], &input);
    assert_eq!(converted.code, Some(0), "{}", converted.errors);
    assert_eq!(std::fs::read(&again).unwrap(), expected);
    let pipe = path_in(&folder, "pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let write = {
        let pipe = pipe.clone();
        move || std::fs::write(pipe, input)
    };
    let writer = std::thread::Builder::new().name("pipe".to_owned());
    let writer = writer.spawn(write).unwrap();
    let converted = run_plain(&["convert", "--force", &pipe, &again], b"");
    assert_eq!(converted.code, Some(0), "{}", converted.errors);
    writer.join().unwrap().unwrap();
    assert_eq!(std::fs::read(&again).unwrap(), expected);
}

/// Whatever stands in a file, reading it takes a bounded amount of memory.
#[cfg(target_os = "linux")]
#[test]
fn what_is_too_large_in_a_file_is_told_and_the_rest_is_read() {
    use std::io::Write as _;

    const MIB: usize = 1 << 20;
    let folder = tempfile::tempdir().unwrap();
    let line = r#"{"time":7,"direction":"sent","kind":"text","text":"kept"}"#;
    let large = "x".repeat(MIB);
    let file = |name: &str, begin: &str, piece: &str, count: usize, end: &str| {
        let path = path_in(&folder, name);
        let mut file = std::io::BufWriter::new(std::fs::File::create(&path).unwrap());
        write!(file, "{begin}").unwrap();
        for _ in 0..count {
            write!(file, "{piece}").unwrap();
        }
        write!(file, "{end}").unwrap();
        file.into_inner().unwrap();
        path
    };
    let begin = format!("{line}\n{{\"time\":7,\"direction\":\"sent\",\"kind\":");
    let end = format!("}}\n{line}\n");
    let socket = r#"{"log":{"entries":[{"_resourceType":"websocket","request":{"url":"ws://a/"},"response":{"status":101},"_webSocketMessages":["#;
    let kept = r#"{"type":"send","time":7,"opcode":1,"data":"kept"}"#;
    let list = "[],".repeat(MIB / 3);
    let files = [
        (
            file(
                "text.jsonl",
                &format!("{begin}\"text\",\"text\":\""),
                &large,
                66,
                &format!("\"{end}"),
            ),
            "number 2: the payload is larger than 64 MiB",
        ),
        (
            file(
                "unknown.jsonl",
                &format!("{begin}\"text\",\"text\":\"\",\"more\":["),
                &list,
                24,
                &format!("1]{end}"),
            ),
            "1 field not known to this version is left out, and the rest of the line is read; the first is “more” in line 2: at most 1024 KiB of such fields",
        ),
        (
            file(
                "event.jsonl",
                &format!("{begin}\"event\",\"event\":{{\"type\":\""),
                &large,
                24,
                &format!("\"}}{end}"),
            ),
            "number 2: the event, the header or what stands beside the payload takes more than 1024 KiB",
        ),
        (
            file(
                "deep.jsonl",
                &format!("{begin}\"text\",\"more\":"),
                &"[".repeat(MIB),
                8,
                &format!("\n{line}\n"),
            ),
            "number 2: lists and objects are more than 1024 deep",
        ),
        (
            file(
                "data.har",
                &format!("{socket}{kept},{{\"type\":\"send\",\"time\":7,\"opcode\":1,\"data\":\""),
                &large,
                66,
                &format!("\"}},{kept}]}}]}}}}"),
            ),
            "number 2: the payload is larger than 64 MiB",
        ),
    ];
    for (path, expected) in files {
        let to = path_in(&folder, "out.jsonl");
        // In KiB: what is stated, and what the program takes beside it.
        let script = "ulimit -v 460800; exec \"$0\" convert --force \"$1\" \"$2\"";
        let program = env!("CARGO_BIN_EXE_wsc");
        let output = std::process::Command::new("sh")
            .args(["-c", script, program, &path, &to])
            .output()
            .unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{path}: {errors}");
        assert!(errors.contains(expected), "{path}: {errors}");
        let written = std::fs::read_to_string(to).unwrap();
        assert_eq!(written.matches("\"kept\"").count(), 2, "{path}");
        std::fs::remove_file(path).unwrap();
    }
}

/// Credentials, chosen fields, patterns and values are absent from what is shared, in every format, and it is said what was replaced.
#[test]
fn what_is_shared_has_no_secrets() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = path_in(&folder, name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let lines = [
        r#"{"time":1,"direction":"local","kind":"event","event":{"type":"connecting","address":"ws://a/?token=t0ken-of-a"}}"#,
        r#"{"time":2,"direction":"local","kind":"event","event":{"type":"step","step":"requested","head":"GET /?token=t0ken-of-a HTTP/1.1\r\nAuthorization: Bearer b3arer-of-a\r\n\r\n"}}"#,
        r#"{"time":3,"direction":"sent","kind":"text","text":"{\"password\":\"passw0rd\",\"user\":\"alice-1\",\"mail\":\"a@b.example\"}"}"#,
        // {"again":"passw0rd"}, once in Base64 and once compressed (RFC 1950).
        r#"{"time":4,"direction":"received","kind":"binary","base64":"eyJhZ2FpbiI6InBhc3N3MHJkIn0="}"#,
        r#"{"time":5,"direction":"received","kind":"text","text":"hunter22 of alice-1, b3arer-of-a"}"#,
    ];
    let from = file("a.jsonl", &format!("{}\n", lines.join("\n")));
    let values = file("values", "hunter22\n");
    let values = format!("@{values}");
    let secrets = [
        "t0ken-of-a",
        "b3arer-of-a",
        "passw0rd",
        "alice-1",
        "a@b.example",
        "hunter22",
        "eyJhZ2FpbiI6InBhc3N3MHJk",
    ];
    for name in ["b.jsonl", "b.har", "b.csv"] {
        let to = path_in(&folder, name);
        let arguments = [
            "convert",
            &from,
            &to,
            "--redact",
            "--redact-field",
            "user",
            "--redact-field",
            "$.nothing",
            "--redact-pattern",
            r"[a-z]+@[a-z.]+",
            "--redact-value-from",
            &values,
        ];
        let run = run_plain(&arguments, b"");
        assert_eq!(run.code, Some(0), "{}", run.errors);
        for told in [
            "note: credentials in headers, addresses and texts: 2 different values, replaced in ",
            "note: credentials in JSON fields: 1 value, replaced in ",
            "note: the field “user”: 1 value, replaced in 2 places",
            "note: given values: 1 value, replaced in 1 place",
            "note: the field “$.nothing”: nothing was found",
            "the file was searched again, and nothing of that is left",
        ] {
            assert!(run.errors.contains(told), "{told}: {}", run.errors);
        }
        let written = std::fs::read_to_string(&to).unwrap();
        for secret in secrets {
            assert!(!written.contains(secret), "{secret}: {written}");
            assert!(!run.errors.contains(secret), "{}", run.errors);
        }
        assert!(written.contains("[secret "), "{written}");
    }
    // The same value is the same placeholder.
    let written = std::fs::read_to_string(path_in(&folder, "b.jsonl")).unwrap();
    let bearer = written.split("Bearer ").nth(1).unwrap();
    let bearer = &bearer[..=bearer.find(']').unwrap()];
    assert!(written.contains(&format!(", {bearer}\"")), "{written}");
}

/// A rule that cannot be used is told before anything is written, and so is a secret that is left.
#[test]
fn what_cannot_be_made_safe_is_not_written() {
    let folder = tempfile::tempdir().unwrap();
    let line = r#"{"time":7,"direction":"sent","kind":"text","text":"a","Number9":1}"#;
    let from = path_in(&folder, "a.jsonl");
    std::fs::write(&from, format!("{line}\n")).unwrap();
    let to = path_in(&folder, "b.jsonl");
    let value = path_in(&folder, "value");
    std::fs::write(&value, "Number9\n").unwrap();
    let value = format!("@{value}");
    for (option, argument, code, expected) in [
        ("--redact-field", "$[", 2, "is not a JSONPath"),
        ("--redact-pattern", "(", 2, "is not a regular expression"),
        ("--redact-value-from", "WSC_IS_NOT_SET", 2, "is not set"),
        ("--redact-value-from", "@/nowhere/x", 2, "/nowhere/x: "),
        // It is the name of a field.
        (
            "--redact-value-from",
            &value,
            5,
            "a secret was still found in",
        ),
    ] {
        let run = run_plain(&["convert", &from, &to, option, argument], b"");
        assert_eq!(run.code, Some(code), "{option}: {}", run.errors);
        assert!(run.errors.contains(expected), "{}", run.errors);
        assert!(!Path::new(&to).exists(), "{option}");
    }
    // A script would have them.
    let script = path_in(&folder, "b.wstest");
    let run = run_plain(&["convert", &from, &script, "--redact"], b"");
    assert_eq!(run.code, Some(2), "{}", run.errors);
    assert!(
        run.errors.contains("that one into a test script"),
        "{}",
        run.errors
    );
    let left = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(left, 2);
}
