//! Saved connections and environments as one JSON file.

mod limits;

use std::collections::HashMap;

use serde_json::{Map, Value};

pub use self::limits::{LeftOut, Limit};
use super::environment::{Environment, MAX_ENVIRONMENTS};
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
        environments: environments.map(Environment::without_secrets).collect(),
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

/// What came of an import.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// How many were added.
    pub added: usize,
    /// What of the file was not taken, in its order.
    pub left_out: Vec<LeftOut>,
}

/// Adds what a file has to what is here; what is here already in the same form is not added again. What is too long or too
/// much is left out and told. `adopt` makes what a connection says of its settings one of this program, and names what of it
/// is too long.
///
/// # Errors
/// When it is no such file, or has too many.
pub fn import(
    saved: &mut Saved,
    file: &[u8],
    adopt: impl Fn(&mut Item) -> Vec<&'static str>,
) -> Result<Imported, ImportError> {
    let fields = read(file)?;
    let count = fields.get("items").and_then(Value::as_array);
    if count.map_or(0, Vec::len) + saved.items.len() > MAX_ITEMS {
        return Err(ImportError::NoRoom);
    }
    let mut left_out = limits::left_out(&fields);
    let mut read = Saved::read(&Value::Object(fields));
    for item in &mut read.items {
        let name = &item.name.clone();
        let too_long = adopt(item).into_iter();
        left_out.extend(too_long.map(|field| LeftOut::new(field, name, Limit::Length)));
    }
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
        let is_here = |other: &Environment| other.id == environment.id;
        if saved.environments.iter().any(is_here) {
            continue;
        }
        if saved.environments.len() >= MAX_ENVIRONMENTS {
            let limit = Limit::Count(MAX_ENVIRONMENTS);
            left_out.push(LeftOut::new("environments", &environment.name, limit));
            continue;
        }
        saved.environments.push(environment.without_entries());
        added += 1;
    }
    for (name, value) in read.more {
        saved.more.entry(name).or_insert(value);
    }
    saved.mend();
    Ok(Imported { added, left_out })
}

/// The fields of a file, if it is one of ours.
fn read(file: &[u8]) -> Result<Map<String, Value>, ImportError> {
    let value: Value = serde_json::from_slice(file).map_err(|_error| ImportError::NotJson)?;
    let Value::Object(mut fields) = value else {
        return Err(ImportError::NotOurs);
    };
    let format = fields.remove("format");
    if format.as_ref().and_then(Value::as_str) != Some(FORMAT) {
        return Err(ImportError::NotOurs);
    }
    match fields
        .remove("version")
        .and_then(|version| version.as_u64())
    {
        Some(VERSION) => Ok(fields),
        Some(later) if later > VERSION => Err(ImportError::Newer),
        _ => Err(ImportError::NotOurs),
    }
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
    use crate::kit::secret::{Keep, Kept};

    fn import_all(saved: &mut Saved, file: &[u8]) -> Result<usize, ImportError> {
        let imported = import(saved, file, |_item| Vec::new())?;
        assert_eq!(imported.left_out, []);
        Ok(imported.added)
    }

    fn saved() -> Saved {
        let variable = |name: &str, value: &str, is_secret| Variable {
            name: name.to_owned(),
            value: value.to_owned(),
            is_secret,
            kept: Kept::with(Keep::Device),
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
        assert_eq!(import_all(&mut other, file.as_bytes()), Ok(3));
        assert_eq!(other.items, saved().items);
        assert_eq!(other.environments[0].variables[0].value, "localhost");
        assert_eq!(other.environments[0].variables[1].value, "");
        // Twice is as once, and what is here stays.
        assert_eq!(import_all(&mut other, file.as_bytes()), Ok(0));
        let mut mine = saved();
        mine.items[1].name = "mine".to_owned();
        assert_eq!(import_all(&mut mine, file.as_bytes()), Ok(1));
        let names: Vec<_> = mine.children(1).map(|item| &*item.name).collect();
        assert_eq!(names, ["mine", "one"]);
        assert_eq!(mine.environments[0].variables[1].value, "s3cret");
    }

    #[test]
    fn what_is_no_such_file_is_refused_and_changes_nothing() {
        #[track_caller]
        fn check(file: &str, expected: ImportError) {
            let mut mine = saved();
            assert_eq!(
                import_all(&mut mine, file.as_bytes()),
                Err(expected),
                "{file}"
            );
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
    #[test]
    fn a_file_from_elsewhere_names_no_entry_of_the_keyring() {
        let mut mine = saved();
        mine.environments[0].variables[1].kept.entry = 7;
        let file = to_file(&mine, Item::clone);
        assert!(!file.contains("\"entry\": 7"), "{file}");
        let file = r#"{"format":"wscope-connections","version":1,"environments":[{"id":9,"name":"a",
            "variables":[{"name":"t","is_secret":true,"kept":{"keep":"keyring","entry":7}}]}]}"#;
        let mut other = Saved::default();
        assert_eq!(import_all(&mut other, file.as_bytes()), Ok(1));
        let kept = other.environments[0].variables[0].kept;
        assert_eq!((kept.keep, kept.entry), (Keep::Keyring, 0));
    }

    #[test]
    fn what_is_left_out_is_told_with_its_place_and_name() {
        let long = "x".repeat(9000);
        let depth = (1..=10).map(|id| {
            serde_json::json!({"id": id, "parent": id - 1, "kind": "folder", "name": format!("f{id}")})
        });
        let mut items: Vec<_> = depth.collect();
        items.extend([
            serde_json::json!({"id": 20, "name": long}),
            serde_json::json!({"id": 21, "name": "far", "address": format!("ws://{long}/")}),
            serde_json::json!({"id": 1, "name": "twice"}),
            serde_json::json!({"id": 22, "name": "form", "form": {"token": "x"}}),
            serde_json::json!("text"),
        ]);
        let variable = |name: &str, value: &str| serde_json::json!({"name": name, "value": value});
        let mut variables = vec![
            variable(&long, ""),
            variable("value", &"y".repeat(40_000)),
            serde_json::json!(7),
        ];
        variables.extend((0..101).map(|number| variable(&format!("v{number}"), "")));
        let mut environments = vec![
            serde_json::json!({"id": 1, "name": "dev", "variables": variables}),
            serde_json::json!({"id": 2, "name": long}),
        ];
        environments
            .extend((3..40).map(|id| serde_json::json!({"id": id, "name": format!("e{id}")})));
        let file = serde_json::json!({
            "format": FORMAT, "version": VERSION, "items": items, "environments": environments,
        });
        let adopt = |item: &mut Item| match &*item.name {
            "form" => vec!["token"],
            _ => Vec::new(),
        };
        let mut other = Saved::default();
        let imported = import(&mut other, file.to_string().as_bytes(), adopt).unwrap();
        let told = imported.left_out.iter();
        let told: Vec<_> = told
            .map(|one| format!("{} {:?}", one.place, one.limit))
            .collect();
        for expected in [
            "items[8] Depth",
            "items[10].name Length",
            "items[11].address Length",
            "items[12].id Id",
            "items[14] Kind",
            "token Length",
            "environments[0].variables[0].name Length",
            "environments[0].variables[1].value Length",
            "environments[0].variables[2] Kind",
            "environments[0].variables Count(100)",
            "environments[1].name Length",
            "environments Count(30)",
        ] {
            assert!(
                told.iter().any(|one| one == expected),
                "{expected} in {told:#?}"
            );
        }
        // All that is told is not there, and all that is not there is told.
        let names: Vec<_> = other.items.iter().map(|item| &*item.name).collect();
        assert!(
            !names.contains(&"far") && names.contains(&"form"),
            "{names:?}"
        );
        assert_eq!(other.environments.len(), MAX_ENVIRONMENTS);
        assert_eq!(other.environments[0].variables.len(), 100);
    }
}
