//! Settings that cannot be read or written, and settings that two windows write.

use std::fs;
use std::path::Path;

use wscope::features::composer;
use wscope::kit::language::Language;
use wscope::kit::secret::Keep;
use wscope::kit::theme::ThemeChoice;
use wscope::shell::command::Command;
use wscope::shell::settings::Settings;
use wscope::shell::store::{Place, Store};

use crate::servers::Server;
use crate::settings::{Folder, open, open_file, save};
use crate::stage::Stage;

/// As the version wrote it whose settings eframe kept.
const EARLIER: &str = include_str!("app.ron");

fn keep_draft(stage: &mut Stage, name: &str, text: &str) {
    let compose = &mut stage.harness.state_mut().tab_mut().compose;
    compose.name = name.to_owned();
    compose.draft.text = text.to_owned();
    stage.command(Command::Composer(composer::Command::KeepDraft));
}

fn read(folder: &Folder) -> Settings {
    let (settings, trouble) = Store::at(Place::new(folder.file())).read();
    assert_eq!(trouble, None);
    settings
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn what_an_earlier_version_stored_is_read() {
    let folder = Folder::new();
    fs::write(folder.file(), EARLIER).unwrap();
    let settings = read(&folder);
    assert_eq!(settings.theme, ThemeChoice::Dark);
    assert_eq!(settings.drafts[0].draft.text, "{\"a\": \"引号\\n\"}");
    assert_eq!(settings.tabs[0].form.token, "s3cret");
    // What it stored beside the settings stays.
    let mut stage = open(&folder, "");
    stage.command(Command::SetTheme(ThemeChoice::Light));
    save(&mut stage);
    let stored = folder.stored();
    assert!(stored.contains("outer_position_pixels"), "{stored}");
    assert_eq!(read(&folder).theme, ThemeChoice::Light);
    assert_eq!(read(&folder).drafts, settings.drafts);
}

#[test]
fn settings_are_written_soon_after_a_command() {
    let folder = Folder::new();
    let mut stage = open(&folder, "");
    stage.command(Command::SetTheme(ThemeChoice::Light));
    stage.wait_until("the file", |_| folder.file().exists());
    assert_eq!(read(&folder).theme, ThemeChoice::Light);
}

#[cfg(unix)]
#[test]
fn nobody_else_can_read_the_settings() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = Folder::new();
    let mode = || fs::metadata(folder.file()).unwrap().permissions().mode() & 0o777;
    let mut stage = open(&folder, "");
    save(&mut stage);
    assert_eq!(mode(), 0o600);
    // Also if an earlier version let them, and nothing is changed.
    fs::set_permissions(folder.file(), fs::Permissions::from_mode(0o644)).unwrap();
    drop(open(&folder, ""));
    assert_eq!(mode(), 0o600);
    // A link to them stays one.
    let link = folder.file().with_file_name("link.ron");
    std::os::unix::fs::symlink("app.ron", &link).unwrap();
    let mut stage = open_file(link.clone(), "");
    stage.command(Command::SetTheme(ThemeChoice::Light));
    save(&mut stage);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(read(&folder).theme, ThemeChoice::Light);
}

#[test]
fn unreadable_settings_are_kept_aside_and_it_is_told_where() {
    for damaged in [
        "",
        "{",
        "{\"wscope-settings\": \"{\"}",
        "{\"wscope-settings\": 3}",
        "{\"wscope-settings\": \"{\\\"version\\\":1}\"}",
        "\u{0}\u{0}",
    ] {
        let folder = Folder::new();
        fs::write(folder.file(), damaged).unwrap();
        let aside = folder.file().with_extension("ron.unreadable");
        let mut stage = open(&folder, "");
        stage.wait_for_rows(1, &[&aside.display().to_string()]);
        assert_eq!(fs::read_to_string(&aside).unwrap(), damaged);
        save(&mut stage);
        read(&folder);
        // Another one does not take its place.
        fs::write(folder.file(), "{").unwrap();
        let mut stage = open(&folder, "");
        stage.wait_for_rows(1, &["app.ron.unreadable-2"]);
        assert_eq!(fs::read_to_string(&aside).unwrap(), damaged);
        assert!(!folder.file().exists());
    }
}

#[test]
fn settings_that_became_unreadable_meanwhile_are_kept_aside_too() {
    let folder = Folder::new();
    let mut stage = open(&folder, "");
    fs::write(folder.file(), "half of it").unwrap();
    stage.command(Command::SetTheme(ThemeChoice::Light));
    save(&mut stage);
    stage.wait_for_rows(1, &["app.ron.unreadable"]);
    assert_eq!(read(&folder).theme, ThemeChoice::Light);
}

#[test]
fn what_a_newer_version_stored_is_left_alone_and_that_is_told_once() {
    let folder = Folder::new();
    let newer = "{\"wscope-settings\": \"{\\\"version\\\":2,\\\"settings\\\":[]}\"}";
    fs::write(folder.file(), newer).unwrap();
    let mut stage = open(&folder, "");
    for theme in [ThemeChoice::Light, ThemeChoice::Dark] {
        stage.command(Command::SetTheme(theme));
        save(&mut stage);
    }
    stage.wait_for_rows(1, &["newer version"]);
    assert_eq!(folder.stored(), newer);
    assert_eq!(stage.rows().len(), 1);
}

#[test]
fn settings_that_cannot_be_saved_are_told_once_and_again_when_it_fails_anew() {
    let folder = Folder::new();
    let parent = folder.file().with_file_name("parent");
    // The administrator may write into any folder, but nobody into a file.
    fs::write(&parent, "").unwrap();
    let mut stage = open_file(parent.join("app.ron"), "");
    let change = |stage: &mut Stage, theme| {
        stage.command(Command::SetTheme(theme));
        save(stage);
    };
    change(&mut stage, ThemeChoice::Light);
    change(&mut stage, ThemeChoice::Dark);
    stage.wait_for_rows(1, &["cannot be saved", "app.ron"]);
    fs::remove_file(&parent).unwrap();
    change(&mut stage, ThemeChoice::Light);
    assert!(parent.join("app.ron").exists());
    stage.wait_for_rows(1, &["cannot be saved"]);
    fs::remove_dir_all(&parent).unwrap();
    fs::write(&parent, "").unwrap();
    change(&mut stage, ThemeChoice::Dark);
    stage.wait_for_rows(2, &["cannot be saved", "app.ron"]);
}

#[test]
fn two_windows_lose_nothing_that_was_saved_in_either() {
    let (first, second) = (Server::start(), Server::start());
    let folder = Folder::new();
    let mut one = open(&folder, &first.url);
    let mut other = open(&folder, &second.url);
    keep_draft(&mut one, "a", "first");
    keep_draft(&mut other, "b", "second");
    keep_draft(&mut one, "both", "of the one");
    keep_draft(&mut other, "both", "of the other");
    one.command(Command::SetTheme(ThemeChoice::Light));
    other.command(Command::SetLanguage(Language::SimplifiedChinese));
    other.command(Command::ShowChart(true));
    let form = &mut one.harness.state_mut().tab_mut().form;
    form.token = "s3cret".to_owned();
    form.credentials.keep = Keep::Device;
    for _ in 0..2 {
        save(&mut one);
        save(&mut other);
    }
    let settings = read(&folder);
    assert_eq!(settings.theme, ThemeChoice::Light);
    assert_eq!(settings.language, Some(Language::SimplifiedChinese));
    assert!(settings.shows_chart);
    let mut texts: Vec<_> = settings
        .drafts
        .iter()
        .map(|saved| &*saved.draft.text)
        .collect();
    texts.sort();
    assert_eq!(texts, ["first", "of the one", "of the other", "second"]);
    for url in [&first.url, &second.url] {
        let is_it = |address: &String| address.starts_with(url.as_str());
        assert!(settings.recent_addresses.iter().any(is_it), "{url}");
    }
    // The tabs are those of the window that was closed last, and the credentials that were kept in the other.
    assert!(settings.tabs[0].address.starts_with(&second.url));
    assert_eq!(settings.tabs[1].form.token, "s3cret");
    assert_eq!(settings.tabs.len(), 2);

    // What one of them forgets is forgotten, and both windows offer the same.
    one.command(Command::Composer(composer::Command::ForgetDraft(0)));
    save(&mut one);
    save(&mut other);
    assert_eq!(read(&folder).drafts.len(), 3);
}

#[test]
fn two_windows_that_write_at_once_lose_nothing() {
    const WRITES: usize = 40;
    let folder = Folder::new();
    let store = |name: &'static str| {
        let place = Place::new(folder.file());
        move || {
            let store = Store::at(place);
            let (mut base, _) = store.read();
            base.drafts.clear();
            for number in 0..WRITES {
                let mut mine = base.clone();
                let draft = composer::Draft::default();
                let name = format!("{name} {number}");
                assert!(mine.keep(composer::SavedDraft { name, draft }));
                store.write(base, mine.clone(), None).run().unwrap();
                // It does not learn of the other's, so all of them must be merged each time.
                base = mine;
            }
        }
    };
    std::thread::scope(|scope| {
        let threads = ["a", "b"].map(|name| {
            let work = store(name);
            scope.spawn(work)
        });
        for thread in threads {
            thread.join().unwrap();
        }
    });
    assert_eq!(read(&folder).drafts.len(), 2 * WRITES);
    assert_eq!(
        names(folder.file().parent().unwrap()),
        ["app.ron", "app.ron.lock"]
    );
}

#[cfg(target_os = "linux")]
#[test]
fn what_the_system_says_names_the_settings_and_no_temporary_file() {
    // Nobody can make a file there.
    let mut stage = open_file("/proc/self/app.ron".into(), "");
    for theme in [ThemeChoice::Light, ThemeChoice::Dark] {
        stage.command(Command::SetTheme(theme));
        save(&mut stage);
    }
    stage.wait_for_rows(1, &["cannot be saved: /proc/self/app.ron: "]);
    stage.wait_for_rows(0, &[".wscope-"]);
}
