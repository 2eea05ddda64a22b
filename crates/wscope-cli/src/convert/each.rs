//! Each connection of a file into a file of its own, in one pass, with one of them open at a time.

use std::ops::ControlFlow;

use script::ScriptSink;
use session::conversation::{Choice, Spoken};
use session::files::redact::Rules;
use session::files::{FileEntry, FileFrame, FileKind, Format, Header, Sink, read};
use session::replay::{ConnectionSink, EachConnection};

use super::converter::Converter;
use super::decoding::Recogniser;
use super::placing::Placed;
use super::sockets::Part;
use super::{ConvertArguments, ConvertError, Source, Written, shown, too_large_note};
use crate::decoding::Decoder;

impl ConvertArguments {
    /// Writes a file of each connection.
    pub(super) fn write_each(
        &self,
        parts: &[Part],
        format: Option<Format>,
        rules: Option<&Rules>,
        source: &Source,
    ) -> Result<Written, ConvertError> {
        let mut each = Each {
            arguments: self,
            parts,
            format,
            source,
            spoken: self.spoken(parts, source)?.into_iter(),
            current: None,
            placed: Placed {
                redactor: self.redactor(rules, source)?,
                ..Placed::default()
            },
            too_large: 0,
            failure: None,
        };
        let report = self.read_each(parts, source, &mut each);
        // What cannot be written ends the reading; the file that was being written tells why.
        let cannot_write = matches!(&each.current, Some((_, Target::Session(converter, _))) if converter.failure.is_some());
        let ended = match report.is_ok() || cannot_write {
            true => each.end(),
            false => ControlFlow::Break(()),
        };
        if let (Some(error), ControlFlow::Break(())) = (each.failure, ended) {
            return Err(error);
        }
        Ok(Written {
            report: report?,
            left_out: each.placed.left_out,
            notes: too_large_note(each.too_large)
                .into_iter()
                .chain(each.placed.notes(rules))
                .collect(),
        })
    }

    /// What is spoken on each connection, if it is to be decoded.
    fn spoken(
        &self,
        parts: &[Part],
        source: &Source,
    ) -> Result<Vec<Vec<Option<Spoken>>>, ConvertError> {
        let Some(choice) = source.decode else {
            return Ok(Vec::new());
        };
        let mut recognised = RecogniseEach {
            choice,
            current: None,
            found: Vec::new(),
        };
        source.progress.add_pass();
        self.read_each(parts, source, &mut recognised)?;
        recognised.end();
        Ok(recognised.found)
    }

    fn read_each(
        &self,
        parts: &[Part],
        source: &Source,
        sink: &mut impl ConnectionSink,
    ) -> Result<session::files::Report, ConvertError> {
        let connections = parts.iter().filter_map(|part| part.connection.as_ref());
        let mut sink = EachConnection::of(connections, sink);
        read(|| source.input.open(), &source.progress, &mut sink).map_err(|error| {
            ConvertError::Read {
                path: shown(&self.from),
                error,
            }
        })
    }
}

/// Writes one file after the other.
struct Each<'a> {
    arguments: &'a ConvertArguments,
    parts: &'a [Part],
    /// `None` for test scripts.
    format: Option<Format>,
    source: &'a Source,
    /// What is spoken on the connections to come.
    spoken: std::vec::IntoIter<Vec<Option<Spoken>>>,
    current: Option<(&'a Part, Target)>,
    /// All of those that are in their places.
    placed: Placed,
    too_large: u64,
    failure: Option<ConvertError>,
}

enum Target {
    Session(Box<Converter>, Format),
    Script(Box<ScriptSink>),
}

impl<'a> Each<'a> {
    /// Puts the file that is written in its place.
    fn end(&mut self) -> ControlFlow<()> {
        let Some((part, target)) = self.current.take() else {
            return ControlFlow::Continue(());
        };
        let placed = match target {
            Target::Session(converter, format) => {
                converter.meter.end();
                converter.place(&part.to, format, &self.source.progress)
            }
            Target::Script(sink) => {
                let placed = self.arguments.place_script(&part.to, *sink);
                placed.map(|(left_out, too_large)| {
                    self.too_large += too_large;
                    Placed {
                        left_out,
                        ..Placed::default()
                    }
                })
            }
        };
        let placed = self.unless_failed(placed)?;
        let all = &mut self.placed;
        all.left_out += placed.left_out;
        all.frames_left_out += placed.frames_left_out;
        all.redactor = placed.redactor;
        for remark in placed.remarks {
            if !all.remarks.contains(&remark) {
                all.remarks.push(remark);
            }
        }
        ControlFlow::Continue(())
    }

    fn unless_failed<T>(&mut self, result: Result<T, ConvertError>) -> ControlFlow<(), T> {
        match result {
            Ok(value) => ControlFlow::Continue(value),
            Err(error) => {
                self.failure = Some(error);
                ControlFlow::Break(())
            }
        }
    }

    fn target(&mut self, part: &Part) -> Result<Target, ConvertError> {
        let Some(format) = self.format else {
            return Ok(Target::Script(Box::default()));
        };
        let spoken = self.spoken.next();
        let decoder = self.source.decode.zip(spoken).map(|(choice, spoken)| {
            Decoder::new(choice, format.kind == FileKind::Session).knowing(spoken)
        });
        let with = (self.placed.redactor.take(), decoder);
        let converter = self
            .arguments
            .converter(&part.to, format, with, self.source)?;
        Ok(Target::Session(Box::new(converter), format))
    }
}

impl ConnectionSink for Each<'_> {
    fn connection(&mut self, index: usize) -> ControlFlow<()> {
        self.end()?;
        let Some(part) = self.parts.get(index) else {
            return ControlFlow::Break(());
        };
        let target = self.target(part);
        let target = self.unless_failed(target)?;
        self.current = Some((part, target));
        ControlFlow::Continue(())
    }
}

impl Sink for Each<'_> {
    fn begin(&mut self, header: Header) {
        match &mut self.current {
            Some((_, Target::Session(converter, _))) => converter.begin(header),
            Some((_, Target::Script(script))) => script.begin(header),
            None => {}
        }
    }

    fn entry(&mut self, entry: FileEntry) -> ControlFlow<()> {
        match &mut self.current {
            Some((_, Target::Session(converter, _))) => converter.entry(entry),
            Some((_, Target::Script(script))) => script.entry(entry),
            None => ControlFlow::Continue(()),
        }
    }

    fn frame(&mut self, frame: FileFrame) -> ControlFlow<()> {
        match &mut self.current {
            Some((_, Target::Session(converter, _))) => converter.frame(frame),
            Some((_, Target::Script(script))) => script.frame(frame),
            None => ControlFlow::Continue(()),
        }
    }
}

/// Finds out what is spoken on one connection after the other.
struct RecogniseEach {
    choice: Choice,
    current: Option<Recogniser>,
    found: Vec<Vec<Option<Spoken>>>,
}

impl RecogniseEach {
    fn end(&mut self) {
        let ended = self.current.take();
        self.found.extend(ended.map(Recogniser::found));
    }
}

impl ConnectionSink for RecogniseEach {
    fn connection(&mut self, _index: usize) -> ControlFlow<()> {
        self.end();
        self.current = Some(Recogniser::new(self.choice));
        ControlFlow::Continue(())
    }
}

impl Sink for RecogniseEach {
    fn begin(&mut self, _header: Header) {}

    fn entry(&mut self, entry: FileEntry) -> ControlFlow<()> {
        match &mut self.current {
            Some(recogniser) => recogniser.entry(entry),
            None => ControlFlow::Continue(()),
        }
    }

    fn frame(&mut self, _frame: FileFrame) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}
