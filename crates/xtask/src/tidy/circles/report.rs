//! Circles of files and of folders, in words.

use std::collections::{BTreeMap, BTreeSet};

use super::arrows::{Arrows, File, Reasons};
use super::components::{Circle, circles};

/// A module with all that is below it, or the file of their parent.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    /// The file of the module whose parts are looked at.
    Own,
    Below(String),
}

type PartArrows<'a> = BTreeMap<(Part, Part), Vec<(&'a (File, File), &'a Reasons)>>;

/// Describes every circle of files, then every circle of folders.
pub(super) fn describe(arrows: &Arrows) -> Vec<String> {
    let mut found = Vec::new();
    for circle in circles(arrows.keys().cloned()) {
        found.push(describe_files(&circle, arrows));
    }
    for (level, parts) in levels(arrows) {
        for circle in circles(parts.keys().cloned()) {
            if circle
                .members
                .iter()
                .any(|part| is_folder(arrows, &level, part))
            {
                found.push(describe_folders(&circle, &level, &parts));
            }
        }
    }
    found
}

fn describe_files(circle: &Circle<File>, arrows: &Arrows) -> String {
    let text = format!("circle of {} files", circle.members.len());
    describe_arrows(text, circle, |arrow| {
        arrows.get(arrow).map(|reasons| reason(arrow, reasons))
    })
}

fn describe_folders(circle: &Circle<Part>, level: &[String], parts: &PartArrows<'_>) -> String {
    let within = if level.is_empty() {
        "the crate".to_owned()
    } else {
        level.join("::")
    };
    let text = format!("circle of {} folders in {within}", circle.members.len());
    describe_arrows(text, circle, |arrow| {
        let examples = parts.get(arrow)?;
        let (files, reasons) = examples.first()?;
        let (from, to) = (name_of(&arrow.0), name_of(&arrow.1));
        let more = and_more(examples.len(), 1);
        let example = reason(files, reasons);
        Some(format!("{from} → {to}: {example}{more}"))
    })
}

fn describe_arrows<T: Ord>(
    mut text: String,
    circle: &Circle<T>,
    describe: impl Fn(&(T, T)) -> Option<String>,
) -> String {
    for (title, arrows) in [
        ("Without these arrows it would be open:", &circle.cut),
        ("The other arrows:", &circle.others),
    ] {
        text.push_str("\n  ");
        text.push_str(title);
        for line in arrows.iter().filter_map(&describe) {
            text.push_str("\n    ");
            text.push_str(&line);
        }
    }
    text
}

/// So many of the paths of an arrow are shown.
const PATHS_SHOWN: usize = 4;

fn reason((from, to): &(File, File), reasons: &Reasons) -> String {
    let mut paths: Vec<(usize, &str)> = reasons
        .iter()
        .map(|(path, line)| (*line, path.as_str()))
        .collect();
    paths.sort_unstable();
    let first = paths.first().map_or(0, |(line, _)| *line);
    let shown: Vec<&str> = paths.iter().map(|(_, path)| *path).collect();
    let more = and_more(shown.len(), PATHS_SHOWN);
    format!(
        "{}:{first} → {}: {}{more}",
        from.path.display(),
        to.path.display(),
        shown[..shown.len().min(PATHS_SHOWN)].join(", ")
    )
}

fn and_more(count: usize, shown: usize) -> String {
    match count.saturating_sub(shown) {
        0 => String::new(),
        left => format!(" and {left} more"),
    }
}

fn name_of(part: &Part) -> &str {
    match part {
        Part::Own => "its own file",
        Part::Below(name) => name,
    }
}

/// The arrows between the parts of each module. An arrow between two files is one between the parts of the lowest module that
/// contains both.
fn levels(arrows: &Arrows) -> BTreeMap<Vec<String>, PartArrows<'_>> {
    let mut levels: BTreeMap<Vec<String>, PartArrows<'_>> = BTreeMap::new();
    for (arrow, reasons) in arrows {
        let (from, to) = (&arrow.0.place, &arrow.1.place);
        let shared = from.iter().zip(to).take_while(|(from, to)| from == to);
        let (level, _) = from.split_at(shared.count());
        let [from, to] = [from, to].map(|place| {
            let below = place.get(level.len());
            below.map_or(Part::Own, |name| Part::Below(name.clone()))
        });
        // Two files that stand for each other on different systems are one part.
        if from != to {
            let parts = levels.entry(level.to_vec()).or_default();
            parts.entry((from, to)).or_default().push((arrow, reasons));
        }
    }
    levels
}

/// Whether a part is more than one file. (Circles of single files are found as such.)
fn is_folder(arrows: &Arrows, level: &[String], part: &Part) -> bool {
    let Part::Below(name) = part else {
        return false;
    };
    let prefix = [level, std::slice::from_ref(name)].concat();
    let files: BTreeSet<&File> = arrows.keys().flat_map(|(from, to)| [from, to]).collect();
    files
        .into_iter()
        .any(|file| file.place.len() > prefix.len() && file.place.starts_with(&prefix))
}
