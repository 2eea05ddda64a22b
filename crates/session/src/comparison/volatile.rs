//! What differs between recordings of the same conversation, as times and names that are made up anew each time.

use std::collections::BTreeSet;

use super::compare::{CompareError, Source, compare};
use super::fields::FieldChange;
use super::result::{Changes, Comparison, Difference};
use super::rules::Rules;

/// So often two recordings are compared: what is masked aligns more messages, in which more may be found.
const MAX_ROUNDS: usize = 8;

/// What differs between recordings of the same conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Volatile {
    /// The paths of the fields, which are masked from now on.
    pub paths: Vec<String>,
    /// How much differs beside them.
    pub others: u64,
}

/// Finds the fields of JSON that differ between two recordings of the same conversation, in messages that have the same fields, and
/// has them masked.
///
/// # Errors
/// As [`compare`].
pub fn find_volatile<L: Source, R: Source<Error = L::Error>>(
    first: &mut L,
    second: &mut R,
    rules: &mut Rules,
) -> Result<Volatile, CompareError<L::Error>> {
    let mut volatile = Volatile::default();
    for _ in 0..MAX_ROUNDS {
        let comparison = compare(first, second, rules)?;
        volatile.others = comparison.count();
        let before = volatile.paths.len();
        for path in volatile_paths(&comparison) {
            if rules.mask_path(&path).is_ok() {
                volatile.paths.push(path);
            }
        }
        if volatile.paths.len() == before {
            break;
        }
    }
    Ok(volatile)
}

fn volatile_paths(comparison: &Comparison) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    for difference in &comparison.differences {
        if let Difference::Changed {
            changes: Changes::Fields(fields),
            ..
        } = difference
            && fields.has_same_shape
        {
            paths.extend(fields.changes.iter().map(FieldChange::general_path));
        }
    }
    paths
}
