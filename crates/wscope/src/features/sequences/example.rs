//! Scripts that come with the program: one for each group of scenarios of its server.

use crate::kit::language::Language;

use super::texts::Text;

/// A script that comes with the program. `{{server}}` in it is the address of the server that offers the scenarios.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Example {
    /// Messages to and fro.
    Basics,
    /// Two clients in a room.
    Rooms,
    /// What a server sends by itself.
    Push,
    /// Faults of the network.
    Network,
    /// What breaks the rules of the protocol.
    Protocol,
}

impl Example {
    /// All of them, in the order of the scenarios.
    pub const ALL: [Self; 5] = [
        Self::Basics,
        Self::Rooms,
        Self::Push,
        Self::Network,
        Self::Protocol,
    ];

    /// What it is called.
    pub fn title(self) -> Text<'static> {
        match self {
            Self::Basics => Text::Basics,
            Self::Rooms => Text::Rooms,
            Self::Push => Text::Push,
            Self::Network => Text::Network,
            Self::Protocol => Text::Protocol,
        }
    }

    /// What it shows.
    pub fn about(self) -> Text<'static> {
        match self {
            Self::Basics => Text::BasicsAbout,
            Self::Rooms => Text::RoomsAbout,
            Self::Push => Text::PushAbout,
            Self::Network => Text::NetworkAbout,
            Self::Protocol => Text::ProtocolAbout,
        }
    }

    /// The file that it would be saved in.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Basics => "basics.wstest",
            Self::Rooms => "rooms.wstest",
            Self::Push => "push.wstest",
            Self::Network => "network.wstest",
            Self::Protocol => "protocol.wstest",
        }
    }

    fn steps(self) -> &'static str {
        match self {
            Self::Basics => include_str!("examples/basics.wstest"),
            Self::Rooms => include_str!("examples/rooms.wstest"),
            Self::Push => include_str!("examples/push.wstest"),
            Self::Network => include_str!("examples/network.wstest"),
            Self::Protocol => include_str!("examples/protocol.wstest"),
        }
    }

    /// The script, with what it shows as a comment.
    pub fn script(self, language: Language) -> String {
        format!("# {}\n\n{}", self.about().say(language), self.steps())
    }
}

#[cfg(test)]
mod tests {
    use script::{NoFiles, Script, Variables};

    use super::*;

    #[test]
    fn each_example_is_a_script_that_needs_a_server_only() {
        let mut variables = Variables::default();
        variables.set("server", "ws://localhost:4000");
        for example in Example::ALL {
            for language in Language::ALL {
                let script = Script::parse(&example.script(language));
                let script = script.unwrap_or_else(|errors| panic!("{example:?}: {errors:?}"));
                script.check(&variables, &NoFiles).unwrap();
            }
        }
    }
}
