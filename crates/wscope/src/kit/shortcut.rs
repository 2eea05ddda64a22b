//! The keys of a shortcut, in words.

use egui::{Context, KeyboardShortcut};

/// The keys of a shortcut, each by its name: `Ctrl`, `Enter`.
pub fn keys_of(context: &Context, shortcut: &KeyboardShortcut) -> Vec<String> {
    let keys = context.format_shortcut(shortcut);
    // The last one may be `+` itself.
    let (modifiers, key) = match keys.strip_suffix("++") {
        Some(modifiers) => (modifiers, "+"),
        None => keys.rsplit_once('+').unwrap_or(("", &keys)),
    };
    let modifiers = modifiers.split('+').filter(|name| !name.is_empty());
    // egui names the key by its word, keyboards by its sign.
    let key = if key == "Comma" { "," } else { key };
    modifiers.chain([key]).map(str::to_owned).collect()
}

/// The same as one text: `Ctrl+,`.
pub fn keys_text(context: &Context, shortcut: &KeyboardShortcut) -> String {
    keys_of(context, shortcut).join("+")
}

#[cfg(test)]
mod tests {
    use egui::{Key, Modifiers};

    use super::*;

    #[test]
    fn each_key_has_its_name() {
        let context = Context::default();
        #[track_caller]
        fn check(context: &Context, modifiers: Modifiers, key: Key, expected: &[&str]) {
            let keys = keys_of(context, &KeyboardShortcut::new(modifiers, key));
            assert_eq!(keys, expected);
        }
        context.set_os(egui::os::OperatingSystem::Nix);
        check(&context, Modifiers::COMMAND, Key::Enter, &["Ctrl", "Enter"]);
        check(&context, Modifiers::COMMAND, Key::Plus, &["Ctrl", "Plus"]);
        check(&context, Modifiers::NONE, Key::F11, &["F11"]);
        check(&context, Modifiers::COMMAND, Key::Comma, &["Ctrl", ","]);
        let settings = KeyboardShortcut::new(Modifiers::COMMAND, Key::Comma);
        assert_eq!(keys_text(&context, &settings), "Ctrl+,");
    }
}
