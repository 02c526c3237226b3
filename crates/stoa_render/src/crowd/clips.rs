//! The baked animation: how the inhabitants walk, stand, sit and sit down, as bones of figures, frame by frame.

use bevy::math::Mat4;

use super::{figure::Figure, points::BONES};
use crate::body::motion::{Doing, pose};

/// Frames of a gait's cycle.
pub const WALK_FRAMES: usize = 16;
/// Speeds that there is a gait of: the slowest, and each so much faster than the one before, in m/s.
pub const WALK_SPEEDS: usize = 4;
pub const WALK_SLOW: f32 = 0.2;
pub const WALK_STEP: f32 = 0.5;
/// Frames of standing and sitting, and the seconds between them.
pub const IDLE_FRAMES: usize = 20;
pub const IDLE_STEP_S: f32 = 0.3;
/// Frames from standing to sitting.
pub const RISE_FRAMES: usize = 8;
/// How high the seats are that figures sit on, in metres.
pub const SEAT_M: f32 = 0.45;

pub const WALK_FIRST: usize = 0;
pub const STAND_FIRST: usize = WALK_FIRST + WALK_SPEEDS * WALK_FRAMES;
pub const SIT_FIRST: usize = STAND_FIRST + IDLE_FRAMES;
pub const RISE_FIRST: usize = SIT_FIRST + IDLE_FRAMES;
pub const FRAMES: usize = RISE_FIRST + RISE_FRAMES;

/// What a figure does in a frame.
pub fn doing(frame: usize) -> Doing {
    let seated = Doing {
        sitting: 1.0,
        seat_m: SEAT_M,
        ..Doing::default()
    };
    if let Some(frame) = frame.checked_sub(RISE_FIRST) {
        let part = frame as f32 / (RISE_FRAMES - 1) as f32;
        return Doing {
            sitting: part * part * (3.0 - 2.0 * part),
            ..seated
        };
    }
    if let Some(frame) = frame.checked_sub(SIT_FIRST) {
        return Doing {
            time_s: frame as f32 * IDLE_STEP_S,
            ..seated
        };
    }
    if let Some(frame) = frame.checked_sub(STAND_FIRST) {
        return Doing {
            time_s: frame as f32 * IDLE_STEP_S,
            ..Doing::default()
        };
    }
    let speed = WALK_SLOW + WALK_STEP * (frame / WALK_FRAMES) as f32;
    Doing {
        velocity: (0.0, speed),
        phase: (frame % WALK_FRAMES) as f32 / WALK_FRAMES as f32,
        going: 1.0,
        ..Doing::default()
    }
}

/// Three rows for each bone of each frame: they take points of the figure at rest to where they are.
pub fn bake(figure: &Figure) -> Vec<[f32; 4]> {
    let mut rows = Vec::with_capacity(FRAMES * BONES.len() * 3);
    for frame in 0..FRAMES {
        let placed = pose(&figure.frame, &doing(frame));
        for joint in BONES {
            let bone = placed[joint as usize];
            let matrix = Mat4::from_scale_rotation_translation(bone.scale, bone.turn, bone.at)
                * Mat4::from_translation(-figure.frame.bind(joint));
            rows.extend((0..3).map(|row| matrix.row(row).to_array()));
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use bevy::math::Vec3;

    use crate::body::{
        motion::gait::stride_m,
        rig::{FOOT, Joint},
    };

    /// Where a point that hangs on a joint is in a frame.
    fn place(figure: &Figure, frame: usize, joint: Joint, at: Vec3) -> Vec3 {
        let bone = pose(&figure.frame, &doing(frame))[joint as usize];
        bone.at + bone.turn * (bone.scale * (at - figure.frame.bind(joint)))
    }

    /// The foot that is down moves back as fast as the body ahead, at every speed and between two frames.
    #[test]
    fn feet_would_slide() {
        let figure = Figure::new(0);
        for gait in 0..WALK_SPEEDS {
            let first = WALK_FIRST + gait * WALK_FRAMES;
            let speed = WALK_SLOW + WALK_STEP * gait as f32;
            let step = stride_m(&figure.frame, speed) / WALK_FRAMES as f32;
            let sole = figure.frame.bind(FOOT[0]).with_y(0.02);
            let at = |frame: usize| place(&figure, first + frame % WALK_FRAMES, FOOT[0], sole);
            // Well within the time that the foot is flat on the ground.
            let slid: f32 = (3..6)
                .map(|frame| ((at(frame + 1).z - at(frame).z) - step).abs())
                .sum();
            assert!(slid < 0.03, "{speed} m/s: {slid} m");
        }
    }

    #[test]
    fn sitters_would_hover_over_their_seats() {
        let figure = Figure::new(0);
        let hips = figure.frame.bind(Joint::Hips);
        let sits = place(&figure, SIT_FIRST, Joint::Hips, hips);
        let stands = place(&figure, RISE_FIRST, Joint::Hips, hips);
        assert!((0.45..0.62).contains(&sits.y), "{sits}");
        assert!(stands.y > 0.85, "{stands}");
        let last = place(&figure, FRAMES - 1, Joint::Hips, hips);
        assert!(last.distance(sits) < 0.05, "{last} {sits}");
    }

    #[test]
    fn bones_are_finite_and_as_many_as_the_shader_expects() {
        let rows = bake(&Figure::new(3));
        assert_eq!(rows.len(), FRAMES * BONES.len() * 3);
        assert!(rows.iter().flatten().all(|x| x.is_finite()));
    }
}
