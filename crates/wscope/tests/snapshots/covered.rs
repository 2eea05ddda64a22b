//! A picture of the window, in which all that is another each time is covered.

use egui::Shape;
use egui::epaint::ClippedShape;
use egui_kittest::Harness;
use wscope::App;

/// How far around a text is covered, in points: it may be a little wider the next time.
const AROUND: f32 = 8.0;
/// The grey that covers.
const COVER: [u8; 4] = [128, 128, 128, 255];

/// The window as it is now.
pub(crate) fn picture(harness: &mut Harness<'_, App>) -> image::RgbaImage {
    let mut places = Vec::new();
    for ClippedShape { clip_rect, shape } in &harness.output().shapes {
        texts(shape, &mut |text, place| {
            if changes(text) {
                places.push(place.expand(AROUND).intersect(*clip_rect));
            }
        });
    }
    let mut picture = harness.render().unwrap();
    let (width, height) = picture.dimensions();
    for place in places {
        for y in place.top().max(0.0) as u32..(place.bottom().max(0.0) as u32).min(height) {
            for x in place.left().max(0.0) as u32..(place.right().max(0.0) as u32).min(width) {
                picture.get_pixel_mut(x, y).0 = COVER;
            }
        }
    }
    picture
}

fn texts(shape: &Shape, tell: &mut impl FnMut(&str, egui::Rect)) {
    match shape {
        Shape::Vec(shapes) => shapes.iter().for_each(|shape| texts(shape, tell)),
        Shape::Text(text) => tell(text.galley.text(), text.visual_bounding_rect()),
        _ => {}
    }
}

/// Whether a text is likely to be another one the next time: a time of day, a duration, a port, a rate.
fn changes(text: &str) -> bool {
    let has_digit = text.contains(|c: char| c.is_ascii_digit());
    let units = ["µs", " ms", " s", "/s", "/秒", ":", "MiB", "KiB"];
    has_digit && units.iter().any(|unit| text.contains(unit))
}
