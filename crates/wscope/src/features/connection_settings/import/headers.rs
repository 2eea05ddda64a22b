//! Headers of a command line, and the options that stand for some of them. As in curl, a header that is given as such goes before
//! the one that an option stands for, and a token before a user name: none is sent twice.

use super::super::form::{Login, OptionsForm};
use super::options::Program;

const AUTHORIZATION: &str = "Authorization";
const COOKIE: &str = "Cookie";

/// What was read so far.
#[derive(Debug, Default)]
pub(super) struct Headers {
    /// Given as headers, each with its name and value.
    lines: Vec<(String, String)>,
    /// Given as headers without a value, which curl does not send.
    removed: Vec<String>,
    /// Given by options: the name of the header, the option, and the value.
    named: Vec<(&'static str, String, String)>,
    /// A user name and a password, and the option.
    pub(super) basic: Option<(String, String)>,
    /// A token, and the option.
    pub(super) bearer: Option<(String, String)>,
}

impl Headers {
    /// Takes `Name: value`, or `Name;` for one without a value. Says whether it is sent.
    pub(super) fn take_line(&mut self, line: &str, program: &Program) -> bool {
        if let Some((name, value)) = line.split_once(':') {
            let removes = value.trim().is_empty() && program.name == "curl";
            if removes {
                self.removed.push(name.trim().to_owned());
            } else {
                self.lines.push((name.to_owned(), value.to_owned()));
            }
            return !removes;
        }
        match line.trim().strip_suffix(';') {
            Some(name) => self.lines.push((name.to_owned(), String::new())),
            // A file, or nothing.
            None => return false,
        }
        true
    }

    /// An option stands for this header; of several the last one counts.
    pub(super) fn set(&mut self, header: &'static str, option: &str, value: &str) {
        let (option, value) = (option.to_owned(), value.to_owned());
        match self.named.iter_mut().find(|(name, ..)| *name == header) {
            Some(there) => *there = (header, option, value),
            None => self.named.push((header, option, value)),
        }
    }

    /// The same for cookies, all of which count.
    pub(super) fn add_cookie(&mut self, option: &str, value: &str) {
        let there = self.named.iter().find(|(name, ..)| *name == COOKIE);
        let before = there.map(|(.., before)| format!("{before}; "));
        let all = format!("{}{value}", before.unwrap_or_default());
        self.set(COOKIE, option, &all);
    }

    /// Puts them into the form. Returns the options that do not count.
    pub(super) fn finish(self, form: &mut OptionsForm) -> Vec<String> {
        let mut overridden = Vec::new();
        let has = |header: &str| {
            let lines = self.lines.iter().map(|(name, _)| name);
            let mut names = lines.chain(&self.removed);
            names.any(|name| name.trim().eq_ignore_ascii_case(header))
        };
        let mut is_authorized = false;
        for (name, value) in &self.lines {
            let is_login = name.trim().eq_ignore_ascii_case(AUTHORIZATION);
            // A second one would leave it to the server which of them counts (RFC 9110, section 5.3).
            if is_login && std::mem::replace(&mut is_authorized, true) {
                overridden.push(format!("-H {AUTHORIZATION}"));
            } else {
                form.take_header(name, value);
            }
        }
        for (header, option, value) in &self.named {
            if has(header) {
                overridden.push(option.clone());
            } else {
                form.take_header(header, value);
            }
        }
        let mut is_taken = has(AUTHORIZATION);
        for (login, given) in [(Login::Bearer, &self.bearer), (Login::Basic, &self.basic)] {
            let Some((option, value)) = given else {
                continue;
            };
            if std::mem::replace(&mut is_taken, true) {
                overridden.push(option.clone());
            } else {
                log_in(form, login, value);
            }
        }
        overridden
    }
}

fn log_in(form: &mut OptionsForm, login: Login, value: &str) {
    form.login = login;
    if login == Login::Bearer {
        value.clone_into(&mut form.token);
    } else {
        let (user, password) = value.split_once(':').unwrap_or((value, ""));
        user.clone_into(&mut form.user);
        password.clone_into(&mut form.password);
    }
}
