//! The command line.

use crate::features::sequences::is_script;
use crate::kit::language::Language;
use crate::shell::start_options::{DEFAULT_ADDRESS, DEFAULT_TEXT};
use clap::{Parser, ValueEnum};
use connection::Endpoint;
use session::files::Format;
use std::path::{Path, PathBuf};

/// Shows a WebSocket connection: type, press 点击请求, and watch every message arrive.
#[derive(Parser)]
#[command(name = "wscope", version)]
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

/// Reads the command line. Ends the program for `--help`, `--version` and what it cannot read.
pub(crate) fn parse() -> Arguments {
    Arguments::parse()
}

/// What is looked at first.
#[derive(Clone, Debug)]
pub(crate) enum Target {
    /// An address, as it was typed.
    Address(String),
    /// A file that is there.
    File(PathBuf),
}

/// Checks an address, and keeps it as it was typed. What is a file of a session by its name, and is there, is no address.
fn target(text: &str) -> Result<Target, connection::EndpointError> {
    let path = Path::new(text);
    let is_known = Format::of(path).is_some() || is_script(path);
    if is_known && path.is_file() {
        return Ok(Target::File(path.to_owned()));
    }
    Endpoint::parse(text).map(|_valid| Target::Address(text.to_owned()))
}
