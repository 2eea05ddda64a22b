//! Whatever the other side does: a plain line, a working window, and nothing that was listed is lost.

use std::net::TcpListener;

use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::servers::{RawServer, Server, upgraded};
use crate::stage::Stage;

/// The line is there, and after it the window works as if nothing had happened.
#[track_caller]
fn check_fault(address: &str, expected: &[&str]) {
    let mut stage = Stage::open(address);
    stage.wait_for_rows(1, expected);
    check_still_works(stage, expected);
}

#[track_caller]
fn check_still_works(mut stage: Stage, listed: &[&str]) {
    let server = Server::start();
    stage.harness.state_mut().session().disconnect();
    stage.harness.state_mut().set_address(&server.url);
    stage.press("Connect");
    stage.press("点击请求");
    stage.wait_for_rows(1, &["received", "helloworld"]);
    assert_eq!(stage.count_rows(listed), 1);
}

#[test]
fn nobody_listens() {
    let free = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    check_fault(
        &free.to_string(),
        &[
            "Connection refused: nothing is listening at",
            "Is the server running?",
        ],
    );
}

#[test]
fn nobody_knows_the_host() {
    check_fault(
        // Too long for a name, so no resolver has to be asked.
        &format!("{}.invalid", "x".repeat(64)),
        &["Host not found: ", "spelled correctly?"],
    );
}

#[test]
fn the_handshake_is_answered_with_another_status() {
    let server =
        RawServer::answering(|_| b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n".to_vec());
    check_fault(
        &server.url(),
        &["403 Forbidden: access denied", "Check the credentials"],
    );
}

#[test]
fn a_redirect_names_the_new_address_and_is_followed_on_request() {
    let there = Server::start();
    let to = format!("{}/echo?a=b&token=•••", there.url);
    let location = to.replace("ws://", "http://").replace("•••", "s3cret");
    let here = RawServer::answering(move |_| {
        format!(
            "HTTP/1.1 307 Temporary Redirect\r\nLocation: {location}#part\r\nContent-Length: 0\r\n\r\n"
        )
        .into_bytes()
    });
    let mut stage = Stage::open(&here.url());
    stage.wait_for_rows(1, &["Second request, ", "the target of a redirect"]);
    let sentence = format!("Redirected to {to} (HTTP status 307) by {}/", here.url());
    stage.wait_for_rows(1, &[&sentence, "Redirects are not followed automatically"]);
    // Nothing is done about it before somebody asks.
    assert_eq!(stage.count_rows(&["Connected"]), 0);
    stage.select_row(&["Redirected to"]);
    stage.wait_for_text(&format!("{} is another server", there.url));
    stage.press("Connect to the new address");
    stage.wait_for_button("点击请求");
    // The credential in it is kept out of the list, and is sent nevertheless.
    let address = stage.harness.state().tab().address.clone();
    assert!(address.ends_with("/echo?a=b&token=s3cret"), "{address}");
    stage.press("点击请求");
    stage.wait_for_rows(1, &["received", "helloworld"]);
}

#[test]
fn a_handshake_that_ewebsock_misjudges_opens_with_a_second_request() {
    let server = RawServer::answering(|request| {
        let reply = upgraded(request, b"\x81\x02hi\x88\x02\x03\xe8");
        [b"HTTP/1.1 103 Early Hints\r\n\r\n", reply.as_slice()].concat()
    });
    let mut stage = Stage::open(&server.url());
    stage.wait_for_rows(1, &["Second request, ", "treats an interim response"]);
    stage.wait_for_rows(1, &["Interim response: HTTP/1.1 103 Early Hints"]);
    stage.wait_for_rows(1, &["received", "hi"]);
    stage.wait_for_rows(1, &["The server closed the connection: 1000"]);
}

#[test]
fn a_reply_over_a_limit() {
    let server = RawServer::answering(|request| {
        let reply = String::from_utf8(upgraded(request, &[])).unwrap();
        let many = "A: b\r\n".repeat(200);
        reply
            .replace("\r\n\r\n", &format!("\r\n{many}\r\n"))
            .into_bytes()
    });
    check_fault(&server.url(), &["exceeds the limit of 124 headers"]);
}

#[test]
fn the_server_ends_before_its_reply_is_whole() {
    let server = RawServer::answering(|_| b"HTTP/1.1 101 Swit".to_vec());
    check_fault(
        &server.url(),
        &["was closed before the response was complete"],
    );
}

#[test]
fn the_peer_is_no_websocket_server() {
    let server = RawServer::answering(|_| b"220 mail.example ESMTP\r\n".to_vec());
    check_fault(
        &server.url(),
        &["Not a WebSocket server", "Is the port correct?"],
    );
}

/// A server that upgrades, sends `frames` and closes TCP.
fn sending(frames: &'static [u8]) -> RawServer {
    RawServer::answering(move |request| upgraded(request, frames))
}

#[test]
fn text_that_is_not_utf_8() {
    let server = sending(b"\x81\x05first\x81\x02\xc3\x28");
    check_fault(&server.url(), &["Connection lost", "not valid UTF-8"]);
}

#[test]
fn a_message_over_the_limit() {
    let server = sending(b"\x82\x7f\x00\x00\x00\x00\x04\x00\x00\x01");
    check_fault(&server.url(), &["Connection lost", "larger than the limit"]);
}

#[test]
fn a_broken_rule() {
    let server = sending(b"\xf1\x00");
    check_fault(&server.url(), &["Connection lost", "a reserved bit set"]);
}

#[test]
fn a_close_frame() {
    let server = sending(b"\x88\x02\x03\xe8");
    check_fault(&server.url(), &["The server closed the connection"]);
}

#[test]
fn control_and_bidirectional_characters_cannot_disguise_a_message() {
    let server = sending(b"\x81\x0aa\nb\xe2\x80\xae\x07\x00cd");
    let mut stage = Stage::open(&server.url());
    stage.wait_for_rows(1, &["received", r"a\nb\u{202e}\u{7}\u{0}cd"]);
}

#[test]
fn the_server_shuts_down() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    server.shut_down();
    stage.wait_for_rows(1, &["The server closed the connection"]);
    check_still_works(stage, &["The server closed the connection"]);
}

#[test]
fn the_server_is_killed_and_comes_back() {
    let server = Server::start();
    let port = server.port;
    let mut stage = Stage::connected_to(&server.url);
    stage.press("点击请求");
    stage.wait_for_rows(1, &["received", "helloworld"]);
    server.kill();
    stage.wait_for_rows(
        1,
        &[
            "without a close frame (1006)",
            "Is the server still running?",
        ],
    );
    stage.wait_for_rows(1, &["received", "helloworld"]);
    let _server = Server::start_at(&format!("localhost:{port}"));
    stage.press("Connect");
    stage.press("点击请求");
    stage.wait_for_rows(2, &["received", "helloworld"]);
    stage.wait_for_rows(1, &["without a close frame (1006)"]);
}

#[test]
fn the_largest_message_is_listed_and_read() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    let largest = connection::Message::Binary(vec![b'x'; connection::MAX_MESSAGE_BYTES]);
    stage.send(largest);
    stage.wait_for_rows(1, &["received", "64.0 MiB", "78 78 78"]);
    stage.select_row(&["received", "64.0 MiB"]);
    stage.wait_for_text("00000010  78 78 78 78");
    check_still_works(stage, &["received", "64.0 MiB"]);
}

#[test]
fn a_flood_leaves_the_window_working() {
    const FLOOD: usize = 20_000;
    let frames: &'static [u8] = b"\x81\x05flood".repeat(FLOOD).leak();
    let server = sending(frames);
    let mut stage = Stage::open(&server.url());
    stage.wait_for_text("Received 20\u{a0}000");
    stage.wait_for_rows(1, &["without a close frame (1006)"]);
    check_still_works(stage, &["without a close frame (1006)"]);
}

#[test]
fn a_server_that_does_not_read_disables_the_button() {
    let server = RawServer::stuck();
    let mut stage = Stage::connected_to(&server.url());
    let message = connection::Message::Binary(vec![0; 4096]);
    while stage
        .harness
        .state_mut()
        .session()
        .send(message.clone())
        .is_ok()
    {}
    stage.wait_until("the button to be disabled", |stage| {
        let button = stage.button("点击请求").unwrap();
        egui_kittest::kittest::NodeT::accesskit_node(&button).is_disabled()
    });
    stage.button("点击请求").unwrap().hover();
    stage.wait_for_text("The server is not reading");
    stage.press("Disconnect");
    stage.wait_for_text("Disconnected");
}

#[test]
fn during_an_endless_flood_the_window_still_disconnects() {
    let server = RawServer::flooding();
    let mut stage = Stage::connected_to(&server.url());
    stage.wait_until("ten thousand messages", |stage| {
        stage.counters().total().messages > 10_000
    });
    stage.press("点击请求");
    stage.wait_until("helloworld to be listed as sent", |stage| {
        let counters = stage.counters();
        counters.of(message_log::Direction::Sent).messages == 1
    });
    stage.press("Disconnect");
    stage.wait_for_text("Not connected");
    stage.press("Connect");
    stage.wait_for_button("点击请求");
}

#[test]
fn a_failure_that_is_cut_off_is_told_whole() {
    let free = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let mut stage = Stage::open(&format!("{free}/{}", "x".repeat(300)));
    stage.wait_for_rows(1, &["Connection refused: nothing is listening at"]);
    let end = "Is the port correct?";
    assert_eq!(stage.count_rows(&[end]), 0);
    {
        let rows = stage
            .harness
            .query_all(egui_kittest::kittest::by().role(egui::accesskit::Role::Row));
        let mut rows = rows.filter(|row| row.accesskit_node().label().is_some());
        rows.rfind(|row| {
            let label = row.accesskit_node().label().unwrap_or_default();
            label.contains("Connection refused")
        })
        .unwrap()
        .hover();
    }
    stage.wait_for_text(end);
    stage.select_row(&["Connection refused"]);
    stage.wait_for_text("Connection failed");
    stage.open_page("Message");
    stage.wait_for_button("Copy text");
    stage.button("Copy text").unwrap().click();
    stage.wait_until("a copy", |stage| stage.copied().is_some());
    assert!(stage.copied().unwrap().contains(end));
}

#[test]
fn what_a_peer_hides_is_seen_wherever_it_is_quoted() {
    // A close reason with a sign that turns the text around, and one that takes no room.
    let server = sending(b"\x88\x0d\x03\xf0a\xe2\x80\xaeb\xe2\x80\x8bccc");
    let mut stage = Stage::connected_to(&Server::start().url);
    stage.tick("Record connection details");
    stage.harness.state_mut().session().disconnect();
    stage.harness.state_mut().set_address(&server.url());
    stage.press("Connect");
    let shown = r"a\u{202e}b\u{200b}ccc";
    stage.wait_for_rows(1, &["1008", shown]);
    stage.select_row(&["1008"]);
    stage.wait_for_text(&format!("“{shown}”"));
    stage.open_page("Message");
    stage.wait_for_button("Copy text");
    stage.button("Copy text").unwrap().click();
    stage.wait_until("a copy", |stage| stage.copied().is_some());
    // What is copied keeps its characters.
    assert!(stage.copied().unwrap().contains("a\u{202e}b\u{200b}ccc"));
}
