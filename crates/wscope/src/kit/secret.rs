//! Where a secret is kept: until the window closes, in the system's keyring, or with the settings; and the button that shows it.

use std::borrow::Cow;

use egui::Ui;
use serde::{Deserialize, Deserializer, Serialize};

use crate::kit::button::{icon_padding, icon_style, name};
use crate::kit::icon::Icon;
use crate::kit::language::Language;
use crate::kit::theme::Palette;

/// Where a secret is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Keep {
    /// In memory, until the window closes.
    #[default]
    Memory,
    /// In the keyring of the system.
    Keyring,
    /// With the settings, unencrypted.
    Device,
}

impl Keep {
    /// All of them, in the order in which they are offered.
    const ALL: [Self; 3] = [Self::Memory, Self::Keyring, Self::Device];

    /// Those that can be chosen, where there is a keyring or not. The one that is chosen already is always among them.
    pub fn offered(self, has_keyring: bool) -> impl Iterator<Item = Self> {
        let is_offered = move |keep: &Self| *keep != Self::Keyring || has_keyring || self == *keep;
        Self::ALL.into_iter().filter(is_offered)
    }

    /// What it is called.
    pub fn say(self, language: Language) -> Cow<'static, str> {
        let (zh_cn, en) = match self {
            Self::Memory => ("仅本次运行", "Until the window closes"),
            Self::Keyring => ("系统密钥环", "In the system’s keyring"),
            Self::Device => ("保存到本机（未加密）", "On this device (unencrypted)"),
        };
        language.pick(zh_cn, en)
    }
}

/// The button beside a field that shows the secret in it, or hides it again.
pub fn eye(ui: &mut Ui, language: Language, is_shown: &mut bool) {
    let (icon, text) = match is_shown {
        true => (Icon::Hide, language.pick("隐藏", "Hide")),
        false => (Icon::Show, language.pick("显示", "Show")),
    };
    ui.scope(|ui| {
        icon_padding(ui);
        let button = ui.add(icon_style(ui, icon.text().color(Palette::of(ui).muted)));
        name(&button, &text);
        *is_shown ^= button.clicked();
        button.on_hover_text(text);
    });
}

/// Where a secret is kept, and which entry of the keyring has it. An entry is never changed: another value has another entry,
/// so that windows which share the settings see that there is a new one.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Kept {
    /// The choice of the person.
    pub keep: Keep,
    /// The entry of the keyring with the value, or 0.
    pub entry: u64,
    /// Whether the value of that entry was read since the program started, or written.
    #[serde(skip)]
    pub is_read: bool,
}

/// By what is stored of it.
impl PartialEq for Kept {
    fn eq(&self, other: &Self) -> bool {
        (self.keep, self.entry) == (other.keep, other.entry)
    }
}

impl Eq for Kept {}

impl Kept {
    /// With this choice.
    pub fn with(keep: Keep) -> Self {
        Self {
            keep,
            ..Self::default()
        }
    }

    /// The same without its entry, for a file that others read.
    #[must_use]
    pub fn without_entry(self) -> Self {
        Self::with(self.keep)
    }

    /// Whether its value lies in the keyring and is not known here.
    pub fn is_unread(self) -> bool {
        self.entry != 0 && !self.is_read
    }
}

/// Reads it, or the switch of an earlier version: whether the secret was stored with the settings.
impl<'de> Deserialize<'de> for Kept {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Stored {
            Switch(bool),
            Kept {
                #[serde(default)]
                keep: Keep,
                #[serde(default)]
                entry: u64,
            },
        }
        Ok(match Stored::deserialize(deserializer)? {
            Stored::Switch(true) => Self::with(Keep::Device),
            Stored::Switch(false) => Self::default(),
            Stored::Kept { keep, entry } => Self {
                entry,
                ..Self::with(keep)
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_switch_of_an_earlier_version_is_read() {
        #[track_caller]
        fn check(text: &str, keep: Keep, entry: u64) {
            let read: Kept = serde_json::from_str(text).unwrap();
            assert_eq!((read.keep, read.entry), (keep, entry), "{text}");
            assert!(!read.is_read);
            let again = serde_json::to_string(&read).unwrap();
            assert_eq!(serde_json::from_str::<Kept>(&again).unwrap(), read);
        }
        check("true", Keep::Device, 0);
        check("false", Keep::Memory, 0);
        check(r#"{"keep":"keyring","entry":7}"#, Keep::Keyring, 7);
        check(r#"{"keep":"device"}"#, Keep::Device, 0);
        check("{}", Keep::Memory, 0);
        for wrong in ["3", r#"{"keep":"vault"}"#] {
            assert!(serde_json::from_str::<Kept>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_keyring_is_offered_where_there_is_one() {
        let check = |keep: Keep, has_keyring, expected: &[Keep]| {
            assert_eq!(keep.offered(has_keyring).collect::<Vec<_>>(), expected);
        };
        use Keep::{Device, Keyring, Memory};
        check(Memory, true, &[Memory, Keyring, Device]);
        check(Memory, false, &[Memory, Device]);
        check(Keyring, false, &[Memory, Keyring, Device]);
    }
}
