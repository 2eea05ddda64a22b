//! What writes the file while another is read.

use std::io::{self, BufWriter};
use std::ops::ControlFlow;

use message_log::{Direction, Seq};
use session::RecordedEvent;
use session::atomic_file::AtomicFile;
use session::files::redact::Redactor;
use session::files::{
    Compressor, EntryContent, FileEntry, FileFrame, FileWriter, Format, Header, PROGRAM, Sink,
};

use super::meter::Meter;
use crate::decoding::Decoder;

/// Where a file is written until it is whole.
pub(super) type Out = Compressor<BufWriter<AtomicFile>>;

/// Writes what is read.
pub(super) struct Converter {
    format: Format,
    /// What takes the secrets out of it, if they are to be.
    pub(super) redactor: Option<Redactor>,
    decoder: Option<Decoder>,
    /// What is to be told of the decoding.
    pub(super) remarks: Vec<String>,
    /// Until a session begins.
    out: Option<Out>,
    pub(super) writer: Option<FileWriter<Out>>,
    next: Seq,
    /// The number of the message that was received last.
    last_received: Option<u64>,
    /// Frames that are not shared.
    pub(super) frames_left_out: u64,
    pub(super) failure: Option<io::Error>,
    pub(super) meter: Meter,
}

impl Converter {
    pub(super) fn new(
        format: Format,
        (redactor, decoder): (Option<Redactor>, Option<Decoder>),
        out: Out,
        meter: Meter,
    ) -> Self {
        Self {
            format,
            redactor,
            decoder,
            remarks: Vec::new(),
            out: Some(out),
            writer: None,
            next: Seq::FIRST,
            last_received: None,
            frames_left_out: 0,
            failure: None,
            meter,
        }
    }
}

impl Sink for Converter {
    fn begin(&mut self, mut header: Header) {
        // Further ones begin with their connections.
        let Some(out) = self.out.take() else {
            return;
        };
        PROGRAM.clone_into(&mut header.program);
        if let Some(redactor) = &mut self.redactor {
            header = redactor.header(header);
        }
        let begin = match self.decoder {
            Some(_) => FileWriter::new_decoded,
            None => FileWriter::new,
        };
        match begin(self.format.kind, out, header) {
            Ok(writer) => self.writer = Some(writer),
            Err(error) => self.failure = Some(error),
        }
    }

    fn entry(&mut self, mut entry: FileEntry) -> ControlFlow<()> {
        let Some(writer) = &mut self.writer else {
            return ControlFlow::Break(());
        };
        if let EntryContent::Event(event) = &mut entry.content
            && let RecordedEvent::Fragments { number, .. } = &mut **event
        {
            // The message may have another number here.
            *number = self.last_received;
        }
        if let Some(redactor) = &mut self.redactor {
            entry = redactor.entry(entry);
        }
        let message = entry.message(self.next);
        if message.direction == Direction::Received {
            self.last_received = Some(self.next.get());
        }
        self.next = Seq::new(self.next.get() + 1);
        self.meter.tick();
        let (said, remark) = match &mut self.decoder {
            Some(decoder) => decoder.next(&message),
            None => (None, None),
        };
        // A file may have many connections, of which the same is to be told.
        self.remarks
            .extend(remark.filter(|remark| !self.remarks.contains(remark)));
        let said = said.map(|said| said.told());
        match writer.write_decoded(&message, Some(&entry.unknown), said.as_ref()) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                self.failure = Some(error);
                ControlFlow::Break(())
            }
        }
    }

    fn frame(&mut self, frame: FileFrame) -> ControlFlow<()> {
        let Some(writer) = &mut self.writer else {
            return ControlFlow::Break(());
        };
        self.meter.tick();
        if self.redactor.is_some() {
            // What is replaced in a message stands in its frames too, masked and perhaps compressed.
            self.frames_left_out += 1;
            return ControlFlow::Continue(());
        }
        match writer.write_frame(&frame) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                self.failure = Some(error);
                ControlFlow::Break(())
            }
        }
    }
}
