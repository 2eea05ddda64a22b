//! Documents that stay true: their links lead somewhere, the map names files that are there, and the README stays short.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use crate::Result;

const README: &str = "README.md";
/// A stranger reads so much. A Chinese character counts as a word.
const MAX_README_WORDS: usize = 1200;

const MAP: &str = "crates/README.md";
/// Of the map, this section names files.
const MAP_SECTION: &str = "## Where to look";

/// Names what is wrong with the documents among the tracked files.
pub(super) fn faults(files: &[String]) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    let names: BTreeSet<&str> = files.iter().map(String::as_str).collect();
    for file in files.iter().filter(|file| file.ends_with(".md")) {
        // A file that was deleted and not committed yet is still tracked.
        if !Path::new(file).exists() {
            continue;
        }
        let text = std::fs::read_to_string(file)?;
        for link in broken_links(file, &text, &names, |path| {
            std::fs::read_to_string(path).ok()
        }) {
            faults.push(format!("{file}: the link {link} leads nowhere"));
        }
        if file == README && words(&text) > MAX_README_WORDS {
            let words = words(&text);
            faults.push(format!(
                "{file} has {words} words, more than {MAX_README_WORDS}"
            ));
        }
        if file == MAP {
            let missing = missing_files(&text, &names);
            faults.extend(missing.map(|name| format!("{file} names {name}, which is not there")));
        }
    }
    Ok(faults)
}

/// Links to files that are not there, and to headings that their files do not have.
fn broken_links<'a>(
    file: &str,
    text: &'a str,
    names: &BTreeSet<&str>,
    read: impl Fn(&str) -> Option<String>,
) -> Vec<&'a str> {
    let folder = Path::new(file).parent().unwrap_or(Path::new(""));
    let is_broken = |link: &&str| {
        let (path, heading) = link.split_once('#').unwrap_or((link, ""));
        let target = if path.is_empty() {
            Some(file.to_owned())
        } else {
            within_repository(&folder.join(path))
        };
        let Some(target) = target else {
            return true;
        };
        let below = format!("{}/", target.trim_end_matches('/'));
        let is_there =
            names.contains(target.as_str()) || names.iter().any(|name| name.starts_with(&below));
        let has_heading = |text: String| headings(&text).any(|one| one == heading);
        !is_there || !heading.is_empty() && !read(&target).is_some_and(has_heading)
    };
    let is_ours = |link: &&str| !link.contains("://") && !link.starts_with("mailto:");
    links(text).filter(is_ours).filter(is_broken).collect()
}

/// Where all links of a text lead, but for those in code.
fn links(text: &str) -> impl Iterator<Item = &str> {
    prose(text).flat_map(|line| {
        line.split("](")
            .skip(1)
            .filter_map(|rest| rest.split([')', ' ']).next())
    })
}

/// The lines of a text that are not within a code block.
fn prose(text: &str) -> impl Iterator<Item = &str> {
    let mut is_code = false;
    text.lines().filter(move |line| {
        let is_fence = line.trim_start().starts_with("```");
        is_code ^= is_fence;
        !is_code && !is_fence
    })
}

/// What links to the headings of a text are called.
fn headings(text: &str) -> impl Iterator<Item = String> {
    let titles = prose(text).filter(|line| line.starts_with('#'));
    titles.map(|line| {
        let title = line.trim_start_matches('#').trim();
        title
            .to_lowercase()
            .chars()
            .filter(|c| c.is_alphanumeric() || "-_ ".contains(*c))
            .map(|c| if c == ' ' { '-' } else { c })
            .collect()
    })
}

/// A path from the top of the repository, without detours; nothing if it leads out of it.
fn within_repository(path: &Path) -> Option<String> {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                if !plain.pop() {
                    return None;
                }
            }
            Component::CurDir => {}
            part => plain.push(part),
        }
    }
    plain.to_str().map(str::to_owned)
}

fn words(text: &str) -> usize {
    let is_han = |c: &char| ('\u{4e00}'..='\u{9fff}').contains(c);
    let han = text.chars().filter(is_han).count();
    let others = text.split(|c: char| c.is_whitespace() || is_han(&c));
    let is_word = |part: &&str| part.contains(|c: char| c.is_ascii_alphanumeric());
    han + others.filter(is_word).count()
}

/// What the map calls a file or a folder, in backquotes, and is none.
fn missing_files<'a>(map: &'a str, names: &BTreeSet<&str>) -> impl Iterator<Item = &'a str> {
    let section = map.split_once(MAP_SECTION).map_or("", |(_, rest)| rest);
    let section = section.split("\n## ").next().unwrap_or_default();
    let quoted = section.split('`').skip(1).step_by(2);
    let is_path = |text: &&str| {
        let ends = [".rs", ".js", ".mjs", ".txt", "/"];
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
        !text.starts_with('/')
            && ends.iter().any(|end| text.ends_with(end))
            && text.chars().all(is_plain)
    };
    // Behind the first path of a row, others are named by their ends.
    let is_there = |path: &str| {
        let inside = format!("/{path}");
        names.iter().any(|name| {
            name.starts_with("crates/")
                && (name.ends_with(&inside) || path.ends_with('/') && name.contains(&inside))
        })
    };
    let missing: Vec<&str> = quoted
        .filter(is_path)
        .filter(|path| !is_there(path))
        .collect();
    missing.into_iter()
}

#[cfg(test)]
mod tests {
    use super::{BTreeSet, broken_links, headings, missing_files, words};

    const NAMES: [&str; 4] = [
        "README.md",
        "assets/docs/guide.md",
        "assets/a.png",
        "crates/wire/src/head.rs",
    ];

    fn names() -> BTreeSet<&'static str> {
        BTreeSet::from(NAMES)
    }

    #[test]
    fn a_link_leads_to_a_file_and_a_heading() {
        let guide = "# Guide\n## The first minute\n## 轮询与 WebSocket 对比\n## What's “this”?\n```\n# no heading\n```\n";
        let read = |path: &str| (path == "assets/docs/guide.md").then(|| guide.to_owned());
        for (link, is_sound) in [
            ("[a](assets/docs/guide.md)", true),
            ("[a](https://example.org/none) [b](#none)", false),
            ("[a](https://example.org/none)", true),
            ("![a](assets/a.png)", true),
            ("[a](assets/b.png)", false),
            ("[a](assets/docs/)", true),
            ("[a](assets/do)", false),
            ("[a](../outside.md)", false),
            ("[a](assets/docs/guide.md#the-first-minute)", true),
            ("[a](assets/docs/guide.md#轮询与-websocket-对比)", true),
            ("[a](assets/docs/guide.md#whats-this)", true),
            ("[a](assets/docs/guide.md#no-heading)", false),
            ("[a](assets/docs/guide.md#the-second-minute)", false),
            ("```\n[a](assets/b.png)\n```", true),
        ] {
            let broken = broken_links("README.md", link, &names(), read);
            assert_eq!(broken.is_empty(), is_sound, "{link}: {broken:?}");
        }
        let broken = broken_links(
            "assets/docs/guide.md",
            "[a](../a.png) [b](#guide) [c](a.png)",
            &names(),
            read,
        );
        assert_eq!(broken, ["a.png"]);
        assert_eq!(headings(guide).count(), 4);
    }

    #[test]
    fn words_are_counted_in_both_languages() {
        for (text, expected) in [
            ("", 0),
            ("one two – three", 3),
            ("点击 **请求** Send", 5),
            ("| `a` |", 1),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn the_map_names_what_is_there() {
        let map = "`gone.rs`\n## Where to look\n| heads | `wire/src/head.rs`, `tail.rs` in `wire/src/`, `/flood/`, `Head::new`, `wire/old/` |\n## Next\n`gone.rs`";
        let missing: Vec<_> = missing_files(map, &names()).collect();
        assert_eq!(missing, ["tail.rs", "wire/old/"]);
    }
}
