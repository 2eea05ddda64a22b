//! What is compared, and what of it is looked at.

/// Events a second, from one in ten seconds: what the server takes.
pub const RATES: std::ops::RangeInclusive<f64> = 0.1..=50.0;
/// Bytes of an event: what the server takes.
pub const SIZES: std::ops::RangeInclusive<u32> = 16..=4096;
/// Seconds from one request to the next. Less would measure how fast a machine can ask, more would bore.
pub const INTERVALS: std::ops::RangeInclusive<f64> = 0.1..=10.0;
/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    /// Events a second, within [`RATES`].
    pub rate: f64,
    /// Bytes of an event, within [`SIZES`].
    pub size: u32,
    /// How the polling side asks.
    pub method: Method,
    /// Seconds from one request to the next, within [`INTERVALS`].
    pub interval: f64,
}

/// How to ask over HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Every so often, and be answered at once.
    Interval,
    /// Always, and be answered when there is something to tell.
    LongPolling,
}

/// What the plots show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Measure {
    /// Bytes on the wire.
    #[default]
    Bytes,
    /// Requests and empty answers.
    Requests,
    /// How often the token was checked.
    TokenChecks,
    /// Events that were delivered, and those that were missed.
    Events,
    /// From an event to its arrival.
    Delay,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            rate: 0.5,
            size: 16,
            method: Method::Interval,
            interval: 0.5,
        }
    }
}

impl Plan {
    /// The same within its bounds. What is no number becomes the default.
    pub fn within_bounds(self) -> Self {
        let within = |value: f64, range: std::ops::RangeInclusive<f64>, default| {
            if value.is_nan() {
                default
            } else {
                value.clamp(*range.start(), *range.end())
            }
        };
        let defaults = Self::default();
        Self {
            rate: within(self.rate, RATES, defaults.rate),
            size: self.size.clamp(*SIZES.start(), *SIZES.end()),
            method: self.method,
            interval: within(self.interval, INTERVALS, defaults.interval),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nonsense_becomes_a_plan_all_the_same() {
        let plan = |rate, size, interval| {
            let plan = Plan {
                rate,
                size,
                interval,
                method: Method::Interval,
            };
            let plan = plan.within_bounds();
            (plan.rate, plan.size, plan.interval)
        };
        assert_eq!(plan(1.0, 100, 1.0), (1.0, 100, 1.0));
        assert_eq!(plan(0.0, 0, 0.0), (0.1, 16, 0.1));
        assert_eq!(plan(-1.0, 1, f64::NEG_INFINITY), (0.1, 16, 0.1));
        assert_eq!(plan(f64::INFINITY, u32::MAX, 1e300), (50.0, 4096, 10.0));
        assert_eq!(plan(f64::NAN, 20, f64::NAN), (0.5, 20, 0.5));
    }
}
