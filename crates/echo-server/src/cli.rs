//! The command line.

mod limits;
#[cfg(feature = "tls")]
pub(crate) mod tls;

use std::io;
use std::path::{Path, PathBuf};

use clap::Parser;
use clap::error::ErrorKind;
use echo_server::{Compression, Config};

use self::limits::Limits;

/// A WebSocket echo server: sends every message back, unchanged and in order. Plain HTTP requests
/// to the same port get a page.
#[derive(Debug, Parser)]
#[command(
    version,
    about,
    after_help = "The log goes to stderr; RUST_LOG chooses how much of it (default: info)."
)]
pub(crate) struct Arguments {
    /// Where to listen, as HOST:PORT; port 0 picks a free one.
    #[arg(long, value_name = "ADDR", default_value = "localhost:4000")]
    pub(crate) listen: String,

    /// The token that /private and /events ask for.
    #[arg(long, value_name = "TEXT", default_value = "secret")]
    token: String,

    /// Serve this folder, which has an index.html, over HTTP on the same port. Links that lead out of it are not followed.
    #[arg(long, value_name = "DIR")]
    web: Option<PathBuf>,

    /// Compress messages (permessage-deflate) for clients that offer it: on every path, or on none [default: where the
    /// path asks for it, as /deflate/echo].
    #[arg(long, value_name = "on|off", value_enum)]
    compression: Option<Switch>,

    #[cfg(feature = "tls")]
    #[command(flatten)]
    pub(crate) tls: tls::TlsArguments,

    #[command(flatten)]
    limits: Limits,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Switch {
    On,
    Off,
}

/// Why a folder cannot be served.
#[derive(Debug, thiserror::Error)]
#[error("cannot serve {folder}: {reason}; --web expects a folder with an index.html")]
pub(crate) struct WebError {
    folder: String,
    reason: String,
}

impl Arguments {
    /// The arguments of this program. Ends it if that is what they ask for, as `--help` does, or if there is no making
    /// sense of them.
    ///
    /// # Errors
    /// Says in one line which value is not accepted, and what would be.
    pub(crate) fn read() -> Result<Self, String> {
        Self::try_parse().map_err(|error| {
            if error.kind() != ErrorKind::ValueValidation {
                error.exit();
            }
            let text = error.to_string();
            let line = text.lines().next().unwrap_or_default();
            line.trim_start_matches("error: ").to_owned()
        })
    }

    /// Checks that there is a page to serve, if one is asked for: better now than as an empty page.
    ///
    /// # Errors
    /// If the folder has no readable `index.html`.
    pub(crate) fn check_web(&self) -> Result<(), WebError> {
        let Some(folder) = &self.web else {
            return Ok(());
        };
        let reason = match std::fs::metadata(folder.join("index.html")) {
            Ok(_) if leads_out(folder) => "its index.html is a link to a file elsewhere".to_owned(),
            Ok(metadata) if metadata.is_file() => return Ok(()),
            Ok(_) => "its index.html is not a file".to_owned(),
            Err(_) if !folder.is_dir() => "there is no such folder".to_owned(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                "it has no index.html".to_owned()
            }
            Err(error) => error.to_string(),
        };
        Err(WebError {
            folder: folder.display().to_string(),
            reason,
        })
    }

    /// What the server has to know of them.
    pub(crate) fn config(&self) -> Config {
        Config {
            token: self.token.clone(),
            compression: match self.compression {
                Some(Switch::On) => Compression::On,
                Some(Switch::Off) => Compression::Off,
                None => Compression::default(),
            },
            web: self.web.clone(),
            ..self.limits.config()
        }
    }
}

/// Whether the `index.html` of a folder is somewhere else: nothing outside is served.
fn leads_out(folder: &Path) -> bool {
    match (
        folder.canonicalize(),
        folder.join("index.html").canonicalize(),
    ) {
        (Ok(folder), Ok(index)) => !index.starts_with(folder),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    use super::{Arguments, Config};

    #[test]
    fn the_definition_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn without_arguments_the_defaults_of_the_library_apply() {
        assert_eq!(
            Arguments::parse_from(["echo-server"]).config(),
            Config::default()
        );
    }
}
