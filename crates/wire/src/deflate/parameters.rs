//! What both sides agree on (RFC 7692, section 7.1).

use std::fmt;

use super::{MAX_WINDOW_BITS, MIN_AGREED_WINDOW_BITS, MIN_WINDOW_BITS};
use crate::handshake::{Extension, extensions};

/// The registered name of the extension.
pub const EXTENSION: &str = "permessage-deflate";

const SERVER_NO_CONTEXT_TAKEOVER: &str = "server_no_context_takeover";
const CLIENT_NO_CONTEXT_TAKEOVER: &str = "client_no_context_takeover";
const SERVER_MAX_WINDOW_BITS: &str = "server_max_window_bits";
const CLIENT_MAX_WINDOW_BITS: &str = "client_max_window_bits";

/// What was agreed for one connection. Windows are powers of two, in bytes: 8 to 15 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Parameters {
    /// The server compresses each message on its own.
    pub server_no_context_takeover: bool,
    /// The client compresses each message on its own.
    pub client_no_context_takeover: bool,
    /// The window of what the server sends.
    pub server_max_window_bits: u8,
    /// The window of what the client sends.
    pub client_max_window_bits: u8,
}

impl Default for Parameters {
    /// What an answer without any parameter means.
    fn default() -> Self {
        Self {
            server_no_context_takeover: false,
            client_no_context_takeover: false,
            server_max_window_bits: MAX_WINDOW_BITS,
            client_max_window_bits: MAX_WINDOW_BITS,
        }
    }
}

/// How one side compresses what it sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SideParameters {
    /// Its window, in bits.
    pub window_bits: u8,
    /// Whether a message may refer to those before it.
    pub keeps_context: bool,
}

impl Parameters {
    /// How the client compresses.
    pub fn of_client(&self) -> SideParameters {
        SideParameters {
            window_bits: self.client_max_window_bits,
            keeps_context: !self.client_no_context_takeover,
        }
    }

    /// How the server compresses.
    pub fn of_server(&self) -> SideParameters {
        SideParameters {
            window_bits: self.server_max_window_bits,
            keeps_context: !self.server_no_context_takeover,
        }
    }

    /// In the shortest form.
    fn named(&self) -> Named {
        let window = |bits: u8| (bits != MAX_WINDOW_BITS).then_some(Some(bits));
        Named {
            server_no_context_takeover: self.server_no_context_takeover,
            client_no_context_takeover: self.client_no_context_takeover,
            server_max_window_bits: window(self.server_max_window_bits),
            client_max_window_bits: window(self.client_max_window_bits),
        }
    }
}

/// As the value of `Sec-WebSocket-Extensions`, in its shortest form.
impl fmt::Display for Parameters {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.named().fmt(formatter)
    }
}

/// What a server agrees to, and how it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// What was agreed.
    pub parameters: Parameters,
    /// An offer that names the window of the server is accepted by naming it too, be it the largest (section 7.1.2.1).
    names_server_window: bool,
}

/// As the value of `Sec-WebSocket-Extensions` in the answer.
impl fmt::Display for Accepted {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut named = self.parameters.named();
        if self.names_server_window {
            named.server_max_window_bits = Some(Some(self.parameters.server_max_window_bits));
        }
        named.fmt(formatter)
    }
}

/// What a client asks for. The default asks for nothing and allows nothing: `permessage-deflate` alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Offer {
    /// The server has to compress each message on its own.
    pub server_no_context_takeover: bool,
    /// The client says that it will compress each message on its own, if the server agrees to that.
    pub client_no_context_takeover: bool,
    /// The server has to keep to a window of at most so many bits.
    pub server_max_window_bits: Option<u8>,
    /// The server may tell the client which window to keep to: any, or one of at most so many bits.
    pub client_max_window_bits: Option<Option<u8>>,
}

impl Offer {
    /// What browsers offer: a window of the server's choice.
    pub const OF_BROWSERS: Self = Self {
        server_no_context_takeover: false,
        client_no_context_takeover: false,
        server_max_window_bits: None,
        client_max_window_bits: Some(None),
    };

    /// What the server agreed to, by the value of all its `Sec-WebSocket-Extensions`; `None` if it declined.
    ///
    /// # Errors
    /// Why the connection has to fail (sections 5.1 and 7.1, and RFC 6455, section 4.1): the answer does not follow the
    /// grammar, names what was not offered, or does not keep to what was.
    pub fn agreed(&self, answer: &[u8]) -> Result<Option<Parameters>, AnswerFault> {
        let extensions = extensions(answer).ok_or(AnswerFault::NoList)?;
        let mut agreed = None;
        for extension in &extensions {
            if extension.name != EXTENSION {
                return Err(AnswerFault::NotOffered(extension.name.to_owned()));
            }
            if agreed.is_some() {
                return Err(AnswerFault::Twice);
            }
            agreed = Some(self.parameters(extension)?);
        }
        Ok(agreed)
    }

    fn parameters(&self, extension: &Extension<'_>) -> Result<Parameters, AnswerFault> {
        let named = Named::read(extension).map_err(AnswerFault::Parameter)?;
        let window = |bits: Option<Option<u8>>, name| match bits {
            // In an answer, a window has a size.
            Some(None) => Err(AnswerFault::Parameter(ParameterFault::value(name, ""))),
            Some(Some(bits)) => Ok(bits),
            None => Ok(MAX_WINDOW_BITS),
        };
        let server_window = window(named.server_max_window_bits, SERVER_MAX_WINDOW_BITS)?;
        let client_window = window(named.client_max_window_bits, CLIENT_MAX_WINDOW_BITS)?;
        if self.server_no_context_takeover && !named.server_no_context_takeover {
            return Err(AnswerFault::Ignored(SERVER_NO_CONTEXT_TAKEOVER));
        }
        if self
            .server_max_window_bits
            .is_some_and(|most| server_window > most)
        {
            return Err(AnswerFault::Ignored(SERVER_MAX_WINDOW_BITS));
        }
        if named.client_max_window_bits.is_some() {
            let most = self.client_max_window_bits;
            let most = most.ok_or(AnswerFault::Unasked(CLIENT_MAX_WINDOW_BITS))?;
            if most.is_some_and(|most| client_window > most) {
                return Err(AnswerFault::Ignored(CLIENT_MAX_WINDOW_BITS));
            }
        }
        // A client may keep to less than what it is allowed.
        let own_window = self
            .client_max_window_bits
            .flatten()
            .unwrap_or(MAX_WINDOW_BITS);
        Ok(Parameters {
            server_no_context_takeover: named.server_no_context_takeover,
            client_no_context_takeover: named.client_no_context_takeover
                || self.client_no_context_takeover,
            server_max_window_bits: server_window,
            client_max_window_bits: client_window.min(own_window),
        })
    }
}

/// As the value of `Sec-WebSocket-Extensions` in a request.
impl fmt::Display for Offer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = Named {
            server_no_context_takeover: self.server_no_context_takeover,
            client_no_context_takeover: self.client_no_context_takeover,
            server_max_window_bits: self.server_max_window_bits.map(Some),
            client_max_window_bits: self.client_max_window_bits,
        };
        named.fmt(formatter)
    }
}

/// What a server asks for beyond what is offered to it, as far as the offer allows that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wishes {
    /// Compress each message of its own alone.
    pub server_no_context_takeover: bool,
    /// Have the client compress each message alone.
    pub client_no_context_takeover: bool,
    /// The largest window of its own messages, in bits.
    pub server_max_window_bits: u8,
    /// The largest window of the client's messages, in bits.
    pub client_max_window_bits: u8,
}

impl Default for Wishes {
    fn default() -> Self {
        Self {
            server_no_context_takeover: false,
            client_no_context_takeover: false,
            server_max_window_bits: MAX_WINDOW_BITS,
            client_max_window_bits: MAX_WINDOW_BITS,
        }
    }
}

impl Wishes {
    /// The first offer that can be accepted, by the value of all `Sec-WebSocket-Extensions` of a request, and what is
    /// answered to it. `Ok(None)` if the extension is not offered.
    ///
    /// # Errors
    /// Why each offer of this extension was declined (section 7.1). The handshake goes on without it. A list that does not
    /// follow the grammar has no offers; whether it fails the handshake is not decided here.
    pub fn accept(&self, offers: &[u8]) -> Result<Option<Accepted>, Vec<OfferFault>> {
        let extensions = extensions(offers).unwrap_or_default();
        let offers = extensions.iter().filter(|offer| offer.name == EXTENSION);
        let mut declined = Vec::new();
        for offer in offers {
            match self.answer(offer) {
                Ok(accepted) => return Ok(Some(accepted)),
                Err(fault) => declined.push(fault),
            }
        }
        if declined.is_empty() {
            Ok(None)
        } else {
            Err(declined)
        }
    }

    fn answer(&self, offer: &Extension<'_>) -> Result<Accepted, OfferFault> {
        let named = Named::read(offer).map_err(OfferFault::Parameter)?;
        let server_window = match named.server_max_window_bits {
            // In an offer, this window has a size.
            Some(None) => {
                let fault = ParameterFault::value(SERVER_MAX_WINDOW_BITS, "");
                return Err(OfferFault::Parameter(fault));
            }
            // zlib cannot compress with so small a window.
            Some(Some(bits)) if bits < MIN_WINDOW_BITS => return Err(OfferFault::SmallWindow),
            Some(Some(bits)) => bits.min(self.server_max_window_bits),
            None => self.server_max_window_bits,
        };
        // Only a client that mentions it understands it in the answer (section 7.1.2.2).
        let client_window = match named.client_max_window_bits {
            Some(most) => self
                .client_max_window_bits
                .min(most.unwrap_or(MAX_WINDOW_BITS)),
            None => MAX_WINDOW_BITS,
        };
        let parameters = Parameters {
            server_no_context_takeover: self.server_no_context_takeover
                || named.server_no_context_takeover,
            client_no_context_takeover: self.client_no_context_takeover
                || named.client_no_context_takeover,
            server_max_window_bits: server_window,
            client_max_window_bits: client_window,
        };
        Ok(Accepted {
            parameters,
            names_server_window: named.server_max_window_bits.is_some(),
        })
    }
}

/// Why an answer fails the connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerFault {
    /// It is no list of extensions.
    NoList,
    /// It names an extension that was not offered.
    NotOffered(String),
    /// It agrees to the extension more than once.
    Twice,
    /// One of its parameters is wrong.
    Parameter(ParameterFault),
    /// This was asked for, and it does not keep to it.
    Ignored(&'static str),
    /// The offer does not allow this parameter in the answer.
    Unasked(&'static str),
}

impl fmt::Display for AnswerFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoList => formatter.write_str("not a list of extensions"),
            Self::NotOffered(name) => write!(formatter, "{name} was not offered"),
            Self::Twice => write!(formatter, "{EXTENSION} appears twice"),
            Self::Parameter(fault) => fault.fmt(formatter),
            Self::Ignored(name) => write!(formatter, "{name} does not keep to the offer"),
            Self::Unasked(name) => write!(formatter, "{name} was not offered"),
        }
    }
}

/// Why an offer is declined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OfferFault {
    /// One of its parameters is wrong.
    Parameter(ParameterFault),
    /// It asks for a window of 8 bits from the server, which zlib cannot keep to.
    SmallWindow,
}

impl fmt::Display for OfferFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parameter(fault) => fault.fmt(formatter),
            Self::SmallWindow => {
                write!(formatter, "{SERVER_MAX_WINDOW_BITS}=8 is not supported")
            }
        }
    }
}

/// What is wrong with a parameter (section 7.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParameterFault {
    /// The extension has no parameter of this name.
    Unknown(String),
    /// It is there twice.
    Twice(String),
    /// It cannot have this value, which is empty if there is none.
    Value(String, String),
}

impl ParameterFault {
    fn value(name: &str, value: &str) -> Self {
        Self::Value(name.to_owned(), value.to_owned())
    }
}

impl fmt::Display for ParameterFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(name) => write!(formatter, "unknown parameter {name}"),
            Self::Twice(name) => write!(formatter, "{name} appears twice"),
            Self::Value(name, value) if value.is_empty() => {
                write!(formatter, "{name} needs a value from 8 to 15")
            }
            Self::Value(name, value) => write!(formatter, "invalid value {name}={value}"),
        }
    }
}

/// The parameters as they are written: in an offer and in an answer by the same grammar, though not with the same meaning.
#[derive(Default)]
struct Named {
    server_no_context_takeover: bool,
    client_no_context_takeover: bool,
    /// A window with or without its size.
    server_max_window_bits: Option<Option<u8>>,
    client_max_window_bits: Option<Option<u8>>,
}

impl Named {
    fn read(extension: &Extension<'_>) -> Result<Self, ParameterFault> {
        let mut named = Self::default();
        for (name, value) in &extension.parameters {
            let was_there = match *name {
                SERVER_NO_CONTEXT_TAKEOVER => {
                    std::mem::replace(&mut named.server_no_context_takeover, flag(name, *value)?)
                }
                CLIENT_NO_CONTEXT_TAKEOVER => {
                    std::mem::replace(&mut named.client_no_context_takeover, flag(name, *value)?)
                }
                SERVER_MAX_WINDOW_BITS => {
                    let bits = window_bits(name, *value)?;
                    named.server_max_window_bits.replace(bits).is_some()
                }
                CLIENT_MAX_WINDOW_BITS => {
                    let bits = window_bits(name, *value)?;
                    named.client_max_window_bits.replace(bits).is_some()
                }
                _ => return Err(ParameterFault::Unknown((*name).to_owned())),
            };
            if was_there {
                return Err(ParameterFault::Twice((*name).to_owned()));
            }
        }
        Ok(named)
    }
}

/// Always `true`: a parameter without a value is there.
fn flag(name: &str, value: Option<&str>) -> Result<bool, ParameterFault> {
    match value {
        None => Ok(true),
        Some(value) => Err(ParameterFault::value(name, value)),
    }
}

/// From 8 to 15, without leading zeros (section 7.1.2).
fn window_bits(name: &str, value: Option<&str>) -> Result<Option<u8>, ParameterFault> {
    let Some(value) = value else {
        return Ok(None);
    };
    let is_plain = !value.starts_with(['0', '+']);
    let bits = value
        .parse()
        .ok()
        .filter(|bits| (MIN_AGREED_WINDOW_BITS..=MAX_WINDOW_BITS).contains(bits));
    match bits.filter(|_| is_plain) {
        Some(bits) => Ok(Some(bits)),
        None => Err(ParameterFault::value(name, value)),
    }
}

impl fmt::Display for Named {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(EXTENSION)?;
        if self.server_no_context_takeover {
            write!(formatter, "; {SERVER_NO_CONTEXT_TAKEOVER}")?;
        }
        if self.client_no_context_takeover {
            write!(formatter, "; {CLIENT_NO_CONTEXT_TAKEOVER}")?;
        }
        let windows = [
            (SERVER_MAX_WINDOW_BITS, self.server_max_window_bits),
            (CLIENT_MAX_WINDOW_BITS, self.client_max_window_bits),
        ];
        for (name, window) in windows {
            match window {
                Some(Some(bits)) => write!(formatter, "; {name}={bits}")?,
                Some(None) => write!(formatter, "; {name}")?,
                None => {}
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
