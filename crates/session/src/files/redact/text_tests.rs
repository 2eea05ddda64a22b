//! Which credentials are found in texts, by what stands around them.

use message_log::{Direction, Kind, Timestamp};

use super::{Rules, SecretSearch};
use crate::files::{EntryContent, Fields, FileEntry};

pub(super) fn text(text: &str) -> FileEntry {
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

/// Each of these is `{"password":"s3cret"}`, or the password alone.
#[test]
fn what_is_encoded_is_found_whatever_is_before_it_and_in_it() {
    for (text, expected) in [
        (
            "4eyJwYXNzd29yZCI6InMzY3JldCJ9",
            "4eyJwYXNzd29yZCI6IltzZWNyZXQgMV0ifQ",
        ),
        (
            "b4eyJwYXNzd29yZCI6InMzY3JldCJ9",
            "b4eyJwYXNzd29yZCI6IltzZWNyZXQgMV0ifQ",
        ),
        (
            "m_eyJwYXNzd29yZCI6InMzY3JldCJ9",
            "m_eyJwYXNzd29yZCI6IltzZWNyZXQgMV0ifQ",
        ),
        (
            "a data:application/json;base64,eyJwYXNzd29yZCI6InMzY3JldCJ9 b",
            "a data:application/json;base64,eyJwYXNzd29yZCI6IltzZWNyZXQgMV0ifQ b",
        ),
        (
            "base64\r\n\r\neyJ1c2VyIjoiYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhIiwicGFzc3dvcmQi\r\nOiJzM2NyZXQifQ==\r\n--",
            "base64\r\n\r\neyJ1c2VyIjoiYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhIiwicGFzc3dvcmQiOiJbc2VjcmV0IDFdIn0=\r\n--",
        ),
        (
            "eyJwYXNzd29yZCI6InMzY3JldCIgfQ==",
            "eyJwYXNzd29yZCI6IltzZWNyZXQgMV0iIH0=",
        ),
        (
            "0x7b2270617373776f7264223a22733363726574227d",
            "0x7b2270617373776f7264223a225b73656372657420315d227d",
        ),
        ("1cGFzc3dvcmQ6IHMzY3JldAo", "1cGFzc3dvcmQ6IFtzZWNyZXQgMV0K"),
        (
            "{\0\"\0p\0a\0s\0s\0\"\0:\0\"\0s\x003\0c\0r\0e\0t\0\"\0}\0",
            "{\0\"\0p\0a\0s\0s\0\"\0:\0\"\0[\0s\0e\0c\0r\0e\0t\0 \x001\0]\0\"\0}\0",
        ),
        (
            "\0{\0\"\0p\0a\0s\0s\0\"\0:\0\"\0s\x003\0c\0r\0e\0t\0\"\0}",
            "\0{\0\"\0p\0a\0s\0s\0\"\0:\0\"\0[\0s\0e\0c\0r\0e\0t\0 \x001\0]\0\"\0}",
        ),
        ("a%20name=b&c%3D1==", "a%20name=b&c%3D1=="),
        (
            "some/path/to-a_file\nand another",
            "some/path/to-a_file\nand another",
        ),
    ] {
        check(text, expected);
    }
}

#[test]
fn the_name_of_a_pair_may_follow_its_value() {
    for (text, expected) in [
        (
            r#"{"value":"s3cret","name":"password"}"#,
            r#"{"value":"[secret 1]","name":"password"}"#,
        ),
        (
            r#"[2,"1","ChangeConfiguration",{"key":"AuthorizationKey","value":"s3cret"}]"#,
            r#"[2,"1","ChangeConfiguration",{"key":"AuthorizationKey","value":"[secret 1]"}]"#,
        ),
        (
            r#"[{"attributeValue":"s3cret","variable":{"name":"BasicAuthPassword"}},{"value":"a"}]"#,
            r#"[{"attributeValue":"[secret 1]","variable":{"name":"BasicAuthPassword"}},{"value":"a"}]"#,
        ),
        (
            r#"{"value":"abc","in":[{"name":"token","value":"s3cret"}],"name":"x"}"#,
            r#"{"value":"abc","in":[{"name":"token","value":"[secret 1]"}],"name":"x"}"#,
        ),
        (r#"{"value":"abc"#, r#"{"value":"abc"#),
    ] {
        check(text, expected);
    }
}

#[test]
fn forms_and_commands_are_searched() {
    for (text, expected) in [
        (
            "login --password s3cret -v",
            "login --password [secret 1] -v",
        ),
        ("login --api-key=s3cret", "login --api-key=[secret 1]"),
        (
            "login --password \"s3cret\" -v",
            "login --password \"[secret 1]\" -v",
        ),
        (
            r#"{"recoveryTokens":["49302118"]}"#,
            r#"{"recoveryTokens":["[secret 1]"]}"#,
        ),
        ("{'password':'s3cret'}", "{'password':'[secret 1]'}"),
        (r#"{"password":["s3cret""#, r#"{"password":["[secret 1]""#),
        (
            "--x\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\ns3cret\r\n--x--",
            "--x\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\n[secret 1]\r\n--x--",
        ),
        (
            "<field type='text-private' var='password'><value>s3cret</value></field>",
            "<field type='text-private' var='password'><value>[secret 1]</value></field>",
        ),
        ("data: password: s3cret", "data: password: [secret 1]"),
        (
            "Authorization: Digest username=\"u\", nonce=\"n0nce1\", response=\"s3cret\"\r\ns3cret n0nce1",
            "Authorization: Digest [secret 3]\r\n[secret 2] [secret 1]",
        ),
        (
            r#"{"accessTokens":"s3cret","tokenValue":"s3cret2","refreshTokenV2":"s3cret3"}"#,
            r#"{"accessTokens":"[secret 1]","tokenValue":"[secret 2]","refreshTokenV2":"[secret 3]"}"#,
        ),
        (
            r#"{"cvc":"123","cvv2":123456,"security_code":"987"}"#,
            r#"{"cvc":"[secret 1]","cvv2":"[secret 2]","security_code":"[secret 3]"}"#,
        ),
        (
            r#"{"token_type":"Bearer","max_tokens":4096,"x":"max_tokens=4096"}"#,
            r#"{"token_type":"Bearer","max_tokens":4096,"x":"max_tokens=4096"}"#,
        ),
        (
            "type User {\n  token: String!\n  passwords: [String!]\n}",
            "type User {\n  token: String!\n  passwords: [String!]\n}",
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
