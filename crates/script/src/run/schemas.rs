//! Schemas that were read.

use std::collections::BTreeMap;

use crate::files::Files;
use crate::schema::Schema;

/// Schemas that were read, by the name of their file.
#[derive(Default)]
pub(super) struct Schemas(BTreeMap<String, Schema>);

impl Schemas {
    pub(super) fn get(&mut self, name: &str, files: &dyn Files) -> Result<&Schema, String> {
        if !self.0.contains_key(name) {
            let schema = files.read(name).and_then(|bytes| Schema::compile(&bytes))?;
            self.0.insert(name.to_owned(), schema);
        }
        self.0.get(name).ok_or_else(|| name.to_owned())
    }
}
