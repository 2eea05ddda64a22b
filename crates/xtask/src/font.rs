//! The fonts of the window, each cut down to the glyphs that it is asked for: Inter and `JetBrains Mono` for Latin, Greek and
//! Cyrillic, Noto Sans CJK SC with exactly the glyphs of the window's own texts (in the medium weight, of titles and names
//! alone), and of Lucide the icons that are named.
//! All other scripts come from the system, or from the browser.

mod emoji;
mod tools;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use self::tools::{DROPPED, fonttools, scale};
use crate::{Result, say};

/// Where the texts are, wherever a feature has them; those of scenarios are shown as well.
const SOURCES: [&str; 3] = [
    "crates/wscope/src",
    "crates/scenario/src",
    "crates/payload/src/decoders",
];
/// Where the icons are named.
const ICONS: &str = "crates/wscope/src/kit/icon.rs";
/// Where Debian's packages put fonts.
const SYSTEM: &str = "/usr/share/fonts";
/// Where the subsets are.
const MADE: &str = "assets/fonts";

/// Latin, Greek, Cyrillic, punctuation, currency, arrows, mathematics, and what is drawn with.
const TEXT: &str = "U+0020-024F,U+0300-036F,U+0370-03FF,U+0400-045F,U+2000-206F,U+20A0-20BF,U+2100-214F,U+2190-21FF,\
                    U+2200-22FF,U+2500-25FF,U+FFFD";
/// How many units an em has: outlines, which have 1,000 to 2,816, are a fifth smaller so as the page downloads them, and off by a
/// fiftieth of a pixel at the usual size. 360 is a multiple of what `JetBrains Mono` and Lucide are drawn on, a fifth and a 24th
/// of an em.
const UNITS_PER_EM: &str = "360";
/// The same for Chinese characters, of which each has many lines: off by a 34th of a pixel, and another ninth smaller.
const CJK_UNITS_PER_EM: &str = "240";

/// Lucide tells that its glyphs begin at 0 where they begin further right, and that their boxes do as well. The boxes are
/// corrected when the font is scaled; where both differ, glyphs are drawn further left by as much.
const BEARINGS: &str = "import sys
from fontTools.ttLib import TTFont
font = TTFont(sys.argv[1])
for name in font.getGlyphOrder():
    width, _ = font['hmtx'][name]
    font['hmtx'][name] = (width, getattr(font['glyf'][name], 'xMin', 0))
font.save(sys.argv[1])
";

/// What titles are written with: English, and names in it.
const TITLES: &str = "U+0020-00FF,U+2010-2026,U+2190-2193";

/// A font, and what is kept of it.
struct Subset {
    /// Below the folder of the system's fonts.
    source: &'static str,
    /// Which of a collection, if it is one: simplified Chinese is the third.
    number: Option<u32>,
    made: &'static str,
    units_per_em: &'static str,
    glyphs: Glyphs,
}

enum Glyphs {
    /// These ranges.
    Ranges(&'static str),
    /// What the window's own texts are written with.
    OfTexts,
    /// What those of them are written with that may be titles or names.
    OfTitles,
}

/// Titles and names of controls are not longer, in characters. A text that is longer is a sentence, which is never written in the medium
/// weight; a glyph that is missing there is taken from the regular one.
const LONGEST_TITLE: usize = 12;

const SUBSETS: [Subset; 5] = [
    Subset {
        source: "opentype/inter/Inter-Regular.otf",
        number: None,
        made: "Inter-Regular-subset.otf",
        units_per_em: UNITS_PER_EM,
        glyphs: Glyphs::Ranges(TEXT),
    },
    Subset {
        source: "opentype/inter/Inter-Medium.otf",
        number: None,
        made: "Inter-Medium-subset.otf",
        units_per_em: UNITS_PER_EM,
        glyphs: Glyphs::Ranges(TITLES),
    },
    Subset {
        source: "truetype/jetbrains-mono/JetBrainsMono-Regular.ttf",
        number: None,
        made: "JetBrainsMono-Regular-subset.ttf",
        units_per_em: UNITS_PER_EM,
        glyphs: Glyphs::Ranges(TEXT),
    },
    Subset {
        source: "opentype/noto/NotoSansCJK-Regular.ttc",
        number: Some(2),
        made: "NotoSansCJKsc-Regular-subset.otf",
        units_per_em: CJK_UNITS_PER_EM,
        glyphs: Glyphs::OfTexts,
    },
    Subset {
        source: "opentype/noto/NotoSansCJK-Medium.ttc",
        number: Some(2),
        made: "NotoSansCJKsc-Medium-subset.otf",
        units_per_em: CJK_UNITS_PER_EM,
        glyphs: Glyphs::OfTitles,
    },
];

/// Makes the subsets anew; those of the icons and of the emoji if their fonts are given.
pub(crate) fn run(lucide: Option<&Path>, emoji: Option<&Path>) -> Result<()> {
    let own = own_glyphs(usize::MAX)?;
    let titles = own_glyphs(LONGEST_TITLE)?;
    for wanted in SUBSETS {
        let mut what = match wanted.glyphs {
            Glyphs::Ranges(ranges) => vec![format!("--unicodes={ranges}")],
            Glyphs::OfTexts => vec![format!("--text={own}")],
            Glyphs::OfTitles => vec![format!("--text={titles}")],
        };
        what.extend(
            wanted
                .number
                .map(|number| format!("--font-number={number}")),
        );
        let source = Path::new(SYSTEM).join(wanted.source);
        subset(&source, wanted.made, wanted.units_per_em, &what)?;
    }
    if let Some(parts) = emoji {
        emoji::run(parts)?;
    }
    if let Some(lucide) = lucide {
        let icons = format!("--unicodes={}", icons()?.join(","));
        subset(lucide, "Lucide-subset.ttf", UNITS_PER_EM, &[icons])?;
    }
    Ok(())
}

/// The code points of the icons: `\u{e1b2}` in the source is `e1b2` here.
fn icons() -> Result<Vec<String>> {
    let source = std::fs::read_to_string(ICONS)?;
    let escapes = source.split("\\u{").skip(1);
    Ok(escapes
        .filter_map(|rest| Some(rest.split_once('}')?.0.to_owned()))
        .collect())
}

/// Every glyph that is not plain ASCII of our own texts of at most so many characters.
fn own_glyphs(longest: usize) -> Result<String> {
    let mut glyphs = BTreeSet::new();
    for sources in SOURCES {
        glyphs_in(Path::new(sources), longest, &mut glyphs)?;
    }
    Ok(glyphs.into_iter().collect())
}

/// What tests are given may be in any script, and is left out, as it is in the test that looks for missing glyphs.
fn glyphs_in(folder: &Path, longest: usize, glyphs: &mut BTreeSet<char>) -> Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            glyphs_in(&path, longest, glyphs)?;
        } else if !path.ends_with("tests.rs") {
            let source = std::fs::read_to_string(&path)?;
            let text = source.split("#[cfg(test)]").next().unwrap_or_default();
            // Of a text over several lines each line counts.
            let texts = text.lines().flat_map(|line| line.split('"'));
            let texts = texts.filter(|text| text.chars().count() <= longest);
            glyphs.extend(texts.flat_map(str::chars).filter(|c| !c.is_ascii()));
        }
    }
    Ok(())
}

fn subset(source: &Path, made: &str, units_per_em: &str, what: &[String]) -> Result<()> {
    if !source.exists() {
        let source = source.display();
        return Err(format!("there is no {source} (on Debian: apt-get install fonts-inter fonts-jetbrains-mono fonts-noto-cjk-extra)").into());
    }
    let made: PathBuf = Path::new(MADE).join(made);
    let mut cut = Command::new("pyftsubset");
    cut.arg(source)
        .args(what)
        .arg(format!("--output-file={}", made.display()))
        .args([
            "--layout-features=",
            DROPPED,
            "--no-hinting",
            "--desubroutinize",
            "--name-IDs=0,1,2,4,6,13,14",
        ]);
    fonttools(&mut cut)?;
    scale(&made, units_per_em)?;
    if made.extension().is_some_and(|extension| extension == "ttf") {
        fonttools(Command::new("python3").args(["-c", BEARINGS]).arg(&made))?;
    }
    say(format_args!(
        "{} has {} bytes",
        made.display(),
        std::fs::metadata(&made)?.len()
    ));
    Ok(())
}
