//! What a page cannot do: its browser makes the connections.

use script::{Action, Awaited, Connect, Script, Send, Step};

/// Something that a browser lets no page do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsupported {
    /// Add headers to the request.
    Headers,
    /// See the response to the handshake.
    Response,
    /// Do without compression.
    Compression,
    /// Send pings.
    Ping,
    /// See pings and pongs.
    ControlFrames,
    /// Put frames together.
    Frames,
    /// Send a close code of the protocol other than 1000 (WebSockets Standard, section 3.1).
    CloseCode,
}

/// What of a script a page cannot do, each with its line.
pub fn unsupported(script: &Script) -> Vec<(u32, Unsupported)> {
    let mut found = Vec::new();
    steps(&script.steps, &mut found);
    found
}

fn steps(all: &[Step], found: &mut Vec<(u32, Unsupported)>) {
    for step in all {
        if let Action::Repeat { steps: inner, .. } = &step.action {
            steps(inner, found);
        } else if let Some(what) = of_action(&step.action) {
            found.push((step.line, what));
        }
    }
}

fn of_action(action: &Action) -> Option<Unsupported> {
    match action {
        Action::Connect(connect) => of_connect(connect),
        Action::Send(Send::Ping(_)) => Some(Unsupported::Ping),
        Action::Send(Send::Frame(_)) => Some(Unsupported::Frames),
        Action::Expect(expect) => match expect.awaited {
            Awaited::Ping(_) | Awaited::Pong(_) => Some(Unsupported::ControlFrames),
            _ => None,
        },
        Action::Close(close) => close
            .code
            .filter(|code| *code != 1000 && !(3000..=4999).contains(code))
            .map(|_code| Unsupported::CloseCode),
        _ => None,
    }
}

fn of_connect(connect: &Connect) -> Option<Unsupported> {
    use script::Response;
    let is_seen = |response: &Response| {
        matches!(response, Response::Subprotocol(_) | Response::Failure(None))
    };
    if !connect.headers.is_empty() {
        Some(Unsupported::Headers)
    } else if connect.is_uncompressed {
        Some(Unsupported::Compression)
    } else if !connect.expected.iter().all(is_seen) {
        Some(Unsupported::Response)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_page_cannot_do_is_known_before() {
        #[track_caller]
        fn check(step: &str, expected: Option<Unsupported>) {
            let text = format!("connect ws://a\nrepeat 2 times\n  {step}\n");
            let script = Script::parse(&text).unwrap();
            let expected: Vec<_> = expected.into_iter().map(|what| (3, what)).collect();
            assert_eq!(unsupported(&script), expected, "{step}");
        }
        check("send text a", None);
        check("send ping", Some(Unsupported::Ping));
        check("send frame payload text a", Some(Unsupported::Frames));
        check("expect pong", Some(Unsupported::ControlFrames));
        check("expect close 1011", None);
        check("close 1000", None);
        check("close 3000", None);
        check("close 1001", Some(Unsupported::CloseCode));
    }

    #[test]
    fn a_page_sees_little_of_the_handshake() {
        #[track_caller]
        fn check(line: &str, expected: Option<Unsupported>) {
            let script = Script::parse(&format!("connect ws://a\n  {line}\n")).unwrap();
            let expected: Vec<_> = expected.into_iter().map(|what| (1, what)).collect();
            assert_eq!(unsupported(&script), expected, "{line}");
        }
        check("subprotocol a", None);
        check("header A: b", Some(Unsupported::Headers));
        check("no compression", Some(Unsupported::Compression));
        check("expect header A: b", Some(Unsupported::Response));
        check("expect status 401", Some(Unsupported::Response));
        check("expect failure", None);
        check("expect failure refused", Some(Unsupported::Response));
        check("expect subprotocol a", None);
    }
}
