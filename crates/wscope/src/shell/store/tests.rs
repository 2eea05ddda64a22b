use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::*;
use crate::features::composer::Draft;
use crate::features::composer::SavedDraft;

/// Names the file to a process that writes settings until it is killed.
const WRITER: &str = "WSCOPE_TEST_WRITER";
/// As many drafts as there may be.
const DRAFTS: usize = 50;
/// How often a writer is killed.
const KILLS: u64 = 25;
/// Long enough for a loaded machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Settings that take a while to write, and of which each part says to which time it belongs.
fn settings(number: usize) -> Settings {
    let draft = |index: usize| SavedDraft {
        name: index.to_string(),
        draft: Draft {
            text: format!("{number} ").repeat(4_000),
            ..Draft::default()
        },
    };
    Settings {
        drafts: (0..DRAFTS).map(draft).collect(),
        ..Settings::default()
    }
}

/// No test by itself: the one below starts it in a process of its own.
#[test]
fn write_until_killed() {
    let Some(path) = std::env::var_os(WRITER) else {
        return;
    };
    let store = Store::at(Place::new(path.into()));
    let (mut base, _) = store.read();
    for number in 0.. {
        let mine = settings(number);
        store
            .write(base, mine.clone(), None)
            .run()
            .map(drop)
            .unwrap();
        base = mine;
    }
}

#[test]
fn a_program_that_is_killed_while_it_writes_leaves_whole_settings() {
    let folder = tempfile::tempdir().unwrap();
    let path: PathBuf = folder.path().join("app.ron");
    let store = Store::at(Place::new(path.clone()));
    for round in 0..KILLS {
        let before = std::fs::read(&path).unwrap_or_default();
        let mut writer = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "shell::store::tests::write_until_killed"])
            .env(WRITER, &path)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let start = Instant::now();
        while std::fs::read(&path).unwrap_or_default() == before {
            assert!(start.elapsed() < PATIENCE, "it wrote nothing");
            std::thread::sleep(Duration::from_millis(1));
        }
        // Each time at another point of what it does.
        std::thread::sleep(Duration::from_micros(round * 737));
        writer.kill().unwrap();
        writer.wait().unwrap();
        let (read, trouble) = store.read();
        assert_eq!(trouble, None);
        assert_eq!(read.drafts.len(), DRAFTS);
        let text = &read.drafts[0].draft.text;
        assert!(read.drafts.iter().all(|saved| saved.draft.text == *text));
    }
    let written = store.write(settings(0), settings(1), None).run();
    assert!(written.is_ok());
    // What the killed ones were writing is gone.
    let entries = std::fs::read_dir(folder.path()).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["app.ron", "app.ron.lock"]);
}

/// A pipe without a writer would hang, a device without an end fill the memory.
#[cfg(target_os = "linux")]
#[test]
fn settings_that_are_no_regular_file_or_too_large_are_told_and_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("app.ron");
    let place = Place::new(path.clone());
    assert!(place.can_be_read(), "it is not there");
    std::fs::write(&path, "{}").unwrap();
    assert!(place.can_be_read());
    std::fs::remove_file(&path).unwrap();
    let devices: [&dyn Fn(); 3] = [
        &|| std::os::unix::fs::symlink("/dev/zero", &path).unwrap(),
        &|| make_pipe(&path),
        &|| std::os::unix::fs::symlink("app.ron", &path).unwrap(),
    ];
    for make in devices {
        make();
        assert!(!place.can_be_read());
        let (_, trouble) = within_patience(place.clone());
        assert!(matches!(trouble, Some(SettingsFault::NotSaved { .. })));
        std::fs::remove_file(&path).unwrap();
    }
    let file = std::fs::File::create(&path).unwrap();
    file.set_len(1 << 40).unwrap();
    assert!(!place.can_be_read());
    let (_, trouble) = within_patience(place);
    assert!(matches!(trouble, Some(SettingsFault::SetAside { .. })));
}

#[cfg(target_os = "linux")]
#[test]
fn a_pipe_where_the_lock_should_be_does_not_hang() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("app.ron");
    make_pipe(&path.with_added_extension("lock"));
    let (_, trouble) = within_patience(Place::new(path));
    assert_eq!(trouble, None);
}

#[cfg(target_os = "linux")]
fn make_pipe(path: &std::path::Path) {
    let status = Command::new("mkfifo").arg(path).status().unwrap();
    assert!(status.success());
}

/// Reads on another thread, which may hang.
#[cfg(target_os = "linux")]
fn within_patience(place: Place) -> (Settings, Option<SettingsFault>) {
    let (tell, told) = std::sync::mpsc::sync_channel(1);
    let reader = std::thread::Builder::new().name("reader".to_owned());
    reader
        .spawn(move || tell.send(Store::at(place).read()).unwrap())
        .unwrap();
    told.recv_timeout(PATIENCE).expect("it hangs")
}
