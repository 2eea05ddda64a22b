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
        "was refused: 503 Service Unavailable: 2 clients are connected, and more are not served at once.\n",
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
    for (bytes, code, rule) in [
        (
            b"\x81\x01a".to_vec(),
            1002,
            "a frame that is not masked, which a client must do (RFC 6455, section 5.1)",
        ),
        (masked(&[0xc1, 0x81], b"a"), 1002, "section 5.2)"),
        (
            masked(&[0x83, 0x81], b"a"),
            1002,
            "a frame with the reserved opcode 3 (RFC 6455, section 5.2)",
        ),
        (
            masked(&[0x8b, 0x81], b"a"),
            1002,
            "a frame with the reserved opcode 11 (",
        ),
        (masked(&[0x09, 0x81], b"a"), 1002, "that is fragmented ("),
        (
            masked(&[0x80, 0x81], b"a"),
            1002,
            "without a message to continue (RFC 6455, section 5.4)",
        ),
        (
            masked(&[0x81, 0x81], b"\xff"),
            1007,
            "that is not UTF-8 (RFC 6455, section 8.1)",
        ),
        (masked(&large, b""), 1009, "of more than 64 MiB, "),
        // Close frames: of one byte, with a code that is never sent, with a reason that is no text.
        (
            masked(&[0x88, 0x81], b"a"),
            1002,
            "an invalid close frame: its payload is one byte",
        ),
        (
            masked(&[0x88, 0x82], &1005_u16.to_be_bytes()),
            1002,
            "an invalid close frame: this code must not be used in a close frame (RFC 6455, section 7.4)",
        ),
        (
            masked(&[0x88, 0x83], b"\x03\xe8\xff"),
            1007,
            "the reason of a close frame, that is not UTF-8 (",
        ),
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
            let words = format!("closed by this server with code {code}: the client sent ");
            assert!(errors.contains(&words), "{bytes:x?}: {errors}");
            assert!(errors.contains(rule), "{bytes:x?}: {errors}");
            assert!(!errors.contains("closed by the client"), "{errors}");
        }
    }
}

/// Who ended the connection is told, and with which code, if there was one.
#[test]
fn who_has_closed_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = chat(&folder);
    for (bytes, words) in [
        (
            &b"\x88\x82\0\0\0\0\x03\xe8"[..],
            "closed by the client with code 1000;",
        ),
        (b"\x88\x80\0\0\0\0", "closed by the client without a code;"),
        (b"", "the connection broke ("),
    ] {
        let serving = Serving::start(&[&path]);
        let mut client = serving.client();
        assert_eq!(client.hear(), "welcome");
        client.socket.get_mut().write_all(bytes).unwrap();
        client
            .socket
            .get_mut()
            .shutdown(std::net::Shutdown::Write)
            .unwrap();
        // Until the server has ended it.
        while client.socket.read().is_ok() {}
        let (_, errors) = serving.interrupt();
        assert!(errors.contains(words), "{words}: {errors}");
    }
}

/// Connections that say nothing take the place of no client, however many there are.
#[test]
fn silent_connections_keep_nobody_out() {
    let folder = tempfile::tempdir().unwrap();
    let serving = Serving::start(&[&chat(&folder), "--max-clients", "1"]);
    let silent: Vec<_> = (0..200).map(|_| serving.silent()).collect();
    assert_eq!(serving.client().hear(), "welcome");
    drop(silent);
    let (code, errors) = serving.interrupt();
    assert_eq!(code, Some(0), "{errors}");
    assert!(errors.contains("client 1 (127.0.0.1"), "{errors}");
    assert!(
        errors.contains("was dropped: it has not opened a WebSocket"),
        "{errors}"
    );
}
