//! The field for what is looked for in a list, with the way from match to match in it.

mod texts;

use egui::accesskit::Role;
use egui::{
    Align2, Button, FontId, Frame, Key, KeyboardShortcut, Modifiers, Rect, RichText, Sense, Stroke,
    StrokeKind, TextEdit, TextStyle, Ui, UiBuilder, WidgetInfo,
};
use message_log::search::Fallback;
use session::{Jump, Progress, explain};

use self::texts::Text;
use crate::kit::button::{name, styled_button};
use crate::kit::command::{self, About};
use crate::kit::field::{find_field, is_being_typed, note_below, note_typing, renew_note};
use crate::kit::format::count;
use crate::kit::icon::{ICON_SIZE, Icon};
use crate::kit::language::Language;
use crate::kit::tab_id::TabId;
use crate::kit::theme::{Palette, data, sizes, type_size};
use crate::kit::tool_row::text_width;

/// How many characters the find field holds: more than anybody types, and less than would slow an engine down.
const MAX_FIND_CHARACTERS: usize = 4096;
/// Space between the edge of the field and what is in it, in points.
const PADDING: f32 = 8.0;
/// Size of a button in the field, in points.
const BUTTON: f32 = 22.0;
/// Below this width the field has no icon.
const LEAST_WITH_ICON: f32 = 150.0;
/// How many buttons it has while something is looked for.
const BUTTONS: f32 = 3.0;
/// Radius of its corners.
const RADIUS: f32 = 4.0;
/// What is typed has at least so much room, in points: otherwise the number of matches goes.
const LEAST_TEXT: f32 = 84.0;
/// A number of matches as wide as most.
const WIDEST_MATCHES: u64 = 99_999;
/// Numbers as wide as most where one of the matches is named in words; wider ones are written shorter.
const WIDEST_OF: u64 = 999;

/// What a person can ask of the field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Look for something else.
    LookFor {
        /// What was typed; empty for nothing.
        text: String,
        /// Whether it is a regular expression.
        is_regex: bool,
    },
    /// Go from match to match.
    Jump(Jump),
    /// Give the rows the keyboard.
    FocusRows,
}

impl command::Command for Asked {
    fn about(&self, language: Language) -> Option<About> {
        let (text, tooltip, modifiers) = match self {
            Self::Jump(Jump::Newer) => (Text::NextMatch, Text::NextMatchTooltip, Modifiers::NONE),
            Self::Jump(Jump::Older) => (
                Text::PreviousMatch,
                Text::PreviousMatchTooltip,
                Modifiers::SHIFT,
            ),
            Self::LookFor { .. } | Self::FocusRows => return None,
        };
        Some(About {
            text: text.say(language),
            tooltip: tooltip.say(language),
            shortcut: Some(KeyboardShortcut::new(modifiers, Key::F3)),
        })
    }
}

/// The words of a command that shows all rows again.
pub fn clear_filters(language: Language) -> About {
    About {
        text: Text::ClearFilters.say(language),
        tooltip: Text::ClearFiltersTooltip.say(language),
        shortcut: None,
    }
}

/// What the field is called.
pub fn title(language: Language) -> std::borrow::Cow<'static, str> {
    Text::Find.say(language)
}

/// The field, and what it needs to know.
pub struct FindField<'a> {
    /// The tab that it belongs to.
    pub tab: TabId,
    /// The language to speak.
    pub language: Language,
    /// What is looked for.
    pub text: &'a str,
    /// Whether that is a regular expression.
    pub is_regex: bool,
    /// What can be looked for, where that is more than texts.
    pub hint: Option<&'a str>,
    /// How the search stands.
    pub progress: Option<Progress>,
    /// Why the expression is searched for as a text, if it is.
    pub fallback: Option<&'a Fallback>,
}

impl FindField<'_> {
    /// Shows the field in all of `ui`.
    pub fn show(&self, ui: &mut Ui, commands: &mut Vec<Asked>) {
        let place = ui.max_rect();
        let palette = Palette::of(ui);
        let has_focus = ui.memory(|memory| memory.has_focus(find_field(self.tab)));
        let edge = if has_focus {
            palette.ring()
        } else {
            Stroke::new(1.0, palette.field_border)
        };
        ui.painter().rect(
            place,
            sizes::RADIUS,
            palette.background,
            edge,
            StrokeKind::Inside,
        );
        let mut text = place.shrink2(egui::vec2(PADDING, 0.0));
        let button = button_width(ui, place.width());
        if place.width() >= LEAST_WITH_ICON {
            let icon = take_left(&mut text, ICON_SIZE);
            ui.painter().text(
                icon.center(),
                Align2::CENTER_CENTER,
                Icon::Search.glyph(),
                FontId::proportional(ICON_SIZE),
                palette.muted,
            );
            text.min.x += PADDING;
        }
        let regex = take_right(&mut text, button);
        let steps = (!self.text.is_empty()).then(|| take_right(&mut text, 2.0 * button));
        let matches = steps.map(|_| self.take_matches(ui, &mut text));
        let clear = steps.filter(|_| text.width() - button >= LEAST_TEXT);
        let clear = clear.map(|_| take_right(&mut text, button));
        // In the order in which Tab leads through them.
        self.field(ui, place, text, commands);
        if let Some(clear) = clear {
            self.clear(ui, clear, commands);
        }
        if let Some((place, has_words)) = matches {
            self.matches(ui, place, has_words);
        }
        if let Some(steps) = steps {
            self.steps(ui, steps, button, commands);
        }
        self.regex(ui, regex, commands);
    }

    fn field(&self, ui: &mut Ui, outer: Rect, place: Rect, commands: &mut Vec<Asked>) {
        let mut text = self.text.to_owned();
        let id = find_field(self.tab);
        let is_told = self.fallback.is_some() && !is_being_typed(ui.ctx(), id);
        let palette = Palette::of(ui);
        let edit = TextEdit::singleline(&mut text)
            .id(id)
            .frame(Frame::NONE)
            .hint_text(RichText::new(Text::Find.say(self.language)).color(palette.muted))
            .char_limit(MAX_FIND_CHARACTERS)
            .align(Align2::LEFT_CENTER)
            .text_color_opt(is_told.then_some(palette.warning))
            .desired_width(f32::INFINITY);
        // All of the height takes a click.
        let mut child = ui.new_child(UiBuilder::new().id_salt("text").max_rect(place));
        let mut response = child.add_sized(place.size(), edit);
        name(&response, &Text::Find.say(self.language));
        if let Some(hint) = self.hint {
            response = response.on_hover_text(hint);
        }
        let is_typed = note_typing(&response, &text);
        if response.changed() {
            renew_note(&response);
            commands.push(self.look_for(text));
        } else if let Some(fallback) = self.fallback.filter(|_| !is_typed) {
            let note = match fallback {
                Fallback::Broken { .. } => Text::BrokenRegex,
                Fallback::TooLarge { .. } => Text::PatternTooLarge,
            };
            let note = format!("{}\n{}", note.say(self.language), explain(fallback));
            response.rect = outer;
            note_below(ui, &response, &note, palette.warning);
        }
        if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
            let is_backwards = ui.input(|input| input.modifiers.shift);
            let way = if is_backwards {
                Jump::Older
            } else {
                Jump::Newer
            };
            commands.push(Asked::Jump(way));
            response.request_focus();
        } else if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Escape)) {
            // What was found is selected: the next key is for that.
            commands.push(Asked::FocusRows);
        }
    }

    fn look_for(&self, text: String) -> Asked {
        Asked::LookFor {
            text,
            is_regex: self.is_regex,
        }
    }

    /// The place for the number of matches, which does not grow with them, and whether it has room for words.
    fn take_matches(&self, ui: &Ui, text: &mut Rect) -> (Rect, bool) {
        let width = |text: &str| text_width(ui, text, TextStyle::Small) + PADDING;
        let (number, matches) = (WIDEST_OF, WIDEST_OF);
        let words = [
            Text::Matches(WIDEST_MATCHES),
            Text::MatchOf { number, matches },
        ];
        let words = words.map(|text| width(&text.say(self.language)));
        let widths = [words[0].max(words[1]), width(&count(WIDEST_MATCHES))];
        let fits = |width: &f32| text.width() - width >= LEAST_TEXT;
        let has_words = fits(&widths[0]);
        let width = widths.into_iter().find(fits).unwrap_or_default();
        (take_right(text, width), has_words)
    }

    /// How many there are. A screen reader is told so in words, also where there is room for the number only or for none.
    fn matches(&self, ui: &Ui, place: Rect, has_words: bool) {
        let Some(progress) = self.progress else {
            return;
        };
        let Progress {
            matches,
            selected,
            percent,
        } = progress;
        let (words, short) = match selected {
            _ if percent < 100 => (Text::MatchesSoFar { matches, percent }, count(matches)),
            Some(number) => (
                Text::MatchOf { number, matches },
                format!("{}/{}", count(number), count(matches)),
            ),
            None => (Text::Matches(matches), count(matches)),
        };
        let words = words.say(self.language).into_owned();
        let fits = |text: &str| text_width(ui, text, TextStyle::Small) + PADDING <= place.width();
        let shown = if has_words && fits(&words) {
            words.clone()
        } else if fits(&short) {
            short
        } else {
            count(matches)
        };
        let painter = ui.painter().with_clip_rect(place);
        let font = FontId::proportional(type_size::SMALL);
        let at = place.right_center() - egui::vec2(PADDING / 2.0, 0.0);
        painter.text(at, Align2::RIGHT_CENTER, shown, font, Palette::of(ui).muted);
        let response = ui.interact(place, ui.make_persistent_id("matches"), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
        response.on_hover_text(words);
    }

    /// To the match before, and to the next.
    fn steps(&self, ui: &mut Ui, mut place: Rect, button: f32, commands: &mut Vec<Asked>) {
        let usable = match self.progress {
            Some(progress) if progress.matches > 0 => Ok(()),
            _ => Err(Text::NothingToJumpTo.say(self.language)),
        };
        let size = egui::vec2(button, BUTTON.max(sizes::target(ui)));
        for (salt, icon, way) in [
            ("previous", Icon::Sent, Jump::Older),
            ("next", Icon::Received, Jump::Newer),
        ] {
            let at = take_left(&mut place, button);
            let at = Rect::from_center_size(at.center(), size);
            let mut child = ui.new_child(UiBuilder::new().id_salt(salt).max_rect(at));
            child.spacing_mut().button_padding = egui::Vec2::ZERO;
            child.spacing_mut().interact_size = size;
            let sign = Button::new(icon.text().size(14.0).color(Palette::of(ui).muted))
                .frame_when_inactive(false)
                .min_size(size);
            let jump = Asked::Jump(way);
            styled_button(
                &mut child,
                self.language,
                jump,
                sign,
                usable.clone(),
                commands,
            );
        }
    }

    /// Looks for nothing any more: all rows are shown again.
    fn clear(&self, ui: &mut Ui, place: Rect, commands: &mut Vec<Asked>) {
        let size = egui::vec2(place.width(), BUTTON.max(sizes::target(ui)));
        let at = Rect::from_center_size(place.center(), size);
        let mut child = ui.new_child(UiBuilder::new().id_salt("clear").max_rect(at));
        child.spacing_mut().button_padding = egui::Vec2::ZERO;
        child.spacing_mut().interact_size = size;
        let sign = Icon::Close.text().size(14.0).color(Palette::of(ui).muted);
        let button = Button::new(sign).frame_when_inactive(false).min_size(size);
        let response = child.add(button);
        let title = Text::ClearFind.say(self.language);
        name(&response, &title);
        if response.on_hover_text(title).clicked() {
            commands.push(self.look_for(String::new()));
        }
    }

    /// Whether it is a regular expression: `.*`, which has a ground if it is.
    fn regex(&self, ui: &Ui, place: Rect, commands: &mut Vec<Asked>) {
        let height = BUTTON.max(sizes::target(ui));
        let at = Rect::from_center_size(place.center(), egui::vec2(place.width(), height));
        let id = ui.make_persistent_id("regex");
        let response = ui.interact(at, id, Sense::click());
        let is_on = self.is_regex;
        let palette = Palette::of(ui);
        let painter = ui.painter();
        if is_on || response.hovered() {
            painter.rect_filled(at, RADIUS, palette.hover);
        }
        if response.has_focus() {
            let ring = palette.ring();
            painter.rect_stroke(at, RADIUS, ring, StrokeKind::Inside);
        }
        let colour = if is_on { palette.text } else { palette.muted };
        let font = FontId::new(type_size::SMALL, data().family);
        painter.text(at.center(), Align2::CENTER_CENTER, ".*", font, colour);
        let title = Text::RegexTooltip.say(self.language);
        response
            .widget_info(|| WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), is_on, &*title));
        response
            .ctx
            .accesskit_node_builder(id, |node| node.set_role(Role::CheckBox));
        if response.on_hover_text(title).clicked() {
            commands.push(Asked::LookFor {
                text: self.text.to_owned(),
                is_regex: !is_on,
            });
        }
    }
}

/// Width of a button in a field of this width. What is typed goes before, also where a finger points; the width does not depend
/// on whether something is typed.
fn button_width(ui: &Ui, field: f32) -> f32 {
    let target = BUTTON.max(sizes::target(ui));
    let rest = field - BUTTONS * target - ICON_SIZE - 2.0 * PADDING;
    if rest >= LEAST_TEXT { target } else { BUTTON }
}

fn take_left(rest: &mut Rect, width: f32) -> Rect {
    let (taken, left) = rest.split_left_right_at_x((rest.left() + width).min(rest.right()));
    *rest = left;
    taken
}

fn take_right(rest: &mut Rect, width: f32) -> Rect {
    let (left, taken) = rest.split_left_right_at_x((rest.right() - width).max(rest.left()));
    *rest = left;
    taken
}
