//! The ray becomes egui's pointer on whatever surface it meets first.

use bevy::prelude::*;
use bevy_egui::{EguiInput, egui};
use egui::{Event, Modifiers, PointerButton, Pos2, pos2};
use stoa_world::panel::{PanelHit, PanelRay};

use super::{PictureCamera, Surface, surface::Shown};

/// Where a ray meets a surface.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Met {
    distance_m: f32,
    /// In the picture.
    at: Pos2,
}

/// The ray's way to the quad of `surface`; `None` where it passes it by or comes from behind.
fn meets(ray: Ray3d, surface: Surface, quad: &Transform) -> Option<Met> {
    let inverse = quad.to_matrix().inverse();
    let origin = inverse.transform_point3(ray.origin);
    let direction = inverse.transform_vector3(*ray.direction);
    // The face looks toward +z.
    if origin.z <= 0.0 || direction.z >= -1e-6 {
        return None;
    }
    let along = -origin.z / direction.z;
    let hit = origin + direction * along;
    let part = surface.part();
    let at = pos2(part.center().x + hit.x, part.center().y - hit.y);
    part.contains(at).then_some(Met {
        distance_m: along,
        at,
    })
}

pub(super) fn point(
    ray: Res<PanelRay>,
    shown: Res<Shown>,
    mut hit: ResMut<PanelHit>,
    mut input: Query<&mut EguiInput, With<PictureCamera>>,
    mut was: Local<Option<(Pos2, bool)>>,
) {
    // What hangs over heads is looked at, not pressed.
    let met = ray.ray.and_then(|ray| {
        shown
            .0
            .iter()
            .filter(|(surface, _)| !matches!(surface, Surface::Over(_)))
            .filter_map(|(surface, quad)| meets(ray, *surface, quad))
            .min_by(|a, b| a.distance_m.total_cmp(&b.distance_m))
    });
    let wanted = PanelHit(met.map(|met| met.distance_m));
    hit.set_if_neq(wanted);
    let Ok(mut input) = input.single_mut() else {
        return;
    };
    let button = |pos: Pos2, pressed: bool| Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::default(),
    };
    match (met, *was) {
        (Some(met), before) => {
            input.events.push(Event::PointerMoved(met.at));
            let down = before.is_some_and(|(_, down)| down);
            if ray.down != down {
                input.events.push(button(met.at, ray.down));
            }
            *was = Some((met.at, ray.down));
        }
        (None, Some((at, down))) => {
            if down {
                input.events.push(button(at, false));
            }
            input.events.push(Event::PointerGone);
            *was = None;
        }
        (None, None) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_laser_would_press_another_button_than_the_one_it_points_at() {
        let surface = Surface::Menu;
        let size = surface.metres_a_pixel();
        let quad = Transform::from_xyz(0.0, 1.5, -1.0).with_scale(Vec3::splat(size));
        let part = surface.part();
        let ray = |to: Vec3| {
            let from = Vec3::new(0.2, 1.2, 0.1);
            Ray3d::new(from, Dir3::new(to - from).expect("a direction"))
        };
        for (x, y) in [(0.0, 0.0), (100.0, -200.0), (-239.0, 319.0)] {
            let to = quad.transform_point(Vec3::new(x, -y, 0.0));
            let met = meets(ray(to), surface, &quad).expect("met");
            let wanted = pos2(part.center().x + x, part.center().y + y);
            assert!(met.at.distance(wanted) < 0.01, "{} for {wanted}", met.at);
            assert!((met.distance_m - to.distance(Vec3::new(0.2, 1.2, 0.1))).abs() < 1e-4);
        }
        let beside = quad.transform_point(Vec3::new(260.0, 0.0, 0.0));
        assert_eq!(meets(ray(beside), surface, &quad), None);
        // From behind there is nothing to press.
        let turned = quad.with_rotation(Quat::from_rotation_y(core::f32::consts::PI));
        assert_eq!(meets(ray(quad.translation), surface, &turned), None);
    }
}
