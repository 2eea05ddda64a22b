//! The program `wsc`: the command line without a window.

use std::process::ExitCode;

fn main() -> ExitCode {
    wscope_cli::run(std::env::args_os())
}
