//! The options of a connection, in English.

use std::borrow::Cow;

use connection::{HeaderError, ProxyAddressError, SubprotocolError};

use crate::kit::theme::TabColour;
use crate::options_form::Problem;
use crate::texts::parts::OptionsText as T;

pub(super) fn say(text: T<'_>) -> Cow<'static, str> {
    match text {
        T::Title => "Options".into(),
        T::Tooltip => "How to connect: headers, login, encryption, proxy, reconnecting; and the name of the tab".into(),
        T::Hint => "What is changed holds from the next connection on".into(),
        T::ConnectNow => "Connect now".into(),
        T::Reset => "Defaults".into(),
        T::UndoReset => "Undo defaults".into(),
        T::InspectIsNeeded => "Inspect was switched on: the options need it".into(),
        T::Unverified => "The certificate is NOT checked".into(),
        T::HiddenInBrowser => "Headers, logins, certificates, proxies and pings are the browser’s own; a page cannot set them".into(),
        T::Name => "Name of the tab".into(),
        T::Colour => "Colour".into(),
        T::Connection => "Connection".into(),
        T::Reconnect => "Reconnect".into(),
        T::ReconnectTooltip => "After a failure or a loss, try again: after about 1 s, then longer each time, at most 30 s".into(),
        T::Timeout => "Give up after".into(),
        T::Query => "Parameters".into(),
        T::QueryName => "Name".into(),
        T::QueryValue => "Value".into(),
        T::AddParameter => "Add a parameter".into(),
        T::RemoveParameter => "Remove the parameter".into(),
        T::Subprotocols => "Subprotocols".into(),
        T::Headers => "Headers".into(),
        T::Login => "Login".into(),
        T::LoginNone => "None".into(),
        T::LoginBasic => "Name and password (Basic)".into(),
        T::LoginBearer => "Token (Bearer)".into(),
        T::User => "User name".into(),
        T::Password => "Password".into(),
        T::Token => "Token".into(),
        T::Secrets => "Secrets".into(),
        T::KeepSecrets => "Keep in the settings".into(),
        T::KeepSecretsTooltip => "Store headers, login and the proxy’s password on this machine, unencrypted; otherwise they are forgotten at the end".into(),
        T::Trust => "Certificates".into(),
        T::TrustSystem => "Those the system trusts".into(),
        T::TrustAlso => "An authority of your own as well".into(),
        T::TrustAnyone => "Any, unchecked".into(),
        T::TrustAnyoneWarning => "Whoever stands between can read and change everything".into(),
        T::AuthorityFile => "Authority (PEM file)".into(),
        T::CertificateFile => "Own certificate (PEM file)".into(),
        T::KeyFile => "Its key (PEM file)".into(),
        T::Proxy => "Proxy".into(),
        T::ProxyNone => "None".into(),
        T::ProxyEnvironment => "As the environment says".into(),
        T::ProxyAt => "This one".into(),
        T::ProxyAddress => "Address of the proxy".into(),
        T::MaxMessage => "Largest message".into(),
        T::KeepAlive => "Ping after silence of".into(),
        T::KeepAliveOff => "never".into(),
        T::ColourNamed(colour) => colour_name(colour).into(),
        T::Wrong(problem) => wrong(problem),
    }
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
            "A header is a name, a colon and a value, as in Origin: https://example.org".into()
        }
        Problem::Header(HeaderError::Name(name)) => {
            format!("“{name}” is no name of a header: letters, digits and hyphens, no spaces")
                .into()
        }
        Problem::Header(HeaderError::Value(name)) => {
            format!("The value of {name} has a line break or another control character in it")
                .into()
        }
        Problem::Header(HeaderError::Reserved(name)) => {
            format!("{name} is set by the handshake itself").into()
        }
        Problem::Subprotocols(SubprotocolError::Name(name)) => {
            format!("“{name}” is no name of a subprotocol: letters, digits, dots and hyphens")
                .into()
        }
        Problem::Subprotocols(SubprotocolError::Twice(name)) => {
            format!("{name} is offered twice").into()
        }
        Problem::User => {
            "A user name must not contain a colon: the password begins after it".into()
        }
        Problem::Token => "A token is one word of letters, digits and signs, without spaces".into(),
        Problem::AuthorityFile => "Name the file with the certificate of your authority".into(),
        Problem::CertificateFile => "A key needs a certificate: name its file as well".into(),
        Problem::Proxy(ProxyAddressError::Empty) => {
            "Type the address of the proxy, such as http://localhost:8080".into()
        }
        Problem::Proxy(ProxyAddressError::Scheme) => {
            "The address of a proxy begins with http://, socks5:// or socks5h://".into()
        }
        Problem::Proxy(ProxyAddressError::Malformed) => {
            "This is no address of a proxy, such as http://localhost:8080".into()
        }
    }
}
