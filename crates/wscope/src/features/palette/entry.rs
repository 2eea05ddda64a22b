//! What can be found.

use crate::kit::icon::Icon;
use crate::kit::language::Language;

use super::texts::Text;

/// Under which heading something is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// What was used last, while nothing is looked for.
    Recent,
    /// Commands.
    Commands,
    /// Saved connections.
    Connections,
    /// Settings, each with its value.
    Settings,
    /// What explains the protocol and the program.
    Help,
    /// Scenarios of the server: they connect the tab anew, so what is found elsewhere as well goes before them.
    Scenarios,
}

impl Group {
    /// All of them, from above.
    pub const ALL: [Self; 6] = [
        Self::Recent,
        Self::Commands,
        Self::Connections,
        Self::Settings,
        Self::Help,
        Self::Scenarios,
    ];

    /// Its heading.
    pub(super) fn title(self) -> Text {
        match self {
            Self::Recent => Text::Recent,
            Self::Commands => Text::Commands,
            Self::Connections => Text::Connections,
            Self::Scenarios => Text::Scenarios,
            Self::Settings => Text::Settings,
            Self::Help => Text::Help,
        }
    }
}

/// What stands at the end of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// The keys of the shortcut; none for none.
    Keys(Vec<String>),
    /// A value, or where it leads.
    Text(String),
    /// Why it cannot be chosen now, in the language of the window.
    WhyNot(String),
}

/// Something that can be asked for, with what becomes of it.
#[derive(Clone, Debug)]
pub struct Entry<C> {
    /// Under which heading.
    pub group: Group,
    /// Its icon.
    pub icon: Icon,
    /// In English.
    pub en: String,
    /// In 中文; the same where it is a name.
    pub zh: String,
    /// Other words for it in both languages, in small letters, with a space between them.
    pub keywords: &'static str,
    /// What stands at its end.
    pub end: End,
    /// Whether it is offered while nothing is looked for.
    pub is_usual: bool,
    /// What is done.
    pub action: C,
}

impl<C> Entry<C> {
    /// Why it cannot be chosen now, if it cannot.
    pub fn why_not(&self) -> Option<&str> {
        match &self.end {
            End::WhyNot(why) => Some(why),
            End::Keys(_) | End::Text(_) => None,
        }
    }

    /// The words in this language.
    pub fn words(&self, language: Language) -> &str {
        match language {
            Language::SimplifiedChinese => &self.zh,
            Language::English => &self.en,
        }
    }

    /// The words in the other language, if they are others.
    pub(super) fn other_words(&self, language: Language) -> Option<&str> {
        let other = match language {
            Language::SimplifiedChinese => &self.en,
            Language::English => &self.zh,
        };
        (other != self.words(language)).then_some(other)
    }
}
