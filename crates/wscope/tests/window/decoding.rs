//! Messages are shown as their protocol says them.

use connection::Message;
use egui_kittest::kittest::Queryable as _;
use tokio::io::AsyncWriteExt as _;
use wscope::StartOptions;
use wscope::features::inspector::{self, Format};
use wscope::kit::language::Language;
use wscope::shell::command::Command;

use crate::servers::{RawServer, Server, upgraded};
use crate::stage::Stage;

/// A server that says this to each client, and listens.
pub(crate) fn saying(messages: &'static [&'static str]) -> RawServer {
    RawServer::serving(move |mut stream, request| async move {
        let frames = messages.iter().flat_map(|message| {
            let head = [0x81, u8::try_from(message.len()).unwrap()];
            head.into_iter().chain(message.bytes())
        });
        let answer = upgraded(&request, &frames.collect::<Vec<u8>>());
        stream.write_all(&answer).await.unwrap();
        std::future::pending::<()>().await;
    })
}

fn text(text: &str) -> Message {
    Message::Text(text.to_owned())
}

#[test]
fn rows_and_the_inspector_speak_the_protocol_of_the_connection() {
    let server = saying(&[r#"42["chat message",{"text":"hi"}]"#, "9 nonsense"]);
    // The path says it, whatever answers there.
    let address = format!("{}/socket.io/?EIO=4&transport=websocket", server.url());
    let mut stage = Stage::connected_to(&address);
    stage.wait_for_rows(1, &[r#"chat message {"text":"hi"}"#]);
    assert_eq!(stage.count_rows(&["42["]), 0);
    stage.select_row(&["chat message"]);
    stage.wait_for_text("Socket.IO 4");
    stage.wait_for_text("event chat message");
    // The tree is what was decoded, and the text what was sent.
    stage.wait_for_text(r#""namespace": "/""#);
    stage.command(Command::Inspector(inspector::Command::ShowAs(Format::Text)));
    stage.wait_for_text(r#"42["chat message",{"text":"hi"}]"#);
    // What is not of it is shown as it is, with the reason.
    stage.select_row(&["9 nonsense"]);
    stage.wait_for_text("cannot be decoded: not a packet type of Engine.IO");
}

#[test]
fn a_call_leads_to_its_answer_and_back() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    // The echo is a server that calls what it is called; the answers are written by hand.
    stage.send(text(
        r#"{"jsonrpc":"2.0","method":"sum","params":[1,2],"id":7}"#,
    ));
    stage.wait_until("the echo", |stage| stage.received() == 1);
    stage.send(text(r#"{"jsonrpc":"2.0","result":3,"id":7}"#));
    stage.wait_until("the echo", |stage| stage.received() == 2);
    stage.wait_for_rows(2, &["result 3"]);
    // The answer that came is to the call that was sent.
    stage.select_row(&["received", "result 3"]);
    stage.wait_for_text("answer after");
    stage.harness.get_by_label_contains("answer after").click();
    stage.harness.run_steps(3);
    stage.wait_for_text("answered after");
    stage.wait_for_text("call sum");
}

#[test]
fn plain_messages_are_shown_as_they_are() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    stage.send(text(r#"{"type":"tick","price":1}"#));
    stage.wait_until("the echo", |stage| stage.received() == 1);
    stage.wait_for_rows(2, &[r#"{"type":"tick","price":1}"#]);
    stage.select_row(&["received"]);
    stage.wait_for_text(r#""price": 1"#);
    assert!(!stage.shows("Recognized by"));
}

#[test]
fn what_is_looked_for_is_found_in_the_message_itself() {
    let server = saying(&[r#"42["chat",1]"#]);
    let mut stage = Stage::connected_to(&format!("{}/socket.io/?EIO=4", server.url()));
    stage.wait_for_rows(1, &["chat 1"]);
    let query = session::Query {
        text: "42[".to_owned(),
        ..session::Query::default()
    };
    stage.command(Command::LookFor(Box::new(query)));
    stage.wait_for_rows(1, &[r#"42["chat",1]"#]);
}

#[test]
fn what_a_message_is_for_is_told_in_the_language_of_the_window() {
    let server = saying(&[r#"42["chat message",{"text":"hi"}]"#]);
    let address = format!("{}/socket.io/?EIO=4&transport=websocket", server.url());
    let mut stage = Stage::with_options(StartOptions {
        address,
        language: Some(Language::SimplifiedChinese),
        ..StartOptions::default()
    });
    stage.wait_for_rows(1, &["chat message"]);
    stage.select_row(&["chat message"]);
    stage.wait_for_text("事件 chat message");
    assert!(!stage.shows("event chat message"));
}
