//! The connection settings, in English.

use std::borrow::Cow;

use connection::{FIRST_WAIT, HeaderError, LONGEST_WAIT, ProxyAddressError, SubprotocolError};

use super::super::form::{MAX_LINES, PairFault, Problem, Unsaved};
use super::super::import::Imported;
use super::text::MAX_UNUSED;
use super::text::Text as T;
use crate::IN_BROWSER;
use crate::kit::format::{count, period};
use crate::kit::theme::TabColour;
use payload::visible::shortened;

pub(super) fn say(text: T<'_>) -> Cow<'static, str> {
    match text {
        T::Title => "Connection settings".into(),
        T::Tooltip => "Parameters, headers, authentication, TLS, proxy, reconnecting, and the name of the tab".into(),
        T::Hint => "Changes apply to the next connection".into(),
        T::ConnectNow => "Connect now".into(),
        T::ReconnectNow => "Reconnect now".into(),
        T::ParametersTab => "Params".into(),
        T::HeadersTab => "Headers".into(),
        T::LoginTab => "Auth".into(),
        T::TlsTab => "TLS".into(),
        T::ProxyTab => "Proxy".into(),
        T::AdvancedTab => "Advanced".into(),
        T::ParametersHint => "Same as in the address. Parameters that are not edited are sent exactly as typed".into(),
        T::HeadersHint => "Authorization, Cookie and other credentials are masked here and in the list".into(),
        T::SubprotocolsHint => "In order of preference, separated by commas".into(),
        T::PasteMany => "Paste many…".into(),
        T::PasteParametersHint => "A query, or one per line: name=value or name: value".into(),
        T::PasteHeadersHint => "One per line: Name: value or name=value".into(),
        T::PasteAdd => "Add".into(),
        T::PasteCancel => "Cancel".into(),
        T::PasteFault { line, fault } => match fault {
            PairFault::NoSeparator => format!("Line {line}: no “:” or “=”").into(),
            PairFault::NoName => format!("Line {line}: no name before “:” or “=”").into(),
            PairFault::NoRoom => {
                format!("Line {line}: not added, the table has room for {MAX_LINES} lines").into()
            }
        },
        T::PasteIsFull { limit } => {
            let limit = count(limit as u64);
            format!("At most {limit} characters fit here; the rest was cut off").into()
        }
        T::AddHeader => "Add a header".into(),
        T::UseLine(n) => format!("Send line {n}").into(),
        T::RemoveLine(n) => format!("Delete line {n}").into(),
        T::ShowValue(n) => format!("Show value {n}").into(),
        T::HideValue(n) => format!("Hide value {n}").into(),
        T::Automatic => "Set automatically".into(),
        T::RandomKey => "random".into(),
        T::KeyFileHint => "Leave the private key empty if it is in the same file as the certificate".into(),
        T::ProxyHint => "http://, socks5:// or socks5h://, with user:password@ before the host if the proxy requires it".into(),
        T::Imported(imported) => imported_words(imported).into(),
        T::PasteTooLong { address, command } => {
            let address = count(address as u64);
            format!("Not pasted: an address has at most {address} characters, a command line {command}").into()
        }
        T::AddToken => "Add a token…".into(),
        T::UndoImport => "Undo import".into(),
        T::Browse => "Browse…".into(),
        T::NoFileDialog => "The system could not show a file dialog: type the path".into(),
        T::Reset => "Restore defaults".into(),
        T::UndoReset => "Undo restore".into(),
        T::Details => "Record connection details".into(),
        T::DetailsTooltip if IN_BROWSER => "How long the handshake takes and which subprotocol was chosen; close codes can be chosen".into(),
        T::DetailsTooltip => "Each step of connecting, the raw handshake, and close codes; compression and frames by hand need it. They are always recorded if the settings of a connection require it".into(),
        T::DetailsWhenNeeded => "When needed".into(),
        T::DetailsAlways => "Always".into(),
        T::SettingsFile => "Settings file".into(),
        T::ReconnectWithDetails => "Reconnect with details".into(),
        T::ReconnectWithDetailsTooltip => "Connect again and record each step, the handshake and the close code".into(),
        T::NotExplained => "The close code and the handshake were not recorded".into(),
        T::Unverified => "Certificate NOT verified".into(),
        T::HiddenInBrowser => "Headers, authentication, certificates, proxy and pings are controlled by the browser; pages cannot set them".into(),
        T::Name => "Tab name".into(),
        T::Colour => "Colour".into(),
        T::Connection => "Connection".into(),
        T::Reconnect => "Reconnect automatically".into(),
        T::ReconnectTooltip => format!(
            "Retry after a failure or a dropped connection: within {}, then at growing intervals of up to {}",
            period(FIRST_WAIT),
            period(LONGEST_WAIT)
        )
        .into(),
        T::Timeout => "Connection timeout".into(),
        T::Query => "Query parameters".into(),
        T::QueryName => "Name".into(),
        T::QueryValue => "Value".into(),
        T::AddParameter => "Add a parameter".into(),
        T::Subprotocols => "Subprotocols".into(),
        T::Headers => "Request headers".into(),
        T::Login => "Authentication".into(),
        T::LoginNone => "None".into(),
        T::LoginBasic => "User name and password (Basic)".into(),
        T::LoginBearer => "Token (Bearer)".into(),
        T::User => "User name".into(),
        T::Password => "Password".into(),
        T::Token => "Token".into(),
        T::Secrets => "Credentials".into(),
        T::KeepSecretsHint => "Where headers, authentication and the proxy password are kept".into(),
        T::Trust => "Certificates".into(),
        T::TrustSystem => "System trust store".into(),
        T::TrustAlso => "System + custom CA".into(),
        T::TrustAnyone => "Skip verification (insecure)".into(),
        T::TrustAnyoneWarning => "Anyone on the network path can read and modify all data".into(),
        T::AuthorityFile => "CA certificate (PEM file)".into(),
        T::CertificateFile => "Client certificate (PEM file)".into(),
        T::KeyFile => "Private key (PEM file)".into(),
        T::AnswerHeartbeats => "Answer heartbeats".into(),
        T::AnswerHeartbeatsTooltip => "Sends what keeps a connection open in its protocol, such as the pong of Socket.IO and the PINGREQ of MQTT. It takes effect at once".into(),
        T::AnswerAndReconnect => "Answer heartbeats and reconnect".into(),
        T::EditRules => "Rules…".into(),
        T::EditRulesTooltip => "Sends a message when one arrives that matches".into(),
        T::Protocol => "Protocol of the messages".into(),
        T::Proxy => "Proxy".into(),
        T::ProxyNone => "None".into(),
        T::ProxyEnvironment => "From environment variables".into(),
        T::ProxyAt => "Manual".into(),
        T::ProxyAddress => "Proxy address".into(),
        T::MaxMessage => "Max. message size".into(),
        T::KeepAlive => "Keep-alive interval".into(),
        T::KeepAliveOff => "off".into(),
        T::Compression => "Compression".into(),
        T::RecordFrames => "Record frames".into(),
        T::RecordFramesTooltip => {
            "Keeps each frame as it is on the wire. It takes effect at once over a connection with all details"
                .into()
        }
        T::OfferCompression => "Offer compression (permessage-deflate)".into(),
        T::OfferCompressionTooltip => "As browsers do. Messages are compressed if the server agrees (RFC 7692)".into(),
        T::ClientNoContext => "Client compresses each message by itself".into(),
        T::ServerNoContext => "Server compresses each message by itself".into(),
        T::NoContextTooltip => "no_context_takeover: less memory, less compression".into(),
        T::OfferedWithDetails => "Only connections with details offer it: “Record connection details”, or any other choice here".into(),
        T::Bits => "bits".into(),
        T::SmallWindow => "Most servers do not compress with a window of 8 bits, and may decline the whole offer".into(),
        T::ClientWindow => "Client window, at most".into(),
        T::ServerWindow => "Server window, at most".into(),
        T::Offered(offer) => format!("Offered: {offer}").into(),
        T::ColourNamed(colour) => colour_name(colour).into(),
        T::NotConnected(unsaved) => format!(
            "Not connected. Not saved: {}. Enter it again, then press Connect",
            names(unsaved)
        )
        .into(),
        T::ConnectedWithout(unsaved) => {
            format!("Connected without these, which were not saved: {}", names(unsaved)).into()
        }
        T::Wrong(problem) => wrong(problem),
    }
}

fn imported_words(imported: &Imported) -> String {
    let program = imported.program;
    let parts = [
        ("Not supported", &imported.unused),
        ("Left out, because the header is set", &imported.overridden),
        (
            "Used as written, because no shell fills it in",
            &imported.unexpanded,
        ),
    ];
    let told = parts.iter().filter(|(_, what)| !what.is_empty());
    let told: Vec<_> = told
        .map(|(title, what)| format!(". {title}: {}", shortened(&what.join(", "), MAX_UNUSED)))
        .collect();
    if told.is_empty() {
        return format!("Address and connection settings imported from {program}");
    }
    format!("Imported from {program}{}", told.concat())
}

fn names(unsaved: &[Unsaved]) -> String {
    let name = |unsaved: &Unsaved| match unsaved {
        Unsaved::Query => "parameters of the address",
        Unsaved::Login => "authentication",
        Unsaved::Headers => "headers",
        Unsaved::Subprotocols => "subprotocols",
        Unsaved::Proxy => "proxy credentials",
    };
    let names: Vec<_> = unsaved.iter().map(name).collect();
    names.join(", ")
}

fn colour_name(colour: TabColour) -> &'static str {
    match colour {
        TabColour::None => "No colour",
        TabColour::Blue => "Blue",
        TabColour::Green => "Green",
        TabColour::Amber => "Amber",
        TabColour::Red => "Red",
        TabColour::Violet => "Violet",
    }
}

fn wrong(problem: &Problem) -> Cow<'static, str> {
    match problem {
        Problem::Header(HeaderError::NoColon) => {
            "A header consists of a name, a colon and a value, such as Origin: https://example.org"
                .into()
        }
        Problem::Header(HeaderError::Name(name)) => format!(
            "“{name}” is not a valid header name: use letters, digits and hyphens, no spaces"
        )
        .into(),
        Problem::Header(HeaderError::Value(name)) => {
            format!("The value of {name} contains a line break or another control character").into()
        }
        Problem::Header(HeaderError::Reserved(name)) => {
            format!("{name} is set by the WebSocket handshake").into()
        }
        Problem::Subprotocols(SubprotocolError::Name(name)) => format!(
            "“{name}” is not a valid subprotocol name: use letters, digits, dots and hyphens"
        )
        .into(),
        Problem::Subprotocols(SubprotocolError::Twice(name)) => {
            format!("{name} is listed twice").into()
        }
        Problem::User => {
            "A user name must not contain a colon, which separates it from the password".into()
        }
        Problem::NoUser => "Enter the user name and the password".into(),
        Problem::TwoLogins => {
            "Headers already has Authorization: remove it there, or choose None here".into()
        }
        Problem::NoToken => "Enter the token".into(),
        Problem::Token => "A token consists of letters, digits and symbols, without spaces".into(),
        Problem::AuthorityFile => "Enter the file of the CA certificate".into(),
        Problem::CertificateFile => {
            "A private key requires a client certificate: enter its file too".into()
        }
        Problem::Proxy(ProxyAddressError::Empty) => {
            "Enter the proxy address, such as http://localhost:8080".into()
        }
        Problem::Proxy(ProxyAddressError::Scheme) => {
            "The proxy address must begin with http://, socks5:// or socks5h://".into()
        }
        Problem::Proxy(ProxyAddressError::Malformed) => {
            "Not a valid proxy address; a correct one is http://localhost:8080".into()
        }
    }
}
