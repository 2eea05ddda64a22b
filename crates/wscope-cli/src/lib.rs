//! The command line: a WebSocket client without a window. [`run`] is the whole program; `wsc` only calls it.
//!
//! `wsc URL` connects. On a terminal, a line is edited and sent, and what comes is printed above it. In a pipe, each line of
//! standard input is sent as a text message, and each message that comes is written as a line. With `--json` everything that
//! happens is written to standard output, one JSON object a line:
//!
//! ```text
//! {"number":4,"time":1700000000000000,"direction":"sent","kind":"text","text":"hello"}
//! {"number":5,"time":1700000000000301,"direction":"received","kind":"text","text":"hello"}
//! {"number":6,"time":1700000000100544,"direction":"local","kind":"event","event":{"type":"closed-by-us","frame":{"code":1000,"reason":""}}}
//! ```
//!
//! | field | what it says |
//! |---|---|
//! | `number` | the place in the record, from 1 on; it grows, and what is not written (see `--details`) leaves a gap |
//! | `time` | when, in microseconds since 1970 (UTC) |
//! | `direction` | `sent`, `received`, or `local` for events |
//! | `kind` | `text`, `binary`, `ping`, `pong` or `event` |
//! | `text` | the payload of a text message |
//! | `base64` | the payload of any other message (RFC 4648, section 4) |
//! | `event` | what happened: an object with its name as `type`, and the fields of [`session::RecordedEvent`] |
//! | `decoded` | with `--decode`: what the message says in the protocol of its connection |
//!
//! Exactly one of `text`, `base64` and `event` is there. In events, a login header, a cookie or a token is never written: credentials are
//! masked where they enter the connection. Payloads are written as they are.
//!
//! `wsc convert FROM TO` makes another file of a recorded one, `wsc diff A B` tells in what two of them differ, `wsc describe
//! FILE` infers the schemas of its messages, `wsc replay FILE --to URL`
//! sends once more what one sent, and `wsc serve FILE` answers as its server did. `wsc test FILE…` carries out test scripts ([`script`]),
//! `wsc probe URL` measures latency and integrity, and `wsc scenarios` lists what an echo server can be asked for.
//! `--record FILE` writes everything that happens to a file as well, in the format of [`session::files`].
//!
//! # When it ends
//!
//! - When the other side ends the connection, or it breaks.
//! - On a terminal, at Ctrl-D, Ctrl-C or `/close`.
//! - After the end of the input, when what was sent is answered: as many messages have come since the first line was sent as
//!   lines were sent, and then nothing for 100 ms. Where fewer come (or nothing was sent), when nothing was sent or received for
//!   the time of `--wait`. A large message that is on its way counts as long as its bytes move. Then it closes with 1000.
//! - At SIGINT (Ctrl-C) or SIGTERM, or when the output is closed, as by `head`. It closes with 1000 then too; a second
//!   signal does not wait for that.
//!
//! # Memory
//!
//! It is bounded whatever comes: by the record (68 MiB), by what waits to be sent (at most two of the largest messages, of 64 MiB
//! each), and by the line that is being read (64 MiB). With short lines it takes below 100 MiB; with a flood of empty messages, which
//! are the smallest that a record has to manage, about 160 MiB. A reader of the output that is slower than the server slows the
//! server down, and a server that does not read stops the reading of the input; nothing is left out.
//!
//! # The decision that shaped it
//!
//! It is a face of [`session::Session`], as the window is: the socket writes the record, and this only writes down what is
//! recorded ([`session::Follower`]). So what is written does not depend on how fast it is read, and the times are those of the socket.
//!
//! Three threads beside that of the socket: one reads lines, one writes, and the main one sends, looks after the connection and
//! decides when to end. None of them spins; the main thread is woken by all others.
//!
//! # What was rejected
//!
//! - *Writing from the handler of the connection.* A pipe that is full would hold the lock of the connection, and with it Ctrl-C.
//! - *Ending with the input.* `echo hi | wsc URL` would never show the answer.

mod arguments;
mod connection_arguments;
mod conversation;
mod convert;
mod convert_input;
mod decoding;
mod describe;
mod diff;
mod difference;
mod editor;
mod ending;
mod file_notes;
mod for_terminals;
mod frames;
mod generated;
mod history;
mod input;
mod limits;
mod lines;
mod main_thread;
mod outgoing;
mod output;
mod overwriting;
mod plan;
mod probe;
mod progress;
mod recorded;
mod recording;
mod redaction;
mod replay;
mod scenarios;
mod screen;
mod secret;
mod serve;
mod signals;
mod standard;
mod telling;
mod terminal_mode;
mod test;
mod waiting;
mod words;

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser as _};
use session::files::{Header, PROGRAM};

use crate::arguments::{Arguments, Command};
use crate::ending::{Ending, Exit, told};
use crate::plan::{Plan, Terminal};
use crate::recording::{RecordError, Recording};
use crate::telling::{complain, tell_as_it_is};

/// Does what the arguments ask for, of which the first is the name of the program, and says with which code to end. To be called
/// once, on the main thread: a thread that reads standard input may still wait for it afterwards.
pub fn run<Argument>(arguments: impl IntoIterator<Item = Argument>) -> ExitCode
where
    Argument: Into<OsString> + Clone,
{
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => return show(&error),
    };
    let exit = match &arguments.command {
        Some(Command::Convert(arguments)) => convert::convert(arguments),
        Some(Command::Describe(arguments)) => describe::describe(arguments),
        Some(Command::Diff(arguments)) => diff::diff(arguments),
        Some(Command::Replay(arguments)) => replay::replay(arguments),
        Some(Command::Test(arguments)) => test::test(arguments),
        Some(Command::Completions(arguments)) => written(arguments.write(Arguments::command())),
        Some(Command::Man(arguments)) => written(arguments.write(Arguments::command())),
        Some(Command::Serve(arguments)) => serve::serve(arguments),
        Some(Command::Probe(arguments)) => probe::probe(arguments),
        Some(Command::Scenarios(arguments)) => scenarios::scenarios(arguments),
        None => match arguments.plan(Terminal::detect()) {
            Ok(plan) => converse(&plan),
            Err(error) => {
                complain(&error.to_string());
                Exit::Usage
            }
        },
    };
    exit.into()
}

/// The names of what can be done beside connecting, which other programs may hand over to [`run`].
pub fn verbs() -> impl Iterator<Item = String> {
    let command = Arguments::command();
    let names = command
        .get_subcommands()
        .map(|verb| verb.get_name().to_owned());
    names.collect::<Vec<_>>().into_iter()
}

/// What was asked for, as `--help`, or what is wrong with the arguments.
fn show(error: &clap::Error) -> ExitCode {
    if error.exit_code() != 0 {
        // Without colours: it quotes arguments, which a terminal must not obey.
        tell_as_it_is(error.render().to_string().trim_end());
        return Exit::Usage.into();
    }
    written(error.print().and_then(|()| io::stdout().flush())).into()
}

/// How it ended that something was written which no connection is needed for.
fn written(written: io::Result<()>) -> Exit {
    let endings: Vec<_> = written.err().map(Ending::Output).into_iter().collect();
    told(&endings)
}

fn converse(plan: &Plan) -> Exit {
    let recording = plan.record.as_deref().map(|path| {
        let header = Header::new(PROGRAM).connected_to(&plan.endpoint, &plan.options);
        Recording::begin(path, header)
    });
    let recording = match recording.transpose() {
        Ok(recording) => recording,
        Err(error) => {
            complain(&error.to_string());
            return match error {
                RecordError::Format(_) => Exit::Usage,
                RecordError::Write { .. } => Exit::InputOutput,
            };
        }
    };
    match conversation::hold(plan, recording) {
        Ok(endings) => told(&endings),
        Err(error) => {
            complain(&format!("the system has no thread left: {error}"));
            Exit::CannotConnect
        }
    }
}
