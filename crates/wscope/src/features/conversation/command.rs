//! What a person can ask for on the page of the conversation.

use session::conversation::Likeness;

use super::texts::Text as T;
use crate::kit::command::{self, About};
use crate::kit::language::Language;

/// What a person can ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Show only the calls of a method and their answers, or all again.
    ChooseMethod(Option<Box<str>>),
    /// Show only the messages of this group and of others that are chosen like this, or leave them out.
    ChooseGroup {
        /// Which group.
        group: Box<Likeness>,
        /// What becomes of it; `None` for nothing.
        choice: Option<Choice>,
    },
    /// Leave nothing out any more.
    ShowAll,
    /// Select this row of the list.
    ShowRow(u64),
    /// Show the methods that are called.
    ShowMethods,
    /// Show the schemas of messages.
    ShowSchemas,
    /// Save the schemas of messages.
    SaveSchemas(Document),
}

/// How schemas are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Document {
    /// As JSON Schema.
    JsonSchema,
    /// As an AsyncAPI document.
    AsyncApi,
}

/// What becomes of the messages of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// They and others that are chosen like this are shown, and nothing else.
    Only,
    /// They are left out.
    Hide,
}

impl command::Command for Command {
    fn about(&self, language: Language) -> Option<About> {
        let (text, tooltip) = match self {
            Self::ShowAll => (T::ShowAll, T::ShowAllTooltip),
            Self::ShowMethods => (T::ShowMethods, T::ShowMethodsTooltip),
            Self::ShowSchemas => (T::ShowSchemas, T::ShowSchemasTooltip),
            Self::SaveSchemas(Document::JsonSchema) => {
                (T::SaveJsonSchema, T::SaveJsonSchemaTooltip)
            }
            Self::SaveSchemas(Document::AsyncApi) => (T::SaveAsyncApi, T::SaveAsyncApiTooltip),
            Self::ChooseMethod(_) | Self::ChooseGroup { .. } | Self::ShowRow(_) => return None,
        };
        Some(About {
            text: text.say(language),
            tooltip: tooltip.say(language),
            shortcut: None,
        })
    }
}
