//! Where the columns of a list are.

use egui::Rangef;

/// Places columns between the left and the right edge of a list, from left to right. A column of no width is left out; the last
/// one has what the others leave. Where that would be less than `least_rest`, columns go in the order of `spare`, which names
/// them by their index.
pub fn place<const COLUMNS: usize>(
    all: Rangef,
    mut widths: [f32; COLUMNS],
    spare: &[usize],
    least_rest: f32,
) -> [Option<Rangef>; COLUMNS] {
    for column in spare {
        if widths.iter().sum::<f32>() + least_rest > all.span() {
            widths[*column] = 0.0;
        }
    }
    let mut left = all.min;
    std::array::from_fn(|column| {
        let (start, width) = (left, widths[column]);
        left += width;
        if column + 1 == COLUMNS {
            Some(Rangef::new(start, all.max.max(start)))
        } else {
            (width > 0.0).then(|| Rangef::new(start, left))
        }
    })
}
