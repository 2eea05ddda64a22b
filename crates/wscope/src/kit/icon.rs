//! Icons: a subset of Lucide (ISC licence), drawn as glyphs of a font.

use egui::RichText;

/// Size of an icon that stands by itself or before a word, in points.
pub const ICON_SIZE: f32 = 16.0;

/// An icon. One that stands without a word needs a tooltip and a name for screen readers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// Find, and fields that filter.
    Search,
    /// Closes a tab, a pane, a banner.
    Close,
    /// Adds one more.
    Add,
    /// A menu of what has no room or is rarely needed.
    More,
    /// A menu that opens, or a part that is open.
    Down,
    /// A part that is closed.
    Right,
    /// The one before.
    Left,
    /// A message that was sent.
    Sent,
    /// A message that was received.
    Received,
    /// The column with the direction.
    BothWays,
    /// Leads back from a sheet.
    Back,
    /// Opens the sidebar.
    OpenSidebar,
    /// Closes the sidebar.
    CloseSidebar,
    /// Saved connections.
    Connections,
    /// Events of the connection.
    Events,
    /// Connects.
    Connect,
    /// Disconnects.
    Disconnect,
    /// Scenarios of the server.
    Scenarios,
    /// Sequences of messages.
    Sequences,
    /// What explains the protocol.
    Learn,
    /// Settings.
    Settings,
    /// Messages as a list.
    List,
    /// Messages as arrows.
    Flow,
    /// Freezes the list.
    Pause,
    /// Lets the list flow again.
    Continue,
    /// Removes what is listed.
    Clear,
    /// Copies.
    Copy,
    /// Saves to a file.
    Save,
    /// Saves a connection or a snippet.
    Bookmark,
    /// A closed folder.
    Folder,
    /// An open folder.
    FolderOpen,
    /// Adds a folder.
    AddFolder,
    /// How it works.
    Book,
    /// Polling against WebSocket.
    Scale,
    /// The latency test.
    Timer,
    /// Tries again.
    Retry,
    /// A failure.
    Failed,
    /// A warning.
    Alert,
    /// A remark.
    Info,
    /// A hint.
    Hint,
    /// As it should be.
    Check,
    /// The key that sends.
    /// Shows a secret.
    Show,
    /// Hides a secret.
    Hide,
    /// Pastes many lines at once.
    Paste,
    /// An encrypted connection.
    Lock,
    /// An unencrypted connection.
    Unlock,
    /// Which rows are shown.
    Filter,
    /// Sends again and again.
    Repeat,
    /// A file.
    File,
    /// Sends once more.
    Resend,
    /// Edits, and sends then.
    Edit,
    /// Undoes.
    Undo,
    /// Collapses every part.
    CollapseAll,
    /// Expands every part.
    ExpandAll,
    /// Compares two messages.
    Compare,
    /// Presentation.
    Present,
    /// An explanation.
    Help,
    /// Stops what goes on by itself.
    Stop,
    /// Reads from a file.
    Import,
    /// Writes to a file.
    Export,
    /// An event that pushes.
    Lightning,
    /// A link.
    Link,
    /// Latency and traffic.
    Latency,
    /// Frames, bit by bit.
    Bits,
}

impl Icon {
    /// All of them.
    #[cfg(test)]
    const ALL: [Self; 64] = [
        Self::Search,
        Self::Close,
        Self::Add,
        Self::More,
        Self::Down,
        Self::Right,
        Self::Left,
        Self::Sent,
        Self::Received,
        Self::BothWays,
        Self::Back,
        Self::OpenSidebar,
        Self::CloseSidebar,
        Self::Connections,
        Self::Events,
        Self::Connect,
        Self::Disconnect,
        Self::Scenarios,
        Self::Sequences,
        Self::Learn,
        Self::Settings,
        Self::List,
        Self::Flow,
        Self::Pause,
        Self::Continue,
        Self::Clear,
        Self::Copy,
        Self::Save,
        Self::Bookmark,
        Self::Folder,
        Self::FolderOpen,
        Self::AddFolder,
        Self::Book,
        Self::Scale,
        Self::Timer,
        Self::Retry,
        Self::Failed,
        Self::Alert,
        Self::Info,
        Self::Hint,
        Self::Check,
        Self::Show,
        Self::Hide,
        Self::Paste,
        Self::Lock,
        Self::Unlock,
        Self::Filter,
        Self::Repeat,
        Self::File,
        Self::Resend,
        Self::Edit,
        Self::Undo,
        Self::CollapseAll,
        Self::ExpandAll,
        Self::Compare,
        Self::Present,
        Self::Help,
        Self::Stop,
        Self::Import,
        Self::Export,
        Self::Lightning,
        Self::Link,
        Self::Latency,
        Self::Bits,
    ];

    /// The glyph in the font of the icons: a code point of the private use area.
    pub const fn glyph(self) -> &'static str {
        match self {
            Self::Search => "\u{e151}",       // search
            Self::Close => "\u{e1b2}",        // x
            Self::Add => "\u{e13d}",          // plus
            Self::More => "\u{e0b6}",         // ellipsis
            Self::Down => "\u{e06d}",         // chevron-down
            Self::Right => "\u{e06f}",        // chevron-right
            Self::Left => "\u{e06e}",         // chevron-left
            Self::Sent => "\u{e04a}",         // arrow-up
            Self::Received => "\u{e042}",     // arrow-down
            Self::BothWays => "\u{e37d}",     // arrow-up-down
            Self::Back => "\u{e048}",         // arrow-left
            Self::OpenSidebar => "\u{e21d}",  // panel-left-open
            Self::CloseSidebar => "\u{e21c}", // panel-left-close
            Self::Connections => "\u{e4e3}",  // cable
            Self::Events => "\u{e45c}",       // plug-zap
            Self::Connect => "\u{e37f}",      // plug
            Self::Disconnect => "\u{e45d}",   // unplug
            Self::Scenarios => "\u{e0d5}",    // flask-conical
            Self::Sequences => "\u{e1d1}",    // list-ordered
            Self::Learn => "\u{e234}",        // graduation-cap
            Self::Settings => "\u{e154}",     // settings
            Self::List => "\u{e106}",         // list
            Self::Flow => "\u{e24a}",         // arrow-left-right
            Self::Pause => "\u{e12e}",        // pause
            Self::Continue => "\u{e13c}",     // play
            Self::Clear => "\u{e18e}",        // trash-2
            Self::Copy => "\u{e09e}",         // copy
            Self::Save => "\u{e0b2}",         // download
            Self::Bookmark => "\u{e060}",     // bookmark
            Self::Folder => "\u{e0d7}",       // folder
            Self::FolderOpen => "\u{e247}",   // folder-open
            Self::AddFolder => "\u{e0d9}",    // folder-plus
            Self::Book => "\u{e05f}",         // book-open
            Self::Scale => "\u{e212}",        // scale
            Self::Timer => "\u{e1e0}",        // timer
            Self::Retry => "\u{e145}",        // refresh-cw
            Self::Failed => "\u{e084}",       // circle-x
            Self::Alert => "\u{e193}",        // triangle-alert
            Self::Info => "\u{e0f9}",         // info
            Self::Hint => "\u{e1c2}",         // lightbulb
            Self::Check => "\u{e06c}",        // check
            Self::Show => "\u{e0ba}",         // eye
            Self::Hide => "\u{e0bb}",         // eye-off
            Self::Paste => "\u{e3e8}",        // clipboard-paste
            Self::Lock => "\u{e10b}",         // lock
            Self::Unlock => "\u{e10c}",       // lock-open
            Self::Filter => "\u{e460}",       // list-filter
            Self::Repeat => "\u{e146}",       // repeat
            Self::File => "\u{e0cc}",         // file-text
            Self::Resend => "\u{e152}",       // send
            Self::Edit => "\u{e1f9}",         // pencil
            Self::Undo => "\u{e2a1}",         // undo-2
            Self::CollapseAll => "\u{e228}",  // chevrons-down-up
            Self::ExpandAll => "\u{e211}",    // chevrons-up-down
            Self::Compare => "\u{e359}",      // git-compare
            Self::Present => "\u{e4ae}",      // presentation
            Self::Help => "\u{e082}",         // circle-help
            Self::Stop => "\u{e083}",         // circle-stop
            Self::Import => "\u{e318}",       // file-down
            Self::Export => "\u{e32a}",       // file-up
            Self::Lightning => "\u{e1b4}",    // zap
            Self::Link => "\u{e102}",         // link
            Self::Latency => "\u{e038}",      // activity
            Self::Bits => "\u{e1f2}",         // binary
        }
    }

    /// The icon as a text, at its usual size.
    pub fn text(self) -> RichText {
        RichText::new(self.glyph()).size(ICON_SIZE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::theme;

    /// How far the middle of what is painted may be from the middle of its square, in parts of its size: some icons are not
    /// symmetric.
    const OFF_MIDDLE: f32 = 0.1;

    #[test]
    fn every_icon_stands_in_the_middle_of_its_square() {
        let context = egui::Context::default();
        theme::install(&context);
        let mut wrong = Vec::new();
        let mut output = context.run_ui(egui::RawInput::default(), |ui| {
            for icon in Icon::ALL {
                let font = egui::FontId::proportional(ICON_SIZE);
                let text = icon.glyph().to_owned();
                let galley =
                    ui.fonts_mut(|fonts| fonts.layout_no_wrap(text, font, egui::Color32::WHITE));
                let off = galley.mesh_bounds.center().x - galley.rect.center().x;
                if off.abs() > OFF_MIDDLE * ICON_SIZE {
                    wrong.push((icon, off));
                }
            }
        });
        output.textures_delta.clear();
        assert!(wrong.is_empty(), "{wrong:?}");
    }

    #[test]
    fn every_icon_has_its_glyph() {
        let context = egui::Context::default();
        theme::install(&context);
        let mut missing = Vec::new();
        let mut output = context.run_ui(egui::RawInput::default(), |ui| {
            ui.ctx().fonts_mut(|fonts| {
                let font = egui::FontId::proportional(ICON_SIZE);
                let mut lacks =
                    |icon: &Icon| !icon.glyph().chars().all(|c| fonts.has_glyph(&font, c));
                missing = Icon::ALL.into_iter().filter(|icon| lacks(icon)).collect();
            });
        });
        output.textures_delta.clear();
        assert_eq!(missing, [], "run `cargo xtask font --lucide …`");
    }
}
