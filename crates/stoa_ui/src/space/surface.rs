//! Surfaces in the world: which of them are seen, and where.

use std::collections::BTreeMap;

use bevy::{
    asset::RenderAssetUsages,
    mesh::{Indices, PrimitiveTopology},
    prelude::*,
};
use bevy_egui::egui::Rect;
use stoa_world::panel::{PanelAnchors, PanelsOpen};

use super::{PICTURE, PictureCamera, Surface, bubbles::Heads};
use crate::Focus;

/// The surfaces that are seen, with the transforms of their quads.
#[derive(Resource, Debug, Clone, PartialEq, Default)]
pub(crate) struct Shown(pub BTreeMap<Surface, Transform>);

impl Shown {
    pub fn any(&self) -> bool {
        !self.0.is_empty()
    }

    pub fn has(&self, surface: Surface) -> bool {
        self.0.contains_key(&surface)
    }
}

/// A quad in the xy plane, facing +z, that shows one part of the picture; one unit is one pixel.
pub(super) fn mesh(part: Rect) -> Mesh {
    let (x, y) = (part.width() / 2.0, part.height() / 2.0);
    let (width, height) = (PICTURE.0 as f32, PICTURE.1 as f32);
    let (left, right) = (part.left() / width, part.right() / width);
    let (top, bottom) = (part.top() / height, part.bottom() / height);
    Mesh::new(
        PrimitiveTopology::TriangleList,
        RenderAssetUsages::RENDER_WORLD,
    )
    .with_inserted_attribute(
        Mesh::ATTRIBUTE_POSITION,
        vec![[-x, -y, 0.0], [x, -y, 0.0], [x, y, 0.0], [-x, y, 0.0]],
    )
    .with_inserted_attribute(Mesh::ATTRIBUTE_NORMAL, vec![[0.0, 0.0, 1.0]; 4])
    .with_inserted_attribute(
        Mesh::ATTRIBUTE_UV_0,
        vec![[left, bottom], [right, bottom], [right, top], [left, top]],
    )
    .with_inserted_indices(Indices::U32(vec![0, 1, 2, 0, 2, 3]))
}

pub(super) fn place(
    anchors: Res<PanelAnchors>,
    open: Res<PanelsOpen>,
    focus: Res<Focus>,
    heads: Res<Heads>,
    mut shown: ResMut<Shown>,
    mut quads: Query<(&Surface, &mut Transform, &mut Visibility)>,
    mut camera: Query<&mut Camera, With<PictureCamera>>,
) {
    shown.0.clear();
    if let Some(eye) = anchors.eye {
        let mut hang = |surface: Surface, at: Option<Isometry3d>| {
            if let Some(at) = at {
                let size = surface.metres_a_pixel();
                let transform = Transform::from_isometry(at).with_scale(Vec3::splat(size));
                shown.0.insert(surface, transform);
            }
        };
        hang(
            Surface::Wrist,
            anchors
                .wrist
                .filter(|_| focus.talking_to.is_some() || focus.whom.is_some()),
        );
        hang(Surface::Menu, anchors.menu.filter(|_| open.menu));
        hang(
            Surface::Keyboard,
            anchors.keyboard.filter(|_| open.keyboard),
        );
        hang(Surface::Belt, anchors.belt);
        for (place, head) in heads.0.iter().enumerate() {
            let surface = Surface::Over(place);
            let transform = over_head(eye.translation.into(), head.at, surface.part());
            shown.0.insert(surface, transform);
        }
    }
    for (surface, mut transform, mut visibility) in &mut quads {
        let wanted = match shown.0.get(surface) {
            Some(place) => {
                *transform = *place;
                Visibility::Visible
            }
            None => Visibility::Hidden,
        };
        visibility.set_if_neq(wanted);
    }
    for mut camera in &mut camera {
        let active = shown.any();
        if camera.is_active != active {
            camera.is_active = active;
        }
    }
}

/// Pixels in a degree of what hangs over heads, from one metre to six.
pub(crate) const PIXELS_A_DEGREE: f32 = 25.0;

/// Over a head, upright, facing the eye, as large to the eye as at any other distance from one metre to six.
fn over_head(eye: Vec3, at: Vec3, part: Rect) -> Transform {
    let way = eye - at;
    let distance = way.length().clamp(1.0, 6.0);
    let metres_a_pixel = 2.0 * distance * (0.5 / PIXELS_A_DEGREE).to_radians().tan();
    let yaw = way.x.atan2(way.z);
    let up = Vec3::Y * (part.height() / 2.0 * metres_a_pixel);
    Transform::from_translation(at + up)
        .with_rotation(Quat::from_rotation_y(yaw))
        .with_scale(Vec3::splat(metres_a_pixel))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bubble_would_be_too_small_to_read_or_turn_its_back() {
        let at = Vec3::new(1.0, 1.8, -2.0);
        let part = Surface::Over(0).part();
        for distance in [1.0, 2.5, 6.0] {
            for angle in [0.0_f32, 1.0, 2.5, -2.0] {
                let aside = Vec3::new(angle.sin(), 0.0, angle.cos()) * distance;
                let quad = over_head(at + aside, at, part);
                // Facing the eye.
                assert!((quad.rotation * Vec3::Z).dot(aside / distance) > 0.999);
                // A pixel in the middle of it takes a 25th of a degree.
                let degrees = (quad.scale.x / distance).atan().to_degrees();
                assert!((1.0 / degrees - PIXELS_A_DEGREE).abs() < 0.1, "{degrees}");
                // Its lower edge lies at the head.
                let bottom = quad.transform_point(Vec3::NEG_Y * part.height() / 2.0);
                assert!(bottom.distance(at) < 1e-4);
            }
        }
    }

    #[test]
    fn parts_of_the_picture_would_overlap_or_lie_outside() {
        let parts: Vec<Rect> = Surface::all().map(Surface::part).collect();
        for (i, part) in parts.iter().enumerate() {
            assert!(part.min.x >= 0.0 && part.min.y >= 0.0);
            assert!(part.max.x <= PICTURE.0 as f32 && part.max.y <= PICTURE.1 as f32);
            for other in &parts[i + 1..] {
                let both = part.intersect(*other);
                assert!(
                    both.width() <= 0.0 || both.height() <= 0.0,
                    "{part} {other}"
                );
            }
        }
    }
}
