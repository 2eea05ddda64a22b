//! `wsc scenarios`: what an echo server can be asked for.

use std::io::{self, BufWriter, Write};
use std::time::Duration;

use clap::{Args, ValueEnum};
use connection::{Endpoint, EndpointError, Options, Proxy};
use payload::visible::shortened;
use scenario::{Group, catalogue};
use serde::Deserialize;
use serde_json::Value;

use crate::ending::{Ending, Exit, told};
use crate::for_terminals::for_terminals;
use crate::limits::SHOWN_CHARACTERS;
use crate::standard;
use crate::telling::complain;
use crate::words::explained;

/// Where a server tells it.
const PATH: &str = "/scenarios";
/// The largest list that is read from a server, in bytes: twenty times what a server of ours tells.
const MAX_LIST_BYTES: usize = 256 * 1024;
/// How long a server may take to tell it: nobody waits longer for a list.
const LIST_TIME: Duration = Duration::from_secs(10);

/// Lists what the echo server can be asked for by the path of the address: delays, lost messages, invalid frames, and more.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 it is listed; 2 an argument cannot be used; 3 the server was not reached; 4 it has no such list; \
                  5 the output cannot be written"
)]
pub(crate) struct ScenariosArguments {
    /// Ask this echo server what it offers, instead of listing what this version of the program knows
    #[arg(value_name = "URL")]
    url: Option<String>,

    /// The language of the list
    #[arg(long, value_enum, default_value_t = Language::En)]
    language: Language,

    /// Write the list as JSON, as GET /scenarios of a server does
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Language {
    En,
    Zh,
}

/// A scenario, as a list tells it. That of a server may be of another version.
#[derive(Debug, Deserialize)]
struct Listed {
    group: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    title_zh: String,
    #[serde(default)]
    path: String,
    example: String,
    #[serde(default)]
    does: String,
    #[serde(default)]
    does_zh: String,
}

/// Why there is no list.
#[derive(Debug, thiserror::Error)]
enum ListError {
    #[error("the address cannot be used: {0}")]
    Address(#[from] EndpointError),
    #[error("{url} cannot be read: {error}")]
    Unreached { url: String, error: String },
    #[error("{url} has no list of scenarios: {why}")]
    NoList { url: String, why: String },
}

impl ListError {
    fn exit(&self) -> Exit {
        match self {
            Self::Address(_) => Exit::Usage,
            Self::Unreached { .. } => Exit::CannotConnect,
            Self::NoList { .. } => Exit::Abnormal,
        }
    }
}

/// Lists them.
pub(crate) fn scenarios(arguments: &ScenariosArguments) -> Exit {
    let list = match &arguments.url {
        Some(url) => list_of(url),
        None => known(),
    };
    let written = match list {
        Ok((list, scenarios)) => arguments.write(&list, &scenarios),
        Err(error) => {
            complain(&error.to_string());
            return error.exit();
        }
    };
    match written {
        Ok(()) => Exit::Done,
        Err(error) => told(&[Ending::Output(error)]),
    }
}

type List = (Value, Vec<Listed>);

/// What this version of the program knows.
fn known() -> Result<List, ListError> {
    read(serde_json::to_value(catalogue()), "this program")
}

/// What a server tells.
fn list_of(address: &str) -> Result<List, ListError> {
    // The scheme of a WebSocket is that of HTTP with another name (RFC 6455, section 3).
    let endpoint = Endpoint::parse(address)?;
    let url = endpoint.origin().replacen("ws", "http", 1) + PATH;
    let options = Options {
        proxy: Proxy::Environment,
        connect_timeout: LIST_TIME,
        ..Options::default()
    };
    let page = transport::page(&endpoint, PATH, &options, MAX_LIST_BYTES);
    let page = page.map_err(|failure| ListError::Unreached {
        url: url.clone(),
        error: explained(&failure.cause, &failure.detail),
    })?;
    if page.status != 200 {
        return Err(ListError::NoList {
            url,
            why: format!("HTTP status {}", page.status),
        });
    }
    read(serde_json::from_slice(&page.bytes), &url)
}

fn read(list: serde_json::Result<Value>, url: &str) -> Result<List, ListError> {
    let listed = list.and_then(|list| Ok((Vec::deserialize(&list)?, list)));
    let (scenarios, list) = listed.map_err(|error| ListError::NoList {
        url: url.to_owned(),
        why: readable(&error.to_string()),
    })?;
    Ok((list, scenarios))
}

impl ScenariosArguments {
    fn write(&self, list: &Value, scenarios: &[Listed]) -> io::Result<()> {
        let mut out = BufWriter::new(standard::output()?);
        if self.json {
            writeln!(out, "{}", for_terminals(&list.to_string()))?;
        } else {
            write_text(&mut out, scenarios, self.language)?;
        }
        out.flush()
    }
}

/// A text on one line, cut, and without what a terminal obeys: it may be a server's.
fn readable(text: &str) -> String {
    shortened(text, SHOWN_CHARACTERS)
}

fn write_text(out: &mut impl Write, scenarios: &[Listed], language: Language) -> io::Result<()> {
    let mut group = None;
    for scenario in scenarios {
        if group != Some(&scenario.group) {
            if group.is_some() {
                writeln!(out)?;
            }
            writeln!(out, "{}", readable(&heading(&scenario.group, language)))?;
            group = Some(&scenario.group);
        }
        writeln!(out, "  {}", readable(&scenario.first_line(language)))?;
        writeln!(out, "      {}", readable(&scenario.sentence(language)))?;
    }
    Ok(())
}

/// A server of another version may have others: they are called what it calls them.
fn heading(group: &str, language: Language) -> String {
    match (Group::deserialize(&Value::from(group)), language) {
        (Ok(group), Language::En) => group.title().to_owned(),
        (Ok(group), Language::Zh) => group.title_zh().to_owned(),
        (Err(_), _) => group.to_owned(),
    }
}

impl Listed {
    /// How its path is written, and one to try if that is another.
    fn first_line(&self, language: Language) -> String {
        if self.path.is_empty() || self.path == self.example {
            return self.example.clone();
        }
        match language {
            Language::En => format!("{}  (such as {})", self.path, self.example),
            Language::Zh => format!("{}（例如 {}）", self.path, self.example),
        }
    }

    /// What it is called, and what the server does.
    fn sentence(&self, language: Language) -> String {
        let (title, does, colon) = match language {
            Language::Zh if !self.does_zh.is_empty() => (&self.title_zh, &self.does_zh, "："),
            Language::En | Language::Zh => (&self.title, &self.does, ": "),
        };
        match title.is_empty() {
            true => does.clone(),
            false => format!("{title}{colon}{does}"),
        }
    }
}
