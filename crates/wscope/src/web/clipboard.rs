//! The clipboard of a page. eframe knows one way to it, which pages that did not come over https lack, and says nothing
//! where it fails; `loader.js` knows the others.

use std::sync::Arc;

use egui::{
    Context, Event, FullOutput, OutputCommand, Plugin, RawInput, ViewportCommand, ViewportId,
};
use parking_lot::Mutex;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::surroundings;
use crate::kit::clipboard::{self, Outcome};

/// Takes what is to be copied away from eframe. It is done in the very event that asked for it, where there is one: a
/// cut that could not be written would lose the text.
#[derive(Default)]
pub(super) struct Clipboard {
    /// What a menu has asked for, as the keys for it would: for the next frame.
    events: Arc<Mutex<Vec<Event>>>,
}

impl Plugin for Clipboard {
    fn debug_name(&self) -> &'static str {
        "clipboard"
    }

    fn setup(&mut self, context: &Context) {
        clipboard::expect_outcomes(context);
    }

    fn input_hook(&mut self, _context: &Context, input: &mut RawInput) {
        input.events.append(&mut self.events.lock());
    }

    fn output_hook(&mut self, context: &Context, output: &mut FullOutput) {
        let root = output.viewport_output.get(&ViewportId::ROOT);
        for command in root.iter().flat_map(|root| &root.commands) {
            let event = match command {
                ViewportCommand::RequestCopy => Event::Copy,
                ViewportCommand::RequestCut => Event::Cut,
                ViewportCommand::RequestPaste => {
                    paste(context.clone(), Arc::clone(&self.events));
                    continue;
                }
                _ => continue,
            };
            self.events.lock().push(event);
            context.request_repaint();
        }
        output.platform_output.commands.retain(|command| {
            let OutputCommand::CopyText(text) = command else {
                return true;
            };
            copy(context.clone(), text);
            false
        });
    }
}

fn copy(context: Context, text: &str) {
    let promised = surroundings::copy(text);
    spawn_local(async move {
        let is_there = match promised {
            Some(promise) => JsFuture::from(promise)
                .await
                .is_ok_and(|done| done.is_truthy()),
            None => false,
        };
        let outcome = if is_there {
            Outcome::Copied
        } else {
            Outcome::Refused
        };
        clipboard::tell(&context, outcome);
    });
}

fn paste(context: Context, events: Arc<Mutex<Vec<Event>>>) {
    let promised = surroundings::paste();
    spawn_local(async move {
        let read = match promised {
            Some(promise) => JsFuture::from(promise).await.ok(),
            None => None,
        };
        match read.and_then(|text| text.as_string()) {
            Some(text) => {
                events.lock().push(Event::Paste(text));
                context.request_repaint();
            }
            None => clipboard::tell(&context, Outcome::NotPasted),
        }
    });
}
