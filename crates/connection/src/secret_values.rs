//! Values that are not shown wherever they stand, whatever they are called there.

use std::cmp::Reverse;
use std::fmt;

use url::Url;

use crate::credentials::MASK;
use crate::parameters::escaped;

/// The shortest value that can be hidden, in bytes: a shorter one is in every text.
const MIN_HIDDEN: usize = 3;

/// Values that are secret, such as those of variables. Values of fewer than three bytes are in every text, and are shown.
///
/// ```
/// use connection::SecretValues;
///
/// let secrets = SecretValues::new(["s3cret", "a b"]);
/// assert_eq!(secrets.mask("s3cret and a%20b"), "••• and •••");
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SecretValues(Vec<String>);

impl SecretValues {
    /// From the values, as they are typed. They are found in addresses as well, where some characters are escaped.
    pub fn new<'v>(values: impl IntoIterator<Item = &'v str>) -> Self {
        let long = values.into_iter().filter(|value| value.len() >= MIN_HIDDEN);
        let mut all: Vec<_> = long.flat_map(written).collect();
        // A value may be part of another.
        all.sort_by(|one, other| (Reverse(one.len()), one).cmp(&(Reverse(other.len()), other)));
        all.dedup();
        Self(all)
    }

    /// A text in which none of them can be read.
    pub fn mask(&self, text: &str) -> String {
        let all = self.0.iter();
        all.fold(text.to_owned(), |text, value| text.replace(value, MASK))
    }

    /// Each of them, in each way in which it may be written.
    pub(crate) fn written(&self) -> impl Iterator<Item = &String> {
        self.0.iter()
    }
}

/// Without the values.
impl fmt::Debug for SecretValues {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SecretValues")
            .finish_non_exhaustive()
    }
}

/// How a value may stand in an address: as it is, escaped, and as a path and a query escape it by themselves.
fn written(value: &str) -> Vec<String> {
    let mut written = vec![value.to_owned(), escaped(value)];
    if let Ok(mut url) = Url::parse("ws://host/") {
        url.set_path(value);
        url.set_query(Some(value));
        written.push(url.path().trim_start_matches('/').to_owned());
        written.extend(url.query().map(str::to_owned));
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_can_be_read_however_it_is_written() {
        #[track_caller]
        fn check(values: &[&str], text: &str, expected: &str) {
            let secrets = SecretValues::new(values.iter().copied());
            assert_eq!(secrets.mask(text), expected);
            assert!(!format!("{secrets:?}").contains(values[0]));
        }
        check(&["s3cret"], "“X-s3cret: s3cret”", "“X-•••: •••”");
        check(&["secret", "secrets"], "secrets secret", "••• •••");
        check(&["secrets", "secret", "secret"], "secrets", "•••");
        check(&["a b&c"], "a b&c a%20b%26c", "••• •••");
        check(&["中文"], "中文 %E4%B8%AD%E6%96%87", "••• •••");
        check(&["ab"], "ab", "ab");
    }
}
