//! Environments: named sets of variables, one of which is chosen.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::kit::lenient;
use crate::kit::secret::{Keep, Kept};
use crate::kit::variables::Variables;

/// How many environments there may be: what a menu has room for.
pub(super) const MAX_ENVIRONMENTS: usize = 30;
/// How many variables one may have: what a dialog has room for.
pub(super) const MAX_VARIABLES: usize = 100;
/// The longest name, in characters.
pub(super) const MAX_NAME: usize = 60;
/// The longest value, in characters: no header may be longer.
pub(super) const MAX_VALUE: usize = 8 * 1024;

/// How much of it is left for a number behind a name that is taken.
const NUMBER: usize = 4;
/// The same in bytes: a character has up to four.
pub(super) const MAX_NAME_BYTES: usize = 4 * MAX_NAME;
/// The same of a value.
pub(super) const MAX_VALUE_BYTES: usize = 4 * MAX_VALUE;

/// A variable.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Variable {
    /// Its name, as it is written between the braces.
    pub name: String,
    /// What stands for it.
    pub value: String,
    /// Whether its value is masked, and in no export.
    pub is_secret: bool,
    /// Where the value of a secret one is kept. An earlier version had a switch for it.
    #[serde(alias = "is_stored")]
    pub kept: Kept,
    /// What a later version says of it.
    #[serde(flatten)]
    pub more: Map<String, Value>,
}

impl Variable {
    /// Where its value is kept.
    pub fn keep(&self) -> Keep {
        match self.is_secret {
            true => self.kept.keep,
            false => Keep::Device,
        }
    }

    /// Whether its value is known, or lies in the keyring.
    fn has_value(&self) -> bool {
        !self.value.is_empty() || self.kept.is_unread()
    }

    /// What is written to the settings.
    #[must_use]
    pub fn to_stored(&self) -> Self {
        let mut stored = self.clone();
        if self.keep() != Keep::Device {
            stored.value.clear();
        }
        stored
    }
}

/// Without its value, which may be secret.
impl fmt::Debug for Variable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Variable({:?})", self.name)
    }
}

/// A set of variables.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Environment {
    /// Its name, which is never used again.
    pub id: u64,
    /// What the person calls it.
    pub name: String,
    /// Its variables.
    pub variables: Vec<Variable>,
    /// What a later version says of it.
    #[serde(flatten)]
    pub more: Map<String, Value>,
}

impl Environment {
    /// Reads one by its parts: what is not understood is lost alone.
    pub(super) fn read(stored: &Value) -> Option<Self> {
        let mut fields = stored.as_object()?.clone();
        let variables = fields.remove("variables");
        let mut environment: Self = lenient::read(&Value::Object(fields));
        environment.variables = lenient::read_list(variables.as_ref());
        environment.variables.retain(|variable| {
            variable.name.len() <= MAX_NAME_BYTES && variable.value.len() <= MAX_VALUE_BYTES
        });
        environment.variables.truncate(MAX_VARIABLES);
        (environment.name.len() <= MAX_NAME_BYTES).then_some(environment)
    }

    /// What is written to the settings: without the secrets that are kept elsewhere.
    pub(super) fn to_stored(&self) -> Self {
        let variables = self.variables.iter();
        Self {
            variables: variables.map(Variable::to_stored).collect(),
            ..self.clone()
        }
    }

    /// The same without any secret, and without where they are.
    pub(super) fn without_secrets(&self) -> Self {
        let mut public = self.clone().without_entries();
        for variable in &mut public.variables {
            if variable.is_secret {
                variable.value.clear();
            }
        }
        public
    }

    /// The same, which names no entry of the keyring: a file from elsewhere must not say which secret is sent where.
    pub(super) fn without_entries(mut self) -> Self {
        for variable in &mut self.variables {
            variable.kept = variable.kept.without_entry();
        }
        self
    }

    /// Which of the variables has this name. One that is added may be a secret, as what a recording masks is.
    pub(super) fn place_of(&mut self, name: &str) -> Option<usize> {
        let known = self.variables.iter().position(|known| known.name == name);
        if known.is_some() {
            return known;
        }
        let index = self.variables.len();
        let has_room = index < MAX_VARIABLES && name.chars().count() <= MAX_NAME;
        has_room.then(|| {
            self.variables.push(Variable {
                name: name.to_owned(),
                is_secret: true,
                ..Variable::default()
            });
            index
        })
    }

    /// Keeps a secret under the first of these names that is free or has this value: `name`, `name-2`, `name-3`…
    pub(super) fn keep_secret(&mut self, name: &str, value: &str) -> Option<String> {
        let stem: String = name.chars().take(MAX_NAME - NUMBER).collect();
        for number in 1..=MAX_VARIABLES + 1 {
            let name = match number {
                1 => stem.clone(),
                _ => format!("{stem}-{number}"),
            };
            let has_room = self.variables.len() < MAX_VARIABLES;
            let mut variables = self.variables.iter_mut();
            match variables.find(|variable| variable.name == name) {
                Some(variable) if variable.value == value => return Some(name),
                // It was not typed again after a restart.
                Some(variable) if variable.is_secret && !variable.has_value() => {
                    value.clone_into(&mut variable.value);
                    return Some(name);
                }
                Some(_) => {}
                None if !has_room => return None,
                None => {
                    self.variables.push(Variable {
                        name: name.clone(),
                        value: value.to_owned(),
                        is_secret: true,
                        ..Variable::default()
                    });
                    return Some(name);
                }
            }
        }
        None
    }

    /// Its variables, as texts are filled in with them. One that was not typed again after a restart has no value.
    pub fn variables(&self) -> Variables {
        let has_value = |variable: &&Variable| !variable.is_secret || !variable.value.is_empty();
        let variables = self.variables.iter().filter(has_value);
        let pairs = variables.map(|variable| (variable.name.clone(), variable.value.clone()));
        let secret = self.variables.iter().filter(|variable| variable.is_secret);
        Variables::new(pairs).hiding(secret.map(|variable| variable.name.clone()))
    }
}
