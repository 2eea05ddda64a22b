//! Pictures of parts of the window: taken, and saved.

use std::task::Poll;

use egui::{Context, Rect};
use parking_lot::Mutex;

use crate::features::polling::{self, to_png};
use crate::kit::task::Task;
use crate::shell::app::App;
use crate::shell::notice::Notice;
use crate::shell::window_picture::WindowPicture;

impl App {
    /// Takes a picture of parts of the window as they are seen, one below the other, to be saved.
    pub(super) fn take_picture(&mut self, parts: Vec<Rect>, name: &'static str, context: &Context) {
        let (window, completer) = Task::new(context);
        // It may be called once only, and a browser calls it on the same thread.
        let completer = Mutex::new(Some(completer));
        context.request_screenshot(move |image| {
            if let Some(completer) = completer.lock().take() {
                completer.complete(image);
            }
        });
        self.picture = Some(WindowPicture {
            window,
            parts,
            name,
        });
    }

    /// Once a frame: asks where to save the picture that was taken.
    pub(super) fn poll_picture(&mut self, context: &Context) {
        #[cfg(not(target_arch = "wasm32"))]
        self.poll_flow();
        let is_there = |picture: &mut WindowPicture| picture.window.poll();
        let Some(Poll::Ready(image)) = self.picture.as_mut().map(is_there) else {
            return;
        };
        let (Some(picture), Some(image)) = (self.picture.take(), image) else {
            return;
        };
        match to_png(&image, &picture.parts, context.pixels_per_point()) {
            Ok(png) => self.ask_save_results(picture.name, png),
            Err(error) => {
                let error = &error.to_string();
                let text = polling::Text::NoPicture { error };
                self.notice = Some(Notice::bad(text.say(self.language)));
            }
        }
    }
}
