//! Writes the files with their packed twins beside them, so that no server has to pack anything while a client waits.

use std::fmt;
use std::io::Write as _;
use std::path::Path;

use brotlic::{BrotliEncoderOptions, CompressorWriter, Quality, WindowSize};
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

/// At the highest quality, with the largest window that browsers accept (RFC 7932, section 9.1). It is the library of that format's
/// authors: the one that is written in Rust packs the program worse, by half a percent.
fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let options = BrotliEncoderOptions::new()
        .quality(Quality::best())
        .window_size(WindowSize::best())
        .build()?;
    let mut encoder = CompressorWriter::with_encoder(options, Vec::new());
    encoder.write_all(content)?;
    Ok(encoder.into_inner().map_err(|error| error.to_string())?)
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
