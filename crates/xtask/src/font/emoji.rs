//! The emoji that are drawn where neither the system nor the browser has any.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::tools::{DROPPED, fonttools, scale};
use crate::{Result, say};

/// Those that are used most, by the counts of the Unicode Consortium, and what stands in messages of programs.
const EMOJI: &str = "😂❤🤣👍😭🙏😘🥰😍😊🎉😁💕🥺😅🔥☺🤦♥🤷🙄😆🤗😉🎂🤔👏🙂😳🥳😎👌💜😔💪✨💖👀😋😏😢👉💗😩💯🌹💞🎈💙😃😡💐😜🙈🤞😄\
    🤤🙌🤪😀💋💀👇💔😌💓🤩🙃😬😱😴😐🌞😒😇🌸😈🎶✌🎊💚☀🖤💰😚👑🎁💥🙋☹😑👈✅👋😤🤢🌟❗😥🌈💛😝😫😲🔴🤯👊😕👁⚡☕💦⭐\
    🤘🌷💤🤝😓🎵✔😪😣🤓👻🥂🍺🚀🐶🐱💡📌📝🔒🔓🔑⚠❌❓🚫⏰💻📱📧🔔🔗🛠🐛🌍⏳📈📉📅🏠🚗🍎🍕☁❄⚽🎮🏆📎✂✏🔍🎯🏁👎👆☝✋\
    👐💬📢🟢🟡🔵🐍🦀🐳🐧🐼🌙🌊🌱🍀📚👨👩📦🧪🔧⚙🗑📄📁🌐📡🔄➕➖✖➡⬅⬆⬇ℹ🆗🆕🧵🤖";

/// How many units an em has: emoji have many curves and are as large as text. Outlines are off by a 20th of a pixel at the usual size, and the page
/// is 3 KB smaller than with 240.
const UNITS_PER_EM: &str = "160";

const MADE: &str = "assets/fonts/NotoEmoji-Regular-subset.ttf";

/// Cuts the emoji out of the files of the npm package `@fontsource-variable/noto-emoji`, which has the font in parts.
pub(super) fn run(parts: &Path) -> Result<()> {
    let folder = std::env::temp_dir().join(format!("wscope-emoji-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let mut found: Vec<PathBuf> = std::fs::read_dir(parts)?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_>>()?;
    found.retain(|path| path.extension().is_some_and(|kind| kind == "woff2"));
    found.sort();
    let mut cut = Vec::new();
    for (index, part) in found.iter().enumerate() {
        let few = folder.join(format!("few-{index}.ttf"));
        let mut subset = Command::new("pyftsubset");
        subset
            .arg(part)
            .arg(format!("--text={EMOJI}"))
            .arg(format!("--output-file={}", few.display()))
            .args(["--layout-features=", "--no-hinting", "--no-notdef-outline"])
            .args([DROPPED, "--name-IDs=0,1,2,13,14"]);
        fonttools(&mut subset)?;
        let regular = folder.join(format!("regular-{index}.ttf"));
        let mut instance = Command::new("fonttools");
        instance.arg("varLib.instancer").arg("--quiet").arg(&few);
        fonttools(instance.args(["wght=400", "--output"]).arg(&regular))?;
        cut.push(regular);
    }
    let mut merge = Command::new("fonttools");
    let output = format!("--output-file={MADE}");
    fonttools(
        merge
            .args(["merge", "--drop-tables=STAT"])
            .arg(output)
            .args(&cut),
    )?;
    std::fs::remove_dir_all(&folder)?;
    scale(Path::new(MADE), UNITS_PER_EM)?;
    let bytes = std::fs::metadata(MADE)?.len();
    say(format_args!("{MADE} has {bytes} bytes"));
    Ok(())
}
