//! A window as small as a phone.

use wscope::StartOptions;
use wscope::kit::language::Language;

use crate::stage::Stage;

/// Opens one that connects to `address`.
pub(crate) fn open(address: &str, language: Language) -> Stage {
    let options = StartOptions {
        address: address.to_owned(),
        language: Some(language),
        ..StartOptions::default()
    };
    Stage::sized(options, egui::vec2(360.0, 640.0))
}
