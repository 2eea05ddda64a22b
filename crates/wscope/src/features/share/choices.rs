//! What a person has chosen, as the rules by which a session is searched.

use session::files::redact::{Keep, Rules};

/// What is kept of a session, and what of that is replaced.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// What goes into the file at all.
    pub keep: Keep,
    /// The JSON fields whose values are replaced beside credentials: names and `JSONPaths`.
    pub fields: Vec<String>,
    /// The names of JSON fields that only seem to hold credentials.
    pub public_fields: Vec<String>,
    /// Regular expressions: what they match is replaced.
    pub patterns: Vec<String>,
}

impl Choices {
    /// The rules. What is no rule is left out: the form tells that where it was typed, and saves nothing meanwhile.
    pub fn rules(&self) -> Rules {
        let mut rules = Rules::for_credentials();
        for name in &self.public_fields {
            rules.add_public_field(name);
        }
        for field in &self.fields {
            // An error adds nothing.
            rules.add_field(field).ok();
        }
        for pattern in &self.patterns {
            rules.add_pattern(pattern).ok();
        }
        rules
    }
}
