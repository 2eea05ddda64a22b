//! Chores of the workspace: see `cargo xtask --help`.

mod browser;
mod common;
mod conformance;
mod decode;
mod decrypt;
mod display;
mod e2e;
mod e2e_web;
mod flood;
mod font;
mod fuzz;
mod harness;
mod inspector;
mod interop;
mod packages;
mod process;
mod static_binary;
mod tidy;
mod wait;
mod web;
mod window;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub(crate) use common::{Result, say};

#[derive(Parser)]
#[command(about = "Chores of the workspace")]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Drives the built program in a real window under Xvfb, and takes screenshots
    E2e {
        /// The page in a real browser instead
        #[arg(long)]
        web: bool,
        /// Measures the page beside the page of the tutorial
        #[arg(long, requires = "web")]
        flood: bool,
        /// Measures how soon the page is connected over a slow network and on a slow processor
        #[arg(long, requires = "web", conflicts_with = "flood")]
        start: bool,
        /// Only the tests whose titles have this in them
        #[arg(long, default_value = "")]
        only: String,
        /// Where the screenshots go
        #[arg(long, default_value = "assets/screenshots")]
        screenshots: PathBuf,
    },
    /// Lets the cases of the Autobahn suite loose on the echo server (needs Python with venv)
    Conformance {
        /// Keeps the results as those that are expected from now on
        #[arg(long)]
        bless: bool,
    },
    /// Exchanges compressed messages with the libraries ws (npm) and websockets (Python), both ways (needs Node and Python)
    Interop,
    /// Talks to real servers of the protocols that are decoded, and compares what is said of their messages (needs Node, Python and
    /// Debian's mosquitto, rabbitmq-server and chromium; leaves out what is missing, and says so)
    Decode {
        /// Only the servers whose names have this in them
        #[arg(long, default_value = "")]
        only: String,
    },
    /// Builds the page for the browser into target/web
    Web {
        /// Serve it on port 4000, with an echo server at the same port
        #[arg(long)]
        serve: bool,
    },
    /// Builds the echo server and wsc, each as one file that needs nothing else, and runs them in an empty root directory (Linux)
    Static {
        /// How it is built; `dist` is what the container image has
        #[arg(long, default_value = "release")]
        profile: String,
    },
    /// Makes up bytes for whatever the echo server and the decoders read (needs nightly and cargo-fuzz; says so where they are missing)
    Fuzz {
        /// How long each target runs
        #[arg(long, default_value_t = 20)]
        seconds: u32,
    },
    /// Decrypts a message of a connection over TLS with the secrets that `SSLKEYLOGFILE` asks for (needs tshark)
    Decrypt,
    /// Checks what no other tool does: which crates may depend on which, import circles, unused and duplicate dependencies,
    /// links of documents, and how large files may get
    Tidy,
    /// Makes the font subsets anew after a text of the window has changed (needs fonttools and Debian's fonts)
    Font {
        /// Lucide's font (lucide.ttf of the npm package lucide-static), after an icon was added
        #[arg(long)]
        lucide: Option<PathBuf>,
        /// The folder `files` of the npm package @fontsource-variable/noto-emoji, after an emoji was added
        #[arg(long)]
        emoji: Option<PathBuf>,
    },
}

#[expect(clippy::print_stderr, reason = "the error is for the terminal")]
fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match enter_workspace().and_then(|()| run(arguments.chore)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::FAILURE
        }
    }
}

/// All paths are those of the checkout in which it is run: the one that it was built in may be another.
fn enter_workspace() -> Result<()> {
    let root = process::workspace(Path::new("."))?;
    Ok(std::env::set_current_dir(root)?)
}

fn run(chore: Chore) -> Result<()> {
    match chore {
        Chore::E2e {
            web,
            flood,
            start,
            only,
            screenshots,
        } => match (web, flood, start) {
            (_, true, _) => e2e_web::measure(),
            (_, _, true) => e2e_web::measure_start(),
            (true, ..) => e2e_web::run(&screenshots, &only),
            (false, ..) => e2e::run(&screenshots, &only),
        },
        Chore::Web { serve } => {
            web::run().and_then(|folder| if serve { web::serve(&folder) } else { Ok(()) })
        }
        Chore::Conformance { bless } => conformance::run(bless),
        Chore::Interop => interop::run(),
        Chore::Decode { only } => decode::run(&only),
        Chore::Static { profile } => static_binary::run(&profile),
        Chore::Fuzz { seconds } => fuzz::run(seconds),
        Chore::Decrypt => decrypt::run(),
        Chore::Tidy => tidy::run(),
        Chore::Font { lucide, emoji } => font::run(lucide.as_deref(), emoji.as_deref()),
    }
}
