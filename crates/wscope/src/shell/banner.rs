//! A failure, exactly over the toolbar and the header of the columns, so that no row moves: its cause, what to try, and
//! buttons that do it.

use connection::{Cause, CertificateFault};
use egui::accesskit::{Live, Role};
use egui::{
    Align, Button, Color32, Label, Layout, Rect, RichText, Sense, Stroke, TextStyle, TextWrapMode,
    Ui, UiBuilder, WidgetText,
};
use payload::visible::visible;
use session::{Ending, RecordedEvent, Severity};

use crate::features::address;
use crate::features::connection_settings::{self, Section, is_unexplained};
use crate::kit::button::{icon_style, name};
use crate::kit::command::Command as _;
use crate::kit::cut_label::cut_label;
use crate::kit::event_texts;
use crate::kit::format::duration;
use crate::kit::icon::{ICON_SIZE, Icon};
use crate::kit::language::Language;
use crate::kit::theme::{Palette, strong};
use crate::kit::tool_row::{ToolRow, button_width};
use crate::shell::command::Command;
use crate::shell::texts::Text;

/// Space around and between the parts, in points.
const PADDING: f32 = 12.0;
/// How much of the banner the buttons take at most.
const BUTTONS_SHARE: f32 = 0.6;
/// Height of the banner of a phone when it is folded to one line.
const FOLDED: f32 = 36.0;
/// Height of a row of buttons.
const ROW: f32 = 28.0;

/// What the banner needs to know.
pub(crate) struct Banner<'a> {
    /// The language to speak.
    pub(crate) language: Language,
    /// How it ended.
    pub(crate) ending: &'a Ending,
    /// Whether its details were not recorded.
    pub(crate) lacks_details: bool,
    /// Whether it probably ended because nobody answered its heartbeats.
    pub(crate) lacks_heartbeats: bool,
    /// Whether the next attempt begins by itself.
    pub(crate) is_waiting: bool,
    /// Where this program's own echo server listens, if it started one and the failure was elsewhere.
    pub(crate) built_in_server: Option<&'a str>,
    /// Whether that server would be where the connection was refused, and is not started.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) lacks_server: bool,
    /// Whether it is as narrow as a phone.
    pub(crate) is_narrow: bool,
    /// Whether it is folded to one line there.
    pub(crate) is_folded: bool,
}

/// Whether an ending is one that has a banner.
pub(crate) fn has_banner(ending: &Ending) -> bool {
    ending.event.severity() != Severity::Quiet
}

/// A button of the banner.
struct Action {
    icon: Option<Icon>,
    text: String,
    command: Command,
}

impl Banner<'_> {
    /// Shows the banner over `place`, and below it as far as a narrow window needs.
    pub(crate) fn show(&self, ui: &mut Ui, place: Rect, commands: &mut Vec<Command>) {
        let (cause, hint) = self.words();
        if self.is_narrow {
            self.narrow(ui, place, &cause, &hint, commands);
        } else {
            self.wide(ui, place, &cause, &hint, commands);
        }
    }

    fn colours(&self, ui: &Ui) -> (Icon, Color32, Color32) {
        let palette = Palette::of(ui);
        match self.ending.event.severity() {
            Severity::Bad => (Icon::Failed, palette.error, palette.error_ground),
            _ => (Icon::Alert, palette.warning, palette.warning_ground),
        }
    }

    /// The cause, and what to try.
    fn words(&self) -> (String, String) {
        let sentence = event_texts::event(&self.ending.event, self.language);
        let (cause, hint) = first_sentence(&sentence);
        let mut hint = hint.to_owned();
        if let Some(micros) = self.ending.open_us {
            let time = duration(micros);
            let open = self
                .language
                .pick("连接持续了", "The connection was open for");
            let end = self.language.pick("。", ".");
            let gap = if hint.is_empty() {
                ""
            } else {
                end_of(self.language, &hint)
            };
            hint = format!("{hint}{gap}{open} {time}{end}");
        }
        (visible(cause), visible(&hint))
    }

    fn ground(&self, ui: &Ui, place: Rect) {
        let (_, colour, ground) = self.colours(ui);
        ui.painter().rect_filled(place, 0.0, ground);
        let line = Stroke::new(1.0, colour);
        ui.painter()
            .hline(place.x_range(), place.bottom() - 0.5, line);
        // What is below takes no click.
        let id = ui.make_persistent_id("banner-ground");
        ui.interact(place, id, Sense::CLICK);
    }

    fn wide(&self, ui: &mut Ui, place: Rect, cause: &str, hint: &str, commands: &mut Vec<Command>) {
        self.ground(ui, place);
        let (icon, colour, _) = self.colours(ui);
        let inner = place.shrink2(egui::vec2(PADDING, 0.0));
        let at = egui::pos2(inner.left() + ICON_SIZE / 2.0, inner.center().y);
        icon_at(ui, icon, at, colour);
        let actions = self.actions();
        let gap = ui.spacing().item_spacing.x;
        let width = |action: &Action| width_of(ui, action) + gap;
        // The parts of the row have gaps between them, and so have the space before and the sign that closes.
        let all = actions.iter().map(width).sum::<f32>() + ROW + 2.0 * gap;
        let buttons = all.min(inner.width() * BUTTONS_SHARE);
        let right = inner.with_min_x(inner.right() - buttons);
        let text = inner
            .with_min_x(inner.left() + ICON_SIZE + PADDING)
            .with_max_x(right.left() - PADDING);
        let builder = UiBuilder::new().id_salt("banner-text").max_rect(text);
        ui.scope_builder(builder, |ui| {
            ui.shrink_clip_rect(text);
            ui.spacing_mut().item_spacing.y = 2.0;
            let lines = [TextStyle::Body, TextStyle::Small];
            let lines = lines.map(|style| ui.text_style_height(&style));
            let words = lines[0] + 2.0 + lines[1];
            ui.add_space(((place.height() - words) / 2.0).max(0.0));
            let title = cut_label(ui, Label::new(strong(cause)), cause, "");
            announce(ui, &title, cause);
            let muted = Palette::of(ui).muted;
            let line = RichText::new(hint).small().color(muted);
            cut_label(ui, Label::new(line), hint, "");
        });
        let row = Rect::from_center_size(right.center(), egui::vec2(right.width(), ROW));
        self.buttons(ui, row, actions, commands);
    }

    /// The buttons in a row; what has no room is in its menu.
    fn buttons(&self, ui: &mut Ui, place: Rect, actions: Vec<Action>, commands: &mut Vec<Command>) {
        let mut row = ToolRow::new("banner-actions");
        row.fill("before", 0.0, |_, _| {});
        for (index, action) in actions.into_iter().enumerate() {
            let width = width_of(ui, &action);
            let show = move |ui: &mut Ui, commands: &mut Vec<Command>| {
                let text = RichText::new(&action.text);
                let button = match action.icon {
                    Some(icon) => Button::new((icon.text().size(14.0), text)),
                    None => Button::new(text),
                };
                let response = ui.add(button);
                name(&response, &action.text);
                if response.clicked() {
                    commands.push(action.command);
                }
            };
            if index == 0 {
                row.pin(("action", index), width, show);
            } else {
                row.add(("action", index), width, show);
            }
        }
        let language = self.language;
        row.pin("close", ROW, move |ui, commands| {
            close_button(ui, language, commands);
        });
        let builder = UiBuilder::new().id_salt("banner-buttons").max_rect(place);
        ui.scope_builder(builder, |ui| {
            ui.spacing_mut().interact_size.y = ROW;
            row.show(ui, language, commands);
        });
    }

    /// On a phone: as high as its words are, or one line after a tap.
    fn narrow(
        &self,
        ui: &mut Ui,
        place: Rect,
        cause: &str,
        hint: &str,
        commands: &mut Vec<Command>,
    ) {
        let palette = Palette::of(ui);
        let width = place.width() - 2.0 * PADDING - ICON_SIZE - 8.0 - ROW;
        let measure = |text: RichText| {
            let text = WidgetText::from(text);
            text.into_galley(ui, Some(TextWrapMode::Wrap), width, TextStyle::Body)
        };
        let title = measure(strong(cause).color(palette.text));
        let hint = measure(RichText::new(hint).small().color(palette.muted));
        let words = title.size().y + hint.size().y + 4.0;
        let whole = (words + ROW + 2.0 * PADDING + 4.0).max(place.height());
        let height = if self.is_folded { FOLDED } else { whole };
        let place = place.with_max_y(place.top() + height);
        self.ground(ui, place);
        let (icon, colour, _) = self.colours(ui);
        let top = if self.is_folded {
            FOLDED / 2.0
        } else {
            PADDING + 10.0
        };
        let at = place.left_top() + egui::vec2(PADDING + ICON_SIZE / 2.0, top);
        icon_at(ui, icon, at, colour);
        let text = place.left_top() + egui::vec2(PADDING + ICON_SIZE + 8.0, PADDING);
        let lines = Rect::from_min_size(text, egui::vec2(width, words));
        let fold = if self.is_folded {
            place.with_max_x(place.right() - ROW - PADDING)
        } else {
            lines
        };
        let id = ui.make_persistent_id("banner-fold");
        let tap = ui.interact(fold, id, Sense::click());
        announce(ui, &tap, cause);
        if tap.clicked() {
            commands.push(Command::FoldBanner(!self.is_folded));
        }
        if self.is_folded {
            return self.one_line(ui, place, fold.with_min_x(text.x), cause, commands);
        }
        let below = text + egui::vec2(0.0, title.size().y + 4.0);
        ui.painter().galley(text, title, palette.text);
        ui.painter().galley(below, hint, palette.muted);
        let row = place.shrink2(egui::vec2(PADDING, 0.0));
        let row = row
            .with_min_y(place.bottom() - ROW - PADDING + 4.0)
            .with_max_y(place.bottom() - PADDING + 4.0);
        self.buttons(ui, row, self.actions(), commands);
    }

    /// What a folded banner shows: its cause in this line, and the button that closes it.
    fn one_line(
        &self,
        ui: &mut Ui,
        place: Rect,
        line: Rect,
        cause: &str,
        commands: &mut Vec<Command>,
    ) {
        let builder = UiBuilder::new().max_rect(line);
        let centred = builder.layout(Layout::left_to_right(Align::Center));
        let quiet = Label::new(strong(cause)).truncate().selectable(false);
        ui.scope_builder(centred, |ui| ui.add(quiet));
        let corner = place.right_top() + egui::vec2(-ROW - 4.0, 4.0);
        let close = Rect::from_min_size(corner, egui::Vec2::splat(ROW));
        let builder = UiBuilder::new().id_salt("banner-close").max_rect(close);
        ui.scope_builder(builder, |ui| close_button(ui, self.language, commands));
    }

    /// What may help, the likeliest first.
    fn actions(&self) -> Vec<Action> {
        let mut actions = Vec::new();
        let say = |text: Text<'_>| text.say(self.language).into_owned();
        let mut add = |icon, text, command| {
            actions.push(Action {
                icon,
                text,
                command,
            });
        };
        match self.repair() {
            Some(Repair::Token) => {
                let add_token = Command::ConnectionSettings(connection_settings::Command::AddToken);
                add(Some(Icon::Lock), say(Text::AddToken), add_token);
            }
            Some(Repair::Trust) => {
                let open = connection_settings::Command::Open(Section::Tls);
                let open = Command::ConnectionSettings(open);
                add(Some(Icon::Lock), say(Text::TrustCertificate), open);
            }
            None => {}
        }
        if self.lacks_heartbeats {
            let answer = connection_settings::Command::AnswerHeartbeats;
            let answer = Command::ConnectionSettings(answer);
            if let Some(about) = answer.about(self.language) {
                add(Some(Icon::Latency), about.text.into_owned(), answer);
            }
        }
        if let Some((_, to)) = self.ending.event.redirect() {
            let follow = Command::Follow(to.clone());
            if let Some(about) = follow.about(self.language) {
                add(Some(Icon::Link), about.text.into_owned(), follow);
            }
        }
        let retry = if self.is_waiting {
            Command::Retry
        } else {
            Command::Connect
        };
        add(Some(Icon::Retry), say(Text::Retry), retry);
        if self.lacks_details && is_unexplained(&self.ending.event) {
            let again = Command::ReconnectWithDetails;
            if let Some(about) = again.about(self.language) {
                add(Some(Icon::Info), about.text.into_owned(), again);
            }
        }
        #[cfg(not(target_arch = "wasm32"))]
        if self.lacks_server {
            let start = Command::RunServer(true);
            if let Some(about) = start.about(self.language) {
                add(Some(Icon::Continue), about.text.into_owned(), start);
            }
        }
        if let Some(url) = self.built_in_server {
            let host = url.split_once("://").map_or(url, |(_, host)| host);
            let host = host.trim_end_matches('/');
            let connect = address::Text::Connect.say(self.language);
            let text = format!("{connect} {host}");
            add(
                Some(Icon::Connect),
                text,
                Command::UseAddress(url.to_owned()),
            );
        }
        if let Some(number) = self.ending.number {
            let details = Command::ShowDetail(Some(number));
            add(None, say(Text::ShowDetails), details);
        }
        actions
    }

    /// What the person most likely has to set.
    fn repair(&self) -> Option<Repair> {
        match &self.ending.event {
            RecordedEvent::Failed { cause, .. } => match cause {
                Cause::HttpStatus(401 | 403) => Some(Repair::Token),
                Cause::Certificate(CertificateFault::UnknownIssuer) => Some(Repair::Trust),
                _ => None,
            },
            RecordedEvent::ClosedByPeer { frame } => {
                let code = frame.as_ref().and_then(|frame| frame.code);
                // 3000 is Unauthorized and 3003 Forbidden in the registry of RFC 6455, section 11.7.
                matches!(code, Some(1008 | 3000 | 3003)).then_some(Repair::Token)
            }
            _ => None,
        }
    }
}

/// What can be set in the connection settings to mend a failure.
enum Repair {
    Token,
    Trust,
}

/// Tells a screen reader at once.
fn announce(ui: &Ui, response: &egui::Response, text: &str) {
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_role(Role::Alert);
        node.set_live(Live::Assertive);
        node.set_label(text);
    });
}

/// How wide a button is, in points.
fn width_of(ui: &Ui, action: &Action) -> f32 {
    let icon = if action.icon.is_some() { 22.0 } else { 0.0 };
    button_width(ui, &action.text) + icon
}

fn close_button(ui: &mut Ui, language: Language, commands: &mut Vec<Command>) {
    ui.spacing_mut().button_padding.x = 4.0;
    let close = ui.add(icon_style(
        ui,
        Icon::Close.text().color(Palette::of(ui).muted),
    ));
    name(&close, &Text::CloseBanner.say(language));
    if close
        .on_hover_text(Text::CloseBanner.say(language))
        .clicked()
    {
        commands.push(Command::CloseBanner);
    }
}

fn icon_at(ui: &Ui, icon: Icon, at: egui::Pos2, colour: Color32) {
    let font = egui::FontId::proportional(ICON_SIZE);
    let align = egui::Align2::CENTER_CENTER;
    ui.painter().text(at, align, icon.glyph(), font, colour);
}

/// What ends a hint before another sentence.
fn end_of(language: Language, hint: &str) -> &'static str {
    let has_end = hint.ends_with(['?', '.', '？', '。', '！']);
    match (language, has_end) {
        (Language::English, true) => " ",
        (Language::English, false) => ". ",
        (Language::SimplifiedChinese, true) => "",
        (Language::SimplifiedChinese, false) => "。",
    }
}

/// The first sentence of a text, without its end, and the others. What stands in quotation marks is one with its sentence.
fn first_sentence(text: &str) -> (&str, &str) {
    let mut is_quoted = false;
    for (at, c) in text.char_indices() {
        match c {
            '“' => is_quoted = true,
            '”' => is_quoted = false,
            '。' | '.' if !is_quoted => {
                let rest = &text[at + c.len_utf8()..];
                // A full stop within an address or a number is none.
                if c == '。' || rest.starts_with(' ') {
                    return (&text[..at], rest.trim_start());
                }
            }
            _ => {}
        }
    }
    (text, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_a_cause_and_what_to_try() {
        #[track_caller]
        fn check(text: &str, cause: &str, hint: &str) {
            assert_eq!(first_sentence(text), (cause, hint));
        }
        check(
            "Connection refused: nothing is listening at ws://a.b:1/. Is it running? Is it?",
            "Connection refused: nothing is listening at ws://a.b:1/",
            "Is it running? Is it?",
        );
        check(
            "连接被拒绝：a.b 无服务监听。端口正确吗？",
            "连接被拒绝：a.b 无服务监听",
            "端口正确吗？",
        );
        check(
            "closed: 1008, “no. never”. Check it",
            "closed: 1008, “no. never”",
            "Check it",
        );
        check("HTTP/1.1 is missing", "HTTP/1.1 is missing", "");
    }
}
