//! The command line, and what it asks for.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, Subcommand};
use connection::{Endpoint, Options};

use crate::connection_arguments::{ConnectionArguments, PlanError, seconds};
use crate::convert::ConvertArguments;
use crate::diff::DiffArguments;
use crate::limits::WAIT;
use crate::replay::ReplayArguments;
use crate::test::TestArguments;

/// Connects to a WebSocket server, sends each line of standard input as a text message, and writes everything that
/// happens as one JSON object per line.
#[derive(Debug, Parser)]
#[command(
    name = "wsc",
    version,
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    about,
    after_help = "It ends when the server ends the connection; or after the end of the input, when what was sent is answered \
                  (as many messages came as lines were sent, then nothing for 100 ms) or nothing was sent or received for the \
                  time of --wait; or at SIGINT or SIGTERM, or when its output is closed. It closes with 1000 then.\n\n\
                  Exit codes:\n  \
                  0  it ended as it should\n  \
                  2  usage: an argument, or a line of the input, cannot be used\n  \
                  3  it could not connect\n  \
                  4  the connection ended abnormally: it broke, or was closed with another code than 1000 or 1001, or before \
                  the whole input was sent\n  \
                  5  the output could not be written, or the input could not be read\n  \
                  130  a second SIGINT or SIGTERM came, or it did not end within five seconds after the first\n\n\
                  Example:\n  echo hello | wsc localhost:4000 | jq -r 'select(.direction == \"received\").text'"
)]
pub(crate) struct Arguments {
    /// What to do instead of connecting.
    #[command(subcommand)]
    pub(crate) command: Option<Command>,

    /// Where to connect to; without ws:// or wss://, it is ws://
    #[arg(value_name = "URL", required = true)]
    url: Option<String>,

    #[command(flatten)]
    connection: ConnectionArguments,

    /// After the end of the input: how long to wait for answers while nothing is sent or received
    #[arg(long, value_name = "SECONDS", default_value_t = WAIT.as_secs_f64(), value_parser = seconds, allow_negative_numbers = true)]
    wait: f64,

    /// Also record everything in this file, which must not exist (.wscope.jsonl)
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,

    /// Also write each step of the handshake: DNS lookup, TCP, TLS, request, response, and what was agreed on
    #[arg(long)]
    details: bool,
}

/// What can be done beside talking to a server.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Convert(ConvertArguments),
    Diff(DiffArguments),
    Replay(ReplayArguments),
    Test(TestArguments),
}

/// What the arguments ask for, once they are known to be sound.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) endpoint: Endpoint,
    pub(crate) options: Options,
    /// How long to wait for answers after the end of the input.
    pub(crate) wait: Duration,
    /// Where everything is recorded too.
    pub(crate) record: Option<PathBuf>,
    /// Whether the steps of the handshake are written too.
    pub(crate) tells_steps: bool,
}

impl Arguments {
    /// What they ask for.
    pub(crate) fn plan(&self) -> Result<Plan, PlanError> {
        Ok(Plan {
            endpoint: Endpoint::parse(self.url.as_deref().unwrap_or_default())?,
            options: self.connection.options()?,
            wait: Duration::from_secs_f64(self.wait),
            record: self.record.clone(),
            tells_steps: self.details,
        })
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;
    use connection::Subprotocol;

    use super::*;

    #[test]
    fn the_definition_is_sound() {
        Arguments::command().debug_assert();
    }

    fn plan(arguments: &[&str]) -> Result<Plan, PlanError> {
        let arguments = ["wsc"].iter().chain(arguments);
        Arguments::try_parse_from(arguments).unwrap().plan()
    }

    #[test]
    fn arguments_become_options() {
        let plan = plan(&[
            "localhost:4000/chat",
            "-HX-A: 1",
            "--header",
            "X-B: 2",
            "--subprotocol",
            "a, b",
            "--subprotocol=c",
            "--wait=0.5",
            "--timeout",
            "3",
            "--details",
            "--no-compression",
        ])
        .unwrap();
        assert_eq!(plan.endpoint.expose(), "ws://localhost:4000/chat");
        let headers = plan.options.headers.iter();
        let headers: Vec<_> = headers
            .map(|header| (header.name(), header.value()))
            .collect();
        assert_eq!(headers, [("X-A", "1"), ("X-B", "2")]);
        let names = plan.options.subprotocols.iter().map(Subprotocol::as_str);
        assert_eq!(names.collect::<Vec<_>>(), ["a", "b", "c"]);
        assert_eq!(plan.wait, Duration::from_millis(500));
        assert_eq!(plan.options.connect_timeout, Duration::from_secs(3));
        assert_eq!(plan.options.compression, None);
        assert!(plan.tells_steps);
    }

    #[test]
    fn without_options_the_defaults_of_the_libraries_apply() {
        let plan = plan(&["localhost"]).unwrap();
        let defaults = Options {
            wants_details: true,
            ..Options::default()
        };
        assert_eq!(plan.options, defaults);
        assert!(plan.options.compression.is_some());
        assert_eq!(plan.wait, WAIT);
        assert!(!plan.tells_steps);
    }

    #[test]
    fn what_is_wrong_is_said_without_quoting_a_secret() {
        #[track_caller]
        fn check(arguments: &[&str], expected: &str) {
            let error = plan(arguments).unwrap_err().to_string();
            assert_eq!(error, expected, "{arguments:?}");
            assert!(!error.contains("s3cret"));
        }
        check(&[""], "the address cannot be used: the address is empty");
        check(
            &["ws://me:s3cret@h"],
            "the address cannot be used: a name and password in the address would not be sent",
        );
        check(
            &["http://h?token=s3cret"],
            "the address cannot be used: a WebSocket address begins with ws:// or wss://, not http://",
        );
        check(
            &["h", "-H", "Authorization s3cret"],
            "the header cannot be sent: a header consists of a name, a colon and a value",
        );
        check(
            &["h", "-H", "Authorization: s3cret\nEvil: x"],
            "the header cannot be sent: the value of Authorization contains a line break or another control character",
        );
        check(
            &["h", "--subprotocol", "a,a"],
            "the subprotocols cannot be offered: a is listed twice",
        );
        for blank in ["a b", "bearer s3cret", "a,b\tc", "a\u{a0}b"] {
            check(
                &["h", "--subprotocol", blank],
                "the subprotocols cannot be offered: a name contains a blank; put commas between several of them",
            );
        }
    }

    #[test]
    fn times_are_bounded() {
        #[track_caller]
        fn check(text: &str, is_accepted: bool) {
            let arguments = ["wsc", "h", "--wait", text];
            let parsed = Arguments::try_parse_from(arguments);
            assert_eq!(parsed.is_ok(), is_accepted, "{text}");
        }
        for accepted in ["0", "0.25", "1e3", "31536000"] {
            check(accepted, true);
        }
        for refused in ["-1", "NaN", "inf", "1e300", "31536001", "2s", ""] {
            check(refused, false);
        }
    }
}
