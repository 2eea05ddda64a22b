//! How the list keeps moving after a finger that scrolled it is lifted.

/// How fast the list moves by itself, in points per second; positive is down. At rest by default.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Coasting {
    pub(crate) velocity: f32,
}

impl Coasting {
    /// The points to move within `dt_s`, and what remains of the movement.
    pub(crate) fn step(self, dt_s: f32, decay_s: f32, stop_distance: f32) -> (f32, Self) {
        let remaining_points = self.velocity * decay_s;
        let is_moving = remaining_points.is_finite() && remaining_points.abs() > stop_distance;
        if !is_moving || decay_s <= 0.0 {
            return (0.0, Self::default());
        }
        let kept = (-dt_s / decay_s).exp();
        (
            remaining_points * (1.0 - kept),
            Self {
                velocity: self.velocity * kept,
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::Coasting;

    #[test]
    fn coasts_the_same_way_at_any_frame_rate() {
        for frames_per_second in [10, 60, 240] {
            let mut coasting = Coasting { velocity: 1000.0 };
            let mut points = 0.0;
            for _ in 0..frames_per_second * 10 {
                let (step, rest) = coasting.step(1.0 / frames_per_second as f32, 0.5, 0.5);
                (points, coasting) = (points + step, rest);
            }
            assert!(
                (points - 500.0).abs() < 1.0,
                "{frames_per_second}: {points}"
            );
            assert_eq!(coasting, Coasting::default(), "comes to rest");
        }
    }
}
