//! Emoji where neither the system nor the browser has any: the most used ones, in one colour. They are fetched when the first
//! is to be drawn that nothing else draws, so that they cost nothing until then.

#[cfg_attr(target_arch = "wasm32", path = "emoji/web.rs")]
#[cfg_attr(not(target_arch = "wasm32"), path = "emoji/native.rs")]
mod font;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;

use egui::{
    Context, FontData, FontFamily, FontInsert, FontPriority, FontTweak, GlyphRasterizer,
    InsertFontFamily,
};

use crate::kit::task::Task;
use crate::kit::theme;

/// By which it is known to egui.
const KEY: &str = "wscope::emoji";
/// How large they are beside text of the same size: their em is wider than it is high.
const SCALE: f32 = 0.85;

/// Looks out for emoji that nothing draws.
pub struct Emoji {
    is_wanted: Arc<AtomicBool>,
    fetching: Option<Task<Option<FontData>>>,
    is_done: bool,
}

impl Emoji {
    /// Looks out from now on.
    pub fn new(context: &Context) -> Self {
        let is_wanted = Arc::new(AtomicBool::new(false));
        let noticed = Arc::clone(&is_wanted);
        // It is asked last, and draws nothing. The context is locked meanwhile, so it can only leave a note.
        context.add_glyph_rasterizer(GlyphRasterizer::new(KEY, move |request| {
            if request.cluster.chars().any(is_like_emoji) {
                noticed.store(true, Ordering::Relaxed);
            }
            None
        }));
        Self {
            is_wanted,
            fetching: None,
            is_done: false,
        }
    }

    /// Fetches them if one was missed. To be called in each frame, after all was shown.
    pub fn poll(&mut self, context: &Context) {
        if self.is_done {
            return;
        }
        if self.fetching.is_none() && self.is_wanted.load(Ordering::Relaxed) {
            self.fetching = Some(font::fetch(context));
        }
        let Some(Poll::Ready(fetched)) = self.fetching.as_ref().map(Task::poll) else {
            return;
        };
        // What cannot be had now is not asked for again: a box is drawn instead.
        self.is_done = true;
        if let Some(data) = fetched.flatten() {
            install(context, data);
        }
    }
}

/// Behind all other fonts.
fn install(context: &Context, data: FontData) {
    let families = [
        FontFamily::Proportional,
        FontFamily::Monospace,
        theme::medium(0.0).family,
    ];
    let families = families.map(|family| InsertFontFamily {
        family,
        priority: FontPriority::Lowest,
    });
    let data = data.tweak(FontTweak {
        scale: SCALE,
        ..FontTweak::default()
    });
    context.add_font(FontInsert::new(KEY, data, families.into()));
    context.request_repaint();
}

/// Whether a character is in one of the blocks that have emoji: what else nothing draws, this font does not draw either.
fn is_like_emoji(c: char) -> bool {
    matches!(c, '\u{2139}' | '\u{2190}'..='\u{21ff}' | '\u{2300}'..='\u{23ff}' | '\u{2600}'..='\u{27bf}'
        | '\u{2b00}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}
