//! Saved connections and environments as one JSON file.

mod limits;

use std::collections::HashMap;

use connection::is_secret_name;
use serde_json::{Map, Value};

pub use self::limits::{LeftOut, Limit};
use super::environment::{Environment, MAX_ENVIRONMENTS, MAX_VARIABLES};
use super::saved::{Item, Kind, MAX_ITEMS, Saved, TOP};

/// By which a file is known.
const FORMAT: &str = "wscope-connections";
/// A later version that changes what a field means gives it another number, and reads the old one.
const VERSION: u64 = 1;

/// The largest file that is imported, in bytes: far more than so many connections need, and little enough that the settings, which
/// hold it twice, can be read again.
pub const MAX_IMPORT_BYTES: usize = 8 << 20;

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
    let mut public = Saved {
        items: saved.items.iter().map(public).collect(),
        environments: environments.map(Environment::without_secrets).collect(),
        ..saved.clone()
    };
    without_secret_names(&mut public.more);
    for item in &mut public.items {
        without_secret_names(&mut item.more);
    }
    for environment in &mut public.environments {
        without_secret_names(&mut environment.more);
        for variable in &mut environment.variables {
            if variable.is_secret {
                // Any of it may be the value.
                variable.more.clear();
            }
            without_secret_names(&mut variable.more);
        }
    }
    let mut fields = Map::new();
    fields.insert("format".to_owned(), FORMAT.into());
    fields.insert("version".to_owned(), VERSION.into());
    if let Ok(Value::Object(all)) = serde_json::to_value(&public) {
        fields.extend(all);
    }
    // A map of texts has a form in JSON.
    serde_json::to_string_pretty(&fields).unwrap_or_default()
}

/// Takes out of what only a later version understands whatever is called as a secret is, however deep it lies.
pub fn without_secret_names(fields: &mut Map<String, Value>) {
    fields.retain(|name, _| !is_secret_name(name));
    fields.values_mut().for_each(without_secrets_in);
}

fn without_secrets_in(value: &mut Value) {
    match value {
        Value::Object(fields) => without_secret_names(fields),
        Value::Array(values) => values.iter_mut().for_each(without_secrets_in),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
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
    let mut added = add_items(saved, read.items);
    for environment in read.environments {
        let is_here = |other: &&mut Environment| other.id == environment.id;
        if let Some(here) = saved.environments.iter_mut().find(is_here) {
            added += usize::from(add_variables(here, environment, &mut left_out));
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
    // A folder of the file may be here already, and lie deeper.
    for id in saved.mend() {
        let name = saved.get(id).map_or("", |item| &item.name);
        left_out.push(LeftOut::new("parent", name, Limit::Depth));
    }
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

/// Adds those that are not here, in the order of the file, and says how many. What is here stays where it is, and is called
/// what it is called here.
fn add_items(saved: &mut Saved, items: Vec<Item>) -> usize {
    let here = saved.items.len();
    // By which number each is known here.
    let mut ids: HashMap<u64, u64> = HashMap::from([(TOP, TOP)]);
    for mut item in items {
        let id = item.id;
        let is_taken = saved.items[..here].iter().find(|other| other.id == id);
        match is_taken {
            Some(other) if is_same(other, &item) => {
                ids.insert(id, id);
                continue;
            }
            Some(_) => item.id = saved.free_id(),
            None => {}
        }
        ids.insert(id, item.id);
        saved.items.push(item);
    }
    for item in &mut saved.items[here..] {
        item.parent = ids.get(&item.parent).copied().unwrap_or(TOP);
    }
    saved.items.len() - here
}

/// Whether it is what is here already: a folder by its number alone, under any name; a connection by all that it says, in any folder.
fn is_same(here: &Item, other: &Item) -> bool {
    if here.kind == Kind::Folder && other.kind == Kind::Folder {
        return true;
    }
    let alike = Item {
        parent: other.parent,
        is_folded: other.is_folded,
        ..here.clone()
    };
    alike == *other
}

/// Adds the variables that an environment has not, and says whether there were any.
fn add_variables(here: &mut Environment, other: Environment, left_out: &mut Vec<LeftOut>) -> bool {
    let before = here.variables.len();
    for variable in other.without_entries().variables {
        let is_there = here.variables.iter().any(|own| own.name == variable.name);
        if is_there {
            continue;
        }
        if here.variables.len() < MAX_VARIABLES {
            here.variables.push(variable);
        } else {
            let limit = Limit::Count(MAX_VARIABLES);
            left_out.push(LeftOut::new("variables", &variable.name, limit));
        }
    }
    here.variables.len() > before
}

#[cfg(test)]
mod tests;
