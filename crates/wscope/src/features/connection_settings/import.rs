//! A command line of `curl`, `websocat` or `wscat` that was pasted into the address field, as settings of a connection.

mod expansion;
mod headers;
mod options;
mod words;

use connection::sorted;
use connection::{Endpoint, split_scheme};

use self::headers::Headers;
use self::options::{Meaning, Program};
use self::words::Words;
use super::form::{MAX_KEEP_ALIVE_S, MAX_TIMEOUT_S, OptionsForm, ProxyChoice, TrustChoice};
use crate::kit::secret::Kept;

/// The longest command line that is read, in bytes: what browsers copy has a few kilobytes, and shells take 128 KiB.
pub const MAX_COMMAND_LINE_BYTES: usize = 128 * 1024;

/// As what a login is told that stands in the address.
const LOGIN_IN_ADDRESS: &str = "user:password@";
/// How many words a prompt has at most: `(venv) [me@host folder]$` has three.
const PROMPT_WORDS: usize = 4;

/// What a command line asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The program that it was written for.
    pub program: &'static str,
    /// The address in the command line.
    pub address: String,
    /// The settings that its options stand for.
    pub form: OptionsForm,
    /// What of it was not understood, or is no setting of a connection.
    pub unused: Vec<String>,
    /// Which options were left out because the header is set that they stand for.
    pub overridden: Vec<String>,
    /// What was taken over as it is written, though a shell would have put something else in its place.
    pub unexpanded: Vec<String>,
}

/// Whether a text is such a command line.
pub fn is_command_line(text: &str) -> bool {
    // An ordinary address is not read twice.
    let is_short = text.len() <= MAX_COMMAND_LINE_BYTES;
    is_short && text.trim().contains(char::is_whitespace) && read(text).is_some()
}

/// Reads a command line. What is no part of it (limits, reconnecting) is as in `before`: its headers and credentials are not, for
/// they were for another server. `None` for another text.
pub fn import(text: &str, before: &OptionsForm) -> Option<Imported> {
    let (program, Words { words, expansions }) = read(text)?;
    let mut importer = Importer {
        program,
        positional: Vec::new(),
        proxy_user: None,
        headers: Headers::default(),
        form: OptionsForm {
            reconnects: before.reconnects,
            timeout_s: before.timeout_s,
            max_message_kib: before.max_message_kib,
            keep_alive_s: before.keep_alive_s,
            compression: before.compression,
            credentials: Kept::with(before.credentials.keep),
            ..OptionsForm::default()
        },
        unused: Vec::new(),
    };
    importer.read(words);
    let mut imported = importer.finish()?;
    for expansion in expansions {
        let is_new = !imported.unexpanded.contains(&expansion.shown);
        if is_new && imported.has(&expansion.raw) {
            imported.unexpanded.push(expansion.shown);
        }
    }
    Some(imported)
}

impl Imported {
    /// Whether a text is in what was taken over.
    fn has(&self, text: &str) -> bool {
        let form = &self.form;
        let headers = form.headers.iter();
        let headers = headers.flat_map(|line| [&line.name, &line.value]);
        let fields = [
            &self.address,
            &form.subprotocols,
            &form.user,
            &form.password,
            &form.token,
            &form.authority_file,
            &form.certificate_file,
            &form.key_file,
            &form.proxy_address,
        ];
        headers.chain(fields).any(|field| field.contains(text))
    }
}

/// The program, and what stands behind its name.
fn read(text: &str) -> Option<(&'static Program, Words)> {
    let as_root = || {
        // A `#` at the beginning is the prompt of an administrator, unless it begins a comment before the command.
        let text = text.trim_start().strip_prefix('#')?;
        read_after_prompt(text)
    };
    read_after_prompt(text).or_else(as_root)
}

fn read_after_prompt(text: &str) -> Option<(&'static Program, Words)> {
    let Words { words, expansions } = words::split(text)?;
    let start = words.iter().take(PROMPT_WORDS);
    let start = start.take_while(|word| Program::named(word).is_none());
    let ends = start.enumerate().filter(|(_, word)| ends_prompt(word));
    let prompt = ends.last().map(|(at, _)| at);
    let mut words = words.into_iter().skip(prompt.map_or(0, |at| at + 1));
    let is_before = |word: &str| {
        let assigns = word.split_once('=').map(|(name, _)| name);
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        matches!(word, "sudo" | "npx")
            || assigns.is_some_and(|name| !name.is_empty() && name.chars().all(is_name))
    };
    let name = words.find(|word| !is_before(word))?;
    let program = Program::named(&name)?;
    let words: Vec<_> = words.collect();
    (!words.is_empty()).then_some((program, Words { words, expansions }))
}

/// Whether a word ends what a shell shows before a command: `$`, `~]#`, `me@host:~$`, `C:\\Users\\me>`.
fn ends_prompt(word: &str) -> bool {
    // An address may end like this as well.
    word.ends_with(['$', '#', '%', '>']) && !word.contains("://")
}

/// A command line that is being read.
struct Importer {
    program: &'static Program,
    positional: Vec<String>,
    proxy_user: Option<String>,
    headers: Headers,
    form: OptionsForm,
    unused: Vec<String>,
}

impl Importer {
    fn read(&mut self, words: Vec<String>) {
        let mut words = words.into_iter();
        while let Some(word) = words.next() {
            if ends_command(&word) {
                self.unused.push(word);
                self.unused.extend(words);
                return;
            }
            match word.strip_prefix("--") {
                Some("") => self.positional.extend(words.by_ref()),
                Some(_) => self.long(&word, &mut words),
                None if word.starts_with('-') && word.len() > 1 => self.short(&word, &mut words),
                None => self.positional.push(word),
            }
        }
    }

    fn long(&mut self, word: &str, words: &mut impl Iterator<Item = String>) {
        let (name, value) = match word.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (word, None),
        };
        match self.program.meaning(name) {
            Some(meaning) if meaning.takes_value() => {
                let value = value.or_else(|| words.next());
                self.take(name, meaning, value);
            }
            Some(meaning) => self.take(name, meaning, None),
            None => self.unused.push(word.to_owned()),
        }
    }

    /// `-k`, `-kv`, `-H value`, `-Hvalue`, `-H=value`.
    fn short(&mut self, word: &str, words: &mut impl Iterator<Item = String>) {
        let mut rest = word.get(1..).unwrap_or_default();
        while let Some(letter) = rest.chars().next() {
            rest = &rest[letter.len_utf8()..];
            let name = format!("-{letter}");
            match self.program.meaning(&name) {
                Some(meaning) if meaning.takes_value() => {
                    let glued = rest.strip_prefix('=').unwrap_or(rest);
                    let value = if rest.is_empty() {
                        words.next()
                    } else {
                        Some(glued.to_owned())
                    };
                    return self.take(&name, meaning, value);
                }
                Some(meaning) => self.take(&name, meaning, None),
                None => self.unused.push(name),
            }
        }
    }

    fn take(&mut self, name: &str, meaning: Meaning, value: Option<String>) {
        use Meaning as M;
        if meaning.takes_value() && value.is_none() {
            return self.unused.push(name.to_owned());
        }
        let value = value.unwrap_or_default();
        let is_used = match meaning {
            M::NoEffect | M::NoEffectValue => true,
            M::Method => value.eq_ignore_ascii_case("get"),
            M::Version => value == "13",
            M::UnsupportedValue => false,
            _ => self.set(name, meaning, &value),
        };
        if !is_used {
            // Anything else may be a credential.
            let shown = match meaning {
                M::Method | M::Version => &value,
                M::Header => value.split_once(':').map_or("", |(name, _)| name),
                _ => "",
            };
            self.unused
                .push(format!("{name} {shown}").trim_end().to_owned());
        }
    }

    /// Puts what an option says where it belongs. Says whether it could.
    fn set(&mut self, name: &str, meaning: Meaning, value: &str) -> bool {
        use Meaning as M;
        let form = &mut self.form;
        match meaning {
            M::Address => self.positional.insert(0, value.to_owned()),
            M::Header => return self.headers.take_line(value, self.program),
            M::Named(header) => self.headers.set(header, name, value),
            // Without a `=` it is the name of a file.
            M::Cookie if !value.contains('=') => return false,
            M::Cookie => self.headers.add_cookie(name, value),
            M::Basic => self.headers.basic = Some((name.to_owned(), value.to_owned())),
            M::Bearer => self.headers.bearer = Some((name.to_owned(), value.to_owned())),
            M::Subprotocols => {
                let separator = if form.subprotocols.is_empty() {
                    ""
                } else {
                    ", "
                };
                form.subprotocols = format!("{}{separator}{}", form.subprotocols, value.trim());
            }
            M::Insecure => form.trust = TrustChoice::Anyone,
            M::Authority => {
                form.trust = TrustChoice::Also;
                value.clone_into(&mut form.authority_file);
            }
            M::Certificate => value.clone_into(&mut form.certificate_file),
            M::Key => value.clone_into(&mut form.key_file),
            M::Proxy => self.proxy(value),
            M::Socks => self.proxy(&format!("socks5h://{value}")),
            M::ProxyUser => self.proxy_user = Some(value.to_owned()),
            M::Timeout => return set_seconds(&mut form.timeout_s, value, MAX_TIMEOUT_S),
            M::KeepAlive => return set_seconds(&mut form.keep_alive_s, value, MAX_KEEP_ALIVE_S),
            M::NoEffect | M::NoEffectValue | M::Method | M::Version | M::UnsupportedValue => {
                return false;
            }
        }
        true
    }

    fn proxy(&mut self, address: &str) {
        self.form.proxy = ProxyChoice::At;
        address.clone_into(&mut self.form.proxy_address);
    }

    fn finish(mut self) -> Option<Imported> {
        if let Some(user) = self.proxy_user.take() {
            let address = &self.form.proxy_address;
            let (scheme, host) = split_scheme(address).unwrap_or(("http", address));
            self.form.proxy_address = format!("{scheme}://{user}@{host}");
        }
        let mut words = std::mem::take(&mut self.positional);
        words.retain(|word| word != "-");
        // One with a scheme is meant, if there is one: another may belong to an option that is not known.
        let has_scheme = |word: &String| split_scheme(word).is_some();
        let words = sorted(words, |one, other| has_scheme(other).cmp(&has_scheme(one)));
        let mut address = None;
        for word in words {
            let found = match address {
                None => self.websocket_address(&word),
                Some(_) => None,
            };
            match found {
                Some(found) => address = Some(found),
                None => self.unused.push(word),
            }
        }
        let address = address?;
        let overridden = self.headers.finish(&mut self.form);
        Some(Imported {
            program: self.program.name,
            address,
            form: self.form,
            unused: self.unused,
            overridden,
            unexpanded: Vec::new(),
        })
    }

    /// The address of a WebSocket that is meant, if one is. A name and a password in it become a login.
    fn websocket_address(&mut self, text: &str) -> Option<String> {
        let (scheme, rest) = split_scheme(text).unwrap_or(("ws", text));
        let scheme = match scheme.to_ascii_lowercase().as_str() {
            "http" | "ws" => "ws",
            "https" | "wss" => "wss",
            _ => return None,
        };
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        let (login, host) = match authority.rsplit_once('@') {
            Some((login, host)) => (Some(login), host),
            None => (None, authority),
        };
        // What follows `#` is not sent by anybody.
        let path = path.split('#').next().unwrap_or_default();
        let address = format!("{scheme}://{host}{path}");
        Endpoint::parse(&address).ok()?;
        // As an option it is meant more than in the address.
        if let Some(login) = login.filter(|_| self.headers.basic.is_none()) {
            self.headers.basic = Some((LOGIN_IN_ADDRESS.to_owned(), login.to_owned()));
        }
        Some(address)
    }
}

/// What ends a command, or redirects what it writes.
fn ends_command(word: &str) -> bool {
    matches!(word, "|" | "||" | "&&" | "&" | ";")
        || word.starts_with(['>', '<'])
        || word.starts_with("2>")
}

/// Reads a number of seconds, which may have a fraction: less than one is one.
fn set_seconds(place: &mut u32, value: &str, most: u32) -> bool {
    match value.trim().parse::<f64>() {
        Ok(seconds) if seconds > 0.0 && seconds.is_finite() => {
            *place = (seconds.ceil() as u32).clamp(1, most);
            true
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests;
