//! What stands in a path after the name of a part, and in the query, read by the rows of the table.
//!
//! What was read is also written down again, in one spelling for each value. So a scenario can tell its own path, and two
//! paths that mean the same can be compared.

use std::time::Duration;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use wire::deflate::MAX_WINDOW_BITS;

use crate::bounds::Bounds;
use crate::limits;
use crate::path::{Parts, PathError, Query};
use crate::units::{parse_duration, parse_duration_range, parse_rate, parse_share, parse_size};

/// The arguments of one part of a path.
pub(crate) struct Arguments<'a, 'url> {
    /// The name as it stands in the path.
    name: &'a str,
    bounds: &'a Bounds,
    parts: &'a mut Parts<'url>,
    query: &'a mut Query<'url>,
    written: Written,
}

/// What was read, in one spelling for each value.
#[derive(Default)]
pub(crate) struct Written {
    /// The values of the path, each after a slash.
    pub(crate) path: String,
    /// The values of the query, separated by `&`.
    pub(crate) query: String,
}

/// Adds a value to a query.
pub(crate) fn push_query(query: &mut String, name: &str, value: &str) {
    if !query.is_empty() {
        query.push('&');
    }
    query.push_str(&format!("{name}={}", encoded(value)));
}

impl<'a, 'url> Arguments<'a, 'url> {
    pub(crate) fn new(
        name: &'a str,
        bounds: &'a Bounds,
        parts: &'a mut Parts<'url>,
        query: &'a mut Query<'url>,
    ) -> Self {
        Self {
            name,
            bounds,
            parts,
            query,
            written: Written::default(),
        }
    }

    pub(crate) fn into_written(self) -> Written {
        self.written
    }

    /// What may be asked for.
    pub(crate) fn bounds(&self) -> &'a Bounds {
        self.bounds
    }

    /// Reads the next part of the path.
    pub(crate) fn next<T: Spelled>(
        &mut self,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<T, PathError> {
        let value = self.parts.value(self.name, read)?;
        self.written.path.push('/');
        self.written.path.push_str(&encoded(&value.spelled()));
        Ok(value)
    }

    /// Reads a value of the query, if there is one of this name.
    pub(crate) fn query<T: Spelled>(
        &mut self,
        name: &str,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<Option<T>, PathError> {
        let value = self.query.read(name, read)?;
        if let Some(value) = &value {
            push_query(&mut self.written.query, name, &value.spelled());
        }
        Ok(value)
    }

    /// Leaves the token of the query to the server, which looks for it in the handshake.
    pub(crate) fn allow_token(&mut self) {
        self.query.forget("token");
    }

    /// Accepts whatever the query says: clients that want an echo send queries of their own.
    pub(crate) fn allow_any_query(&mut self) {
        self.query.forget_all();
    }

    /// A parameter of the query that may stand without a value, as `?client_no_context_takeover`.
    pub(crate) fn switch(&mut self, name: &str) -> Result<bool, PathError> {
        let value = self.query(name, |text| match text {
            "" => Ok(true),
            other => flag(other),
        })?;
        Ok(value.unwrap_or_default())
    }

    /// `?after=`, a time to wait; none unless it is given.
    pub(crate) fn after(&mut self) -> Result<Duration, PathError> {
        Ok(self.query("after", time)?.unwrap_or_default())
    }
}

/// All but the unreserved characters (RFC 3986, section 2.3).
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, ESCAPED).to_string()
}

/// A value that can be written as it may stand in a path.
pub(crate) trait Spelled {
    fn spelled(&self) -> String;
}

impl Spelled for String {
    fn spelled(&self) -> String {
        self.clone()
    }
}

impl Spelled for bool {
    fn spelled(&self) -> String {
        self.to_string()
    }
}

impl Spelled for u8 {
    fn spelled(&self) -> String {
        self.to_string()
    }
}

impl Spelled for u16 {
    fn spelled(&self) -> String {
        self.to_string()
    }
}

impl Spelled for u64 {
    fn spelled(&self) -> String {
        self.to_string()
    }
}

impl Spelled for usize {
    fn spelled(&self) -> String {
        self.to_string()
    }
}

impl Spelled for Duration {
    fn spelled(&self) -> String {
        humantime::format_duration(*self)
            .to_string()
            .replace(' ', "")
    }
}

/// Two times, the shorter first.
impl Spelled for (Duration, Duration) {
    fn spelled(&self) -> String {
        format!("{}-{}", self.0.spelled(), self.1.spelled())
    }
}

/// A share of one.
pub(crate) struct Share(pub(crate) f64);

impl Spelled for Share {
    fn spelled(&self) -> String {
        format!("{}%", self.0 * 100.0)
    }
}

/// Bytes in a second.
pub(crate) struct Rate(pub(crate) usize);

impl Spelled for Rate {
    fn spelled(&self) -> String {
        format!("{}Bps", self.0)
    }
}

/// A close code, or none.
pub(crate) struct CloseCode(pub(crate) Option<u16>);

impl Spelled for CloseCode {
    fn spelled(&self) -> String {
        self.0
            .map_or_else(|| "none".to_owned(), |code| code.to_string())
    }
}

pub(crate) fn text(text: &str) -> Result<String, String> {
    Ok(text.to_owned())
}

pub(crate) fn flag(text: &str) -> Result<bool, String> {
    text.parse()
        .map_err(|_| "expected true or false".to_owned())
}

pub(crate) fn time(text: &str) -> Result<Duration, String> {
    parse_duration(text).and_then(within_scenario_time)
}

pub(crate) fn times(text: &str) -> Result<(Duration, Duration), String> {
    let (from, to) = parse_duration_range(text)?;
    Ok((from, within_scenario_time(to)?))
}

pub(crate) fn within_scenario_time(duration: Duration) -> Result<Duration, String> {
    if duration <= limits::MAX_SCENARIO_TIME {
        Ok(duration)
    } else {
        Err(format!("at most {} s", limits::MAX_SCENARIO_TIME.as_secs()))
    }
}

/// The time between messages that are sent again and again.
pub(crate) fn interval(text: &str) -> Result<Duration, String> {
    let duration = time(text)?;
    if duration >= limits::MIN_INTERVAL {
        Ok(duration)
    } else {
        Err(format!("at least {} ms", limits::MIN_INTERVAL.as_millis()))
    }
}

pub(crate) fn share(text: &str) -> Result<Share, String> {
    parse_share(text).map(Share)
}

pub(crate) fn rate(text: &str) -> Result<Rate, String> {
    parse_rate(text).map(Rate)
}

/// A size in bytes of at most so many.
pub(crate) fn size_up_to(text: &str, max_size: usize) -> Result<usize, String> {
    let size = parse_size(text)?;
    if size <= max_size {
        Ok(size)
    } else {
        Err(format!("at most {max_size} bytes"))
    }
}

/// The size of a window of DEFLATE, in bits, from the least that is supported (RFC 7692, section 7.1.2).
pub(crate) fn window_bits(text: &str, least: u8) -> Result<u8, String> {
    let bits = text.parse().ok();
    let bits = bits.filter(|bits| (least..=MAX_WINDOW_BITS).contains(bits));
    bits.ok_or_else(|| format!("expected a number from {least} to {MAX_WINDOW_BITS}"))
}

/// The statuses with which a handshake can be refused or redirected.
const STATUSES: std::ops::RangeInclusive<u16> = 300..=599;

/// The HTTP status of an answer that refuses or redirects.
pub(crate) fn status(text: &str) -> Result<u16, String> {
    let status = text.parse().ok().filter(|status| STATUSES.contains(status));
    let (first, last) = STATUSES.into_inner();
    status.ok_or_else(|| format!("expected an HTTP status from {first} to {last}"))
}

pub(crate) fn close_code(text: &str) -> Result<CloseCode, String> {
    if text == "none" {
        return Ok(CloseCode(None));
    }
    let code = text.parse().ok();
    code.map(|code| CloseCode(Some(code)))
        .ok_or_else(|| format!("expected a close code from 0 to {}, or none", u16::MAX))
}

pub(crate) fn close_reason(text: &str) -> Result<String, String> {
    if text.len() <= wire::MAX_CLOSE_REASON_BYTES {
        Ok(text.to_owned())
    } else {
        Err(format!(
            "a reason has at most {} bytes",
            wire::MAX_CLOSE_REASON_BYTES
        ))
    }
}

pub(crate) fn room_name(text: &str, bounds: &Bounds) -> Result<String, String> {
    if (1..=bounds.max_name_size).contains(&text.len()) {
        Ok(text.to_owned())
    } else {
        Err(format!("a name has 1 to {} bytes", bounds.max_name_size))
    }
}

pub(crate) fn subprotocol(text: &str, bounds: &Bounds) -> Result<String, String> {
    let is_short = text.len() <= bounds.max_name_size;
    if is_short && wire::handshake::is_token(text.as_bytes()) {
        Ok(text.to_owned())
    } else {
        Err(format!(
            "a subprotocol is named with 1 to {} letters, digits and !#$%&'*+-.^_`|~",
            bounds.max_name_size
        ))
    }
}
