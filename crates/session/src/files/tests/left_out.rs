//! Lines of which a field cannot be kept, or with a name that stands twice.

use super::*;

/// What is told of a line with these fields beside those of a message, and how many messages were read.
fn told(lines: &[&str]) -> (u64, Option<String>, Option<String>) {
    let file = format!("{}\n{HELLO}\n", lines.join("\n"));
    let (read, report) = collect(file.as_bytes());
    let report = report.unwrap();
    assert_eq!(read.entries.len() as u64, report.entries);
    let left_out = report.first_left_out.map(|field| {
        let (count, line) = (report.left_out_fields, field.line);
        format!("{count}: {} in line {line}: {}", field.name, field.why)
    });
    let bad = report.first_bad.map(|bad| bad.why.to_string());
    (report.entries, left_out, bad)
}

fn message(fields: &str) -> String {
    HELLO.replace("{\"number\"", &format!("{{{fields},\"number\""))
}

fn nested(depth: usize) -> String {
    format!("{}{}", "[".repeat(depth), "]".repeat(depth))
}

/// What cannot be kept costs itself, and not the message beside it.
#[test]
fn a_message_is_kept_whatever_stands_beside_it() {
    #[track_caller]
    fn check(line: &str, left_out: &str) {
        let (entries, found, bad) = told(&[HEADER, line]);
        assert_eq!((entries, bad), (2, None), "{left_out}");
        assert_eq!(found.unwrap_or_default(), left_out);
    }
    let deep = "1: x in line 2: of such a field, lists and objects are kept that are at most 32 deep within each other";
    let large = "at most 1024 KiB of such fields are kept of a line";
    check(&message(&format!("\"x\":{}", nested(32))), "");
    check(&message(&format!("\"x\":{}", nested(33))), deep);
    check(&message(&format!("\"x\":{}", nested(1000))), deep);
    // As JSON, each is small.
    let many = (0..10_000).map(|number| format!("\"n{number}\":1"));
    let (_, found, _) = told(&[HEADER, &message(&many.collect::<Vec<_>>().join(","))]);
    assert!(found.unwrap().ends_with(large));
    let long = format!("\"x\":\"{}\",\"y\":1", "x".repeat(1 << 20));
    check(&message(&long), &format!("1: x in line 2: {large}"));
    let twice = "1: x in line 2: its name stands twice, and the later value is kept";
    check(&message("\"x\":1,\"x\":2"), twice);
    // So it is with events, frames and the header.
    let event = |more: &str| {
        format!(
            r#"{{"time":8,"direction":"local","kind":"event","event":{{"type":"opened","more":{more}}}}}"#
        )
    };
    check(&event("1"), "");
    check(&event(&nested(40)), &deep.replace("x in", "event in"));
    let frame = format!(
        r#"{{"time":7,"direction":"sent","kind":"frame","base64":"gQA=","x":{}}}"#,
        nested(33)
    );
    let (_, found, bad) = told(&[HEADER, &frame]);
    assert_eq!((found.as_deref(), bad), (Some(deep), None));
    let header = HEADER.replace('{', &format!("{{\"x\":{},", nested(33)));
    let (_, found, _) = told(&[&header]);
    assert_eq!(found.unwrap(), deep.replace("line 2", "line 1"));
    // Without a header.
    let (entries, ..) = told(&[&message(&format!("\"x\":{}", nested(33)))]);
    assert_eq!(entries, 2);
}

/// Which of two values is meant, nothing tells (RFC 8259, section 4).
#[test]
fn a_field_that_stands_twice_is_told() {
    #[track_caller]
    fn check(line: &str, name: &str) {
        let (entries, _, bad) = told(&[HEADER, line]);
        assert_eq!(entries, 1, "{line}");
        assert_eq!(bad, Some(format!("the field “{name}” stands twice")));
    }
    for field in [
        r#""number":1"#,
        r#""time":7"#,
        r#""direction":"sent""#,
        r#""kind":"text""#,
        r#""text":"other""#,
    ] {
        let name = field.split('"').nth(1).unwrap();
        check(&message(field), name);
    }
    let event = r#"{"time":8,"direction":"local","kind":"event","event":{"type":"opened","type":"closed"}}"#;
    check(event, "type");
    let header = HEADER.replace("\"created\":7", "\"created\":7,\"created\":8");
    let error = collect(header.as_bytes()).1.unwrap_err().to_string();
    assert!(
        error.ends_with("the field “created” stands twice"),
        "{error}"
    );
}
