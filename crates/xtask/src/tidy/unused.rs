//! Dependencies that no code names.

use std::collections::BTreeSet;
use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};

use super::packages::{Dependency, Package};
use crate::Result;

/// Dependencies that are there for what they bring along, with the reason.
const NOT_NAMED: [(&str, &str, &str); 2] = [
    (
        "transport",
        "tokio_tungstenite_024",
        "its features give ewebsock its TLS",
    ),
    (
        "wscope",
        "log",
        "its feature leaves out of the page what libraries log",
    ),
];

/// Names each dependency that the code of its crate does not name, and each exception that is none.
pub(super) fn faults(packages: &[Package], files: &[String]) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    let mut excepted = BTreeSet::new();
    for package in packages {
        let source = used_in(&package.folder.join("src"), files)?;
        let everywhere = used_in(&package.folder, files)?;
        let named: BTreeSet<(&str, bool)> = package
            .dependencies
            .iter()
            .map(|Dependency { name, is_dev }| (name.as_str(), *is_dev))
            .collect();
        for (name, is_dev) in named {
            let used = if is_dev { &everywhere } else { &source };
            let is_excepted = NOT_NAMED.iter().any(|(package_name, excepted, _)| {
                *package_name == package.name && *excepted == name
            });
            if is_excepted {
                excepted.insert((package.name.as_str(), name));
            }
            match (used.contains(name), is_excepted) {
                (false, false) => faults.push(format!("{} does not use {name}", package.name)),
                (true, true) => faults.push(format!(
                    "{} uses {name}: it is no exception in {}",
                    package.name,
                    file!()
                )),
                _ => {}
            }
        }
    }
    let missing = NOT_NAMED
        .iter()
        .filter(|(package, name, _)| !excepted.contains(&(*package, *name)));
    faults.extend(missing.map(|(package, name, _)| {
        format!(
            "{package} has no dependency {name}, which {} excepts",
            file!()
        )
    }));
    faults.extend(not_inherited(packages)?);
    Ok(faults)
}

/// Versions in the `Cargo.toml` of the workspace that no crate takes from there.
fn not_inherited(packages: &[Package]) -> Result<Vec<String>> {
    let workspace = std::fs::read_to_string("Cargo.toml")?;
    let mut manifests = String::new();
    for package in packages {
        manifests.push_str(&std::fs::read_to_string(package.folder.join("Cargo.toml"))?);
    }
    let is_inherited = |name: &&str| {
        let [short, long] = [
            format!("{name}.workspace"),
            format!("{name} = {{ workspace"),
        ];
        let mut lines = manifests.lines();
        lines.any(|line| line.starts_with(&short) || line.starts_with(&long))
    };
    let missing = versions_in(&workspace).filter(|name| !is_inherited(name));
    Ok(missing
        .map(|name| format!("no crate takes {name} from Cargo.toml"))
        .collect())
}

/// The names in the section `[workspace.dependencies]`.
fn versions_in(manifest: &str) -> impl Iterator<Item = &str> {
    let lines = manifest
        .lines()
        .skip_while(|line| *line != "[workspace.dependencies]")
        .skip(1);
    let section = lines.take_while(|line| !line.starts_with('['));
    let entries = section.filter(|line| !line.starts_with('#'));
    entries.filter_map(|line| line.split_once(" = ").map(|(name, _)| name))
}

/// Names with which paths begin in the Rust files of a folder.
fn used_in(folder: &Path, files: &[String]) -> Result<BTreeSet<String>> {
    let mut used = BTreeSet::new();
    for file in files {
        let path = Path::new(file);
        let is_rust = path.extension().is_some_and(|extension| extension == "rs");
        // A file that was deleted and not committed yet is still tracked.
        if !is_rust || !path.starts_with(folder) || !path.exists() {
            continue;
        }
        let tokens = std::fs::read_to_string(path)?.parse();
        let tokens = tokens.map_err(|error| format!("{file} cannot be read: {error}"))?;
        collect(tokens, &mut used);
    }
    Ok(used)
}

fn collect(tokens: TokenStream, used: &mut BTreeSet<String>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) => collect(group.stream(), used),
            TokenTree::Ident(name)
                if *name != "use" && begins_path(&tokens[..at], &tokens[at + 1..]) =>
            {
                used.insert(name.to_string());
            }
            TokenTree::Literal(literal) => collect_from_example(&literal.to_string(), used),
            _ => {}
        }
    }
}

/// Whether a name between these tokens may be that of a crate: a path begins with it, or a `use` ends with it.
fn begins_path(before: &[TokenTree], after: &[TokenTree]) -> bool {
    let goes_on = matches!(after, [first, second, ..] if is(first, ':') && is(second, ':'));
    let is_imported =
        matches!(before, [.., TokenTree::Ident(word)] if *word == "use" || *word == "crate");
    let is_inside = match before {
        // `::name` begins at the root; `name::name` and `<type>::name` do not.
        [.., TokenTree::Ident(name), first, second] => {
            *name != "use" && is(first, ':') && is(second, ':')
        }
        [.., end, first, second] => is(end, '>') && is(first, ':') && is(second, ':'),
        _ => false,
    };
    (goes_on || is_imported) && !is_inside
}

fn is(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign)
}

/// Examples in the documentation are tests: a comment is a text here.
fn collect_from_example(text: &str, used: &mut BTreeSet<String>) {
    for (at, _) in text.match_indices("::") {
        let before = &text[..at];
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        let name = before.rsplit(|c| !is_part(c)).next().unwrap_or_default();
        if !before[..before.len() - name.len()].ends_with(':') {
            used.insert(name.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{BTreeSet, collect, versions_in};

    fn check(code: &str, expected: &[&str]) {
        let mut used = BTreeSet::new();
        collect(code.parse().expect("the code is sound"), &mut used);
        let expected = expected.iter().copied().map(str::to_owned).collect();
        assert_eq!(used, expected, "{code}");
    }

    #[test]
    fn names_with_which_paths_begin() {
        check("use url::Url;", &["url"]);
        check("use url;", &["url"]);
        check("extern crate url;", &["url"]);
        check("use ::url::Url;", &["url"]);
        check("fn f() { let url = 1; url + other.url }", &[]);
        check("fn f(a: crate::url::Url) {}", &["crate"]);
        check("fn f() { <A>::url::b() }", &[]);
        check(
            "fn f() { print!(\"{}\", serde_json::json!({})) }",
            &["serde_json"],
        );
        check("#[tokio::test] async fn f() {}", &["tokio"]);
        check("#[derive(thiserror::Error)] struct A;", &["thiserror"]);
        check("/// ```\n/// egui::run();\n/// ```\nfn f() {}", &["egui"]);
        check("// url::Url\nfn f() {}", &[]);
    }

    #[test]
    fn versions_of_the_workspace() {
        let manifest = "[workspace]\nresolver = \"3\"\n[workspace.dependencies]\n# Why.\nurl = \"2\"\n\nserde = { version = \"1\" }\n\n[lints]\nx = 1";
        assert_eq!(versions_in(manifest).collect::<Vec<_>>(), ["url", "serde"]);
    }
}
