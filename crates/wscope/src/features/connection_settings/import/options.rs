//! What the options of each program mean.

use self::Meaning as M;

/// What an option says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    Address,
    Header,
    /// A header of this name.
    Named(&'static str),
    Cookie,
    Basic,
    Bearer,
    Subprotocols,
    Insecure,
    Authority,
    Certificate,
    Key,
    Proxy,
    /// A SOCKS5 proxy that looks names up.
    Socks,
    ProxyUser,
    Timeout,
    KeepAlive,
    /// Of the request: a WebSocket is asked for with GET.
    Method,
    /// Of the protocol: there is 13.
    Version,
    /// It changes what is shown, not what is sent.
    NoEffect,
    NoEffectValue,
    /// It cannot be done here.
    UnsupportedValue,
}

impl Meaning {
    pub(super) fn takes_value(self) -> bool {
        !matches!(self, Self::Insecure | Self::NoEffect)
    }
}

/// A program, and its options.
#[derive(Debug)]
pub(super) struct Program {
    pub(super) name: &'static str,
    options: &'static [(&'static [&'static str], Meaning)],
}

impl Program {
    /// The program by this name, wherever it lies.
    pub(super) fn named(path: &str) -> Option<&'static Self> {
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
        let name = name.to_ascii_lowercase();
        let name = name.strip_suffix(".exe").unwrap_or(&name);
        PROGRAMS.iter().find(|program| program.name == name)
    }

    pub(super) fn meaning(&self, option: &str) -> Option<Meaning> {
        let mut options = self.options.iter();
        let found = options.find(|(names, _)| names.contains(&option));
        found.map(|(_, meaning)| *meaning)
    }
}

const PROGRAMS: [Program; 3] = [
    Program {
        name: "curl",
        options: CURL,
    },
    Program {
        name: "websocat",
        options: WEBSOCAT,
    },
    Program {
        name: "wscat",
        options: WSCAT,
    },
];

const CURL: &[(&[&str], Meaning)] = &[
    (&["--url"], M::Address),
    (&["-H", "--header"], M::Header),
    (&["-A", "--user-agent"], M::Named("User-Agent")),
    (&["-e", "--referer"], M::Named("Referer")),
    (&["-b", "--cookie"], M::Cookie),
    (&["-u", "--user"], M::Basic),
    (&["--oauth2-bearer"], M::Bearer),
    (&["-k", "--insecure"], M::Insecure),
    (&["--cacert"], M::Authority),
    (&["-E", "--cert"], M::Certificate),
    (&["--key"], M::Key),
    (&["-x", "--proxy"], M::Proxy),
    (&["-U", "--proxy-user"], M::ProxyUser),
    (&["--socks5", "--socks5-hostname"], M::Socks),
    (&["--connect-timeout"], M::Timeout),
    (&["-X", "--request"], M::Method),
    (
        &[
            "-s",
            "--silent",
            "-S",
            "--show-error",
            "-v",
            "--verbose",
            "-i",
            "--include",
            "--show-headers",
            "-N",
            "--no-buffer",
            "--compressed",
            "-L",
            "--location",
            "-f",
            "--fail",
            "-g",
            "--globoff",
            "--http1.1",
            "-#",
            "--progress-bar",
            "--no-progress-meter",
            "--basic",
            "--path-as-is",
            "-O",
            "--remote-name",
        ],
        M::NoEffect,
    ),
    (
        &[
            "-o",
            "--output",
            "-w",
            "--write-out",
            "-D",
            "--dump-header",
            "--trace",
            "--trace-ascii",
            "--stderr",
            "-c",
            "--cookie-jar",
            "-m",
            "--max-time",
            "--max-redirs",
            "--retry",
            "--retry-delay",
            "--keepalive-time",
        ],
        M::NoEffectValue,
    ),
    (
        &[
            "-d",
            "--data",
            "--data-raw",
            "--data-binary",
            "--data-ascii",
            "--data-urlencode",
            "-F",
            "--form",
            "--json",
            "-T",
            "--upload-file",
            "--resolve",
            "--connect-to",
            "--interface",
            "--cert-type",
            "--key-type",
            "--pass",
            "--capath",
            "--ciphers",
            "--unix-socket",
            "-r",
            "--range",
            "--noproxy",
            "--preproxy",
            "-K",
            "--config",
            "-y",
            "-Y",
            "-z",
            "-t",
            "--proxy-header",
            "--proxy-cacert",
            "--tls-max",
            "--socks4",
            "--socks4a",
            "--limit-rate",
        ],
        M::UnsupportedValue,
    ),
];

const WEBSOCAT: &[(&[&str], Meaning)] = &[
    (&["-H", "--header"], M::Header),
    (&["--basic-auth"], M::Basic),
    (&["--origin"], M::Named("Origin")),
    (&["--protocol"], M::Subprotocols),
    (&["-k", "--insecure"], M::Insecure),
    (&["--socks5"], M::Socks),
    (&["--ping-interval"], M::KeepAlive),
    (
        &[
            "-t",
            "--text",
            "-b",
            "--binary",
            "-v",
            "-q",
            "-n",
            "--no-close",
            "-E",
            "--exit-on-eof",
            "-1",
            "--one-message",
            "-u",
            "--unidirectional",
            "-U",
            "--unidirectional-reverse",
            "-S",
            "--strict",
            "-0",
            "--null-terminated",
            "--no-line",
            "-l",
            "--line",
            "--no-fixups",
            "--async-stdio",
        ],
        M::NoEffect,
    ),
    (
        &[
            "-B",
            "--buffer-size",
            "--ping-timeout",
            "--close-status-code",
            "--close-reason",
            "--max-messages",
            "--max-messages-rev",
            "--delay-close",
        ],
        M::NoEffectValue,
    ),
    (
        &[
            "--client-pkcs12-der",
            "--client-pkcs12-passwd",
            "--ws-c-uri",
            "--tls-domain",
            "--socks5-destination",
            "--websocket-version",
            "--restrict-uri",
            "--request-method",
            "--uri",
        ],
        M::UnsupportedValue,
    ),
];

const WSCAT: &[(&[&str], Meaning)] = &[
    (&["-c", "--connect"], M::Address),
    (&["-H", "--header"], M::Header),
    (&["--host"], M::Named("Host")),
    (&["-o", "--origin"], M::Named("Origin")),
    (&["--auth"], M::Basic),
    (&["-s", "--subprotocol"], M::Subprotocols),
    (&["-n", "--no-check"], M::Insecure),
    (&["--ca"], M::Authority),
    (&["--cert"], M::Certificate),
    (&["--key"], M::Key),
    (&["--proxy"], M::Proxy),
    (&["-p", "--protocol"], M::Version),
    (
        &[
            "-L",
            "--location",
            "-P",
            "--show-ping-pong",
            "--slash",
            "--no-color",
        ],
        M::NoEffect,
    ),
    (&["-w", "--wait", "--max-redirects"], M::NoEffectValue),
    (
        &["-x", "--execute", "--passphrase", "-l", "--listen"],
        M::UnsupportedValue,
    ),
];
