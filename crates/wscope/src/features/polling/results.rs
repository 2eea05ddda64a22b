//! What a run has come to: in one sentence, as a table for other programs, and as a picture.

use std::fmt::Write as _;

use super::plan::Method;
use super::run_state::{Figures, RunState, Sample};

/// What the sentence about a run says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Summary {
    /// How the polling side asked.
    pub method: Method,
    /// Events that happened.
    pub events: u64,
    /// Bytes of each.
    pub size: u32,
    /// The last figures of polling.
    pub polling: Figures,
    /// The last figures of the WebSocket.
    pub push: Figures,
}

impl Summary {
    /// The sentence about a run. `None` before the first event.
    pub fn of(state: &RunState) -> Option<Self> {
        let plan = state.plan();
        let last = state.samples().last()?;
        let [polling, push] = last.sides;
        (last.happened > 0).then_some(Self {
            method: plan.method,
            events: last.happened,
            size: plan.size,
            polling,
            push,
        })
    }

    /// How many times as many bytes polling moved as the WebSocket.
    pub fn ratio(&self) -> Option<f64> {
        let push = self.push.cost.bytes();
        (push > 0).then(|| self.polling.cost.bytes() as f64 / push as f64)
    }
}

/// The columns of the table, but for the first two, once for each side.
const COLUMNS: [&str; 13] = [
    "connections",
    "requests",
    "empty_answers",
    "token_checks",
    "events",
    "missed",
    "header_bytes_to_server",
    "payload_bytes_to_server",
    "header_bytes_to_client",
    "payload_bytes_to_client",
    "delay_median_us",
    "delay_p95_us",
    "total_bytes",
];

/// The samples as comma-separated values (RFC 4180): a line each, with a head. Everything is a number, or nothing.
pub fn to_csv(samples: &[Sample]) -> String {
    let mut csv = String::from("time_us,happened");
    for side in ["polling", "websocket"] {
        for column in COLUMNS {
            // Writing to a string does not fail.
            write!(csv, ",{side}_{column}").ok();
        }
    }
    csv.push_str("\r\n");
    for sample in samples {
        write!(csv, "{},{}", sample.at_us, sample.happened).ok();
        for figures in &sample.sides {
            for value in values(figures) {
                csv.push(',');
                if let Some(value) = value {
                    write!(csv, "{value}").ok();
                }
            }
        }
        csv.push_str("\r\n");
    }
    csv
}

fn values(figures: &Figures) -> [Option<u64>; COLUMNS.len()] {
    let cost = &figures.cost;
    [
        Some(cost.connections),
        Some(cost.requests),
        Some(cost.empty),
        Some(cost.token_checks),
        Some(cost.events),
        Some(figures.missed),
        Some(cost.received.headers),
        Some(cost.received.payload),
        Some(cost.sent.headers),
        Some(cost.sent.payload),
        figures.median,
        figures.p95,
        Some(cost.bytes()),
    ]
}

/// Parts of what is seen, one below the other, as a PNG file: as wide as the first. The rectangles are in points.
///
/// # Errors
/// When it cannot be written, in the library's words.
pub fn to_png(
    image: &egui::ColorImage,
    parts: &[egui::Rect],
    pixels_per_point: f32,
) -> Result<Vec<u8>, png::EncodingError> {
    let [width, height] = image.size;
    let pixel = |points: f32, max: usize| ((points * pixels_per_point).round() as usize).min(max);
    let (left, right) = parts.first().map_or((0, 0), |part| {
        (pixel(part.min.x, width), pixel(part.max.x, width))
    });
    let columns = right.saturating_sub(left);
    let mut rows = 0;
    let mut rgb = Vec::new();
    for part in parts {
        let (top, bottom) = (pixel(part.min.y, height), pixel(part.max.y, height));
        let lines = image.pixels.chunks_exact(width.max(1));
        for row in lines.take(bottom).skip(top) {
            rows += 1;
            // The window has no transparent parts.
            let seen = row[left..left + columns].iter();
            rgb.extend(seen.flat_map(|p| [p.r(), p.g(), p.b()]));
        }
    }
    let mut file = Vec::new();
    let size = |pixels: usize| u32::try_from(pixels).unwrap_or(u32::MAX);
    let mut encoder = png::Encoder::new(&mut file, size(columns), size(rows));
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&rgb)?;
    writer.finish()?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use egui::{Color32, ColorImage, Rect, pos2};

    use super::super::report::{Cost, Share};
    use super::*;

    #[test]
    fn the_table_has_a_head_and_a_line_for_each_sample() {
        let figures = |requests, median| Figures {
            cost: Cost {
                connections: 1,
                requests,
                empty: 2,
                token_checks: 3,
                events: 4,
                received: Share {
                    headers: 100,
                    payload: 0,
                },
                sent: Share {
                    headers: 20,
                    payload: 3,
                },
            },
            median,
            p95: median,
            missed: 5,
        };
        let sample = Sample {
            at_us: 500_000,
            happened: 7,
            sides: [figures(10, Some(250)), figures(1, None)],
        };
        let csv = to_csv(&[sample]);
        let lines: Vec<&str> = csv.split_terminator("\r\n").collect();
        assert_eq!(lines.len(), 2);
        let fields = |line: &str| line.split(',').count();
        assert_eq!((fields(lines[0]), fields(lines[1])), (28, 28));
        assert!(lines[0].starts_with("time_us,happened,polling_connections,polling_requests,"));
        assert_eq!(
            lines[1],
            "500000,7,1,10,2,3,4,5,100,0,20,3,250,250,123,1,1,2,3,4,5,100,0,20,3,,,123"
        );
    }

    #[test]
    fn the_picture_is_the_part_that_was_asked_for() {
        let mut image = ColorImage::filled([10, 8], Color32::BLACK);
        image.pixels[3 * 10 + 4] = Color32::WHITE;
        let check = |parts: &[Rect], size: (u32, u32), first: &[u8]| {
            let file = to_png(&image, parts, 2.0).unwrap();
            let mut reader = png::Decoder::new(std::io::Cursor::new(file))
                .read_info()
                .unwrap();
            let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
            let info = reader.next_frame(&mut pixels).unwrap();
            assert_eq!((info.width, info.height), size);
            assert!(pixels.starts_with(first), "{pixels:?}");
        };
        let part = Rect::from_min_max(pos2(2.0, 1.5), pos2(4.0, 2.5));
        check(&[part], (4, 2), &[255, 255, 255, 0, 0, 0]);
        // What reaches beyond the window is cut.
        let part = Rect::from_min_max(pos2(-5.0, 3.5), pos2(99.0, 99.0));
        check(&[part], (10, 1), &[0, 0, 0]);
        // Parts are below each other, and what lies between them is not there.
        let above = Rect::from_min_max(pos2(2.0, 0.0), pos2(4.0, 0.5));
        let below = Rect::from_min_max(pos2(2.0, 1.5), pos2(4.0, 2.5));
        check(&[above, below], (4, 3), &[0; 12]);
        check(&[below, above], (4, 3), &[255, 255, 255]);
    }
}
