//! Which fonts there are, and in which order.

use std::sync::Arc;

use egui::{FontData, FontDefinitions, FontFamily};

/// The family of the medium weight.
pub(super) const MEDIUM: &str = "medium";

/// The fonts in the order in which a glyph is looked for: Latin, icons, and the Chinese glyphs of our own texts, which must
/// show on a machine that has no Chinese font. Other scripts come from egui's own fonts, the system or the browser.
pub(super) fn fonts() -> FontDefinitions {
    let mut fonts = more_fonts();
    for (name, data) in OWN_FONTS {
        let data = Arc::new(FontData::from_static(data));
        fonts.font_data.insert(name.to_owned(), data);
    }
    let others = fonts.families.get(&FontFamily::Proportional);
    let others = others.cloned().unwrap_or_default();
    for (family, own) in [
        (
            FontFamily::Proportional,
            ["Inter", "Lucide", "Noto"].as_slice(),
        ),
        (
            FontFamily::Name(MEDIUM.into()),
            &["Inter Medium", "Lucide", "Noto Medium", "Inter", "Noto"],
        ),
        (
            FontFamily::Monospace,
            &["JetBrains Mono", "Lucide", "Noto", "Inter"],
        ),
    ] {
        let names = own.iter().map(|name| (*name).to_owned());
        let names = names.chain(others.iter().cloned()).collect();
        fonts.families.insert(family, names);
    }
    fonts
}

/// What else there is: nothing in a page, where eframe draws with the browser's fonts what is missing here.
#[cfg(target_arch = "wasm32")]
fn more_fonts() -> FontDefinitions {
    FontDefinitions::empty()
}

/// What else there is: signs and emoji.
#[cfg(not(target_arch = "wasm32"))]
fn more_fonts() -> FontDefinitions {
    FontDefinitions::default()
}

const OWN_FONTS: [(&str, &[u8]); 6] = [
    (
        "Inter",
        include_bytes!("../../../../../assets/fonts/Inter-Regular-subset.otf"),
    ),
    (
        "Inter Medium",
        include_bytes!("../../../../../assets/fonts/Inter-Medium-subset.otf"),
    ),
    (
        "JetBrains Mono",
        include_bytes!("../../../../../assets/fonts/JetBrainsMono-Regular-subset.ttf"),
    ),
    (
        "Lucide",
        include_bytes!("../../../../../assets/fonts/Lucide-subset.ttf"),
    ),
    (
        "Noto",
        include_bytes!("../../../../../assets/fonts/NotoSansCJKsc-Regular-subset.otf"),
    ),
    (
        "Noto Medium",
        include_bytes!("../../../../../assets/fonts/NotoSansCJKsc-Medium-subset.otf"),
    ),
];
