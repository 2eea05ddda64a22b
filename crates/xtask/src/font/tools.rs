//! The programs of fonttools.

use std::path::Path;
use std::process::Command;

use crate::Result;

/// What is not needed: vertical writing, and grids of pixels.
pub(super) const DROPPED: &str = "--drop-tables+=BASE,GDEF,GPOS,GSUB,VORG,gasp,vhea,vmtx";

/// Gives a font so many units to the em.
pub(super) fn scale(font: &Path, units_per_em: &str) -> Result<()> {
    let mut scale = Command::new("fonttools");
    scale.args(["ttLib.scaleUpem", "--output-file"]);
    fonttools(scale.arg(font).arg(font).arg(units_per_em))
}

/// Runs a program of fonttools.
pub(super) fn fonttools(command: &mut Command) -> Result<()> {
    let status = command.status().map_err(|error| {
        format!("{command:?} cannot be started: {error} (on Debian: apt-get install fonttools)")
    })?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{command:?} ended with {status}").into())
    }
}
