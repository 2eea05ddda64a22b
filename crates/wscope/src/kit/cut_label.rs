//! A text that is cut where its room ends. One tooltip tells all of it, and what else there is to tell: a label of egui that is cut
//! has a tooltip of its own, which would stand beside that of the widget.

use egui::{Label, Response, Ui};

/// Shows a label in one line. Its tooltip is the whole text where that is cut, and `more`, if there is more to tell.
pub fn cut_label(ui: &mut Ui, label: Label, whole: &str, more: &str) -> Response {
    let response = ui.add(without_tooltip(label));
    let tooltip = tooltip(is_cut(&response), whole, more);
    if tooltip.is_empty() {
        response
    } else {
        response.on_hover_text(tooltip)
    }
}

/// The same without a tooltip: for a label in a widget that has one.
pub fn without_tooltip(label: Label) -> Label {
    label.truncate().show_tooltip_when_elided(false)
}

/// Whether the text of a label had more width than its room.
pub fn is_cut(label: &Response) -> bool {
    let whole = label.intrinsic_size();
    whole.is_some_and(|whole| whole.x > label.rect.width() + 0.5)
}

/// What a tooltip tells of a text, and of what it stands for.
pub fn tooltip(is_cut: bool, whole: &str, more: &str) -> String {
    match (is_cut && more != whole, more.is_empty()) {
        (false, _) => more.to_owned(),
        (true, true) => whole.to_owned(),
        (true, false) => format!("{whole}\n{more}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_tooltip_tells_what_is_cut_and_what_it_is() {
        #[track_caller]
        fn check(is_cut: bool, more: &str, expected: &str) {
            assert_eq!(tooltip(is_cut, "the whole text", more), expected);
        }
        check(false, "", "");
        check(true, "", "the whole text");
        check(false, "what it is", "what it is");
        check(true, "what it is", "the whole text\nwhat it is");
        check(true, "the whole text", "the whole text");
    }
}
