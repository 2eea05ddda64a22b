//! In which order methods are listed.

use std::cmp::Ordering;

use session::conversation::Method;

/// What is told of a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// What it is called.
    Name,
    /// How often it was called.
    Calls,
    /// How many answers say that it failed.
    Errors,
    /// How many calls have no answer yet.
    Open,
    /// Within what time half of the answers came.
    P50,
    /// The same for 95 of a hundred.
    P95,
    /// The same for 99 of a hundred.
    P99,
    /// The slowest answer.
    Slowest,
}

impl Column {
    /// Those with numbers, in the order in which they stand.
    pub(super) const NUMBERS: [Self; 7] = [
        Self::Calls,
        Self::Errors,
        Self::Open,
        Self::P50,
        Self::P95,
        Self::P99,
        Self::Slowest,
    ];

    /// Whether it is how long answers took.
    pub(super) fn is_time(self) -> bool {
        matches!(self, Self::P50 | Self::P95 | Self::P99 | Self::Slowest)
    }

    fn number(self, method: &Method) -> Option<u64> {
        match self {
            Self::Name => None,
            Self::Calls => Some(method.calls),
            Self::Errors => Some(method.errors),
            Self::Open => Some(method.without_answer()),
            Self::P50 => method.p50_us,
            Self::P95 => method.p95_us,
            Self::P99 => method.p99_us,
            Self::Slowest => method.slowest.map(|(micros, _)| micros),
        }
    }
}

/// By what methods are sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Order {
    /// By this.
    pub(super) column: Column,
    /// Whether the largest stands first.
    pub(super) is_falling: bool,
}

impl Default for Order {
    fn default() -> Self {
        Self::first(Column::Calls)
    }
}

impl Order {
    fn first(column: Column) -> Self {
        Self {
            column,
            // Of numbers the large ones are looked for, of names the first.
            is_falling: column != Column::Name,
        }
    }

    /// What a click on the head of a column makes of it.
    pub(super) fn click(&mut self, column: Column) {
        if self.column == column {
            self.is_falling = !self.is_falling;
        } else {
            *self = Self::first(column);
        }
    }

    /// Sorts methods. Those without such a number stand last, whichever way it goes; those that are equal, by their names.
    pub(super) fn sort(self, methods: &mut [Method]) {
        let directed = |order: Ordering| {
            if self.is_falling {
                order.reverse()
            } else {
                order
            }
        };
        methods.sort_by(|one, other| {
            let by_name = one.name.cmp(&other.name);
            if self.column == Column::Name {
                return directed(by_name);
            }
            match (self.column.number(one), self.column.number(other)) {
                (Some(one), Some(other)) => directed(one.cmp(&other)),
                (one, other) => other.is_some().cmp(&one.is_some()),
            }
            .then(by_name)
        });
    }
}

#[cfg(test)]
mod tests {
    use message_log::Seq;

    use super::*;

    #[test]
    fn methods_are_sorted_by_any_column_and_back() {
        let method = |name: &str, calls, p50_us: Option<u64>| Method {
            name: name.into(),
            calls,
            errors: 0,
            open: u64::from(name == "b"),
            unanswered: if name == "c" { 2 } else { 0 },
            p50_us,
            p95_us: p50_us,
            p99_us: p50_us,
            slowest: p50_us.map(|micros| (micros, Seq::FIRST)),
        };
        let all = [
            method("b", 3, Some(10)),
            method("a", 3, None),
            method("c", 9, Some(20)),
        ];
        #[track_caller]
        fn check(all: &[Method], clicks: &[Column], expected: &str) {
            let mut order = Order::default();
            clicks.iter().for_each(|column| order.click(*column));
            let mut sorted = all.to_vec();
            order.sort(&mut sorted);
            let names: String = sorted.iter().map(|method| &*method.name).collect();
            assert_eq!(names, expected, "{clicks:?}");
        }
        check(&all, &[], "cab");
        check(&all, &[Column::Calls], "abc");
        check(&all, &[Column::Name], "abc");
        check(&all, &[Column::Name, Column::Name], "cba");
        for column in [Column::P50, Column::P95, Column::P99, Column::Slowest] {
            check(&all, &[column], "cba");
            check(&all, &[column, column], "bca");
        }
        check(&all, &[Column::Errors], "abc");
        // Whether they still wait or not.
        check(&all, &[Column::Open], "cba");
    }
}
