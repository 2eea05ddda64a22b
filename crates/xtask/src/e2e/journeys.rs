//! What a person wants, from the beginning to the end, in as few steps as it should take.

use std::path::Path;
use std::time::Duration;

use egui::Key;
use egui::accesskit::{Role, Toggled};

use super::fixture::Fixture;
use super::keyring::SessionKeyring;
use crate::wait::wait_until;
use crate::window::{Window, text_of};
use crate::{Result, flood};

/// How long the clipboard may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// The server asks for a token: the banner offers to add one, and what is typed then is the token.
pub(super) fn bearer_login(fixture: &Fixture) -> Result<()> {
    let _server = fixture.echo_server()?;
    let window = fixture.window(&["--language", "en", "localhost:4000/private"])?;
    window.wait_for_rows(1, &["401 Unauthorized"])?;
    window.screenshot(fixture.screenshot("journey-401-en"))?;
    window.press("Add a token…")?;
    window.wait_for_focus("the field for the token", |node| {
        node.label() == Some("Token")
    })?;
    window.type_text("secret")?;
    window.press("Connect now")?;
    window.press("点击请求 Send")?;
    window.wait_for_rows(1, &["received", "helloworld"])?;
    window.screenshot(fixture.screenshot("journey-token-en"))
}

/// Nothing is clicked: why it closed and what to look at stands in the window.
pub(super) fn policy_violation(fixture: &Fixture) -> Result<()> {
    let _server = fixture.echo_server()?;
    let window = fixture.window(&["--language", "en"])?;
    // Chosen once, for all connections: the library of the demonstration tells no close code.
    in_palette(
        &window,
        "record details always",
        "Record connection details: Always",
    )?;
    window.fill(
        "Address",
        "localhost:4000/close/1008?reason=token%20expired",
    )?;
    window.press_key(Key::Enter)?;
    window.wait_for("a banner", |node| {
        node.role() == Role::Alert && text_of(node).contains("1008")
    })?;
    window.wait_for_text("1008 Policy Violation, “token expired”")?;
    window.wait_for_text("Check token, origin or limits")?;
    window.wait_for_rows(1, &["1008", "token expired"])?;
    window.wait_for_button("Add a token…")?;
    window.screenshot(fixture.screenshot("journey-1008-en"))
}

/// One of many is found by a part of it, and copied.
pub(super) fn find_and_copy(fixture: &Fixture) -> Result<()> {
    const COUNT: u64 = 100_000;
    let address = flood::start(COUNT)?;
    let window = fixture.window(&["--language", "en", &address])?;
    window.wait_for_text("Received 100\u{a0}000")?;
    window.press_shortcut(Key::F)?;
    window.type_text("073519")?;
    window.wait_for_text("1 match")?;
    window.press_key(Key::Enter)?;
    row(&window, &["received", "flood 000073519"])?;
    window.wait_for_text("Message 73520")?;
    window.press("Copy text")?;
    copied(fixture, "flood 000073519")
}

/// Two messages beside each other, from their rows.
pub(super) fn compare_two(fixture: &Fixture) -> Result<()> {
    let _server = fixture.echo_server()?;
    let first = r#"{"id":1,"price":"1.50"}"#;
    let window = fixture.window(&["--language", "en", "--send", first])?;
    window.press("点击请求 Send")?;
    window.wait_for_rows(1, &["received", "1.50"])?;
    window.fill("Message to send", r#"{"id":1,"price":"1.75"}"#)?;
    window.press("点击请求 Send")?;
    window.wait_for_rows(1, &["received", "1.75"])?;
    row(&window, &["received", "1.50"])?;
    window.press("Compare")?;
    row(&window, &["received", "1.75"])?;
    window.wait_for_text("1 difference, compared by structure")?;
    window.screenshot(fixture.screenshot("journey-compare-en"))
}

/// A token in an environment is in the system's keyring, not in the settings, and is used again after a restart.
pub(super) fn keyring(fixture: &Fixture) -> Result<()> {
    let server = fixture.echo_server()?;
    let session = SessionKeyring::start(&fixture.home)?;
    let address = "localhost:4000/private?token={{token}}";
    let window = fixture.window_in(&session, &["--language", "en"])?;
    in_palette(
        &window,
        "edit environments",
        "Edit environments and variables…",
    )?;
    // A menu that is looked into for a button would close the dialog.
    window.wait_for_button("Add environment")?;
    window.press("Add environment")?;
    window.wait_for_button("Add variable")?;
    window.press("Add variable")?;
    window.fill("Variable name 1", "token")?;
    window.fill("Variable value 1", "secret")?;
    window.tick("Secret")?;
    window.wait_for("the tick", |node| {
        node.label() == Some("Secret") && node.toggled() == Some(Toggled::True)
    })?;
    window.press_named("Where variable 1 is kept")?;
    window.press("In the system’s keyring")?;
    window.wait_for("the choice", |node| {
        let text = text_of(node);
        text.contains("Where variable 1 is kept") && text.contains("In the system’s keyring")
    })?;
    window.screenshot(fixture.screenshot("environments-en"))?;
    window.press("Done")?;
    window.fill("Address", address)?;
    window.press_key(Key::Enter)?;
    window.press("点击请求 Send")?;
    window.wait_for_rows(1, &["received", "helloworld"])?;
    window.quit()?;
    is_in_the_keyring_alone(&fixture.home.join("wscope"))?;
    let window = fixture.window_in(&session, &["--language", "en"])?;
    window.press("点击请求 Send")?;
    window.wait_for_rows(1, &["received", "helloworld"])?;
    window.screenshot(fixture.screenshot("journey-keyring-en"))?;
    window.quit()?;
    // Without a keyring it is told why there is no connection, and nothing hangs.
    drop(session);
    let window = fixture.window(&["--language", "en"])?;
    window.wait_for_text("The system’s keyring is not available")?;
    is_not_connected(&window)?;
    window.press("Retry keyring")?;
    window.wait_for_text("The system’s keyring is not available")?;
    is_not_connected(&window)?;
    window.screenshot(fixture.screenshot("journey-no-keyring-en"))?;
    drop(server);
    Ok(())
}

/// The settings name the variable, and an entry of the keyring in the place of its value.
fn is_in_the_keyring_alone(settings: &Path) -> Result<()> {
    let mut is_named = false;
    for entry in std::fs::read_dir(settings)? {
        let stored = std::fs::read_to_string(entry?.path())?;
        // The settings are JSON within a text, with its quotes escaped.
        let stored = stored.replace('\\', "");
        if stored.contains(r#":"secret""#) || stored.contains("token=secret") {
            return Err("the token was stored with the settings".into());
        }
        is_named |= stored.contains("token={{token}}") && stored.contains(r#""keep":"keyring""#);
    }
    if !is_named {
        return Err("the settings do not name the token in the keyring".into());
    }
    Ok(())
}

/// Nothing was dialled, and nothing is being dialled.
fn is_not_connected(window: &Window) -> Result<()> {
    window.wait_for("the state", |node| {
        node.role() == Role::Status && node.value() == Some("Not connected")
    })?;
    window.wait_for_button("Connect").map(drop)
}

/// Carries out what is found in the palette by some words.
fn in_palette(window: &Window, words: &str, found: &str) -> Result<()> {
    window.press_shortcut(Key::K)?;
    window.wait_for_focus("the palette", |node| {
        node.label() == Some("Command palette")
    })?;
    window.type_text(words)?;
    // Enter runs the one that is selected.
    window.wait_for(&format!("{found} to be selected"), |node| {
        let is_selected = node.is_selected() == Some(true);
        node.role() == Role::ListBoxOption && is_selected && text_of(node).contains(found)
    })?;
    window.press_key(Key::Enter)
}

/// Clicks the row that has all of these.
fn row(window: &Window, parts: &[&str]) -> Result<()> {
    let row = window.wait_for(&parts.join(" and "), |node| {
        let text = text_of(node);
        node.role() == Role::Row && parts.iter().all(|part| text.contains(part))
    })?;
    window.click(&row)
}

fn copied(fixture: &Fixture, text: &str) -> Result<()> {
    let is_there = || Ok((fixture.display.clipboard()? == text).then_some(()));
    let found = wait_until("the message on the clipboard", PATIENCE, is_there);
    found.or_else(|error| {
        Err(format!("{error}; there is {:?}", fixture.display.clipboard()?).into())
    })
}
