//! What the window does by itself when it is opened, and what would be lost when it is closed.

use std::net::TcpListener;

use wscope::StartOptions;
use wscope::features::composer;
use wscope::kit::field::MAX_TYPED;
use wscope::kit::language::Language;
use wscope::shell::command::Command;

use crate::servers::Server;
use crate::settings::{Folder, save, start};
use crate::stage::Stage;

/// The page of this server is opened, without a word about where to connect to.
fn plain(address: &str) -> StartOptions {
    StartOptions {
        address: address.to_owned(),
        is_default_address: true,
        language: Some(Language::English),
        ..StartOptions::default()
    }
}

/// The same, by a link.
fn linked(address: &str, link: &str) -> StartOptions {
    StartOptions {
        link: Some(link.to_owned()),
        ..plain(address)
    }
}

/// An address at which nothing listens.
fn free() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("ws://{}/", listener.local_addr().unwrap())
}

#[test]
fn an_address_from_a_link_is_used_and_never_stored() {
    let (own, other) = (Server::start(), Server::start());
    let link = format!("{}/?token=1", other.url);
    let folder = Folder::new();
    let mut stage = start(folder.file(), linked(&own.url, &link));
    stage.wait_for_rows(1, &["Connected"]);
    stage.wait_for_rows(1, &["Connecting to", &other.port.to_string()]);
    // Nor is it when it is dialled again.
    stage.press("Disconnect");
    stage.press("Connect");
    stage.wait_for_rows(2, &["Connected"]);
    save(&mut stage);
    let stored = folder.stored();
    assert!(!stored.contains(&other.port.to_string()), "{stored}");

    let mut stage = start(folder.file(), plain(&own.url));
    stage.wait_for_rows(1, &["Connecting to", &own.port.to_string()]);
}

#[test]
fn after_a_link_the_tabs_of_the_last_time_are_as_they_were() {
    let [first, second, other] = [(); 3].map(|()| Server::start());
    let folder = Folder::new();
    let mut stage = start(folder.file(), plain(&first.url));
    stage.press("New tab");
    stage.harness.state_mut().set_address(&second.url);
    stage.press("Connect");
    stage.wait_for_rows(1, &["Connected"]);
    stage.press(&format!("Tab localhost:{}", first.port));
    save(&mut stage);
    let before = folder.stored();

    for link in [&other.url, &second.url] {
        let mut stage = start(folder.file(), linked(&first.url, link));
        stage.wait_for_rows(1, &["Connected"]);
        save(&mut stage);
        assert_eq!(folder.stored(), before, "after {link}");
    }
}

#[test]
fn what_the_person_makes_of_a_link_is_theirs() {
    let [own, other, typed] = [(); 3].map(|()| Server::start());
    let folder = Folder::new();
    let mut stage = start(folder.file(), linked(&own.url, &other.url));
    stage.wait_for_rows(1, &["Connected"]);
    stage.press("Disconnect");
    stage.harness.state_mut().set_address(&typed.url);
    stage.press("Connect");
    stage.wait_for_rows(2, &["Connected"]);
    save(&mut stage);
    let stored = folder.stored();
    assert!(stored.contains(&typed.port.to_string()), "{stored}");
    assert!(!stored.contains(&other.port.to_string()), "{stored}");
}

#[test]
fn a_missing_scheme_is_encrypted_in_a_page_that_came_over_https() {
    let folder = Folder::new();
    let options = StartOptions {
        is_secure_page: true,
        ..linked("wss://localhost:1", "127.0.0.1:1/chat")
    };
    let mut stage = start(folder.file(), options);
    stage.wait_for_rows(1, &["Connecting to wss://127.0.0.1:1/chat"]);
    // An address of which only the scheme is missing is none that the browser forbids.
    stage.harness.state_mut().set_address("192.0.2.1");
    stage.harness.run_steps(2);
    assert!(!stage.shows("unencrypted"));
    // It is still that of the link.
    stage
        .harness
        .state_mut()
        .set_address("wss://127.0.0.1:1/chat");
    save(&mut stage);
    assert!(!folder.stored().contains("chat"));
}

#[test]
fn where_nobody_asked_for_a_server_and_there_is_none_it_is_an_invitation() {
    let address = free();
    let folder = Folder::new();
    let mut stage = start(folder.file(), plain(&address));
    stage.wait_for_rows(
        1,
        &[
            "No WebSocket server is listening at",
            &address,
            "press Connect",
        ],
    );
    stage.wait_for_rows(0, &["nothing is listening"]);
    // Nor has anybody asked for it the next time.
    save(&mut stage);
    let mut again = start(folder.file(), plain(&address));
    again.wait_for_rows(1, &["No WebSocket server is listening at"]);
    // Now somebody asks.
    stage.press("Connect");
    stage.wait_for_rows(1, &["nothing is listening"]);

    let mut stage = Stage::with_options(linked(&address, &free()));
    stage.wait_for_rows(1, &["nothing is listening"]);

    // What was open, and then is lost, is no invitation.
    let server = Server::start();
    let mut stage = Stage::with_options(plain(&server.url));
    stage.wait_for_rows(1, &["Connected"]);
    stage.press("Disconnect");
    server.kill();
    stage.press("Connect");
    stage.wait_for_rows(1, &["nothing is listening"]);
}

#[test]
fn it_connects_when_it_was_painted_where_painting_keeps_the_socket_waiting() {
    let server = Server::start();
    let options = |connects_after_painting| StartOptions {
        connects_after_painting,
        ..plain(&server.url)
    };
    // A harness paints once when it is built, so the frames are made here.
    for (waits, expected) in [(false, [1, 1, 1]), (true, [0, 0, 1])] {
        let context = egui::Context::default();
        let mut app = wscope::App::new(&context, None, options(waits));
        let rows = |app: &wscope::App| usize::from(app.phase() != connection::Phase::Idle);
        let mut seen = [rows(&app), 0, 0];
        for place in &mut seen[1..] {
            // A frame may be laid out twice before it is painted.
            let mut output = context.run_ui(egui::RawInput::default(), |ui| {
                app.begin_frame(ui.ctx());
                ui.ctx().request_discard("a panel has another size");
            });
            output.textures_delta.clear();
            *place = rows(&app);
        }
        assert_eq!(seen, expected);
    }
}

#[test]
fn a_failure_is_told_though_the_rows_leave_it_out() {
    let mut stage = Stage::with_options(StartOptions {
        is_default_address: false,
        ..plain(&free())
    });
    stage.wait_for_rows(1, &["nothing is listening"]);
    assert!(!stage.shows("Show everything"));
    // The banner lies over the choice; closed, it comes with the next failure, whatever rows are shown.
    stage.press("Close message");
    stage.choose("Received only");
    stage.wait_for_rows(0, &[]);
    stage.press("Connect");
    stage.wait_for_text("nothing is listening");
    // It stays until the person closes it, or looks for something.
    stage
        .harness
        .key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::F);
    stage.wait_until("the banner to go", |stage| {
        !stage.shows("nothing is listening")
    });
    stage.press("Connect");
    stage.wait_for_text("nothing is listening");
    stage.press("Close message");
    assert!(!stage.shows("nothing is listening"));
}

#[test]
fn only_messages_and_what_was_typed_would_be_lost() {
    let server = Server::start();
    let would_lose = |stage: &Stage| stage.harness.state().would_lose();
    let mut stage = Stage::connected_to(&server.url);
    assert!(!would_lose(&stage), "lines about the connection come again");
    stage.write("");
    assert!(!would_lose(&stage));
    stage.write("typed");
    assert!(would_lose(&stage));
    stage.write("helloworld");
    assert!(!would_lose(&stage));
    stage.press("New tab");
    stage.write(&"x".repeat(MAX_TYPED + 1));
    stage.press(&format!("Tab localhost:{}", server.port));
    assert!(would_lose(&stage), "in a tab that is not looked at");
    stage.press(&format!("Tab localhost:{}", server.port));
    stage.command(Command::StepTab(wscope::shell::command::Neighbour::Next));
    stage.command(Command::Composer(composer::Command::Detach));
    assert!(!would_lose(&stage));
    stage.command(Command::StepTab(wscope::shell::command::Neighbour::Next));
    stage.press("点击请求");
    stage.wait_for_rows(1, &["received", "helloworld"]);
    assert!(would_lose(&stage));
    stage.command(Command::Clear);
    assert!(!would_lose(&stage));
}
