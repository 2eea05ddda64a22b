//! `wsc describe`: the schemas of the messages in a file.

use std::io::{self, BufWriter, Write as _};
use std::ops::ControlFlow;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use message_log::{Kind, Seq};
use payload::decoders::{PROTOCOLS, protocol_named};
use payload::schema::MAX_NESTING;
use payload::visible::visible;
use session::conversation::Choice;
use session::files::{FileEntry, FileError, FileProgress, Header, Report, Sink, read};
use session::schemas::{Departed, MAX_ADDRESSES, MAX_KINDS, Schemas, async_api};

use crate::convert::{Meter, shown};
use crate::convert_input::Input;
use crate::ending::{Ending, Exit, told};
use crate::file_notes::{self, counted};
use crate::signals;
use crate::telling::{complain, remark};

/// So many departures are told: more say that there is no schema.
const MAX_TOLD: usize = 20;

/// Infers the schema of each kind of message in a recorded session, and writes all of them as JSON Schema or as an AsyncAPI document. Says which messages depart from those of their kind before them.
#[derive(Debug, Args)]
#[command(
    after_help = "Messages are told apart by the protocol that the connection speaks, else by the member of a JSON object that says of which \
                  type it is (type, event, op, …). Of values only those that tell of which kind a message is are written. Of a HAR all sockets are described together.\n\n\
                  Exit codes: 0 it is written; 1 with --strict: a message departs; 2 the file cannot be used; 5 it could not be read, or the \
                  output not be written"
)]
pub(crate) struct DescribeArguments {
    /// The file to read: .wscope.jsonl or HAR, also compressed
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// What is written
    #[arg(long, value_enum, default_value_t = Form::JsonSchema)]
    format: Form,

    /// Decode in this protocol instead of the recognised one; none turns decoding off
    #[arg(long, value_name = "PROTOCOL", value_parser = choice)]
    protocol: Option<Choice>,

    /// End with 1 if a message departs from those of its kind before it
    #[arg(long)]
    strict: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    JsonSchema,
    #[value(name = "asyncapi")]
    AsyncApi,
}

/// Reads the name of a protocol, or that there is none.
fn choice(name: &str) -> Result<Choice, String> {
    if name == "none" {
        return Ok(Choice::Never);
    }
    protocol_named(name).map(Choice::Always).ok_or_else(|| {
        let names: Vec<&str> = PROTOCOLS.iter().map(|protocol| protocol.id()).collect();
        format!("expected none or one of: {}", names.join(", "))
    })
}

pub(crate) fn describe(arguments: &DescribeArguments) -> Exit {
    let described = match arguments.read() {
        Ok(described) => described,
        Err(error) => {
            complain(&format!("{}: {error}", shown(&arguments.file)));
            return Exit::of_reading(&error);
        }
    };
    if let Err(error) = arguments.write(&described.schemas) {
        return told(&[Ending::Output(error)]);
    }
    described.tell();
    match arguments.strict && described.departed > 0 {
        true => Exit::Failed,
        false => Exit::Done,
    }
}

/// What came of a file.
struct Described {
    schemas: Schemas,
    report: Report,
    first_departed: Vec<(u64, Departed)>,
    departed: usize,
}

impl DescribeArguments {
    fn read(&self) -> Result<Described, FileError> {
        let progress = FileProgress::default();
        let cancelled = progress.clone();
        signals::watch(move || cancelled.cancel())?;
        let input = Input::new(self.file.clone());
        let mut learner = Learner {
            schemas: Schemas::new(self.protocol.unwrap_or_default()),
            meter: Meter::new(progress.clone(), input.size()),
            entries: 0,
            messages: 0,
            first_departed: Vec::new(),
            departed: 0,
        };
        let report = read(|| input.open(), &progress, &mut learner);
        learner.meter.end();
        Ok(Described {
            report: report?,
            schemas: learner.schemas,
            first_departed: learner.first_departed,
            departed: learner.departed,
        })
    }

    fn write(&self, schemas: &Schemas) -> io::Result<()> {
        let document = match self.format {
            Form::JsonSchema => schemas.to_json_schema(),
            Form::AsyncApi => async_api(schemas),
        };
        let mut output = BufWriter::new(io::stdout().lock());
        serde_json::to_writer_pretty(&mut output, &document)?;
        writeln!(output)?;
        output.flush()
    }
}

impl Described {
    fn tell(&self) {
        file_notes::tell(&self.report, 0);
        for (number, departed) in &self.first_departed {
            let title = self.schemas.kinds()[departed.kind].title();
            // Names come from a peer.
            let told = format!("message {number} ({title}): {}", departed.departure);
            remark(&visible(&told));
        }
        if self.departed > self.first_departed.len() {
            let more = self.departed - self.first_departed.len();
            remark(&format!("and {more} more"));
        }
        let too_deep = self.schemas.kinds().iter().map(|kind| kind.too_deep).sum();
        if too_deep > 0 {
            remark(&format!(
                "{} nested more than {MAX_NESTING} deep and not described",
                counted(too_deep, "message is", "messages are")
            ));
        }
        if self.schemas.left_out() > 0 {
            remark(&format!(
                "{MAX_KINDS} kinds of messages at {MAX_ADDRESSES} addresses are described at most; {} described",
                counted(
                    self.schemas.left_out(),
                    "message is not",
                    "messages are not"
                )
            ));
        }
    }
}

/// Learns from what is read.
struct Learner {
    schemas: Schemas,
    meter: Meter,
    /// Messages and events so far.
    entries: u64,
    /// Messages so far, as the list numbers them: control frames count, events do not.
    messages: u64,
    first_departed: Vec<(u64, Departed)>,
    departed: usize,
}

impl Sink for Learner {
    fn begin(&mut self, _header: Header) {}

    fn entry(&mut self, entry: FileEntry) -> ControlFlow<()> {
        self.meter.tick();
        self.entries += 1;
        let message = entry.message(Seq::new(self.entries));
        self.messages += u64::from(message.kind != Kind::Event);
        for departed in self.schemas.observe(&message) {
            self.departed += 1;
            if self.first_departed.len() < MAX_TOLD {
                self.first_departed.push((self.messages, departed));
            }
        }
        ControlFlow::Continue(())
    }
}
