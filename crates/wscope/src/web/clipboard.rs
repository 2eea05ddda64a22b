//! The clipboard of a page. eframe knows one way to it, which pages that did not come over https lack, and says nothing
//! where it fails; `loader.js` knows the others.

use egui::{Context, FullOutput, OutputCommand, Plugin};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::surroundings;
use crate::kit::clipboard::{self, Outcome};

/// Takes what is to be copied away from eframe. It is done in the very event that asked for it, where there is one: a
/// cut that could not be written would lose the text.
#[derive(Default)]
pub(super) struct Clipboard;

impl Plugin for Clipboard {
    fn debug_name(&self) -> &'static str {
        "clipboard"
    }

    fn setup(&mut self, context: &Context) {
        clipboard::expect_outcomes(context);
    }

    fn output_hook(&mut self, context: &Context, output: &mut FullOutput) {
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
