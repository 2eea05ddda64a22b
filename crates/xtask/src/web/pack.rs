//! Writes the files with their packed twins beside them, so that no server has to pack anything while a client waits.

use std::fmt;
use std::io::Write as _;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::page::File;
use crate::Result;

/// How large the files are.
pub(super) struct Sizes(Vec<(String, Size)>);

/// How large one is, in bytes.
#[derive(Clone, Copy, Default)]
pub(super) struct Size {
    pub raw: usize,
    pub gzip: usize,
    pub brotli: usize,
}

/// Writes every file as it is, as `.gz` and as `.br`. What is packed already has no twins.
pub(super) fn write(files: &[File], folder: &Path) -> Result<Sizes> {
    let mut sizes = Vec::new();
    for File { name, content } in files {
        std::fs::write(folder.join(name), content)?;
        let raw = content.len();
        let mut size = Size {
            raw,
            gzip: raw,
            brotli: raw,
        };
        if !name.ends_with(".png") {
            let (gzip, brotli) = (gzip(content)?, brotli(content)?);
            std::fs::write(folder.join(format!("{name}.gz")), &gzip)?;
            std::fs::write(folder.join(format!("{name}.br")), &brotli)?;
            (size.gzip, size.brotli) = (gzip.len(), brotli.len());
        }
        sizes.push((name.clone(), size));
    }
    Ok(Sizes(sizes))
}

fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}

/// At the highest quality, with the largest window that browsers accept (RFC 7932, section 9.1).
fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 24,
        size_hint: content.len(),
        ..Default::default()
    };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &*content, &mut packed, &parameters)?;
    Ok(packed)
}

impl Sizes {
    /// All of them together.
    pub(super) fn total(&self) -> Size {
        self.0.iter().fold(Size::default(), |sum, (_, size)| Size {
            raw: sum.raw + size.raw,
            gzip: sum.gzip + size.gzip,
            brotli: sum.brotli + size.brotli,
        })
    }
}

impl fmt::Display for Sizes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{:>10} {:>10} {:>10}", "raw", "gzip", "brotli")?;
        let total = ("total".to_owned(), self.total());
        for (name, size) in self.0.iter().chain([&total]) {
            writeln!(
                formatter,
                "{:>10} {:>10} {:>10}  {name}",
                size.raw, size.gzip, size.brotli
            )?;
        }
        Ok(())
    }
}
