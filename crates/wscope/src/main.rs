//! The native program.
#![cfg(not(target_arch = "wasm32"))]

use std::process::ExitCode;

fn main() -> ExitCode {
    wscope::shell::native::run()
}
