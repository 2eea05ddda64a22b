//! The dialog for sharing a session, in English.

use std::borrow::Cow;

use session::files::redact::Credential;

use super::super::survey::Known;
use super::text::Text as T;
use crate::kit::format::{count, counted};

pub(super) fn say(text: T<'_>) -> Cow<'static, str> {
    match text {
        T::Title => "Save to share".into(),
        T::Kept => "What is saved".into(),
        T::Events => "Connection events and headers".into(),
        T::Sent => "Sent".into(),
        T::Received => "Received".into(),
        T::Control => "Pings and pongs".into(),
        T::Binary => "Payloads of binary messages".into(),
        T::BinaryTooltip => "Without them only their sizes are saved".into(),
        T::NoFrames => "Frames are not saved".into(),
        T::Secrets => "Secrets found".into(),
        T::SecretsTooltip => {
            "Each is replaced wherever it stands, also in Base64 and in compressed payloads; the same value always by the same text".into()
        }
        T::LookedAtAll(rows) => format!("In {}", counted(rows, "row", "rows")).into(),
        T::LookedAt { rows, all } => format!(
            "In the first {} of {} rows; when it is saved, all are searched",
            count(rows),
            count(all)
        )
        .into(),
        T::Looking { percent } => format!("Searching… {percent}%").into(),
        T::Stop => "Stop".into(),
        T::StopTooltip => "Search no further before it is saved".into(),
        T::NoSecrets => "None".into(),
        T::TooMuch => {
            "The patterns and fields match more values than can be replaced: choose fewer".into()
        }
        T::Known(known) => match known {
            Known::Credential(Credential::Field) => "Credentials in JSON fields".into(),
            Known::Credential(Credential::Protocol) => "Credentials in decoded messages".into(),
            Known::Credential(Credential::Text) => "Credentials in headers and addresses".into(),
            Known::Credential(Credential::WebToken) => "JSON Web Tokens".into(),
            Known::Field(field) => format!("Field “{field}”").into(),
            Known::Pattern(pattern) => format!("Pattern “{pattern}”").into(),
        },
        T::ValuesInPlaces { values, places } => format!(
            "{} in {}",
            counted(values, "value", "values"),
            counted(places, "place", "places")
        )
        .into(),
        T::Unsearched(messages) => format!(
            "Left out: {} whose secrets cannot be removed",
            counted(messages, "message", "messages")
        )
        .into(),
        T::Fields => "Fields to replace (JSON and decoded messages)".into(),
        T::NoFields => "No message has fields, in JSON or decoded".into(),
        T::FieldCount(number) => format!("{} ×", count(number)).into(),
        T::MoreFields => "There are more fields than can be listed: name others with a JSONPath".into(),
        T::Patterns => "Also replace what matches (regular expressions)".into(),
        T::Pattern(number) => format!("Regular expression {number}").into(),
        T::AddPattern => "Add regular expression".into(),
        T::BadPattern(why) => format!("Not a regular expression: {why}").into(),
        T::Paths => "Also replace JSON values (JSONPath)".into(),
        T::Path(number) => format!("JSONPath {number}").into(),
        T::AddPath => "Add JSONPath".into(),
        T::BadPath(why) => format!("Not a JSONPath: {why}").into(),
        T::Remove(number) => format!("Remove line {number}").into(),
        T::Format => "Format".into(),
        T::FormatSession => "Session".into(),
        T::Compression => "Compression".into(),
        T::Uncompressed => "None".into(),
        T::Preview => "Preview".into(),
        T::FirstRows => "First rows".into(),
        T::ReplacedRows => "Changed rows".into(),
        T::NothingKept => "No row is saved".into(),
        T::NothingReplaced => "Nothing is replaced in the rows that were searched".into(),
        T::IsReplaced => "Something is replaced".into(),
        T::IsReplacedWithin => "Something is replaced within encoded or compressed data".into(),
        T::Save => "Save to file…".into(),
        T::SaveTooltip => "Choose the file; it is searched again after it was written".into(),
        T::MendFirst { what, why } => format!("{what}: {why}").into(),
        T::LookFirst => "The session is being searched".into(),
        T::Cancel => "Cancel".into(),
        T::Done => "Done".into(),
        T::Saved => "Saved to share".into(),
        T::SavedRows(rows) => format!("{} saved", counted(rows, "row", "rows")).into(),
        T::NotReplaced => "Nothing had to be replaced".into(),
        T::Short(values) => format!(
            "{} too short or too common to be searched for elsewhere, and replaced only where the name or the pattern is",
            counted(values, "value is", "values are")
        )
        .into(),
        T::LeftOut(events) => format!(
            "The format has no place for {}: *.wscope.jsonl keeps all of them",
            counted(events, "event", "events")
        )
        .into(),
        T::SearchedAgain => {
            "The file was searched again: none of these values is left, and the rules find nothing more"
                .into()
        }
    }
}
