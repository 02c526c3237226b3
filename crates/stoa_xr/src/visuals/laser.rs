//! The ray that one points with: a beam from the hand and a dot at its end; a reticle alone where the eyes point.

use bevy::{camera::visibility::NoFrustumCulling, prelude::*};

use super::{
    paint::{Depth, Turn, Workshop, hidden, show},
    shapes::{Shape, Tint, faint},
};
use crate::{
    Headset, MoveView, Placement, Pointer, SessionState, Tracking,
    hand_input::{XrHands, in_world},
    motion::arc::Landing,
};

/// Thickness of the beam at the hand and at its end (radius), in metres.
const THICK_M: (f32, f32) = (0.0022, 0.0009);
/// How far from the hand's pointing place the beam begins, and how long it is beside an arc, in metres.
const BEGINS_M: f32 = 0.05;
const BESIDE_ARC_M: f32 = 0.35;
/// So much of the way into a body is left out: a ray is measured to the body's middle, in metres.
const BODY_M: f32 = 0.2;
/// And before anything else, so that the mark does not lie in what it marks.
const BEFORE_M: f32 = 0.012;
/// Widths as the eye sees them.
const DOT_DEG: f32 = 1.0;
const RETICLE_DEG: f32 = 1.0;

/// Parchment while it meets nothing, gold where something answers to it.
const CALM: Tint = [0.86, 0.74, 0.55, 0.30];
const BRIGHT: Tint = [1.0, 0.66, 0.20, 0.85];
const MARK_CALM: Tint = [0.92, 0.84, 0.68, 0.60];
const MARK_BRIGHT: Tint = [1.0, 0.74, 0.30, 1.0];
/// Around a mark, so that it is seen on white marble, too.
const RIM: Tint = [0.05, 0.03, 0.02, 0.45];

#[derive(Component)]
pub struct Beam;

#[derive(Component)]
pub struct Mark;

/// Each calm, then bright.
#[derive(Resource)]
pub struct Rays {
    beam: [Handle<Mesh>; 2],
    dot: [Handle<Mesh>; 2],
    reticle: [Handle<Mesh>; 2],
}

fn beam(tint: Tint) -> Shape {
    let mut shape = Shape::default();
    shape.beam(THICK_M, (tint, faint(tint, 0.35)));
    shape
}

/// One metre across.
fn dot(tint: Tint) -> Shape {
    let mut shape = Shape::default();
    let stops = [
        (0.0, tint),
        (0.30, tint),
        (0.36, RIM),
        (0.5, faint(RIM, 0.0)),
    ];
    shape.ring(&stops, 20);
    shape
}

/// One metre across: a ring with a point in its middle.
fn reticle(tint: Tint) -> Shape {
    let mut shape = Shape::default();
    let none = faint(RIM, 0.0);
    shape.ring(&[(0.0, tint), (0.08, tint), (0.11, none)], 16);
    let stops = [
        (0.28, none),
        (0.33, RIM),
        (0.34, tint),
        (0.42, tint),
        (0.43, RIM),
        (0.5, none),
    ];
    shape.ring(&stops, 32);
    shape
}

pub fn make(workshop: &mut Workshop) {
    let mut both =
        |make: fn(Tint) -> Shape, tints: [Tint; 2]| tints.map(|tint| workshop.mesh(&make(tint)));
    let rays = Rays {
        beam: both(beam, [CALM, BRIGHT]),
        dot: both(dot, [MARK_CALM, MARK_BRIGHT]),
        reticle: both(reticle, [MARK_CALM, MARK_BRIGHT]),
    };
    let beam = workshop.plain(&beam(CALM), Depth::Tested, Turn::Guide);
    let mark = workshop.plain(&dot(MARK_CALM), Depth::Ignored, Turn::Mark);
    workshop
        .commands
        .spawn((hidden("laser"), Beam, beam, NoFrustumCulling));
    workshop
        .commands
        .spawn((hidden("laser's end"), Mark, mark, NoFrustumCulling));
    workshop.commands.insert_resource(rays);
}

/// What there is to see of the pointer.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Seen {
    /// Of the beam; 0 hides it.
    beam_m: f32,
    /// Metres from the ray's origin to the mark.
    mark_m: Option<f32>,
    is_bright: bool,
}

/// `aims` is the end of the arc that one aims with (`Some(None)`: it ends in the air).
fn seen(pointer: &Pointer, aims: Option<Option<Landing>>) -> Seen {
    let by_hand = pointer.from.is_some();
    if let Some(end) = aims {
        return Seen {
            beam_m: if by_hand { BESIDE_ARC_M } else { 0.0 },
            mark_m: None,
            is_bright: end.is_some_and(|end| end.is_valid()),
        };
    }
    let meets_body = pointer.whom.is_some() && !pointer.on_panel;
    let end_m = pointer.length_m - if meets_body { BODY_M } else { BEFORE_M };
    Seen {
        beam_m: if by_hand {
            (end_m - BEGINS_M).max(0.0)
        } else {
            0.0
        },
        mark_m: (end_m > 0.0).then_some(end_m),
        is_bright: pointer.whom.is_some() || pointer.on_panel,
    }
}

/// So wide, in metres, does something look `degrees` wide from so far away.
fn width_m(degrees: f32, distance_m: f32) -> f32 {
    2.0 * (degrees / 2.0).to_radians().tan() * distance_m
}

pub fn place(
    headset: Res<Headset>,
    pointer: Res<Pointer>,
    hands: Res<XrHands>,
    placement: Res<Placement>,
    tracking: Res<Tracking>,
    view: Res<MoveView>,
    rays: Res<Rays>,
    beam: Single<(&mut Transform, &mut Visibility, &mut Mesh3d), (With<Beam>, Without<Mark>)>,
    mark: Single<(&mut Transform, &mut Visibility, &mut Mesh3d), (With<Mark>, Without<Beam>)>,
) {
    let (mut beam, mut beam_seen, mut beam_mesh) = beam.into_inner();
    let (mut mark, mut mark_seen, mut mark_mesh) = mark.into_inner();
    // The ray was made before the rig moved in this frame; the hand is where it is now.
    let aim = pointer
        .from
        .and_then(|side| hands.0.of(side).aim)
        .map(|aim| in_world(&placement, &aim));
    let head = tracking.head.map(|head| placement.world_from(head));
    let from = if pointer.from.is_some() { aim } else { head };
    let has_input = headset.state.is_some_and(SessionState::has_input);
    let (Some(from), Some(head)) = (from.filter(|_| has_input), head) else {
        show(&mut beam_seen, false);
        show(&mut mark_seen, false);
        return;
    };
    let seen = seen(&pointer, view.arc.as_ref().map(|arc| arc.end));
    let look = usize::from(seen.is_bright);
    show(&mut beam_seen, seen.beam_m > 0.0);
    if seen.beam_m > 0.0 {
        let begin = from.translation + from.forward() * BEGINS_M;
        *beam = from
            .with_translation(begin)
            .with_scale(Vec3::new(1.0, 1.0, seen.beam_m));
        swap(&mut beam_mesh, &rays.beam[look]);
    }
    show(&mut mark_seen, seen.mark_m.is_some());
    if let Some(mark_m) = seen.mark_m {
        let at = from.translation + from.forward() * mark_m;
        let (meshes, degrees) = if pointer.from.is_some() {
            (&rays.dot, DOT_DEG)
        } else {
            (&rays.reticle, RETICLE_DEG)
        };
        let away = at - head.translation;
        *mark = Transform::from_translation(at)
            .looking_to(away, head.up())
            .with_scale(Vec3::splat(width_m(degrees, away.length())));
        swap(&mut mark_mesh, &meshes[look]);
    }
}

fn swap(mesh: &mut Mut<Mesh3d>, wanted: &Handle<Mesh>) {
    if mesh.0 != *wanted {
        mesh.0 = wanted.clone();
    }
}

#[cfg(test)]
mod tests {
    use stoa_world::StableId;

    use super::*;
    use crate::{bindings::Side, motion::arc::Refusal};

    fn pointer(from: Option<Side>, length_m: f32) -> Pointer {
        let mut pointer = Pointer::default();
        (pointer.from, pointer.length_m) = (from, length_m);
        pointer
    }

    #[test]
    fn a_ray_would_look_the_same_whatever_it_meets_or_lie_inside_it() {
        let hand = Some(Side::Right);
        for (name, from, whom, on_panel, beam_m, mark_m, is_bright) in [
            ("nothing", hand, None, false, 2.938, 2.988, false),
            ("somebody", hand, Some(StableId(7)), false, 2.75, 2.8, true),
            ("a panel", hand, None, true, 2.938, 2.988, true),
            ("gaze", None, None, false, 0.0, 2.988, false),
            (
                "gaze at somebody",
                None,
                Some(StableId(7)),
                false,
                0.0,
                2.8,
                true,
            ),
        ] {
            let mut pointer = pointer(from, 3.0);
            (pointer.whom, pointer.on_panel) = (whom, on_panel);
            let got = seen(&pointer, None);
            assert!((got.beam_m - beam_m).abs() < 1e-4, "{name}: {got:?}");
            assert!(
                (got.mark_m.unwrap_or(0.0) - mark_m).abs() < 1e-4,
                "{name}: {got:?}"
            );
            assert_eq!(got.is_bright, is_bright, "{name}");
        }
        let buried = seen(&Pointer::default(), None);
        assert_eq!((buried.beam_m, buried.mark_m), (0.0, None));
    }

    #[test]
    fn the_beam_would_cross_the_arc_that_one_aims_with() {
        let pointer = pointer(Some(Side::Left), 8.0);
        let landing = |why| {
            Some(Landing {
                at: Vec3::ZERO,
                why,
            })
        };
        for (end, is_bright) in [
            (landing(None), true),
            (landing(Some(Refusal::Steep)), false),
            (None, false),
        ] {
            let got = seen(&pointer, Some(end));
            assert_eq!((got.beam_m, got.mark_m), (BESIDE_ARC_M, None));
            assert_eq!(got.is_bright, is_bright);
        }
    }

    #[test]
    fn the_mark_would_shrink_with_the_distance() {
        for (degrees, distance, wanted) in
            [(1.0, 1.0, 0.01745), (1.0, 8.0, 0.1396), (0.6, 2.0, 0.02094)]
        {
            assert!((width_m(degrees, distance) - wanted).abs() < 1e-4);
        }
        for shape in [dot(CALM), reticle(CALM)] {
            let (low, high) = shape.bounds();
            assert!((high.x - low.x - 1.0).abs() < 0.01, "one metre across");
        }
    }
}
