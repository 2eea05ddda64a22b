//! The built program, as far as it goes without a screen.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::process::{Command, Output};

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_wscope"))
        .args(arguments)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("WAYLAND_SOCKET")
        .output()
        .unwrap()
}

#[track_caller]
fn check(arguments: &[&str], code: i32, said: &[&str]) -> String {
    let output = run(arguments);
    let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert_eq!(output.status.code(), Some(code), "{text}");
    for part in said {
        assert!(text.contains(part), "{part:?} is not in {text:?}");
    }
    text
}

#[test]
fn help_and_version() {
    check(
        &["--help"],
        0,
        &[
            "--no-server",
            "--send",
            "--language",
            "[URL or FILE]",
            "zh-CN",
        ],
    );
    check(&["--version"], 0, &[env!("CARGO_PKG_VERSION")]);
}

#[test]
fn bad_arguments_are_explained() {
    check(&["http://localhost"], 2, &["begins with ws:// or wss://"]);
    check(&["localhost:99999"], 2, &["from 1 to 65535"]);
    check(&["--language", "fr"], 2, &["zh-CN", "en"]);
    check(&["--no-such-option"], 2, &["--help"]);
}

#[cfg(all(unix, not(target_os = "macos")))]
#[test]
fn without_a_screen_one_line_says_so() {
    let text = check(&[], 2, &["no display", "echo-server"]);
    assert_eq!(text.trim_end().lines().count(), 1, "{text}");
}
