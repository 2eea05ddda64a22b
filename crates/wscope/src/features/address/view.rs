//! The row of the address. Field, button and state have fixed places, so no word moves the row.

use connection::Phase;
use egui::{Align, Button, Direction, Layout, Rect, RichText, Ui, UiBuilder};

use super::command::Command;
use super::texts::Text;
use crate::kit::button::{name, primary_style, styled_button};
use crate::kit::command::Command as _;
use crate::kit::icon::Icon;
use crate::kit::language::Language;
use crate::kit::standing::Standing;
use crate::kit::tab_id::TabId;
use crate::kit::theme::{Palette, medium, sizes, type_size};
use crate::kit::variables::Variables;

/// Width of the button that connects, in points.
const BUTTON: f32 = 112.0;
/// Space between the parts.
const GAP: f32 = 8.0;
/// Width of the menu, where it is in this row.
const MENU: f32 = 28.0;

/// What the row needs to know.
pub struct AddressRow<'a> {
    /// The tab that it belongs to.
    pub tab: TabId,
    /// The language to speak.
    pub language: Language,
    /// What the person typed.
    pub address: &'a mut String,
    /// Where the connection is in its life.
    pub phase: Phase,
    /// How it stands.
    pub standing: Standing,
    /// Addresses to choose from.
    pub recent: &'a [String],
    /// Whether it came from a file, which may have no address.
    pub is_from_file: bool,
    /// What stands for variables in the address.
    pub variables: &'a Variables,
    /// Whether the browser forbids unencrypted connections.
    pub is_secure_page: bool,
    /// Whether it is as narrow as a phone.
    pub is_narrow: bool,
    /// Whether it is presented.
    pub presents: bool,
}

impl AddressRow<'_> {
    /// Shows the row in the whole of `ui`. In a narrow window it leaves a place for a menu at its end, and says where.
    pub fn show(mut self, ui: &mut Ui, commands: &mut Vec<Command>) -> Option<Rect> {
        let area = ui.max_rect();
        if self.presents {
            let state = area.with_min_x(area.right() - self.state_width());
            self.field(ui, area.with_max_x(state.left() - GAP), commands);
            self.state(ui, state, commands);
            return None;
        }
        if self.is_narrow {
            let menu = area.with_min_x(area.right() - MENU.max(sizes::target(ui)));
            let main = area.with_max_x(menu.left() - GAP);
            let main = main.with_min_x(main.right() - sizes::primary(ui));
            self.field(ui, area.with_max_x(main.left() - GAP), commands);
            self.main_button(ui, main, commands);
            return Some(menu);
        }
        let state = area.with_min_x(area.right() - self.state_width());
        let main = area.with_max_x(state.left() - GAP / 2.0);
        let main = main.with_min_x(main.right() - BUTTON);
        self.field(ui, area.with_max_x(main.left() - GAP), commands);
        self.main_button(ui, main, commands);
        self.state(ui, state, commands);
        None
    }

    fn state_width(&self) -> f32 {
        state_width(self.presents, self.language)
    }

    /// Connects or disconnects: one box, of which only the fill and the word change.
    fn main_button(&self, ui: &mut Ui, place: Rect, commands: &mut Vec<Command>) {
        let is_valid = self.endpoint().is_ok();
        let (command, icon) = match self.phase {
            Phase::Idle if self.standing != Standing::AwaitsKeyring => {
                (Command::Connect, Icon::Connect)
            }
            Phase::Idle | Phase::Connecting { .. } | Phase::Waiting { .. } => {
                (Command::Cancel, Icon::Stop)
            }
            Phase::Open { .. } => (Command::Disconnect, Icon::Disconnect),
        };
        let usable = if is_valid || command != Command::Connect {
            Ok(())
        } else {
            Err(Text::AddressTooltip.say(self.language))
        };
        let about = command.about(self.language);
        let words = about.map(|about| about.text).unwrap_or_default();
        let palette = Palette::of(ui);
        let is_primary = command == Command::Connect && usable.is_ok();
        let colour = match (is_primary, usable.is_ok()) {
            (true, _) => palette.on_accent,
            (false, true) => palette.text,
            (false, false) => palette.muted,
        };
        let font = if is_primary {
            medium(type_size::PRIMARY)
        } else {
            egui::FontId::proportional(type_size::PRIMARY)
        };
        let caption = if self.is_narrow {
            icon.text()
        } else {
            RichText::new(&*words).font(font)
        };
        let layout = Layout::centered_and_justified(Direction::LeftToRight);
        let builder = UiBuilder::new().id_salt("main").max_rect(place);
        ui.scope_builder(
            builder.layout(layout.with_cross_align(Align::Center)),
            |ui| {
                ui.visuals_mut().disabled_alpha = 1.0;
                ui.spacing_mut().button_padding.x = 2.0;
                let caption = caption.color(colour);
                let button: Button<'_> = primary_style(&palette, caption, is_primary);
                let language = self.language;
                let response = styled_button(ui, language, command, button, usable, commands);
                name(&response, &words);
            },
        );
    }
}

/// Room for every state.
fn state_width(presents: bool, language: Language) -> f32 {
    match (presents, language) {
        (true, _) => 168.0,
        (false, Language::SimplifiedChinese) => 96.0,
        (false, Language::English) => 124.0,
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use std::time::Duration;

    use egui::{Context, FontId, RawInput};
    use web_time::Instant;

    use super::super::state::{BESIDE_WORD, word};
    use super::*;
    use crate::kit::theme;

    #[test]
    fn the_word_for_every_state_has_room() {
        let context = Context::default();
        theme::install(&context);
        let until = Instant::now() + Duration::from_secs(59);
        let all = [
            Standing::Idle,
            Standing::AwaitsKeyring,
            Standing::Connecting,
            Standing::Open,
            Standing::Waiting { until },
            Standing::Failed,
            Standing::Closed,
            Standing::ClosedAbnormally { code: 4999 },
        ];
        let mut wrong = Vec::new();
        let mut output = context.run_ui(RawInput::default(), |ui| {
            for (presents, size) in [(false, type_size::BODY), (true, type_size::PRESENTED)] {
                for (language, standing) in Language::ALL
                    .into_iter()
                    .flat_map(|language| all.map(|one| (language, one)))
                {
                    let text = word(standing, language).into_owned();
                    let font = FontId::proportional(size);
                    let width = ui.fonts_mut(|fonts| {
                        let galley = fonts.layout_no_wrap(text.clone(), font, egui::Color32::WHITE);
                        galley.size().x
                    });
                    let room = state_width(presents, language) - BESIDE_WORD;
                    if width > room {
                        wrong.push((text, width, room));
                    }
                }
            }
        });
        output.textures_delta.clear();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}
