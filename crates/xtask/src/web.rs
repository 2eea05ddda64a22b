//! `cargo xtask web`: the program as a page, in a folder that any web server can serve as it is.
//!
//! Nothing needs to be installed for it but Rust: wasm-bindgen runs as a library, in the very version that the program
//! was built with. What a browser may keep for ever has the hash of its content in its name; what has none is small.

mod pack;
mod page;

use std::path::{Path, PathBuf};
use std::process::Command;

use wasm_bindgen_cli_support::Bindgen;

use crate::process::{cargo, target_folder};
use crate::{Result, say};
use page::Program;

/// The largest that everything together may be, in bytes after brotli: what a connection of 9 Mbit/s carries in less
/// than two seconds.
const BUDGET: usize = 2_000_000;

const TARGET: &str = "wasm32-unknown-unknown";

/// Instructions on 128 bits, which browsers have had since 2021 (Safari since 16.4, of 2023): glyphs are drawn sooner, and the
/// library that draws them brings half as much code.
const SIMD: &str = "-Ctarget-feature=+simd128";

/// What the compiler is told beyond the profile: [`SIMD`], and that paths in messages about panics begin at the crate. What this
/// machine calls its folders is nothing to download.
fn flags() -> Result<String> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(std::env::home_dir()?.join(".cargo")));
    let sources = home.map(|home| home.join("registry").join("src"));
    // Each registry has a folder there.
    let registries = sources.iter().flat_map(std::fs::read_dir).flatten();
    let mut registries = registries
        .map(|registry| Ok(registry?.path()))
        .collect::<Result<Vec<_>>>()?;
    registries.sort();
    let mut flags = vec![SIMD.to_owned()];
    let remapped = registries.iter().map(|path| path.display());
    flags.extend(remapped.map(|path| format!("--remap-path-prefix={path}=")));
    let flags = serde_json::to_string(&flags)?;
    Ok(format!("target.{TARGET}.rustflags={flags}"))
}

/// Builds the page into `target/web`. Returns the folder.
pub(crate) fn run() -> Result<PathBuf> {
    let target = target_folder()?;
    let program = bind(&compile(&target)?)?;
    let program = Program {
        wasm: optimise(program.wasm, &target.join("web-build"))?,
        ..program
    };
    let folder = target.join("web");
    // What an earlier build left must not be served.
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir_all(&folder)?;
    let sizes = pack::write(&page::files(&program)?, &folder)?;
    say(&sizes);
    say(format_args!("in {}", folder.display()));
    let brotli = sizes.total().brotli;
    if brotli > BUDGET {
        return Err(
            format!("{brotli} bytes after brotli are more than the budget of {BUDGET}").into(),
        );
    }
    Ok(folder)
}

/// Serves the page, and echoes at the same port.
pub(crate) fn serve(folder: &Path) -> Result<()> {
    let status = cargo()
        .args([
            "run",
            "--release",
            "--package",
            "echo-server",
            "--",
            "--web",
        ])
        .arg(folder)
        .status()?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("the server ended with {status}").into())
    }
}

/// Builds the library as a program for the browser. Only here, so that native builds need not link it twice.
fn compile(target: &Path) -> Result<PathBuf> {
    let status = cargo()
        .args(["rustc", "--package", "wscope", "--lib"])
        .args(["--crate-type", "cdylib", "--profile", "page"])
        .args(["--target", TARGET, "--config", &flags()?])
        .status()?;
    if !status.success() {
        return Err(format!(
            "the page does not build. If the target is missing: rustup target add {TARGET}"
        )
        .into());
    }
    Ok(target.join(TARGET).join("page").join("wscope.wasm"))
}

/// Lets JavaScript and the program speak to each other.
fn bind(wasm: &Path) -> Result<Program> {
    let mut output = Bindgen::new()
        .input_path(wasm)
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate_output()?;
    let has_inline = output.snippets().values().any(|inline| !inline.is_empty());
    if has_inline || !output.local_modules().is_empty() {
        return Err(
            "a library brings JavaScript of its own, which would have to be served as well".into(),
        );
    }
    Ok(Program {
        js: output.js().to_owned(),
        wasm: output.wasm_mut().emit_wasm(),
    })
}

/// What Rust's target may use, which older versions of `wasm-opt` must be told.
const FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-simd",
];

/// The oldest `wasm-opt` that is trusted. Version 108, which Debian 12 has, mixes up the tables of functions and of
/// references, and the page does not start.
const OLDEST_OPTIMISER: u32 = 116;

/// The version of the `wasm-opt` on the PATH, if there is one: `wasm-opt version 123 (…)`.
fn optimiser() -> Option<u32> {
    let output = Command::new("wasm-opt").arg("--version").output().ok()?;
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    told.split(' ').nth(2)?.trim().parse().ok()
}

/// Makes it smaller still, where the tool for it is installed.
fn optimise(wasm: Vec<u8>, scratch: &Path) -> Result<Vec<u8>> {
    match optimiser() {
        None => {
            say(
                "wasm-opt is not on the PATH (package binaryen): the page is a little larger without it",
            );
            return Ok(wasm);
        }
        Some(version) if version < OLDEST_OPTIMISER => {
            say(format_args!(
                "wasm-opt {version} is not used: versions before {OLDEST_OPTIMISER} break the program"
            ));
            return Ok(wasm);
        }
        Some(_) => {}
    }
    std::fs::create_dir_all(scratch)?;
    let (before, after) = (scratch.join("before.wasm"), scratch.join("after.wasm"));
    std::fs::write(&before, &wasm)?;
    let output = Command::new("wasm-opt")
        .arg("-Os")
        .args(FEATURES)
        .arg(&before)
        .arg("-o")
        .arg(&after)
        .output()?;
    if !output.status.success() {
        let reason = String::from_utf8_lossy(&output.stderr);
        return Err(format!("wasm-opt failed: {reason}").into());
    }
    say(format_args!(
        "wasm-opt took part: {} bytes before",
        wasm.len()
    ));
    Ok(std::fs::read(&after)?)
}
