//! What a person sees of compression: of each message, of the session, and what other parameters would have given.

use connection::Message;
use wscope::features::inspector::{Command as Inspector, Page};
use wscope::shell::command::Command;

use crate::servers::Server;
use crate::stage::Stage;

/// A connection whose messages are compressed, over which two were echoed that are alike.
fn compressed() -> (Server, Stage) {
    let server = Server::start();
    let mut stage = Stage::connected_to(&format!("{}/deflate/echo", server.url));
    stage.command(Command::ReconnectWithDetails);
    stage.wait_for_rows(1, &["Messages are compressed"]);
    for _ in 0..2 {
        stage.send(Message::Text(text()));
    }
    stage.wait_for_rows(2, &["received", "quote"]);
    (server, stage)
}

fn text() -> String {
    "{\"channel\":\"quote\",\"price\":97243.00},".repeat(20)
}

#[test]
fn a_message_tells_what_it_came_to_on_the_wire() {
    let (_server, mut stage) = compressed();
    for way in ["sent", "received"] {
        stage.select_row(&[way, "quote"]);
        stage.wait_for_text("on the wire");
    }
}

#[test]
fn the_session_tells_what_compression_and_other_parameters_came_to() {
    let (_server, mut stage) = compressed();
    stage.command(Command::Inspector(Inspector::Show(Page::Connection)));
    // Two messages of 740 bytes.
    stage.wait_for_text("1.4 KiB →");
    stage.scroll_to_button("Compare compression parameters");
    stage.press("Compare compression parameters");
    stage.wait_for_text("15 · 32.0 KiB");
    stage.wait_for_text("Underlined: what was agreed on");
    stage.wait_for_button("Compare compression parameters");
    // Of the next connection nothing is known yet.
    stage.command(Command::ReconnectWithDetails);
    stage.wait_for_rows(2, &["Messages are compressed"]);
    stage.wait_for_button("Compare compression parameters");
    assert!(!stage.shows("15 · 32.0 KiB"));
}
