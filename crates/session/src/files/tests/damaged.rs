//! Compressed files that were cut off or changed.

use std::io::Write as _;

use super::*;

fn compressed(compression: FileCompression, text: &str) -> Vec<u8> {
    let mut out = Compressor::new(compression, Vec::new());
    out.write_all(text.as_bytes()).unwrap();
    out.finish().unwrap()
}

/// Lines that do not compress well, so that a fault is somewhere among them.
fn numbered_lines(count: u64) -> Vec<String> {
    let line = |number: u64| {
        let odd = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        HELLO.replace(
            "hello",
            &format!("{number} {odd:x} {:x}", odd.wrapping_mul(odd | 1)),
        )
    };
    (0..count).map(line).collect()
}

/// Wherever a compressed file is cut, what can be unpacked is opened, and it is told as cut off.
#[test]
fn a_compressed_file_that_was_cut_is_read_up_to_there() {
    let text = format!("{HEADER}\n{}\n", numbered_lines(20).join("\n"));
    for compression in [FileCompression::Gzip, FileCompression::Zstd] {
        let file = compressed(compression, &text);
        let mut most = 0;
        for end in 4..file.len() {
            match collect(&file[..end]) {
                (read, Ok(report)) => {
                    assert_eq!(report.damage, Some(Damage::CutOff), "{compression:?} {end}");
                    assert_eq!(report.bad, 0);
                    assert!(report.entries >= most);
                    most = report.entries;
                    assert_eq!(read.entries.len() as u64, most);
                }
                (_, Err(error)) => {
                    assert!(
                        matches!(error, FileError::Damaged(Damage::CutOff)),
                        "{error}"
                    );
                    assert_eq!(most, 0, "{compression:?} {end}");
                }
            }
        }
        assert_eq!(most, 20, "{compression:?}");
        assert_eq!(collect(&file).1.unwrap().damage, None);
    }
}

/// What precedes the fault is opened, and no message is made up.
#[test]
fn a_compressed_file_that_is_damaged_is_read_up_to_there() {
    let lines = numbered_lines(20_000);
    let text = format!("{HEADER}\n{}\n", lines.join("\n"));
    let expected = collect(text.as_bytes()).0.entries;
    for compression in [FileCompression::Gzip, FileCompression::Zstd] {
        let file = compressed(compression, &text);
        let check = |file: &[u8], at_least: usize, is_cut: bool| {
            let (read, report) = collect(file);
            let report = report.unwrap();
            let damage = report.damage.unwrap();
            assert_eq!(damage == Damage::CutOff, is_cut, "{damage:?}");
            assert!(is_cut || report.truncated.is_none());
            let same = expected.iter().zip(&read.entries);
            let same = same.take_while(|(left, right)| left == right).count();
            assert!(same >= at_least, "{compression:?}: {same} of {at_least}");
        };
        // Zstandard is decompressed in blocks of 128 KiB, which have some 1200 of these lines.
        for part in [10, 30, 60, 90] {
            let end = file.len() * part / 100;
            let at_least = match compression {
                FileCompression::Gzip => 20_000 * (part - 1) / 100,
                _ => (20_000 * part / 100).saturating_sub(1300),
            };
            check(&file[..end], at_least, true);
        }
        let mut changed = file.clone();
        let last = changed.len() - 5;
        changed[last] ^= 1;
        if compression == FileCompression::Gzip {
            check(&changed, 20_000, false);
        }
        let last = file.len() - 1;
        changed.clone_from(&file);
        changed[last] ^= 1;
        check(&changed, 20_000, false);
        // Another file behind it, which is not compressed.
        check(&[&file[..], b"and something else"].concat(), 20_000, false);
        // Whatever is changed, nothing breaks.
        for at in (0..file.len()).step_by(file.len() / 50) {
            changed.clone_from(&file);
            changed[at] ^= 0x55;
            let (read, report) = collect(&changed);
            let has_told = report.map_or(true, |report| report.damage.is_some() || report.bad > 0);
            assert!(has_told || read.entries == expected, "{compression:?} {at}");
        }
    }
}

/// A disk that cannot be read is no fault of what is in the file.
#[test]
fn a_source_that_cannot_be_read_is_told_as_such() {
    struct Broken;
    impl std::io::Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::ConnectionReset.into())
        }
    }
    let text = numbered_lines(100).join("\n");
    for compression in [FileCompression::Gzip, FileCompression::Zstd] {
        let file = compressed(compression, &text);
        let half = &file[..file.len() / 2];
        let open = || Ok(std::io::Read::chain(half, Broken));
        let told = read(open, &FileProgress::default(), &mut Collected::default());
        assert!(matches!(told, Err(FileError::Io(_))), "{told:?}");
    }
}

/// RFC 8878, section 3.1.2: they are for other programs, and may stand anywhere between frames.
#[test]
fn skippable_frames_are_passed_over() {
    let lines = numbered_lines(20);
    let parts = [
        format!("{HEADER}\n{}\n", lines[..10].join("\n")),
        format!("{}\n", lines[10..].join("\n")),
    ];
    let [first, second] = parts.map(|part| compressed(FileCompression::Zstd, &part));
    let skippable = |kind: u8, content: &[u8]| {
        let length = u32::try_from(content.len()).unwrap().to_le_bytes();
        [&[kind, 0x2a, 0x4d, 0x18], &length[..], content].concat()
    };
    let (one, other) = (skippable(0x50, b"metadata"), skippable(0x5f, b""));
    let check = |parts: &[&[u8]], entries: u64, damage: Option<Damage>| {
        let report = collect(&parts.concat()).1.unwrap();
        assert_eq!((report.entries, report.damage), (entries, damage));
    };
    check(&[&one, &first, &other, &one, &second, &one], 20, None);
    check(&[&first, &one[..11]], 10, Some(Damage::CutOff));
    check(&[&first, &one[..6]], 10, Some(Damage::CutOff));
}

/// It is not damaged, and a program that takes more memory can read it.
#[test]
fn a_window_that_takes_too_much_memory_is_told_with_its_size() {
    // A window of 2 to the power of 10 + N, with an empty block.
    let frame = |power: u8| [0x28, 0xb5, 0x2f, 0xfd, 0, (power - 10) << 3, 1, 0, 0];
    let words = "decompressing it needs 128 MiB of memory for its window, and 100 MiB are allowed";
    let error = collect(&frame(27)).1.unwrap_err().to_string();
    assert_eq!(error, format!("nothing of the file can be read: {words}"));
    let whole = compressed(FileCompression::Zstd, &format!("{HEADER}\n{HELLO}\n"));
    let report = collect(&[&whole[..], &frame(27)].concat()).1.unwrap();
    let damage = report.damage.unwrap();
    assert_eq!((report.entries, damage.to_string()), (1, words.to_owned()));
    assert_eq!(damage.consequence(), "what precedes that is read");
    let error = collect(&frame(41)).1.unwrap_err().to_string();
    assert!(error.contains("needs 2097152 MiB"), "{error}");
}

#[test]
fn a_file_that_is_compressed_twice_is_told() {
    for outer in [FileCompression::Gzip, FileCompression::Zstd] {
        for inner in [FileCompression::Gzip, FileCompression::Zstd] {
            let mut out = Compressor::new(outer, Vec::new());
            out.write_all(&compressed(inner, HEADER)).unwrap();
            let error = collect(&out.finish().unwrap()).1.unwrap_err();
            assert!(matches!(error, FileError::CompressedTwice), "{error}");
        }
    }
}

/// What does not belong to a file is told for what it is.
#[test]
fn what_follows_a_whole_file_is_told() {
    let text = format!("{HEADER}\n{HELLO}\n");
    for compression in [FileCompression::Gzip, FileCompression::Zstd] {
        let file = compressed(compression, &text);
        for junk in [&b"junk"[..], b"junkjunkjunkjunk"] {
            let (read, report) = collect(&[&file, junk].concat());
            assert_eq!(read.entries.len(), 1);
            assert_eq!(report.unwrap().damage, Some(Damage::Followed));
        }
        let (read, report) = collect(&[&file[..], &compressed(compression, HELLO)].concat());
        assert_eq!((read.entries.len(), report.unwrap().damage), (2, None));
    }
    let (read, report) = collect(format!("{text}{text}").as_bytes());
    let report = report.unwrap();
    let bad = report.first_bad.map(|bad| (bad.number, bad.why));
    assert_eq!((read.entries.len(), bad), (2, Some((3, LineFault::Header))));
}
