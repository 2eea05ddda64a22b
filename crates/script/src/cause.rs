//! Why connections fail and break, by name.

use std::fmt;

use connection::Cause;

/// The name of a [`Cause`], as it stands in files of sessions and in what `wsc` writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CauseName(&'static str);

impl CauseName {
    /// All of them.
    pub const ALL: &[&'static str] = &[
        "refused",
        "unknown-host",
        "name-lookup",
        "unreachable",
        "timed-out",
        "http-status",
        "redirect",
        "reply",
        "head-limit",
        "request-limit",
        "extension",
        "compression-answer",
        "not-web-socket",
        "wrong-accept",
        "subprotocol",
        "several-subprotocols",
        "empty-subprotocol",
        "malformed-subprotocol",
        "tls",
        "certificate",
        "no-tls",
        "only-tls",
        "client-certificate",
        "proxy",
        "file",
        "no-pong",
        "unread-pongs",
        "message-too-large",
        "invalid-text",
        "inflate",
        "invalid-utf8",
        "close-frame",
        "frame",
        "protocol-violation",
        "dropped",
        "insecure",
        "untold",
        "other",
    ];

    /// The one that is called so.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|known| **known == name)
            .map(|known| Self(known))
    }

    /// That of a cause.
    pub fn of(cause: &Cause) -> Self {
        Self(match cause {
            Cause::Refused => "refused",
            Cause::UnknownHost => "unknown-host",
            Cause::NameLookup => "name-lookup",
            Cause::Unreachable => "unreachable",
            Cause::TimedOut => "timed-out",
            Cause::HttpStatus(_) => "http-status",
            Cause::Redirect { .. } => "redirect",
            Cause::Reply(_) => "reply",
            Cause::HeadLimit(_) => "head-limit",
            Cause::RequestLimit(_) => "request-limit",
            Cause::Extension { .. } => "extension",
            Cause::CompressionAnswer => "compression-answer",
            Cause::NotWebSocket => "not-web-socket",
            Cause::WrongAccept => "wrong-accept",
            Cause::Subprotocol => "subprotocol",
            Cause::SeveralSubprotocols => "several-subprotocols",
            Cause::EmptySubprotocol => "empty-subprotocol",
            Cause::MalformedSubprotocol => "malformed-subprotocol",
            Cause::Tls => "tls",
            Cause::Certificate(_) => "certificate",
            Cause::NoTls => "no-tls",
            Cause::OnlyTls => "only-tls",
            Cause::ClientCertificate => "client-certificate",
            Cause::Proxy(_) => "proxy",
            Cause::File(_) => "file",
            Cause::NoPong => "no-pong",
            Cause::UnreadPongs => "unread-pongs",
            Cause::MessageTooLarge => "message-too-large",
            Cause::InvalidText => "invalid-text",
            Cause::Inflate => "inflate",
            Cause::InvalidUtf8 => "invalid-utf8",
            Cause::CloseFrame { .. } => "close-frame",
            Cause::Frame(_) => "frame",
            Cause::ProtocolViolation => "protocol-violation",
            Cause::Dropped => "dropped",
            Cause::Insecure => "insecure",
            Cause::Untold => "untold",
            Cause::Other => "other",
        })
    }
}

impl fmt::Display for CauseName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0)
    }
}

/// The HTTP status with which a handshake was answered.
pub(crate) fn status(cause: &Cause) -> Option<u16> {
    match cause {
        Cause::HttpStatus(status) | Cause::Redirect { status, .. } => Some(*status),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_have_the_names_that_files_give_them() {
        for cause in [
            Cause::Refused,
            Cause::HttpStatus(404),
            Cause::NotWebSocket,
            Cause::InvalidUtf8,
            Cause::NoTls,
            Cause::Extension {
                names: String::new(),
            },
        ] {
            let written = serde_json::to_value(&cause).unwrap();
            let name = match &written {
                serde_json::Value::Object(map) => map.keys().next().unwrap().clone(),
                name => name.as_str().unwrap().to_owned(),
            };
            assert_eq!(CauseName::of(&cause).to_string(), name);
            assert_eq!(CauseName::parse(&name), Some(CauseName::of(&cause)));
        }
        assert_eq!(CauseName::parse("nonsense"), None);
    }
}
