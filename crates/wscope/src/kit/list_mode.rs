//! What the list shows: messages, in rows or as a sequence diagram, or the frames that they came in.

use std::borrow::Cow;

use egui::Ui;

use crate::IN_BROWSER;
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
    /// The same as arrows between the client and the server. A page in a browser does not have it: it has no room for that.
    Flow,
    /// Frames.
    Frames,
}

impl ListMode {
    /// All of them, in the order in which they stand.
    pub const ALL: [Self; 3] = [Self::Messages, Self::Flow, Self::Frames];

    /// Whether it can be chosen here.
    pub fn is_offered(self) -> bool {
        self != Self::Flow || !IN_BROWSER
    }

    /// What it is called.
    pub fn say(self, language: Language) -> Cow<'static, str> {
        match self {
            Self::Messages => language.pick("消息", "Messages"),
            Self::Flow => language.pick("时序", "Flow"),
            Self::Frames => language.pick("帧", "Frames"),
        }
    }

    /// What a button says that leads to it, and what stands over that.
    pub fn about(self, language: Language) -> (Cow<'static, str>, Cow<'static, str>) {
        match self {
            Self::Messages => (
                language.pick("显示消息", "Show messages"),
                language.pick("列出消息和连接事件", "List messages and connection events"),
            ),
            Self::Flow => (
                language.pick("显示时序图", "Show flow"),
                language.pick(
                    "以客户端与服务器之间的箭头显示各条消息",
                    "Show messages as arrows between client and server",
                ),
            ),
            Self::Frames => (
                language.pick("显示帧", "Show frames"),
                language.pick(
                    "列出帧而不是消息：分片、控制帧及帧头的每一位",
                    "List frames instead of messages: fragments, control frames, and every bit of their heads",
                ),
            ),
        }
    }

    fn segments(language: Language, has_room: bool) -> Vec<Segment<Self>> {
        let offered = Self::ALL.into_iter().filter(|mode| mode.is_offered());
        let segment = |value: Self| {
            let icon = match value {
                Self::Messages => Icon::List,
                Self::Flow => Icon::Flow,
                Self::Frames => Icon::Bits,
            };
            Segment {
                value,
                icon: (!has_room).then_some((icon, None)),
                name: value.say(language),
            }
        };
        offered.map(segment).collect()
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
