//! Colours, sizes and fonts: the one place that names them.
#![expect(clippy::disallowed_methods, reason = "this is where colours are made")]

mod fonts;
mod palette;

use connection::Phase;
use egui::{
    Color32, Context, CornerRadius, FontFamily, FontId, RichText, Stroke, TextStyle, Theme, Visuals,
};
use serde::{Deserialize, Serialize};

pub use self::palette::{Contrast, Palette};

use self::fonts::{MEDIUM, fonts};

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

/// Sizes of the window's parts, in points.
pub mod sizes {
    /// Height of a row of the list.
    pub const ROW: f32 = 24.0;
    /// The same in a presentation.
    pub const PRESENTED_ROW: f32 = 36.0;
    /// Height of a line of a message that is shown whole.
    pub const LINE: f32 = 20.0;
    /// Height of a row of a table of names and values.
    pub const TABLE_ROW: f32 = 28.0;
    /// Height of a button or a field.
    pub const CONTROL: f32 = 28.0;
    /// The same of the address, the composer and the buttons beside them.
    pub const PRIMARY: f32 = 36.0;
    /// Height of every control, and width at least, where a finger points (Web Content Accessibility Guidelines 2.2, 2.5.5).
    pub const TOUCH: f32 = 44.0;
    /// Radius of corners.
    pub const RADIUS: u8 = 6;
    /// Width of what takes the keyboard.
    pub const FOCUS_RING: f32 = 2.0;
    /// Small, usual and large space.
    pub const GAPS: [f32; 3] = [4.0, 8.0, 16.0];

    /// Height of a button or a field, where [`super::fit_to`] was told what points.
    pub fn control(ui: &egui::Ui) -> f32 {
        // The style of the context: that of a part may have another height.
        ui.ctx().global_style().spacing.interact_size.y
    }

    /// The same of the address, the composer and the buttons beside them.
    pub fn primary(ui: &egui::Ui) -> f32 {
        PRIMARY.max(control(ui))
    }

    /// Height of a row of the list.
    pub fn row(ui: &egui::Ui) -> f32 {
        ROW.max(target(ui))
    }

    /// Height of a row of a table of names and values.
    pub fn table_row(ui: &egui::Ui) -> f32 {
        TABLE_ROW.max(control(ui))
    }

    /// How large everything that can be pressed is at least: nothing is asked for where a mouse points.
    pub fn target(ui: &egui::Ui) -> f32 {
        let control = control(ui);
        if control > CONTROL { control } else { 0.0 }
    }

    /// Whether a finger points: what is smaller than [`TOUCH`] is no use then.
    pub fn is_for_fingers(ui: &egui::Ui) -> bool {
        target(ui) > 0.0
    }
}

/// Space between widgets, in points.
pub const SPACING: egui::Vec2 = egui::vec2(8.0, 6.0);
/// Space between the edge of a part and what is in it, in points.
pub const MARGIN: i8 = 8;

/// Sizes of type, in points.
pub mod type_size {
    /// Captions, hints, headers of columns.
    pub const SMALL: f32 = 12.0;
    /// Everything else.
    pub const BODY: f32 = 13.0;
    /// The primary button, the button that connects, the field of the palette.
    pub const PRIMARY: f32 = 14.0;
    /// A presentation.
    pub const PRESENTED: f32 = 20.0;
    /// The title of a dialog.
    pub const TITLE: f32 = 16.0;
    /// A result in one sentence.
    pub const RESULT: f32 = 20.0;
}

/// The font for titles, for what is selected and for the primary button.
pub fn medium(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(MEDIUM.into()))
}

/// A text of the usual size in that font.
pub fn strong(text: impl Into<String>) -> RichText {
    RichText::new(text).font(medium(type_size::BODY))
}

/// The font for data.
pub fn data() -> FontId {
    FontId::monospace(type_size::BODY)
}

/// The colour of a phase.
pub fn phase_colour(palette: &Palette, phase: Phase) -> Color32 {
    match phase {
        Phase::Idle => palette.muted,
        Phase::Connecting { .. } | Phase::Waiting { .. } => palette.warning,
        Phase::Open { .. } => palette.received,
    }
}

/// Gives everything colours of this contrast.
pub fn set_contrast(context: &Context, contrast: Contrast) {
    context.data_mut(|data| data.insert_temp(Contrast::key(), contrast));
    for theme in [Theme::Dark, Theme::Light] {
        context.style_mut_of(theme, |style| {
            colour(&mut style.visuals, &Palette::with_contrast(theme, contrast));
        });
    }
}

/// What points at controls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pointer {
    /// A mouse, a touch pad or a pen.
    #[default]
    Fine,
    /// A finger.
    Coarse,
}

/// How far from a control a press may be that means it, in points, where nothing else is nearer: with it a control of
/// [`sizes::CONTROL`] takes a finger within [`sizes::TOUCH`].
const REACH: f32 = (sizes::TOUCH - sizes::CONTROL) / 2.0;

/// Makes controls as large as what points at them asks for. Before anything is shown, because everything moves.
pub fn fit_to(context: &Context, pointer: Pointer) {
    let control = match pointer {
        Pointer::Fine => sizes::CONTROL,
        Pointer::Coarse => sizes::TOUCH,
    };
    context.all_styles_mut(|style| {
        style.spacing.interact_size.y = control;
        if pointer == Pointer::Coarse {
            style.spacing.interact_size.x = style.spacing.interact_size.x.max(control);
        }
    });
}

/// Lets a finger press what is near, where a mouse was thought to point.
pub fn reach_for_fingers(context: &Context) {
    if context.global_style().interaction.interact_radius < REACH {
        context.all_styles_mut(|style| style.interaction.interact_radius = REACH);
    }
}

/// Sets fonts, text sizes and colours. Once, at the start.
pub fn install(context: &Context) {
    context.set_fonts(fonts());
    context.all_styles_mut(|style| {
        style.text_styles = [
            (TextStyle::Small, FontId::proportional(type_size::SMALL)),
            (TextStyle::Body, FontId::proportional(type_size::BODY)),
            (TextStyle::Button, FontId::proportional(type_size::BODY)),
            (TextStyle::Heading, medium(type_size::TITLE)),
            (TextStyle::Monospace, data()),
        ]
        .into();
        style.spacing.item_spacing = SPACING;
        style.spacing.button_padding = egui::vec2(10.0, 4.0);
        style.spacing.interact_size.y = sizes::CONTROL;
        style.spacing.menu_margin = egui::Margin::same(6);
        style.spacing.window_margin = egui::Margin::same(16);
        // A blinking cursor would repaint an idle window twice a second.
        style.visuals.text_cursor.blink = false;
    });
    set_contrast(context, Contrast::default());
}

impl Palette {
    /// The ring around what has the keyboard. egui gives selected text its colour: the accent could not be read on that ground.
    pub fn ring(&self) -> Stroke {
        Stroke::new(sizes::FOCUS_RING, self.sent)
    }
}

/// Gives egui's own widgets the colours of the palette.
fn colour(visuals: &mut Visuals, palette: &Palette) {
    let radius = CornerRadius::same(sizes::RADIUS);
    visuals.panel_fill = palette.surface;
    visuals.window_fill = palette.raised;
    visuals.window_stroke = Stroke::new(1.0, palette.field_border);
    visuals.window_corner_radius = radius;
    visuals.menu_corner_radius = radius;
    visuals.extreme_bg_color = palette.background;
    visuals.text_edit_bg_color = Some(palette.background);
    visuals.faint_bg_color = palette.hover;
    visuals.override_text_color = Some(palette.text);
    visuals.weak_text_color = Some(palette.muted);
    visuals.hyperlink_color = palette.sent;
    visuals.warn_fg_color = palette.warning;
    visuals.error_fg_color = palette.error;
    visuals.selection.bg_fill = palette.selection;
    visuals.selection.stroke = palette.ring();
    let edge = Stroke::new(1.0, palette.field_border);
    let widgets = &mut visuals.widgets;
    let states = [
        (
            &mut widgets.noninteractive,
            palette.surface,
            Stroke::new(1.0, palette.line),
        ),
        (&mut widgets.inactive, palette.background, edge),
        (&mut widgets.hovered, palette.hover, edge),
        (
            &mut widgets.active,
            palette.selection,
            Stroke::new(1.0, palette.text),
        ),
        (&mut widgets.open, palette.hover, edge),
    ];
    for (state, fill, edge) in states {
        state.bg_fill = fill;
        state.weak_bg_fill = fill;
        state.bg_stroke = edge;
        state.fg_stroke = Stroke::new(1.0, palette.text);
        state.corner_radius = radius;
        state.expansion = 0.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        // Every text of the window is in the sources, wherever a feature has it, and what scenarios are called in theirs; forms
        // have their names beside what encodes them.
        let mut texts = String::new();
        for sources in ["/src", "/../scenario/src", "/../payload/src/decoders"] {
            let folder = format!("{}{sources}", env!("CARGO_MANIFEST_DIR"));
            read_sources(folder.as_ref(), &mut texts);
        }
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
