//! A file that is compared.

use std::ops::ControlFlow;
use std::path::Path;

use message_log::Seq;
use session::LogMessage;
use session::comparison::Source;
use session::files::{FileEntry, FileError, FileProgress, Header, Report, Sink, read};

use crate::convert::{Meter, shown};
use crate::convert_input::Input;

/// A file that is compared. It is read several times.
pub(super) struct FileSource {
    /// What it is called.
    pub(super) name: String,
    input: Input,
    /// What was read of it as a whole, and what could not be.
    pub(super) report: Report,
}

impl FileSource {
    pub(super) fn new(path: &Path) -> Self {
        Self {
            name: shown(path),
            input: Input::new(path.to_owned()),
            report: Report::default(),
        }
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
            meter: Meter::new(progress.clone(), self.input.size()),
        };
        let report = read(|| self.input.open(), &progress, &mut teller);
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
