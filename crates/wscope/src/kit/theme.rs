//! Colours, sizes and fonts: the one place that names them.
#![expect(clippy::disallowed_methods, reason = "this is where colours are made")]

use std::sync::Arc;

use connection::Phase;
use egui::{Color32, Context, FontData, FontDefinitions, FontFamily, FontId, TextStyle, Theme};
use serde::{Deserialize, Serialize};

/// Which colours the person wants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ThemeChoice {
    /// As the system says.
    #[default]
    System,
    /// Dark text on light ground.
    Light,
    /// Light text on dark ground.
    Dark,
}

impl From<ThemeChoice> for egui::ThemePreference {
    fn from(choice: ThemeChoice) -> Self {
        match choice {
            ThemeChoice::System => Self::System,
            ThemeChoice::Light => Self::Light,
            ThemeChoice::Dark => Self::Dark,
        }
    }
}

/// Signs that stand for themselves. The font subset has their glyphs, as it has those of the texts.
pub mod sign {
    /// A message that was sent.
    pub const SENT: &str = "↑";
    /// A message that was received.
    pub const RECEIVED: &str = "↓";
    /// The state of the connection, and a line about it.
    pub const STATE: &str = "●";
    /// A menu that opens.
    pub const MENU: &str = "▼";
    /// A menu of what has no room.
    pub const MORE: &str = "…";
    /// What sends by itself, and is not looked at.
    pub const SENDING: &str = "■";
    /// What closes a pane.
    pub const CLOSE: &str = "×";
    /// A part that is folded.
    pub const FOLDED: &str = "▶";
    /// A part that can be folded.
    pub const UNFOLDED: &str = "▼";
}

/// By which a tab is told from others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TabColour {
    /// By nothing.
    #[default]
    None,
    /// Blue.
    Blue,
    /// Green.
    Green,
    /// Amber.
    Amber,
    /// Red.
    Red,
    /// Violet.
    Violet,
}

impl TabColour {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 6] = [
        Self::None,
        Self::Blue,
        Self::Green,
        Self::Amber,
        Self::Red,
        Self::Violet,
    ];

    /// The colour itself, the same on light ground and on dark.
    pub fn shown(self) -> Color32 {
        match self {
            Self::None => Color32::TRANSPARENT,
            Self::Blue => Color32::from_rgb(58, 134, 232),
            Self::Green => Color32::from_rgb(52, 160, 88),
            Self::Amber => Color32::from_rgb(216, 148, 32),
            Self::Red => Color32::from_rgb(220, 76, 70),
            Self::Violet => Color32::from_rgb(150, 104, 216),
        }
    }
}

/// Height of a row of the list, in points.
pub const ROW_HEIGHT: f32 = 22.0;
/// Height of a line of the detail pane, in points.
pub const LINE_HEIGHT: f32 = 17.0;
/// Space between widgets, in points.
pub const SPACING: egui::Vec2 = egui::vec2(8.0, 6.0);
/// Space between the edge of a panel and what is in it, in points.
pub const MARGIN: i8 = 10;

/// The colours of the parts that egui has no word for.
#[derive(Clone, Copy, Debug)]
pub struct Palette {
    /// The button 点击请求 and what leads back to the newest row.
    pub accent: Color32,
    /// Text on the accent.
    pub on_accent: Color32,
    /// What was sent.
    pub sent: Color32,
    /// What was received.
    pub received: Color32,
    /// An open connection.
    pub good: Color32,
    /// An attempt under way, what was dropped, and an end that was not as it should be.
    pub caution: Color32,
    /// What went wrong.
    pub bad: Color32,
    /// Ground of what must not be overlooked.
    pub alarm: Color32,
    /// Text on that ground.
    pub on_alarm: Color32,
    /// Times, sizes, and whatever is secondary.
    pub quiet: Color32,
    /// Ground of every other row.
    pub stripe: Color32,
    /// Ground of the row under the pointer.
    pub hovered: Color32,
    /// Ground of the selected row.
    pub selected: Color32,
    /// Ground of what was found.
    pub marked: Color32,
}

impl Palette {
    /// The palette of the theme that is shown.
    pub fn of(ui: &egui::Ui) -> Self {
        match ui.theme() {
            Theme::Dark => DARK,
            Theme::Light => LIGHT,
        }
    }
}

/// The colour of a phase.
pub fn phase_colour(palette: &Palette, phase: Phase) -> Color32 {
    match phase {
        Phase::Idle => palette.quiet,
        Phase::Connecting { .. } | Phase::Waiting { .. } => palette.caution,
        Phase::Open { .. } => palette.good,
    }
}

// Text colours have a contrast of at least 4.5 : 1 on their ground (WCAG 2.2, 1.4.3).
const DARK: Palette = Palette {
    accent: Color32::from_rgb(30, 111, 217),
    on_accent: Color32::WHITE,
    sent: Color32::from_rgb(126, 184, 255),
    received: Color32::from_rgb(118, 214, 140),
    good: Color32::from_rgb(118, 214, 140),
    caution: Color32::from_rgb(240, 190, 90),
    bad: Color32::from_rgb(255, 140, 130),
    alarm: Color32::from_rgb(178, 32, 28),
    on_alarm: Color32::WHITE,
    quiet: Color32::from_rgb(158, 166, 176),
    stripe: Color32::from_rgb(28, 31, 36),
    hovered: Color32::from_rgb(41, 46, 54),
    selected: Color32::from_rgb(31, 53, 83),
    marked: Color32::from_rgb(112, 84, 0),
};

const LIGHT: Palette = Palette {
    accent: Color32::from_rgb(30, 100, 200),
    on_accent: Color32::WHITE,
    sent: Color32::from_rgb(22, 88, 180),
    received: Color32::from_rgb(20, 112, 52),
    good: Color32::from_rgb(20, 112, 52),
    caution: Color32::from_rgb(138, 84, 0),
    bad: Color32::from_rgb(178, 32, 28),
    alarm: Color32::from_rgb(178, 32, 28),
    on_alarm: Color32::WHITE,
    quiet: Color32::from_rgb(92, 98, 108),
    stripe: Color32::from_rgb(244, 246, 248),
    hovered: Color32::from_rgb(228, 234, 242),
    selected: Color32::from_rgb(203, 224, 252),
    marked: Color32::from_rgb(255, 224, 110),
};

/// Sets fonts, text sizes and grounds. Once, at the start.
pub fn install(context: &Context) {
    context.set_fonts(fonts());
    context.all_styles_mut(|style| {
        style.text_styles = [
            (TextStyle::Small, FontId::proportional(12.0)),
            (TextStyle::Body, FontId::proportional(14.0)),
            (TextStyle::Button, FontId::proportional(14.0)),
            (TextStyle::Heading, FontId::proportional(18.0)),
            (TextStyle::Monospace, FontId::monospace(13.0)),
        ]
        .into();
        style.spacing.item_spacing = SPACING;
        style.spacing.button_padding = egui::vec2(10.0, 5.0);
        style.spacing.interact_size.y = 28.0;
        // A blinking cursor would repaint an idle window twice a second.
        style.visuals.text_cursor.blink = false;
    });
    context.style_mut_of(Theme::Dark, |style| {
        style.visuals.panel_fill = Color32::from_rgb(23, 25, 29);
        style.visuals.window_fill = Color32::from_rgb(30, 33, 38);
        style.visuals.extreme_bg_color = Color32::from_rgb(15, 17, 20);
        style.visuals.override_text_color = Some(Color32::from_rgb(226, 230, 236));
    });
    context.style_mut_of(Theme::Light, |style| {
        style.visuals.panel_fill = Color32::from_rgb(251, 252, 253);
        // Fields are white, and must be seen in a dialog too.
        style.visuals.window_fill = Color32::from_rgb(240, 242, 245);
        style.visuals.extreme_bg_color = Color32::WHITE;
        style.visuals.override_text_color = Some(Color32::from_rgb(28, 31, 36));
    });
}

/// What the page brings of egui's own fonts. A browser has the rest, and eframe draws with it what is missing here.
#[cfg(target_arch = "wasm32")]
fn own_fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::empty();
    let text = include_bytes!("../../../../assets/fonts/Ubuntu-Light-subset.ttf").as_slice();
    let code = include_bytes!("../../../../assets/fonts/Hack-Regular-subset.ttf").as_slice();
    for (name, data) in [("text", text), ("code", code)] {
        let data = Arc::new(FontData::from_static(data));
        fonts.font_data.insert(name.to_owned(), data);
    }
    let mut set = |family, names: &[&str]| {
        let names = names.iter().map(|name| (*name).to_owned());
        fonts.families.insert(family, names.collect());
    };
    set(FontFamily::Proportional, &["text"]);
    set(FontFamily::Monospace, &["code", "text"]);
    fonts
}

/// egui's own fonts.
#[cfg(not(target_arch = "wasm32"))]
fn own_fonts() -> FontDefinitions {
    FontDefinitions::default()
}

/// egui's own fonts, and behind them the Chinese glyphs of our texts: they must show on a machine
/// that has no Chinese font. Other scripts come from the system.
fn fonts() -> FontDefinitions {
    const NAME: &str = "Noto Sans CJK SC, subset";
    let mut fonts = own_fonts();
    let subset = FontData::from_static(include_bytes!(
        "../../../../assets/fonts/NotoSansCJKsc-subset.otf"
    ));
    fonts.font_data.insert(NAME.to_owned(), Arc::new(subset));
    for family in [FontFamily::Proportional, FontFamily::Monospace] {
        fonts
            .families
            .entry(family)
            .or_default()
            .push(NAME.to_owned());
    }
    fonts
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The relative luminance of a colour (WCAG 2.2).
    fn luminance(colour: Color32) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        };
        let [red, green, blue, _] = colour.to_array();
        0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    #[test]
    fn what_a_row_says_can_be_read_on_every_ground() {
        let context = Context::default();
        install(&context);
        for (theme, palette) in [(Theme::Dark, DARK), (Theme::Light, LIGHT)] {
            let panel = context.style_of(theme).visuals.panel_fill;
            for ground in [panel, palette.stripe, palette.hovered, palette.selected] {
                for (name, colour) in [
                    ("quiet", palette.quiet),
                    ("caution", palette.caution),
                    ("bad", palette.bad),
                    ("good", palette.good),
                    ("sent", palette.sent),
                    ("received", palette.received),
                ] {
                    let (one, other) = (luminance(colour), luminance(ground));
                    let contrast = (one.max(other) + 0.05) / (one.min(other) + 0.05);
                    assert!(
                        contrast >= 4.5,
                        "{theme:?}, {name} on {ground:?}: {contrast:.2}"
                    );
                }
            }
        }
    }

    fn read_sources(folder: &std::path::Path, texts: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                read_sources(&path, texts);
            } else if !path.ends_with("tests.rs") {
                // What tests are given may be in any script.
                let source = std::fs::read_to_string(&path).unwrap();
                texts.push_str(source.split("#[cfg(test)]").next().unwrap());
            }
        }
    }

    /// Without a font of the system nothing else could draw them.
    #[test]
    fn every_text_has_its_glyphs() {
        // Every text of the window is in the sources, wherever a feature has it.
        let mut texts = String::new();
        read_sources(
            concat!(env!("CARGO_MANIFEST_DIR"), "/src").as_ref(),
            &mut texts,
        );
        let context = Context::default();
        install(&context);
        let mut missing = String::new();
        let mut output = context.run_ui(egui::RawInput::default(), |ui| {
            ui.ctx().fonts_mut(|fonts| {
                let shown = texts.chars();
                let has_none = |c: &char| {
                    let ids = [FontId::proportional(14.0), FontId::monospace(13.0)];
                    !c.is_ascii() && ids.iter().any(|id| !fonts.has_glyph(id, *c))
                };
                missing = shown.filter(has_none).collect();
            });
        });
        output.textures_delta.clear();
        assert_eq!(missing, "", "run `cargo xtask font`");
    }
}
