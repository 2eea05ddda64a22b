//! In which protocol messages are decoded, and what is answered in it.

use egui::Ui;
use session::conversation::Spoken;

use super::parts::{remark, section};
use crate::features::inspector::command::Command;
#[cfg(not(target_arch = "wasm32"))]
use crate::features::inspector::schema;
use crate::features::inspector::speaking::Speaking;
use crate::features::inspector::texts::Text;
use crate::kit::language::Language;
use crate::kit::protocol_choice::ProtocolChoice;

/// Shows which protocol is spoken and why, and lets the person choose.
pub(super) fn show(
    ui: &mut Ui,
    language: Language,
    spoken: Option<Spoken>,
    speaking: &Speaking,
    commands: &mut Vec<Command>,
) {
    section(ui, &Text::Protocol.say(language), |_| {});
    ui.horizontal_wrapped(|ui| {
        let name = spoken.map(|spoken| spoken.protocol.name());
        let chosen = speaking.protocol.show(ui, language, name);
        commands.extend(chosen.map(Command::DecodeAs));
        let why = match (spoken, speaking.protocol) {
            (Some(spoken), _) => Text::Because(spoken.because),
            (None, ProtocolChoice::Automatic) => Text::NotRecognized,
            (None, _) => Text::Because(None),
        };
        remark(ui, why.say(language));
        #[cfg(not(target_arch = "wasm32"))]
        schema::show(ui, language, speaking, commands);
    });
    #[cfg(not(target_arch = "wasm32"))]
    heartbeats(ui, language, spoken, speaking, commands);
}

/// Lets the person choose whether what keeps the connection open is answered.
#[cfg(not(target_arch = "wasm32"))]
fn heartbeats(
    ui: &mut Ui,
    language: Language,
    spoken: Option<Spoken>,
    speaking: &Speaking,
    commands: &mut Vec<Command>,
) {
    let has_heartbeats = spoken.is_some_and(|it| it.protocol.heartbeats().is_some());
    let mut is_on = speaking.answers_heartbeats;
    if !has_heartbeats && !is_on {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        let tick = ui.checkbox(&mut is_on, Text::AnswerHeartbeats.say(language));
        if tick.changed() {
            commands.push(Command::AnswerHeartbeats(is_on));
        }
        if is_on {
            let sent = Text::HeartbeatsSent(speaking.heartbeats);
            remark(ui, sent.say(language));
        }
    });
}
