//! Secrets in the keyring of the system: one in memory that can be locked, and the real one where there is one.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use wscope::StartOptions;
use wscope::features::connection_settings::Section;
use wscope::features::connection_settings::form::{HeaderLine, Login};
use wscope::features::connections;
use wscope::kit::keyring::{Keyring, KeyringError};
use wscope::kit::language::Language;
use wscope::shell::command::Command;

use crate::servers::Server;
use crate::settings::{Folder, start};
use crate::stage::Stage;

#[derive(Default)]
struct InMemory {
    entries: Mutex<BTreeMap<u64, String>>,
    is_locked: Mutex<bool>,
}

impl InMemory {
    fn lock(&self, is_locked: bool) {
        *self.is_locked.lock().unwrap() = is_locked;
    }

    fn texts(&self) -> Vec<String> {
        self.entries.lock().unwrap().values().cloned().collect()
    }

    fn ask(&self) -> Result<(), KeyringError> {
        if *self.is_locked.lock().unwrap() {
            return Err(KeyringError::Locked);
        }
        Ok(())
    }
}

impl Keyring for InMemory {
    fn read(&self, entry: u64) -> Result<String, KeyringError> {
        self.ask()?;
        let entries = self.entries.lock().unwrap();
        entries.get(&entry).cloned().ok_or(KeyringError::Missing)
    }

    fn write(&self, entry: u64, text: &str) -> Result<(), KeyringError> {
        self.ask()?;
        self.entries.lock().unwrap().insert(entry, text.to_owned());
        Ok(())
    }

    fn delete(&self, entry: u64) -> Result<(), KeyringError> {
        self.ask()?;
        self.entries.lock().unwrap().remove(&entry);
        Ok(())
    }
}

/// A window with a keyring: the first, or the next.
fn window(folder: &Folder, keyring: Arc<dyn Keyring>, address: Option<&str>) -> Stage {
    let options = StartOptions {
        address: address.unwrap_or_default().to_owned(),
        is_default_address: address.is_none(),
        language: Some(Language::English),
        keyring: Some(keyring),
        ..StartOptions::default()
    };
    start(folder.file(), options)
}

/// As when the window is closed.
fn close(mut stage: Stage) {
    stage.harness.state_mut().store_with_secrets();
}

/// Chooses where the secret of a variable is kept.
fn keep(stage: &mut Stage, variable: usize, choice: &str) {
    use egui_kittest::kittest::{NodeT as _, Queryable as _};
    let name = format!("Where variable {variable} is kept");
    stage.harness.run_steps(2);
    stage.harness.get_by_label(&name).click();
    stage.harness.run_steps(3);
    let choices = stage.harness.query_all_by_label(choice);
    let is_choice = |node: &egui_kittest::Node<'_>| {
        node.accesskit_node().role() == egui::accesskit::Role::Button
    };
    choices.into_iter().find(is_choice).unwrap().click();
    stage.harness.run_steps(3);
    let shown = stage.harness.get_by_label(&name).accesskit_node().value();
    assert_eq!(shown.as_deref(), Some(choice));
}

/// A token as a secret variable in the keyring, in an environment of its own.
fn add_token(stage: &mut Stage, token: &str) {
    stage.command(Command::Connections(connections::Command::EditEnvironments));
    stage.press("Add environment");
    stage.press("Add variable");
    stage.fill("Variable name 1", "token");
    stage.fill("Variable value 1", token);
    stage.tick("Secret");
    keep(stage, 1, "In the system’s keyring");
    stage.press("Done");
}

fn dialled(stage: &Stage) -> &str {
    stage.harness.state().tab().dialled_address()
}

#[track_caller]
fn wait_for(stage: &mut Stage, address: &str) {
    stage.wait_until(address, |stage| dialled(stage) == address);
    stage.wait_for_button("点击请求");
}

#[track_caller]
fn a_token_survives_a_restart(keyring: &Arc<dyn Keyring>) {
    let server = Server::start();
    let folder = Folder::new();
    let whole = format!("{}/?token=s3cret", server.url);
    let mut stage = window(&folder, Arc::clone(keyring), Some(&server.url));
    stage.wait_for_button("点击请求");
    add_token(&mut stage, "s3cret");
    let typed = format!("{}/?token={{{{token}}}}", server.url);
    stage.harness.state_mut().set_address(&typed);
    stage.command(Command::Connect);
    wait_for(&mut stage, &whole);
    close(stage);
    let stored = folder.stored();
    assert!(stored.contains("token={{token}}"), "{stored}");
    assert!(!stored.contains("s3cret"), "{stored}");
    let stage = &mut window(&folder, Arc::clone(keyring), None);
    wait_for(stage, &whole);
}

#[test]
fn an_environment_with_a_token_survives_a_restart_in_the_keyring() {
    let keyring = Arc::new(InMemory::default());
    let shared: Arc<dyn Keyring> = Arc::<InMemory>::clone(&keyring);
    a_token_survives_a_restart(&shared);
    assert_eq!(keyring.texts(), ["s3cret"]);
}

/// What this machine's own keyring does: run by the test below, on a session bus of its own.
#[cfg(target_os = "linux")]
#[test]
#[ignore = "it would write to the user's own keyring"]
fn in_the_keyring_of_this_session() {
    let keyring = wscope::kit::keyring::system();
    let missing = Err(KeyringError::Missing);
    assert_eq!(keyring.read(1), missing);
    let long = "密".repeat(8 * 1024);
    keyring.write(1, &long).unwrap();
    assert_eq!(keyring.read(1).as_ref(), Ok(&long));
    keyring.delete(1).unwrap();
    keyring.delete(1).unwrap();
    assert_eq!(keyring.read(1), missing);
    a_token_survives_a_restart(&keyring);
}

/// The variable that says where the bus of a session is.
#[cfg(target_os = "linux")]
const BUS: &str = "DBUS_SESSION_BUS_ADDRESS";

/// Starts the keyring of a session, unlocked. The arguments of the shell are run after it.
#[cfg(target_os = "linux")]
const UNLOCK: &str =
    "echo | gnome-keyring-daemon --unlock --components=secrets >/dev/null && exec \"$0\" \"$@\"";

/// A bus of its own with a keyring. Both end when it is dropped, also where a test fails: what is left would keep its output open.
#[cfg(target_os = "linux")]
struct Bus(std::process::Child);

#[cfg(target_os = "linux")]
impl Drop for Bus {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
        let control = std::env::var("XDG_RUNTIME_DIR").map(|folder| folder + "/keyring/control");
        // The next keyring would unlock this one while it ends.
        for _ in 0..500 {
            let connected = control
                .as_ref()
                .map(std::os::unix::net::UnixStream::connect);
            if !matches!(connected, Ok(Ok(_))) {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
    }
}

/// A bus where [`BUS`] says.
#[cfg(target_os = "linux")]
fn start_bus(address: &str) -> Bus {
    use std::process::{Command as Process, Stdio};
    let bus = Process::new("dbus-daemon")
        .args([
            "--session",
            "--nofork",
            "--print-address",
            "--address",
            address,
        ])
        .stdout(Stdio::piped())
        .spawn();
    let mut bus = Bus(bus.unwrap());
    // It takes connections once it has said where.
    let mut line = String::new();
    let mut out = std::io::BufReader::new(bus.0.stdout.take().unwrap());
    std::io::BufRead::read_line(&mut out, &mut line).unwrap();
    let unlocked = Process::new("sh").args(["-c", UNLOCK, "true"]).status();
    assert!(unlocked.unwrap().success());
    bus
}

/// The bus begins after the first use, and once more later: run by the test below.
#[cfg(target_os = "linux")]
#[test]
#[ignore = "it needs a session without a bus"]
fn where_the_bus_begins_late() {
    #[track_caller]
    fn is_away(outcome: Result<String, KeyringError>) {
        assert!(
            matches!(outcome, Err(KeyringError::Unavailable(_))),
            "{outcome:?}"
        );
    }
    let address = std::env::var(BUS).unwrap();
    let keyring = wscope::kit::keyring::system();
    is_away(keyring.read(1));
    is_away(keyring.read(1));
    for begin in 1..=2 {
        let bus = start_bus(&address);
        assert_eq!(keyring.read(1), Err(KeyringError::Missing), "{begin}");
        keyring.write(1, "s3cret").unwrap();
        assert_eq!(keyring.read(1).as_deref(), Ok("s3cret"), "{begin}");
        keyring.delete(1).unwrap();
        drop(bus);
        is_away(keyring.read(1));
    }
}

/// Runs an ignored test of this file where `gnome-keyring` is installed, as it is where changes are checked.
#[cfg(target_os = "linux")]
#[track_caller]
#[expect(clippy::print_stderr, reason = "it says why a test did nothing")]
fn run_ignored(test: &str, on_bus: bool) {
    use std::process::Command as Process;
    let is_there = |program: &str| Process::new(program).arg("--version").output().is_ok();
    if !is_there("dbus-run-session") || !is_there("gnome-keyring-daemon") {
        eprintln!("not run: install gnome-keyring and dbus-daemon");
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let own = std::env::current_exe().unwrap();
    let mut process = if on_bus {
        let mut process = Process::new("dbus-run-session");
        process.args(["--", "sh", "-c", UNLOCK]).arg(own);
        process
    } else {
        let mut process = Process::new(own);
        process.env(
            BUS,
            format!("unix:path={}", home.path().join("bus").display()),
        );
        process
    };
    let output = process
        .args([test, "--exact", "--include-ignored"])
        .env("HOME", home.path())
        .env("XDG_DATA_HOME", home.path())
        .env("XDG_RUNTIME_DIR", home.path())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(told.contains("1 passed"), "{output:#?}");
}

#[cfg(target_os = "linux")]
#[test]
fn the_secret_service_keeps_a_token() {
    run_ignored("keyring::in_the_keyring_of_this_session", true);
}

#[cfg(target_os = "linux")]
#[test]
fn a_bus_that_begins_late_is_found_at_the_next_use() {
    run_ignored("keyring::where_the_bus_begins_late", false);
}

#[test]
fn a_locked_keyring_is_told_and_the_connection_begins_once_it_is_unlocked() {
    let server = Server::start();
    let folder = Folder::new();
    let keyring = Arc::new(InMemory::default());
    let shared = || -> Arc<dyn Keyring> { Arc::<InMemory>::clone(&keyring) };
    let mut stage = window_with_token(&folder, shared(), &server.url);
    stage.press("Reconnect now");
    close(stage);
    assert!(keyring.texts()[0].contains("s3cret"));
    assert!(!folder.stored().contains("s3cret"));

    keyring.lock(true);
    let mut stage = window(&folder, shared(), None);
    stage.wait_for_text("keyring");
    stage.wait_for_button("Retry keyring");
    assert_eq!(stage.harness.state().tab().form.token, "");
    assert_eq!(dialled(&stage), "");
    keyring.lock(false);
    stage.press("Retry keyring");
    wait_for(&mut stage, &format!("{}/", server.url));
    assert_eq!(stage.harness.state().tab().form.token, "s3cret");
    // Chosen otherwise, it is there no longer.
    stage.open_settings_page(Section::Login);
    choose(&mut stage, "Until the window closes");
    close(stage);
    assert_eq!(keyring.texts(), [""; 0]);
}

#[test]
fn what_waits_for_the_keyring_is_told_and_can_be_cancelled() {
    let server = Server::start();
    let folder = Folder::new();
    let keyring = Arc::new(InMemory::default());
    let shared = || -> Arc<dyn Keyring> { Arc::<InMemory>::clone(&keyring) };
    let mut stage = window_with_token(&folder, shared(), &server.url);
    stage.press("Reconnect now");
    close(stage);

    // It takes its time, as one does that asks the person.
    let busy = keyring.entries.lock().unwrap();
    let mut stage = window(&folder, shared(), None);
    stage.wait_for_text("Awaits keyring");
    stage.press("Cancel");
    stage.wait_for_text("Not connected");
    drop(busy);
    stage.wait_until("the token", |stage| {
        stage.harness.state().tab().form.token == "s3cret"
    });
    stage.harness.run_steps(5);
    assert_eq!(dialled(&stage), "");
    stage.press("Connect");
    wait_for(&mut stage, &format!("{}/", server.url));
}

/// A secret whose entry is gone: it is to be typed again, and asking the keyring again would not help.
#[test]
fn a_secret_that_the_keyring_lost_is_asked_for_where_it_is_typed() {
    let server = Server::start();
    let in_tab: fn(&Folder, Arc<dyn Keyring>, &str) -> Stage = window_with_token;
    let in_header: fn(&Folder, Arc<dyn Keyring>, &str) -> Stage = |folder, keyring, url| {
        let mut stage = window_with_token(folder, keyring, url);
        let form = &mut stage.harness.state_mut().tab_mut().form;
        form.login = Login::None;
        form.token.clear();
        form.headers = vec![HeaderLine::new("X-Api-Key", "s3cret")];
        stage
    };
    let in_variable: fn(&Folder, Arc<dyn Keyring>, &str) -> Stage = |folder, keyring, url| {
        let mut stage = window(folder, keyring, Some(url));
        add_token(&mut stage, "s3cret");
        let typed = format!("{url}/?token={{{{token}}}}");
        stage.harness.state_mut().set_address(&typed);
        stage.command(Command::Connect);
        stage
    };
    for (open, remedy) in [
        (in_tab, "Connection settings"),
        (in_header, "Connection settings"),
        (in_variable, "Edit environments"),
    ] {
        let folder = Folder::new();
        let keyring = Arc::new(InMemory::default());
        let shared = || -> Arc<dyn Keyring> { Arc::<InMemory>::clone(&keyring) };
        let mut stage = open(&folder, shared(), &server.url);
        stage.wait_for_button("点击请求");
        close(stage);
        assert_eq!(keyring.texts().len(), 1);
        keyring.entries.lock().unwrap().clear();
        let mut stage = window(&folder, shared(), None);
        stage.wait_for_text("type it again");
        stage.wait_for_button(remedy);
        assert!(stage.button("Retry keyring").is_none());
        assert_eq!(dialled(&stage), "", "{remedy}");
    }
}

/// A window that is connected here, with a token for the next connection that is kept in the keyring.
fn window_with_token(folder: &Folder, keyring: Arc<dyn Keyring>, url: &str) -> Stage {
    let mut stage = window(folder, keyring, Some(url));
    stage.wait_for_button("点击请求");
    let form = &mut stage.harness.state_mut().tab_mut().form;
    (form.login, form.token) = (Login::Bearer, "s3cret".to_owned());
    stage.open_settings_page(Section::Login);
    choose(&mut stage, "In the system’s keyring");
    stage
}

/// Chooses where credentials are kept.
fn choose(stage: &mut Stage, choice: &str) {
    use egui_kittest::kittest::{Queryable as _, by};
    stage.harness.run_steps(3);
    let button = by().role(egui::accesskit::Role::RadioButton).label(choice);
    // It may be further down than the page shows.
    stage.harness.get(button).click_accesskit();
    stage.harness.run_steps(3);
}

#[test]
fn a_saved_connection_has_its_credentials_in_the_keyring_until_it_is_deleted_for_good() {
    let server = Server::start();
    let folder = Folder::new();
    let keyring = Arc::new(InMemory::default());
    let shared = || -> Arc<dyn Keyring> { Arc::<InMemory>::clone(&keyring) };
    let mut stage = window_with_token(&folder, shared(), &server.url);
    let other = format!("{}/?room=7", server.url);
    stage.harness.state_mut().set_address(&other);
    // At once, while the keyring may not have it yet.
    stage.command(Command::Connections(connections::Command::Save));
    let tab = stage.harness.state_mut().tab_mut();
    tab.form = Default::default();
    tab.address.clone_from(&server.url);
    tab.saved = None;
    close(stage);
    assert!(keyring.texts()[0].contains("s3cret"));
    assert!(!folder.stored().contains("s3cret"));

    let mut stage = window(&folder, shared(), None);
    stage.wait_for_button("点击请求");
    let item = other.strip_prefix("ws://").unwrap();
    press_on(&mut stage, item, egui::Key::Delete);
    stage.harness.state_mut().store_now();
    stage.wait_for_text("Deleted");
    assert_eq!(keyring.texts().len(), 1, "it can be brought back");
    stage.press("Undo");
    press_on(&mut stage, item, egui::Key::Enter);
    wait_for(&mut stage, &other);
    let tab = stage.harness.state_mut().tab_mut();
    assert_eq!(tab.form.token, "s3cret");
    tab.form = Default::default();
    press_on(&mut stage, item, egui::Key::Delete);
    close(stage);
    assert_eq!(keyring.texts(), [""; 0]);
}

/// Presses a key on a row of the sidebar.
fn press_on(stage: &mut Stage, item: &str, key: egui::Key) {
    stage.wait_for_item(item);
    stage.item(item).unwrap().focus();
    stage.harness.run_steps(2);
    stage.harness.key_press(key);
    stage.harness.run_steps(3);
}
