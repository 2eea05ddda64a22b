//! How large everything is.

use std::ops::RangeInclusive;

use egui::Context;

/// How much larger or smaller one step is. Steps are coarse enough that fingers do not have every glyph drawn anew in each frame.
pub const STEP: f32 = 0.1;
/// What egui's own keys zoom to.
const ZOOMS: RangeInclusive<f32> = 0.2..=5.0;

/// Shows everything so large, to the nearest step.
pub fn zoom_to(context: &Context, wanted: f32) {
    context.set_zoom_factor(nearest(wanted));
}

/// The step that is nearest.
pub fn nearest(wanted: f32) -> f32 {
    let (least, most) = ZOOMS.into_inner();
    // Ten steps are exactly 1: that is not so of ten times a tenth.
    let steps_of_one = (1.0 / STEP).round();
    ((wanted * steps_of_one).round() / steps_of_one).clamp(least, most)
}
