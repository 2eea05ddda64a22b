//! The mode of the terminal, which an editor changes while it reads: it is to be as it was when the program ends.

use std::io;
#[cfg(unix)]
use std::{fs::File, io::Write};

/// How the terminal was.
#[cfg(unix)]
#[derive(Clone)]
pub(crate) struct TerminalMode(rustix::termios::Termios);

#[cfg(unix)]
impl TerminalMode {
    /// How it is now.
    pub(crate) fn now() -> io::Result<Self> {
        Ok(Self(rustix::termios::tcgetattr(io::stdin())?))
    }

    /// Makes it as it was.
    pub(crate) fn restore(&self) {
        self.restore_on(io::stdout());
    }

    /// The same for good: nothing is written to standard output any more, also not by an editor that still reads keys.
    pub(crate) fn restore_for_good(&self) {
        let terminal = rustix::io::dup(io::stdout());
        let is_silent = File::options()
            .write(true)
            .open("/dev/null")
            .is_ok_and(|nowhere| rustix::stdio::dup2_stdout(nowhere).is_ok());
        match terminal {
            Ok(terminal) if is_silent => self.restore_on(File::from(terminal)),
            // The editor may show its line once more.
            _ => self.restore(),
        }
    }

    fn restore_on(&self, mut output: impl Write) {
        let now = rustix::termios::OptionalActions::Now;
        // A terminal that is gone needs no mode. What is written ends bracketed paste, and takes the line away that was typed.
        if rustix::termios::tcsetattr(io::stdin(), now, &self.0).is_ok() {
            output.write_all(b"\x1b[?2004l\r\x1b[K").ok();
            output.flush().ok();
        }
    }
}

/// The console of Windows belongs to the editor alone.
#[cfg(not(unix))]
#[derive(Clone)]
pub(crate) struct TerminalMode;

#[cfg(not(unix))]
impl TerminalMode {
    pub(crate) fn now() -> io::Result<Self> {
        Ok(Self)
    }

    pub(crate) fn restore(&self) {}

    pub(crate) fn restore_for_good(&self) {}
}
