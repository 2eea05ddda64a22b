//! What is asked of a keyring, and why it did not do it.

use std::borrow::Cow;
use std::fmt;

use crate::kit::language::Language;

/// Where secrets are kept outside the settings. It may be slow, and wait for the person: it is never asked in a frame.
pub trait Keyring: Send + Sync {
    /// The text of an entry.
    ///
    /// # Errors
    /// Why it cannot be had.
    fn read(&self, entry: u64) -> Result<String, KeyringError>;

    /// Makes an entry.
    ///
    /// # Errors
    /// Why there is none.
    fn write(&self, entry: u64, text: &str) -> Result<(), KeyringError>;

    /// Removes an entry. One that is not there is removed.
    ///
    /// # Errors
    /// Why it is there still.
    fn delete(&self, entry: u64) -> Result<(), KeyringError>;
}

/// Why the keyring did not do it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyringError {
    /// There is none, or it failed, in the system's words.
    Unavailable(String),
    /// It is locked, and stays so: the person did not unlock it.
    Locked,
    /// It has no such entry.
    Missing,
    /// The text is longer than it takes.
    TooLong,
    /// It was not asked: the system had no thread for that.
    NoThread,
}

impl KeyringError {
    /// Whether it may do it when it is asked again, with nothing else changed than the keyring.
    pub fn can_be_retried(&self) -> bool {
        match self {
            Self::Unavailable(_) | Self::Locked | Self::NoThread => true,
            Self::Missing | Self::TooLong => false,
        }
    }

    /// What is told of it.
    pub fn say(&self, language: Language) -> Cow<'static, str> {
        let (zh_cn, en) = match self {
            Self::Unavailable(why) => {
                let text = match language {
                    Language::SimplifiedChinese => {
                        format!("系统密钥环不可用，凭据只保留到窗口关闭：{why}")
                    }
                    Language::English => format!(
                        "The system’s keyring is not available; secrets are kept until the window closes: {why}"
                    ),
                };
                return text.into();
            }
            Self::Locked => (
                "系统密钥环已锁定，凭据只保留到窗口关闭",
                "The system’s keyring is locked; secrets are kept until the window closes",
            ),
            Self::Missing => (
                "系统密钥环中没有此凭据，请重新输入",
                "A secret is no longer in the system’s keyring; type it again",
            ),
            Self::TooLong => (
                "凭据超出系统密钥环的长度上限，只保留到窗口关闭",
                "The secret is too long for the system’s keyring; it is kept until the window closes",
            ),
            Self::NoThread => (
                "系统线程不足，无法访问系统密钥环；凭据只保留到窗口关闭",
                "The system has no thread left to access its keyring; secrets are kept until the window closes",
            ),
        };
        language.pick(zh_cn, en)
    }
}

impl fmt::Debug for dyn Keyring {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Keyring")
    }
}
