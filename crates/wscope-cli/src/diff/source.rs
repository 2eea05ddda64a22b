//! A file that is compared.

use std::fs::File;
use std::io::{self, Seek as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use message_log::Seq;
use session::LogMessage;
use session::comparison::Source;
use session::files::{FileEntry, FileError, FileProgress, Header, Report, Sink, read};

use crate::convert::{Meter, shown};

/// A file that is compared. It is read several times.
pub(super) struct FileSource {
    /// What it is called.
    pub(super) name: String,
    path: PathBuf,
    /// What came out of a pipe, which gives it once only.
    copy: Option<File>,
    size: u64,
    /// What was read of it as a whole, and what could not be.
    pub(super) report: Report,
}

impl FileSource {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let kind = file.metadata()?;
        let mut size = kind.len();
        let mut copy = None;
        if !kind.is_file() {
            let mut temporary = tempfile::tempfile()?;
            size = io::copy(&mut file, &mut temporary)?;
            copy = Some(temporary);
        }
        Ok(Self {
            name: shown(path),
            path: path.to_owned(),
            copy,
            size,
            report: Report::default(),
        })
    }

    fn reopened(&self) -> io::Result<File> {
        let Some(copy) = &self.copy else {
            return File::open(&self.path);
        };
        let mut copy = copy.try_clone()?;
        copy.rewind()?;
        Ok(copy)
    }
}

impl Source for FileSource {
    type Error = FileError;

    fn each(
        &mut self,
        tell: &mut dyn FnMut(&LogMessage<'_>) -> ControlFlow<()>,
    ) -> Result<(), FileError> {
        let progress = FileProgress::default();
        let mut teller = Teller {
            tell,
            meter: Meter::new(progress.clone(), self.size),
        };
        let report = read(|| self.reopened(), &progress, &mut teller);
        teller.meter.end();
        self.report = report?;
        Ok(())
    }
}

struct Teller<'a> {
    tell: &'a mut dyn FnMut(&LogMessage<'_>) -> ControlFlow<()>,
    meter: Meter,
}

impl Sink for Teller<'_> {
    fn begin(&mut self, _header: Header) {}

    fn entry(&mut self, entry: FileEntry) -> ControlFlow<()> {
        self.meter.tick();
        (self.tell)(&entry.message(Seq::FIRST))
    }
}
