//! How to connect, as a person fills it in; [`OptionsForm::read`] makes [`Options`] of it, or says what is wrong.

mod compression;
mod lines;
mod secrets;

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use connection::{
    Header, HeaderError, Identity, MAX_MESSAGE_BYTES, Options, Proxy, ProxyAddress,
    ProxyAddressError, Subprotocol, SubprotocolError, Trust,
};
use data_encoding::BASE64;
use serde::{Deserialize, Serialize};

#[cfg(not(target_arch = "wasm32"))]
use crate::kit::proto_files::ProtoFiles;
use crate::kit::protocol_choice::ProtocolChoice;
use crate::kit::rule_line::{MAX_RULES, RuleLine};
use crate::kit::secret::{Keep, Kept};

pub use self::compression::CompressionForm;
pub use self::lines::{HeaderLine, MAX_LINES, PairFault, split_pair};
use self::lines::{Taken, take_header};
pub use self::secrets::{entry_in, set_entry_in, without_entry};

/// The longest time that can be chosen for an attempt, in seconds: who waits longer than ten minutes has forgotten it.
pub const MAX_TIMEOUT_S: u32 = 600;
/// The longest silence that can be chosen before a ping, in seconds: a day.
pub const MAX_KEEP_ALIVE_S: u32 = 86_400;
/// The largest message that can be allowed, in KiB.
pub const MAX_MESSAGE_KIB: u32 = (MAX_MESSAGE_BYTES / 1024) as u32;
/// The longest name of a tab, in characters: what two lines of a menu have room for.
pub const MAX_TAB_NAME: usize = 60;
/// The longest text of a field, in characters: servers refuse headers of more than 8 KiB.
pub const MAX_FIELD: usize = 8 * 1024;
/// The same in bytes: a character has up to four.
const MAX_FIELD_BYTES: usize = 4 * MAX_FIELD;
/// The longest time that is offered unless the person says otherwise, in seconds.
const TIMEOUT_S: u32 = connection::CONNECT_TIMEOUT.as_secs() as u32;

/// The fields of the form.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OptionsForm {
    /// Whether it is tried again after a failure.
    pub reconnects: bool,
    /// Whether each frame is recorded as it is on the wire.
    pub records_frames: bool,
    /// In which protocol messages are decoded, as [`ProtocolChoice`] is stored. One that only a later version knows stays.
    pub protocol: String,
    /// The .proto files that tell what binary messages say, where that is chosen.
    #[cfg(not(target_arch = "wasm32"))]
    pub proto: ProtoFiles,
    /// Whether heartbeats of that protocol are answered.
    pub answers_heartbeats: bool,
    /// What is sent when a message matches.
    pub rules: Vec<RuleLine>,
    /// A line each.
    #[serde(deserialize_with = "lines::deserialize")]
    pub headers: Vec<HeaderLine>,
    /// Names with commas or white space between.
    pub subprotocols: String,
    /// What is offered for compression.
    pub compression: CompressionForm,
    /// As whom.
    pub login: Login,
    /// The user name of [`Login::Basic`].
    pub user: String,
    /// The password of [`Login::Basic`].
    pub password: String,
    /// The token of [`Login::Bearer`].
    pub token: String,
    /// Whose certificates are accepted.
    pub trust: TrustChoice,
    /// The authorities of [`TrustChoice::Also`], a file.
    pub authority_file: String,
    /// The certificate of this side, a file; empty for none.
    pub certificate_file: String,
    /// Its key, a file; empty if it is in the same one.
    pub key_file: String,
    /// What stands between.
    pub proxy: ProxyChoice,
    /// The address of [`ProxyChoice::At`].
    pub proxy_address: String,
    /// How long an attempt may take, in seconds.
    pub timeout_s: u32,
    /// The largest message that is accepted, in KiB.
    pub max_message_kib: u32,
    /// How long it may be silent before a ping, in seconds; 0 for ever.
    pub keep_alive_s: u32,
    /// Where the secrets in here are kept. An earlier version had a switch for it.
    #[serde(alias = "stores_credentials")]
    pub credentials: Kept,
}

/// What was filled in and is not stored, because it may be secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unsaved {
    /// The parameters in the address.
    Query,
    /// The name and the password, or the token.
    Login,
    /// The headers.
    Headers,
    /// Subprotocols that carry a credential.
    Subprotocols,
    /// The credentials in the proxy's address.
    Proxy,
}

impl Unsaved {
    /// How many kinds there are.
    pub const COUNT: usize = 5;
}

/// As whom to connect.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Login {
    /// As nobody.
    #[default]
    None,
    /// With a name and a password (RFC 7617).
    Basic,
    /// With a token (RFC 6750).
    Bearer,
}

/// Whose certificates are accepted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TrustChoice {
    /// Those that the system trusts.
    #[default]
    System,
    /// Those of an authority in a file as well.
    Also,
    /// Any. It is not stored: it is for a moment, and for one's own machine.
    Anyone,
}

/// What stands between this side and the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ProxyChoice {
    /// Nothing.
    #[default]
    None,
    /// What the environment says.
    Environment,
    /// The one at this address.
    At,
}

impl Default for OptionsForm {
    fn default() -> Self {
        Self {
            reconnects: false,
            records_frames: false,
            protocol: String::new(),
            #[cfg(not(target_arch = "wasm32"))]
            proto: ProtoFiles::default(),
            answers_heartbeats: false,
            rules: Vec::new(),
            headers: Vec::new(),
            subprotocols: String::new(),
            compression: CompressionForm::default(),
            login: Login::None,
            user: String::new(),
            password: String::new(),
            token: String::new(),
            trust: TrustChoice::System,
            authority_file: String::new(),
            certificate_file: String::new(),
            key_file: String::new(),
            proxy: ProxyChoice::None,
            proxy_address: String::new(),
            timeout_s: TIMEOUT_S,
            max_message_kib: MAX_MESSAGE_KIB,
            keep_alive_s: 0,
            credentials: Kept::default(),
        }
    }
}

/// Without what may be secret.
impl fmt::Debug for OptionsForm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("OptionsForm")
            .finish_non_exhaustive()
    }
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// A header.
    Header(HeaderError),
    /// The subprotocols.
    Subprotocols(SubprotocolError),
    /// The user name has a colon, which ends it (RFC 7617, section 2).
    User,
    /// Neither a user name nor a password: they were not typed yet, or not stored. An empty login is never sent.
    NoUser,
    /// No token, for the same reasons.
    NoToken,
    /// The token has a character that no token may have.
    Token,
    /// A login, and a header of one's own that is one too: which of them counts, a server decides.
    TwoLogins,
    /// No file was named.
    AuthorityFile,
    /// A key without a certificate.
    CertificateFile,
    /// The proxy's address.
    Proxy(ProxyAddressError),
}

const AUTHORIZATION: &str = "Authorization";

impl OptionsForm {
    /// What it asks for.
    ///
    /// # Errors
    /// What is wrong with the first field that is.
    pub fn read(&self) -> Result<Options, Problem> {
        let mut headers = self.read_headers()?;
        headers.extend(self.read_login()?);
        Ok(Options {
            // Whether details are wanted is no option of one connection.
            wants_details: false,
            records_frames: self.records_frames,
            headers,
            subprotocols: self.read_subprotocols()?,
            compression: self.compression.read(),
            trust: self.read_trust()?,
            identity: self.read_identity()?,
            proxy: self.read_proxy()?,
            connect_timeout: Duration::from_secs(self.timeout_s.clamp(1, MAX_TIMEOUT_S).into()),
            max_message_bytes: self.max_message_kib.clamp(1, MAX_MESSAGE_KIB) as usize * 1024,
            keep_alive: (self.keep_alive_s > 0)
                .then(|| Duration::from_secs(self.keep_alive_s.min(MAX_KEEP_ALIVE_S).into())),
            reconnects: self.reconnects,
        })
    }

    /// What the headers are, line by line.
    ///
    /// # Errors
    /// What is wrong with the first line that is.
    pub fn read_headers(&self) -> Result<Vec<Header>, Problem> {
        let headers = self.headers.iter().map(HeaderLine::read);
        let headers = headers.filter_map(Result::transpose);
        headers.collect::<Result<_, _>>().map_err(Problem::Header)
    }

    /// Which subprotocols are offered.
    ///
    /// # Errors
    /// Which name is wrong.
    pub fn read_subprotocols(&self) -> Result<Vec<Subprotocol>, Problem> {
        Subprotocol::parse_list(&self.subprotocols).map_err(Problem::Subprotocols)
    }

    /// The header that says who it is.
    ///
    /// # Errors
    /// What is wrong with the name or the token.
    pub fn read_login(&self) -> Result<Option<Header>, Problem> {
        let is_login = |line: &HeaderLine| {
            !line.is_off && line.name.trim().eq_ignore_ascii_case(AUTHORIZATION)
        };
        let value = match self.login {
            Login::None => return Ok(None),
            Login::Basic | Login::Bearer if self.headers.iter().any(is_login) => {
                return Err(Problem::TwoLogins);
            }
            Login::Basic if self.user.contains(':') => return Err(Problem::User),
            Login::Basic if self.user.is_empty() && self.password.is_empty() => {
                return Err(Problem::NoUser);
            }
            Login::Bearer if self.token.trim().is_empty() => return Err(Problem::NoToken),
            Login::Basic => {
                let pair = format!("{}:{}", self.user, self.password);
                format!("Basic {}", BASE64.encode(pair.as_bytes()))
            }
            Login::Bearer => {
                let token = self.token.trim();
                if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
                    return Err(Problem::Token);
                }
                format!("Bearer {token}")
            }
        };
        let header = Header::new(AUTHORIZATION, &value);
        header.map(Some).map_err(Problem::Header)
    }

    /// Whose certificates are accepted.
    ///
    /// # Errors
    /// When the file has no name.
    pub fn read_trust(&self) -> Result<Trust, Problem> {
        match self.trust {
            TrustChoice::System => Ok(Trust::System),
            TrustChoice::Also => path(&self.authority_file)
                .map(Trust::Also)
                .ok_or(Problem::AuthorityFile),
            TrustChoice::Anyone => Ok(Trust::Anyone),
        }
    }

    /// What this side shows of itself.
    ///
    /// # Errors
    /// When there is a key alone.
    pub fn read_identity(&self) -> Result<Option<Identity>, Problem> {
        match (path(&self.certificate_file), path(&self.key_file)) {
            (None, None) => Ok(None),
            (None, Some(_)) => Err(Problem::CertificateFile),
            (Some(certificates), key) => Ok(Some(Identity {
                key: key.unwrap_or_else(|| certificates.clone()),
                certificates,
            })),
        }
    }

    /// What stands between.
    ///
    /// # Errors
    /// What is wrong with its address.
    pub fn read_proxy(&self) -> Result<Proxy, Problem> {
        match self.proxy {
            ProxyChoice::None => Ok(Proxy::None),
            ProxyChoice::Environment => Ok(Proxy::Environment),
            ProxyChoice::At => ProxyAddress::parse(&self.proxy_address)
                .map(Proxy::At)
                .map_err(Problem::Proxy),
        }
    }

    /// The same without texts that are longer than could have been typed.
    #[must_use]
    pub fn within_bounds(mut self) -> Self {
        self.headers.truncate(MAX_LINES);
        if self.header_bytes() > MAX_FIELD_BYTES {
            self.headers.clear();
        }
        self.rules.truncate(MAX_RULES);
        self.rules.retain(|rule| rule.bytes() <= MAX_FIELD_BYTES);
        for (_, text) in self.texts_mut() {
            if text.len() > MAX_FIELD_BYTES {
                text.clear();
            }
        }
        self
    }

    /// The fields that [`Self::within_bounds`] leaves out or cuts off, as they are called where they are stored.
    pub fn too_long(&self) -> Vec<&'static str> {
        let mut form = self.clone();
        let has_lines = self.headers.len() > MAX_LINES || self.header_bytes() > MAX_FIELD_BYTES;
        let texts = form
            .texts_mut()
            .filter(|(_, text)| text.len() > MAX_FIELD_BYTES);
        let headers = has_lines.then_some("headers").into_iter();
        let is_long = |rule: &RuleLine| rule.bytes() > MAX_FIELD_BYTES;
        let has_rules = self.rules.len() > MAX_RULES || self.rules.iter().any(is_long);
        let headers = headers.chain(has_rules.then_some("rules"));
        headers.chain(texts.map(|(name, _)| name)).collect()
    }

    fn header_bytes(&self) -> usize {
        self.headers.iter().map(HeaderLine::bytes).sum()
    }

    fn texts_mut(&mut self) -> impl Iterator<Item = (&'static str, &mut String)> {
        let texts = [
            ("protocol", &mut self.protocol),
            ("subprotocols", &mut self.subprotocols),
            ("user", &mut self.user),
            ("password", &mut self.password),
            ("token", &mut self.token),
            ("authority_file", &mut self.authority_file),
            ("certificate_file", &mut self.certificate_file),
            ("key_file", &mut self.key_file),
            ("proxy_address", &mut self.proxy_address),
        ];
        let texts = texts.into_iter();
        #[cfg(not(target_arch = "wasm32"))]
        let texts = texts.chain(self.proto.texts_mut());
        texts
    }

    /// What may be stored: without secrets, unless the person asked for them to be.
    #[must_use]
    pub fn to_stored(&self) -> Self {
        let stored = Self {
            trust: match self.trust {
                TrustChoice::Anyone => TrustChoice::System,
                other => other,
            },
            ..self.clone()
        };
        if self.credentials.keep == Keep::Device {
            return stored;
        }
        stored.without_secrets()
    }
}

impl OptionsForm {
    /// What of it [`Self::to_stored`] leaves out, although it is sent.
    #[must_use]
    pub fn unsaved(&self) -> Vec<Unsaved> {
        if self.is_in_keyring() {
            return Vec::new();
        }
        let stored = self.to_stored();
        let differs = [
            (
                Unsaved::Login,
                self.read_login().is_ok_and(|login| login.is_some())
                    && stored.read_login().is_err(),
            ),
            (
                Unsaved::Headers,
                self.read_headers() != stored.read_headers(),
            ),
            (
                Unsaved::Subprotocols,
                self.read_subprotocols() != stored.read_subprotocols(),
            ),
            (Unsaved::Proxy, self.read_proxy() != stored.read_proxy()),
        ];
        let lost = differs.into_iter().filter(|(_, differs)| *differs);
        lost.map(|(unsaved, _)| unsaved).collect()
    }

    /// Takes over a header that was copied from another program.
    pub fn take_header(&mut self, name: &str, value: &str) {
        match take_header(name, value) {
            Taken::Line(line) => self.headers.push(line),
            Taken::Subprotocols(names) => self.subprotocols = names,
            Taken::Automatic => {}
        }
    }

    /// In which protocol messages are decoded.
    pub fn protocol_choice(&self) -> ProtocolChoice {
        ProtocolChoice::of(&self.protocol)
    }

    /// Whether the secrets that are not stored lie in the keyring.
    pub fn is_in_keyring(&self) -> bool {
        self.credentials.keep == Keep::Keyring && self.credentials.entry != 0
    }
}

/// A path that was typed or pasted.
fn path(text: &str) -> Option<PathBuf> {
    let text = text.trim();
    (!text.is_empty()).then(|| PathBuf::from(text))
}

#[cfg(test)]
mod tests;
