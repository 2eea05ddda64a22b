//! What the list shows: messages, or the frames that they came in.

use std::borrow::Cow;

use egui::Ui;

use crate::kit::icon::Icon;
use crate::kit::language::Language;
use crate::kit::segments::{Segment, segments, segments_width};
use crate::kit::theme::sizes;

/// What the list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ListMode {
    /// Messages and events.
    #[default]
    Messages,
    /// Frames.
    Frames,
}

impl ListMode {
    /// All of them, in the order in which they stand.
    pub const ALL: [Self; 2] = [Self::Messages, Self::Frames];

    /// What it is called.
    pub fn say(self, language: Language) -> Cow<'static, str> {
        match self {
            Self::Messages => language.pick("消息", "Messages"),
            Self::Frames => language.pick("帧", "Frames"),
        }
    }

    fn segments(language: Language, has_room: bool) -> [Segment<Self>; 2] {
        Self::ALL.map(|value| {
            let icon = match value {
                Self::Messages => Icon::List,
                Self::Frames => Icon::Bits,
            };
            Segment {
                value,
                icon: (!has_room).then_some((icon, None)),
                name: value.say(language),
            }
        })
    }

    /// How wide the switch is, in points: with words where there is room, or icons.
    pub fn switch_width(ui: &Ui, language: Language, has_room: bool) -> f32 {
        segments_width(ui, &Self::segments(language, has_room))
    }

    /// Shows the switch. Says what was chosen anew.
    pub fn switch(self, ui: &mut Ui, language: Language, has_room: bool) -> Option<Self> {
        let title = language.pick("列表内容", "Shown in the list");
        let height = sizes::control(ui);
        let all = Self::segments(language, has_room);
        segments(ui, "list-mode", &title, height, self, &all)
    }
}
