//! What a shell would have put something else in the place of: a variable, or what a command writes. Here it is a text as any
//! other, so the person is told.

/// A variable or a command in a command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Expansion {
    /// As it is written.
    pub(super) raw: String,
    /// The same without what may be secret: the arguments of a command, and what a variable is replaced by.
    pub(super) shown: String,
}

impl Expansion {
    fn plain(raw: &str) -> Self {
        Self::new(raw, raw)
    }

    fn new(raw: &str, shown: impl Into<String>) -> Self {
        Self {
            raw: raw.to_owned(),
            shown: shown.into(),
        }
    }
}

/// What begins at the beginning of `text`, which is not within single quotes.
pub(super) fn at(text: &str, is_word_start: bool) -> Option<Expansion> {
    match text.chars().next()? {
        '$' => after_dollar(text),
        '`' => {
            let end = text[1..].find('`')? + 1;
            Some(Expansion::new(
                &text[..=end],
                format!("`{}`", command(&text[1..end])),
            ))
        }
        '%' => percent_variable(text).map(Expansion::plain),
        '~' if is_word_start => home(text),
        _ => None,
    }
}

/// All that `cmd` would replace: there `^` escapes, and quotation marks do not.
pub(super) fn of_cmd(text: &str) -> Vec<Expansion> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['%', '^']) {
        let (c, behind) = (rest.as_bytes()[at], &rest[at..]);
        let variable = percent_variable(behind).filter(|_| c == b'%');
        let length = match variable {
            Some(variable) => variable.len(),
            None if c == b'^' => 1 + behind[1..].chars().next().map_or(0, char::len_utf8),
            None => 1,
        };
        found.extend(variable.map(Expansion::plain));
        rest = &behind[length..];
    }
    found
}

fn after_dollar(text: &str) -> Option<Expansion> {
    let behind = &text[1..];
    match behind.chars().next()? {
        '(' => {
            let end = end_of_group(behind, '(', ')')? + 1;
            let inner = &text["$(".len()..end];
            Some(Expansion::new(
                &text[..=end],
                format!("$({})", command(inner)),
            ))
        }
        '{' => {
            let end = end_of_group(behind, '{', '}')? + 1;
            let inner = &text["${".len()..end];
            let name = &inner[..name_length(inner)];
            let rest = if name.len() == inner.len() { "" } else { "…" };
            Some(Expansion::new(&text[..=end], format!("${{{name}{rest}}}")))
        }
        // The arguments of a script, and what the shell knows of itself.
        c if c.is_ascii_digit() || "@*#?$!".contains(c) => Some(Expansion::plain(&text[..2])),
        _ => {
            let mut length = name_length(behind);
            // As PowerShell names those of the environment.
            if behind[..length].eq_ignore_ascii_case("env") && behind[length..].starts_with(':') {
                length += 1 + name_length(&behind[length + 1..]);
            }
            (length > 0).then(|| Expansion::plain(&text[..=length]))
        }
    }
}

/// `~` and `~/path`.
fn home(text: &str) -> Option<Expansion> {
    let behind = &text[1..];
    let is_alone = behind.is_empty() || behind.starts_with(char::is_whitespace);
    let raw = if behind.starts_with('/') { "~/" } else { "~" };
    (is_alone || raw == "~/").then(|| Expansion::plain(raw))
}

/// How long the name of a variable is with which `text` begins; 0 for none.
fn name_length(text: &str) -> usize {
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return 0;
    }
    let is_other = |c: char| !c.is_ascii_alphanumeric() && c != '_';
    text.find(is_other).unwrap_or(text.len())
}

/// `%NAME%`, and not bytes of an address such as `%e4%b8`.
fn percent_variable(text: &str) -> Option<&str> {
    let behind = text.strip_prefix('%')?;
    let length = name_length(behind);
    let rest = behind[length..].strip_prefix('%')?;
    let is_byte = |text: &str| {
        let mut digits = text.bytes().take(2);
        text.len() >= 2 && digits.all(|digit| digit.is_ascii_hexdigit())
    };
    let is_encoded = is_byte(behind) && (length == 2 || is_byte(rest));
    (length > 1 && !is_encoded).then(|| &text[..length + 2])
}

/// Where a group ends that begins with `open`, without those in quotation marks.
fn end_of_group(text: &str, open: char, close: char) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match quote {
            Some(mark) if mark == c => quote = None,
            Some(_) => {}
            None if c == '\'' || c == '"' => quote = Some(c),
            None if c == open => depth += 1,
            None if c == close => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            None => {}
        }
    }
    None
}

/// The name of a command, without its arguments.
fn command(text: &str) -> String {
    let mut words = text.split_whitespace();
    let name = words.next().unwrap_or_default();
    let is_name = |c: char| c.is_ascii_alphanumeric() || "._-/".contains(c);
    match words.next() {
        None if name.chars().all(is_name) => name.to_owned(),
        Some(_) if name.chars().all(is_name) => format!("{name} …"),
        _ => "…".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_shell_would_replace_is_found() {
        #[track_caller]
        fn check(text: &str, expected: Option<(&str, &str)>) {
            let found = at(text, true);
            let found = found.as_ref().map(|found| (&*found.raw, &*found.shown));
            assert_eq!(found, expected, "{text}");
        }
        check("$TOKEN rest", Some(("$TOKEN", "$TOKEN")));
        check("$TOKEN:x", Some(("$TOKEN", "$TOKEN")));
        check("$env:TOKEN\"", Some(("$env:TOKEN", "$env:TOKEN")));
        check("${HOME}/x", Some(("${HOME}", "${HOME}")));
        check("${A:-s3cret}", Some(("${A:-s3cret}", "${A…}")));
        check("$(id -u):x", Some(("$(id -u)", "$(id …)")));
        check("$(pass)", Some(("$(pass)", "$(pass)")));
        check("$(A=s3cret x)", Some(("$(A=s3cret x)", "$(…)")));
        check("$(a $(b) ')') c", Some(("$(a $(b) ')')", "$(a …)")));
        check("`id -u`", Some(("`id -u`", "`id …`")));
        check("$1", Some(("$1", "$1")));
        check("%TOKEN%x", Some(("%TOKEN%", "%TOKEN%")));
        check("%DATA%", Some(("%DATA%", "%DATA%")));
        check("~/ca.pem", Some(("~/", "~/")));
        for none in [
            "$",
            "$ x",
            "$(id",
            "${x",
            "%e4%b8%ad",
            "%abc%20",
            "%20%x",
            "%",
            "100%",
            "~user",
            "`x",
        ] {
            check(none, None);
        }
    }

    #[test]
    fn a_caret_escapes_in_cmd() {
        let found = of_cmd("curl \"h?a=^%41^%TOKEN^%\" %NAME% ^");
        assert_eq!(found, [Expansion::plain("%NAME%")]);
    }
}
