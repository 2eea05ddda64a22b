//! Which file needs which other, and for which path.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::module_tree::{Import, Mention, ModuleId, ModuleTree};
use super::names::{Found, find, passes_on};

/// A file of the tree: the path of its module, and where it lies.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct File {
    pub path: PathBuf,
    /// The names from the root to the module whose file it is.
    pub place: Vec<String>,
}

/// What stands in one file and needs the other: each path, with the first line on which it stands.
pub(super) type Reasons = BTreeMap<String, usize>;

/// All arrows between different files.
pub(super) type Arrows = BTreeMap<(File, File), Reasons>;

pub(super) fn arrows(tree: &ModuleTree) -> Arrows {
    let mut arrows = Arrows::new();
    for (id, module) in tree.modules.iter().enumerate() {
        for mention in &module.mentions {
            let found = find(tree, id, mention);
            add(&mut arrows, tree, id, mention, found.definitions);
        }
        for import in &module.imports {
            let targets = needed_by(tree, id, import);
            add(&mut arrows, tree, id, &import.target, targets);
        }
    }
    arrows
}

/// An import needs what it names, unless it only passes on what is below. A module that is named is needed when something of it
/// is, which shows elsewhere.
fn needed_by(tree: &ModuleTree, id: ModuleId, import: &Import) -> Vec<ModuleId> {
    if passes_on(tree, id, import) {
        return Vec::new();
    }
    let Found {
        definitions,
        modules,
    } = find(tree, id, &import.target);
    let is_glob = import.name.is_none();
    let modules = modules.into_iter().filter(|_| is_glob || import.is_public);
    definitions.into_iter().chain(modules).collect()
}

fn add(
    arrows: &mut Arrows,
    tree: &ModuleTree,
    from: ModuleId,
    mention: &Mention,
    targets: impl IntoIterator<Item = ModuleId>,
) {
    for target in targets {
        let (from, to) = (file_of(tree, from), file_of(tree, target));
        if from.path == to.path {
            continue;
        }
        let reasons = arrows.entry((from, to)).or_default();
        let line = reasons
            .entry(mention.segments.join("::"))
            .or_insert(mention.line);
        *line = mention.line.min(*line);
    }
}

fn file_of(tree: &ModuleTree, mut module: ModuleId) -> File {
    let path = &tree.modules[module].file;
    // A module within a file belongs to the module whose file it is.
    while let Some(parent) = tree.modules[module].parent
        && tree.modules[parent].file == *path
    {
        module = parent;
    }
    File {
        path: path.clone(),
        place: tree.modules[module].path.clone(),
    }
}
