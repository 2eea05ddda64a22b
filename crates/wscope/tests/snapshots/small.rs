//! Pictures that were made anew are written again, smaller: they stay in the repository with all of their versions.

use std::fs::{self, File};
use std::io::BufReader;
use std::path::Path;

/// Writes a picture again if it has just been made: then it still has a channel for transparency.
pub(crate) fn shrink(folder: &str, name: &str) {
    let picture = Path::new(folder).join(format!("{name}.png"));
    let Ok(file) = File::open(&picture) else {
        return;
    };
    let mut reader = png::Decoder::new(BufReader::new(file)).read_info().unwrap();
    if reader.output_color_type().0 != png::ColorType::Rgba {
        return;
    }
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    // The window is opaque.
    let pixels: Vec<u8> = pixels
        .chunks_exact(4)
        .flat_map(|pixel| &pixel[..3])
        .copied()
        .collect();
    let mut small = Vec::new();
    let mut encoder = png::Encoder::new(&mut small, info.width, info.height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::High);
    // Text on plain ground is smaller as it is than as differences.
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&pixels).unwrap();
    writer.finish().unwrap();
    fs::write(picture, small).unwrap();
}
