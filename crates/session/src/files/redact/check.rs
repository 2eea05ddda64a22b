//! The last pass: what was written is read, and searched once more.

use std::io::{self, Read};
use std::ops::ControlFlow;
use std::sync::Arc;

use super::entry;
use super::json::Scalar;
use super::matcher::Matcher;
use super::rules::Rules;
use super::search::Redactor;
use super::views::{Reach, Views, rewrite};
use crate::files::format::{Format, Kind, decompressed};
use crate::files::{FileEntry, FileError, FileProgress, Header, Sink, read};

/// What is still in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Leftover {
    /// In how many places a value stands that should have been replaced.
    pub values: u64,
    /// In how many places a rule still finds something.
    pub found: u64,
}

impl Leftover {
    /// Whether nothing is left.
    pub fn is_none(self) -> bool {
        self == Self::default()
    }
}

impl Redactor {
    /// Searches a file that was written with what this has left: as it stands there, and in all that its messages may be read as. `open`
    /// opens it from its beginning.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn check<R: Read>(
        &self,
        format: Format,
        open: impl Fn() -> io::Result<R>,
        progress: &FileProgress,
    ) -> Result<Leftover, FileError> {
        let matcher = &self.replacer.matcher;
        let mut checker = Checker {
            rules: &self.replacer.rules,
            matcher,
            leftover: Leftover::default(),
        };
        let mut file = decompressed(progress.counting(open()?), progress)?;
        checker.leftover.values += matcher.count_in_file(&mut file)?;
        match format.kind {
            Kind::Csv => {
                let file = decompressed(progress.counting(open()?), progress)?;
                checker.table(file)?;
            }
            // A HAR may have no connection, as a session may.
            Kind::Session | Kind::Har => match read(open, progress, &mut checker) {
                Ok(_) | Err(FileError::NoSocket) => {}
                Err(error) => return Err(error),
            },
        }
        Ok(checker.leftover)
    }
}

struct Checker<'a> {
    rules: &'a Arc<Rules>,
    matcher: &'a Matcher,
    leftover: Leftover,
}

impl Checker<'_> {
    fn table(&mut self, file: impl Read) -> Result<(), FileError> {
        let mut table = csv::Reader::from_reader(file);
        for row in table.byte_records() {
            let row = row.map_err(io::Error::from)?;
            for cell in &row {
                rewrite(cell, self, &mut Reach::new(), 0);
            }
        }
        Ok(())
    }
}

impl Sink for Checker<'_> {
    fn begin(&mut self, header: Header) {
        entry::header(&header, self);
    }

    fn entry(&mut self, entry: FileEntry) -> ControlFlow<()> {
        entry::entry(&entry, self, Reach::new());
        ControlFlow::Continue(())
    }
}

impl Views for Checker<'_> {
    fn rules(&self) -> &Arc<Rules> {
        self.rules
    }

    fn whole(&mut self, bytes: &[u8]) -> Option<Vec<u8>> {
        self.leftover.values += self.matcher.count(bytes);
        self.rules.spot(bytes, &mut |_, _| self.leftover.found += 1);
        None
    }

    fn scalar(&mut self, scalar: &Scalar<'_>) -> Option<String> {
        let value = scalar.value;
        let is_left = match scalar.selected {
            Some(_) => scalar.is_secret() && !super::placeholder::is_placeholder(value.as_bytes()),
            None => !scalar.credentials(self.rules).is_empty(),
        };
        self.leftover.found += u64::from(is_left);
        None
    }
}
