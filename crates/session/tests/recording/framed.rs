//! Frames in a recording: what is known of them after opening it is what was known before.

use std::borrow::Cow;
use std::ops::ControlFlow;
use std::path::Path;

use connection::{LentFrame, LentMessage, Observer, Signal, Step};
use message_log::{Direction, Kind, Seq};
use session::files::{
    EntryContent, FileEntry, FileFrame, FileKind, FileProgress, FileWriter, Header, Record, Sink,
    read,
};
use session::{Fault, Session};
use wire::FrameHead;

use crate::opening::{load, session_of};
use crate::wire::opened;
use crate::{BUDGET_BYTES, header, stop};

fn frame(observer: &Observer, is_sent: bool, message: Option<u64>, bytes: &[u8]) {
    observer.observe(Signal::Frame(LentFrame {
        is_sent,
        bytes: Cow::Borrowed(bytes),
        message,
    }));
}

fn received(observer: &Observer, text: &str) {
    observer.observe(Signal::Received(LentMessage::Text(text.into())));
}

fn sent(observer: &Observer, text: &str) {
    observer.observe(Signal::Sent(LentMessage::Text(text.into())));
}

/// What a connection tells: messages in one frame and in several, control frames between them, and frames made by hand.
fn conversation(observer: &Observer) {
    observer.observe(Signal::Step(Step::Compression {
        agreed: wire::deflate::Parameters::default(),
    }));
    sent(observer, "a");
    frame(observer, true, Some(0), b"\x81\x81\0\0\0\0a");
    // Frames of the other side are recorded from within its second message on.
    received(observer, "first");
    frame(observer, false, Some(1), b"\x80\x01z");
    received(observer, "xyz");
    frame(observer, false, Some(2), b"\x41\x02ab");
    frame(observer, false, None, b"\x89\x00");
    observer.observe(Signal::Received(LentMessage::Ping(b"".into())));
    frame(observer, false, Some(2), b"\x80\x01c");
    received(observer, "abc");
    // By hand: without a mask, and what continues nothing.
    frame(observer, true, None, b"\x81\x01h");
    frame(observer, true, None, b"\x80\x81\0\0\0\0h");
    sent(observer, "b");
    sent(observer, "c");
    frame(observer, true, Some(1), b"\x81\x81\0\0\0\0b");
    frame(observer, true, Some(2), b"\x81\x81\0\0\0\0c");
    // One whose message is still under way when the recording ends.
    frame(observer, false, Some(3), b"\x01\x01u");
}

/// What is known of one frame.
type Known = (Direction, Vec<u8>, Option<Vec<u8>>, bool, Option<Fault>);

/// What is known of all frames: the message of each by its payload.
fn known(session: &Session) -> Vec<Known> {
    let kept = session.with_frames(|frames| frames.log().kept());
    let seqs = (kept.start.get()..kept.end.get()).map(Seq::new);
    seqs.map(|seq| {
        let (direction, bytes, belonging, fault) = session.with_frames(|frames| {
            let frame = frames.log().get(seq).unwrap();
            let (head, _) = FrameHead::parse(frame.payload).unwrap();
            let belonging = frames.belonging(frame.direction, seq, &head);
            let fault = frames.fault(seq);
            (frame.direction, frame.payload.to_vec(), belonging, fault)
        });
        let message = belonging
            .message
            .map(|message| session.with_log(|log| log.get(message).unwrap().payload.to_vec()));
        (direction, bytes, message, belonging.is_compressed, fault)
    })
    .collect()
}

#[derive(Default)]
struct Frames {
    frames: Vec<FileFrame>,
    entries: Vec<FileEntry>,
}

impl Sink for Frames {
    fn begin(&mut self, _header: Header) {}

    fn entry(&mut self, entry: FileEntry) -> ControlFlow<()> {
        self.entries.push(entry);
        ControlFlow::Continue(())
    }

    fn frame(&mut self, frame: FileFrame) -> ControlFlow<()> {
        self.frames.push(frame);
        ControlFlow::Continue(())
    }
}

fn frames_of(path: &Path) -> Frames {
    let mut frames = Frames::default();
    let open = || std::fs::File::open(path);
    let report = read(open, &FileProgress::default(), &mut frames).unwrap();
    assert_eq!((report.bad, report.frames), (0, frames.frames.len() as u64));
    frames
}

#[test]
fn frames_are_recorded_and_known_after_opening() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("frames.wscope.jsonl");
    let (mut session, wire) = opened(BUDGET_BYTES);
    // Some before the recording begins, some while it is under way.
    conversation(&wire.observer());
    session.record_to(&path, header()).unwrap();
    sent(&wire.observer(), "between");
    std::thread::sleep(std::time::Duration::from_millis(50));
    frame(&wire.observer(), false, Some(3), b"\x80\x01v");
    received(&wire.observer(), "uv");
    frame(&wire.observer(), true, None, b"\x82\x80\0\0\0\0");
    stop(&mut session);
    let before = known(&session);
    assert_eq!(before.len(), 12, "{before:?}");
    assert_eq!(before.iter().filter(|known| known.4.is_some()).count(), 2);
    let of_messages = before.iter().filter(|known| known.2.is_some());
    assert_eq!(of_messages.count(), 7, "{before:?}");

    // From its pages on disk, and entry by entry.
    let record = Record::new(BUDGET_BYTES);
    load(&record, &path, |_| {}).1.unwrap();
    assert_eq!(known(&session_of(&record).0), before);
    let entries = frames_of(&path);
    let hand_made = entries.frames.iter().filter(|frame| frame.is_hand_made);
    assert_eq!(hand_made.count(), 3);
    assert!(entries.entries.len() > 6);

    // Written once more, as the window and wsc convert do.
    let again = folder.path().join("again.wscope.jsonl");
    let file = std::fs::File::create(&again).unwrap();
    let mut writer = FileWriter::new(FileKind::Session, file, header()).unwrap();
    let (session, _wire) = session_of(&record);
    let mut frames = session.reader().frames();
    let mut last = None;
    let kept = session.snapshot().kept;
    for seq in (kept.start.get()..kept.end.get()).map(Seq::new) {
        let message = session.share(seq).unwrap();
        let message = message.message();
        while let Some((_, frame)) = frames.next_before(&message, last) {
            writer.write_frame(&frame).unwrap();
        }
        writer.write(&message, None).unwrap();
        last = Some(seq);
    }
    while let Some((_, frame)) = frames.next_at_end(last) {
        writer.write_frame(&frame).unwrap();
    }
    writer.finish().unwrap();
    let record = Record::new(BUDGET_BYTES);
    load(&record, &again, |_| {}).1.unwrap();
    assert_eq!(known(&session_of(&record).0), before);
}

#[test]
fn many_frames_are_in_the_file_whatever_memory_keeps_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("many.wscope.jsonl");
    let (mut session, wire) = opened(BUDGET_BYTES);
    session.record_to(&path, header()).unwrap();
    let observer = wire.observer();
    // Twice as much as the log of frames keeps.
    let payload = "x".repeat(64 * 1024);
    let head = b"\x81\x7f\0\0\0\0\0\x01\0\0";
    let bytes = [&head[..], payload.as_bytes()].concat();
    let count = 2 * (64 << 20) / bytes.len() as u64;
    for number in 0..count {
        frame(&observer, false, Some(number), &bytes);
        received(&observer, &format!("{number}"));
        frame(&observer, false, None, b"\x89\x00");
    }
    stop(&mut session);
    let kept = session.with_frames(|frames| frames.log().kept());
    assert!(kept.start > Seq::FIRST, "memory has some of them");
    let frames = frames_of(&path);
    assert_eq!(frames.frames.len() as u64, 2 * count);
    // Each message is behind its frame, with pings between.
    let ends = frames.frames.iter().filter(|frame| frame.message.is_some());
    assert_eq!(ends.count() as u64, count);
    let texts = frames.entries.iter().filter(|entry| {
        matches!(
            &entry.content,
            EntryContent::Message {
                kind: Kind::Text,
                ..
            }
        )
    });
    assert_eq!(texts.count() as u64, count);
}

/// The list is cleared at once, before the thread that writes can have seen anything.
#[test]
fn frames_that_are_cleared_at_once_are_in_the_file() {
    #[track_caller]
    fn check(clear: fn(&mut Session)) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cleared.wscope.jsonl");
        let (mut session, wire) = opened(BUDGET_BYTES);
        session.record_to(&path, header()).unwrap();
        for number in 0..3 {
            frame(&wire.observer(), false, Some(number), b"\x81\x01a");
            received(&wire.observer(), "a");
            frame(&wire.observer(), false, None, b"\x89\x00");
            clear(&mut session);
        }
        frame(&wire.observer(), false, Some(3), b"\x81\x01b");
        received(&wire.observer(), "b");
        assert!(stop(&mut session).failure.is_none());
        let found = frames_of(&path).frames;
        let bytes: Vec<&[u8]> = found.iter().map(|frame| &*frame.bytes).collect();
        let once: [&[u8]; 2] = [b"\x81\x01a", b"\x89\x00"];
        let expected = [&once[..], &once, &once, &[b"\x81\x01b"]].concat();
        assert_eq!(bytes, expected);
        let named = found.iter().filter(|frame| frame.message.is_some());
        assert_eq!(named.count(), 4, "each message is behind its frame");
    }
    check(Session::clear);
    check(|session| drop(session.take_log()));
    check(|session| {
        let taken = session.take_log();
        session.put_back(taken);
    });
}
