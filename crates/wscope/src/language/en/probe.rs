//! The probe, in English.

use std::borrow::Cow;

use super::super::ProbeText as T;
use session::Tally;

pub(super) fn say(text: T) -> Cow<'static, str> {
    match text {
        T::Title => "Probe".into(),
        T::Open => "Probe…".into(),
        T::OpenTooltip => "Measure latency and integrity: numbered messages to a server that echoes".into(),
        T::Close => "Hide the probe".into(),
        T::Start => "Start the probe".into(),
        T::StartTooltip => "Send numbered messages and count what comes back".into(),
        T::Stop => "Stop the probe".into(),
        T::StopTooltip => "Send no more; what is under way may still come back".into(),
        T::Hint => "The server must send back what it is sent, as /echo does".into(),
        T::Rate => "Messages".into(),
        T::Size => "of".into(),
        T::Count => "in all".into(),
        T::Sent => "Sent".into(),
        T::Back => "Back".into(),
        T::Pending => "Pending".into(),
        T::Lost => "Lost".into(),
        T::Duplicated => "Duplicated".into(),
        T::Reordered => "Reordered".into(),
        T::Altered => "Altered".into(),
        T::Latency => "Latency".into(),
        T::Result(Tally {
            sent,
            back,
            lost,
            duplicated,
            reordered,
            altered,
            ..
        }) => format!(
            "Probe: {sent} sent, {back} came back, {lost} lost, {duplicated} duplicated, {reordered} out of order, {altered} altered"
        )
        .into(),
    }
}
