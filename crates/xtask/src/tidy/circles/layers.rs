//! The layers of the window: the kit, features that do not know each other, the shell, and the page.

use super::arrows::{Arrows, File};

/// The crate that has these layers.
pub(super) const PACKAGE: &str = "wscope";

/// From the ground up: each may need those before it, and of its own layer whatever it likes.
const LAYERS: [&str; 4] = ["kit", FEATURES, "shell", "web"];
/// In this layer no folder needs another.
const FEATURES: &str = "features";

/// Names every arrow that leads up, or from feature to feature.
pub(super) fn faults(arrows: &Arrows) -> Vec<String> {
    let wrong = arrows
        .iter()
        .filter(|((from, to), _)| !is_allowed(&from.place, &to.place));
    wrong
        .map(|((from, to), reasons)| {
            let paths: Vec<&str> = reasons.keys().map(String::as_str).collect();
            format!("{} needs {}: {}", name(from), name(to), paths.join(", "))
        })
        .collect()
}

fn name(file: &File) -> String {
    file.place.join("::")
}

/// Whether a file in one place may need one in another. The files at the top belong to no layer.
fn is_allowed(from: &[String], to: &[String]) -> bool {
    let layer = |place: &[String]| {
        let name = place.first()?;
        LAYERS.iter().position(|layer| layer == name)
    };
    match (layer(from), layer(to)) {
        (Some(from_layer), Some(to_layer)) if from_layer == to_layer => {
            let is_other = from.get(1) != to.get(1) && from.len() > 1 && to.len() > 1;
            !(LAYERS[from_layer] == FEATURES && is_other)
        }
        (Some(from_layer), Some(to_layer)) => from_layer > to_layer,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::is_allowed;

    #[test]
    fn arrows_point_down_and_not_from_feature_to_feature() {
        #[track_caller]
        fn check(from: &str, to: &str, expected: bool) {
            let place = |path: &str| -> Vec<String> {
                let names = path.split("::").filter(|name| !name.is_empty());
                names.map(str::to_owned).collect()
            };
            assert_eq!(
                is_allowed(&place(from), &place(to)),
                expected,
                "{from} → {to}"
            );
        }
        check("shell::app", "features::polling::view", true);
        check("shell::app", "kit::theme", true);
        check("features::polling::view", "kit::theme", true);
        check("features::polling::view", "features::polling::plan", true);
        check("features", "features::polling", true);
        check("web::handle", "shell::app", true);
        check("kit::theme", "kit::icon", true);
        check("kit::theme", "", true);
        check("", "shell::app", true);
        check("kit::theme", "features::polling", false);
        check("kit::theme", "shell::app", false);
        check("features::polling::view", "features::latency", false);
        check("features::polling", "shell::tab", false);
        check("shell::app", "web::handle", false);
    }
}
