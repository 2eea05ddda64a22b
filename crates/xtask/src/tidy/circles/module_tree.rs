//! The modules of one target, and what stands in them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// One place among the modules, named by its place in [`ModuleTree::modules`].
pub(super) type ModuleId = usize;

/// All modules that are built without `cfg(test)`, on whatever system.
#[derive(Default)]
pub(super) struct ModuleTree {
    /// The root comes first.
    pub modules: Vec<Module>,
    /// Where macros are defined: their names need no path.
    pub macros: BTreeMap<String, BTreeSet<ModuleId>>,
}

/// A module, whether it has a file of its own or stands within its parent's.
pub(super) struct Module {
    pub parent: Option<ModuleId>,
    /// The names from the root to here.
    pub path: Vec<String>,
    pub file: PathBuf,
    /// Several may have the same name: one for each system.
    pub children: Vec<(String, ModuleId)>,
    /// Names of what is defined here.
    pub items: BTreeSet<String>,
    pub imports: Vec<Import>,
    /// Paths that stand anywhere but in a `use`.
    pub mentions: Vec<Mention>,
}

/// One leaf of a `use`.
pub(super) struct Import {
    /// `None` for a glob.
    pub name: Option<String>,
    pub is_public: bool,
    pub target: Mention,
}

/// A path, and where it stands.
#[derive(Clone)]
pub(super) struct Mention {
    pub segments: Vec<String>,
    pub line: usize,
    pub is_macro: bool,
}

impl ModuleTree {
    /// Adds a module with nothing in it yet.
    pub(super) fn add(&mut self, file: PathBuf, parent: Option<(ModuleId, String)>) -> ModuleId {
        let id = self.modules.len();
        let mut path = Vec::new();
        let parent = parent.map(|(parent, name)| {
            path.clone_from(&self.modules[parent].path);
            path.push(name.clone());
            self.modules[parent].children.push((name, id));
            parent
        });
        self.modules.push(Module {
            parent,
            path,
            file,
            children: Vec::new(),
            items: BTreeSet::new(),
            imports: Vec::new(),
            mentions: Vec::new(),
        });
        id
    }

    /// Whether `module` stands below `above`.
    pub(super) fn is_below(&self, module: ModuleId, above: ModuleId) -> bool {
        let mut at = self.modules[module].parent;
        while let Some(parent) = at {
            if parent == above {
                return true;
            }
            at = self.modules[parent].parent;
        }
        false
    }
}
