//! The files of the page, with the names by which they refer to each other filled in.

use sha2::{Digest as _, Sha256};

use crate::Result;

/// Where the page's own files are.
const SOURCES: &str = "crates/wscope/web";
const ICONS: &str = "assets/icons";
const FONTS: &str = "assets/fonts";
/// Fetched when an emoji is to be drawn that the browser does not draw. The other fonts are in the program.
const EMOJI: &str = "NotoEmoji-Regular-subset.ttf";
/// Icons that the page and its manifest name.
const ICON_NAMES: [&str; 4] = [
    "icon.svg",
    "icon-192.png",
    "icon-512.png",
    "icon-maskable-512.png",
];

/// What wasm-bindgen makes.
pub(super) struct Program {
    pub js: String,
    pub wasm: Vec<u8>,
}

/// A file of the page.
pub(super) struct File {
    pub name: String,
    pub content: Vec<u8>,
}

/// Every file of the page.
pub(super) fn files(program: &Program) -> Result<Vec<File>> {
    let mut names = Names::default();
    let mut files = vec![
        names.hashed("wscope.wasm", program.wasm.clone()),
        names.hashed("wscope.js", program.js.clone().into_bytes()),
        names.hashed("mirror.js", source("mirror.js")?.into_bytes()),
        names.hashed("webgl.js", source("webgl.js")?.into_bytes()),
        names.hashed("worker.js", source("worker.js")?.into_bytes()),
        names.hashed("loader.js", source("loader.js")?.into_bytes()),
    ];
    let emoji = std::fs::read(format!("{FONTS}/{EMOJI}"))?;
    files.push(names.hashed(EMOJI, emoji));
    for name in ICON_NAMES {
        let content = std::fs::read(format!("{ICONS}/{name}"))?;
        files.push(names.hashed(name, content));
    }
    names.set("size", program.wasm.len().to_string());
    let version = version(&files)?;
    names.set("version", version);
    files.push(names.filled("manifest.webmanifest")?);
    files.push(names.filled("index.html")?);
    // What is stored for the time without a network: `./` is `index.html`.
    let mut stored: Vec<String> = files
        .iter()
        .map(|file| format!("./{}", file.name))
        .collect();
    stored.retain(|name| name != "./index.html");
    stored.push("./".to_owned());
    names.set("files", serde_json::to_string(&stored)?);
    files.push(names.filled("sw.js")?);
    Ok(files)
}

/// Names the whole: it changes when anything does.
fn version(hashed: &[File]) -> Result<String> {
    let mut all: Vec<String> = hashed.iter().map(|file| file.name.clone()).collect();
    for name in ["index.html", "manifest.webmanifest", "sw.js"] {
        all.push(source(name)?);
    }
    Ok(hash(all.join("\n").as_bytes()))
}

/// What the sources name in braces, and what stands there in the end.
#[derive(Default)]
struct Names(Vec<(String, String)>);

impl Names {
    fn set(&mut self, name: &str, value: String) {
        self.0.push((format!("{{{name}}}"), value));
    }

    /// A file with the hash of its content in its name.
    fn hashed(&mut self, name: &str, content: Vec<u8>) -> File {
        let (stem, kind) = name.rsplit_once('.').unwrap_or((name, ""));
        let hashed = format!("{stem}-{}.{kind}", hash(&content));
        self.set(name, hashed.clone());
        File {
            name: hashed,
            content,
        }
    }

    /// A file that refers to others.
    fn filled(&self, name: &str) -> Result<File> {
        let mut text = source(name)?;
        for (placeholder, value) in &self.0 {
            text = text.replace(placeholder, value);
        }
        Ok(File {
            name: name.to_owned(),
            content: text.into_bytes(),
        })
    }
}

fn source(name: &str) -> Result<String> {
    let path = format!("{SOURCES}/{name}");
    std::fs::read_to_string(&path).map_err(|error| format!("{path}: {error}").into())
}

/// Sixteen digits: enough that no two contents share a name.
fn hash(content: &[u8]) -> String {
    let digest = Sha256::digest(content);
    digest[..8]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
