//! `multipleOf` of decimal fractions.
//!
//! The library divides the numbers as the processor has them, and takes 19.99 for no multiple of 0.01. So what it finds wrong by that
//! keyword is looked at again, with the digits as they are written. (Within `not`, `if` and `contains`, it has the last word.)

use boon::{ErrorKind, ValidationError};
use serde_json::Number;

/// Whether it is a fault by the digits of the numbers too.
pub(super) fn is_fault(error: &ValidationError<'_, '_>) -> bool {
    let mut causes = error.causes.iter().map(is_fault);
    match &error.kind {
        ErrorKind::MultipleOf { got, want } => is_multiple(got, want) != Some(true),
        _ if error.causes.is_empty() => true,
        ErrorKind::AnyOf => causes.all(|is_fault| is_fault),
        ErrorKind::OneOf(None) => causes.filter(|is_fault| !is_fault).count() != 1,
        _ => causes.any(|is_fault| is_fault),
    }
}

/// Whether a number is a multiple of another one; `None` where they have too many digits for that.
fn is_multiple(number: &Number, of: &Number) -> Option<bool> {
    let (number, of) = (Decimal::read(number)?, Decimal::read(of)?);
    let exponent = number.exponent.min(of.exponent);
    let of = of.at(exponent)?;
    Some(number.at(exponent)?.checked_rem(of)? == 0)
}

/// A number as its digits and the power of ten that they are multiplied with.
struct Decimal {
    digits: i128,
    exponent: i32,
}

impl Decimal {
    fn read(number: &Number) -> Option<Self> {
        let text = number.to_string();
        let (digits, power) = text.split_once(['e', 'E']).unwrap_or((&text, "0"));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        Some(Self {
            digits: format!("{whole}{fraction}").parse().ok()?,
            exponent: power.parse::<i32>().ok()? - i32::try_from(fraction.len()).ok()?,
        })
    }

    /// Its digits with this power of ten, which is not larger than its own.
    fn at(&self, exponent: i32) -> Option<i128> {
        let more = u32::try_from(self.exponent - exponent).ok()?;
        self.digits.checked_mul(10_i128.checked_pow(more)?)
    }
}
