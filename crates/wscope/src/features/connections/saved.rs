//! The tree of saved connections: a list in which each has a name that is never used again, and knows its folder. So two
//! windows can change it at the same time, and both changes are kept.

use connection::sorted;
use std::collections::HashSet;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::kit::lenient;
use crate::kit::theme::TabColour;
use crate::kit::variables::Variables;

use super::environment::{Environment, MAX_ENVIRONMENTS, MAX_VALUE_BYTES};
use super::merge::merge_environments;

/// How many there may be: more than a person finds by looking, and few enough to store whenever the settings are.
pub const MAX_ITEMS: usize = 500;
/// The longest name, in characters.
pub(super) const MAX_NAME: usize = 60;
/// The same in bytes: a character has up to four.
pub(super) const MAX_NAME_BYTES: usize = 4 * MAX_NAME;
/// The longest address, in bytes: what the field takes.
pub(super) const MAX_ADDRESS_BYTES: usize = crate::kit::completion::MAX_ADDRESS_BYTES;
/// How deep folders may lie in folders: what has room in the sidebar.
pub(super) const MAX_DEPTH: usize = 8;
/// The top of the tree, which is no folder.
pub const TOP: u64 = 0;
/// The number of no environment.
const NO_ENVIRONMENT: u64 = 0;

/// What an element of the tree is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A connection.
    #[default]
    Connection,
    /// A folder.
    Folder,
}

/// An element of the tree.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Item {
    /// Its name, which is never used again.
    pub id: u64,
    /// The folder that it is in, or [`TOP`].
    pub parent: u64,
    /// Whether it is a folder.
    pub kind: Kind,
    /// What the person calls it.
    pub name: String,
    /// How it is told from others.
    pub colour: TabColour,
    /// Whether what is in the folder is hidden.
    pub is_folded: bool,
    /// Where it goes.
    pub address: String,
    /// How it connects, as the settings of a connection are stored.
    pub form: Map<String, Value>,
    /// What a later version says of it.
    #[serde(flatten)]
    pub more: Map<String, Value>,
}

/// Without what may be secret.
impl fmt::Debug for Item {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Item({}, {:?})", self.id, self.name)
    }
}

/// A place in the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// At the end of a folder, or of [`TOP`].
    In(u64),
    /// Before this one.
    Before(u64),
    /// After this one.
    After(u64),
}

/// What was removed, to be put back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removed {
    /// With the places at which they were, from the first to the last.
    items: Vec<(usize, Item)>,
}

/// All saved connections.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Saved {
    /// In the order in which they are shown; those of all folders in one list.
    pub items: Vec<Item>,
    /// Sets of variables.
    pub environments: Vec<Environment>,
    /// Which of them is chosen; 0 for none.
    pub environment: u64,
    /// What a later version says.
    #[serde(flatten)]
    pub more: Map<String, Value>,
}

/// A variable that was made in order to be given a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The environment that it is in.
    pub environment: u64,
    /// Whether that was made for it.
    pub is_environment_new: bool,
    /// Its name.
    pub variable: String,
}

impl Saved {
    /// Reads what was stored. What is not understood is lost alone; what is too long or too much is left out.
    pub fn read(stored: &Value) -> Self {
        let Value::Object(fields) = stored else {
            return Self::default();
        };
        let mut more = fields.clone();
        let items = more.remove("items");
        let environments = more.remove("environments").unwrap_or_default();
        let environments = environments.as_array().into_iter().flatten();
        let environments = environments.filter_map(Environment::read);
        let environment = more.remove("environment").and_then(|id| id.as_u64());
        let mut saved = Self {
            items: lenient::read_list(items.as_ref()),
            environments: environments.take(MAX_ENVIRONMENTS).collect(),
            environment: environment.unwrap_or_default(),
            more,
        };
        saved.mend();
        saved
    }

    /// Leaves out what is too much, and hangs up again what hangs in the air or in itself. Returns those that lay too deep in
    /// folders, and are at the top now.
    pub fn mend(&mut self) -> Vec<u64> {
        let mut known = HashSet::from([TOP]);
        self.items.truncate(MAX_ITEMS);
        self.items.retain(|item| {
            let is_short = item.name.len() <= MAX_NAME_BYTES;
            is_short && item.address.len() <= MAX_ADDRESS_BYTES && known.insert(item.id)
        });
        let folders: HashSet<u64> = self.folders().collect();
        for item in &mut self.items {
            if !folders.contains(&item.parent) {
                item.parent = TOP;
            }
        }
        let mut moved = Vec::new();
        for index in 0..self.items.len() {
            let id = self.items[index].id;
            if self.depth(id) > MAX_DEPTH {
                self.items[index].parent = TOP;
                moved.push(id);
            }
        }
        self.mend_environments();
        moved
    }

    /// Each has a number of its own, and none has that of no environment.
    fn mend_environments(&mut self) {
        let mut known = HashSet::from([NO_ENVIRONMENT]);
        let mut free = session::now().as_micros();
        for environment in &mut self.environments {
            while !known.insert(environment.id) {
                environment.id = free;
                free += 1;
            }
        }
    }

    fn folders(&self) -> impl Iterator<Item = u64> {
        let folders = self.items.iter().filter(|item| item.kind == Kind::Folder);
        folders.map(|folder| folder.id)
    }

    /// The environment that is chosen.
    pub fn chosen(&self) -> Option<&Environment> {
        let mut all = self.environments.iter();
        all.find(|environment| environment.id == self.environment)
    }

    /// The variables of the environment that is chosen.
    pub fn variables(&self) -> Variables {
        self.chosen()
            .map(Environment::variables)
            .unwrap_or_default()
    }

    /// Adds an environment, and chooses it. Says whether there was room.
    pub fn add_environment(&mut self, name: String) -> bool {
        if self.environments.len() >= MAX_ENVIRONMENTS {
            return false;
        }
        let mut id = session::now().as_micros();
        while self.environments.iter().any(|other| other.id == id) {
            id += 1;
        }
        self.environments.push(Environment {
            id,
            name,
            ..Environment::default()
        });
        self.environment = id;
        true
    }

    /// Which variable of the environment that is chosen has this name: it is added where it is not there, to a new one that is called
    /// `environment` if none is chosen. Says what was made for it. `None` if there is no room.
    pub fn place_of_variable(
        &mut self,
        name: &str,
        environment: &str,
    ) -> Option<(usize, Option<Made>)> {
        let is_environment_new = self.chosen().is_none();
        if is_environment_new && !self.add_environment(environment.to_owned()) {
            return None;
        }
        let id = self.environment;
        let mut all = self.environments.iter_mut();
        let environment = all.find(|environment| environment.id == id)?;
        let before = environment.variables.len();
        let index = environment.place_of(name)?;
        let made = (environment.variables.len() > before).then(|| Made {
            environment: id,
            is_environment_new,
            variable: name.to_owned(),
        });
        Some((index, made))
    }

    /// Takes back what was made for a variable. If it was given a value, only where `with_value`.
    pub fn unmake(&mut self, made: &Made, with_value: bool) {
        let mut all = self.environments.iter_mut();
        let Some(environment) = all.find(|it| it.id == made.environment) else {
            return;
        };
        environment.variables.retain(|variable| {
            let is_kept = !with_value && !variable.value.is_empty();
            variable.name != made.variable || is_kept
        });
        if made.is_environment_new && environment.variables.is_empty() {
            self.environments.retain(|it| it.id != made.environment);
            if self.environment == made.environment {
                self.environment = 0;
            }
        }
    }

    /// Keeps a secret as a variable of the environment that is chosen, or of a new one that is called `environment`. Says by
    /// which name: that of one that has this value already, or the first that is free. `None` if there is no room.
    pub fn keep_secret(&mut self, name: &str, value: &str, environment: &str) -> Option<String> {
        if value.len() > MAX_VALUE_BYTES
            || (self.chosen().is_none() && !self.add_environment(environment.to_owned()))
        {
            return None;
        }
        let id = self.environment;
        let mut all = self.environments.iter_mut();
        let environment = all.find(|environment| environment.id == id)?;
        environment.keep_secret(name, value)
    }

    /// What is written to the settings: without the secrets that the person does not keep.
    #[must_use]
    pub fn to_stored(&self) -> Self {
        let environments = self.environments.iter();
        Self {
            environments: environments.map(Environment::to_stored).collect(),
            ..self.clone()
        }
    }

    /// One of them.
    pub fn get(&self, id: u64) -> Option<&Item> {
        self.items.iter().find(|item| item.id == id)
    }

    /// One of them.
    pub fn get_mut(&mut self, id: u64) -> Option<&mut Item> {
        self.items.iter_mut().find(|item| item.id == id)
    }

    /// What is in a folder, in order.
    pub fn children(&self, parent: u64) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(move |item| item.parent == parent)
    }

    /// How many folders are above it; of one that is in itself, more than there may be.
    fn depth(&self, id: u64) -> usize {
        let mut depth = 0;
        let mut at = id;
        while let Some(item) = self.get(at).filter(|_| depth <= MAX_DEPTH) {
            at = item.parent;
            depth += 1;
        }
        depth
    }

    /// Whether it is this folder, or somewhere in it.
    fn is_within(&self, id: u64, folder: u64) -> bool {
        let mut at = id;
        for _ in 0..=MAX_DEPTH {
            if at == folder {
                return true;
            }
            match self.get(at) {
                Some(item) => at = item.parent,
                None => return false,
            }
        }
        false
    }

    /// A name for one more: the time, so that no other window has the same, or the next that is free.
    pub(super) fn free_id(&self) -> u64 {
        let mut id = session::now().as_micros();
        while self.get(id).is_some() {
            id += 1;
        }
        id
    }

    /// Whether one more can be added.
    pub fn has_room(&self) -> bool {
        self.items.len() < MAX_ITEMS
    }

    /// Adds one at the end of its folder. Says by which name, if there was room.
    pub fn add(&mut self, item: Item) -> Option<u64> {
        if !self.has_room() || item.address.len() > MAX_ADDRESS_BYTES {
            return None;
        }
        let id = self.free_id();
        self.items.push(Item {
            id,
            name: item.name.chars().take(MAX_NAME).collect(),
            ..item
        });
        Some(id)
    }

    /// Moves one to a place, unless that is in itself or too deep.
    pub fn move_to(&mut self, id: u64, place: Place) {
        let parent = match place {
            Place::In(folder) => Some(folder),
            Place::Before(beside) | Place::After(beside) if beside == id => None,
            Place::Before(beside) | Place::After(beside) => {
                self.get(beside).map(|item| item.parent)
            }
        };
        let index = self.items.iter().position(|item| item.id == id);
        let (Some(parent), Some(index)) = (parent, index) else {
            return;
        };
        if self.is_within(parent, id) {
            return;
        }
        let before = self.clone();
        let mut item = self.items.remove(index);
        item.parent = parent;
        let position = |id| self.items.iter().position(|item| item.id == id);
        let at = match place {
            Place::In(_) => None,
            Place::Before(beside) => position(beside),
            Place::After(beside) => position(beside).map(|at| at + 1),
        };
        self.items.insert(at.unwrap_or(self.items.len()), item);
        if self
            .items
            .iter()
            .any(|item| self.depth(item.id) > MAX_DEPTH)
        {
            *self = before;
        }
    }

    /// Removes one, and what is in it.
    pub fn remove(&mut self, id: u64) -> Removed {
        let gone: HashSet<u64> = self.items.iter().map(|item| item.id).collect();
        let gone: HashSet<u64> = gone
            .into_iter()
            .filter(|other| self.is_within(*other, id))
            .collect();
        let all = std::mem::take(&mut self.items).into_iter().enumerate();
        let (removed, kept): (Vec<_>, Vec<_>) = all.partition(|(_, item)| gone.contains(&item.id));
        self.items = kept.into_iter().map(|(_, item)| item).collect();
        Removed { items: removed }
    }

    /// Puts back what was removed.
    pub fn put_back(&mut self, removed: Removed) {
        for (index, item) in removed.items {
            let index = index.min(self.items.len());
            self.items.insert(index, item);
        }
        self.mend();
    }

    /// What several windows have saved, as one: what only one side has changed is taken from that side; where both have,
    /// the one that writes later wins.
    pub fn merge(base: &Self, mine: &Self, theirs: &Self) -> Self {
        let mut merged = Self {
            items: Vec::new(),
            environments: merge_environments(
                &base.environments,
                &mine.environments,
                &theirs.environments,
            ),
            environment: mine.environment,
            more: theirs.more.clone(),
        };
        for item in &mine.items {
            let before = base.get(item.id);
            let is_unchanged = before == Some(item);
            match theirs.get(item.id) {
                Some(other) if is_unchanged => merged.items.push(other.clone()),
                // It was removed there.
                None if is_unchanged => {}
                Some(_) | None => merged.items.push(item.clone()),
            }
        }
        for item in &theirs.items {
            let is_removed_here = base.get(item.id) == Some(item);
            if mine.get(item.id).is_none() && !is_removed_here {
                merged.items.push(item.clone());
            }
        }
        if in_one_order(&mine.items, &base.items) {
            // The other side may have moved some.
            let place = |id| theirs.items.iter().position(|item| item.id == id);
            let place = |item: &Item| place(item.id).unwrap_or(usize::MAX);
            merged.items = sorted(merged.items, |one, other| place(one).cmp(&place(other)));
        }
        merged.mend();
        merged
    }
}

/// Whether those that both have are in the same order.
fn in_one_order(some: &[Item], others: &[Item]) -> bool {
    let of = |items: &[Item], in_both: &[Item]| -> Vec<u64> {
        let known: HashSet<u64> = in_both.iter().map(|item| item.id).collect();
        let ids = items.iter().map(|item| item.id);
        ids.filter(|id| known.contains(id)).collect()
    };
    of(some, others) == of(others, some)
}

impl Removed {
    /// What was removed.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().map(|(_, item)| item)
    }

    /// What the first of them is called.
    pub fn name(&self) -> &str {
        // The folder is before or after what is in it: it is the one whose folder was not removed.
        let is_in = |item: &Item| self.items.iter().any(|(_, other)| other.id == item.parent);
        let top = self.items.iter().find(|(_, item)| !is_in(item));
        top.map_or("", |(_, item)| &item.name)
    }
}

#[cfg(test)]
mod tests;
