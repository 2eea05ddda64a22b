//! The mode of the terminal, which an editor changes while it reads: it is to be as it was when the program ends.

use std::io;

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
        use std::io::Write as _;

        let now = rustix::termios::OptionalActions::Now;
        // A terminal that is gone needs no mode. What is written ends bracketed paste, and takes the line away that was typed.
        if rustix::termios::tcsetattr(io::stdin(), now, &self.0).is_ok() {
            io::stdout().write_all(b"\x1b[?2004l\r\x1b[K").ok();
            io::stdout().flush().ok();
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
}
