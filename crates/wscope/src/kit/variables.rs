//! Variables in texts: `{{host}}` stands for what the chosen environment says.

use std::borrow::Cow;

use connection::SecretValues;

/// What stands before the name of a variable.
const BEGIN: &str = "{{";
/// And behind it.
const END: &str = "}}";
/// The longest text with its variables filled in, in bytes: no header may be longer.
const MAX_FILLED: usize = 64 * 1024;

/// The variables of an environment, by name.
#[derive(Clone, Default)]
pub struct Variables {
    pairs: Vec<(String, String)>,
    /// The names of those whose values are not shown.
    secret: Vec<String>,
}

impl Variables {
    /// From names and values.
    pub fn new(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        Self {
            pairs: pairs.into_iter().collect(),
            secret: Vec::new(),
        }
    }

    /// The same, of which the values with these names are not shown.
    #[must_use]
    pub fn hiding(mut self, names: impl IntoIterator<Item = String>) -> Self {
        self.secret.extend(names);
        self
    }

    /// The values that are not shown.
    pub fn secrets(&self) -> SecretValues {
        SecretValues::new(self.secret.iter().filter_map(|name| self.get(name)))
    }

    /// The names and what they stand for.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let pairs = self.pairs.iter();
        pairs.map(|(name, value)| (&**name, &**value))
    }

    fn get(&self, name: &str) -> Option<&str> {
        let pair = self.pairs.iter().find(|(other, _)| other == name);
        pair.map(|(_, value)| &**value)
    }

    /// The text with the value of each variable in its place.
    ///
    /// # Errors
    /// The name of the first that has no value.
    pub fn fill<'t>(&self, text: &'t str) -> Result<Cow<'t, str>, String> {
        fill(text, |name| {
            self.get(name)
                .map(Cow::Borrowed)
                .ok_or_else(|| name.to_owned())
        })
    }

    /// The same, with the name of one that has no value in its place: whether it could be an address can be seen.
    pub fn fill_or_name<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let filled = fill(text, |name| {
            let value = self
                .get(name)
                .map_or_else(|| name.to_owned(), str::to_owned);
            Ok::<_, String>(Cow::Owned(value))
        });
        filled.unwrap_or(Cow::Borrowed(text))
    }
}

/// Whether a variable can have this name.
pub fn is_name(name: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    !name.is_empty() && name.chars().all(is_part)
}

/// Whether there is a variable in the text.
pub fn has_variable(text: &str) -> bool {
    fill(text, |name| Err::<Cow<'_, str>, _>(name.to_owned())).is_err()
}

/// Whether the text says nothing but variables, and what they are: `Bearer {{token}}`.
pub fn is_only_variables(text: &str) -> bool {
    const SCHEMES: [&str; 3] = ["", "Bearer", "Basic"];
    let rest = fill(text, |_| Ok::<_, String>(Cow::Borrowed("")));
    has_variable(text) && rest.is_ok_and(|rest| SCHEMES.contains(&rest.trim()))
}

fn fill<'t, 'v>(
    text: &'t str,
    value: impl Fn(&str) -> Result<Cow<'v, str>, String>,
) -> Result<Cow<'t, str>, String> {
    let mut filled = String::new();
    let mut rest = text;
    let mut is_changed = false;
    while let Some((before, after)) = rest.split_once(BEGIN) {
        let Some((name, behind)) = after
            .split_once(END)
            .filter(|(name, _)| is_name(name.trim()))
        else {
            filled.push_str(before);
            filled.push_str(BEGIN);
            rest = after;
            continue;
        };
        filled.push_str(before);
        filled.push_str(&value(name.trim())?);
        is_changed = true;
        rest = behind;
        if filled.len() > MAX_FILLED {
            break;
        }
    }
    if !is_changed {
        return Ok(Cow::Borrowed(text));
    }
    filled.push_str(rest);
    Ok(Cow::Owned(filled))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables() -> Variables {
        let pairs = [("host", "example.org"), ("token", "a{{host}}b")];
        Variables::new(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())))
    }

    #[test]
    fn each_variable_is_filled_in_once_and_an_unknown_one_is_named() {
        #[track_caller]
        fn check(text: &str, expected: Result<&str, &str>) {
            let filled = variables().fill(text);
            let filled = filled.as_deref().map_err(String::as_str);
            assert_eq!(filled, expected, "{text}");
        }
        check(
            "ws://{{host}}/{{ host }}",
            Ok("ws://example.org/example.org"),
        );
        // A value is not looked into: it could be anything.
        check("{{token}}", Ok("a{{host}}b"));
        check("{{missing}}", Err("missing"));
        check("{{host}} {{x.y-z}}", Err("x.y-z"));
        for none in [
            "",
            "{{",
            "}}",
            "{{}}",
            "{{ }}",
            "{{a b}}",
            "{\"a\":{}}",
            "{{{",
        ] {
            check(none, Ok(none));
        }
        check("{{{host}}}", Ok("{{{host}}}"));
        assert_eq!(variables().fill_or_name("ws://{{other}}/"), "ws://other/");
    }

    #[test]
    fn what_is_only_variables_holds_no_secret() {
        #[track_caller]
        fn check(text: &str, expected: bool) {
            assert_eq!(is_only_variables(text), expected, "{text}");
        }
        check("{{token}}", true);
        check(" Bearer {{token}} ", true);
        check("{{a}}{{b}}", true);
        check("x{{token}}", false);
        check("Bearer secret", false);
        check("", false);
    }
}
