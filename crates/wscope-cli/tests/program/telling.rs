//! What is told of what cannot be used.

use std::process::{Command, Stdio};

use crate::support::{Output, Server, file, output, output_of};

/// What a terminal would obey, in a name.
const OBEYED: &str = "\u{1b}[31m\u{7}\u{202e}x";

#[track_caller]
fn check(ended: &Output, code: i32, words: &str) {
    let Output { out, errors, .. } = ended;
    assert_eq!(ended.code, Some(code), "{out}{errors}");
    assert!(
        errors.contains(words) || out.contains(words),
        "{out}{errors}"
    );
    for told in [out, errors] {
        let is_obeyed = |c: char| c == '\u{202e}' || c.is_control() && !"\n\t".contains(c);
        assert!(!told.contains(is_obeyed), "{told:?}");
        assert!(told.len() < 20_000, "{} bytes", told.len());
    }
}

#[test]
fn a_terminal_gets_nothing_to_obey() {
    let folder = tempfile::tempdir().unwrap();
    let proto = file(&folder, "a.proto", "syntax = \"proto3\"; message T {}");
    let name = format!("nope{OBEYED}.wscope.jsonl");
    let shown = "\\u{1b}[31m\\u{7}\\u{202e}x";
    check(&output(&["describe", &name]), 5, shown);
    check(&output(&["convert", &name, "x.har"]), 5, shown);
    check(&output(&["diff", &name, &name]), 5, shown);
    check(&output(&["test", &name]), 2, shown);
    // The library takes the first one away by itself.
    check(&output(&[&format!("--no{OBEYED}")]), 2, "\\u{202e}x");
    let arguments = ["localhost:1", "--proto", &proto, "--message", OBEYED];
    check(&output(&arguments), 2, shown);
    let body = format!("conect {OBEYED}\n");
    let script = file(&folder, "a.wstest", &body);
    check(&output(&["test", &script]), 2, "conect");
    // In a report, too.
    let server = Server::start();
    let script = file(
        &folder,
        &format!("b{OBEYED}.wstest"),
        &format!(
            "connect {}/\nexpect text \"{OBEYED}\" within 10ms\n",
            server.url
        ),
    );
    check(&output(&["test", &script]), 1, shown);
    check(&output(&["test", &script, "--list"]), 0, shown);
}

#[test]
fn a_very_long_text_is_shortened() {
    let folder = tempfile::tempdir().unwrap();
    let long = "x".repeat(5_000_000);
    let text = format!("syntax = \"proto3\"; message {long} {{ Nope a = 1; }}");
    let proto = file(&folder, "a.proto", &text);
    let arguments = ["localhost:1", "--proto", &proto, "--message", "T"];
    check(&output(&arguments), 2, "the schema cannot be used");
    let server = Server::start();
    let body = format!(
        "connect {}/\nexpect text \"{long}\" within 10ms\n",
        server.url
    );
    let script = file(&folder, "a.wstest", &body);
    for report in ["human", "tap", "junit", "json"] {
        check(&output(&["test", &script, "--report", report]), 1, "xxx");
    }
}

#[test]
fn a_schema_without_types_and_a_folder_that_is_none_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let proto = file(&folder, "a.proto", "syntax = \"proto3\";");
    let arguments = ["localhost:1", "--proto", &proto, "--message", "T"];
    let words = "there is no message type T: the files of --proto have no message types\n";
    check(&output(&arguments), 2, words);
    for path in ["/nope", &proto] {
        let arguments = [&arguments[..], &["--proto-path", path]].concat();
        let words = format!("{path}: --proto-path has to name a folder");
        check(&output(&arguments), 2, &words);
    }
}

#[test]
fn a_file_of_certificates_that_cannot_be_used_is_a_wrong_argument() {
    let folder = tempfile::tempdir().unwrap();
    let (server, authority) = Server::start_secured(folder.path());
    let authority = authority.display().to_string();
    let empty = file(&folder, "empty.pem", "");
    let url = &server.url;
    for arguments in [
        &["--ca", &*empty][..],
        &["--ca", "/nope"],
        &["--ca", &authority, "--cert", &empty],
        &["--ca", &authority, "--cert", &authority, "--key", &empty],
    ] {
        check(
            &output(&[&[&**url], arguments].concat()),
            2,
            "cannot connect",
        );
        check(
            &output(&[&["probe", url], arguments].concat()),
            2,
            "cannot connect",
        );
        let script = file(&folder, "a.wstest", &format!("connect {url}\n"));
        check(
            &output(&[&["test", &script], arguments].concat()),
            2,
            "cannot connect",
        );
    }
    // That a server is not trusted is no fault of an argument.
    check(&output(&[url]), 3, "cannot connect");
}

#[cfg(unix)]
#[test]
fn a_pipe_that_a_script_names_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    rustix::fs::mkfifoat(rustix::fs::CWD, &pipe, rustix::fs::Mode::RUSR).unwrap();
    for step in ["send binary file pipe", "expect binary file pipe"] {
        let body = format!("connect ws://127.0.0.1:1/\n{step}\n");
        let script = file(&folder, "a.wstest", &body);
        check(&output(&["test", &script]), 2, "pipe: it is not a file");
    }
}

#[cfg(unix)]
#[test]
fn a_report_that_is_not_read_to_its_end_is_no_success() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start();
    let body = format!("connect {}/\n", server.url);
    let script = file(&folder, "a.wstest", &body);
    for report in ["tap", "junit", "json"] {
        let arguments = ["test", &script, "--report", report];
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = Command::new(env!("CARGO_BIN_EXE_wsc"));
        let program = command.args(arguments).stdout(Stdio::from(writer));
        let child = program.stderr(Stdio::piped()).spawn().unwrap();
        let ended = child.wait_with_output().unwrap();
        let told = String::from_utf8(ended.stderr).unwrap();
        assert_eq!(ended.status.code(), Some(5), "{report}: {told}");
        assert!(told.contains("the report cannot be written"), "{told}");
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_wsc"));
    check(&output_of(command.args(["test", &script])), 0, "1 passed");
}
