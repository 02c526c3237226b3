//! The points of figures as the shader reads them, and the bones they hang on.

use crate::body::{clay::Clay, rig::Joint};

/// The joints that figures hang on; the other ones' points go with the nearest of these.
pub const BONES: [Joint; 26] = [
    Joint::Hips,
    Joint::Spine,
    Joint::Chest,
    Joint::Neck,
    Joint::Head,
    Joint::ClavicleL,
    Joint::ClavicleR,
    Joint::UpperArmL,
    Joint::UpperArmR,
    Joint::ForearmL,
    Joint::ForearmR,
    Joint::HandL,
    Joint::HandR,
    Joint::ThighL,
    Joint::ThighR,
    Joint::ShinL,
    Joint::ShinR,
    Joint::FootL,
    Joint::FootR,
    Joint::ToesL,
    Joint::ToesR,
    Joint::DrapeL,
    Joint::DrapeR,
    Joint::SkirtL,
    Joint::SkirtR,
    Joint::TailTop,
];

/// The place of a joint among [`BONES`].
pub(super) fn bone_of(mut joint: Joint) -> u32 {
    loop {
        if let Some(at) = BONES.iter().position(|bone| *bone == joint) {
            return at as u32;
        }
        joint = joint.parent();
    }
}

/// A point as the shader reads it: two `vec4<u32>` (`points` of `shaders/crowd/figure.wgsl`).
pub fn packed(clay: &Clay, point: usize) -> [u32; 8] {
    let at = clay.points[point];
    let normal = clay.normals[point];
    let dab = clay.dabs[point];
    let byte = |x: f32| (x * 127.0).round() as i8 as u8;
    let normal = u32::from_le_bytes([byte(normal.x), byte(normal.y), byte(normal.z), 0]);
    // Joints that share a bone count together; the two greatest are kept.
    let mut shares = [0.0; BONES.len()];
    for (joint, share) in dab.weights.0 {
        shares[bone_of(joint) as usize] += share;
    }
    let mut order: Vec<usize> = (0..BONES.len()).collect();
    order.sort_by(|a, b| shares[*b].total_cmp(&shares[*a]));
    let (first, second) = (order[0], order[1]);
    let part = shares[second] / (shares[first] + shares[second]).max(1e-6);
    let worn = first as u32 | (second as u32) << 8 | ((part * 255.0).round() as u32) << 16;
    let shade = (dab.colour.y * 200.0).round().clamp(0.0, 255.0) as u32;
    let paint = dab.colour.x as u32 | shade << 8 | (dab.colour.z as u32) << 16;
    [
        at.x.to_bits(),
        at.y.to_bits(),
        at.z.to_bits(),
        normal,
        worn,
        paint,
        0,
        0,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crowd::{figure::Figure, people::ROLES};

    #[test]
    fn every_point_hangs_on_bones() {
        let clay = Figure::new(1).sculpt(0);
        for point in 0..clay.points.len() {
            let words = packed(&clay, point);
            let bones = (words[4] & 0xff, words[4] >> 8 & 0xff);
            assert!(bones.0 < BONES.len() as u32 && bones.1 < BONES.len() as u32);
            assert!(words[5] & 0xff < ROLES as u32);
        }
    }
}
