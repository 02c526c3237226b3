//! With how many of its pixels the session draws.

use bevy::prelude::*;

use crate::governor::{Frame, Governor, PERCENT};

/// Follows the missed frames. The share applies to both sides, and the picture is a part of the runtime's image, which
/// keeps its size: so a change needs no new images and takes effect with the very next frame.
#[derive(Debug)]
pub struct Sharpness {
    full: UVec2,
    governor: Option<Governor>,
}

impl Sharpness {
    /// `full` is the image's size in pixels. A software driver misses every frame whatever the size, and would blur
    /// the picture for nothing: with `software` all pixels are drawn.
    pub fn new(full: UVec2, software: bool) -> Self {
        Self {
            full,
            governor: (!software).then(Governor::default),
        }
    }

    /// Takes in how the last frame went.
    pub fn observe(&mut self, frame: Frame) {
        if let Some(governor) = &mut self.governor
            && let Some(percent) = governor.observe(frame)
        {
            debug!("the headset's picture is drawn at {percent} %");
        }
    }

    pub fn percent(&self) -> u8 {
        self.governor
            .as_ref()
            .map_or(PERCENT.1, |governor| governor.percent())
    }

    /// The picture's size in pixels, from the image's upper left corner.
    pub fn size(&self) -> UVec2 {
        part(self.full, self.percent())
    }
}

fn part(full: UVec2, percent: u8) -> UVec2 {
    (full * u32::from(percent) / 100).max(UVec2::ONE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn late() -> Frame {
        Frame {
            missed: true,
            cost_ms: 12.0,
            budget_ms: 11.1,
        }
    }

    #[test]
    fn a_smaller_picture_would_have_another_shape_or_leave_its_image() {
        let full = UVec2::new(1832, 1920);
        for (percent, size) in [
            (100, full),
            (95, UVec2::new(1740, 1824)),
            (70, UVec2::new(1282, 1344)),
        ] {
            assert_eq!(part(full, percent), size);
        }
        assert_eq!(part(UVec2::ONE, 70), UVec2::ONE);
    }

    #[test]
    fn a_software_drivers_picture_would_be_blurred_for_nothing() {
        let full = UVec2::new(1000, 1000);
        for (software, size) in [(true, full), (false, full * 95 / 100)] {
            let mut sharpness = Sharpness::new(full, software);
            for _ in 0..3 {
                sharpness.observe(late());
            }
            assert_eq!(sharpness.size(), size);
        }
    }
}
