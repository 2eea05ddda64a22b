//! The field for the address, with a menu of recent ones.

use std::sync::Arc;

use connection::{Endpoint, EndpointError};
use egui::containers::menu::{MenuButton, MenuConfig};
use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{
    Align, Color32, FontId, Frame, Galley, Layout, Margin, PopupCloseBehavior, Rect, Response,
    TextBuffer, TextEdit, Ui, UiBuilder,
};
use payload::visible::visible;

use super::command::Command;
use super::texts::Text;
use super::view::AddressRow;
use crate::kit::button::{icon_style, name};
use crate::kit::completion::{MAX_ADDRESS_BYTES, completed};
use crate::kit::field::{
    address_field, field_edge, field_ground, is_being_typed, is_entered, note_below, note_typing,
    renew_note,
};
use crate::kit::icon::Icon;
use crate::kit::theme::{Palette, type_size};

/// Space before the text, in points.
const PADDING: f32 = 12.0;
/// Width of the sign of an encrypted connection.
const LOCK: f32 = 14.0;
/// Width of a button in the field.
const BUTTON: f32 = 28.0;

impl AddressRow<'_> {
    /// Where it would connect to, or why not.
    pub(super) fn endpoint(&self) -> Result<Endpoint, EndpointError> {
        let filled = self.variables.fill_or_name(self.address);
        Endpoint::parse(&completed(&filled, self.is_secure_page))
    }

    /// Shows the field in its place.
    pub(super) fn field(&mut self, ui: &mut Ui, place: Rect, commands: &mut Vec<Command>) {
        field_ground(ui, place);
        let inner = place.shrink(1.0);
        let is_encrypted = self.address.trim_start().starts_with("wss:");
        let lock = if is_encrypted { LOCK + 8.0 } else { 0.0 };
        let buttons = if self.presents { 0.0 } else { BUTTON + 4.0 };
        let text = inner.with_max_x(inner.right() - buttons);
        let mut has_focus = false;
        let builder = UiBuilder::new().id_salt("text").max_rect(text);
        ui.scope_builder(builder, |ui| {
            ui.shrink_clip_rect(text);
            has_focus = self.text(ui, text, lock, commands);
        });
        if is_encrypted {
            let middle = egui::pos2(inner.left() + PADDING + LOCK / 2.0, inner.center().y);
            let font = FontId::proportional(LOCK);
            let colour = Palette::of(ui).muted;
            let (align, glyph) = (egui::Align2::CENTER_CENTER, Icon::Lock.glyph());
            ui.painter().text(middle, align, glyph, font, colour);
        }
        field_edge(ui, place, has_focus);
        if self.presents {
            return;
        }
        let end = inner
            .with_min_x(text.right())
            .with_max_x(inner.right() - 4.0);
        let layout = Layout::left_to_right(Align::Center);
        let builder = UiBuilder::new().id_salt("buttons").max_rect(end);
        ui.scope_builder(builder.layout(layout), |ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            ui.spacing_mut().button_padding.x = 4.0;
            self.recent_menu(ui, commands);
        });
    }

    /// Shows the text. Says whether it has the focus.
    fn text(&mut self, ui: &mut Ui, place: Rect, lock: f32, commands: &mut Vec<Command>) -> bool {
        let id = address_field(self.tab);
        let palette = Palette::of(ui);
        let is_wrong = self.endpoint().is_err() && !is_being_typed(ui.ctx(), id);
        let size = if self.presents {
            type_size::PRESENTED
        } else {
            type_size::BODY
        };
        let font = FontId::monospace(size);
        let line = ui.fonts_mut(|fonts| fonts.row_height(&font));
        let above = ((place.height() - line) / 2.0).floor().max(0.0);
        let margin = Margin {
            left: (PADDING + lock) as i8,
            right: 4,
            top: above as i8,
            bottom: 0,
        };
        // While nobody types, what has no room ends with …; while somebody types it scrolls.
        let is_cut = !ui.memory(|memory| memory.has_focus(id));
        let room = place.width() - f32::from(margin.left) - f32::from(margin.right);
        let mut layouter = |ui: &Ui, text: &dyn TextBuffer, _width: f32| -> Arc<Galley> {
            let wrong = is_wrong.then_some(palette.error);
            let mut job = parts(text.as_str(), &palette, wrong, &font);
            if is_cut {
                job.wrap = TextWrapping::truncate_at_width(room.max(0.0));
            }
            ui.fonts_mut(|fonts| fonts.layout_job(job))
        };
        let edit = TextEdit::singleline(self.address)
            .id(id)
            .hint_text("ws://localhost:4000")
            .font(font.clone())
            .frame(Frame::NONE.inner_margin(margin))
            .margin(margin)
            .min_size(place.size())
            .char_limit(MAX_ADDRESS_BYTES)
            .layouter(&mut layouter)
            .desired_width(f32::INFINITY);
        let response = ui.add(edit);
        name(&response, &Text::Address.say(self.language));
        self.end_typing(ui, &response, commands);
        let has_focus = response.has_focus();
        response.on_hover_text(Text::AddressTooltip.say(self.language).into_owned());
        has_focus
    }

    /// After the field was shown: connects when Enter was pressed, and says what is wrong when nobody types.
    fn end_typing(&self, ui: &Ui, response: &Response, commands: &mut Vec<Command>) {
        let palette = Palette::of(ui);
        let is_typed = note_typing(response, self.address);
        if response.changed() {
            renew_note(response);
        }
        let endpoint = self.endpoint();
        if is_entered(response) {
            // Whatever comes of it, it can be mended at once.
            response.request_focus();
            renew_note(response);
            if endpoint.is_ok() {
                commands.push(Command::Connect);
            }
        }
        let is_missing = self.is_from_file && self.address.trim().is_empty();
        let is_told = !is_missing || was_used(response);
        match &endpoint {
            _ if is_typed || !is_told => {}
            Err(problem) => {
                let text = Text::Why(problem).say(self.language);
                note_below(ui, response, &text, palette.error);
            }
            Ok(endpoint) if self.is_secure_page && endpoint.is_exposed() => {
                let text = Text::AddressIsExposed.say(self.language);
                note_below(ui, response, &text, palette.warning);
            }
            Ok(_) => {}
        }
    }

    fn recent_menu(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let title = Text::RecentAddresses.say(self.language);
        let palette = Palette::of(ui);
        let shown = ui.add_enabled_ui(!self.recent.is_empty(), |ui| {
            let config = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
            let button = icon_style(ui, Icon::Down.text().color(palette.muted));
            let menu = MenuButton::from_button(button).config(config);
            let (response, _) = menu.ui(ui, |ui| {
                ui.set_max_width(ui.ctx().content_rect().width() - 40.0);
                for address in self.recent {
                    let button = egui::Button::new(visible(address)).truncate();
                    if ui.add(button).clicked() {
                        commands.push(Command::UseAddress(address.clone()));
                        ui.close();
                    }
                }
            });
            name(&response, &title);
            response
        });
        shown.inner.on_hover_text(title);
    }
}

/// The scheme muted, the host as text, and the path muted; all of it in one colour where something is wrong.
fn parts(text: &str, palette: &Palette, wrong: Option<Color32>, font: &FontId) -> LayoutJob {
    let scheme = text.find("://").map_or(0, |at| at + "://".len());
    let host = text[scheme..].find(['/', '?', '#']);
    let host = host.map_or(text.len(), |at| scheme + at);
    let mut job = LayoutJob {
        break_on_newline: false,
        ..LayoutJob::default()
    };
    job.wrap.max_width = f32::INFINITY;
    for (part, colour) in [
        (&text[..scheme], palette.muted),
        (&text[scheme..host], palette.text),
        (&text[host..], palette.muted),
    ] {
        let colour = wrong.unwrap_or(colour);
        job.append(part, 0.0, TextFormat::simple(font.clone(), colour));
    }
    job
}

/// Whether a field had the keyboard. That a file has no address is no error of a person who has not been in it.
fn was_used(field: &Response) -> bool {
    let has_focus = field.has_focus();
    let id = field.id.with("was-used");
    field.ctx.data_mut(|data| {
        let was_used = data.get_temp_mut_or_default::<bool>(id);
        *was_used |= has_focus;
        *was_used
    })
}

#[cfg(test)]
mod tests {
    use egui::Theme;

    use super::*;

    #[test]
    fn the_host_stands_out() {
        let palette = Palette::of_theme(Theme::Dark);
        #[track_caller]
        fn check(palette: &Palette, text: &str, expected: &str) {
            let job = parts(text, palette, None, &FontId::monospace(13.0));
            assert_eq!(job.text, text);
            let host = job.sections.iter().find_map(|section| {
                let range = section.byte_range.start.0..section.byte_range.end.0;
                (section.format.color == palette.text).then(|| &job.text[range])
            });
            assert_eq!(host.unwrap_or_default(), expected, "{text}");
        }
        check(
            &palette,
            "ws://localhost:4000/chat?a=://b",
            "localhost:4000",
        );
        check(&palette, "localhost", "localhost");
        check(&palette, "wss://例子.中国", "例子.中国");
        check(&palette, "ws://", "");
        check(&palette, "", "");
    }
}
