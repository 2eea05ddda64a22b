//! How it works, explained.

use connection::Step;
use egui_kittest::kittest::Queryable as _;
use session::RecordedEvent;

use crate::servers::Server;
use crate::stage::Stage;

#[test]
fn the_example_of_the_standard_is_there_before_anything_was_seen() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    stage.press("How it works");
    stage.wait_for_text("Example of RFC 6455");
    stage.wait_for_text("dGhlIHNhbXBsZSBub25jZQ==258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
    stage.wait_for_text("b37a4f2cc0624f1690f64606cf385945b2bec4ea");
}

#[test]
fn ones_own_handshake_is_explained_line_by_line() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    stage.tick("Record connection details");
    stage.press("Disconnect");
    stage.press("Connect");
    stage.wait_for_rows(1, &["Response: HTTP/1.1 101"]);
    stage.press("How it works");
    stage.wait_for_text("Of this connection");
    stage.wait_for_text("random bytes in Base64");
    let accept = {
        let handshake = stage.session().handshake().unwrap();
        let mut lines = handshake.reply.lines().map(str::to_owned);
        lines
            .find(|line| line.starts_with("sec-websocket-accept: "))
            .unwrap()
    };
    // What was worked out is what the server said.
    let value = accept
        .trim_start_matches("sec-websocket-accept: ")
        .to_owned();
    stage.wait_until("the proof", |stage| {
        stage.harness.query_all_by_label(&value).next().is_some()
    });
}

#[test]
fn a_frame_is_drawn_for_what_is_typed_in_either_direction() {
    let mut stage = Stage::open("");
    stage.press("How it works");
    stage.choose("Frame");
    stage.wait_for_text("1: masked, as required for frames from a client");
    stage.wait_for_text("payload of 5 bytes");
    stage.choose("To the client");
    stage.wait_for_text("0: not masked");
    stage.fill("Message to encode", &"x".repeat(200));
    stage.wait_for_text("126: the length is in the next 16 bits");
    stage.wait_for_text("payload of 205 bytes");
    stage.press("Close page");
    assert!(!stage.shows("To the client"));
}

/// Opens the view of a handshake that was seen.
fn explained(request: &str, reply: &str) -> Stage {
    let mut stage = Stage::open("");
    let head = |text: &str| text.replace('\n', "\r\n");
    let requested = Step::Requested {
        head: head(request),
    };
    let answered = Step::Answered {
        head: head(reply),
        micros: 0,
    };
    for step in [requested, answered] {
        stage.session().record(RecordedEvent::Step(step));
    }
    stage.press("How it works");
    stage.wait_for_text("Of this connection");
    stage
}

#[test]
fn headers_are_explained_by_name_in_any_order() {
    let requests = [
        "GET / HTTP/1.1\nConnection: keep-alive, Upgrade\nUpgrade: websocket\nHost: a",
        "GET / HTTP/1.1\nHost: a\nUpgrade: websocket\nCONNECTION:\tupgrade",
        "GET / HTTP/1.1\nUpgrade: websocket\nConnection: Upgrade, TE\nVia: 1.1 a\nX-Api-Key: 1\nHost: a",
    ];
    for request in requests {
        let reply = "HTTP/1.1 101 Switching Protocols\nConnection: keep-alive\nConnection: Upgrade\nUpgrade: websocket";
        let stage = explained(request, reply);
        let count = |text: &str| stage.harness.query_all_by_label(text).count();
        assert_eq!(count("Upgrade applies to this hop only"), 2, "{request}");
        assert_eq!(count("options that apply to this hop only"), 1, "{request}");
        assert_eq!(count("protocol to switch to"), 2, "{request}");
        let is_other = request.contains("X-Api-Key");
        let other = "not part of the WebSocket handshake (RFC 6455)";
        assert_eq!(count(other), usize::from(is_other));
    }
}

#[test]
fn what_is_offered_and_what_is_accepted_are_told_apart() {
    let head = "Sec-WebSocket-Protocol: chat\nSec-WebSocket-Extensions: permessage-deflate\nSec-WebSocket-Version: 13";
    let stage = explained(
        &format!("GET / HTTP/1.1\n{head}"),
        &format!("HTTP/1.1 101 Switching Protocols\n{head}"),
    );
    for text in [
        "offered subprotocols; the server may choose one",
        "subprotocol chosen by the server",
        "offers to compress messages (permessage-deflate, RFC 7692), with parameters; the server may reject it",
        "the server agreed to compress messages (permessage-deflate, RFC 7692), with parameters",
        "protocol version; RFC 6455 defines version 13",
        "versions that the server supports",
    ] {
        assert_eq!(stage.harness.query_all_by_label(text).count(), 1, "{text}");
    }
}

#[test]
fn a_reply_is_explained_by_its_status() {
    for (reply, expected) in [
        (
            "HTTP/1.1 101 Switching Protocols",
            "WebSocket frames follow",
        ),
        ("HTTP/1.1 103 Early Hints", "interim response"),
        ("HTTP/1.0 200 OK", "an HTTP response, not a WebSocket"),
        (
            "HTTP/1.1 307 Temporary Redirect\nLocation: /b",
            "names another address",
        ),
        (
            "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Basic",
            "refuses the request",
        ),
        ("HTTP/1.1 502", "an error in the server"),
        ("220 mail.example ESMTP", "not an HTTP response"),
        ("", "No response"),
    ] {
        let stage = explained("GET /a:b HTTP/1.1\nHost: a", reply);
        assert!(stage.shows(expected), "{reply}");
        assert!(stage.shows("method, path and HTTP version"), "{reply}");
        assert_eq!(
            stage.shows("WebSocket frames follow"),
            reply.contains("101")
        );
    }
}

/// Request and response stand beside each other where there is room, and a heading away from what is above it.
#[test]
fn the_page_is_filled_and_its_headings_stand_apart() {
    for (width, is_beside) in [(1440.0, true), (1120.0, true), (360.0, false)] {
        let options = wscope::StartOptions {
            language: Some(wscope::kit::language::Language::English),
            ..wscope::StartOptions::default()
        };
        let mut stage = Stage::sized(options, egui::vec2(width, 2000.0));
        stage.command(wscope::shell::command::Command::ExplainProtocol);
        stage.harness.run_steps(4);
        let place = |text: &str| stage.harness.get_by_label(text).rect();
        let request = place("HTTP request of the client");
        let response = place("HTTP response of the server");
        let version = place("Sec-WebSocket-Version: 13");
        if is_beside {
            assert_eq!(request.top(), response.top());
            let right = stage.harness.ctx.content_rect().right();
            let middle = f32::midpoint(request.left(), right);
            assert!((response.left() - middle).abs() < 30.0, "{response:?}");
        } else {
            assert_eq!(request.left(), response.left());
            assert!(response.top() > version.bottom() + 16.0);
        }
        let intro = stage
            .harness
            .get_by_label_contains("Example of RFC 6455")
            .rect();
        assert!(request.top() - intro.bottom() >= 12.0, "{width}");
        let proof = place("How Sec-WebSocket-Accept is computed from Sec-WebSocket-Key");
        assert!(proof.top() - version.bottom() >= 16.0, "{width}");
        assert!(place("GET /chat HTTP/1.1").top() - request.bottom() >= 4.0);
    }
}
