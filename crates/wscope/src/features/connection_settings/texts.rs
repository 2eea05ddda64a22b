//! What the settings of a connection say, in every language.

mod en;
mod zh_cn;

use std::borrow::Cow;

use crate::kit::language::Language;
use crate::kit::theme::TabColour;

use super::form::{Problem, Unsaved};
use super::import::Imported;

/// How much is quoted of what was not understood, in characters.
const MAX_UNUSED: usize = 300;

/// A text.
#[derive(Clone, Copy, Debug)]
#[expect(
    missing_docs,
    reason = "each text stands beside its name in `texts/en.rs`"
)]
pub enum Text<'a> {
    Title,
    Tooltip,
    Hint,
    ConnectNow,
    ReconnectNow,
    ParametersTab,
    HeadersTab,
    LoginTab,
    TlsTab,
    ProxyTab,
    AdvancedTab,
    ParametersHint,
    HeadersHint,
    SubprotocolsHint,
    PasteMany,
    PasteParametersHint,
    PasteHeadersHint,
    PasteAdd,
    PasteCancel,
    AddHeader,
    UseLine(usize),
    RemoveLine(usize),
    ShowValue(usize),
    HideValue(usize),
    ShowSecret,
    HideSecret,
    Automatic,
    RandomKey,
    KeyFileHint,
    ProxyHint,
    Imported(&'a Imported),
    UndoImport,
    Browse,
    NoFileDialog,
    Reset,
    UndoReset,
    Details,
    DetailsTooltip,
    DetailsWhenNeeded,
    DetailsAlways,
    SettingsFile,
    ReconnectWithDetails,
    ReconnectWithDetailsTooltip,
    NotExplained,
    Unverified,
    HiddenInBrowser,
    Name,
    Colour,
    Connection,
    Reconnect,
    ReconnectTooltip,
    Timeout,
    Query,
    QueryName,
    QueryValue,
    AddParameter,
    Subprotocols,
    Headers,
    Login,
    LoginNone,
    LoginBasic,
    LoginBearer,
    User,
    Password,
    Token,
    Secrets,
    KeepSecrets,
    KeepSecretsTooltip,
    Trust,
    TrustSystem,
    TrustAlso,
    TrustAnyone,
    TrustAnyoneWarning,
    AuthorityFile,
    CertificateFile,
    KeyFile,
    Proxy,
    ProxyNone,
    ProxyEnvironment,
    ProxyAt,
    ProxyAddress,
    MaxMessage,
    KeepAlive,
    KeepAliveOff,
    ColourNamed(TabColour),
    NotConnected(&'a [Unsaved]),
    ConnectedWithout(&'a [Unsaved]),
    Wrong(&'a Problem),
}

impl Text<'_> {
    /// The text in this language.
    pub fn say(self, language: Language) -> Cow<'static, str> {
        match language {
            Language::SimplifiedChinese => zh_cn::say(self),
            Language::English => en::say(self),
        }
    }
}
