//! Environments: named sets of variables, one of which is chosen.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::kit::lenient;
use crate::kit::variables::Variables;

/// How many environments there may be: what a menu has room for.
pub(super) const MAX_ENVIRONMENTS: usize = 30;
/// How many variables one may have: what a dialog has room for.
pub(super) const MAX_VARIABLES: usize = 100;
/// The longest name, in characters.
pub(super) const MAX_NAME: usize = 60;
/// The longest value, in characters: no header may be longer.
pub(super) const MAX_VALUE: usize = 8 * 1024;

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
    /// Whether the value of a secret one is stored with the settings.
    pub is_stored: bool,
    /// What a later version says of it.
    #[serde(flatten)]
    pub more: Map<String, Value>,
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
            variable.name.len() <= 4 * MAX_NAME && variable.value.len() <= 4 * MAX_VALUE
        });
        environment.variables.truncate(MAX_VARIABLES);
        (environment.name.len() <= 4 * MAX_NAME).then_some(environment)
    }

    /// The same without the secrets that the person does not keep, or without any.
    pub(super) fn without_secrets(&self, keeps_stored: bool) -> Self {
        let mut public = self.clone();
        for variable in &mut public.variables {
            let is_kept = !variable.is_secret || (keeps_stored && variable.is_stored);
            if !is_kept {
                variable.value.clear();
            }
        }
        public
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
