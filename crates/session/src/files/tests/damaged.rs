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
