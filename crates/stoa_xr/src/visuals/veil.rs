//! What covers the view: a vignette that narrows it, and a globe about the head that darkens or hides everything.

use bevy::{camera::visibility::NoFrustumCulling, prelude::*};

use super::{
    Curtain,
    paint::{Depth, Turn, Workshop, hidden, recolour, show},
    shapes::{Shape, Tint, faint},
    sight::{Extent, cover, share},
};
use crate::{Headset, MoveView, Placement, Tracking};

/// How far ahead of the head the vignette hangs, in metres: far enough that both eyes see its edge in nearly the same
/// place, near enough that it rests them.
const VIGNETTE_M: f32 = 1.0;
/// The radius at which it is closed, as a multiple of the hole's: between them it gets denser.
const SOFT: f32 = 1.3;
/// How far it reaches, as a multiple of the hole's radius: beyond what any eye sees.
const REACHES: f32 = 80.0;
/// Not quite black: a black edge flickers where pixels switch off.
const EDGE: Tint = [0.006, 0.005, 0.004, 1.0];
/// Radius of the globe, in metres, and its columns and rows.
const GLOBE_M: f32 = 0.5;
const GLOBE: (usize, usize) = (24, 16);

#[derive(Component)]
pub struct Vignette;

/// Shows what of curtain and darkness.
#[derive(Component, Debug, Clone, Copy, PartialEq)]
pub struct Cover {
    curtain: f32,
    dark: f32,
}

/// A hole of radius 1 in a wall that faces +z.
fn vignette() -> Shape {
    let mut shape = Shape::default();
    let soft = |along: f32| 1.0 + (SOFT - 1.0) * along;
    let stops = [
        (soft(0.0), faint(EDGE, 0.0)),
        (soft(0.25), faint(EDGE, 0.16)),
        (soft(0.5), faint(EDGE, 0.5)),
        (soft(0.75), faint(EDGE, 0.84)),
        (soft(1.0), EDGE),
        (REACHES, EDGE),
    ];
    shape.ring(&stops, 64);
    shape
}

fn globe(curtain: f32, dark: f32) -> Shape {
    let mut shape = Shape::default();
    let radii = Vec3::splat(GLOBE_M);
    shape.globe(GLOBE, Vec3::ZERO, radii, 1.0, |_| EDGE);
    shape.tints = shape
        .points
        .iter()
        .map(|point| cover(curtain, dark, *point))
        .collect();
    shape
}

pub fn make(workshop: &mut Workshop) {
    let vignette = workshop.plain(&vignette(), Depth::Ignored, Turn::Vignette);
    let (curtain, dark) = (0.0, 0.0);
    let globe = workshop.plain(&globe(curtain, dark), Depth::Ignored, Turn::Cover);
    workshop
        .commands
        .spawn((hidden("vignette"), Vignette, vignette, NoFrustumCulling));
    workshop.commands.spawn((
        hidden("cover"),
        Cover { curtain, dark },
        globe,
        NoFrustumCulling,
    ));
}

pub fn place(
    headset: Res<Headset>,
    tracking: Res<Tracking>,
    placement: Res<Placement>,
    view: Res<MoveView>,
    curtain: Res<Curtain>,
    mut meshes: ResMut<Assets<Mesh>>,
    vignette: Single<(&mut Transform, &mut Visibility), (With<Vignette>, Without<Cover>)>,
    cover: Single<(&mut Transform, &mut Visibility, &mut Cover, &Mesh3d)>,
) {
    let (mut vignette, mut vignette_seen) = vignette.into_inner();
    let (mut globe_at, mut globe_seen, mut shown, mesh) = cover.into_inner();
    let Some(pose) = tracking.head.filter(|_| headset.is_worn()) else {
        show(&mut vignette_seen, false);
        show(&mut globe_seen, false);
        return;
    };
    let head = placement.world_from(pose);
    let extent = tracking
        .eyes
        .map_or_else(Extent::default, |eyes| Extent::of(&eyes, pose));
    let hole = extent.hole(view.aperture);
    show(&mut vignette_seen, hole.is_some());
    if let Some(hole) = hole {
        let radius = hole * VIGNETTE_M;
        *vignette = Transform::from_translation(head.translation + head.forward() * VIGNETTE_M)
            .with_rotation(head.rotation)
            .with_scale(Vec3::new(radius, radius, 1.0));
    }
    let wanted = Cover {
        curtain: share(curtain.0),
        dark: share(view.dark),
    };
    show(&mut globe_seen, wanted.curtain > 0.0 || wanted.dark > 0.0);
    // Upright, however the head is held: the loading place stays where it is.
    *globe_at =
        Transform::from_translation(head.translation).with_rotation(placement.rig.rotation());
    if *shown != wanted
        && let Some(mut mesh) = meshes.get_mut(&mesh.0)
    {
        recolour(&mut mesh, &globe(wanted.curtain, wanted.dark));
        *shown = wanted;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_world_would_show_around_the_vignette() {
        let shape = vignette();
        // The narrowest hole there is, on the widest headset.
        let reaches = Extent::default().hole(0.4).map(|hole| hole * REACHES);
        let seen_deg = reaches.map(|tan| tan.atan().to_degrees());
        assert!(seen_deg.is_some_and(|deg| deg > 88.0), "{seen_deg:?}");
        let clear = shape.points.iter().zip(&shape.tints);
        for (point, tint) in clear {
            let radius = point.length();
            assert!(radius > 0.999, "nothing hangs in the hole");
            assert_eq!(radius > SOFT - 0.001, tint[3] == 1.0, "at {radius}");
        }
        let widest = shape.points.iter().map(|p| p.length()).fold(0.0, f32::max);
        assert!((widest - REACHES).abs() < 0.01);
    }

    #[test]
    fn the_cover_would_have_holes_or_be_cut_by_the_near_plane() {
        let shape = globe(1.0, 0.0);
        assert!(shape.tints.iter().all(|tint| tint[3] == 1.0));
        // The eyes stand 4 cm beside its middle; flat faces lie a little inside the radius.
        let volume = 4.19 * GLOBE_M.powi(3);
        assert!(shape.volume() > volume * 0.95, "{}", shape.volume());
        let nearest = shape.points.iter().map(|p| p.length()).fold(9.0, f32::min);
        assert!(nearest - 0.04 > 0.3, "{nearest}");
        let dark = globe(0.0, 0.25).tints;
        assert!(dark.iter().all(|tint| *tint == [0.0, 0.0, 0.0, 0.25]));
    }
}
