//! Values of the form that can be chosen without the page: in the command palette.

use std::borrow::Cow;
use std::time::Duration;

use super::form::{Login, OptionsForm, ProxyChoice, TrustChoice};
use super::state::Section;
use super::texts::Text as T;
use crate::IN_BROWSER;
use crate::kit::format::{limit, period};
use crate::kit::language::Language;
use crate::kit::protocol_choice::ProtocolChoice;
use crate::kit::secret::Keep;

/// Times after which an attempt is given up that are offered, in seconds.
const TIMEOUTS_S: [u32; 4] = [5, 10, 30, 60];
/// The largest messages that are offered, in KiB: what usual servers allow.
const MESSAGES_KIB: [u32; 4] = [64, 1024, 16 * 1024, 64 * 1024];
/// Times of silence before a ping that are offered, in seconds; 0 for none.
const KEEP_ALIVES_S: [u32; 4] = [0, 15, 30, 60];

/// A value of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// Whether it is tried again after a failure.
    Reconnects(bool),
    /// Whether each frame is recorded.
    RecordsFrames(bool),
    /// How long an attempt may take, in seconds.
    TimeoutS(u32),
    /// The largest message that is accepted, in KiB.
    MaxMessageKib(u32),
    /// How long it may be silent before a ping, in seconds.
    KeepAliveS(u32),
    /// Whether messages may be compressed.
    Compression(bool),
    /// As whom.
    Login(Login),
    /// Where secrets are kept.
    Keep(Keep),
    /// Whose certificates are accepted.
    Trust(TrustChoice),
    /// What stands between.
    Proxy(ProxyChoice),
    /// In which protocol messages are decoded.
    Protocol(ProtocolChoice),
    /// Whether heartbeats of that protocol are answered.
    AnswersHeartbeats(bool),
}

impl Setting {
    /// All that are offered.
    pub fn offered(form: &OptionsForm, has_keyring: bool) -> Vec<Self> {
        let mut all: Vec<_> = [true, false].map(Self::Reconnects).into();
        all.extend(TIMEOUTS_S.map(Self::TimeoutS));
        let protocols = ProtocolChoice::offered().map(Self::Protocol);
        if IN_BROWSER {
            // The rest is the browser's own.
            all.extend(protocols);
            return all;
        }
        all.extend([true, false].map(Self::RecordsFrames));
        all.extend(MESSAGES_KIB.map(Self::MaxMessageKib));
        all.extend(KEEP_ALIVES_S.map(Self::KeepAliveS));
        all.extend([true, false].map(Self::Compression));
        all.extend([Login::None, Login::Basic, Login::Bearer].map(Self::Login));
        all.extend(form.credentials.keep.offered(has_keyring).map(Self::Keep));
        let trust = [TrustChoice::System, TrustChoice::Also, TrustChoice::Anyone];
        all.extend(trust.map(Self::Trust));
        let proxies = [ProxyChoice::None, ProxyChoice::Environment, ProxyChoice::At];
        all.extend(proxies.map(Self::Proxy));
        all.extend(protocols);
        all.extend([true, false].map(Self::AnswersHeartbeats));
        all
    }

    /// What the form says of the same.
    #[must_use]
    pub fn current(self, form: &OptionsForm) -> Self {
        match self {
            Self::Reconnects(_) => Self::Reconnects(form.reconnects),
            Self::RecordsFrames(_) => Self::RecordsFrames(form.records_frames),
            Self::TimeoutS(_) => Self::TimeoutS(form.timeout_s),
            Self::MaxMessageKib(_) => Self::MaxMessageKib(form.max_message_kib),
            Self::KeepAliveS(_) => Self::KeepAliveS(form.keep_alive_s),
            Self::Compression(_) => Self::Compression(form.compression.is_offered),
            Self::Login(_) => Self::Login(form.login),
            Self::Keep(_) => Self::Keep(form.credentials.keep),
            Self::Trust(_) => Self::Trust(form.trust),
            Self::Proxy(_) => Self::Proxy(form.proxy),
            Self::Protocol(_) => Self::Protocol(form.protocol_choice()),
            Self::AnswersHeartbeats(_) => Self::AnswersHeartbeats(form.answers_heartbeats),
        }
    }

    /// Puts it into the form.
    pub fn apply(self, form: &mut OptionsForm) {
        match self {
            Self::Reconnects(is_on) => form.reconnects = is_on,
            Self::RecordsFrames(is_on) => form.records_frames = is_on,
            Self::TimeoutS(seconds) => form.timeout_s = seconds,
            Self::MaxMessageKib(kib) => form.max_message_kib = kib,
            Self::KeepAliveS(seconds) => form.keep_alive_s = seconds,
            Self::Compression(is_on) => form.compression.is_offered = is_on,
            Self::Login(login) => form.login = login,
            Self::Keep(keep) => form.credentials.keep = keep,
            Self::Trust(trust) => form.trust = trust,
            Self::Proxy(proxy) => form.proxy = proxy,
            Self::Protocol(choice) => choice.stored().clone_into(&mut form.protocol),
            Self::AnswersHeartbeats(is_on) => form.answers_heartbeats = is_on,
        }
    }

    /// Whether the connection that there is follows it, where it can.
    pub fn takes_effect_at_once(self) -> bool {
        matches!(
            self,
            Self::RecordsFrames(_) | Self::Protocol(_) | Self::AnswersHeartbeats(_)
        )
    }

    /// The part of the page where something is still to be filled in, if there is something.
    pub fn needs(self, form: &OptionsForm) -> Option<Section> {
        let is_missing = match self {
            Self::Login(_) => form.read_login().is_err(),
            Self::Trust(_) => form.read_trust().is_err(),
            Self::Proxy(_) => form.read_proxy().is_err(),
            _ => false,
        };
        is_missing.then(|| self.section())
    }

    /// The part of the page where it is.
    fn section(self) -> Section {
        match self {
            Self::Login(_) | Self::Keep(_) => Section::Login,
            Self::Trust(_) => Section::Tls,
            Self::Proxy(_) => Section::Proxy,
            _ => Section::Advanced,
        }
    }

    /// What it is called.
    pub fn label(self) -> T<'static> {
        match self {
            Self::Reconnects(_) => T::Reconnect,
            Self::RecordsFrames(_) => T::RecordFrames,
            Self::TimeoutS(_) => T::Timeout,
            Self::MaxMessageKib(_) => T::MaxMessage,
            Self::KeepAliveS(_) => T::KeepAlive,
            Self::Compression(_) => T::Compression,
            Self::Login(_) => T::Login,
            Self::Keep(_) => T::Secrets,
            Self::Trust(_) => T::Trust,
            Self::Proxy(_) => T::Proxy,
            Self::Protocol(_) => T::Protocol,
            Self::AnswersHeartbeats(_) => T::AnswerHeartbeats,
        }
    }

    /// The value in words.
    pub fn value(self, language: Language) -> Cow<'static, str> {
        let text = match self {
            Self::Reconnects(is_on)
            | Self::RecordsFrames(is_on)
            | Self::Compression(is_on)
            | Self::AnswersHeartbeats(is_on) => {
                return if is_on {
                    language.pick("开", "On")
                } else {
                    language.pick("关", "Off")
                };
            }
            Self::TimeoutS(seconds) => return period(Duration::from_secs(seconds.into())).into(),
            Self::MaxMessageKib(kib) => return limit(u64::from(kib) * 1024).into(),
            Self::KeepAliveS(0) => T::KeepAliveOff,
            Self::KeepAliveS(seconds) => return period(Duration::from_secs(seconds.into())).into(),
            Self::Keep(keep) => return keep.say(language),
            Self::Protocol(choice) => return choice.say(language),
            Self::Login(Login::None) => T::LoginNone,
            Self::Login(Login::Basic) => T::LoginBasic,
            Self::Login(Login::Bearer) => T::LoginBearer,
            Self::Trust(TrustChoice::System) => T::TrustSystem,
            Self::Trust(TrustChoice::Also) => T::TrustAlso,
            Self::Trust(TrustChoice::Anyone) => T::TrustAnyone,
            Self::Proxy(ProxyChoice::None) => T::ProxyNone,
            Self::Proxy(ProxyChoice::Environment) => T::ProxyEnvironment,
            Self::Proxy(ProxyChoice::At) => T::ProxyAt,
        };
        text.say(language)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_that_is_offered_is_the_one_of_the_form_afterwards() {
        let untouched = OptionsForm::default();
        for setting in Setting::offered(&untouched, true) {
            let mut form = untouched.clone();
            setting.apply(&mut form);
            assert_eq!(setting.current(&form), setting);
            for language in Language::ALL {
                assert!(!setting.value(language).is_empty());
            }
        }
    }

    #[test]
    fn what_is_still_to_be_filled_in_is_shown() {
        #[track_caller]
        fn check(setting: Setting, expected: Option<Section>) {
            let mut form = OptionsForm::default();
            setting.apply(&mut form);
            assert_eq!(setting.needs(&form), expected, "{setting:?}");
        }
        check(Setting::Login(Login::Bearer), Some(Section::Login));
        check(Setting::Login(Login::None), None);
        check(Setting::Trust(TrustChoice::Also), Some(Section::Tls));
        check(Setting::Trust(TrustChoice::Anyone), None);
        check(Setting::Proxy(ProxyChoice::At), Some(Section::Proxy));
        check(Setting::Proxy(ProxyChoice::Environment), None);
        check(Setting::TimeoutS(5), None);
    }
}
