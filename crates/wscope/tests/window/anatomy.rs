//! What happens here, explained.

use egui_kittest::kittest::Queryable as _;

use crate::servers::Server;
use crate::stage::Stage;

#[test]
fn the_example_of_the_standard_is_there_before_anything_was_seen() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    stage.press("What happens here?");
    stage.wait_for_text("The example of RFC 6455");
    stage.wait_for_text("dGhlIHNhbXBsZSBub25jZQ==258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
    stage.wait_for_text("b37a4f2cc0624f1690f64606cf385945b2bec4ea");
}

#[test]
fn ones_own_handshake_is_explained_line_by_line() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    stage.tick("Inspect");
    stage.press("Disconnect");
    stage.press("Connect");
    stage.wait_for_rows(1, &["Reply: HTTP/1.1 101"]);
    stage.press("What happens here?");
    stage.wait_for_text("As it was on this connection");
    stage.wait_for_text("16 random bytes in Base64");
    let accept = {
        let recorder = stage.harness.state().recorder();
        let handshake = recorder.handshake.clone().unwrap();
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
    stage.press("What happens here?");
    stage.press("A frame");
    stage.wait_for_text("1: masked, as everything from a client must be");
    stage.wait_for_text("5 bytes of payload");
    stage.press("To the client");
    stage.wait_for_text("0: not masked");
    stage.fill("A message to take apart", &"x".repeat(200));
    stage.wait_for_text("126: the length follows in 16 bits");
    stage.wait_for_text("205 bytes of payload");
    stage.press("Done");
    assert!(!stage.shows("To the client"));
}
