//! Follows the `mod` declarations of a target from file to file, as the compiler does.

use std::path::{Component, Path, PathBuf};

use super::module_tree::{ModuleId, ModuleTree};
use super::reader::{Declared, Folders, Reader};
use crate::Result;

/// Tells the text of a file, or that there is none.
pub(super) type ReadFile<'a> = &'a dyn Fn(&Path) -> Option<String>;

/// Follows all `mod` declarations from the root file of a target.
pub(super) fn load(root: &Path, read: ReadFile<'_>) -> Result<ModuleTree> {
    let mut tree = ModuleTree::default();
    let folder = root.parent().unwrap_or(Path::new("")).to_owned();
    let folders = Folders {
        of_paths: folder.clone(),
        of_children: folder,
    };
    load_file(&mut tree, root.to_owned(), None, &folders, read)?;
    Ok(tree)
}

fn load_file(
    tree: &mut ModuleTree,
    file: PathBuf,
    parent: Option<(ModuleId, String)>,
    folders: &Folders,
    read: ReadFile<'_>,
) -> Result<()> {
    let text = read(&file).ok_or_else(|| format!("{} cannot be read", file.display()))?;
    let parsed = syn::parse_file(&text)
        .map_err(|error| format!("{} cannot be parsed: {error}", file.display()))?;
    let id = tree.add(file, parent);
    let declared = Reader::read(tree, id, folders, &parsed);
    for child in declared {
        load_child(tree, &child, read)?;
    }
    Ok(())
}

/// Loads each file that a `mod name;` can mean: attributes may choose one for each system.
fn load_child(tree: &mut ModuleTree, child: &Declared, read: ReadFile<'_>) -> Result<()> {
    let mut found = false;
    let default = child.folders.of_children.join(&child.name);
    let chosen = child
        .paths
        .iter()
        .map(|path| without_detours(&child.folders.of_paths.join(path)))
        .map(|file| {
            let folder = file.parent().unwrap_or(Path::new("")).to_owned();
            (file, folder)
        });
    let candidates = chosen.chain([
        (default.with_extension("rs"), default.clone()),
        (default.join("mod.rs"), default.clone()),
    ]);
    for (file, of_children) in candidates {
        if read(&file).is_none() {
            continue;
        }
        found = true;
        let of_paths = file.parent().unwrap_or(Path::new("")).to_owned();
        let folders = Folders {
            of_paths,
            of_children,
        };
        let parent = Some((child.parent, child.name.clone()));
        load_file(tree, file, parent, &folders, read)?;
    }
    if found {
        Ok(())
    } else {
        let file = tree.modules[child.parent].file.display();
        Err(format!("{file}: there is no file for `mod {}`", child.name).into())
    }
}

/// The same path without `..`, so that a file has one name however it is reached.
fn without_detours(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir if plain.file_name().is_some() => {
                plain.pop();
            }
            Component::CurDir => {}
            part => plain.push(part),
        }
    }
    plain
}
