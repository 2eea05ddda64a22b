//! The command line, and what it asks for.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, Subcommand, ValueEnum};
use connection::{Endpoint, Options};

use crate::connection_arguments::{ConnectionArguments, PlanError, interval, wait};
use crate::convert::ConvertArguments;
use crate::decoding::DecodeArguments;
use crate::describe::DescribeArguments;
use crate::diff::DiffArguments;
use crate::generated::{CompletionsArguments, ManArguments};
use crate::limits::WAIT;
use crate::plan::{Format, Plan, Source, Terminal, Wait};
use crate::probe::ProbeArguments;
use crate::replay::ReplayArguments;
use crate::scenarios::ScenariosArguments;
use crate::serve::ServeArguments;
use crate::test::TestArguments;

/// Connects to a WebSocket server. On a terminal: type, and see what comes. In a pipe: each line of the input is sent as a text
/// message, and each message that comes is written as a line.
#[derive(Debug, Parser)]
#[command(
    name = "wsc",
    version,
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "It ends when the server ends the connection; or after the end of the input, when what was sent is answered \
                  (as many messages came as were sent, then nothing for 100 ms) or nothing was sent or received for the \
                  time of --wait; or at SIGINT or SIGTERM, or when its output is closed. It closes with 1000 then.\n\n\
                  Exit codes:\n  \
                  0  it ended as it should\n  \
                  2  usage: an argument, or a line of the input, cannot be used\n  \
                  3  it could not connect\n  \
                  4  the connection ended abnormally: it broke, or was closed with another code than 1000 or 1001, or before \
                  the whole input was sent\n  \
                  5  the output could not be written, or the input could not be read\n  \
                  130  a second SIGINT or SIGTERM came, or after the first it neither ended nor wrote anything for five seconds\n\n\
                  Examples:\n  wsc wss://example.org/chat\n  echo hello | wsc localhost:4000\n  \
                  wsc localhost:4000 --json -x hello | jq -r 'select(.direction == \"received\").text'"
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

    /// Send text messages, one for each line: the default
    #[arg(short, long)]
    text: bool,

    /// Send what is read as binary messages, one for each chunk, and write the bytes that come as they are
    #[arg(short, long, conflicts_with_all = ["text", "json", "slash", "decode", "proto"])]
    binary: bool,

    /// Send this text once connected, and read no input; may be given several times. It closes after the time of --wait
    #[arg(short = 'x', long, value_name = "TEXT", conflicts_with_all = ["binary", "slash"])]
    execute: Vec<String>,

    /// Send at most one message and write at most one, then close
    #[arg(short = '1', long, conflicts_with_all = ["max_messages", "max_messages_rev"])]
    one_message: bool,

    /// Close after the end of the input without waiting for answers, or once --max-messages-rev have come
    #[arg(short = 'E', long)]
    exit_on_eof: bool,

    /// Send at most so many messages: the input ends then
    #[arg(long, value_name = "N")]
    max_messages: Option<u64>,

    /// Write at most so many messages; after the end of the input it closes then
    #[arg(long, value_name = "N")]
    max_messages_rev: Option<u64>,

    /// Send a ping each time so many seconds have passed
    #[arg(long, value_name = "SECONDS", value_parser = interval)]
    ping_interval: Option<f64>,

    /// Answer heartbeats in the protocol of the connection, and send those that are due; --decode=PROTOCOL names it
    #[arg(long)]
    answer_heartbeats: bool,

    /// Also in a pipe, take /ping, /pong and /close at the beginning of a line for commands; // is a slash
    #[arg(long)]
    slash: bool,

    /// After the end of the input: how long to wait for answers while nothing is sent or received; -1 waits for the server to close
    #[arg(long, value_name = "SECONDS", default_value_t = WAIT.as_secs_f64(), value_parser = wait, allow_negative_numbers = true)]
    wait: f64,

    /// Write everything that happens as one JSON object per line
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    decode: DecodeArguments,

    /// Write each frame in place of messages, sent ones too: its opcode, bits, mask, length and the beginning of its payload
    #[arg(long, conflicts_with_all = ["decode", "proto"])]
    frames: bool,

    /// Also record everything in this file, which must not exist (.wscope.jsonl)
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,

    /// With --json, or on a terminal: also write each step of the handshake, and what was agreed on
    #[arg(long)]
    details: bool,

    /// Do not keep what is typed on the terminal for the next time
    #[arg(long)]
    no_history: bool,

    #[arg(
        long,
        value_name = "WHEN",
        default_value = "auto",
        help = "Whether a terminal gets colours; auto obeys NO_COLOR and TERM=dumb"
    )]
    color: Color,
}

/// When a terminal gets colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

/// What can be done beside talking to a server.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Convert(ConvertArguments),
    Diff(DiffArguments),
    Describe(DescribeArguments),
    Replay(ReplayArguments),
    Test(TestArguments),
    Completions(CompletionsArguments),
    Man(ManArguments),
    Serve(ServeArguments),
    Probe(ProbeArguments),
    Scenarios(ScenariosArguments),
}

impl Arguments {
    /// What they ask for, where standard input and output are this.
    pub(crate) fn plan(&self, terminal: Terminal) -> Result<Plan, PlanError> {
        let is_typed =
            terminal.is_input && terminal.is_output && !self.json && self.execute.is_empty();
        let most = |most: Option<u64>| most.or(self.one_message.then_some(1));
        Ok(Plan {
            endpoint: Endpoint::parse(self.url.as_deref().unwrap_or_default())?,
            options: Options {
                records_frames: self.frames,
                ..self.connection.options()?
            },
            source: self.source(terminal, is_typed),
            format: self.format(terminal, is_typed),
            shows_frames: self.frames,
            decode: self.decode.choice()?,
            sends_binary: self.binary,
            most_sent: most(self.max_messages),
            most_received: most(self.max_messages_rev),
            ends_with_either: self.exit_on_eof || is_typed,
            wait: self.wait(),
            ping_interval: self.ping_interval.map(Duration::from_secs_f64),
            answers_heartbeats: self.answer_heartbeats,
            record: self.record.clone(),
        })
    }

    fn source(&self, terminal: Terminal, is_typed: bool) -> Source {
        if !self.execute.is_empty() {
            Source::Given(self.execute.clone())
        } else if is_typed && terminal.can_edit {
            Source::Editor {
                keeps_history: !self.no_history,
            }
        } else if self.binary && !is_typed {
            Source::Chunks
        } else {
            let has_commands = self.slash || is_typed;
            Source::Lines { has_commands }
        }
    }

    fn format(&self, terminal: Terminal, is_typed: bool) -> Format {
        let tells_steps = self.details;
        let has_colors = match self.color {
            Color::Auto => terminal.has_colors,
            Color::Always => true,
            Color::Never => false,
        };
        if self.json {
            Format::Json { tells_steps }
        } else if is_typed {
            Format::Screen {
                tells_steps,
                tells_round_trips: self.ping_interval.is_none(),
                has_colors,
            }
        } else if terminal.is_output {
            Format::Shown
        } else if self.binary {
            Format::Bytes
        } else {
            Format::Lines
        }
    }

    fn wait(&self) -> Wait {
        if self.wait < 0.0 {
            return Wait::ForEnd;
        }
        let time = Duration::from_secs_f64(self.wait);
        if self.execute.is_empty() {
            Wait::ForAnswers(time)
        } else {
            Wait::For(time)
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;
    use connection::{Identity, Proxy, Subprotocol, Trust};

    use super::*;

    #[test]
    fn the_definition_is_sound() {
        Arguments::command().debug_assert();
    }

    fn plan(arguments: &[&str]) -> Result<Plan, PlanError> {
        plan_on(Terminal::default(), arguments)
    }

    fn plan_on(terminal: Terminal, arguments: &[&str]) -> Result<Plan, PlanError> {
        let arguments = ["wsc"].iter().chain(arguments);
        Arguments::try_parse_from(arguments).unwrap().plan(terminal)
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
            "--json",
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
        assert_eq!(plan.wait, Wait::ForAnswers(Duration::from_millis(500)));
        assert_eq!(plan.options.connect_timeout, Duration::from_secs(3));
        assert_eq!(plan.options.compression, None);
        assert_eq!(plan.format, Format::Json { tells_steps: true });
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
        assert_eq!(plan.wait, Wait::ForAnswers(WAIT));
        assert_eq!(plan.format, Format::Lines);
        let has_commands = false;
        assert_eq!(plan.source, Source::Lines { has_commands });
        assert_eq!((plan.most_sent, plan.most_received), (None, None));
        assert!(!plan.sends_binary && !plan.ends_with_either);
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
            for option in ["--wait", "--timeout"] {
                let arguments = ["wsc", "h", option, text];
                let parsed = Arguments::try_parse_from(arguments);
                // It waits until the server closes.
                let is_accepted = is_accepted || (option, text) == ("--wait", "-1");
                assert_eq!(parsed.is_ok(), is_accepted, "{option} {text}");
            }
        }
        for accepted in ["0", "0.25", "1e3", "31536000"] {
            check(accepted, true);
        }
        for refused in ["-1", "NaN", "inf", "1e300", "31536001", "2s", ""] {
            check(refused, false);
        }
    }

    #[test]
    fn options_of_other_clients_mean_what_they_mean_there() {
        let most = |arguments: &[&str]| {
            let plan = plan(arguments).unwrap();
            (plan.most_sent, plan.most_received)
        };
        assert_eq!(most(&["h", "-1"]), (Some(1), Some(1)));
        assert_eq!(most(&["h", "--max-messages", "3"]), (Some(3), None));
        assert_eq!(most(&["h", "--max-messages-rev=3"]), (None, Some(3)));
        assert!(plan(&["h", "-E"]).unwrap().ends_with_either);
        assert_eq!(plan(&["h", "-k"]).unwrap().options.trust, Trust::Anyone);
        let binary = plan(&["h", "-b"]).unwrap();
        assert_eq!(
            (binary.source, binary.format),
            (Source::Chunks, Format::Bytes)
        );
        assert!(binary.sends_binary);
        let text = plan(&["h", "-t"]).unwrap();
        assert_eq!(text.format, Format::Lines);
        let given = plan(&["h", "-x", "a", "-x", "b", "--wait=3"]).unwrap();
        let texts = ["a", "b"].map(str::to_owned).to_vec();
        assert_eq!(given.source, Source::Given(texts));
        assert_eq!(given.wait, Wait::For(Duration::from_secs(3)));
        let held = plan(&["h", "-x", "a", "--wait", "-1"]).unwrap();
        assert_eq!(held.wait, Wait::ForEnd);
        // These mean different things in websocat and wscat.
        for option in ["-s", "-n"] {
            assert!(Arguments::try_parse_from(["wsc", "h", option]).is_err());
        }
        for pair in [["-b", "-t"], ["-b", "--json"], ["-1", "--max-messages=2"]] {
            let arguments = ["wsc", "h"].iter().chain(&pair);
            assert!(Arguments::try_parse_from(arguments).is_err(), "{pair:?}");
        }
    }

    #[test]
    fn certificates_proxy_and_compression_become_options() {
        let options = |arguments: &[&str]| plan(arguments).unwrap().options;
        let ca = options(&["h", "--ca", "ca.pem"]);
        assert_eq!(ca.trust, Trust::Also("ca.pem".into()));
        let identity = |certificates: &str, key: &str| {
            Some(Identity {
                certificates: certificates.into(),
                key: key.into(),
            })
        };
        let one = options(&["h", "--cert", "me.pem"]);
        assert_eq!(one.identity, identity("me.pem", "me.pem"));
        let two = options(&["h", "--cert=me.pem", "--key=key.pem"]);
        assert_eq!(two.identity, identity("me.pem", "key.pem"));
        let proxy = options(&["h", "--proxy", "socks5://me:s3cret@p:1080"]).proxy;
        assert!(matches!(proxy, Proxy::At(address) if address.is_socks()));
        let is_offered = |arguments| options(arguments).compression.is_some();
        assert!(is_offered(&["h", "--no-compression", "--compress"]));
        assert!(!is_offered(&["h", "--compress", "--no-compression"]));
    }

    #[test]
    fn a_login_becomes_a_header_once() {
        let value = |arguments: &[&str]| {
            let plan = plan(arguments).unwrap();
            let headers = plan.options.headers.iter();
            headers
                .map(|header| header.value().to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(value(&["h", "--basic-auth", "a:b"]), ["Basic YTpi"]);
        assert_eq!(value(&["h", "--bearer", "x", "-HA: 1"]), ["1", "Bearer x"]);
        let twice = plan(&["h", "--bearer", "x", "-Hauthorization: y"]);
        let error = twice.unwrap_err().to_string();
        assert!(error.ends_with("Authorization is given as well"), "{error}");
    }

    #[test]
    fn a_terminal_is_typed_on() {
        let both = Terminal {
            is_input: true,
            is_output: true,
            can_edit: true,
            has_colors: true,
        };
        let dumb = Terminal {
            can_edit: false,
            has_colors: false,
            ..both
        };
        let only_output = Terminal {
            is_input: false,
            ..both
        };
        let only_input = Terminal {
            is_output: false,
            ..both
        };
        #[track_caller]
        fn check(terminal: Terminal, arguments: &[&str], source: Source, format: Format) {
            let arguments = [&["h"], arguments].concat();
            let plan = plan_on(terminal, &arguments).unwrap();
            assert_eq!(
                (plan.source, plan.format),
                (source, format),
                "{arguments:?}"
            );
        }
        let editor = |keeps_history| Source::Editor { keeps_history };
        let lines = |has_commands| Source::Lines { has_commands };
        let screen = |has_colors| Format::Screen {
            tells_steps: false,
            tells_round_trips: true,
            has_colors,
        };
        let (tells_steps, given) = (false, Source::Given(vec!["x".to_owned()]));
        check(both, &[], editor(true), screen(true));
        check(both, &["-b"], editor(true), screen(true));
        check(both, &["--no-history"], editor(false), screen(true));
        check(both, &["--color=never"], editor(true), screen(false));
        check(both, &["-x", "x"], given.clone(), Format::Shown);
        check(
            both,
            &["--json"],
            lines(false),
            Format::Json { tells_steps },
        );
        check(dumb, &[], lines(true), screen(false));
        check(dumb, &["--color=always"], lines(true), screen(true));
        check(only_output, &[], lines(false), Format::Shown);
        check(only_output, &["-b"], Source::Chunks, Format::Shown);
        check(only_output, &["--slash"], lines(true), Format::Shown);
        check(only_input, &[], lines(false), Format::Lines);
        check(only_input, &["-x", "x"], given, Format::Lines);
    }
}
