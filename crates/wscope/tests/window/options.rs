//! How a connection is made.

use crate::servers::{RawServer, Server, upgraded};
use crate::stage::Stage;

#[test]
fn what_is_wrong_is_said_before_anything_is_dialled() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    stage.press("Connection settings");
    stage.fill("Headers", "Upgrade: nothing");
    assert!(
        !stage.shows("is set by the WebSocket handshake"),
        "told in the middle of typing"
    );
    stage.click_field("Subprotocols");
    stage.wait_for_text("Upgrade is set by the WebSocket handshake");
    stage.press("Done");
    stage.press("Disconnect");
    stage.press("Connect");
    stage.wait_for_text("Upgrade is set by the WebSocket handshake");
    stage.press("Connection settings");
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
    stage.press("Connection settings");
    stage.fill("Subprotocols", "chat");
    stage.press("Connect now");
    stage.wait_for_rows(1, &["Request: GET / HTTP/1.1"]);
}

#[test]
fn the_parameters_of_the_address_are_edited_one_by_one() {
    let others = "b=%26&bad=%ff&gbk=%C4%E3&t=a%20b~c&flag";
    let mut stage = Stage::open(&format!("localhost:1/path?a=&{others}"));
    let address = |stage: &mut Stage| stage.harness.state_mut().tab_mut().address.clone();
    stage.press("Connection settings");
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
    stage.press("Add parameter");
    assert_eq!(address(&mut stage), format!("{typed}&name="));
    stage.press("Remove parameter");
    assert_eq!(
        address(&mut stage),
        format!("{}&name=", typed.replace("a=x%20%2B&", ""))
    );
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
        form.login = wscope::features::connection_settings::form::Login::Bearer;
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
