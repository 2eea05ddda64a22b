//! The command line.

use crate::features::sequences::is_script;
use crate::kit::language::Language;
use crate::shell::start_options::{DEFAULT_ADDRESS, DEFAULT_TEXT};
use clap::{CommandFactory as _, Parser, ValueEnum};
use connection::Endpoint;
use session::files::{FileCompression, FileKind, Format};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Shows a WebSocket connection: type, press 点击请求, and watch every message arrive.
#[derive(Parser)]
#[command(
    name = "wscope",
    version,
    after_help = format!(
        "Without a window, as wsc does it (see wscope COMMAND --help): wscope {} …",
        wscope_cli::verbs().collect::<Vec<_>>().join("|")
    )
)]
pub(crate) struct Arguments {
    #[arg(
        value_name = "URL or FILE",
        value_parser = target,
        help = "Address to connect to, or session file, HAR or test script to open; no echo server is started",
        long_help = format!(
            "Address to connect to, or session file (*.wscope.jsonl), HAR or test script (*.wstest) to open; no echo server is started\n\nWithout it: {DEFAULT_ADDRESS}, with a built-in echo server \
             if none listens there."
        )
    )]
    pub target: Option<Target>,

    /// Do not start the built-in echo server
    #[arg(long)]
    no_server: bool,

    #[arg(
        long,
        value_name = "TEXT",
        help = format!("Text of the message to send [default: {DEFAULT_TEXT}]")
    )]
    pub send: Option<String>,

    /// Write everything to this file as it arrives (*.wscope.jsonl, which must not exist)
    #[arg(long, value_name = "FILE", value_parser = recording)]
    pub record: Option<PathBuf>,

    /// Language of the window [default: as last chosen, or the language of the system]
    #[arg(long, value_enum)]
    pub language: Option<LanguageArgument>,
}

/// A language, as it is named on the command line.
#[derive(Clone, Copy, ValueEnum)]
pub enum LanguageArgument {
    /// 简体中文
    #[value(name = "zh-CN")]
    SimplifiedChinese,
    /// English
    #[value(name = "en")]
    English,
}

impl From<LanguageArgument> for Language {
    fn from(argument: LanguageArgument) -> Self {
        match argument {
            LanguageArgument::SimplifiedChinese => Self::SimplifiedChinese,
            LanguageArgument::English => Self::English,
        }
    }
}

impl Arguments {
    /// Whether an echo server is wanted where none listens: only for the default address.
    pub(crate) fn wants_server(&self) -> bool {
        self.target.is_none() && !self.no_server
    }
}

/// Whether the first argument is a command that needs no window. A file of such a name is opened as `./NAME`.
pub(crate) fn is_verb(argument: Option<OsString>) -> bool {
    argument.is_some_and(|argument| wscope_cli::verbs().any(|verb| argument == *verb))
}

/// Reads the command line. Ends the program for `--help`, `--version` and what it cannot read.
pub(crate) fn parse() -> Arguments {
    let arguments = Arguments::parse();
    if arguments.record.is_some() && matches!(arguments.target, Some(Target::File(_))) {
        let why = "a file that is opened is not connected, so there is nothing to record";
        let conflict = clap::error::ErrorKind::ArgumentConflict;
        Arguments::command().error(conflict, why).exit();
    }
    arguments
}

/// What is looked at first.
#[derive(Clone, Debug)]
pub(crate) enum Target {
    /// An address, as it was typed.
    Address(String),
    /// A file that is there.
    File(PathBuf),
}

/// Checks the name of a file that is recorded to. A recording cannot be made again, so no file is written over.
fn recording(text: &str) -> Result<PathBuf, &'static str> {
    let path = Path::new(text);
    let plain = Format {
        kind: FileKind::Session,
        compression: FileCompression::None,
    };
    if Format::of(path) != Some(plain) {
        return Err("a recording is not compressed, and its name ends in .wscope.jsonl");
    }
    if path.exists() {
        return Err("the file exists");
    }
    Ok(path.to_owned())
}

/// Checks an address, and keeps it as it was typed. What is a file of a session by its name is no address, unless it has a scheme or a
/// port: where there is no such file, that is told.
fn target(text: &str) -> Result<Target, connection::EndpointError> {
    let path = Path::new(text);
    let is_known = Format::of(path).is_some() || is_script(path);
    if is_known && (path.is_file() || !names_host(text)) {
        return Ok(Target::File(path.to_owned()));
    }
    Endpoint::parse(text).map(|_valid| Target::Address(text.to_owned()))
}

/// Whether it begins with a scheme, or with a host and a port.
fn names_host(text: &str) -> bool {
    let first = text.split('/').next().unwrap_or_default();
    let port = first.rsplit_once(':').map(|(_, port)| port);
    text.contains("://") || port.is_some_and(|port| port.parse::<u16>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_told_from_an_address_by_its_name() {
        #[track_caller]
        fn check(text: &str, is_file: bool) {
            let target = target(text).unwrap();
            assert_eq!(matches!(target, Target::File(_)), is_file, "{text}");
        }
        // None of them is there.
        check("none/of.wscope.jsonl", true);
        check("none.har", true);
        check("none.har.gz", true);
        check("none.wstest", true);
        check("localhost/none", false);
        check("localhost:4000/none.har", false);
        check("ws://localhost/none.har", false);
        check("localhost", false);
    }
}
