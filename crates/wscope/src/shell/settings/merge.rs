//! What several windows, or several tabs of the page, have saved, as one.
//!
//! Each of them knows what it has read or written last (`base`) and what it has now (`mine`); what others have written
//! since lies in the storage (`theirs`). What only one side has changed is taken from that side; where both have, the one
//! that writes later wins, as within one window. Nothing a person saved goes: two drafts by one name are both kept.
//!
//! The tabs that are opened next time are those of the window that writes last. A tab of another window in which
//! somebody chose something (options, a name, a colour) comes after them.

use serde_json::{Map, Value};

use super::stored_tab::StoredTab;
use super::{MAX_TABS, Settings, Stored, Unreadable, VERSION, parse};
use crate::features::composer::SavedDraft;
use crate::features::connections::Saved;
use crate::kit::lenient;

/// These fields are merged by their elements; the others as a whole.
const LISTS: [&str; 4] = ["recent_addresses", "drafts", "tabs", "connections"];
/// This one goes with the tabs of the window that writes.
const CURRENT_TAB: &str = "current_tab";

/// The settings to store, where `theirs` is what is stored already, and `base` what was known of it.
///
/// # Errors
/// When what is stored cannot be read, and so must not be replaced.
pub fn to_json(
    base: &Settings,
    mine: &Settings,
    theirs: Option<&str>,
) -> Result<String, Unreadable> {
    let theirs = theirs.map_or_else(|| Ok(Map::new()), parse)?;
    let stored = Stored {
        version: VERSION,
        settings: merge(base, mine, &theirs),
    };
    // Numbers, strings and unit variants always have a JSON form.
    Ok(serde_json::to_string(&stored).unwrap_or_default())
}

/// The settings to write. Fields and values of `theirs` that this version does not know stay as they are.
pub fn merge(base: &Settings, mine: &Settings, theirs: &Map<String, Value>) -> Map<String, Value> {
    let read = Settings::from_fields(theirs);
    let merged = Settings {
        recent_addresses: merge_addresses(
            &base.recent_addresses,
            &mine.recent_addresses,
            &read.recent_addresses,
        ),
        connections: Saved::merge(&base.connections, &mine.connections, &read.connections),
        drafts: merge_drafts(&base.drafts, &mine.drafts, &read.drafts),
        tabs: merge_tabs(&base.tabs, &mine.tabs, &read.tabs),
        ..mine.clone()
    };
    let (base, mine) = (to_fields(base), to_fields(&merged));
    let mut result = theirs.clone();
    for (name, value) in mine {
        let is_mine = name == CURRENT_TAB
            || LISTS.contains(&name.as_str())
            || base.get(&name) != Some(&value)
            || !theirs.contains_key(&name);
        if is_mine {
            result.insert(name, value);
        }
    }
    result
}

fn to_fields(settings: &Settings) -> Map<String, Value> {
    match serde_json::to_value(settings) {
        Ok(Value::Object(fields)) => fields,
        // Settings have fields, and each has a form in JSON.
        _ => Map::new(),
    }
}

/// Newest first.
pub fn merge_addresses(base: &[String], mine: &[String], theirs: &[String]) -> Vec<String> {
    let is_new = |address: &&String| !base.contains(address);
    let mine_first = mine.iter().filter(is_new);
    let others = theirs.iter().filter(is_new).chain(mine).chain(theirs);
    let mut merged: Vec<String> = Vec::new();
    for address in mine_first.chain(others) {
        if !merged.contains(address) {
            merged.push(address.clone());
        }
    }
    merged.truncate(super::MAX_RECENT_ADDRESSES);
    merged
}

/// The drafts of both, by name.
pub fn merge_drafts(
    base: &[SavedDraft],
    mine: &[SavedDraft],
    theirs: &[SavedDraft],
) -> Vec<SavedDraft> {
    let by_name =
        |drafts: &[SavedDraft], name: &str| drafts.iter().find(|draft| draft.name == name).cloned();
    let mut merged = Vec::new();
    let mut doubles = Vec::new();
    for draft in mine {
        let before = by_name(base, &draft.name);
        let is_unchanged = before.as_ref() == Some(draft);
        match by_name(theirs, &draft.name) {
            Some(other) if is_unchanged => merged.push(other),
            // It was removed there.
            None if is_unchanged => {}
            None => merged.push(draft.clone()),
            Some(other) => {
                if other != *draft && before.as_ref() != Some(&other) {
                    doubles.push(other);
                }
                merged.push(draft.clone());
            }
        }
    }
    for draft in theirs {
        let is_removed_here = base.contains(draft);
        if by_name(mine, &draft.name).is_none() && !is_removed_here {
            merged.push(draft.clone());
        }
    }
    for draft in doubles {
        keep_both(&mut merged, draft);
    }
    merged.truncate(super::MAX_STORED_DRAFTS);
    merged
}

/// Adds a draft under the first name of its kind that is free, unless it is there already.
fn keep_both(drafts: &mut Vec<SavedDraft>, draft: SavedDraft) {
    // One of so many names is free.
    for number in 2..=drafts.len() + 2 {
        let name = format!("{} ({number})", draft.name);
        match drafts.iter().find(|other| other.name == name) {
            Some(other) if other.draft == draft.draft => return,
            Some(_) => {}
            None => {
                drafts.push(SavedDraft { name, ..draft });
                return;
            }
        }
    }
}

/// Mine first, so that the place of the current one holds.
fn merge_tabs(base: &[StoredTab], mine: &[StoredTab], theirs: &[StoredTab]) -> Vec<StoredTab> {
    let (base, theirs) = (with_place(base), with_place(theirs));
    let own = with_place(mine);
    let find = |tabs: &[(Place<'_>, &StoredTab)], place: &Place<'_>| {
        let mut tabs = tabs.iter();
        tabs.find(|(other, _)| other == place)
            .map(|(_, tab)| (*tab).clone())
    };
    let mut merged: Vec<StoredTab> = own
        .iter()
        .map(
            |(place, tab)| match (find(&base, place), find(&theirs, place)) {
                (Some(before), Some(other)) => merge_tab(&before, tab, &other),
                _ => (*tab).clone(),
            },
        )
        .collect();
    for (place, tab) in &theirs {
        let is_closed_here = find(&base, place).is_some_and(|before| before.is_alike(tab));
        if find(&own, place).is_none() && !is_closed_here && tab.holds_choices() {
            merged.push((*tab).clone());
        }
    }
    merged.truncate(MAX_TABS);
    merged
}

/// Tabs have no name that is never used again: each is the first, the second… of its address.
type Place<'a> = (&'a str, usize);

fn with_place(tabs: &[StoredTab]) -> Vec<(Place<'_>, &StoredTab)> {
    let place = |(index, tab): (usize, &StoredTab)| {
        let before = &tabs[..index];
        let nth = before.iter().filter(|other| other.address == tab.address);
        nth.count()
    };
    tabs.iter()
        .enumerate()
        .map(|(index, tab)| ((tab.address.as_str(), place((index, tab))), tab))
        .collect()
}

/// Field by field, also of its options.
fn merge_tab(base: &StoredTab, mine: &StoredTab, theirs: &StoredTab) -> StoredTab {
    let value = |tab: &StoredTab| serde_json::to_value(tab).unwrap_or_default();
    let merged: StoredTab = lenient::read(&merge_value(&value(base), &value(mine), &value(theirs)));
    StoredTab {
        // That is the window's own.
        was_open: mine.was_open,
        ..merged
    }
}

fn merge_value(base: &Value, mine: &Value, theirs: &Value) -> Value {
    if let (Value::Object(base), Value::Object(mine), Value::Object(theirs)) = (base, mine, theirs)
    {
        let field = |(name, mine): (&String, &Value)| {
            let merged = match (base.get(name), theirs.get(name)) {
                (Some(base), Some(theirs)) => merge_value(base, mine, theirs),
                _ => mine.clone(),
            };
            (name.clone(), merged)
        };
        return Value::Object(mine.iter().map(field).collect());
    }
    if base == mine { theirs } else { mine }.clone()
}

#[cfg(test)]
mod tests;
