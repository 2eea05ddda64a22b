//! Which credentials are found in texts, by what stands around them.

use message_log::{Direction, Kind, Timestamp};

use super::{Rules, SecretSearch};
use crate::files::{EntryContent, Fields, FileEntry};

fn text(text: &str) -> FileEntry {
    FileEntry {
        at: Timestamp::from_micros(1),
        content: EntryContent::Message {
            direction: Direction::Sent,
            kind: Kind::Text,
            payload: text.into(),
        },
        unknown: Fields::new(),
    }
}

/// Checks what is left of a text, in which nothing is found any more.
#[track_caller]
fn check(before: &str, expected: &str) {
    let search = |entry: &FileEntry| {
        let mut search = SecretSearch::new(Rules::for_credentials());
        search.entry(entry);
        search.into_redactor().unwrap()
    };
    let entry = text(before);
    let shared = search(&entry).entry(entry);
    let EntryContent::Message { payload, .. } = &shared.content else {
        panic!("no message");
    };
    assert_eq!(String::from_utf8_lossy(payload), expected);
    let again = search(&shared);
    assert!(
        again.findings().values.is_empty(),
        "{before}: {:?}",
        again.findings()
    );
}

#[test]
fn headers_are_found_however_they_are_written() {
    for (text, expected) in [
        (
            "Authorization: Bearer s3cret",
            "Authorization: Bearer [secret 1]",
        ),
        (
            "Authorization : Bearer s3cret",
            "Authorization : Bearer [secret 1]",
        ),
        (
            "A: b\r\nAuthorization:\r\n Bearer s3cret\r\n",
            "A: b\r\nAuthorization:\r\n Bearer [secret 1]\r\n",
        ),
        (
            "A: b\rX-Api-Key: s3cret\rC: d",
            "A: b\rX-Api-Key: [secret 1]\rC: d",
        ),
        (
            "Cookie: theme=a; s3cret",
            "Cookie: theme=[secret 1]; [secret 2]",
        ),
        (
            "Sec-WebSocket-Protocol: bearer\r\nSec-WebSocket-Protocol: s3cret\r\n",
            "Sec-WebSocket-Protocol: bearer\r\nSec-WebSocket-Protocol: [secret 1]\r\n",
        ),
        ("\u{1}password: s3cret", "\u{1}password: [secret 1]"),
        ("  password: s3cret", "  password: [secret 1]"),
        (
            "12:00 INFO Authorization: Bearer s3cret",
            "12:00 INFO Authorization: Bearer [secret 1]",
        ),
    ] {
        check(text, expected);
    }
}

#[test]
fn pairs_are_found_in_forms_and_settings() {
    for (text, expected) in [
        ("user=a b&password=s3cret", "user=a b&password=[secret 1]"),
        ("a=1; password=s3cret", "a=1; password=[secret 1]"),
        ("A=1\nAPI_TOKEN='s3cret'\n", "A=1\nAPI_TOKEN='[secret 1]'\n"),
        ("ws://a/?b=1;token=s3cret", "ws://a/?b=1;token=[secret 1]"),
        ("sort=key&x=y", "sort=key&x=y"),
        ("a=b&password=s3c;ret", "a=b&password=[secret 1]"),
        ("user[password]=s3cret&x=1", "user[password]=[secret 1]&x=1"),
        ("a=b&access%5Ftoken=s3cret", "a=b&access%5Ftoken=[secret 1]"),
        (
            r#"{"tokens":{"access":"s3cret"}}"#,
            r#"{"tokens":{"access":"[secret 1]"}}"#,
        ),
        (r#"{"password":"!@#$%^&*"}"#, r#"{"password":"[secret 1]"}"#),
        ("export API_TOKEN=s3cret", "export API_TOKEN=[secret 1]"),
        (
            "{password: 's3cret', a: 1}",
            "{password: '[secret 1]', a: 1}",
        ),
        (
            r#"{"query":"mutation { login(user:\"u\", password:\"s3cret\") { a } }"}"#,
            r#"{"query":"mutation { login(user:\"u\", password:\"[secret 1]\") { a } }"}"#,
        ),
        (
            r#"{"headers":["Authorization","Bearer abcdefgh1"]}"#,
            r#"{"headers":["Authorization","Bearer [secret 1]"]}"#,
        ),
        ("the bearer assessment of it", "the bearer assessment of it"),
        (
            "postgres://u:s3cret@h/db and s3cret",
            "postgres://[secret 1]@h/db and [secret 2]",
        ),
    ] {
        check(text, expected);
    }
}

/// Words that say little, and the same with what is secret.
#[test]
fn names_tell_what_is_secret() {
    for name in [
        "password1",
        "new_password2",
        "token2",
        "tokens",
        "passwords",
        "SECRETKEY",
        "JSESSIONID",
        "PHPSESSID",
        "X-CSRF",
        "totp",
        "mfaCode",
        "client_assertion",
        "code_verifier",
        "userpass",
    ] {
        let text = format!(r#"{{"{name}":"s3cret-one"}}"#);
        check(&text, &format!(r#"{{"{name}":"[secret 1]"}}"#));
    }
    for same in [
        r#"{"error":{"code":"NOT_FOUND"}}"#,
        r#"{"key":"ArrowLeft"}"#,
        r#"{"key":"k17"}"#,
        r#"{"key1":"value1","key":"user:12345:x"}"#,
        r#"{"code":"ERR_HTTP2_STREAM_ERROR"}"#,
        "<code>npm install react@18</code>",
        r#"{"promptTokenCount":152345,"tokenType":"Bearer"}"#,
        "key=ArrowLeft",
        "code: NOT_FOUND",
        r#"{"total_tokens":15234,"tokens":12345}"#,
        "{{a}} {{b}} {{c}} {{d}} {{e}}",
    ] {
        check(same, same);
    }
    check(r#"{"code":"123456"}"#, r#"{"code":"[secret 1]"}"#);
    check(r#"{"key":"4kf83jd92kd0"}"#, r#"{"key":"[secret 1]"}"#);
    // Behind what only begins as JSON.
    check(
        r#"{{a}} {{b}} {{c}} {{d}} {{e}} {"password":["s3cret"]}"#,
        r#"{{a}} {{b}} {{c}} {{d}} {{e}} {"password":["[secret 1]"]}"#,
    );
}

/// The name of an object tells of all that is in it, and that of a pair of its value.
#[test]
fn what_is_in_something_secret_is_secret() {
    for (text, expected) in [
        (
            r#"{"password":{"value":"s3cret","n":[{"v":"an0ther"}]},"x":"y"}"#,
            r#"{"password":{"value":"[secret 1]","n":[{"v":"[secret 2]"}]},"x":"y"}"#,
        ),
        (
            r#"{"name":"Authorization","value":"Bearer s3cret"}"#,
            r#"{"name":"Authorization","value":"Bearer [secret 1]"}"#,
        ),
        (
            r#"[{"name":"theme","value":"dark"},{"name":"x","value":"y"}]"#,
            r#"[{"name":"theme","value":"dark"},{"name":"x","value":"y"}]"#,
        ),
        // How one logs in is not what one logs in with.
        (
            r#"{"auth":{"type":"login"}}"#,
            r#"{"auth":{"type":"login"}}"#,
        ),
    ] {
        check(text, expected);
    }
}

/// What looks like a placeholder, and is part of a secret, keeps nothing of it.
#[test]
fn only_a_placeholder_is_taken_for_one() {
    for (text, expected) in [
        (
            r#"{"password":"pa[secret]s3cret"}"#,
            r#"{"password":"[secret 1]"}"#,
        ),
        (
            r#"{"password":"a[secret 9]s3cret"}"#,
            r#"{"password":"[secret 1]"}"#,
        ),
        (
            r#"{"cookie":"a=[secret 9]; sid=s3cret"}"#,
            r#"{"cookie":"a=[secret 9]; sid=[secret 1]"}"#,
        ),
        ("Cookie: a=•••; sid=s3cret", "Cookie: a=•••; sid=[secret 1]"),
        ("Authorization: Bearer •••", "Authorization: Bearer •••"),
        ("ws://a/?token=[secret 9]", "ws://a/?token=[secret 9]"),
        (
            r#"{"password":"[secret 9]"}"#,
            r#"{"password":"[secret 9]"}"#,
        ),
    ] {
        check(text, expected);
    }
}

/// A login with the scheme Basic (RFC 7617): here that of `me` with `s3cret`, and in its place a placeholder in Base64.
#[test]
fn a_login_is_replaced_with_what_is_encoded_in_it() {
    for begin in ["", "A: b\r\n", "SEND\n"] {
        let line = format!("{begin}Authorization: Basic ");
        check(
            &format!("{line}bWU6czNjcmV0"),
            &format!("{line}W3NlY3JldCAzXQ"),
        );
    }
    check(
        r#"{"authorization":"Basic bWU6czNjcmV0"}"#,
        r#"{"authorization":"Basic [secret 1]"}"#,
    );
}
