//! Clients of `wsc serve` that are refused, or break a rule.
#![cfg(unix)]

use std::io::Write as _;

use tokio_tungstenite::tungstenite::{self, Message};

use crate::serve::{Serving, chat};
use crate::support::PATIENCE;

/// Who is refused is told why, and so is who serves.
#[test]
fn clients_that_are_refused_are_told_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let serving = Serving::start(&[&chat(&folder), "--max-clients", "2"]);
    serving.ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    serving.ask("hello\r\n\r\n");
    assert!(
        serving
            .connect(&[("origin", "https://evil.example")])
            .is_err()
    );
    let mut clients = [serving.client(), serving.client()];
    for client in &mut clients {
        assert_eq!(client.hear(), "welcome");
    }
    // At once, and before the others have gone.
    match serving.connect(&[]) {
        Err(tungstenite::Error::Http(response)) => {
            assert_eq!(response.status().as_u16(), 503);
            let body = String::from_utf8_lossy(response.body().as_ref().unwrap()).into_owned();
            assert!(body.contains("2 clients are connected"), "{body}");
        }
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("it was served"),
    }
    drop(clients);
    let start = std::time::Instant::now();
    while serving.connect(&[]).is_err() {
        assert!(start.elapsed() < PATIENCE);
    }
    let (code, errors) = serving.interrupt();
    assert_eq!(code, Some(0), "{errors}");
    for words in [
        "was refused: 426 Upgrade Required: Not a WebSocket handshake: ",
        "sent no request that can be read (",
        "was refused: 403 Forbidden: Pages from this origin",
        "was refused: 2 clients are connected\n",
    ] {
        let lines = errors
            .lines()
            .filter(|line| format!("{line}\n").contains(words));
        assert!(lines.count() >= 1, "{words}: {errors}");
    }
}

/// A client that breaks a rule is told which one by a close frame (RFC 6455, section 7.4.1).
#[test]
fn a_client_that_breaks_a_rule_is_told_which_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = chat(&folder);
    // After the handshake: a frame that is not masked, one with a reserved bit, of a reserved opcode, text that is none, and a frame
    // that announces more than is read.
    let mask = [0; 4];
    let masked = |head: &[u8], payload: &[u8]| [head, &mask, payload].concat();
    let large = [&[0x82, 0xff][..], &(1_u64 << 40).to_be_bytes()].concat();
    for (bytes, code) in [
        (b"\x81\x01a".to_vec(), 1002),
        (masked(&[0xc1, 0x81], b"a"), 1002),
        (masked(&[0x83, 0x81], b"a"), 1002),
        (masked(&[0x81, 0x81], b"\xff"), 1007),
        (masked(&large, b""), 1009),
    ] {
        for matching in ["order", "content"] {
            let serving = Serving::start(&[&path, "--match", matching]);
            let mut client = serving.client();
            assert_eq!(client.hear(), "welcome");
            client.socket.get_mut().write_all(&bytes).unwrap();
            match client.socket.read() {
                Ok(Message::Close(Some(frame))) => {
                    assert_eq!(u16::from(frame.code), code, "{bytes:x?}: {frame}");
                    assert!(!frame.reason.is_empty());
                }
                other => panic!("{bytes:x?}: {other:?}"),
            }
            client.socket.flush().ok();
            drop(client);
            let (_, errors) = serving.interrupt();
            let words = format!("closed with code {code}: the client broke a rule (");
            assert!(errors.contains(&words), "{errors}");
        }
    }
}
