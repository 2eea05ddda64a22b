//! What of the sidebar is open.

use serde::{Deserialize, Serialize};

use crate::kit::icon::Icon;

use super::texts::Text;

/// The longest text that is looked for, in characters: no title is longer.
pub(super) const MAX_SEARCH: usize = 100;

/// A section of the sidebar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Section {
    /// Saved connections.
    Connections,
    /// What a server can be asked to do.
    Scenarios,
    /// Scripts.
    Sequences,
    /// What explains the protocol.
    Learn,
}

impl Section {
    /// All of them, from above.
    pub const ALL: [Self; 4] = [
        Self::Connections,
        Self::Scenarios,
        Self::Sequences,
        Self::Learn,
    ];

    /// Its icon in the rail.
    pub fn icon(self) -> Icon {
        match self {
            Self::Connections => Icon::Connections,
            Self::Scenarios => Icon::Scenarios,
            Self::Sequences => Icon::Sequences,
            Self::Learn => Icon::Learn,
        }
    }

    /// As its header shows it.
    pub fn title(self) -> Text {
        match self {
            Self::Connections => Text::Connections,
            Self::Scenarios => Text::Scenarios,
            Self::Sequences => Text::Sequences,
            Self::Learn => Text::Learn,
        }
    }

    /// Where it stands alone.
    pub fn name(self) -> Text {
        match self {
            Self::Connections => Text::SavedConnections,
            Self::Scenarios | Self::Sequences | Self::Learn => self.title(),
        }
    }

    /// What is in it.
    pub fn tooltip(self) -> Text {
        match self {
            Self::Connections => Text::SavedConnections,
            Self::Scenarios => Text::ScenariosTooltip,
            Self::Sequences => Text::SequencesTooltip,
            Self::Learn => Text::LearnTooltip,
        }
    }
}

/// What a person chose of it, and what survives a restart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Choices {
    /// Whether it is open; `None` for where there is room.
    pub is_open: Option<bool>,
    /// The sections that are folded.
    pub folded: Folded,
}

/// Which sections are folded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Folded {
    connections: bool,
    scenarios: bool,
    sequences: bool,
    learn: bool,
}

impl Choices {
    fn folded(&mut self, section: Section) -> &mut bool {
        match section {
            Section::Connections => &mut self.folded.connections,
            Section::Scenarios => &mut self.folded.scenarios,
            Section::Sequences => &mut self.folded.sequences,
            Section::Learn => &mut self.folded.learn,
        }
    }

    /// Whether a section is open.
    pub fn shows(&self, section: Section) -> bool {
        !*self.clone().folded(section)
    }

    /// Opens a section, or folds it.
    pub fn fold(&mut self, section: Section, is_folded: bool) {
        *self.folded(section) = is_folded;
    }
}

/// What does not survive a restart.
#[derive(Debug, Default)]
pub struct Sidebar {
    /// What is looked for, in all sections.
    pub search: String,
    /// Whether it covers a narrow window.
    pub is_sheet: bool,
    /// The section that is to be brought into view.
    pub wanted: Option<Section>,
}

impl Sidebar {
    /// Whether it is shown, in a window of this kind.
    pub fn is_open(&self, choices: &Choices, is_narrow: bool, is_wide: bool) -> bool {
        if is_narrow {
            self.is_sheet
        } else {
            choices.is_open.unwrap_or(is_wide)
        }
    }

    /// Whether a title is among what is looked for.
    pub fn finds(&self, titles: &[&str]) -> bool {
        is_found(&self.search, titles)
    }
}

/// Whether one of the titles has all the words of `search`, in any order.
fn is_found(search: &str, titles: &[&str]) -> bool {
    let mut words = search.split_whitespace().map(str::to_lowercase);
    words.all(|word| {
        let mut titles = titles.iter();
        titles.any(|title| title.to_lowercase().contains(&word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_any_language_and_order() {
        #[track_caller]
        fn check(search: &str, expected: bool) {
            let titles = ["Delay every message", "延迟每条消息"];
            assert_eq!(is_found(search, &titles), expected, "{search}");
        }
        check("", true);
        check("  ", true);
        check("delay", true);
        check("MESSAGE delay", true);
        check("延迟", true);
        check("delay 消息", true);
        check("drop", false);
        check("delay drop", false);
    }

    #[test]
    fn it_is_open_where_there_is_room_until_the_person_chooses() {
        let mut choices = Choices::default();
        let mut sidebar = Sidebar::default();
        let open = |sidebar: &Sidebar, choices: &Choices| {
            [(true, false), (false, false), (false, true)]
                .map(|(is_narrow, is_wide)| sidebar.is_open(choices, is_narrow, is_wide))
        };
        assert_eq!(open(&sidebar, &choices), [false, false, true]);
        choices.is_open = Some(false);
        assert_eq!(open(&sidebar, &choices), [false, false, false]);
        choices.is_open = Some(true);
        assert_eq!(open(&sidebar, &choices), [false, true, true]);
        sidebar.is_sheet = true;
        assert_eq!(open(&sidebar, &choices), [true, true, true]);
    }

    #[test]
    fn sections_are_folded_one_by_one() {
        let mut choices = Choices::default();
        choices.fold(Section::Scenarios, true);
        let shown = Section::ALL.map(|section| choices.shows(section));
        assert_eq!(shown, [true, false, true, true]);
        let text = serde_json::to_string(&choices).unwrap();
        assert_eq!(serde_json::from_str::<Choices>(&text).unwrap(), choices);
    }
}
