//! In which modules the things that a path names are defined.

use std::collections::BTreeSet;

use super::module_tree::{Import, Mention, ModuleId, ModuleTree};

/// What a path leads to.
#[derive(Default)]
pub(super) struct Found {
    /// Modules that define what is named, or that import it for their own use, which a path from elsewhere then depends on.
    pub definitions: BTreeSet<ModuleId>,
    /// Modules, where the path ends in one.
    pub modules: BTreeSet<ModuleId>,
}

impl Found {
    fn is_nothing(&self) -> bool {
        self.definitions.is_empty() && self.modules.is_empty()
    }

    fn add(&mut self, other: Self) {
        self.definitions.extend(other.definitions);
        self.modules.extend(other.modules);
    }
}

/// Finds what `path` means in `module`; nothing if it is of another crate.
pub(super) fn find(tree: &ModuleTree, module: ModuleId, path: &Mention) -> Found {
    let mut search = Search {
        tree,
        viewer: module,
        followed: BTreeSet::new(),
    };
    let mut found = search.path(module, &path.segments);
    if let ([name], true, true) = (path.segments.as_slice(), path.is_macro, found.is_nothing())
        && let Some(places) = tree.macros.get(name)
    {
        found.definitions.extend(places);
    }
    found
}

/// Whether an import only re-exports what belongs to modules below its own: a path through it leads to what is below, not to
/// this module.
pub(super) fn passes_on(tree: &ModuleTree, module: ModuleId, import: &Import) -> bool {
    let found = find(tree, module, &import.target);
    is_facade(tree, module, import, &found)
}

fn is_facade(tree: &ModuleTree, module: ModuleId, import: &Import, found: &Found) -> bool {
    let mut targets = found.definitions.union(&found.modules);
    import.is_public && !found.is_nothing() && targets.all(|target| tree.is_below(*target, module))
}

struct Search<'a> {
    tree: &'a ModuleTree,
    /// Where the path stands: it sees through the imports of its own file.
    viewer: ModuleId,
    /// The imports that are being followed, by their places in their modules: the first name of an import never means itself.
    followed: BTreeSet<(ModuleId, usize)>,
}

impl Search<'_> {
    fn path(&mut self, from: ModuleId, segments: &[String]) -> Found {
        let mut module = from;
        let mut rest = segments;
        let mut is_relative = true;
        while let [first, after @ ..] = rest {
            match first.as_str() {
                "crate" => module = 0,
                "self" => {}
                "super" => module = self.tree.modules[module].parent.unwrap_or(module),
                _ => break,
            }
            is_relative = false;
            rest = after;
        }
        match (rest, is_relative) {
            // `self` alone is a value.
            ([], _) if segments.len() == 1 && segments[0] == "self" => Found::default(),
            ([], _) => module_alone(module),
            (_, true) => self.named(module, rest),
            (_, false) => self.member(module, rest),
        }
    }

    /// What a module has under a name; if nothing is seen, a macro defines it there, or another crate does.
    fn member(&mut self, module: ModuleId, path: &[String]) -> Found {
        self.member_of_any(&[module], path)
    }

    /// The same among modules of one name, each for some system: one that does not have it is not meant.
    fn member_of_any(&mut self, modules: &[ModuleId], path: &[String]) -> Found {
        let mut found = Found::default();
        for module in modules {
            found.add(self.named(*module, path));
        }
        if found.is_nothing() {
            found.definitions.extend(modules);
        }
        found
    }

    fn named(&mut self, module: ModuleId, path: &[String]) -> Found {
        let mut found = Found::default();
        let Some((name, rest)) = path.split_first() else {
            return module_alone(module);
        };
        let here = &self.tree.modules[module];
        let children = here.children.iter().filter(|(child, _)| child == name);
        let children: Vec<ModuleId> = children.map(|(_, child)| *child).collect();
        if rest.is_empty() {
            found.modules.extend(&children);
        } else {
            found.add(self.member_of_any(&children, rest));
        }
        // A function may have the name of a module; a path that goes on means the module.
        if here.items.contains(name) && (rest.is_empty() || children.is_empty()) {
            found.definitions.insert(module);
        }
        let imports = here.imports.iter().enumerate();
        let (globs, named): (Vec<_>, Vec<_>) = imports.partition(|(_, one)| one.name.is_none());
        for (at, import) in named {
            if import.name.as_ref() == Some(name) {
                let target = [&import.target.segments, rest].concat();
                let beyond = self.follow(module, at, &target);
                found.add(self.seen_through(module, import, beyond));
            }
        }
        if found.is_nothing() {
            for (at, import) in globs {
                let sources = self.follow(module, at, &import.target.segments).modules;
                for source in sources {
                    let beyond = self.named(source, path);
                    if !beyond.is_nothing() {
                        found.add(self.seen_through(module, import, beyond));
                    }
                }
            }
        }
        found
    }

    fn follow(&mut self, module: ModuleId, import: usize, target: &[String]) -> Found {
        if !self.followed.insert((module, import)) {
            return Found::default();
        }
        let found = self.path(module, target);
        self.followed.remove(&(module, import));
        found
    }

    /// What a path needs that goes through an import of `module`.
    fn seen_through(&self, module: ModuleId, import: &Import, beyond: Found) -> Found {
        let modules = &self.tree.modules;
        let is_own = modules[module].file == modules[self.viewer].file;
        if is_own || is_facade(self.tree, module, import, &beyond) {
            return beyond;
        }
        Found {
            definitions: BTreeSet::from([module]),
            modules: BTreeSet::new(),
        }
    }
}

fn module_alone(module: ModuleId) -> Found {
    Found {
        definitions: BTreeSet::new(),
        modules: BTreeSet::from([module]),
    }
}
