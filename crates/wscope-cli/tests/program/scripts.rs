//! `wsc test`.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::support::{Running, Server};

/// Where the scripts are that come with the program.
const SCRIPTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scripts");

fn wsc(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wsc"));
    command
        .arg("test")
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn host(server: &Server) -> String {
    format!("host={}", server.url.trim_start_matches("ws://"))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A script in a folder.
fn script(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path.display().to_string()
}

#[test]
fn the_scripts_for_all_groups_of_scenarios_pass() {
    let server = Server::start();
    for parallel in ["1", "4"] {
        let (host, room) = (host(&server), format!("room=r{parallel}"));
        let run = wsc(&[
            SCRIPTS,
            "--variable",
            &host,
            "--variable",
            &room,
            "--parallel",
            parallel,
        ]);
        let (out, errors) = (text(&run.stdout), text(&run.stderr));
        assert_eq!((run.status.code(), &*errors), (Some(0), ""), "{out}");
        assert!(out.contains("6 scripts: 6 passed, 0 failed"), "{out}");
        // No terminal, no colours; and in the order of their names.
        assert!(!out.contains('\u{1b}'), "{out:?}");
        let first = out.lines().next().unwrap();
        assert!(
            first.starts_with("ok ") && first.contains("basics.wstest"),
            "{first}"
        );
    }
}

#[test]
fn scripts_are_listed_and_not_carried_out() {
    let folder = tempfile::tempdir().unwrap();
    let body =
        "connect ws://me:secret@{{host}}:1/\nrepeat 2\n  send text {{unset}}\n\nclose 1000\n";
    let path = script(folder.path(), "a.wstest", body);
    let run = wsc(&[&path, "--list"]);
    let expected = format!(
        "{path}\n     1  connect ws://••••••@{{{{host}}}}:1/\n     2  repeat 2\n     5  close 1000\n"
    );
    assert_eq!(text(&run.stderr), "");
    let out = text(&run.stdout);
    let masked = out.lines().nth(1).unwrap();
    assert!(!masked.contains("secret"), "{masked}");
    let but_first = |text: &str| {
        let lines = text.lines().enumerate().filter(|(index, _)| *index != 1);
        lines.map(|(_, line)| line.to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(but_first(&out), but_first(&expected));
    assert_eq!(run.status.code(), Some(0));
    let run = wsc(&[&path, "--list", "--report=json"]);
    let object: Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!(object["scripts"][0]["file"], *path);
    let lines = object["scripts"][0]["steps"].as_array().unwrap();
    let lines: Vec<_> = lines.iter().map(|step| step["line"].as_u64()).collect();
    assert_eq!(lines, [Some(1), Some(2), Some(5)]);
    let run = wsc(&[&path, "--list", "--report=tap"]);
    assert_eq!(run.status.code(), Some(2));
    let broken = script(folder.path(), "b.wstest", "conect\n");
    assert_eq!(wsc(&[&broken, "--list"]).status.code(), Some(2));
}

#[test]
fn a_skipped_script_is_reported_as_that() {
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let body =
        "connect ws://{{host}}/\nskip unless {{token}} \"no #1 token\"\nset copy = {{token}}\n";
    let path = script(folder.path(), "a.wstest", body);
    let check = |report: &str, expected: &[&str]| {
        let report = format!("--report={report}");
        let run = wsc(&[&path, &report, "--variable", &host(&server)]);
        let out = text(&run.stdout);
        assert_eq!(run.status.code(), Some(0), "{out}");
        for part in expected {
            assert!(out.contains(part), "{part}\n{out}");
        }
    };
    let summary = "1 script: 0 passed, 0 failed, 1 skipped";
    check("human", &["skip ", "     no #1 token\n", summary]);
    let step = "    ok 2 - line 2: skip unless {{token}} \"no \\#1 token\" # SKIP";
    check(
        "tap",
        &[" # SKIP no \\#1 token\n", step, "    ok 1 - line 1: "],
    );
    check(
        "junit",
        &["<skipped message=\"no #1 token\"/>", "skipped=\"2\""],
    );
    check(
        "json",
        &[
            "\"outcome\":\"skipped\"",
            "\"reason\":\"no #1 token\"",
            "\"skipped\":1",
        ],
    );
    let run = wsc(&[&path, "--variable", &host(&server), "--variable=token=x"]);
    assert!(
        text(&run.stdout).contains("(3 steps"),
        "{}",
        text(&run.stdout)
    );
}

#[test]
fn each_kind_of_end_has_its_exit_code() {
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let check = |body: &str, code: i32, expected: &str| {
        let path = script(folder.path(), "a.wstest", body);
        let run = wsc(&[&path, "--variable", &host(&server)]);
        let told = text(&run.stdout) + &text(&run.stderr);
        assert_eq!(run.status.code(), Some(code), "{body}\n{told}");
        assert!(told.contains(expected), "{expected}\n{told}");
    };
    let echo = "connect ws://{{host}}/echo\n";
    check(
        &format!("{echo}send text a\nexpect text \"a\"\n"),
        0,
        "1 passed",
    );
    check(
        &format!("{echo}send text a\nexpect text \"b\"\n"),
        1,
        "- b\n     + a\n",
    );
    check(
        "connect ws://{{hots}}/echo\n",
        2,
        "a.wstest:1:14: the variable hots is not set; did you mean “host”?\n1 | connect ws://{{hots}}/echo\n  |              ^",
    );
    check("conect ws://h\n", 2, "did you mean “connect”?");
    check(
        &format!("{echo}send file nothing.txt\n"),
        2,
        "a.wstest:2:11: the file cannot be used: nothing.txt:",
    );
    check(&format!("{echo}expect json schema s.json\n"), 2, "s.json");
    check("connect ws://localhost:1\n", 3, "connection refused");
    check("connect ws://{{host}}/close/none\nexpect text\n", 4, "1006");
    let missing = wsc(&["nowhere.wstest"]);
    assert_eq!(missing.status.code(), Some(2));
    let empty = tempfile::tempdir().unwrap();
    assert_eq!(
        wsc(&[&empty.path().display().to_string()]).status.code(),
        Some(2)
    );
    let path = script(folder.path(), "a.wstest", "wait 1ms\n");
    for (arguments, code) in [
        (["--output", "/nowhere/report"], 5),
        (["--variable", "1=2"], 2),
        (["--variable", "novalue"], 2),
        (["--parallel", "0"], 2),
        (["--report", "xml"], 2),
    ] {
        let run = wsc(&[&[&*path], &arguments[..]].concat());
        assert_eq!(run.status.code(), Some(code), "{arguments:?}");
    }
}

#[test]
fn the_files_of_a_script_lie_beside_it() {
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    script(
        folder.path(),
        "s.json",
        r#"{"required":["id"],"properties":{"id":{"type":"integer"}}}"#,
    );
    script(folder.path(), "text.txt", "from a file");
    fs::write(folder.path().join("bytes.bin"), [0, 255]).unwrap();
    let body = "connect ws://{{host}}/echo\nsend json {\"id\":1}\nexpect json schema s.json\n\
                send file text.txt\nexpect text \"from a file\"\n\
                send binary file bytes.bin\nexpect binary file bytes.bin\n";
    let path = script(folder.path(), "a.wstest", body);
    let run = wsc(&[&path, "--variable", &host(&server)]);
    assert_eq!(
        run.status.code(),
        Some(0),
        "{}{}",
        text(&run.stdout),
        text(&run.stderr)
    );
    let wrong = body.replace("\"id\":1", "\"id\":\"x\"");
    let path = script(folder.path(), "a.wstest", &wrong);
    let run = wsc(&[&path, "--variable", &host(&server)]);
    assert_eq!(run.status.code(), Some(1));
    assert!(text(&run.stdout).contains("/id: "), "{}", text(&run.stdout));
}

#[test]
fn every_report_tells_the_same() {
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let good = script(
        folder.path(),
        "good.wstest",
        "connect ws://{{host}}/echo?token=s3cret\nclose\n",
    );
    let body = "connect ws://{{host}}/echo\nsend text \"<a> & \\u{1b}[1m # x\"\nexpect text \"b\"\nclose\n";
    let bad = script(folder.path(), "bad.wstest", body);
    let output = folder.path().join("report");
    let report = |format: &str| {
        let path = output.display().to_string();
        let run = wsc(&[
            &good,
            &bad,
            "--variable",
            &host(&server),
            "--report",
            format,
            "--output",
            &path,
        ]);
        assert_eq!(run.status.code(), Some(1), "{}", text(&run.stderr));
        let report = fs::read_to_string(&output).unwrap();
        assert!(
            !report.contains("s3cret") && !report.contains('\u{1b}'),
            "{report}"
        );
        report
    };
    let tap = report("tap");
    let begin = "TAP version 14\n1..2\n# Subtest: ";
    assert!(tap.starts_with(begin), "{tap}");
    assert!(
        tap.contains("good.wstest\n    1..2\n    ok 1 - line 1: connect"),
        "{tap}"
    );
    assert!(
        tap.contains("    not ok 3 - line 3: expect text \"b\"\n"),
        "{tap}"
    );
    assert!(tap.contains("    ok 4 - line 4: close # SKIP"), "{tap}");
    assert!(
        tap.contains("\nnot ok 2 - ") && tap.contains("  severity: expectation\n"),
        "{tap}"
    );

    let json: Value = serde_json::from_str(&report("json")).unwrap();
    assert_eq!((&json["passed"], &json["failed"]), (&1.into(), &1.into()));
    let failure = &json["scripts"][1]["failure"];
    assert_eq!(
        (&failure["line"], &failure["category"]),
        (&3.into(), &"expectation".into())
    );
    assert_eq!(failure["difference"][0], "- b");
    assert_eq!(failure["messages"][1]["direction"], "received");
    assert_eq!(json["scripts"][0]["steps"][1]["outcome"], "passed");

    let xml = report("junit");
    assert!(
        xml.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites "),
        "{xml}"
    );
    let suites = "tests=\"6\" failures=\"1\" skipped=\"1\"";
    assert!(xml.contains(suites), "{xml}");
    assert!(
        xml.contains("<failure type=\"expectation\" message="),
        "{xml}"
    );
    assert!(xml.contains("&lt;a&gt; &amp; "), "{xml}");
    assert!(report("human").contains("2 scripts: 1 passed, 1 failed"));
}

#[cfg(unix)]
#[test]
fn a_signal_ends_the_run_with_a_report() {
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let body = "connect ws://{{host}}/echo\nsend text a\nexpect text \"a\"\nwait 1m\n";
    let path = script(folder.path(), "a.wstest", body);
    let host = host(&server);
    let arguments = ["test", &path, "--variable", &host, "--report", "json"];
    let running = Running::start(&arguments);
    std::thread::sleep(std::time::Duration::from_millis(1500));
    running.signal(rustix::process::Signal::INT);
    let run = running.finish();
    assert_eq!(run.code, Some(130), "{}", run.errors);
    let report = &run.lines[0];
    assert_eq!(report["interrupted"], true);
    assert_eq!(report["scripts"][0]["outcome"], "interrupted");
    assert_eq!(report["scripts"][0]["steps"][2]["outcome"], "passed");
}

/// A session that is recorded, made into a script, and carried out.
#[test]
fn a_recording_becomes_a_script_that_passes() {
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let in_folder = |name: &str| folder.path().join(name).display().to_string();
    let check = |path: &str, input: &str, arguments: &[&str], expected: &[&str]| {
        let (recording, test) = (in_folder("a.wscope.jsonl"), in_folder("a.wstest"));
        fs::remove_file(&recording).ok();
        let url = server.at(path);
        let arguments = [&[&*url, "--record", &*recording], arguments].concat();
        crate::support::run(&arguments, input.as_bytes());
        let run = crate::support::run(&["convert", &recording, &test, "--force"], b"");
        assert_eq!((run.code, &*run.errors), (Some(0), ""));
        let written = fs::read_to_string(&test).unwrap();
        for expected in expected {
            assert!(written.contains(expected), "{expected}\n{written}");
        }
        let run = wsc(&[
            &test,
            "--variable",
            "token=s3cret",
            "--variable",
            "authorization=Bearer s3cret",
        ]);
        let told = text(&run.stdout) + &text(&run.stderr);
        assert_eq!(run.status.code(), Some(0), "{told}\n{written}");
    };
    check(
        "/echo?token=s3cret",
        "hello\n{\"a\": [1, \"{{x}}\"]}\n\u{1b}[1m \\{{x}} # 中\n",
        &[
            "-H",
            "Authorization: Bearer s3cret",
            "--subprotocol",
            "chat",
        ],
        &[
            "?token={{token}}\n  header Authorization: {{authorization}}\n  subprotocol chat\n",
            "\nsend text \"hello\"\n",
            "\nexpect json is {\"a\": [1, \"\\{{x}}\"]}\n",
            "\nclose 1000\n",
            "# Not in the recording: wsc test --variable token=…\n",
        ],
    );
    check("/numbers", "a\n", &[], &["\nexpect binary size 40000\n"]);
    check(
        "/close/1011?reason=x",
        "",
        &[],
        &["\nexpect close 1011 \"x\"\n"],
    );
    check("/close/none", "", &[], &["\nexpect lost dropped\n"]);
    check("/refuse/401", "", &[], &["\n  expect status 401\n"]);
    check("/bad-utf8", "", &[], &["\nexpect lost invalid-text\n"]);
}

#[test]
fn a_script_of_a_recording_has_every_message_or_says_how_many_are_missing() {
    let folder = tempfile::tempdir().unwrap();
    let event =
        |event: &str| format!(r#"{{"time":1,"direction":"local","kind":"event","event":{event}}}"#);
    let text = |direction: &str, text: &str| {
        format!(r#"{{"time":1,"direction":"{direction}","kind":"text","text":"{text}"}}"#)
    };
    let messages = [text("sent", "a"), text("received", "b")].join("\n");
    let connecting = event(r#"{"type":"connecting","address":"ws://h/"}"#);
    let opened = event(r#"{"type":"opened"}"#);
    let lost = event(r#"{"type":"lost","cause":"dropped","detail":""}"#);
    let large = text("received", &"y".repeat(9 << 20));
    let steps = "send text \"a\"\nexpect text \"b\"\n";
    let connect = |address: &str| format!("connect {address}\n{steps}");
    let check = |header: &str, lines: &[&str], expected: &str, told: &str| {
        let header = format!(r#"{{"format":"wscope","version":1{header}}}"#);
        let text = [&[&*header], lines].concat().join("\n") + "\n";
        let from = crate::support::file(&folder, "a.wscope.jsonl", &text);
        let to = folder.path().join("a.wstest").display().to_string();
        let run = crate::support::output(&["convert", &from, &to, "--force"]);
        assert_eq!((run.code, run.errors.trim_end()), (Some(0), told));
        let written = fs::read_to_string(&to).unwrap();
        let (_, script) = written.split_once("\n\n").unwrap();
        assert_eq!(script, expected);
        let list = crate::support::output(&["test", "--list", &to]);
        assert_eq!(list.code, Some(0), "{}", list.errors);
    };
    let of_header = r#","address":"ws://header/""#;
    check(of_header, &[&messages], &connect("ws://header/"), "");
    check("", &[&messages], &connect("{{address}}"), "");
    check(
        of_header,
        &[&opened, &messages],
        &connect("ws://header/"),
        "",
    );
    check(
        of_header,
        &[&connecting, &messages],
        &connect("ws://h/"),
        "",
    );
    let both = connect("ws://h/");
    let again = format!("{both}expect lost dropped\n{both}");
    let lines = [&connecting, &opened, &messages, &lost, &messages].map(|line| &**line);
    check(of_header, &lines, &again, "");
    check(
        of_header,
        &[&connecting, &opened, &large, &messages, &large],
        &format!(
            "connect ws://h/\nexpect text \"{}\"\n{steps}",
            "y".repeat(9 << 20)
        ),
        "note: 1 message is left out: a test script has at most 16 MiB",
    );
}
