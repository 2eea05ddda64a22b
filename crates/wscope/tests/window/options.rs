//! How a connection is made.

use wscope::features::connection_settings::Section;
use wscope::features::connection_settings::form::{
    HeaderLine, Login, OptionsForm, ProxyChoice, TrustChoice,
};
use wscope::shell::command::Command;

use crate::servers::{RawServer, Server, upgraded};
use crate::stage::Stage;

/// Opens a section of the settings of the connection.
fn open_section(stage: &mut Stage, section: Section) {
    stage
        .harness
        .state_mut()
        .tab_mut()
        .settings
        .turn_to(section);
    stage.command(Command::OpenOptions);
    stage.harness.run_steps(3);
}

#[test]
fn what_is_wrong_is_said_before_anything_is_dialled() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    open_section(&mut stage, Section::Headers);
    stage.fill("Name 1", "Upgrade");
    stage.fill("Value 1", "nothing");
    assert!(
        !stage.shows("is set by the WebSocket handshake"),
        "told in the middle of typing"
    );
    stage.click_field("Subprotocols");
    stage.wait_for_text("Upgrade is set by the WebSocket handshake");
    stage.press("Disconnect");
    stage.press("Connect");
    stage.wait_for_text("Upgrade is set by the WebSocket handshake");
    open_section(&mut stage, Section::Advanced);
    stage.scroll_to_button("Restore defaults");
    stage.press("Restore defaults");
    stage.press("Undo restore");
    stage.wait_for_text("Upgrade is set by the WebSocket handshake");
    stage.press("Restore defaults");
    stage.press("Connect now");
    stage.wait_for_rows(2, &["Connected"]);
}

#[test]
fn an_option_that_needs_details_records_them() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    open_section(&mut stage, Section::Headers);
    stage.fill("Subprotocols", "chat");
    stage.press("Reconnect now");
    stage.wait_for_rows(1, &["Request: GET / HTTP/1.1"]);
}

#[test]
fn the_parameters_of_the_address_are_edited_one_by_one() {
    let others = "b=%26&bad=%ff&gbk=%C4%E3&t=a%20b~c&flag";
    let mut stage = Stage::open(&format!("localhost:1/path?a=&{others}"));
    let address = |stage: &mut Stage| stage.harness.state_mut().tab_mut().address.clone();
    open_section(&mut stage, Section::Parameters);
    stage.fill("Value 1", "x +");
    assert_eq!(
        address(&mut stage),
        format!("localhost:1/path?a=x%20%2B&{others}")
    );
    // What is no text in UTF-8 is shown, and edited, as it is written.
    stage.fill("Name 6", "%fe");
    let others = "b=%26&bad=%ff&gbk=%C4%E3&t=a%20b~c";
    let typed = address(&mut stage);
    assert!(typed.starts_with(&format!("localhost:1/path?a=x%20%2B&{others}&")));
    // The empty line becomes a parameter with the first character.
    stage.fill("Name 7", "n");
    assert_eq!(address(&mut stage), format!("{typed}&n="));
    stage.fill("Value 7", "v&");
    assert_eq!(address(&mut stage), format!("{typed}&n=v%26"));
    stage.press("Delete line 1");
    let rest = typed.replace("a=x%20%2B&", "");
    assert_eq!(address(&mut stage), format!("{rest}&n=v%26"));
    // One that is switched off is not in the address, and comes back where and as it was.
    stage.tick("Send line 2");
    stage.harness.run_steps(2);
    let without = rest.replace("bad=%ff&", "");
    assert_eq!(address(&mut stage), format!("{without}&n=v%26"));
    stage.tick("Send line 2");
    stage.harness.run_steps(2);
    assert_eq!(address(&mut stage), format!("{rest}&n=v%26"));
}

/// Types as a person does, one character after the other.
fn type_slowly(stage: &mut Stage, text: &str) {
    for c in text.chars() {
        stage.harness.event(egui::Event::Text(c.to_string()));
        stage.harness.run_steps(2);
    }
}

#[test]
fn nothing_moves_while_a_header_is_typed_and_enter_leads_on() {
    let mut stage = Stage::open("localhost:1");
    open_section(&mut stage, Section::Headers);
    let places = |stage: &Stage| {
        let of = |name: &str| stage.field(name).map(|field| field.rect());
        let button = stage.button("Paste many…").map(|button| button.rect());
        (of("Name 1"), of("Value 1"), of("Subprotocols"), button)
    };
    let before = places(&stage);
    stage.click_field("Name 1");
    type_slowly(&mut stage, "X-Token");
    assert_eq!(places(&stage), before);
    stage.harness.key_press(egui::Key::Enter);
    stage.harness.run_steps(3);
    assert_eq!(stage.focused().as_deref(), Some("Value 1"));
    type_slowly(&mut stage, "s3cret");
    assert_eq!(places(&stage).0, before.0);
    assert!(stage.field("Name 2").is_none(), "a line came while typing");
    stage.harness.key_press(egui::Key::Enter);
    stage.harness.run_steps(4);
    assert_eq!(stage.focused().as_deref(), Some("Name 2"));
    type_slowly(&mut stage, "Origin");
    let headers = |stage: &mut Stage| stage.harness.state_mut().tab_mut().form.headers.clone();
    let line = HeaderLine::new;
    assert_eq!(
        headers(&mut stage),
        [line("X-Token", "s3cret"), line("Origin", "")]
    );
    // The secret is hidden, until it is asked for.
    assert!(!stage.shows("s3cret"));
    stage.press("Show value 1");
    assert_eq!(
        stage.field("Value 1").unwrap().value().as_deref(),
        Some("s3cret")
    );
    stage.press("Hide value 1");
    // A line that is emptied goes when it is left.
    stage.click_field("Name 2");
    stage
        .harness
        .key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    stage.harness.key_press(egui::Key::Backspace);
    stage.harness.run_steps(2);
    assert_eq!(headers(&mut stage).len(), 2);
    stage.click_field("Subprotocols");
    stage.harness.run_steps(2);
    assert_eq!(headers(&mut stage), [line("X-Token", "s3cret")]);
    assert_eq!(stage.focused().as_deref(), Some("Subprotocols"));
}

#[test]
fn many_headers_are_pasted_at_once() {
    let mut stage = Stage::open("localhost:1");
    open_section(&mut stage, Section::Headers);
    stage.press("Paste many…");
    let text = "Origin: https://example.org\nX-A=b\nUpgrade: websocket\nnonsense\nSec-WebSocket-Protocol: a, b";
    stage.click_field("Paste many…");
    stage.harness.event(egui::Event::Paste(text.to_owned()));
    stage.harness.run_steps(2);
    stage.press("Add");
    let form = stage.harness.state_mut().tab_mut().form.clone();
    let line = HeaderLine::new;
    assert_eq!(
        form.headers,
        [line("Origin", "https://example.org"), line("X-A", "b")]
    );
    assert_eq!(form.subprotocols, "a, b");
    // What was not understood is still there to be mended.
    let left = stage.field("Paste many…").unwrap().value();
    assert_eq!(left.as_deref(), Some("nonsense"));
    stage.wait_for_text("Line 1: no “:” or “=”");
    stage.press("Cancel");
    // Lines that are pasted into a cell are lines as well.
    stage.click_field("Name 3");
    stage
        .harness
        .event(egui::Event::Paste("X-B: 1\nX-C: 2\n".to_owned()));
    stage.harness.run_steps(3);
    let form = stage.harness.state_mut().tab_mut().form.clone();
    assert_eq!(form.headers[2..], [line("X-B", "1"), line("X-C", "2")]);
}

#[test]
fn a_line_that_is_pasted_and_cannot_be_read_is_told_with_its_reason() {
    for section in [Section::Headers, Section::Parameters] {
        let mut stage = Stage::open("localhost:1");
        open_section(&mut stage, section);
        stage.press("Paste many…");
        stage.click_field("Paste many…");
        let text = "good: 1\n\n:authority: a.b\nnonsense\n= value\nword\nmore words";
        stage.harness.event(egui::Event::Paste(text.to_owned()));
        stage.harness.run_steps(2);
        // While it is typed nothing is told.
        assert!(!stage.shows("Line "));
        stage.press("Add");
        stage.wait_for_text("Line 1: no name before “:” or “=”");
        for told in ["Line 2: no “:” or “=”", "Line 3: no name before"] {
            assert!(stage.shows(told), "{told} in {section:?}");
        }
        assert!(!stage.shows("Line 4"));
        let left = stage.field("Paste many…").unwrap().value();
        let expected = ":authority: a.b\nnonsense\n= value\nword\nmore words";
        assert_eq!(left.as_deref(), Some(expected));
    }
}

#[test]
fn what_does_not_fit_is_told_where_many_lines_are_pasted() {
    use wscope::features::connection_settings::form::{MAX_FIELD, MAX_LINES};
    let mut stage = Stage::open("localhost:1");
    open_section(&mut stage, Section::Headers);
    stage.press("Paste many…");
    stage.click_field("Paste many…");
    let form = &mut stage.harness.state_mut().tab_mut().form;
    form.headers = vec![HeaderLine::new("X-B", "0"); MAX_LINES - 1];
    let text = "X-A: 1\n".repeat(3);
    stage.harness.event(egui::Event::Paste(text));
    stage.harness.run_steps(2);
    stage.press("Add");
    stage.wait_for_text("Line 1: not added, the table has room for 64 lines");
    let form = &stage.harness.state_mut().tab_mut().form;
    assert_eq!(form.headers.len(), MAX_LINES);
    let left = stage.field("Paste many…").unwrap().value();
    assert_eq!(left.as_deref(), Some("X-A: 1\nX-A: 1"));
    // The field itself has an end, too.
    stage.click_field("Paste many…");
    let long = "x".repeat(9 * MAX_FIELD);
    stage.harness.event(egui::Event::Paste(long));
    stage.harness.run_steps(2);
    stage.click_field("Message to send");
    stage.harness.run_steps(2);
    stage.wait_for_text("At most 65\u{a0}536 characters fit here; the rest was cut off");
}

#[test]
fn a_login_is_sent_and_not_shown() {
    let (sender, requests) = std::sync::mpsc::sync_channel(9);
    let server = RawServer::answering(move |request| {
        sender.send(request.to_owned()).unwrap();
        upgraded(request, b"\x88\x02\x03\xe8")
    });
    let mut stage = Stage::open(&server.url());
    stage.wait_for_rows(1, &["The server closed the connection"]);
    {
        let form = &mut stage.harness.state_mut().tab_mut().form;
        form.login = Login::Bearer;
        form.token = "s3cret".to_owned();
    }
    stage.press("Connect");
    stage.wait_for_rows(1, &["1000 Normal Closure"]);
    let sent = requests.iter().take(2).last().unwrap();
    assert!(
        sent.contains("Authorization: Bearer s3cret")
            || sent.contains("authorization: Bearer s3cret"),
        "{sent}"
    );
    stage.select_row(&["Request: GET"]);
    stage.wait_for_text("Bearer •••");
    assert!(!stage.shows("s3cret"));
}

#[test]
fn a_command_line_in_the_address_field_is_taken_for_what_it_says() {
    let mut stage = Stage::open("localhost:1/before");
    let before = stage.harness.state_mut().tab_mut().form.clone();
    stage.click_field("Address");
    stage
        .harness
        .key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    let command = "curl 'https://example.org/chat?x=1' \\\n -H 'X-A: b' -d body --insecure";
    stage.harness.event(egui::Event::Paste(command.to_owned()));
    stage.harness.run_steps(3);
    let tab = stage.harness.state_mut().tab_mut();
    assert_eq!(tab.address, "wss://example.org/chat?x=1");
    assert_eq!(tab.form.headers, [HeaderLine::new("X-A", "b")]);
    stage.wait_for_text("Imported from curl. Not supported: -d");
    stage.press("Undo import");
    let tab = stage.harness.state_mut().tab_mut();
    assert_eq!(tab.address, "localhost:1/before");
    assert!(tab.form == before);
    // What would not be sent as a shell would send it is told.
    stage.click_field("Address");
    stage
        .harness
        .key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    let command = "# curl -u a:b -H \"Authorization: Bearer $TOKEN\" wss://example.org/";
    stage.harness.event(egui::Event::Paste(command.to_owned()));
    stage.harness.run_steps(3);
    stage.wait_for_text("Left out, because the header is set: -u");
    stage.wait_for_text("Used as written, because no shell fills it in: $TOKEN");
    stage.press("Undo import");
    // What is longer than the field is not cut off.
    stage.click_field("Address");
    for long in [
        "x".repeat(9_000),
        format!("curl ws://h/ {}", "x".repeat(200_000)),
    ] {
        stage.harness.event(egui::Event::Paste(long));
        stage.harness.run_steps(3);
        stage.wait_for_text(
            "Not pasted: an address has at most 8\u{a0}192 characters, a command line 128 KiB",
        );
        let address = stage.harness.state_mut().tab_mut().address.clone();
        assert_eq!(address, "localhost:1/before");
        stage.command(Command::GoTo(1_000_000));
    }
    // An address is pasted as ever.
    stage.click_field("Address");
    stage
        .harness
        .key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    stage
        .harness
        .event(egui::Event::Paste("ws://h/curl".to_owned()));
    stage.harness.run_steps(3);
    assert_eq!(stage.harness.state_mut().tab_mut().address, "ws://h/curl");
}

#[test]
fn a_token_is_added_where_the_server_refused() {
    let (sender, requests) = std::sync::mpsc::sync_channel(9);
    let server = RawServer::answering(move |request| {
        sender.send(request.to_owned()).unwrap();
        if request.contains("s3cret") {
            upgraded(request, b"")
        } else {
            b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n".to_vec()
        }
    });
    let mut stage = Stage::open(&server.url());
    stage.press("Add a token…");
    stage.wait_until("the field for the token", |stage| {
        stage.focused().as_deref() == Some("Token")
    });
    type_slowly(&mut stage, "s3cret");
    stage.press("Connect now");
    stage.wait_for_rows(1, &["Connected"]);
    let sent = requests.iter().take(2).last().unwrap().to_lowercase();
    assert!(sent.contains("authorization: bearer s3cret"), "{sent}");
    assert!(!stage.shows("s3cret"));
}

#[test]
fn a_section_with_something_wrong_says_so_on_its_tab_once_it_was_left() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    open_section(&mut stage, Section::Headers);
    assert!(stage.button("Headers:").is_none());
    stage.fill("Name 1", "Upgrade");
    stage.fill("Value 1", "nothing");
    assert!(
        stage.button("Headers:").is_none(),
        "in the middle of typing"
    );
    let place = stage.button("Headers").unwrap().rect();
    stage.press("Proxy");
    stage.wait_for_button("Headers: Upgrade is set by the WebSocket handshake");
    let with_dot = stage.button("Headers:").unwrap().rect();
    assert_eq!(place.size(), with_dot.size(), "nothing moves");
    let form = &mut stage.harness.state_mut().tab_mut().form;
    form.login = Login::Bearer;
    form.trust = TrustChoice::Also;
    form.proxy = ProxyChoice::At;
    // All of them, not only the first.
    for tab in ["Auth:", "TLS:", "Proxy:", "Headers:"] {
        stage.wait_for_button(tab);
    }
    stage.harness.state_mut().tab_mut().form = OptionsForm::default();
    stage.harness.run_steps(2);
    for tab in ["Auth:", "TLS:", "Proxy:", "Headers:"] {
        assert!(stage.button(tab).is_none());
    }
}

#[test]
fn a_table_of_the_settings_is_one_for_a_screen_reader() {
    use egui::accesskit::Role;
    use egui_kittest::kittest::{NodeT as _, Queryable as _, by};
    let mut stage = Stage::open("ws://localhost:1/?a=1&b=2");
    for (section, title, rows) in [
        (Section::Parameters, "Query parameters", ["a", "b"]),
        (Section::Headers, "Request headers", ["X-A", "X-B"]),
    ] {
        let form = &mut stage.harness.state_mut().tab_mut().form;
        form.headers = vec![HeaderLine::new("X-A", "1"), HeaderLine::new("X-B", "2")];
        open_section(&mut stage, section);
        let table = stage
            .harness
            .get(by().role(Role::Table).label(title))
            .accesskit_node()
            .id();
        let within = |node: &egui_kittest::Node<'_>| {
            let mut at = node.accesskit_node().parent();
            while let Some(parent) = at {
                if parent.id() == table {
                    return true;
                }
                at = parent.parent();
            }
            false
        };
        let with_role = |role| {
            let nodes = stage.harness.query_all(by().role(role));
            let labels = nodes
                .filter(within)
                .map(|node| node.accesskit_node().label());
            labels.map(Option::unwrap_or_default).collect::<Vec<_>>()
        };
        assert_eq!(with_role(Role::ColumnHeader), ["Name", "Value"]);
        let mut all = with_role(Role::Row);
        all.retain(|name| !name.is_empty());
        assert_eq!(all, rows);
        assert!(with_role(Role::TextInput).contains(&"Value 2".to_owned()));
        assert_eq!(with_role(Role::CheckBox).len(), 2);
    }
}

#[test]
fn the_palette_sets_values_and_leads_to_what_they_need() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    let mut choose = |words: &str, option: &str| {
        stage.command(Command::OpenPalette);
        stage.harness.run_steps(2);
        type_slowly(&mut stage, words);
        stage.wait_until(option, |stage| stage.option(option).is_some());
        stage.harness.key_press(egui::Key::Enter);
        stage.harness.run_steps(4);
        stage.harness.state().tab().form.clone()
    };
    let form = choose("keep-alive 30", "Keep-alive interval: 30 s");
    assert_eq!(form.keep_alive_s, 30);
    let form = choose("skip verif", "Certificates: Skip verification (insecure)");
    assert_eq!(form.trust, TrustChoice::Anyone);
    let form = choose("reconnect on", "Reconnect automatically: On");
    assert!(form.reconnects);
    let form = choose("authentication bearer", "Authentication: Token (Bearer)");
    assert_eq!(form.login, Login::Bearer);
    stage.wait_until("the field for it", |stage| stage.field("Token").is_some());
}
