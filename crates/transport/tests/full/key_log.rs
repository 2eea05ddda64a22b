//! Secrets of TLS, which a program writes where its environment says (`SSLKEYLOGFILE`). The environment is that of a whole
//! process, so each case has one of its own.

use std::path::Path;
use std::process::Command;

use connection::{Event, KeyLog, Options, Proxy, ProxyAddress, Step, Trust};
use rustls::version::{TLS12, TLS13};

use super::authority::Certified;
use super::proxies::{Http, ProxyServer};
use super::secured::Secured;
use super::{check_echo, opened};
use crate::support::{Client, Server};

/// What the process of a case is told: whether its file can be written.
const CASE: &str = "KEY_LOG_CASE";

fn key_log(steps: &[Step]) -> Option<&KeyLog> {
    steps.iter().find_map(|step| match step {
        Step::Secured { key_log, .. } => key_log.as_ref(),
        _ => None,
    })
}

/// No test by itself: those below start it in a process of its own.
#[test]
fn connect_with_secrets_logged() {
    let Ok(case) = std::env::var(CASE) else {
        return;
    };
    let file = std::env::var("SSLKEYLOGFILE").unwrap();
    let check = |steps: &[Step]| match (case.as_str(), key_log(steps)) {
        ("off", None) => {}
        ("written", Some(told)) => {
            assert_eq!((&told.file, &told.fault), (&file, &None), "{steps:#?}");
        }
        ("fault", Some(KeyLog { file: told, fault })) => {
            assert_eq!(told, &file);
            assert!(fault.as_ref().is_some_and(|why| !why.is_empty()));
        }
        _ => panic!("{case}: {steps:#?}"),
    };
    let certified = Certified::by_itself(|_| {});
    let server = Secured::start_with(&certified, None, &[&TLS13]);
    let proxy = ProxyServer::http(Http::Tunnels);
    let address = ProxyAddress::parse(&format!("http://{}", proxy.address())).unwrap();
    let older = Secured::start_with(&certified, None, &[&TLS12]);
    for (server, proxy) in [
        (&server, Proxy::None),
        (&server, Proxy::At(address)),
        (&older, Proxy::None),
    ] {
        let options = Options {
            trust: Trust::Anyone,
            proxy,
            ..Options::default()
        };
        let (mut client, steps) = opened(&server.url(), options);
        check(&steps);
        check_echo(&mut client);
    }
    // Without TLS there are no secrets.
    let (_, steps) = opened(&Server::start().url, Options::default());
    assert_eq!(key_log(&steps), None);
    // With nothing else asked for, it is ewebsock that connects, and it logs none. It would trust the system alone.
    let mut client = Client::new(false);
    client.connect(&server.url());
    assert!(matches!(client.next_or_step(), Event::Connecting(_)));
    let is_detailed = matches!(client.next_or_step(), Event::Step(_));
    assert_eq!(is_detailed, case != "off");
    if is_detailed {
        assert!(matches!(client.next(), Event::Failed(_)));
    }
}

#[track_caller]
fn check(case: &str, file: &Path) {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "key_log::connect_with_secrets_logged"])
        .env(CASE, case)
        .env("SSLKEYLOGFILE", file)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{case}: {said}");
    assert!(said.contains("1 passed"), "{case}: {said}");
}

#[test]
fn secrets_are_written_where_the_environment_says() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys.log");
    check("written", &file);
    let written = std::fs::read_to_string(&file).unwrap();
    let lines: Vec<Vec<&str>> = written
        .lines()
        .map(|line| line.split(' ').collect())
        .collect();
    let of = |label: &str| lines.iter().filter(|line| line[0] == label).count();
    // Of TLS 1.3: the one straight to the server, the one through a proxy, and the one without options, which does not
    // accept the certificate and gets no further.
    for (label, expected) in [
        ("CLIENT_HANDSHAKE_TRAFFIC_SECRET", 3),
        ("SERVER_HANDSHAKE_TRAFFIC_SECRET", 3),
        ("CLIENT_TRAFFIC_SECRET_0", 2),
        ("SERVER_TRAFFIC_SECRET_0", 2),
        // Of TLS 1.2.
        ("CLIENT_RANDOM", 1),
    ] {
        assert_eq!(of(label), expected, "{label}: {written}");
    }
    for line in &lines {
        let [label, random, secret] = line.as_slice() else {
            panic!("{line:?}");
        };
        assert_eq!(random.len(), 64, "{label}");
        let is_hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
        assert!(is_hex(random) && is_hex(secret) && secret.len() >= 64);
    }
}

#[test]
fn a_file_that_cannot_be_written_is_told_and_harms_no_connection() {
    let folder = tempfile::tempdir().unwrap();
    check("fault", folder.path());
    check("fault", &folder.path().join("missing/keys.log"));
}

#[test]
fn a_variable_without_a_value_asks_for_nothing() {
    check("off", Path::new(""));
}
