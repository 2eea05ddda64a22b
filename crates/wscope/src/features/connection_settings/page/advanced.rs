//! Limits, reconnecting, and how the tab is told from others.

use egui::{Button, DragValue, RichText, Ui, Vec2};
use wire::deflate::{MAX_WINDOW_BITS, MIN_AGREED_WINDOW_BITS, MIN_WINDOW_BITS};

use super::super::command::Command;
use super::super::form::{
    CompressionForm, MAX_KEEP_ALIVE_S, MAX_MESSAGE_KIB, MAX_TAB_NAME, MAX_TIMEOUT_S, OptionsForm,
};
use super::super::setting::Setting;
use super::super::texts::Text as T;
use super::Page;
use super::fields::{Fields, Typed};
use crate::IN_BROWSER;
use crate::kit::button::{command_button, name};
use crate::kit::field::number_in;
use crate::kit::format::limit;
use crate::kit::theme::{TabColour, sign, sizes};

pub(super) fn show(page: &mut Page<'_>, fields: &Fields, ui: &mut Ui, commands: &mut Vec<Command>) {
    let form = &mut *page.form;
    fields.heading(ui, T::Connection);
    fields.tick(ui, T::Reconnect, T::ReconnectTooltip, &mut form.reconnects);
    let drag = DragValue::new(&mut form.timeout_s)
        .range(1..=MAX_TIMEOUT_S)
        .suffix(" s");
    fields.number(ui, T::Timeout, drag);
    if !IN_BROWSER {
        let is_on = &mut form.records_frames;
        fields.tick(ui, T::RecordFrames, T::RecordFramesTooltip, is_on);
        limits(fields, ui, form);
        compression(fields, ui, &mut form.compression);
    }
    protocol(fields, ui, form, commands);
    let typed = Typed {
        limit: MAX_TAB_NAME,
        ..Typed::new(T::Name, page.name, false)
    };
    fields.text(ui, typed.hint(&page.title));
    fields.heading(ui, T::Colour);
    colours(fields, ui, page.colour);
    ui.add_space(12.0);
    let is_default = *page.form == OptionsForm::default();
    if is_default && page.state.before_reset.is_some() {
        if ui.button(fields.say(T::UndoReset)).clicked() {
            commands.push(Command::UndoReset);
        }
    } else {
        let reset = Button::new(fields.say(T::Reset));
        if ui.add_enabled(!is_default, reset).clicked() {
            commands.push(Command::Reset);
        }
    }
}

fn limits(fields: &Fields, ui: &mut Ui, form: &mut OptionsForm) {
    let drag = DragValue::new(&mut form.max_message_kib)
        .range(1..=MAX_MESSAGE_KIB)
        .speed(64)
        .custom_formatter(|kib, _| limit(kib as u64 * 1024))
        .custom_parser(kib_in);
    fields.number(ui, T::MaxMessage, drag);
    let off = fields.say(T::KeepAliveOff);
    let word = off.clone();
    let drag = DragValue::new(&mut form.keep_alive_s)
        .range(0..=MAX_KEEP_ALIVE_S)
        .custom_formatter(move |seconds, _| {
            if seconds < 1.0 {
                off.clone()
            } else {
                format!("{seconds:.0} s")
            }
        })
        .custom_parser(move |typed| number_in(typed, &word, 0.0));
    fields.number(ui, T::KeepAlive, drag);
}

fn compression(fields: &Fields, ui: &mut Ui, form: &mut CompressionForm) {
    fields.heading(ui, T::Compression);
    let is_on = &mut form.is_offered;
    fields.tick(ui, T::OfferCompression, T::OfferCompressionTooltip, is_on);
    let Some(offer) = form.read() else {
        return;
    };
    for (label, tooltip, is_on) in [
        (
            T::ClientNoContext,
            T::NoContextTooltip,
            &mut form.client_no_context_takeover,
        ),
        (
            T::ServerNoContext,
            T::NoContextTooltip,
            &mut form.server_no_context_takeover,
        ),
    ] {
        fields.tick(ui, label, tooltip, is_on);
    }
    for (label, bits) in [
        (T::ClientWindow, &mut form.client_max_window_bits),
        (T::ServerWindow, &mut form.server_max_window_bits),
    ] {
        let drag = DragValue::new(bits).range(MIN_AGREED_WINDOW_BITS..=MAX_WINDOW_BITS);
        let unit = fields.say(T::Bits);
        fields.number(ui, label, drag.suffix(format!(" {unit}")));
    }
    let smallest = form.client_max_window_bits.min(form.server_max_window_bits);
    if smallest < MIN_WINDOW_BITS {
        fields.remark(ui, T::SmallWindow);
    }
    fields.remark(ui, T::Offered(&offer.to_string()));
    fields.remark(ui, T::OfferedWithDetails);
}

/// What is said over the connection, which changes nothing of it.
fn protocol(fields: &Fields, ui: &mut Ui, form: &mut OptionsForm, commands: &mut Vec<Command>) {
    fields.heading(ui, T::Protocol);
    let chosen = form.protocol_choice().show(ui, fields.language, None);
    // What is chosen may ask for more.
    commands.extend(chosen.map(|choice| Command::Set(Setting::Protocol(choice))));
    // A page answers nothing by itself.
    if IN_BROWSER {
        return;
    }
    let is_on = &mut form.answers_heartbeats;
    fields.tick(ui, T::AnswerHeartbeats, T::AnswerHeartbeatsTooltip, is_on);
    let rules = Command::EditRules;
    command_button(ui, fields.language, rules, Ok(()), commands);
}

/// Reads a size as it is shown, `64 MiB`; a number without a unit is one of KiB.
fn kib_in(typed: &str) -> Option<f64> {
    let typed = typed.trim();
    let at = typed.find(|c: char| c.is_ascii_alphabetic());
    let (number, unit) = typed.split_at(at.unwrap_or(typed.len()));
    let kib = match unit.to_ascii_lowercase().as_str() {
        "" | "k" | "kb" | "kib" => 1.0,
        "m" | "mb" | "mib" => 1024.0,
        "g" | "gb" | "gib" => 1024.0 * 1024.0,
        "b" => 1.0 / 1024.0,
        _ => return None,
    };
    number.trim().parse::<f64>().ok().map(|number| number * kib)
}

fn colours(fields: &Fields, ui: &mut Ui, current: &mut TabColour) {
    let size = Vec2::splat(sizes::target(ui));
    ui.horizontal_wrapped(|ui| {
        for colour in TabColour::ALL {
            let sign = if colour == TabColour::None {
                RichText::new("–")
            } else {
                RichText::new(sign::STATE).color(colour.shown())
            };
            let response = ui.add(Button::selectable(*current == colour, sign).min_size(size));
            let title = fields.say(T::ColourNamed(colour));
            name(&response, &title);
            if response.on_hover_text(title).clicked() {
                *current = colour;
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_read_as_it_is_shown() {
        for (typed, kib) in [
            ("64 MiB", Some(65536.0)),
            ("65536", Some(65536.0)),
            (" 16 KiB", Some(16.0)),
            ("1.5m", Some(1536.0)),
            ("1 GiB", Some(1024.0 * 1024.0)),
            ("2048 B", Some(2.0)),
            ("some", None),
            ("1 mile", None),
        ] {
            assert_eq!(kib_in(typed), kib, "{typed}");
        }
    }
}
