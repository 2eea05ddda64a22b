use serde_json::{Value, json};

use super::*;
use crate::kit::lenient;

#[track_caller]
fn check(form: &OptionsForm, expected: Result<Options, Problem>) {
    assert_eq!(form.read(), expected);
}

#[test]
fn an_untouched_form_asks_for_nothing() {
    check(&OptionsForm::default(), Ok(Options::default()));
    assert!(!OptionsForm::default().read().unwrap().shows_details());
}

#[test]
fn what_is_filled_in_is_what_is_asked_for() {
    let form = OptionsForm {
        headers: vec![
            HeaderLine::new("Origin", "https://example.org"),
            HeaderLine::default(),
            HeaderLine::new(" X-A", "b "),
            HeaderLine {
                is_off: true,
                ..HeaderLine::new("not a name", "x")
            },
        ],
        subprotocols: "chat, json".to_owned(),
        login: Login::Basic,
        user: "Aladdin".to_owned(),
        password: "open sesame".to_owned(),
        certificate_file: " me.pem ".to_owned(),
        proxy: ProxyChoice::At,
        proxy_address: "localhost:8080".to_owned(),
        timeout_s: 0,
        max_message_kib: 1,
        keep_alive_s: 30,
        reconnects: true,
        records_frames: true,
        ..OptionsForm::default()
    };
    let header = |line| Header::parse(line).unwrap();
    let me = PathBuf::from("me.pem");
    let expected = Options {
        headers: vec![
            header("Origin: https://example.org"),
            header("X-A: b"),
            // The example of RFC 7617, section 2.
            header("Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="),
        ],
        subprotocols: Subprotocol::parse_list("chat json").unwrap(),
        identity: Some(Identity {
            certificates: me.clone(),
            key: me,
        }),
        proxy: Proxy::At(ProxyAddress::parse("http://localhost:8080").unwrap()),
        connect_timeout: Duration::from_secs(1),
        max_message_bytes: 1024,
        keep_alive: Some(Duration::from_secs(30)),
        reconnects: true,
        records_frames: true,
        ..Options::default()
    };
    check(&form, Ok(expected));
}

#[test]
fn a_field_that_is_wrong_is_named() {
    let form = OptionsForm::default;
    let wrong = [
        (
            OptionsForm {
                headers: vec![HeaderLine::new("", "x")],
                ..form()
            },
            Problem::Header(HeaderError::Name(String::new())),
        ),
        (
            OptionsForm {
                subprotocols: "a/b".to_owned(),
                ..form()
            },
            Problem::Subprotocols(SubprotocolError::Name("a/b".to_owned())),
        ),
        (
            OptionsForm {
                login: Login::Basic,
                user: "a:b".to_owned(),
                ..form()
            },
            Problem::User,
        ),
        (
            OptionsForm {
                login: Login::Bearer,
                token: "a\nb".to_owned(),
                ..form()
            },
            Problem::Token,
        ),
        (
            OptionsForm {
                login: Login::Bearer,
                token: "a".to_owned(),
                headers: vec![HeaderLine::new("authorization", "Bearer b")],
                ..form()
            },
            Problem::TwoLogins,
        ),
        (
            OptionsForm {
                login: Login::Bearer,
                token: " ".to_owned(),
                ..form()
            },
            Problem::NoToken,
        ),
        (
            OptionsForm {
                login: Login::Basic,
                ..form()
            },
            Problem::NoUser,
        ),
        (
            OptionsForm {
                trust: TrustChoice::Also,
                ..form()
            },
            Problem::AuthorityFile,
        ),
        (
            OptionsForm {
                key_file: "key.pem".to_owned(),
                ..form()
            },
            Problem::CertificateFile,
        ),
        (
            OptionsForm {
                proxy: ProxyChoice::At,
                proxy_address: "ftp://x".to_owned(),
                ..form()
            },
            Problem::Proxy(ProxyAddressError::Scheme),
        ),
    ];
    for (form, problem) in wrong {
        check(&form, Err(problem));
    }
}

#[test]
fn secrets_are_stored_only_when_asked_for() {
    let mut form = OptionsForm {
        headers: vec![HeaderLine::new("X-Key", "secret")],
        login: Login::Bearer,
        token: "secret".to_owned(),
        password: "secret".to_owned(),
        user: "secret".to_owned(),
        proxy: ProxyChoice::At,
        proxy_address: "http://me:secret@proxy:1".to_owned(),
        trust: TrustChoice::Anyone,
        subprotocols: "chat".to_owned(),
        ..OptionsForm::default()
    };
    let stored = serde_json::to_string(&form.to_stored()).unwrap();
    assert!(!stored.contains("secret"), "{stored}");
    assert!(stored.contains("chat") && stored.contains("http://proxy:1"));
    assert_eq!(form.to_stored().trust, TrustChoice::System);
    form.credentials.keep = Keep::Device;
    let stored = serde_json::to_string(&form.to_stored()).unwrap();
    assert!(stored.contains("secret"));
    form.credentials.keep = Keep::Memory;
    for (typed, kept) in [
        ("chat  json", "chat  json"),
        ("chat, bearer, s3cret", "chat, bearer"),
        ("authorization.s3cret", ""),
        ("authorization.s3cret, a/b", ""),
    ] {
        typed.clone_into(&mut form.subprotocols);
        assert_eq!(form.to_stored().subprotocols, kept);
    }
}

#[test]
fn headers_of_an_earlier_version_are_read() {
    let read = |text: &str| serde_json::from_str::<OptionsForm>(text).unwrap().headers;
    let expected = vec![
        HeaderLine::new("Origin", "https://example.org"),
        HeaderLine::new("X-A", "b"),
        HeaderLine::new("half", ""),
    ];
    let text = r#"{"headers":"Origin: https://example.org\n\n X-A:b\nhalf"}"#;
    assert_eq!(read(text), expected);
    let form = OptionsForm {
        headers: expected.clone(),
        ..OptionsForm::default()
    };
    assert_eq!(read(&serde_json::to_string(&form).unwrap()), expected);
}

#[test]
fn a_pair_is_split_where_its_name_ends() {
    #[track_caller]
    fn check(line: &str, expected: Result<(&str, &str), PairFault>) {
        assert_eq!(split_pair(line), expected, "{line}");
    }
    check(
        "Origin: https://example.org",
        Ok(("Origin", "https://example.org")),
    );
    check(" X-A:b ", Ok(("X-A", "b")));
    check("token=a=b:c", Ok(("token", "a=b:c")));
    check("Cookie: a=b; c=d", Ok(("Cookie", "a=b; c=d")));
    check("empty=", Ok(("empty", "")));
    check(":authority: example.org", Err(PairFault::NoName));
    check("=x", Err(PairFault::NoName));
    check("GET / HTTP/1.1", Err(PairFault::NoSeparator));
    check("", Err(PairFault::NoSeparator));
}

#[test]
fn a_copied_header_goes_where_it_belongs() {
    #[track_caller]
    fn check(name: &str, value: &str, expected: Taken) {
        assert_eq!(take_header(name, value), expected, "{name}");
    }
    check("Origin", "x", Taken::Line(HeaderLine::new("Origin", "x")));
    check("Upgrade", "websocket", Taken::Automatic);
    check("Sec-WebSocket-Key", "x", Taken::Automatic);
    check(
        "sec-websocket-protocol",
        "a, b",
        Taken::Subprotocols("a, b".to_owned()),
    );
    check(
        "two words",
        "x",
        Taken::Line(HeaderLine::new("two words", "x")),
    );
}

/// However a file says it: what is read of it when the connection is used has no entry.
#[test]
fn settings_from_elsewhere_name_no_entry_of_the_keyring() {
    for form in [
        json!({"credentials": {"keep": "keyring", "entry": 7}}),
        json!({"stores_credentials": {"keep": "keyring", "entry": 7}}),
        json!({"credentials": {"keep": "vault", "entry": 7}}),
        json!({"credentials": {"entry": 7}, "stores_credentials": {"entry": 7}}),
        json!({"credentials": [7], "headers": 7, "stores_credentials": {"entry": 7}}),
    ] {
        let mut stored = form.as_object().unwrap().clone();
        without_entry(&mut stored);
        let read: OptionsForm = lenient::read(&Value::Object(stored));
        assert_eq!(read.credentials.entry, 0, "{form}");
    }
}
