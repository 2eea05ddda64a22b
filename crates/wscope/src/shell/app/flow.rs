//! The diagram of a connection: where it is shown, and how it is saved.

use std::task::Poll;

use egui::Context;

use crate::features::messages::{Drawn, FlowPicture, MAX_ARROWS, Picture, Text};
use crate::kit::task::Task;
use crate::shell::app::App;
use crate::shell::notice::Notice;

impl App {
    /// Draws the diagram, to ask where to save it.
    pub(super) fn save_flow(&mut self, picture: Picture, context: &Context) {
        if picture == Picture::Png {
            let rows = self.flow.rows;
            // Both are as wide.
            let header = self.flow.header.with_max_x(rows.right());
            return self.take_picture(vec![header, rows], "flow.png", context);
        }
        let tab = self.tabs.current();
        let picture = FlowPicture {
            rows: tab.rows_to_draw(),
            language: self.language,
            protocol: tab.conversation.protocols(),
        };
        let work = async move { picture.draw() };
        self.flow.drawing = Some(Task::spawn("wscope-flow", context, work));
    }

    /// Once a frame: asks where to save the diagram that was drawn.
    pub(super) fn poll_flow(&mut self) {
        let Some(Poll::Ready(drawn)) = self.flow.drawing.as_ref().map(Task::poll) else {
            return;
        };
        self.flow.drawing = None;
        let Some(Drawn { svg, is_cut }) = drawn else {
            self.notice = Some(Notice::bad(Text::NoFlow.say(self.language)));
            return;
        };
        if is_cut {
            let text = Text::FlowIsCut { limit: MAX_ARROWS };
            self.notice = Some(Notice::good(text.say(self.language)));
        }
        self.ask_save_results("flow.svg", svg.into_bytes());
    }
}
