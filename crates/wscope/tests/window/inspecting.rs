//! What is told of a connection that is inspected.

use egui_kittest::kittest::Queryable as _;
use wscope::features::inspector;
use wscope::kit::language::Language;
use wscope::shell::command::Command;

use crate::servers::Server;
use crate::stage::Stage;

/// A window that inspects, and is connected to a server of ours.
fn inspecting(server: &Server) -> Stage {
    let mut stage = Stage::connected_to(&server.url);
    stage.tick("Record connection details");
    stage.wait_for_text("Changes apply to the next connection");
    stage
}

fn connect(stage: &mut Stage, address: &str) {
    stage.harness.state_mut().set_address(address);
    // What the last one came to may have ended by itself.
    stage.press_if_enabled("Disconnect");
    stage.press("Connect");
}

#[test]
fn each_step_of_an_attempt_is_a_row() {
    let server = Server::start();
    let mut stage = inspecting(&server);
    connect(&mut stage, &format!("{}/echo", server.url));
    stage.wait_for_rows(1, &["DNS lookup: ", "127.0.0.1"]);
    stage.wait_for_rows(1, &["TCP: connected to "]);
    stage.wait_for_rows(1, &["Request: GET /echo HTTP/1.1"]);
    stage.wait_for_rows(1, &["Response: HTTP/1.1 101 Switching Protocols"]);
    stage.press("点击请求");
    stage.wait_for_rows(1, &["received", "helloworld"]);
    stage.press("Ping");
    stage.wait_for_rows(1, &["sent", "ping"]);
    stage.wait_for_rows(1, &["received", "pong"]);
    stage.wait_for_rows(1, &["Pong received after "]);
    stage.select_row(&["Request: GET"]);
    stage.wait_for_text("Sec-WebSocket-Key: ");
    stage.select_row(&["Response: HTTP/1.1"]);
    stage.wait_for_text("sec-websocket-accept: ");
}

#[test]
fn a_refusal_shows_what_was_answered() {
    let server = Server::start();
    let mut stage = inspecting(&server);
    connect(&mut stage, &format!("{}/refuse/401", server.url));
    stage.wait_for_rows(
        1,
        &[
            "401 Unauthorized: missing or invalid credentials",
            "Add a token",
        ],
    );
    stage.wait_for_rows(1, &["Response: HTTP/1.1 401 Unauthorized"]);
}

#[test]
fn a_close_is_explained() {
    let server = Server::start();
    let mut stage = inspecting(&server);
    for (path, words) in [
        (
            "/close/1011?reason=out%20of%20coffee",
            ["1011 Internal Error, “out of coffee”", "see its log"],
        ),
        ("/close/1013", ["1013 Try Again Later", "overloaded"]),
        (
            "/close/4321?reason=x",
            ["4321 (private), “x”", "the documentation of the server"],
        ),
    ] {
        connect(&mut stage, &format!("{}{path}", server.url));
        stage.wait_for_rows(1, &words);
    }
}

#[test]
fn one_closes_with_words_of_ones_own() {
    let server = Server::start();
    let mut stage = inspecting(&server);
    connect(&mut stage, &server.url);
    stage.wait_for_rows(1, &["Response: HTTP/1.1 101"]);
    stage.press("Close with code…");
    stage.fill("Reason", "so long");
    stage.fill("Code", "9");
    assert!(
        !stage.shows("must not be sent"),
        "told in the middle of typing"
    );
    stage.click_field("Reason");
    stage
        .wait_for_text("must not be sent; allowed are 1000 to 1003, 1007 to 1014 and 3000 to 4999");
    stage.click_field("Code");
    stage
        .harness
        .key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    stage.harness.event(egui::Event::Text("1000".to_owned()));
    stage.harness.run_steps(3);
    stage.press("Close connection");
    stage.wait_for_rows(1, &["Disconnected with 1000 Normal Closure, “so long”"]);
}

/// A code of one's own is no fault: the connection is closed as the person asked, and who closed it is told.
#[test]
fn a_close_of_ones_own_is_normal_whatever_its_code() {
    let server = Server::start();
    for (language, words) in [
        (
            Language::English,
            ["Closed", "Closed by the client", "documentation"],
        ),
        (
            Language::SimplifiedChinese,
            ["已关闭", "连接由客户端关闭", "文档"],
        ),
    ] {
        let [standing, by_whom, meaning] = words;
        let mut stage = inspecting(&server);
        for code in [4001, 1001, 1011] {
            connect(&mut stage, &server.url);
            stage.wait_for_rows(1, &["Response: HTTP/1.1 101"]);
            stage.command(Command::SetLanguage(language));
            stage.command(Command::CloseWith(connection::CloseFrame {
                code: Some(code),
                reason: "why".to_owned(),
            }));
            stage.wait_until("the end", |stage| stage.shows(&format!("{code} ")));
            stage.wait_for_text(standing);
            let last = stage.kept().end - 1;
            stage.command(Command::ShowDetail(Some(last)));
            stage.wait_for_text(by_whom);
            assert!(stage.shows("“why”"));
            assert!(!stage.shows(meaning), "{code}");
            stage.command(Command::ShowDetail(None));
            stage.command(Command::SetLanguage(Language::English));
            stage.command(Command::Clear);
        }
    }
}

#[test]
fn enter_closes_from_either_field() {
    let server = Server::start();
    let mut stage = inspecting(&server);
    for (field, typed, refused) in [("Reason", "so long", false), ("Code", "9", true)] {
        connect(&mut stage, &server.url);
        stage.wait_for_rows(1, &["Response: HTTP/1.1 101"]);
        stage.press("Close with code…");
        stage.fill(field, typed);
        stage.harness.key_press(egui::Key::Enter);
        stage.harness.run_steps(3);
        if refused {
            // It is told why not, and the field keeps the focus.
            stage.wait_for_text("must not be sent");
            assert_eq!(stage.focused().as_deref(), Some(field));
            for key in [egui::Key::Backspace, egui::Key::Enter] {
                stage.harness.key_press(key);
                stage.harness.run_steps(3);
            }
        }
        stage.wait_for_rows(1, &["Disconnected with 1000 Normal Closure"]);
        assert!(stage.field(field).is_none(), "the dialog is still open");
        stage.command(Command::Clear);
    }
}

#[test]
fn a_code_without_a_name_has_words_in_each_language() {
    let server = Server::start();
    let mut stage = inspecting(&server);
    stage.command(Command::SetLanguage(Language::SimplifiedChinese));
    let address = format!("{}/close/4321?reason=x", server.url);
    stage.harness.state_mut().set_address(&address);
    stage.command(Command::Disconnect);
    stage.command(Command::Connect);
    stage.wait_for_rows(1, &["服务器关闭了连接：4321 私用，“x”"]);
    stage.wait_for_rows(0, &["(private)"]);
}

#[test]
fn a_close_that_was_not_explained_offers_details() {
    let server = Server::start();
    let address = format!("{}/close/4321?reason=x", server.url);
    let mut stage = Stage::open(&address);
    stage.wait_for_rows(
        1,
        &["The server closed the connection", "shows the close code"],
    );
    // It is for where the last connection went, whatever is in the field now.
    stage.harness.state_mut().set_address("localhost:1");
    stage.press("Reconnect with details");
    stage.wait_for_rows(1, &["The server closed the connection: 4321"]);
    stage.wait_for_rows(1, &["Response: HTTP/1.1 101"]);
    assert_eq!(stage.harness.state_mut().tab_mut().address, address);
    // The next connection to it has them too, and one to elsewhere has none.
    stage.command(Command::Connect);
    stage.wait_for_rows(2, &["The server closed the connection: 4321"]);
    assert!(stage.button("Reconnect with details").is_none());
    stage
        .harness
        .state_mut()
        .set_address(&format!("{}/close/1011", server.url));
    stage.command(Command::Connect);
    stage.wait_for_rows(1, &["shows the close code"]);
    stage.wait_for_rows(2, &["The server closed the connection: 4321"]);
    stage.wait_for_button("Reconnect with details");
}

#[test]
fn a_message_in_fragments_is_named_by_its_number() {
    let server = Server::start();
    let mut stage = inspecting(&server);
    let raw = crate::servers::RawServer::answering(|request| {
        crate::servers::upgraded(request, b"\x01\x03one\x00\x03two\x80\x05three")
    });
    connect(&mut stage, &raw.url());
    stage.wait_for_rows(1, &["received", "onetwothree"]);
    let rows = stage.rows();
    let row = rows.iter().find(|row| row.contains("onetwothree")).unwrap();
    let number = row.split(',').next().unwrap().to_owned();
    stage.wait_for_rows(
        1,
        &[&format!("Message No. {number} arrived in 3 fragments")],
    );
}

#[test]
fn the_status_line_and_the_page_of_the_connection_count_alike_and_tell_pings_apart() {
    let server = Server::start();
    let mut stage = inspecting(&server);
    connect(&mut stage, &server.url);
    stage.press("点击请求");
    stage.wait_until("the echo", |stage| stage.received() >= 1);
    stage.press("Ping");
    stage.wait_until("the pong", |stage| stage.received() >= 2);
    stage.harness.run_steps(3);
    assert!(stage.shows("Sent 2, 1 of them a ping or pong"));
    assert!(stage.shows("Received 2, 1 of them a ping or pong"));
    stage.command(Command::Inspector(inspector::Command::Show(
        inspector::Page::Connection,
    )));
    stage.harness.run_steps(30);
    let remark = "1 of them a ping or pong";
    let told = stage.harness.query_all_by_label(remark);
    assert_eq!(told.count(), 2);
}
