//! The clients that are measured: ours, and those that somebody has installed.

use std::path::PathBuf;
use std::process::Command;
use std::str::FromStr;

/// A client that reads lines and writes lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Client {
    kind: Kind,
    program: PathBuf,
}

/// Which one it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Ours,
    Websocat,
    Wscat,
}

impl Kind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Ours => "wsc",
            Self::Websocat => "websocat",
            Self::Wscat => "wscat",
        }
    }

    /// How many times as fast ours is to be.
    pub(crate) fn goal(self) -> Option<f64> {
        match self {
            Self::Ours => None,
            Self::Websocat => Some(3.0),
            Self::Wscat => Some(5.0),
        }
    }

    /// How many times as long ours may take to its first echo.
    pub(crate) fn start_goal(self) -> Option<f64> {
        (self == Self::Websocat).then_some(1.2)
    }
}

impl FromStr for Client {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const FORM: &str = "neither websocat=PROGRAM nor wscat=PROGRAM";
        let (name, program) = text.split_once('=').ok_or(FORM)?;
        let known = [Kind::Websocat, Kind::Wscat].into_iter();
        let kind = { known }.find(|kind| kind.name() == name).ok_or(FORM)?;
        let program = program.into();
        Ok(Self { kind, program })
    }
}

impl Client {
    /// Our program, which lies here.
    pub(crate) fn ours(program: PathBuf) -> Self {
        let kind = Kind::Ours;
        Self { kind, program }
    }

    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    /// How it is started as a filter of lines.
    pub(crate) fn command(&self, url: &str) -> Command {
        let mut command = Command::new(&self.program);
        match self.kind {
            Kind::Ours | Kind::Websocat => command.arg(url),
            Kind::Wscat => command.args(["--connect", url]),
        };
        command
    }
}

#[cfg(test)]
mod tests {
    use super::{Client, Kind};

    #[test]
    fn a_rival_is_named_with_its_program() {
        let client: Client = "websocat=/opt/bin/websocat".parse().unwrap();
        assert_eq!(client.kind(), Kind::Websocat);
        let command = client.command("ws://h");
        assert_eq!(command.get_program(), "/opt/bin/websocat");
        for text in ["", "websocat", "curl=/bin/curl", "wsc=x"] {
            assert!(text.parse::<Client>().is_err(), "{text}");
        }
    }
}
