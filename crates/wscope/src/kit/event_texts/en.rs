//! English.

mod failure;
mod file_fault;
mod wire;

use std::borrow::Cow;

use self::failure::failed;
use self::wire::{closed, connection_lost, fragments, hung_up, stepped};
use crate::kit::format::{duration, size};
use payload::visible::visible;
use session::{RecordedEvent, SettingsFault, Tally};

pub(super) use self::wire::{close_meaning, close_name, refused};

pub(super) fn event(event: &RecordedEvent) -> Cow<'static, str> {
    use RecordedEvent as E;
    match event {
        E::Connecting { address } => format!("Connecting to {address}").into(),
        E::Opened => "Connected".into(),
        E::ClosedByUs { frame } => hung_up(frame.as_ref()).into(),
        E::ClosedByPeer { frame } => closed(frame.as_ref()).into(),
        E::Step(step) => stepped(step).into(),
        E::Fragments { message, count, .. } => fragments(*message, *count).into(),
        E::Gap { micros } => format!("Disconnected for {}: messages that the server sent meanwhile are not in this list", duration(*micros)).into(),
        E::Probed(Tally {
            sent,
            back,
            lost,
            duplicated,
            reordered,
            altered,
            ..
        }) => format!(
            "Latency test: {sent} sent, {back} echoed, {lost} lost, {duplicated} duplicated, {reordered} out of order, {altered} corrupted"
        )
        .into(),
        E::RoundTrip { micros } => format!("Pong received after {}", duration(*micros)).into(),
        E::Failed { address, cause, .. } => failed(address, cause).into(),
        E::NothingThere { address, .. } => format!(
            "No WebSocket server is listening at {address} yet. Start one, such as echo-server, \
             or enter another address above and press Connect"
        )
        .into(),
        E::Lost { cause, .. } => connection_lost(cause).into(),
        E::OverBudget { bytes } => format!(
            "A message of {} was not kept: it exceeds the memory limit. \
             Raise the limit in the settings",
            size(*bytes)
        )
        .into(),
        E::Unreadable => "What stood here is in a file and can no longer be read from it: \
             the file was cut short or changed"
            .into(),
        E::Settings(trouble) => settings_trouble(trouble).into(),
        E::Unknown(event) => {
            format!("An event of another version of wscope: {}", visible(event.name())).into()
        }
    }
}

fn settings_trouble(trouble: &SettingsFault) -> String {
    match trouble {
        SettingsFault::SetAside { place } => {
            format!(
                "The saved settings could not be read. They were moved to {place}; from now on, new settings are saved"
            )
        }
        SettingsFault::Newer => {
            "The saved settings are from a newer version of wscope and are not modified: changes made here are not saved"
                .to_owned()
        }
        SettingsFault::NotSaved { why } => format!("The settings cannot be saved: {why}"),
    }
}
