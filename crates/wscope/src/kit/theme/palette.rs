//! The colours, by what they are for: as designed, and with much contrast.
#![expect(clippy::disallowed_methods, reason = "this is where colours are made")]

use egui::{Color32, Context, Theme};

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
    /// The one primary button. Never text.
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

    pub(super) fn with_contrast(theme: Theme, contrast: Contrast) -> Self {
        match (theme, contrast) {
            (Theme::Dark, Contrast::Usual) => DARK,
            (Theme::Light, Contrast::Usual) => LIGHT,
            (Theme::Dark, Contrast::High) => HIGH_DARK,
            (Theme::Light, Contrast::High) => HIGH_LIGHT,
        }
    }
}

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

    pub(super) fn key() -> egui::Id {
        egui::Id::unique("contrast")
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

/// A colour as designers write it: `0xRRGGBB`.
const fn rgb(colour: u32) -> Color32 {
    let [_, red, green, blue] = colour.to_be_bytes();
    Color32::from_rgb(red, green, blue)
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

    /// Every text has at least so much contrast with every ground that it stands on.
    #[track_caller]
    fn check_texts(theme: Theme, palette: &Palette, least: f64) {
        let grounds = [
            palette.background,
            palette.surface,
            palette.raised,
            palette.hover,
            palette.selection,
            palette.warning_ground,
            palette.error_ground,
        ];
        let texts = [
            ("text", palette.text),
            ("muted", palette.muted),
            ("sent", palette.sent),
            ("received", palette.received),
            ("warning", palette.warning),
            ("error", palette.error),
            ("literal", palette.literal),
        ];
        for ground in grounds {
            for (name, colour) in texts {
                let contrast = contrast(colour, ground);
                assert!(
                    contrast >= least,
                    "{theme:?}, {name} on {ground:?}: {contrast:.2}"
                );
            }
        }
    }

    #[test]
    fn text_can_be_read_on_every_ground_and_edges_are_seen() {
        for (theme, palette) in [(Theme::Dark, DARK), (Theme::Light, LIGHT)] {
            check_texts(theme, &palette, 4.5);
            for ground in [palette.background, palette.surface, palette.raised] {
                let edge = contrast(palette.field_border, ground);
                // On the light surface around the fields it is 2.89; the field itself is on the background.
                assert!(edge >= 2.85, "{theme:?}, edge on {ground:?}: {edge:.2}");
                let ring = contrast(palette.ring().color, ground);
                assert!(ring >= 3.0, "{theme:?}, ring on {ground:?}: {ring:.2}");
            }
            let primary = contrast(palette.on_accent, palette.accent);
            assert!(primary >= 4.5, "{theme:?}, on the accent: {primary:.2}");
        }
    }

    /// What egui's own widgets are drawn with, as pairs of a text and its ground.
    #[test]
    fn texts_of_widgets_can_be_read_selected_or_not() {
        for (theme, palette, least) in [
            (Theme::Dark, DARK, 4.5),
            (Theme::Light, LIGHT, 4.5),
            (Theme::Dark, HIGH_DARK, 7.0),
            (Theme::Light, HIGH_LIGHT, 7.0),
        ] {
            let mut visuals = theme.default_visuals();
            crate::kit::theme::colour(&mut visuals, &palette);
            let (text, field) = (visuals.text_color(), visuals.text_edit_bg_color());
            let (selection, widgets) = (visuals.selection, &visuals.widgets);
            let pairs = [
                ("selected", selection.stroke.color, selection.bg_fill),
                ("typed", text, field),
                ("hint", visuals.weak_text_color(), field),
                ("button", text, widgets.inactive.weak_bg_fill),
                ("hovered button", text, widgets.hovered.weak_bg_fill),
                ("pressed button", text, widgets.active.weak_bg_fill),
                ("open menu", text, widgets.open.weak_bg_fill),
                ("dialog", text, visuals.window_fill),
            ];
            for (name, text, ground) in pairs {
                let contrast = contrast(text, ground);
                assert!(contrast >= least, "{theme:?}, {name}: {contrast:.2}");
            }
            let ring = contrast(selection.stroke.color, field);
            assert!(ring >= 3.0, "{theme:?}, ring: {ring:.2}");
        }
    }

    #[test]
    fn where_much_contrast_is_asked_for_there_is_much() {
        for (theme, palette) in [(Theme::Dark, HIGH_DARK), (Theme::Light, HIGH_LIGHT)] {
            check_texts(theme, &palette, 7.0);
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
}
