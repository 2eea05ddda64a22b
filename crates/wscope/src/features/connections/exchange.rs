//! Saved connections and environments as one JSON file.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::saved::{Item, MAX_ITEMS, Saved, TOP};

/// By which a file is known.
const FORMAT: &str = "wscope-connections";
/// A later version that changes what a field means gives it another number, and reads the old one.
const VERSION: u64 = 1;

/// Why a file cannot be imported. Nothing was changed then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportError {
    /// It is no JSON.
    NotJson,
    /// It is something else.
    NotOurs,
    /// A later version wrote it.
    Newer,
    /// Together with those that are here there would be too many.
    NoRoom,
}

/// All of it as a file. `public` leaves the secrets out of an address and of settings.
pub fn to_file(saved: &Saved, public: impl Fn(&Item) -> Item) -> String {
    let environments = saved.environments.iter();
    let public = Saved {
        items: saved.items.iter().map(public).collect(),
        environments: environments.map(|one| one.without_secrets(false)).collect(),
        ..saved.clone()
    };
    let mut fields = Map::new();
    fields.insert("format".to_owned(), FORMAT.into());
    fields.insert("version".to_owned(), VERSION.into());
    if let Ok(Value::Object(all)) = serde_json::to_value(&public) {
        fields.extend(all);
    }
    // A map of texts has a form in JSON.
    serde_json::to_string_pretty(&fields).unwrap_or_default()
}

/// Adds what a file has to what is here; what is here already in the same form is not added again. Says how many were
/// added.
///
/// # Errors
/// When it is no such file, or has too many.
pub fn import(saved: &mut Saved, file: &[u8]) -> Result<usize, ImportError> {
    let value: Value = serde_json::from_slice(file).map_err(|_error| ImportError::NotJson)?;
    let fields = value.as_object().ok_or(ImportError::NotOurs)?;
    if fields.get("format").and_then(Value::as_str) != Some(FORMAT) {
        return Err(ImportError::NotOurs);
    }
    match fields.get("version").and_then(Value::as_u64) {
        Some(VERSION) => {}
        Some(later) if later > VERSION => return Err(ImportError::Newer),
        _ => return Err(ImportError::NotOurs),
    }
    let mut fields = fields.clone();
    fields.remove("format");
    fields.remove("version");
    let count = fields.get("items").and_then(Value::as_array);
    if count.map_or(0, Vec::len) + saved.items.len() > MAX_ITEMS {
        return Err(ImportError::NoRoom);
    }
    let read = Saved::read(&Value::Object(fields));
    let mut added = 0;
    // Folders may have another name here: what is in them goes along.
    let mut renamed: HashMap<u64, u64> = HashMap::from([(TOP, TOP)]);
    for folder_first in [true, false] {
        for item in &read.items {
            if (item.kind == super::saved::Kind::Folder) == folder_first {
                added += add(saved, item, &mut renamed);
            }
        }
    }
    for item in &mut saved.items {
        if let Some(parent) = renamed.get(&item.parent) {
            item.parent = *parent;
        }
    }
    for environment in read.environments {
        let is_here = |other: &super::Environment| other.id == environment.id;
        if !saved.environments.iter().any(is_here) {
            saved.environments.push(environment);
            added += 1;
        }
    }
    for (name, value) in read.more {
        saved.more.entry(name).or_insert(value);
    }
    saved.mend();
    Ok(added)
}

/// Adds one, under another name if its own is taken. Says how many were added: it may be here already.
fn add(saved: &mut Saved, item: &Item, renamed: &mut HashMap<u64, u64>) -> usize {
    let is_same = |other: &Item| {
        let (parent, is_folded) = (item.parent, item.is_folded);
        let alike = Item {
            parent,
            is_folded,
            ..other.clone()
        };
        alike == *item
    };
    match saved.get(item.id) {
        Some(other) if is_same(other) => 0,
        None => {
            saved.items.push(item.clone());
            1
        }
        Some(_) => {
            if let Some(id) = saved.add(item.clone()) {
                renamed.insert(item.id, id);
                return 1;
            }
            0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::connections::{Environment, Kind, Variable};

    fn saved() -> Saved {
        let variable = |name: &str, value: &str, is_secret| Variable {
            name: name.to_owned(),
            value: value.to_owned(),
            is_secret,
            is_stored: true,
            ..Variable::default()
        };
        Saved {
            items: vec![
                Item {
                    id: 1,
                    kind: Kind::Folder,
                    name: "folder".to_owned(),
                    ..Item::default()
                },
                Item {
                    id: 2,
                    parent: 1,
                    name: "one".to_owned(),
                    address: "ws://{{host}}/".to_owned(),
                    more: Map::from_iter([("later".to_owned(), Value::from(7))]),
                    ..Item::default()
                },
            ],
            environments: vec![Environment {
                id: 5,
                name: "dev".to_owned(),
                variables: vec![
                    variable("host", "localhost", false),
                    variable("token", "s3cret", true),
                ],
                ..Environment::default()
            }],
            ..Saved::default()
        }
    }

    #[test]
    fn what_was_exported_comes_back_without_its_secrets() {
        let file = to_file(&saved(), Item::clone);
        assert!(!file.contains("s3cret"), "{file}");
        let mut other = Saved::default();
        assert_eq!(import(&mut other, file.as_bytes()), Ok(3));
        assert_eq!(other.items, saved().items);
        assert_eq!(other.environments[0].variables[0].value, "localhost");
        assert_eq!(other.environments[0].variables[1].value, "");
        // Twice is as once, and what is here stays.
        assert_eq!(import(&mut other, file.as_bytes()), Ok(0));
        let mut mine = saved();
        mine.items[1].name = "mine".to_owned();
        assert_eq!(import(&mut mine, file.as_bytes()), Ok(1));
        let names: Vec<_> = mine.children(1).map(|item| &*item.name).collect();
        assert_eq!(names, ["mine", "one"]);
        assert_eq!(mine.environments[0].variables[1].value, "s3cret");
    }

    #[test]
    fn what_is_no_such_file_is_refused_and_changes_nothing() {
        #[track_caller]
        fn check(file: &str, expected: ImportError) {
            let mut mine = saved();
            assert_eq!(import(&mut mine, file.as_bytes()), Err(expected), "{file}");
            assert_eq!(mine, saved());
        }
        check("", ImportError::NotJson);
        check("{", ImportError::NotJson);
        check("[]", ImportError::NotOurs);
        check("{}", ImportError::NotOurs);
        check(r#"{"format":"wscope-connections"}"#, ImportError::NotOurs);
        check(
            r#"{"format":"wscope-connections","version":2,"items":[]}"#,
            ImportError::Newer,
        );
        let items = vec!["{}"; MAX_ITEMS].join(",");
        let file = format!(r#"{{"format":"wscope-connections","version":1,"items":[{items}]}}"#);
        check(&file, ImportError::NoRoom);
    }
}
