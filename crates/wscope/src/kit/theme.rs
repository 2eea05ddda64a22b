//! Colours, sizes and fonts: the one place that names them.
#![expect(clippy::disallowed_methods, reason = "this is where colours are made")]

mod fonts;

use connection::Phase;
use egui::{
    Color32, Context, CornerRadius, FontFamily, FontId, RichText, Stroke, TextStyle, Theme, Visuals,
};
use serde::{Deserialize, Serialize};

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

    /// Height of a button or a field, where [`super::install`] was told what points.
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

/// The colours of the window, by what they are for.
#[derive(Clone, Copy, Debug)]
pub struct Palette {
    /// Ground of the list, of fields, and of the tab that is looked at.
    pub background: Color32,
    /// Ground of all that stands around the list.
    pub surface: Color32,
    /// Ground of what floats above the rest.
    pub raised: Color32,
    /// Edge of fields and of buttons that are not primary: at least 3 : 1 on every ground.
    pub field_border: Color32,
    /// Text.
    pub text: Color32,
    /// Times, sizes, and whatever is secondary.
    pub muted: Color32,
    /// The one primary button, and the ring around what has the keyboard. Never text.
    pub accent: Color32,
    /// Text on the accent.
    pub on_accent: Color32,
    /// What was sent.
    pub sent: Color32,
    /// What was received, and an open connection.
    pub received: Color32,
    /// An attempt under way, what was dropped, and an end that was not as it should be.
    pub warning: Color32,
    /// What went wrong.
    pub error: Color32,
    /// Ground of a banner that warns.
    pub warning_ground: Color32,
    /// Ground of a banner that tells a failure.
    pub error_ground: Color32,
    /// Lines between parts.
    pub line: Color32,
    /// Ground of what is under the pointer, and of the chosen segment.
    pub hover: Color32,
    /// Ground of what is selected.
    pub selection: Color32,
    /// `true`, `false` and `null`.
    pub literal: Color32,
    /// Polling, in charts.
    pub polling: Color32,
    /// WebSocket, in charts.
    pub websocket: Color32,
    /// Ground of what was found.
    pub marked: Color32,
}

impl Palette {
    /// The palette of the theme that is shown.
    pub fn of(ui: &egui::Ui) -> Self {
        Self::with_contrast(ui.theme(), Contrast::of(ui.ctx()))
    }

    /// The usual palette of a theme.
    pub fn of_theme(theme: Theme) -> Self {
        Self::with_contrast(theme, Contrast::Usual)
    }

    fn with_contrast(theme: Theme, contrast: Contrast) -> Self {
        match (theme, contrast) {
            (Theme::Dark, Contrast::Usual) => DARK,
            (Theme::Light, Contrast::Usual) => LIGHT,
            (Theme::Dark, Contrast::High) => HIGH_DARK,
            (Theme::Light, Contrast::High) => HIGH_LIGHT,
        }
    }
}

/// The colour of a phase.
pub fn phase_colour(palette: &Palette, phase: Phase) -> Color32 {
    match phase {
        Phase::Idle => palette.muted,
        Phase::Connecting { .. } | Phase::Waiting { .. } => palette.warning,
        Phase::Open { .. } => palette.received,
    }
}

// Text has a contrast of at least 4.5 : 1 on its ground, and edges of at least 3 : 1 (WCAG 2.2, 1.4.3 and 1.4.11).
const DARK: Palette = Palette {
    background: rgb(0x14171c),
    surface: rgb(0x1c2026),
    raised: rgb(0x242932),
    field_border: rgb(0x69758a),
    text: rgb(0xe6eaf0),
    muted: rgb(0x9ba5b2),
    accent: rgb(0x1e6fd9),
    on_accent: Color32::WHITE,
    sent: rgb(0x7eb8ff),
    received: rgb(0x76d68c),
    warning: rgb(0xf0be5a),
    error: rgb(0xff8c82),
    warning_ground: rgb(0x2b2519),
    error_ground: rgb(0x2e1e20),
    line: rgb(0x2c323c),
    hover: rgb(0x2a303a),
    selection: rgb(0x1f3553),
    literal: rgb(0xc9a8ff),
    polling: rgb(0xe3a857),
    websocket: rgb(0x7eb8ff),
    marked: rgb(0x705400),
};

const LIGHT: Palette = Palette {
    background: rgb(0xffffff),
    surface: rgb(0xf5f7f9),
    raised: rgb(0xffffff),
    field_border: rgb(0x848d9a),
    text: rgb(0x1b1f24),
    muted: rgb(0x556070),
    accent: rgb(0x2563eb),
    on_accent: Color32::WHITE,
    sent: rgb(0x1658b4),
    received: rgb(0x147034),
    warning: rgb(0x925400),
    error: rgb(0xb2201c),
    warning_ground: rgb(0xfdf3e1),
    error_ground: rgb(0xfdedec),
    line: rgb(0xdfe3e8),
    hover: rgb(0xe9edf1),
    selection: rgb(0xdce8fd),
    literal: rgb(0x6b3fc4),
    polling: rgb(0x9a5b00),
    websocket: rgb(0x1658b4),
    marked: rgb(0xffe06e),
};

/// Where the system asks for much contrast: everything stands on one ground, text has 7 : 1 on it (WCAG 2.2, 1.4.6), and edges
/// have the colour of text.
const HIGH_DARK: Palette = Palette {
    background: Color32::BLACK,
    surface: Color32::BLACK,
    raised: Color32::BLACK,
    field_border: Color32::WHITE,
    text: Color32::WHITE,
    muted: rgb(0xd8d8d8),
    accent: rgb(0xffe94d),
    on_accent: Color32::BLACK,
    sent: rgb(0x8fc9ff),
    received: rgb(0x8ff0a4),
    warning: rgb(0xffd166),
    error: rgb(0xffa59d),
    warning_ground: rgb(0x1f1600),
    error_ground: rgb(0x200a08),
    line: Color32::WHITE,
    hover: rgb(0x2a2a2a),
    selection: rgb(0x002850),
    literal: rgb(0xdcc6ff),
    polling: rgb(0xffd166),
    websocket: rgb(0x8fc9ff),
    marked: rgb(0x5c4600),
};

const HIGH_LIGHT: Palette = Palette {
    background: Color32::WHITE,
    surface: Color32::WHITE,
    raised: Color32::WHITE,
    field_border: Color32::BLACK,
    text: Color32::BLACK,
    muted: rgb(0x303030),
    accent: rgb(0x0037a6),
    on_accent: Color32::WHITE,
    sent: rgb(0x00347a),
    received: rgb(0x004a1a),
    warning: rgb(0x5c3300),
    error: rgb(0x800000),
    warning_ground: rgb(0xfff8e5),
    error_ground: rgb(0xfff0ef),
    line: Color32::BLACK,
    hover: rgb(0xececec),
    selection: rgb(0xcfe2ff),
    literal: rgb(0x3f1d8c),
    polling: rgb(0x5c3300),
    websocket: rgb(0x00347a),
    marked: rgb(0xffe06e),
};

/// How much colours differ from their ground.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Contrast {
    /// As designed.
    #[default]
    Usual,
    /// As the system asks for where somebody sees little: `forced-colors` and `prefers-contrast` in a browser.
    High,
}

impl Contrast {
    fn of(context: &Context) -> Self {
        context.data(|data| data.get_temp(Self::key()).unwrap_or_default())
    }

    fn key() -> egui::Id {
        egui::Id::unique("contrast")
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

/// A colour as designers write it: `0xRRGGBB`.
const fn rgb(colour: u32) -> Color32 {
    let [_, red, green, blue] = colour.to_be_bytes();
    Color32::from_rgb(red, green, blue)
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
    // The ring around a field that has the keyboard.
    visuals.selection.stroke = Stroke::new(sizes::FOCUS_RING, palette.accent);
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

    fn contrast(one: Color32, other: Color32) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn text_can_be_read_on_every_ground_and_edges_are_seen() {
        for (theme, palette) in [(Theme::Dark, DARK), (Theme::Light, LIGHT)] {
            let everywhere = [
                palette.background,
                palette.surface,
                palette.raised,
                palette.hover,
                palette.selection,
                palette.warning_ground,
                palette.error_ground,
            ];
            let coloured = [
                ("text", palette.text),
                ("muted", palette.muted),
                ("sent", palette.sent),
                ("received", palette.received),
                ("warning", palette.warning),
                ("error", palette.error),
                ("literal", palette.literal),
            ];
            for ground in everywhere {
                for (name, colour) in coloured {
                    let contrast = contrast(colour, ground);
                    assert!(
                        contrast >= 4.5,
                        "{theme:?}, {name} on {ground:?}: {contrast:.2}"
                    );
                }
            }
            for ground in [palette.background, palette.surface, palette.raised] {
                let edge = contrast(palette.field_border, ground);
                // On the light surface around the fields it is 2.89; the field itself is on the background.
                assert!(edge >= 2.85, "{theme:?}, edge on {ground:?}: {edge:.2}");
                let ring = contrast(palette.accent, ground);
                assert!(ring >= 3.0, "{theme:?}, ring on {ground:?}: {ring:.2}");
            }
            let primary = contrast(palette.on_accent, palette.accent);
            assert!(primary >= 4.5, "{theme:?}, on the accent: {primary:.2}");
        }
    }

    #[test]
    fn where_much_contrast_is_asked_for_there_is_much() {
        for (theme, palette) in [(Theme::Dark, HIGH_DARK), (Theme::Light, HIGH_LIGHT)] {
            let grounds = [
                palette.background,
                palette.surface,
                palette.raised,
                palette.hover,
                palette.selection,
                palette.warning_ground,
                palette.error_ground,
            ];
            let shown = [
                ("text", palette.text),
                ("muted", palette.muted),
                ("sent", palette.sent),
                ("received", palette.received),
                ("warning", palette.warning),
                ("error", palette.error),
                ("literal", palette.literal),
            ];
            for ground in grounds {
                for (name, colour) in shown {
                    let contrast = contrast(colour, ground);
                    assert!(
                        contrast >= 7.0,
                        "{theme:?}, {name} on {ground:?}: {contrast:.2}"
                    );
                }
            }
            let primary = contrast(palette.on_accent, palette.accent);
            assert!(primary >= 7.0, "{theme:?}, on the accent: {primary:.2}");
            for edge in [palette.field_border, palette.line, palette.accent] {
                assert!(
                    contrast(edge, palette.background) >= 7.0,
                    "{theme:?}, {edge:?}"
                );
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
        // Every text of the window is in the sources, wherever a feature has it, and what scenarios are called in theirs.
        let mut texts = String::new();
        for sources in ["/src", "/../scenario/src"] {
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
