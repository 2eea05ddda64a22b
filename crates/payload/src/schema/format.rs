//! Formats that all strings at a place may have, as JSON Schema names them.

/// Longer than any that has one of the formats.
const MAX_LENGTH: usize = 64;

/// The format of a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    DateTime,
    Date,
    Uuid,
}

impl Format {
    pub(super) fn of(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        if bytes.len() > MAX_LENGTH || !text.is_ascii() {
            return None;
        }
        match bytes.len() {
            10 if is_date(bytes) => Some(Self::Date),
            36 if is_uuid(bytes) => Some(Self::Uuid),
            20.. if is_date_time(bytes) => Some(Self::DateTime),
            _ => None,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::DateTime => "date-time",
            Self::Date => "date",
            Self::Uuid => "uuid",
        }
    }
}

/// `9` stands for a digit, `f` for a hexadecimal one, `?` for any character.
fn fits(bytes: &[u8], pattern: &str) -> bool {
    bytes.len() == pattern.len()
        && bytes
            .iter()
            .zip(pattern.bytes())
            .all(|(byte, expected)| match expected {
                b'9' => byte.is_ascii_digit(),
                b'f' => byte.is_ascii_hexdigit(),
                b'?' => true,
                other => *byte == other,
            })
}

fn is_date(bytes: &[u8]) -> bool {
    fits(bytes, "9999-99-99")
}

fn is_uuid(bytes: &[u8]) -> bool {
    fits(bytes, "ffffffff-ffff-ffff-ffff-ffffffffffff")
}

/// RFC 3339, section 5.6.
fn is_date_time(bytes: &[u8]) -> bool {
    let Some((begin, rest)) = bytes.split_at_checked(19) else {
        return false;
    };
    if !fits(begin, "9999-99-99?99:99:99") || !matches!(begin[10], b'T' | b't' | b' ') {
        return false;
    }
    let digits = match rest.split_first() {
        Some((b'.', fraction)) => fraction
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count(),
        _ => 0,
    };
    let zone = if digits > 0 {
        &rest[1 + digits..]
    } else {
        rest
    };
    matches!(zone, b"Z" | b"z") || fits(zone, "+99:99") || fits(zone, "-99:99")
}
