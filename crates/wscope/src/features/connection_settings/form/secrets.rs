//! What of the form may be secret: left out of what is stored, and kept elsewhere as one text.

use connection::{ProxyAddress, Subprotocol, is_secret_name};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::lines::{HeaderLine, MAX_LINES};
use super::{Kept, OptionsForm};
use crate::kit::lenient;
use crate::kit::variables::is_only_variables;

/// The field of a stored form that says where its secrets are kept.
const FIELD: &str = "credentials";
/// What it was called by earlier versions.
const FORMER_FIELD: &str = "stores_credentials";

/// The fields of which a part may be secret, whole: part of a header or of an address says nothing.
#[derive(Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct SecretFields {
    headers: Vec<HeaderLine>,
    user: String,
    password: String,
    token: String,
    subprotocols: String,
    proxy_address: String,
}

impl SecretFields {
    fn of(form: &OptionsForm) -> Self {
        Self {
            headers: form.headers.clone(),
            user: form.user.clone(),
            password: form.password.clone(),
            token: form.token.clone(),
            subprotocols: form.subprotocols.clone(),
            proxy_address: form.proxy_address.clone(),
        }
    }
}

impl OptionsForm {
    /// The same without what may be secret.
    #[must_use]
    pub(super) fn without_secrets(&self) -> Self {
        Self {
            headers: self.public_headers(),
            user: public_text(&self.user),
            password: public_text(&self.password),
            token: public_text(&self.token),
            subprotocols: self.public_subprotocols(),
            proxy_address: ProxyAddress::parse(&self.proxy_address)
                .map(|proxy| proxy.without_credentials())
                .unwrap_or_default(),
            ..self.clone()
        }
    }

    /// What may be secret of it as one text; empty if nothing is.
    pub fn secret(&self) -> String {
        let fields = SecretFields::of(self);
        if fields == SecretFields::of(&self.without_secrets()) {
            return String::new();
        }
        // Texts have a form in JSON.
        serde_json::to_string(&fields).unwrap_or_default()
    }

    /// Takes on what [`Self::secret`] said before. A field that was changed meanwhile stays.
    pub fn fill_secret(&mut self, text: &str) {
        let Ok(SecretFields {
            headers,
            user,
            password,
            token,
            subprotocols,
            proxy_address,
        }) = serde_json::from_str(text)
        else {
            return;
        };
        let filled = Self {
            headers,
            user,
            password,
            token,
            subprotocols,
            proxy_address,
            ..self.clone()
        }
        .within_bounds();
        let public = filled.without_secrets();
        self.take_on_headers(&public.headers, filled.headers);
        take_on(&mut self.user, &public.user, filled.user);
        take_on(&mut self.password, &public.password, filled.password);
        take_on(&mut self.token, &public.token, filled.token);
        take_on(
            &mut self.subprotocols,
            &public.subprotocols,
            filled.subprotocols,
        );
        take_on(
            &mut self.proxy_address,
            &public.proxy_address,
            filled.proxy_address,
        );
    }

    /// Those that were typed meanwhile stay, and go before one by the same name.
    fn take_on_headers(&mut self, stored: &[HeaderLine], whole: Vec<HeaderLine>) {
        if self.headers == stored {
            self.headers = whole;
            return;
        }
        for line in whole {
            let is_there = |other: &HeaderLine| {
                let (one, other) = (other.name.trim(), line.name.trim());
                one.eq_ignore_ascii_case(other)
            };
            if !self.headers.iter().any(is_there) && self.headers.len() < MAX_LINES {
                self.headers.push(line);
            }
        }
    }

    /// The headers whose values are variables, or whose names do not say that they are credentials.
    fn public_headers(&self) -> Vec<HeaderLine> {
        let lines = self.headers.iter();
        let public =
            lines.filter(|line| is_only_variables(&line.value) || !is_secret_name(&line.name));
        public.cloned().collect()
    }

    /// The subprotocols without those that carry a credential. What is no list of them could be anything.
    fn public_subprotocols(&self) -> String {
        let names = Subprotocol::parse_list(&self.subprotocols).unwrap_or_default();
        if !names.iter().any(Subprotocol::is_secret) && !names.is_empty() {
            return self.subprotocols.clone();
        }
        let public = names.iter().filter(|name| !name.is_secret());
        let public: Vec<_> = public.map(Subprotocol::as_str).collect();
        public.join(", ")
    }
}

/// Takes on the whole of a field that is as it was stored.
fn take_on<T: PartialEq>(field: &mut T, stored: &T, whole: T) {
    if field == stored {
        *field = whole;
    }
}

/// The text, if it says nothing but variables: what they stand for is kept elsewhere.
fn public_text(text: &str) -> String {
    let public = Some(text).filter(|text| is_only_variables(text));
    public.unwrap_or_default().to_owned()
}

/// Which entry of the keyring has the secrets of a stored form; 0 for none.
pub fn entry_in(stored: &Map<String, Value>) -> u64 {
    kept_in(stored).entry
}

/// The secrets of a stored form lie in this entry of the keyring.
pub fn set_entry_in(stored: &mut Map<String, Value>, entry: u64) {
    let kept = Kept {
        entry,
        ..kept_in(stored)
    };
    set_kept(stored, kept);
}

/// A stored form without its entry of the keyring: a file from elsewhere must not say which secret is sent where.
pub fn without_entry(stored: &mut Map<String, Value>) {
    // Read as it will be when it is used: in part, where not all of it is understood.
    let form: OptionsForm = lenient::read(&Value::Object(stored.clone()));
    let says_where = [FIELD, FORMER_FIELD].map(|name| stored.remove(name).is_some());
    if says_where.contains(&true) {
        set_kept(stored, form.credentials.without_entry());
    }
}

fn kept_in(stored: &Map<String, Value>) -> Kept {
    let kept = stored.get(FIELD).cloned().unwrap_or_default();
    serde_json::from_value(kept).unwrap_or_default()
}

fn set_kept(stored: &mut Map<String, Value>, kept: Kept) {
    // Its fields have a form in JSON.
    let kept = serde_json::to_value(kept).unwrap_or_default();
    stored.insert(FIELD.to_owned(), kept);
}
