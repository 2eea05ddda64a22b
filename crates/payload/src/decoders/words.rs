/// A text that is shown, in the languages that the program speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// In English.
    pub en: &'static str,
    /// In simplified Chinese.
    pub zh: &'static str,
}

impl Words {
    /// The same in both: terms of the protocol that are written so in every language.
    pub const fn same(term: &'static str) -> Self {
        Self { en: term, zh: term }
    }
}
