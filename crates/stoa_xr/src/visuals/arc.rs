//! The way of a teleport: beads along the arc, and where it ends a ring with an arrow, or a cross.

use bevy::{camera::visibility::NoFrustumCulling, prelude::*};
use core::f32::consts::{FRAC_PI_2, FRAC_PI_4, TAU};

use super::{
    beads::{BEADS, along, corners, faces, radius_m},
    paint::{Depth, Turn, Workshop, hidden, recolour, show},
    shapes::{Shape, Tint, faint},
};
use crate::{Headset, MoveView, Placement, Tracking, motion::arc::Arc};

/// One can land there; one cannot.
const GOLD: Tint = [1.0, 0.64, 0.17, 0.92];
const DULL_RED: Tint = [0.42, 0.085, 0.055, 0.85];
/// Around the ring and its arrow, so that they are seen on sunlit stone, too.
const SHADE: Tint = [0.05, 0.03, 0.02, 0.5];
/// How bright a bead's underside is beside its top.
const UNDERSIDE: f32 = 0.3;
/// Beads a second that pass a point of the arc.
const DRIFT_HZ: f32 = 1.2;

/// The ring on the ground, in metres, and how far above the ground it lies.
const RING_M: f32 = 0.35;
const LIFT_M: f32 = 0.025;
/// How often and how much it swells.
const PULSE_HZ: f32 = 0.8;
const PULSE: f32 = 0.035;
/// The cross, from middle to tip, and how far before the surface it hangs, in metres.
const CROSS_M: f32 = 0.09;
const BEFORE_M: f32 = 0.03;

#[derive(Component)]
pub struct Row;

#[derive(Component)]
pub struct Spot;

#[derive(Component)]
pub struct Cross;

/// On the ground, its arrow ahead, along −z.
fn spot() -> Shape {
    let mut shape = Shape::default();
    let none = faint(SHADE, 0.0);
    let stops = [
        (0.0, faint(GOLD, 0.10)),
        (RING_M - 0.10, faint(GOLD, 0.24)),
        (RING_M - 0.06, SHADE),
        (RING_M - 0.055, GOLD),
        (RING_M, GOLD),
        (RING_M + 0.005, SHADE),
        (RING_M + 0.06, none),
    ];
    shape.ring(&stops, 48);
    // Drawn upright, then laid down: what points up points ahead.
    let arrow = [(0.075, 0.0), (0.0, 0.13), (-0.075, 0.0), (0.0, 0.028)];
    let at = |(x, y): (f32, f32)| Vec3::new(x, y + RING_M + 0.05, 0.001);
    let middle = at((0.0, 0.06));
    let edge = arrow.map(|corner| {
        let corner = at(corner);
        corner + (corner - middle) * 0.35 - Vec3::Z * 0.0005
    });
    let [right, tip, left, notch] = edge;
    shape.polygon(&[right, tip, notch], SHADE);
    shape.polygon(&[notch, tip, left], SHADE);
    let [right, tip, left, notch] = arrow.map(at);
    shape.polygon(&[right, tip, notch], GOLD);
    shape.polygon(&[notch, tip, left], GOLD);
    shape.turned(Quat::from_rotation_x(-FRAC_PI_2))
}

/// Upright, facing +z.
fn cross() -> Shape {
    let mut shape = Shape::default();
    for turned in [FRAC_PI_4, -FRAC_PI_4] {
        let turn = Quat::from_rotation_z(turned);
        let corner = |x: f32, y: f32| turn * Vec3::new(x * CROSS_M, y * 0.016, 0.0);
        let corners = [
            corner(-1.0, -1.0),
            corner(1.0, -1.0),
            corner(1.0, 1.0),
            corner(-1.0, 1.0),
        ];
        shape.polygon(&corners, DULL_RED);
    }
    shape
}

/// The beads of an arc about its first point; those that are not needed are nothing.
fn row(arc: &Arc, eye: Vec3, drift: f32) -> Shape {
    let valid = arc.end.is_some_and(|end| end.is_valid());
    let tint = if valid { GOLD } else { DULL_RED };
    let begin = arc.points.first().copied().unwrap_or_default();
    let mut shape = Shape::default();
    for bead in along(&arc.points, valid, drift) {
        let radius = radius_m(bead.at.distance(eye));
        for corner in corners() {
            let lit = UNDERSIDE + (1.0 - UNDERSIDE) * (corner.y + 1.0) / 2.0;
            let [r, g, b, a] = faint(tint, bead.plain);
            shape.points.push(bead.at - begin + corner * radius);
            shape.tints.push([r * lit, g * lit, b * lit, a]);
        }
    }
    shape.points.resize(BEADS * corners().len(), Vec3::ZERO);
    shape.tints.resize(BEADS * corners().len(), [0.0; 4]);
    shape
}

pub fn make(workshop: &mut Workshop) {
    let mut beads = row(
        &Arc {
            points: Vec::new(),
            end: None,
        },
        Vec3::ZERO,
        0.0,
    );
    let faces = faces();
    beads.triangles = (0..BEADS as u32)
        .flat_map(|bead| {
            let first = bead * corners().len() as u32;
            faces.iter().map(move |face| face.map(|n| n + first))
        })
        .collect();
    let beads = workshop.plain(&beads, Depth::Tested, Turn::Guide);
    let spot = workshop.plain(&spot(), Depth::Tested, Turn::Guide);
    let cross = workshop.plain(&cross(), Depth::Ignored, Turn::Mark);
    workshop
        .commands
        .spawn((hidden("teleport's way"), Row, beads, NoFrustumCulling));
    workshop
        .commands
        .spawn((hidden("teleport's end"), Spot, spot, NoFrustumCulling));
    workshop
        .commands
        .spawn((hidden("no way"), Cross, cross, NoFrustumCulling));
}

pub fn place(
    headset: Res<Headset>,
    view: Res<MoveView>,
    placement: Res<Placement>,
    tracking: Res<Tracking>,
    time: Res<Time>,
    mut meshes: ResMut<Assets<Mesh>>,
    beads: Single<(&mut Transform, &mut Visibility, &Mesh3d), With<Row>>,
    spot: Single<(&mut Transform, &mut Visibility), (With<Spot>, Without<Row>)>,
    cross: Single<(&mut Transform, &mut Visibility), (With<Cross>, Without<Row>, Without<Spot>)>,
) {
    let (mut beads, mut beads_seen, mesh) = beads.into_inner();
    let (mut spot, mut spot_seen) = spot.into_inner();
    let (mut cross, mut cross_seen) = cross.into_inner();
    let head = tracking.head.map(|head| placement.world_from(head));
    let arc = view.arc.as_ref().filter(|_| headset.is_worn());
    let (Some(arc), Some(head)) = (arc, head) else {
        show(&mut beads_seen, false);
        show(&mut spot_seen, false);
        show(&mut cross_seen, false);
        return;
    };
    let seconds = time.elapsed_secs_wrapped();
    show(&mut beads_seen, arc.points.len() > 1);
    if let (Some(begin), Some(mut mesh)) = (arc.points.first(), meshes.get_mut(&mesh.0)) {
        *beads = Transform::from_translation(*begin);
        recolour(&mut mesh, &row(arc, head.translation, seconds * DRIFT_HZ));
    }
    let valid = arc.end.filter(|end| end.is_valid());
    show(&mut spot_seen, valid.is_some());
    if let Some(end) = valid {
        let swell = 1.0 + PULSE * (seconds * PULSE_HZ * TAU).sin();
        *spot = Transform::from_translation(end.at + Vec3::Y * LIFT_M)
            .with_rotation(Quat::from_rotation_y(view.facing))
            .with_scale(Vec3::splat(swell));
    }
    let refused = arc.end.filter(|end| !end.is_valid());
    show(&mut cross_seen, refused.is_some());
    if let Some(end) = refused {
        let away = end.at - head.translation;
        let at = end.at - away.normalize_or_zero() * BEFORE_M;
        *cross = Transform::from_translation(at).looking_to(away, Vec3::Y);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::motion::arc::{Landing, Refusal};

    fn arc(why: Option<Refusal>) -> Arc {
        let points: Vec<Vec3> = (0..=10)
            .map(|step| Vec3::new(5.0, 1.2 - step as f32 * 0.12, -0.4 * step as f32))
            .collect();
        let end = points.last().map(|at| Landing { at: *at, why });
        Arc { points, end }
    }

    #[test]
    fn a_way_would_have_the_colour_of_the_other_kind() {
        for (why, tint) in [(None, GOLD), (Some(Refusal::TooFar), DULL_RED)] {
            let row = row(&arc(why), Vec3::new(5.0, 1.6, 0.0), 0.0);
            assert_eq!(row.points.len(), BEADS * 12);
            assert_eq!(row.tints.len(), BEADS * 12);
            let used = row.tints.iter().filter(|t| t[3] > 0.0);
            let brightest = used.clone().map(|t| t[0]).fold(0.0, f32::max);
            assert!((0.9..=1.0).contains(&(brightest / tint[0])), "{brightest}");
            assert!(used.clone().all(|t| t[0] >= tint[0] * UNDERSIDE));
        }
    }

    #[test]
    fn beads_would_lie_elsewhere_than_the_arc() {
        let arc = arc(None);
        let row = row(&arc, Vec3::new(5.0, 1.6, 0.0), 0.5);
        for point in row.points.iter().filter(|p| **p != Vec3::ZERO) {
            // About the first point: straight ahead and down, never aside by more than a bead.
            assert!(
                point.x.abs() < 0.02 && point.z < 0.02 && point.y < 0.02,
                "{point}"
            );
        }
        let farthest = row.points.iter().map(|p| p.z).fold(0.0, f32::min);
        assert!((-4.05..-3.7).contains(&farthest), "{farthest}");
    }

    #[test]
    fn the_ring_would_stand_upright_or_its_arrow_show_backwards() {
        let (low, high) = spot().bounds();
        assert!(high.y - low.y < 0.01, "it is flat: {low} {high}");
        assert!(low.z < -RING_M - 0.15, "the arrow is ahead: {low}");
        assert!(high.z < RING_M + 0.07 && high.x < RING_M + 0.07, "{high}");
        assert!(spot().normals.iter().all(|n| n.y > 0.99), "it faces up");
    }
}
