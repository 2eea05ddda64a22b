//! Whether an exchange went as it was agreed.

use serde::Deserialize;

use super::combination::{Combination, Direction};
use super::messages::{Group, Kind};
use crate::Result;

/// What a client tells of one connection.
#[derive(Deserialize)]
struct Told {
    error: Option<String>,
    /// `Sec-WebSocket-Extensions` of the answer.
    #[serde(default)]
    agreed: String,
    #[serde(default)]
    passed: Vec<Passed>,
}

/// Bytes on the wire for a group of messages. The heads of frames may count or not.
#[derive(Deserialize)]
struct Passed {
    group: String,
    out: u64,
    r#in: u64,
}

/// A line of a client's, for a combination. `client_compresses` unless it cannot keep to its window.
///
/// # Errors
/// What is wrong.
pub(super) fn judge(
    combination: &Combination,
    client_compresses: bool,
    groups: &[Group],
    told: &str,
) -> Result<()> {
    let told: Told = serde_json::from_str(told).map_err(|error| format!("{error}: {told}"))?;
    if let Some(error) = told.error {
        return Err(error.into());
    }
    if Combination::agreed(&told.agreed)? != *combination {
        return Err(format!("`{}` was answered", told.agreed).into());
    }
    if told.passed.len() != groups.len() {
        return Err("not all messages came back".into());
    }
    for (group, passed) in groups.iter().zip(&told.passed) {
        if passed.group != group.name {
            return Err(format!("{} is missing", group.name).into());
        }
        let client = client_compresses.then_some(combination.client);
        check(group, "client", client, passed.out)?;
        check(group, "server", Some(combination.server), passed.r#in)?;
    }
    Ok(())
}

/// Whether one side has compressed a group as it should; `None` for not at all.
fn check(group: &Group, side: &str, direction: Option<Direction>, bytes: u64) -> Result<()> {
    let share = bytes as f64 / group.size() as f64;
    let is_sound = match (group.kind, direction) {
        // What does not compress grows by the heads of blocks and frames.
        (Kind::Noise, _) | (_, None) => (0.99..1.15).contains(&share),
        (Kind::Alike, Some(_)) => share < 0.4,
        // One of them, and then that it is the same.
        (Kind::Again, Some(direction)) if direction.keeps_context => share < 0.3,
        (Kind::Again, Some(_)) => (0.99..1.3).contains(&share),
    };
    if is_sound {
        return Ok(());
    }
    let (name, size) = (group.name, group.size());
    Err(format!("{bytes} bytes of the {side} for {size} of {name}").into())
}

#[cfg(test)]
mod tests {
    use super::{Combination, judge};
    use crate::interop::messages::groups;

    /// The share of each group's payloads that passes, out and in.
    fn verdict(
        agreed: &str,
        client_compresses: bool,
        shares: [(f64, f64); 4],
    ) -> Result<(), String> {
        let groups = groups();
        let passed: Vec<_> = groups
            .iter()
            .zip(shares)
            .map(|(group, (out, r#in))| {
                let bytes = |share: f64| (group.size() as f64 * share) as u64;
                serde_json::json!({ "group": group.name, "out": bytes(out), "in": bytes(r#in) })
            })
            .collect();
        let told = serde_json::json!({ "agreed": agreed, "passed": passed }).to_string();
        let expected =
            Combination::agreed("permessage-deflate; client_no_context_takeover").unwrap();
        judge(&expected, client_compresses, &groups, &told).map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_not_as_agreed_is_found() {
        const AGREED: &str = "permessage-deflate; client_no_context_takeover";
        let sound = [(0.2, 0.2), (1.01, 1.0), (0.01, 0.01), (1.0, 0.1)];
        let with = |at: usize, share| {
            let mut shares = sound;
            shares[at] = share;
            shares
        };
        let plain = [(1.01, 0.2), (1.01, 1.0), (1.01, 0.01), (1.1, 0.1)];
        for (agreed, compresses, shares, is_sound) in [
            (AGREED, true, sound, true),
            ("permessage-deflate", true, sound, false),
            ("", true, sound, false),
            // Not compressed by the one, or by the other.
            (AGREED, true, with(0, (1.0, 0.2)), false),
            (AGREED, true, with(2, (0.01, 1.0)), false),
            // The context is kept against the agreement, or not used.
            (AGREED, true, with(3, (0.1, 0.1)), false),
            (AGREED, true, with(3, (1.0, 1.0)), false),
            (AGREED, true, plain, false),
            (AGREED, false, plain, true),
            (AGREED, false, sound, false),
        ] {
            let verdict = verdict(agreed, compresses, shares);
            assert_eq!(verdict.is_ok(), is_sound, "{agreed} {shares:?} {verdict:?}");
        }
        let expected = Combination::agreed(AGREED).unwrap();
        for told in ["", "{}", r#"{"error":"it broke"}"#] {
            assert!(judge(&expected, true, &groups(), told).is_err(), "{told}");
        }
    }
}
