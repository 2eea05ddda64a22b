//! What a process of its own leaves behind: killed, and with a disk that is full.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::wire::opened;
use crate::{BUDGET_BYTES, check_same, end, flood, header, number, texts};

/// Names the file, to this program as the process that records.
const FILE: &str = "RECORDING_FILE";

/// Begins this program as one that runs a single test of this file, through a shell that may limit it.
fn begin(limits: &str, test: &str, path: &Path) -> Child {
    let program = std::env::current_exe().unwrap();
    Command::new("sh")
        .args(["-c", &format!("{limits} exec \"$0\" \"$@\"")])
        .arg(program)
        .args(["--exact", test, "--ignored", "--nocapture"])
        .env(FILE, path)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

#[test]
fn a_program_that_is_killed_loses_the_last_second_at_most() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("killed.wscope.jsonl");
    let mut child = begin("", "killed::records_until_it_is_killed", &path);
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    // How many were recorded, and when that was told.
    let mut told: Vec<(Instant, usize)> = Vec::new();
    let mut begin = None;
    for line in lines.map_while(Result::ok) {
        if let Some(count) = line.strip_prefix("recorded ") {
            let now = Instant::now();
            told.push((now, count.parse().unwrap()));
            if begin.get_or_insert(now).elapsed() > Duration::from_secs(2) {
                break;
            }
        }
    }
    let killed = Instant::now();
    // SIGKILL.
    child.kill().unwrap();
    child.wait().unwrap();
    let (texts, report) = texts(&path);
    let before = told
        .iter()
        .filter(|(at, _)| *at < killed - Duration::from_secs(1));
    let expected = before.map(|(_, count)| *count).max().unwrap();
    assert!(
        expected > 0 && texts.len() >= expected,
        "{} {expected}",
        texts.len()
    );
    assert_eq!(report.bad, 0);
    let numbers: Vec<String> = (0..texts.len() as u64).map(number).collect();
    check_same(&texts, &numbers);
}

#[test]
#[ignore = "started as a process of its own, by the test that kills it"]
fn records_until_it_is_killed() {
    let Some(path) = std::env::var_os(FILE) else {
        return;
    };
    let (mut session, wire) = opened(BUDGET_BYTES);
    session.record_to(Path::new(&path), header()).unwrap();
    for count in (0..).step_by(20) {
        flood(&wire, count..count + 20, 0);
        println!("recorded {}", count + 20);
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// A shell limits how large files of a process get: as a full disk does, but that it sends a signal, which is ignored here.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_ends_the_recording_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("full.wscope.jsonl");
    let limits = "trap '' XFSZ; ulimit -f 8000;";
    let mut child = begin(limits, "killed::records_until_the_disk_is_full", &path);
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let told: Vec<String> = lines.map_while(Result::ok).collect();
    assert!(child.wait().unwrap().success(), "{told:?}");
    // What was written can be opened, up to the line in which it ends.
    let (texts, report) = texts(&path);
    assert!(texts.len() > 10_000 && report.bad == 0);
    let numbers: Vec<String> = (0..texts.len() as u64).map(number).collect();
    check_same(&texts, &numbers);
}

#[test]
#[ignore = "started as a process of its own, by the test that limits the size of its files"]
fn records_until_the_disk_is_full() {
    let Some(path) = std::env::var_os(FILE) else {
        return;
    };
    let (mut session, wire) = opened(BUDGET_BYTES);
    session.record_to(Path::new(&path), header()).unwrap();
    flood(&wire, 0..100_000, 100);
    let end = end(&mut session);
    let failure = end.failure.unwrap();
    assert_eq!(
        failure.kind(),
        std::io::ErrorKind::FileTooLarge,
        "{failure}"
    );
    // The list goes on in memory, as if there were no recording.
    flood(&wire, 100_000..200_000, 100);
    let snapshot = session.snapshot();
    assert_eq!(session.recording(), None);
    assert!(snapshot.bytes_kept <= BUDGET_BYTES);
    let total = snapshot.counters.total();
    assert!(total.messages >= 200_000 && total.dropped_messages > 100_000);
    let newest = session.with_log(|log| {
        let newest = log.get(message_log::Seq::new(log.kept().end.get() - 1));
        newest.map(|newest| newest.payload.to_vec())
    });
    assert_eq!(newest, Some(number(199_999).into_bytes()));
}
