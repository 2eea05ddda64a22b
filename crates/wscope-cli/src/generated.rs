//! What is made from the definition of the arguments: completions for shells, and man pages.

use std::io::{self, Write as _, stdout};
use std::path::PathBuf;

use clap::{Args, Command};
use clap_complete::Shell;

/// Writes the completions of a shell to standard output: for bash, `source <(wsc completions bash)`
#[derive(Debug, Args)]
pub(crate) struct CompletionsArguments {
    /// Which shell
    shell: Shell,
}

/// Writes the man page to standard output, or those of all commands into a folder
#[derive(Debug, Args)]
pub(crate) struct ManArguments {
    /// The folder for the pages of all commands, which must exist
    #[arg(value_name = "FOLDER")]
    folder: Option<PathBuf>,
}

impl CompletionsArguments {
    /// Writes them.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub(crate) fn write(&self, mut command: Command) -> io::Result<()> {
        let name = command.get_name().to_owned();
        // The library panics at an output that cannot be written.
        let mut text = Vec::new();
        clap_complete::generate(self.shell, &mut command, name, &mut text);
        stdout().write_all(&text)
    }
}

impl ManArguments {
    /// Writes them.
    ///
    /// # Errors
    /// When they cannot be written.
    pub(crate) fn write(&self, command: Command) -> io::Result<()> {
        match &self.folder {
            Some(folder) => clap_mangen::generate_to(command, folder),
            None => clap_mangen::Man::new(command).render(&mut stdout()),
        }
    }
}
